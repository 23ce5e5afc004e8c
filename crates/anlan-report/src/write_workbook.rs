//! Tables going out: an xlsx workbook ready to print and to import again.
//!
//! Text is written as a string cell, which Excel and WPS never evaluate: `=1+1` in a name stays text.
//! The apostrophe that CSV needs is deliberately absent; it would come back on re-import.

use chrono::{NaiveDate, NaiveTime};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use thiserror::Error;

/// A sheet to write.
#[derive(Debug, Clone, PartialEq)]
pub struct OutSheet {
    /// The tab's name; characters Excel forbids become spaces, 31 characters are kept.
    pub name: String,
    /// A line above the header, centred over all columns.
    pub title: Option<String>,
    /// The columns, at least one.
    pub columns: Vec<OutColumn>,
    /// The rows; each has a cell for every column.
    pub rows: Vec<Vec<OutCell>>,
}

/// A column to write.
#[derive(Debug, Clone, PartialEq)]
pub struct OutColumn {
    /// The text of the header cell.
    pub header: String,
    /// Width in Excel's unit: digits of the normal font (a Chinese character takes two).
    pub width: f64,
}

/// A cell to write.
#[derive(Debug, Clone, PartialEq)]
pub enum OutCell {
    /// Nothing.
    Empty,
    /// Text, never a formula; line breaks are kept.
    Text(String),
    /// A number in the general format.
    Number(f64),
    /// An exact decimal, given as `value` / 10^`places` and shown with that many places:
    /// 10067 with 3 places is 10.067.
    Decimal {
        /// The number times 10^`places`.
        value: i64,
        /// Digits after the point.
        places: u8,
    },
    /// A day, shown as 2023-11-03.
    Date(NaiveDate),
    /// A share, shown in per cent: 0.855 is 85.5%.
    Percent(f64),
}

/// Why a workbook could not be written.
#[derive(Debug, Error)]
pub enum WriteFault {
    /// A workbook needs a sheet, and a sheet needs a column.
    #[error("sheet \"{0}\" has no columns, or there is no sheet")]
    Nothing(String),
    /// A row has not one cell for each column.
    #[error("sheet \"{sheet}\", row {row}: {cells} cells for {columns} columns")]
    RowWidth {
        /// The sheet's name.
        sheet: String,
        /// The row, counted from 1 without title and header.
        row: usize,
        /// Cells in the row.
        cells: usize,
        /// Columns of the sheet.
        columns: usize,
    },
    /// Excel cannot hold it: too many rows or columns, too long a text, two sheets of one name.
    #[error("the workbook cannot be written: {0}")]
    Xlsx(#[from] XlsxError),
}

const MOST_COLUMNS: usize = 16_384;
const NAME_LENGTH: usize = 31;
const PAPER_A4: u8 = 9;

/// Writes the sheets as an xlsx file. The bytes depend on the arguments only; `made_on` becomes the
/// file's creation date.
///
/// # Errors
/// See [`WriteFault`].
pub fn write_workbook(sheets: &[OutSheet], made_on: NaiveDate) -> Result<Vec<u8>, WriteFault> {
    if sheets.is_empty() {
        return Err(WriteFault::Nothing(String::new()));
    }
    let mut book = Workbook::new();
    let midnight = made_on.and_time(NaiveTime::MIN);
    book.set_properties(&DocProperties::new().set_author("Anlan").set_creation_datetime(&midnight));
    let looks = Looks::new();
    for sheet in sheets {
        write_sheet(book.add_worksheet(), sheet, &looks)?;
    }
    Ok(book.save_to_buffer()?)
}

/// The cell formats, made once for a workbook.
struct Looks {
    title: Format,
    header: Format,
    text: Format,
    number: Format,
    date: Format,
    percent: Format,
}

impl Looks {
    fn new() -> Self {
        let framed = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
            header: framed.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            text: framed.clone().set_text_wrap(),
            number: framed.clone(),
            date: framed.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            percent: framed.set_num_format("0.##%"),
        }
    }

    fn decimal(&self, places: u8) -> Format {
        let shown = if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(usize::from(places))) };
        self.number.clone().set_num_format(shown)
    }
}

fn write_sheet(page: &mut Worksheet, sheet: &OutSheet, looks: &Looks) -> Result<(), WriteFault> {
    if sheet.columns.is_empty() || sheet.columns.len() > MOST_COLUMNS {
        return Err(WriteFault::Nothing(sheet.name.clone()));
    }
    page.set_name(tab_name(&sheet.name))?;
    let last_column = (sheet.columns.len() - 1) as u16;
    let mut row = 0;
    if let Some(title) = &sheet.title {
        if last_column == 0 {
            page.write_string_with_format(0, 0, title, &looks.title)?;
        } else {
            page.merge_range(0, 0, 0, last_column, title, &looks.title)?;
        }
        page.set_row_height(0, 30)?;
        row = 1;
    }
    for (column, described) in (0..).zip(&sheet.columns) {
        page.set_column_width(column, described.width)?;
        page.write_string_with_format(row, column, &described.header, &looks.header)?;
    }
    let header_row = row;
    for (index, cells) in sheet.rows.iter().enumerate() {
        if cells.len() != sheet.columns.len() {
            return Err(WriteFault::RowWidth {
                sheet: sheet.name.clone(),
                row: index + 1,
                cells: cells.len(),
                columns: sheet.columns.len(),
            });
        }
        row += 1;
        for (column, cell) in (0..).zip(cells) {
            write_cell(page, row, column, cell, looks)?;
        }
    }
    page.set_freeze_panes(header_row + 1, 0)?;
    page.autofilter(header_row, 0, row, last_column)?;
    page.set_paper_size(PAPER_A4);
    page.set_landscape();
    page.set_repeat_rows(0, header_row)?;
    page.set_print_fit_to_pages(1, 0);
    page.set_print_center_horizontally(true);
    page.set_footer("&C&P / &N");
    Ok(())
}

