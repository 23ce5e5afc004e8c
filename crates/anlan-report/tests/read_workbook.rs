//! Workbooks as people upload them, made with rust_xlsxwriter; hostile ones, made by hand.

use std::io::{Cursor, Write};

use anlan_report::read::{Cell, CellValue, Grid, ReadFault, ReadLimits, read_workbook};
use chrono::NaiveDate;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

fn text(value: &str) -> CellValue {
    CellValue::Text(value.to_owned())
}

fn read(bytes: &[u8]) -> Result<Vec<Grid>, ReadFault> {
    read_workbook(bytes, &ReadLimits::default()).map(|book| book.sheets)
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    for (name, content) in parts {
        zip.start_file(*name, options).expect("a zip in memory");
        zip.write_all(content).expect("a zip in memory");
    }
    zip.finish().expect("a zip in memory").into_inner()
}

const TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A package with one sheet, of which only the part from `<sheetData>` on is given, and more parts.
fn by_hand(sheet: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{sheet}</worksheet>"#);
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    parts.extend_from_slice(more);
    package(&parts)
}

#[test]
fn values_come_with_their_kind() {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name("三个清单").unwrap();
    let percent = Format::new().set_num_format("0%");
    let chinese = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let moment = Format::new().set_num_format("yyyy/m/d h:mm");
    page.write(1, 0, "琼江").unwrap();
    page.write(1, 1, 3.2).unwrap();
    page.write_with_format(1, 2, 0.85, &percent).unwrap();
    page.write_with_format(1, 3, ExcelDateTime::from_ymd(2023, 11, 3).unwrap(), &chinese).unwrap();
    let late = ExcelDateTime::from_ymd(2023, 11, 3).unwrap().and_hms(23, 59, 59).unwrap();
    page.write_with_format(1, 4, &late, &moment).unwrap();
    page.write(1, 5, true).unwrap();
    page.write_formula(1, 6, Formula::new("=B2*2").set_result("6.4")).unwrap();
    page.write_formula(1, 7, Formula::new("=NA()").set_result("#N/A")).unwrap();
    page.write_blank(1, 90, &percent).unwrap();
    page.write(4, 1, "后").unwrap();
    book.add_worksheet().set_name("隐藏").unwrap().set_hidden(true);

    let sheets = read(&book.save_to_buffer().unwrap()).unwrap();
    assert_eq!((sheets[0].name.as_str(), sheets[0].hidden), ("三个清单", false));
    assert_eq!((sheets[1].name.as_str(), sheets[1].hidden), ("隐藏", true));
    let rows = &sheets[0].rows;
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 5], "blank rows are absent");
    let day = NaiveDate::from_ymd_opt(2023, 11, 3).unwrap();
    let values: Vec<CellValue> = rows[0].cells.iter().map(|cell| cell.value.clone()).collect();
    assert_eq!(
        values,
        [
            text("琼江"),
            CellValue::Number(3.2),
            CellValue::Number(0.85),
            CellValue::Date(day),
            CellValue::Date(day),
            CellValue::Bool(true),
            CellValue::Number(6.4),
            CellValue::Error("#N/A".to_owned()),
        ],
        "the formatted blank cell far to the right is no cell"
    );
    let flags: Vec<(bool, bool)> = rows[0].cells.iter().map(|cell| (cell.formula, cell.percent)).collect();
    let plain = (false, false);
    assert_eq!(flags, [plain, plain, (false, true), plain, plain, plain, (true, false), (true, false)]);
    assert_eq!(rows[1].cell(0), &Cell::EMPTY);
    assert_eq!(rows[1].cell(1).value, text("后"));
    assert_eq!(rows[1].cell(500), &Cell::EMPTY);
}

#[test]
fn a_vertical_merge_holds_for_each_row_and_a_title_does_not() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let plain = Format::new();
    page.merge_range(0, 0, 0, 3, "标题", &plain).unwrap();
    page.merge_range(1, 0, 3, 0, "少云镇", &plain).unwrap();
    page.merge_range(2, 2, 3, 3, "块", &plain).unwrap();
    page.write(1, 1, "甲").unwrap();
    page.write(2, 1, "乙").unwrap();
    page.write(3, 1, "丙").unwrap();
    let sheets = read(&book.save_to_buffer().unwrap()).unwrap();
    let values: Vec<Vec<CellValue>> = sheets[0].rows.iter().map(|row| row.cells.iter().map(|cell| cell.value.clone()).collect()).collect();
    assert_eq!(
        values,
        [
            vec![text("标题")],
            vec![text("少云镇"), text("甲")],
            vec![text("少云镇"), text("乙"), text("块"), text("块")],
            vec![text("少云镇"), text("丙"), text("块"), text("块")],
        ]
    );
}

