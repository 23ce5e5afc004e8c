//! A sheet as rows of texts by column: headers matched by name and alias, cells as people see them.

use crate::imports::{headers, letter, plain, shown};
use crate::views::{RecordHeader, RecordSheet};
use anlan_core::record::{Holds, RecordColumn, RecordKind};
use anlan_core::rule::number::Number;
use anlan_core::rule::unit::Unit;
use anlan_core::rule::value::Kind;
use anlan_core::text;
use anlan_report::read::{Cell, CellValue, Grid, GridRow};
use std::collections::{BTreeMap, HashSet};

/// Rows searched for the headers, from the top.
const HEAD: usize = 12;

/// A sheet whose headers were found.
pub(super) struct Table<'a> {
    pub(super) kind: &'a RecordKind,
    pub(super) grid: &'a Grid,
    header_row: u32,
    columns: Vec<(usize, String, Option<&'a RecordColumn>)>,
}

/// How well a header fits a column: 2 exactly, 1 without its bracket.
fn fit(column: &RecordColumn, header: &str) -> u32 {
    let name = text::name(header);
    let label = column.label();
    let words = || [&column.name, &label].into_iter().chain(&column.headers).map(|word| text::name(word));
    if words().any(|word| word == name) { 2 } else { u32::from(words().any(|word| word == plain(header))) }
}

impl<'a> Table<'a> {
    /// Finds the headers of a kind in a sheet: the row that names most columns, all of those that identify a record among them.
    pub(super) fn find(kind: &'a RecordKind, grid: &'a Grid) -> Option<Self> {
        let rows = grid.rows.iter().take(HEAD).map(|row| (row.number, columns_of(kind, row)));
        let named = |columns: &[(usize, String, Option<&RecordColumn>)]| columns.iter().filter(|column| column.2.is_some()).count();
        let identified = |columns: &[(usize, String, Option<&RecordColumn>)]| {
            kind.identity.iter().all(|name| columns.iter().any(|column| column.2.is_some_and(|column| column.name == *name)))
        };
        let (header_row, columns) = rows
            .filter(|(_, columns)| named(columns) >= 2 && identified(columns))
            .max_by_key(|(number, columns)| (named(columns), std::cmp::Reverse(*number)))?;
        Some(Self { kind, grid, header_row, columns })
    }

    /// How many columns were recognised.
    pub(super) fn recognised(&self) -> usize {
        self.columns.iter().filter(|column| column.2.is_some()).count()
    }

    /// The row of its headers.
    pub(super) fn header_row(&self) -> u32 {
        self.header_row
    }

    /// Required columns that are not there.
    pub(super) fn missing(&self) -> impl Iterator<Item = &RecordColumn> {
        self.kind.columns.iter().filter(|column| column.required && !self.has(&column.name))
    }

    /// Whether a column is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.2.is_some_and(|column| column.name == name))
    }

    /// The place and header of a column.
    pub(super) fn header(&self, name: &str) -> Option<(usize, &str)> {
        self.columns.iter().find(|column| column.2.is_some_and(|column| column.name == name)).map(|(at, header, _)| (*at, header.as_str()))
    }

    /// Headers that state another unit than their column's, which cannot be converted: place, header, the column.
    pub(super) fn wrong_units(&self) -> Vec<(usize, &str, &RecordColumn)> {
        let wrong = |(at, header, column): &'_ (usize, String, Option<&'a RecordColumn>)| {
            let column = (*column)?;
            matches!(stated(column, header), Stated::Wrong).then_some((*at, column))
        };
        let found = self.columns.iter().filter_map(|entry| wrong(entry).map(|(at, column)| (at, entry.1.as_str(), column)));
        found.collect()
    }

    /// The rows below the headers, without totals and repeated headers.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a GridRow> {
        self.grid.rows.iter().filter(|row| row.number > self.header_row && !self.is_passed_over(row))
    }

    fn is_passed_over(&self, row: &GridRow) -> bool {
        let filled = || row.cells.iter().filter(|cell| !cell.is_blank());
        let total = &headers().total_rows.words;
        let is_total = || filled().take(2).any(|cell| total.contains(&text::name(&shown(cell)).trim_end_matches([':', '：']).to_owned()));
        let repeats = || {
            let mut named = self.columns.iter().filter(|column| column.2.is_some());
            named.all(|(at, header, _)| text::name(&shown(row.cell(*at))) == text::name(header))
        };
        filled().next().is_none() || is_total() || repeats()
    }

    /// A row's texts by column, blank cells as blank texts; and the columns whose cells hold a formula or an error value.
    pub(super) fn texts(&self, row: &GridRow) -> (BTreeMap<String, String>, Vec<(&'a RecordColumn, &'static str)>) {
        let (mut texts, mut faults) = (BTreeMap::new(), Vec::new());
        for (at, header, column) in &self.columns {
            let Some(column) = column else { continue };
            let cell = row.cell(*at);
            if cell.formula {
                faults.push((*column, "formula"));
            } else if matches!(cell.value, CellValue::Error(_)) {
                faults.push((*column, "error_value"));
            } else {
                texts.insert(column.name.clone(), text_of(cell, column, header));
            }
        }
        (texts, faults)
    }

    /// As the preview shows it.
    pub(super) fn view(&self) -> RecordSheet {
        let rows = self.rows().count();
        let below = self.grid.rows.iter().filter(|row| row.number > self.header_row).count();
        let header = |(at, header, column): &(usize, String, Option<&RecordColumn>)| RecordHeader {
            letter: letter(*at),
            header: header.clone(),
            column: column.map(|column| column.name.clone()),
        };
        RecordSheet {
            name: self.grid.name.clone(),
            header_row: Some(self.header_row),
            rows,
            passed_over: below - rows,
            columns: self.columns.iter().map(header).collect(),
        }
    }
}

