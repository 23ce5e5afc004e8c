//! A sheet or table as one of the five lists: where its headers stand and which column is which.

use super::column::Column;
use super::told::{Faults, Place};
use super::words::{Fit, fits, is_own, list_in};
use crate::imports::shown;
use anlan_core::plan::PlanList;
use anlan_core::text;
use anlan_report::read::{Grid, GridRow};

/// Rows searched for the headers, from the top.
const HEAD: usize = 12;

/// A header with its place and the column it is.
#[derive(Debug)]
struct Headed {
    at: usize,
    header: String,
    column: Option<Column>,
    /// Whether it fits a column that another header fits better.
    twice: bool,
}

/// A list as found in a file.
#[derive(Debug)]
pub(super) struct ListSheet<'a> {
    pub(super) list: PlanList,
    pub(super) grid: &'a Grid,
    pub(super) name: String,
    pub(super) table: bool,
    pub(super) header_row: u32,
    columns: Vec<Headed>,
}

impl<'a> ListSheet<'a> {
    /// Finds the headers of a list. Without a list named, the one whose own words they are.
    pub(super) fn find(grid: &'a Grid, table: bool, named: Option<PlanList>) -> Option<Self> {
        let titled = || grid.rows.iter().take(HEAD).find_map(|row| lone(row).and_then(|title| list_in(&title)));
        let lists: Vec<PlanList> = named.or_else(titled).map_or_else(|| PlanList::ALL.to_vec(), |list| vec![list]);
        let mut best: Option<(usize, Self)> = None;
        let mut tied = false;
        for list in &lists {
            let Some((score, sheet)) = best_head(grid, table, *list, lists.len() > 1) else { continue };
            match &best {
                Some((held, _)) if *held > score => {}
                Some((held, _)) if *held == score => tied = true,
                Some(_) | None => {
                    tied = false;
                    best = Some((score, sheet));
                }
            }
        }
        best.filter(|_| !tied).map(|(_, sheet)| sheet)
    }

    /// The place and header of a column.
    pub(super) fn column(&self, column: Column) -> Option<(usize, String)> {
        self.columns.iter().find(|own| own.column == Some(column)).map(|own| (own.at, own.header.clone()))
    }

    pub(super) fn place(&self, row: Option<u32>, column: Option<Column>) -> Place {
        Place { sheet: self.name.clone(), table: self.table, row, column: column.and_then(|column| self.column(column)) }
    }

    /// Rows below the headers.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a GridRow> + use<'a> {
        let header_row = self.header_row;
        self.grid.rows.iter().filter(move |row| row.number > header_row)
    }

    /// Whether a row repeats the headers, as it does where a table goes on on another page.
    pub(super) fn repeats_head(&self, row: &GridRow) -> bool {
        self.columns.iter().all(|own| text::name(&shown(row.cell(own.at))) == text::name(&own.header))
    }

    /// Columns that must be there and are not, and those that are not taken in although something stands in them.
    pub(super) fn tell_columns(&self, faults: &mut Faults) {
        for wanted in [Column::Number, Column::Text] {
            if self.column(wanted).is_none() {
                let place = Place { row: Some(self.header_row), ..Place::whole(&self.name, self.table) };
                let zh = format!("{}缺少“{}”列，请补上该列，或把表头改为“{}”。", self.list.zh(), wanted.zh(), wanted.zh());
                faults.tell(&place, "", ("missing_column", zh, format!("the column {} is missing: add it", wanted.zh())));
            }
        }
        for own in self.columns.iter().filter(|own| own.column.is_none() && text::name(&own.header) != "序号") {
            if self.rows().all(|row| row.cell(own.at).is_blank() || self.repeats_head(row)) {
                continue;
            }
            let place =
                Place { row: Some(self.header_row), column: Some((own.at, own.header.clone())), ..Place::whole(&self.name, self.table) };
            let fault = if own.twice {
                let zh = format!("“{}”列与另一列是同一项，没有读入，请合并为一列。", own.header);
                ("column_twice", zh, format!("the column {} says the same as another: it is left out", own.header))
            } else {
                let zh = format!("不认识“{}”列，没有读入；需要的话请改成方案表的列名。", own.header);
                ("unknown_column", zh, format!("the column {} is not known: it is left out", own.header))
            };
            faults.note(&place, &own.header, fault);
        }
    }
}

/// The text of a row that holds nothing else, such as a title.
fn lone(row: &GridRow) -> Option<String> {
    let mut texts = row.cells.iter().map(shown).filter(|text| !text.is_empty());
    texts.next().filter(|_| texts.next().is_none())
}

/// The row that names most columns of a list, with its score; `guess` asks for a word of the list's own.
fn best_head<'a>(grid: &'a Grid, table: bool, list: PlanList, guess: bool) -> Option<(usize, ListSheet<'a>)> {
    let mut best: Option<(usize, ListSheet<'a>)> = None;
    for row in grid.rows.iter().take(HEAD) {
        let (columns, own) = columns_of(list, row);
        let found = columns.iter().filter(|headed| headed.column.is_some()).count();
        let has = |wanted: Column| columns.iter().any(|headed| headed.column == Some(wanted));
        if found < 2 || !(has(Column::Number) || has(Column::Text)) || (guess && own == 0) {
            continue;
        }
        let score = found * 2 + own * 3;
        if best.as_ref().is_none_or(|(held, _)| score > *held) {
            best = Some((score, ListSheet { list, grid, name: grid.name.clone(), table, header_row: row.number, columns }));
        }
    }
    best
}

/// Gives each column to the header that fits it best; also how many fit by the list's own words.
fn columns_of(list: PlanList, row: &GridRow) -> (Vec<Headed>, usize) {
    let headers = row.cells.iter().enumerate().map(|(at, cell)| (at, shown(cell))).filter(|(_, header)| !header.is_empty());
    let mut columns: Vec<Headed> = headers.map(|(at, header)| Headed { at, header, column: None, twice: false }).collect();
    let mut all: Vec<(Fit, usize, Column)> = Vec::new();
    for (place, headed) in columns.iter().enumerate() {
        all.extend(fits(list, &headed.header).map(|(column, fit)| (fit, place, column)));
    }
    all.sort_unstable();
    let mut own = 0;
    for (fit, place, column) in all {
        let taken = columns.iter().any(|headed| headed.column == Some(column));
        let headed = &mut columns[place];
        if headed.column.is_none() {
            if taken {
                headed.twice = true;
            } else {
                headed.column = Some(column);
                own += usize::from(is_own(fit));
            }
        }
    }
    (columns, own)
}