fn write_cell(page: &mut Worksheet, row: u32, column: u16, cell: &OutCell, looks: &Looks) -> Result<(), XlsxError> {
    match cell {
        OutCell::Empty => page.write_blank(row, column, &looks.text)?,
        OutCell::Text(text) => page.write_string_with_format(row, column, text, &looks.text)?,
        OutCell::Number(number) => page.write_number_with_format(row, column, *number, &looks.number)?,
        OutCell::Decimal { value, places } => {
            page.write_number_with_format(row, column, nearest(*value, *places), &looks.decimal(*places))?
        }
        OutCell::Date(day) => page.write_datetime_with_format(row, column, day, &looks.date)?,
        OutCell::Percent(share) => page.write_number_with_format(row, column, *share, &looks.percent)?,
    };
    Ok(())
}

/// The double nearest to the decimal; xlsx knows no other numbers. Up to 2^53 and 22 places both
/// operands are exact, so that the division rounds once.
fn nearest(value: i64, places: u8) -> f64 {
    value as f64 / 10_f64.powi(i32::from(places))
}

/// Excel allows 31 UTF-16 units in a tab's name, without `[]:*?/\` and without apostrophes around it.
fn tab_name(name: &str) -> String {
    let name = name.replace(['[', ']', ':', '*', '?', '/', '\\'], " ");
    let name = name.trim_matches(|letter: char| letter == '\'' || letter.is_whitespace());
    let mut kept = String::new();
    let mut length = 0;
    for letter in name.chars() {
        length += letter.len_utf16();
        if length > NAME_LENGTH {
            break;
        }
        kept.push(letter);
    }
    if kept.is_empty() { "Sheet".to_owned() } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{CellValue, ReadLimits, read_workbook};

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn column(header: &str) -> OutColumn {
        OutColumn { header: header.to_owned(), width: 16.0 }
    }

    fn sheet() -> OutSheet {
        OutSheet {
            name: "亮灯[2023/10]".to_owned(),
            title: Some("三色亮灯".to_owned()),
            columns: vec![column("责任单位"), column("得分"), column("日期"), column("进度")],
            rows: vec![
                vec![
                    OutCell::Text("=HYPERLINK(\"http://x\")".to_owned()),
                    OutCell::Decimal { value: 10_067, places: 3 },
                    OutCell::Date(day(2023, 11, 3)),
                    OutCell::Percent(0.855),
                ],
                vec![OutCell::Text("少云镇".to_owned()), OutCell::Number(-2.5), OutCell::Empty, OutCell::Empty],
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let bytes = write_workbook(&[sheet()], day(2023, 11, 3)).unwrap();
        let book = read_workbook(&bytes, &ReadLimits::default()).unwrap();
        let grid = &book.sheets[0];
        assert_eq!(grid.name, "亮灯 2023 10");
        assert_eq!(grid.rows[0].cells.len(), 1, "the title stands in the first cell only");
        assert_eq!(grid.rows[1].number, 2);
        let first = &grid.rows[2];
        assert_eq!(first.cell(0).value, CellValue::Text("=HYPERLINK(\"http://x\")".to_owned()));
        assert!(!first.cell(0).formula, "text must never become a formula");
        assert_eq!(first.cell(1).value, CellValue::Number(10.067));
        assert_eq!(first.cell(2).value, CellValue::Date(day(2023, 11, 3)));
        assert_eq!((&first.cell(3).value, first.cell(3).percent), (&CellValue::Number(0.855), true));
        assert_eq!(grid.rows[3].cell(1).value, CellValue::Number(-2.5));
    }

    #[test]
    fn same_input_gives_same_bytes() {
        let write = || write_workbook(&[sheet()], day(2023, 11, 3)).unwrap();
        assert_eq!(write(), write());
        assert_ne!(write(), write_workbook(&[sheet()], day(2023, 11, 4)).unwrap());
    }

    #[test]
    fn a_sheet_without_rows_or_title_is_written() {
        let empty = OutSheet { title: None, rows: Vec::new(), ..sheet() };
        let bytes = write_workbook(&[empty], day(2023, 11, 3)).unwrap();
        let book = read_workbook(&bytes, &ReadLimits::default()).unwrap();
        assert_eq!(book.sheets[0].rows.len(), 1);
    }

    #[test]
    fn a_row_of_the_wrong_width_is_named() {
        let mut wrong = sheet();
        wrong.rows[1].pop();
        let fault = write_workbook(&[wrong], day(2023, 11, 3)).unwrap_err();
        assert!(matches!(fault, WriteFault::RowWidth { row: 2, cells: 3, columns: 4, .. }), "{fault}");
        assert!(matches!(write_workbook(&[], day(2023, 11, 3)), Err(WriteFault::Nothing(_))));
    }

    #[test]
    fn tab_names_fit_excel() {
        assert_eq!(tab_name("'a'"), "a");
        assert_eq!(tab_name("河".repeat(40).as_str()).chars().count(), 31);
        assert_eq!(tab_name("//"), "Sheet");
    }

    #[test]
    fn decimals_are_the_nearest_double() {
        assert_eq!(nearest(10_067, 3), 10.067);
        assert_eq!(nearest(-1, 1), -0.1);
        assert_eq!(nearest(7, 0), 7.0);
    }
}
