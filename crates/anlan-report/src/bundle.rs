//! Files bundled in a zip for exchange with another system, and tables as CSV for it. The same files give the same bytes.

use crate::read::{ReadFault, ReadLimits, unpack};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Files by name as a zip, in the order of their names.
///
/// # Errors
/// A name no zip can hold.
pub fn bundle(files: &BTreeMap<String, Vec<u8>>) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (name, bytes) in files {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of such a zip, by name.
///
/// # Errors
/// No zip, too large, a bomb, or damaged.
pub fn unbundle(bytes: &[u8], limits: &ReadLimits) -> Result<BTreeMap<String, Vec<u8>>, ReadFault> {
    unpack(bytes, limits)
}

/// A table as CSV (RFC 4180): UTF-8 with its mark, so that Excel and WPS read it too; lines end with CR LF.
#[must_use]
pub fn write_csv(headers: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = String::from('\u{feff}');
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                text.push(',');
            }
            let plain = !cell.contains([',', '"', '\n', '\r', ';', '\t']) && cell.trim() == cell;
            if plain {
                text.push_str(cell);
            } else {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            }
        }
        text.push_str("\r\n");
    };
    line(&mut headers.iter().copied());
    rows.iter().for_each(|row| line(&mut row.iter().map(String::as_str)));
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{CellValue, read_csv};

    #[test]
    fn what_is_bundled_comes_out_again_and_the_bytes_repeat() {
        let files = BTreeMap::from([("a.csv".to_owned(), b"1".to_vec()), ("manifest.json".to_owned(), vec![0; 70_000])]);
        let zip = bundle(&files).unwrap();
        assert_eq!(zip, bundle(&files).unwrap());
        assert_eq!(unbundle(&zip, &ReadLimits::default()).unwrap(), files);
        assert_eq!(unbundle(b"no zip", &ReadLimits::default()).unwrap_err().code(), "not_a_package");
        assert!(unbundle(&zip[..40], &ReadLimits::default()).is_err());
        let bomb = BTreeMap::from([("a.csv".to_owned(), vec![b'a'; 3_000_000])]);
        let limits = ReadLimits { unpacked_bytes: 1_000_000, ..ReadLimits::default() };
        assert_eq!(unbundle(&bundle(&bomb).unwrap(), &limits).unwrap_err().code(), "bomb");
    }

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let rows = vec![vec!["甲,乙".to_owned(), "说“是”\"不\"".to_owned()], vec!["两\n行".to_owned(), String::new()]];
        let grid = read_csv(&write_csv(&["列一", "列二"], &rows), "表", &ReadLimits::default()).unwrap();
        let text = |value: &CellValue| if let CellValue::Text(text) = value { text.clone() } else { String::new() };
        let read: Vec<Vec<String>> = grid.rows.iter().skip(1).map(|row| (0..2).map(|at| text(&row.cell(at).value)).collect()).collect();
        assert_eq!(read, rows);
    }
}