/// Gives each column to the header that fits best, each header to one column.
fn columns_of<'a>(kind: &'a RecordKind, row: &GridRow) -> Vec<(usize, String, Option<&'a RecordColumn>)> {
    let heads: Vec<(usize, String)> =
        row.cells.iter().enumerate().map(|(at, cell)| (at, shown(cell))).filter(|(_, header)| !header.is_empty()).collect();
    let mut fits: Vec<(u32, usize, usize)> = Vec::new();
    for (place, column) in kind.columns.iter().enumerate() {
        fits.extend(heads.iter().map(|(at, header)| (fit(column, header), place, *at)).filter(|(fit, ..)| *fit > 0));
    }
    fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut given, mut taken) = (HashSet::new(), BTreeMap::new());
    for (_, place, at) in fits {
        if !taken.contains_key(&at) && given.insert(place) {
            taken.insert(at, &kind.columns[place]);
        }
    }
    heads.into_iter().map(|(at, header)| (at, header, taken.get(&at).copied())).collect()
}

/// The unit a header states in its bracket.
enum Stated {
    /// None, or the column's own.
    Own,
    /// One that converts into the column's.
    Other(String),
    /// One that does not.
    Wrong,
}

fn stated(column: &RecordColumn, header: &str) -> Stated {
    let name = text::name(header);
    let Some(unit) = column.unit().filter(|_| fit(column, header) == 1) else { return Stated::Own };
    let Some((_, bracket)) = name.trim_end_matches(')').rsplit_once('(') else { return Stated::Own };
    if ["必填", "选填", "可不填"].contains(&bracket) || bracket == unit.to_string() {
        return Stated::Own;
    }
    match Unit::named(bracket, &[]) {
        Some(given) if given == *unit => Stated::Own,
        Some(given) if matches!(column.holds, Holds::Value(_)) && given.conversion(unit).is_some() => Stated::Other(bracket.to_owned()),
        Some(_) | None => Stated::Wrong,
    }
}

fn text_of(cell: &Cell, column: &RecordColumn, header: &str) -> String {
    let is_time = matches!(column.holds, Holds::Value(Kind::Time));
    let text = match (&cell.value, cell.time) {
        (CellValue::Date(day), Some(time)) if is_time => format!("{day} {}", time.format("%H:%M:%S")),
        (CellValue::Bool(truth), _) => if *truth { "是" } else { "否" }.to_owned(),
        (CellValue::Number(_), _) if cell.percent => percent(&shown(cell)),
        (CellValue::Empty | CellValue::Text(_) | CellValue::Number(_) | CellValue::Date(_) | CellValue::Error(_), _) => shown(cell),
    };
    match stated(column, header) {
        Stated::Other(unit) if text.ends_with(|last: char| last.is_ascii_digit()) => format!("{text}{unit}"),
        Stated::Other(_) | Stated::Own | Stated::Wrong => text,
    }
}

/// 0.855 shown as per cent is 85.5%.
fn percent(number: &str) -> String {
    let hundredfold = Number::parse(number).and_then(|number| number.times(&Number::whole(100)));
    hundredfold.map_or_else(|| number.to_owned(), |number| format!("{}%", number.decimal(12)))
}
