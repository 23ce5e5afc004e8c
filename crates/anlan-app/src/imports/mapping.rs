//! Which sheet is which list and which column which field: recognised from headers, changeable by the user.

use super::headers::{SheetWords, headers, plain};
use super::list_sheet::NOTES;
use super::parse::letter;
use crate::views::{ColumnView, ShareScaleView, SheetView};
use anlan_core::item::List;
use anlan_report::read::{CellValue, Grid, GridRow};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::ToSchema;

/// Rows in which headers are looked for.
const HEADER_ROWS: usize = 12;

/// What a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SheetKind {
    /// 重大事项重大项目
    Major,
    /// 一河一策任务措施
    Measure,
    /// 突出问题整改
    Problem,
    /// 月度进展
    Progress,
    /// 河流牵头单位
    LeadUnit,
}

impl SheetKind {
    /// The list, unless it holds something else.
    #[must_use]
    pub fn list(self) -> Option<List> {
        match self {
            Self::Major => Some(List::Major),
            Self::Measure => Some(List::Measure),
            Self::Problem => Some(List::Problem),
            Self::Progress | Self::LeadUnit => None,
        }
    }
}

/// How shares are written in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareScale {
    /// 83 means 83 %.
    Percent,
    /// 0.83 means 83 %.
    Fraction,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ColumnMapping {
    /// Its place, from 0.
    pub index: usize,
    /// The field it holds; none when it is not taken in.
    pub field: Option<String>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SheetMapping {
    /// Its name.
    pub name: String,
    /// What it holds; none when it is not taken in.
    pub kind: Option<SheetKind>,
    /// The row of its headers, as Excel numbers rows.
    pub header_row: Option<u32>,
    /// Its columns.
    pub columns: Vec<ColumnMapping>,
    /// How its shares are written, where the column itself does not tell.
    #[serde(default)]
    pub share_scale: Option<ShareScale>,
}

/// How a workbook is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportMapping {
    /// Its sheets.
    pub sheets: Vec<SheetMapping>,
    /// Register units and rivers that are not registered yet.
    #[serde(default)]
    pub register_units: bool,
}

/// Recognises every sheet of a workbook by its headers.
pub(crate) fn recognise(sheets: &[Grid]) -> ImportMapping {
    // The sheet that explains the others is none of them.
    ImportMapping { sheets: sheets.iter().filter(|grid| grid.name != NOTES).map(recognise_sheet).collect(), register_units: false }
}

/// A mapping chosen by hand. A sheet of which only the kind was chosen gets the row that fits its headers best, and its columns by that row.
pub(crate) fn completed(mapping: ImportMapping, sheets: &[Grid]) -> ImportMapping {
    let complete = |sheet: SheetMapping| {
        let grid = sheets.iter().find(|grid| grid.name == sheet.name);
        let words = sheet.kind.and_then(|kind| headers().of(kind));
        let Some((grid, words)) = grid.zip(words).filter(|_| sheet.columns.is_empty()) else { return sheet };
        let of_row = |row: &GridRow| {
            let columns = columns_of(words, &cells_of(row));
            let found = columns.iter().filter(|column| column.field.is_some()).count();
            (found, row.number, columns)
        };
        let rows = || grid.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.is_blank()));
        let best = match sheet.header_row {
            Some(wanted) => rows().find(|row| row.number == wanted).map(of_row),
            None => rows().take(HEADER_ROWS).map(of_row).max_by_key(|(found, row, _)| (*found, std::cmp::Reverse(*row))),
        };
        match best {
            Some((_, row, columns)) => SheetMapping { header_row: Some(row), columns, ..sheet },
            None => sheet,
        }
    };
    ImportMapping { sheets: mapping.sheets.into_iter().map(complete).collect(), ..mapping }
}

fn cells_of(row: &GridRow) -> Vec<(usize, String)> {
    row.cells.iter().enumerate().filter_map(|(at, cell)| Some((at, text_of(&cell.value)?))).collect()
}

/// Rows pasted without their headers: columns in the order of the list's export, after a running number if there is one.
pub(crate) fn recognise_pasted(grid: &Grid, list: List) -> ImportMapping {
    let recognised = recognise_sheet(grid);
    if recognised.kind.is_some() {
        return ImportMapping { sheets: vec![recognised], register_units: false };
    }
    let kind = match list {
        List::Major => SheetKind::Major,
        List::Measure => SheetKind::Measure,
        List::Problem => SheetKind::Problem,
    };
    let running = grid.rows.iter().all(|row| text_of(&row.cell(0).value).is_some_and(|text| text.parse::<u32>().is_ok()));
    let fields = headers().of(kind).map(|words| words.field.iter().map(|field| field.key.clone())).into_iter().flatten();
    let columns = fields.enumerate().map(|(place, field)| ColumnMapping { index: place + usize::from(running), field: Some(field) });
    let sheet =
        SheetMapping { name: grid.name.clone(), kind: Some(kind), header_row: Some(0), columns: columns.collect(), share_scale: None };
    ImportMapping { sheets: vec![sheet], register_units: false }
}

