//! Tables as CSV: UTF-8, or GB18030 as Excel and WPS write it on Chinese machines; commas, semicolons or tabs.

use super::pasted::read_separated;
use super::{CellValue, Grid, ReadFault, ReadLimits};

/// Reads a CSV file; every value is text.
///
/// # Errors
/// [`ReadFault::NotText`] when it is in neither encoding, and the limits of [`ReadLimits`].
pub fn read_csv(bytes: &[u8], name: &str, limits: &ReadLimits) -> Result<Grid, ReadFault> {
    let size = bytes.len() as u64;
    if size > limits.file_bytes {
        return Err(ReadFault::TooLarge { bytes: size, limit: limits.file_bytes });
    }
    let text = decode(bytes)?;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let most = [',', '\t', ';'].into_iter().max_by_key(|separator| (first.matches(*separator).count(), *separator == ','));
    let grid = read_separated(&text, name, most.unwrap_or(','));
    let mut cells = 0;
    for row in &grid.rows {
        cells += row.cells.len();
        if row.number > limits.rows || row.cells.len() > limits.columns as usize || cells > limits.cells {
            let cell = format!("{}", row.number);
            let (rows, columns, cells) = (limits.rows, limits.columns, limits.cells);
            return Err(ReadFault::TooManyCells { sheet: name.to_owned(), cell, rows, columns, cells });
        }
    }
    let trimmed = |row: super::GridRow| {
        let cells = row.cells.into_iter().map(|cell| match cell.value {
            CellValue::Text(text) if text.trim().is_empty() => super::Cell::EMPTY,
            CellValue::Empty
            | CellValue::Text(_)
            | CellValue::Number(_)
            | CellValue::Date(_)
            | CellValue::Bool(_)
            | CellValue::Error(_) => cell,
        });
        super::GridRow { number: row.number, cells: cells.collect() }
    };
    Ok(Grid { rows: grid.rows.into_iter().map(trimmed).collect(), ..grid })
}

fn decode(bytes: &[u8]) -> Result<String, ReadFault> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => {
            let (text, _, damaged) = encoding_rs::GB18030.decode(bytes);
            if damaged {
                return Err(ReadFault::NotText);
            }
            text.into_owned()
        }
    };
    if text.contains('\0') { Err(ReadFault::NotText) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let text = |value: &CellValue| match value {
            CellValue::Text(text) => text.clone(),
            CellValue::Empty => String::new(),
            CellValue::Number(_) | CellValue::Date(_) | CellValue::Bool(_) | CellValue::Error(_) => panic!("{value:?}"),
        };
        let grid = read_csv(bytes, "样品", &ReadLimits::default()).unwrap();
        grid.rows.iter().map(|row| (row.number, row.cells.iter().map(|cell| text(&cell.value)).collect())).collect()
    }

    #[test]
    fn both_encodings_and_all_separators_give_the_same_rows() {
        let text = "断面,采样日期\r\n小安溪大桥,2022-03-01\r\n\r\n\"涪江,上游\",2022-03-02\r\n";
        let expected = [
            (1, vec!["断面".to_owned(), "采样日期".to_owned()]),
            (2, vec!["小安溪大桥".to_owned(), "2022-03-01".to_owned()]),
            (4, vec!["涪江,上游".to_owned(), "2022-03-02".to_owned()]),
        ];
        assert_eq!(texts(text.as_bytes()), expected);
        assert_eq!(texts(format!("\u{feff}{text}").as_bytes()), expected);
        assert_eq!(texts(&encoding_rs::GB18030.encode(text).0), expected);
        assert_eq!(texts("断面\t采样日期\n小安溪大桥\t2022-03-01".as_bytes()), expected[..2]);
    }

    #[test]
    fn what_is_no_text_or_too_long_is_refused() {
        let limits = ReadLimits { rows: 2, ..ReadLimits::default() };
        assert_eq!(read_csv(&[0xff, 0x41, 0x0a], "a", &limits).unwrap_err().code(), "not_text");
        assert_eq!(read_csv(b"a\nb\nc", "a", &limits).unwrap_err().code(), "too_many_cells");
    }
}
