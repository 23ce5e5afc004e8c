//! The cells of each sheet, streamed; never calamine's `worksheet_range`.
//!
//! `worksheet_range` allocates the rectangle of all cells: a file of 5 KB with one cell at XFD1048576
//! makes it ask for 512 GiB and the process aborts. Nothing here allocates by a declared size.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, SubsecRound as _};

use super::merged::fill_merged;
use super::{Cell, CellValue, Grid, GridRow, ReadFault, ReadLimits, Workbook};

/// Cells by row and column, both from 0. Only cells that are not blank are kept.
pub(super) type Sparse = BTreeMap<(u32, u32), Cell>;

/// Counts what was kept over all sheets of a workbook.
pub(super) struct Counter<'a> {
    limits: &'a ReadLimits,
    cells: usize,
    text: usize,
}

impl Counter<'_> {
    /// Takes one more cell, or says which limit it passes.
    pub(super) fn take(&mut self, sheet: &str, at: (u32, u32), cell: &Cell) -> Result<(), ReadFault> {
        self.cells += 1;
        if let CellValue::Text(text) | CellValue::Error(text) = &cell.value {
            self.text += text.len();
        }
        self.check(sheet, at)
    }

    /// Counts the empty cells that stand before a value in its row: few values far to the right of
    /// many rows would otherwise become a huge table.
    fn pad(&mut self, sheet: &str, at: (u32, u32), empty: usize) -> Result<(), ReadFault> {
        self.cells += empty;
        self.check(sheet, at)
    }

    fn check(&self, sheet: &str, at: (u32, u32)) -> Result<(), ReadFault> {
        let limits = self.limits;
        if at.0 >= limits.rows || at.1 >= limits.columns || self.cells > limits.cells {
            return Err(ReadFault::TooManyCells {
                sheet: sheet.to_owned(),
                cell: place(at),
                rows: limits.rows,
                columns: limits.columns,
                cells: limits.cells,
            });
        }
        if self.text > limits.text_bytes {
            return Err(ReadFault::TooMuchText { sheet: sheet.to_owned(), cell: place(at), limit: limits.text_bytes });
        }
        Ok(())
    }
}

/// Opens the workbook and reads its worksheets.
pub(super) fn read_sheets(bytes: &[u8], limits: &ReadLimits) -> Result<Workbook, ReadFault> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|fault| damaged(&fault))?;
    let tabs: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    if tabs.len() > limits.sheets {
        return Err(ReadFault::TooManySheets { sheets: tabs.len(), limit: limits.sheets });
    }
    let mut counter = Counter { limits, cells: 0, text: 0 };
    let mut sheets = Vec::with_capacity(tabs.len());
    for (name, hidden) in tabs {
        let mut cells = read_values(&mut book, &name, &mut counter)?;
        mark_percents(&mut book, &name, &mut cells)?;
        let merged = book.merge_cells_by_sheet_name(&name).map_err(|fault| damaged(&fault))?;
        fill_merged(&name, &merged, &mut cells, &mut counter)?;
        let rows = into_rows(&name, cells, &mut counter)?;
        sheets.push(Grid { name, hidden, rows });
    }
    Ok(Workbook { sheets })
}

/// Values and formulas. The formulas are asked for as metadata: calamine's expanded form allocates by
/// the shared formula's declared index.
fn read_values(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, counter: &mut Counter<'_>) -> Result<Sparse, ReadFault> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|fault| damaged(&fault))?;
    let mut cells = Sparse::new();
    // The declared `dimension` is not judged: WPS writes A1:XFD1048576 over small tables, and a
    // hostile file may declare A1. What counts is where values stand.
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|fault| damaged(&fault))? {
        let (value, time) = value_of(record.value);
        let cell = Cell { value, formula: record.formula.is_some(), percent: false, time };
        if cell.is_blank() {
            continue;
        }
        counter.take(sheet, record.pos, &cell)?;
        cells.insert(record.pos, cell);
    }
    Ok(cells)
}

/// A second pass over the sheet for the number formats; calamine gives them in no pass with formulas.
fn mark_percents(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, cells: &mut Sparse) -> Result<(), ReadFault> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|fault| damaged(&fault))?;
    let mut known: HashMap<usize, bool> = HashMap::new();
    while let Some((row, column, style)) = reader.next_style_id().map_err(|fault| damaged(&fault))? {
        let Some(cell) = cells.get_mut(&(row, column)) else { continue };
        cell.percent = *known.entry(style).or_insert_with(|| {
            reader
                .styles()
                .get(style)
                .and_then(|style| style.number_format.as_ref())
                .is_some_and(|format| shows_percent(&format.format_code))
        });
    }
    Ok(())
}

