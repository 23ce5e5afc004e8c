//! Tables coming in: an uploaded xlsx, docx or CSV file or text pasted out of Excel, as rows of cells.
//!
//! Nothing here knows what a column means; matching headers and judging cells is the importer's work.

mod cells;
mod csv;
mod docx;
mod fault;
mod gpx;
mod inspect;
mod merged;
mod package;
mod pasted;

use chrono::{NaiveDate, NaiveTime};

pub use csv::read_csv;
pub use docx::{DocBlock, read_docx};
pub use fault::ReadFault;
pub use gpx::{Track, read_gpx};
pub(crate) use package::unpack;
pub use package::{FileKind, kind_of};
pub use pasted::read_pasted;

/// How much an uploaded workbook may hold. Sizes are in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadLimits {
    /// The file as uploaded.
    pub file_bytes: u64,
    /// All entries together after decompression, counted while decompressing.
    pub unpacked_bytes: u64,
    /// An entry that grows more than this many times is refused, once it is over `ratio_free_bytes`.
    pub ratio: u64,
    /// Below this decompressed size the ratio of an entry does not matter: tables compress well.
    pub ratio_free_bytes: u64,
    /// The highest row number that may hold a value.
    pub rows: u32,
    /// The highest column number that may hold a value (1 = A).
    pub columns: u32,
    /// Cells over all sheets, counting those that a merged range fills and the empty ones before a value.
    pub cells: usize,
    /// Text of all cells, in bytes of UTF-8; a small file can name one long string many times.
    pub text_bytes: usize,
    /// Sheets in the workbook.
    pub sheets: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            file_bytes: 32 * MIB,
            unpacked_bytes: 200 * MIB,
            ratio: 200,
            ratio_free_bytes: 20 * MIB,
            rows: 20_000,
            columns: 100,
            cells: 1_000_000,
            text_bytes: 128 * 1024 * 1024,
            sheets: 200,
        }
    }
}

/// The sheets of a workbook, in the order of its tabs.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// Worksheets only; chart and macro sheets are left out.
    pub sheets: Vec<Grid>,
}

/// One sheet, or one pasted table.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The tab's name, or the name given to a pasted table.
    pub name: String,
    /// Whether the tab is hidden in Excel; importers skip these unless asked.
    pub hidden: bool,
    /// The rows that hold something, in order; blank rows are absent, so go by `number`.
    pub rows: Vec<GridRow>,
}

/// One row that holds at least one value or formula.
#[derive(Debug, Clone, PartialEq)]
pub struct GridRow {
    /// The row number as Excel shows it, from 1.
    pub number: u32,
    /// From column A to the last column in use in this row; rows differ in length.
    pub cells: Vec<Cell>,
}

impl GridRow {
    /// The cell in a column, counted from 0; empty beyond the row's end.
    #[must_use]
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::EMPTY)
    }
}

/// One cell: its value and the things an importer must know beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The value as stored; of a formula, the result Excel stored with it.
    pub value: CellValue,
    /// The value comes from a formula and is only as fresh as the last recalculation.
    pub formula: bool,
    /// The number format shows per cent: `0.85` is displayed as `85%`.
    pub percent: bool,
    /// The time of day that stands beside a date, to the second; none for a date alone.
    pub time: Option<NaiveTime>,
}

impl Cell {
    /// A cell without value.
    pub const EMPTY: Self = Self { value: CellValue::Empty, formula: false, percent: false, time: None };

    /// Whether nothing stands in the cell, neither value nor formula.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.value == CellValue::Empty && !self.formula
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum CellValue {
    /// Nothing, or a formula without a stored result.
    Empty,
    /// Text as stored, spaces and line breaks included.
    Text(String),
    /// A number; durations and times of day without a date are numbers too (parts of a day).
    Number(f64),
    /// A number shown as a date; a time of day stands in [`Cell::time`].
    Date(NaiveDate),
    /// TRUE or FALSE.
    Bool(bool),
    /// An Excel error such as `#N/A`.
    Error(String),
}

/// Reads every worksheet of an xlsx file.
///
/// # Errors
/// See [`ReadFault`]; nothing is returned from a file that is only partly readable.
pub fn read_workbook(bytes: &[u8], limits: &ReadLimits) -> Result<Workbook, ReadFault> {
    inspect::inspect(bytes, limits)?;
    cells::read_sheets(bytes, limits)
}