fn recognise_sheet(grid: &Grid) -> SheetMapping {
    let mut best: Option<(u32, SheetKind, u32, Vec<ColumnMapping>)> = None;
    for row in grid.rows.iter().take(HEADER_ROWS) {
        let cells = cells_of(row);
        for words in headers().sheets() {
            let columns = columns_of(words, &cells);
            let required = words.field.iter().filter(|field| field.required);
            let missing = required.filter(|field| !columns.iter().any(|column| column.field.as_deref() == Some(&field.key))).count();
            let found = u32::try_from(columns.iter().filter(|column| column.field.is_some()).count()).unwrap_or(0);
            let named = u32::from(words.names.iter().any(|name| grid.name.contains(name.as_str())));
            // A required column may be missing (it is then named as a fault), but not the number and not most of them. A sheet
            // without numbers has to be called by its name and be whole.
            let enough = if words.field.iter().any(|field| field.key == "number") {
                let numbered = columns.iter().any(|column| column.field.as_deref() == Some("number"));
                numbered && found >= 3 && (missing <= 1 || named > 0)
            } else {
                named > 0 && found >= 2
            };
            if !enough {
                continue;
            }
            let score = found * 4 + named * 12 - u32::try_from(missing).unwrap_or(0).min(3) * 3;
            if best.as_ref().is_none_or(|(held, ..)| score > *held) {
                best = Some((score, words.kind, row.number, columns));
            }
        }
    }
    let name = grid.name.clone();
    match best {
        Some((_, kind, header_row, columns)) => {
            SheetMapping { name, kind: Some(kind), header_row: Some(header_row), columns, share_scale: None }
        }
        None => SheetMapping { name, kind: None, header_row: None, columns: vec![], share_scale: None },
    }
}

/// Gives each field to the column whose header fits best, each column to one field.
fn columns_of(words: &SheetWords, cells: &[(usize, String)]) -> Vec<ColumnMapping> {
    let mut fits: Vec<(u32, usize, usize)> = Vec::new();
    for (place, field) in words.field.iter().enumerate() {
        for (at, header) in cells {
            let fit = field.fit(header);
            if fit > 0 {
                fits.push((fit, place, *at));
            }
        }
    }
    fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut fields, mut taken) = (HashSet::new(), HashSet::new());
    let mut columns: Vec<ColumnMapping> = cells.iter().map(|(at, _)| ColumnMapping { index: *at, field: None }).collect();
    for (_, place, at) in fits {
        if fields.contains(&place) || taken.contains(&at) {
            continue;
        }
        fields.insert(place);
        taken.insert(at);
        if let Some(column) = columns.iter_mut().find(|column| column.index == at) {
            column.field = Some(words.field[place].key.clone());
        }
    }
    columns
}

pub(crate) fn text_of(value: &CellValue) -> Option<String> {
    match value {
        CellValue::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        CellValue::Number(number) => Some(number.to_string()),
        CellValue::Date(day) => Some(day.to_string()),
        CellValue::Bool(truth) => Some(if *truth { "是" } else { "否" }.to_owned()),
        CellValue::Error(text) => Some(text.clone()),
        CellValue::Empty | CellValue::Text(_) => None,
    }
}

impl SheetMapping {
    /// The column of a field.
    pub(crate) fn column(&self, field: &str) -> Option<usize> {
        self.columns.iter().find(|column| column.field.as_deref() == Some(field)).map(|column| column.index)
    }

    /// The header above a column, as it stands in the sheet.
    pub(crate) fn header(&self, grid: &Grid, column: usize) -> String {
        let row = grid.rows.iter().find(|row| Some(row.number) == self.header_row);
        row.and_then(|row| text_of(&row.cell(column).value)).unwrap_or_else(|| letter(column))
    }

    /// The sheet as the page shows it.
    pub(crate) fn view(&self, grid: &Grid, scale: Option<ShareScaleView>) -> SheetView {
        let header_row = self.header_row;
        let body = || grid.rows.iter().filter(move |row| header_row.is_some_and(|header| row.number > header));
        let column = |column: &ColumnMapping| ColumnView {
            index: column.index,
            letter: letter(column.index),
            header: self.header(grid, column.index),
            field: column.field.clone(),
            samples: body().filter_map(|row| text_of(&row.cell(column.index).value)).take(3).collect(),
        };
        SheetView {
            name: self.name.clone(),
            kind: self.kind,
            header_row,
            rows: body().filter(|row| row.cells.iter().any(|cell| !cell.is_blank())).count(),
            columns: self.columns.iter().map(column).collect(),
            share_scale: scale,
        }
    }
}

/// The unit a header names in its bracket, such as 万元 or %.
pub(crate) fn unit_in_header(header: &str) -> Option<String> {
    let name = anlan_core::text::name(header);
    let before = plain(header);
    name.strip_prefix(before.as_str()).map(|rest| rest.trim_matches(['(', ')']).to_owned()).filter(|unit| !unit.is_empty())
}