/// Whether a number format contains `%` outside quotes and escapes.
fn shows_percent(format: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for letter in format.chars() {
        if escaped {
            escaped = false;
            continue;
        }
        match letter {
            '"' => quoted = !quoted,
            '\\' if !quoted => escaped = true,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

fn value_of(value: DataRef<'_>) -> (CellValue, Option<NaiveTime>) {
    let plain = match value {
        DataRef::Empty => CellValue::Empty,
        DataRef::Int(number) => CellValue::Number(number as f64),
        DataRef::Float(number) => CellValue::Number(number),
        DataRef::String(text) => text_value(text),
        DataRef::SharedString(text) => text_value(text.to_owned()),
        DataRef::Bool(truth) => CellValue::Bool(truth),
        DataRef::DateTime(moment) => {
            let serial = moment.as_f64();
            // Excel's dates run from 1 (1900-01-01) to 9999-12-31; the rest is a time or a wrong format.
            let in_range = (1.0..2_958_466.0).contains(&serial) && !moment.is_duration();
            return match moment.as_datetime().filter(|_| in_range) {
                Some(moment) => day_and_time(moment),
                None => (CellValue::Number(serial), None),
            };
        }
        DataRef::DateTimeIso(text) => {
            let moment = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"].iter().find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok());
            if let Some(moment) = moment {
                return day_and_time(moment);
            }
            let date = text.get(..10).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
            date.map_or_else(|| text_value(text), CellValue::Date)
        }
        DataRef::DurationIso(text) => text_value(text),
        DataRef::Error(kind) => CellValue::Error(kind.to_string()),
    };
    (plain, None)
}

/// A moment as its day and, unless it is midnight, its time: a serial number holds no exact second, so it is rounded to one.
fn day_and_time(moment: NaiveDateTime) -> (CellValue, Option<NaiveTime>) {
    let moment = moment.round_subsecs(0);
    (CellValue::Date(moment.date()), Some(moment.time()).filter(|time| *time != NaiveTime::MIN))
}

fn text_value(text: String) -> CellValue {
    if text.is_empty() { CellValue::Empty } else { CellValue::Text(text) }
}

fn into_rows(sheet: &str, cells: Sparse, counter: &mut Counter<'_>) -> Result<Vec<GridRow>, ReadFault> {
    let mut rows: Vec<GridRow> = Vec::new();
    for ((row, column), cell) in cells {
        let number = row + 1;
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(GridRow { number, cells: Vec::new() });
        }
        if let Some(last) = rows.last_mut() {
            // Bounded by the column limit, which every kept cell has passed.
            counter.pad(sheet, (row, column), (column as usize).saturating_sub(last.cells.len()))?;
            last.cells.resize(column as usize, Cell::EMPTY);
            last.cells.push(cell);
        }
    }
    Ok(rows)
}

/// A cell's name as Excel shows it, such as `CV3`; row and column count from 0.
fn place((row, column): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

fn damaged(fault: &XlsxError) -> ReadFault {
    ReadFault::Damaged(fault.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_in_excel() {
        assert_eq!(place((0, 0)), "A1");
        assert_eq!(place((2, 99)), "CV3");
        assert_eq!(place((1_048_575, 16_383)), "XFD1048576");
    }

    #[test]
    fn a_moment_is_a_day_and_a_time_to_the_second() {
        let moment = |text: &str| day_and_time(text.parse().unwrap());
        let day = |text: &str| CellValue::Date(text.parse().unwrap());
        assert_eq!(moment("2022-03-01T09:29:59.999"), (day("2022-03-01"), Some("09:30:00".parse().unwrap())));
        assert_eq!(moment("2022-03-01T00:00:00"), (day("2022-03-01"), None));
        assert_eq!(moment("2022-03-01T23:59:59.9"), (day("2022-03-02"), None));
    }

    #[test]
    fn percent_counts_only_outside_quotes() {
        assert!(shows_percent("0.00%"));
        assert!(shows_percent("0%;[Red]-0%"));
        assert!(!shows_percent("0.0\"%\""));
        assert!(!shows_percent("0\\%"));
        assert!(!shows_percent("General"));
    }
}