#[test]
fn a_cell_at_the_far_corner_is_refused_without_allocating() {
    let far = by_hand(r#"<dimension ref="A1"/><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>"#, &[]);
    let fault = read(&far).unwrap_err();
    assert!(matches!(&fault, ReadFault::TooManyCells { cell, .. } if cell == "XFD1048576"), "{fault}");
    assert_eq!(fault.code(), "too_many_cells");
    assert!(fault.zh().contains("XFD1048576") && fault.to_string().contains("XFD1048576"));
}

#[test]
fn a_declared_size_or_merge_over_the_whole_sheet_costs_nothing() {
    let wide = by_hand(
        r#"<dimension ref="A1:XFD1048576"/><sheetData><row r="3"><c r="A3"><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A3:A1048576"/></mergeCells>"#,
        &[],
    );
    let sheets = read(&wide).unwrap();
    assert_eq!((sheets[0].rows.len(), sheets[0].rows[0].number), (1, 3));
}

#[test]
fn cells_and_text_are_limited_over_the_whole_workbook() {
    let mut book = Workbook::new();
    for _ in 0..2 {
        let page = book.add_worksheet();
        for row in 0..10 {
            page.write(row, 4, "河长").unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let refused = |limits: ReadLimits| read_workbook(&bytes, &limits).unwrap_err().code();
    assert!(read_workbook(&bytes, &ReadLimits { cells: 100, ..ReadLimits::default() }).is_ok());
    assert_eq!(refused(ReadLimits { cells: 99, ..ReadLimits::default() }), "too_many_cells", "padding counts");
    assert_eq!(refused(ReadLimits { rows: 9, ..ReadLimits::default() }), "too_many_cells");
    assert_eq!(refused(ReadLimits { columns: 4, ..ReadLimits::default() }), "too_many_cells");
    assert_eq!(refused(ReadLimits { text_bytes: 119, ..ReadLimits::default() }), "too_much_text");
    assert_eq!(refused(ReadLimits { sheets: 1, ..ReadLimits::default() }), "too_many_sheets");
    let limit = bytes.len() as u64 - 1;
    assert_eq!(refused(ReadLimits { file_bytes: limit, ..ReadLimits::default() }), "too_large");
    assert_eq!(refused(ReadLimits { unpacked_bytes: 1000, ..ReadLimits::default() }), "bomb");
}

#[test]
fn a_bomb_is_found_by_counting_even_if_the_directory_lies() {
    let zeros = vec![b' '; 24 * 1024 * 1024];
    let mut bomb = by_hand("<sheetData/>", &[("xl/media/image1.png", &zeros)]);
    assert_eq!(read(&bomb).unwrap_err().code(), "bomb");

    // The declared size stands little-endian in the local header and in the directory.
    let declared = (zeros.len() as u32).to_le_bytes();
    let places: Vec<usize> = bomb.windows(4).enumerate().filter(|(_, window)| *window == declared).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let code = read(&bomb).unwrap_err().code();
    assert!(["bomb", "damaged"].contains(&code), "{code}");
}

#[test]
fn a_lie_about_the_number_of_strings_is_refused() {
    let lie =
        br#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="99999999999"><si><t>a</t></si></sst>"#;
    let fault = read(&by_hand("<sheetData/>", &[("xl/sharedStrings.xml", lie)])).unwrap_err();
    assert!(matches!(&fault, ReadFault::Damaged(what) if what.contains("uniqueCount")), "{fault}");
}

#[test]
fn other_types_are_told_apart() {
    let ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    let mut encrypted = ole.to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let word = String::from_utf8_lossy(TYPES).replace("spreadsheetml.sheet", "wordprocessingml.document");
    let macros = String::from_utf8_lossy(TYPES)
        .replace("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main");
    let cases: [(&[u8], &str); 8] = [
        (b"", "not_xlsx"),
        ("责任单位,进度\n".as_bytes(), "not_xlsx"),
        (&ole, "old_xls"),
        (&encrypted, "encrypted"),
        (&package(&[("[Content_Types].xml", word.as_bytes())]), "not_xlsx"),
        (&package(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]), "not_xlsx"),
        (&package(&[("[Content_Types].xml", macros.as_bytes())]), "macros"),
        (&by_hand("<sheetData/>", &[("xl/vbaProject.bin", b"x")]), "macros"),
    ];
    for (bytes, code) in cases {
        let fault = read(bytes).unwrap_err();
        assert_eq!(fault.code(), code, "{fault}");
        assert!(!fault.zh().is_empty());
    }
}

#[test]
fn a_damaged_file_is_an_error_wherever_it_is_cut() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "河").unwrap();
    let whole = book.save_to_buffer().unwrap();
    for end in (4..whole.len() - 1).step_by(37) {
        assert!(read(&whole[..end]).is_err(), "cut at {end}");
    }
    let torn = by_hand("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v>", &[]);
    assert_eq!(read(&torn).unwrap_err().code(), "damaged");
}
