//! Workbooks as offices really write them, and the faulty ones: each fault names sheet, row, column, value and what to do.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::common;

use anlan_app::imports::{
    ColumnMapping, ImportMapping, ShareScale, SheetMapping, accept_file, confirm, confirm_bytes, remap, show, upload,
};
use anlan_app::lists::{find, show_item};
use anlan_app::views::{ImportPreview, ItemQuery, ItemRow};
use anlan_app::{Fault, FaultKind};
use anlan_core::ids::ImportId;
use common::{MAJOR, Office, PROGRESS, Page, V, book, code, day, page, region, row, small, staff, staff_at, t};
use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

/// Every item by its number.
async fn items(office: &Office) -> BTreeMap<String, ItemRow> {
    let query = ItemQuery { year: Some(2023), page_size: Some(500), ..ItemQuery::default() };
    find(office, &staff(), &query).await.unwrap().rows.into_iter().map(|row| (row.number.clone(), row)).collect()
}

/// The reported shares of an item by month.
async fn shares(office: &Office, number: &str) -> Vec<(String, String)> {
    let page = show_item(office, &staff(), office.item(number).await).await.unwrap();
    page.reports.iter().rev().map(|report| (report.month.to_string(), report.share.clone())).collect()
}

/// Only reports: headers and rows.
fn progress_only(header: &str, rows: Vec<Vec<V>>) -> Vec<Page> {
    let mut pages = small();
    let mut all = vec![row(&["编号", "月份", header])];
    all.extend(rows);
    pages[1] = page("月度进展", all);
    pages
}

// ---- variants that are taken in ----

#[tokio::test]
async fn the_small_ledger_is_taken_in() {
    let office = Office::new().await;
    let result = office.import(&book(&small())).await;
    assert_eq!((result.accepted, result.faults.len()), (5, 0), "{:?}", result.faults);
}

#[tokio::test]
async fn another_order_of_columns_and_other_words_say_the_same() {
    let office = Office::new().await;
    let pages = vec![
        page(
            "2023年重大项目",
            vec![
                row(&["某区2023年重大项目一览表"]),
                row(&["完成时间", "投资（万元）", "牵头单位", "序 号", "项目名称", "编 号", "涉及河流", "启动时间"]),
                vec![
                    V::D(2023, 12, 31),
                    V::N(120.5),
                    t("白羊镇"),
                    V::N(1.0),
                    t("综合整治"),
                    t("ZD-2023-01"),
                    t("小安溪"),
                    V::D(2023, 1, 15),
                ],
                vec![
                    V::D(2023, 9, 30),
                    V::N(80.0),
                    t("区水利局"),
                    V::N(2.0),
                    t("生态修复"),
                    t("ZD-2023-02"),
                    t("淮远河"),
                    V::D(2023, 2, 1),
                ],
            ],
        ),
        page(
            "推进情况（进展）",
            vec![
                row(&["责任单位", "完成比例", "填报月份", "清单编号"]),
                vec![t("白羊镇"), t("40%"), t("2023年8月"), t("ZD-2023-01")],
                vec![t("白羊镇"), t("55%"), t("2023-09"), t("ZD-2023-01")],
                vec![t("区水利局"), t("90%"), t("9月"), t("ZD-2023-02")],
            ],
        ),
    ];
    let result = office.import(&book(&pages)).await;
    assert_eq!((result.accepted, result.faults.len()), (5, 0), "{:?}", result.faults);
    let same = office.import(&book(&small())).await;
    assert_eq!((same.accepted, same.unchanged, same.corrected), (0, 5, 0), "the usual form finds nothing new");
}

#[tokio::test]
async fn days_come_in_every_form() {
    let office = Office::new().await;
    let forms: [(V, V, &str, &str); 8] = [
        (t("2023年1月"), t("2023年9月"), "2023-01-01", "2023-09-30"),
        (t("1月初"), t("9月底前"), "2023-01-01", "2023-09-30"),
        (t("2023.1.15"), t("2023.9.30"), "2023-01-15", "2023-09-30"),
        (V::D(2023, 1, 15), V::D(2023, 9, 30), "2023-01-15", "2023-09-30"),
        (t("２０２３年１月１５日"), t("２０２３－９－３０"), "2023-01-15", "2023-09-30"),
        (t("2023/1/15"), t("2月底"), "2023-01-15", "2023-02-28"),
        (t("2023-01-15"), t("年底前"), "2023-01-15", "2023-12-31"),
        (t("1月15日"), t("2024年2月"), "2023-01-15", "2024-02-29"),
    ];
    let mut pages = small();
    pages.truncate(1);
    pages[0].rows.truncate(1);
    for (n, (start, limit, ..)) in forms.iter().enumerate() {
        pages[0].rows.push(vec![t(&format!("ZD-2023-1{n}")), t("整治"), t("小安溪"), t("白羊镇"), V::N(1.0), start.clone(), limit.clone()]);
    }
    let result = office.import(&book(&pages)).await;
    assert_eq!(result.faults, []);
    let items = items(&office).await;
    for (n, (start, limit, start_on, limit_on)) in forms.iter().enumerate() {
        let item = &items[&format!("ZD-2023-1{n}")];
        assert_eq!((item.start_on, item.limit_on), (day(start_on), day(limit_on)), "{start:?} {limit:?}");
    }
}

#[tokio::test]
async fn shares_are_read_by_what_their_column_shows() {
    let three = |values: [V; 3]| {
        let months = ["2023年7月", "2023年8月", "2023年9月"];
        values.into_iter().zip(months).map(|(value, month)| vec![t("ZD-2023-01"), t(month), value]).collect::<Vec<_>>()
    };
    let columns = [
        ("累计进度(%)", three([V::N(1.0), V::N(40.0), V::N(83.0)]), ["1", "40", "83"]),
        ("累计进度", three([V::N(1.0), V::N(40.0), V::N(83.5)]), ["1", "40", "83.5"]),
        ("累计进度", three([t("1%"), t("40％"), t("83%")]), ["1", "40", "83"]),
        ("累计进度", three([V::N(0.01), V::N(0.4), V::N(0.83)]), ["1", "40", "83"]),
        ("累计进度", three([V::N(0.4), V::N(0.835), V::N(1.0)]), ["40", "83.5", "100"]),
        ("累计进度", three([V::P(0.01), V::P(0.4), V::P(0.83)]), ["1", "40", "83"]),
        ("累计进度", three([t("0"), t("４０"), t("８３")]), ["0", "40", "83"]),
        ("累计进度(%)", three([V::P(0.07), V::N(40.0), t("83%")]), ["7", "40", "83"]),
    ];
    for (header, rows, expected) in columns {
        let office = Office::new().await;
        let result = office.import(&book(&progress_only(header, rows.clone()))).await;
        assert_eq!(result.faults, [], "{header} {rows:?}");
        let read: Vec<String> = shares(&office, "ZD-2023-01").await.into_iter().map(|(_, share)| share).collect();
        assert_eq!(read, expected, "{header} {rows:?}");
    }
}

fn mapping_of(preview: &ImportPreview, scale: ShareScale) -> ImportMapping {
    let sheet = |sheet: &anlan_app::views::SheetView| SheetMapping {
        name: sheet.name.clone(),
        kind: sheet.kind,
        header_row: sheet.header_row,
        columns: sheet.columns.iter().map(|column| ColumnMapping { index: column.index, field: column.field.clone() }).collect(),
        share_scale: sheet.share_scale.as_ref().map(|_| scale),
    };
    ImportMapping { sheets: preview.sheets.iter().map(sheet).collect(), register_units: false }
}

#[tokio::test]
async fn a_share_column_that_does_not_tell_is_asked_about_and_never_guessed() {
    let unclear =
        [("累计进度", vec![V::N(0.0), V::N(1.0)]), ("累计进度", vec![V::N(0.5), V::N(83.0)]), ("累计进度(%)", vec![V::N(0.4), V::N(0.8)])];
    for (header, values) in unclear {
        let office = Office::new().await;
        let rows: Vec<Vec<V>> =
            values.iter().zip(["2023年8月", "2023年9月"]).map(|(value, month)| vec![t("ZD-2023-01"), t(month), value.clone()]).collect();
        let fault = office.only_fault(&book(&progress_only(header, rows))).await;
        assert_eq!(
            (fault.code.as_str(), fault.sheet.as_str(), fault.column.as_deref()),
            ("share_scale_unclear", "月度进展", Some(header)),
            "{values:?}"
        );
        assert!(fault.message.contains("请在对应关系中选定"), "{}", fault.message);
    }
    // Asked, the user chooses, and it is read so.
    let rows = vec![vec![t("ZD-2023-01"), t("2023年8月"), V::N(0.4)], vec![t("ZD-2023-01"), t("2023年9月"), V::N(0.8)]];
    let bytes = book(&progress_only("累计进度(%)", rows));
    for (scale, expected) in [(ShareScale::Fraction, ["40", "80"]), (ShareScale::Percent, ["0.4", "0.8"])] {
        let office = Office::new().await;
        let preview = upload(&office, &staff(), "台账.xlsx", &bytes).await.unwrap();
        let asked = preview.sheets[1].share_scale.as_ref().unwrap();
        assert_eq!(asked.scale, None);
        assert!(asked.evidence.contains("不大于1的数2个"), "{}", asked.evidence);
        let id = ImportId(preview.id);
        assert_eq!(code(&confirm(&office, &staff(), id, false).await), "faults");
        let again = remap(&office, &staff(), id, &mapping_of(&preview, scale)).await.unwrap();
        assert_eq!(again.faults, []);
        confirm(&office, &staff(), id, false).await.unwrap();
        let read: Vec<String> = shares(&office, "ZD-2023-01").await.into_iter().map(|(_, share)| share).collect();
        assert_eq!(read, expected);
    }
}

#[tokio::test]
async fn full_width_digits_merged_cells_blank_rows_and_totals_are_no_obstacle() {
    let office = Office::new().await;
    let mut major = page(
        "重大事项重大项目清单",
        vec![
            row(&["某区重大事项重大项目清单", "", "", "", "", "", ""]),
            row(MAJOR),
            vec![t("ＺＤ－２０２３－０１"), t("综合整治"), t("小安溪"), t("白羊镇"), t("１２０.５"), t("2023年1月15日"), t("2023年12月")],
            vec![t("ZD-2023-02"), t("生态修复"), V::Blank, t("区 水利局"), V::N(80.0), V::D(2023, 2, 1), V::D(2023, 9, 30)],
            vec![],
            vec![V::Blank, V::Blank],
            vec![t("小计"), V::Blank, V::Blank, V::Blank, V::N(200.5)],
            row(MAJOR),
            vec![t("ZD-2023-03"), t("管网改造"), t("涪江"), t("白羊镇"), V::N(7.0), V::D(2023, 2, 1), V::D(2023, 9, 30)],
            vec![t("合 计："), V::Blank, V::Blank, V::Blank, V::N(207.5)],
        ],
    );
    // The title over all columns; one river over two rows.
    major.merged = vec![(0, 0, 0, 6), (2, 2, 3, 2)];
    let result = office.import(&book(&[major])).await;
    assert_eq!((result.accepted, result.faults.len()), (3, 0), "{:?}", result.faults);
    let items = items(&office).await;
    assert_eq!(items.keys().map(String::as_str).collect::<Vec<_>>(), ["ZD-2023-01", "ZD-2023-02", "ZD-2023-03"]);
    let river = |number: &str| items[number].river.as_ref().map(|river| river.name.clone());
    assert_eq!(
        (river("ZD-2023-01").as_deref(), river("ZD-2023-02").as_deref()),
        (Some("小安溪"), Some("小安溪")),
        "the merged cell holds for both rows"
    );
    assert_eq!(items["ZD-2023-02"].unit.name, "区水利局");
    assert_eq!(items["ZD-2023-01"].money_wan.as_deref(), Some("120.5"));
}

#[tokio::test]
async fn the_mapping_is_shown_and_nothing_is_recorded_until_confirmed() {
    let office = Office::new().await;
    let preview = upload(&office, &staff(), "台账.xlsx", &book(&small())).await.unwrap();
    let fields: Vec<_> = preview.sheets[0].columns.iter().filter_map(|column| column.field.as_deref()).collect();
    assert_eq!(fields, ["number", "title", "river", "unit", "money", "start_on", "limit_on"]);
    assert_eq!(preview.sheets[0].columns[0].samples, ["ZD-2023-01", "ZD-2023-02"]);
    assert_eq!((preview.counts.accepted, preview.new_units.len(), preview.new_rivers.len()), (5, 2, 2));
    assert_eq!(items(&office).await.len(), 0);
    let id = ImportId(preview.id);
    assert_eq!(confirm(&office, &staff(), id, false).await.unwrap().accepted, 5);
    assert_eq!(code(&confirm(&office, &staff(), id, false).await), "already_confirmed");
    assert_eq!(show(&office, &staff(), id).await.unwrap().counts.unchanged, 5);
    assert_eq!(items(&office).await.len(), 2);
}

#[tokio::test]
async fn a_column_can_be_mapped_by_hand() {
    let office = Office::new().await;
    let mut pages = small();
    pages[0].rows[0][1] = t("要办的事");
    let bytes = book(&pages);
    let fault = office.only_fault(&bytes).await;
    assert_eq!((fault.code.as_str(), fault.row, fault.column.as_deref()), ("missing_column", Some(1), Some("事项（项目）名称")));
    let preview = upload(&office, &staff(), "台账.xlsx", &bytes).await.unwrap();
    let mut mapping = mapping_of(&preview, ShareScale::Percent);
    mapping.sheets[0].columns[1].field = Some("title".to_owned());
    let again = remap(&office, &staff(), ImportId(preview.id), &mapping).await.unwrap();
    assert_eq!(again.faults, []);
    confirm(&office, &staff(), ImportId(preview.id), false).await.unwrap();
    assert_eq!(items(&office).await["ZD-2023-01"].title, "综合整治");
}

// ---- files that are refused whole ----

async fn refused(bytes: &[u8]) -> Fault {
    let office = Office::new().await;
    let fault = confirm_bytes(&office, &staff(), "台账.xlsx", bytes, true).await.unwrap_err();
    assert_eq!(upload(&office, &staff(), "台账.xlsx", bytes).await.unwrap_err(), fault, "the page says the same as the command");
    assert_eq!(office.store.region(&region()).revision().await.unwrap(), 0, "nothing is recorded");
    assert!(!fault.zh.is_empty() && !fault.en.is_empty());
    fault
}

#[tokio::test]
async fn a_wrong_type_of_file_is_refused_with_what_to_do() {
    let word = zipped(&[
        ("word/document.xml", b"<w/>"),
        (
            "[Content_Types].xml",
            b"<Types><Override ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
        ),
    ]);
    for (bytes, expected) in [
        (&b"%PDF-1.7 not a workbook"[..], "not_xlsx"),
        (&b"\xff\xd8\xff\xe0 a photo"[..], "not_xlsx"),
        (&b"ZD-2023-01,\xd7\xdb\xba\xcf"[..], "not_xlsx"),
        (&b""[..], "not_xlsx"),
        (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0][..], "old_xls"),
        (&word[..], "not_xlsx"),
    ] {
        let fault = refused(bytes).await;
        assert_eq!((fault.code, fault.kind, fault.field), (expected, FaultKind::Invalid, Some("file")));
        assert!(fault.zh.contains(".xlsx"), "{}", fault.zh);
    }
}

#[tokio::test]
async fn a_damaged_workbook_is_refused() {
    let mut bytes = book(&small());
    bytes.truncate(bytes.len() / 2);
    assert_eq!(refused(&bytes).await.code, "damaged");
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused() {
    let fault = refused(&vec![b'P'; 33 * 1024 * 1024]).await;
    assert_eq!((fault.code, fault.kind), ("too_large", FaultKind::TooLarge));
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with one more part.
fn with_part(name: &str, content: &[u8]) -> Vec<u8> {
    let bytes = book(&small());
    let mut zip = zip::ZipWriter::new_append(Cursor::new(bytes)).unwrap();
    zip.start_file(name, zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated)).unwrap();
    zip.write_all(content).unwrap();
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_zip_bomb_is_refused_without_unpacking_it() {
    let bomb = with_part("xl/media/bomb.xml", &vec![0_u8; 64 * 1024 * 1024]);
    assert!(bomb.len() < 200_000, "{} bytes", bomb.len());
    let fault = refused(&bomb).await;
    assert_eq!(fault.code, "bomb");
    assert!(fault.zh.contains("xl/media/bomb.xml"), "{}", fault.zh);
}

#[tokio::test]
async fn a_macro_workbook_is_refused() {
    let fault = refused(&with_part("xl/vbaProject.bin", b"a macro")).await;
    assert_eq!(fault.code, "macros");
    assert!(fault.zh.contains("不含宏的 .xlsx"), "{}", fault.zh);
    assert!(accept_file(&with_part("xl/media/photo.jpg", b"a photo")).await.is_ok(), "another part is no harm");
}

// ---- faults of single cells ----

/// The small ledger with one cell changed: sheet, row from 0 (row 0 holds the headers), column from 0.
fn with(sheet: usize, at_row: usize, column: usize, value: V) -> Vec<u8> {
    let mut pages = small();
    pages[sheet].rows[at_row][column] = value;
    book(&pages)
}

/// The only fault of the changed cell: code and message, after checking its place.
async fn fault_of(sheet: usize, at_row: usize, column: usize, value: V) -> (String, String) {
    let office = Office::new().await;
    let fault = office.only_fault(&with(sheet, at_row, column, value.clone())).await;
    let header = if sheet == 0 { MAJOR[column] } else { PROGRESS[column] };
    assert_eq!(fault.sheet, small()[sheet].name);
    assert_eq!((fault.row, fault.column.as_deref()), (Some(u32::try_from(at_row).unwrap() + 1), Some(header)), "{fault:?}");
    let cell = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), at_row + 1);
    assert!(fault.message.starts_with(&format!("{cell}：")) && fault.message_en.starts_with(&format!("{cell}: ")), "{fault:?}");
    match value {
        V::T(text) => assert_eq!(fault.value.as_deref(), Some(text.as_str())),
        V::N(number) => assert_eq!(fault.value, Some(number.to_string())),
        V::Blank => assert_eq!(fault.value.as_deref().unwrap_or(""), ""),
        V::P(_) | V::D(..) | V::At(..) | V::F(..) => assert!(fault.value.is_some()),
    }
    (fault.code, fault.message)
}

#[tokio::test]
async fn each_faulty_cell_is_named_with_what_to_do() {
    let cases = [
        (0, 1, 6, t("2023年1月32日"), "no_such_day", "日历上没有这一天"),
        (0, 1, 6, t("2023-02-29"), "no_such_day", "日历上没有这一天"),
        (0, 1, 6, t("尽快"), "bad_date", "2023年9月"),
        (0, 1, 6, V::Blank, "missing", "必填"),
        (0, 1, 6, V::D(2023, 1, 14), "limit_before_start", "早于开始时间"),
        (0, 1, 4, t("一百"), "not_a_number", "应为数字"),
        (0, 1, 4, V::N(-1.0), "out_of_range", "不得为负"),
        (0, 1, 4, V::F("=SUM(1,2)", "3"), "formula", "粘贴为数值"),
        (0, 1, 6, V::F("=DATE(2023,9,30)", "45199"), "formula", "粘贴为数值"),
        (0, 1, 3, t("某某单位"), "unknown_unit", "没有登记"),
        (0, 2, 0, t("ZD-2023-01"), "duplicate_number", "第2行重复"),
        (1, 1, 2, V::N(101.0), "over_100", "不得超过100%"),
        (1, 1, 2, t("120%"), "over_100", "不得超过100%"),
        (1, 1, 2, V::N(-5.0), "below_0", "不得小于0"),
        (1, 1, 2, t("过半"), "not_a_number", "应为数字"),
        (1, 1, 2, V::N(33.333), "too_fine", "最多保留2位小数"),
        (1, 1, 2, V::F("=A1", "40"), "formula", "粘贴为数值"),
        (1, 1, 1, t("2023年13月"), "bad_month", "2023年9月"),
        (1, 1, 1, t("2023年9月"), "duplicate_report", "重复"),
        (1, 1, 0, t("ZD-2023-99"), "unknown_item", "没有编号为ZD-2023-99的事项"),
        (1, 1, 3, t("区水利局"), "not_its_unit", "不是该事项的责任单位“白羊镇”"),
        (1, 1, 3, t("区水务局"), "unknown_unit", "该事项的责任单位是“白羊镇”"),
    ];
    for (sheet, at_row, column, value, expected, words) in cases {
        // The second of two reports for one month is the faulty one.
        let place = if expected == "duplicate_report" { (2, 1) } else { (at_row, column) };
        let (code, message) = if expected == "duplicate_report" {
            fault_at(with(sheet, at_row, column, value.clone()), place.0).await
        } else if expected == "duplicate_number" {
            fault_at_with_more(with(sheet, at_row, column, value.clone())).await
        } else {
            fault_of(sheet, at_row, column, value.clone()).await
        };
        assert_eq!(code, expected, "{value:?}: {message}");
        assert!(message.contains(words), "{value:?}: {message}");
    }
}

async fn fault_at(bytes: Vec<u8>, at_row: usize) -> (String, String) {
    let fault = Office::new().await.only_fault(&bytes).await;
    assert_eq!(fault.row.map(|row| row as usize), Some(at_row + 1), "{fault:?}");
    (fault.code, fault.message)
}

/// Two items of one number: the second is named, and the report on the number that is gone now.
async fn fault_at_with_more(bytes: Vec<u8>) -> (String, String) {
    let office = Office::new().await;
    let result = office.import(&bytes).await;
    let fault = &result.faults[0];
    assert_eq!((fault.row, fault.column.as_deref(), fault.value.as_deref()), (Some(3), Some(MAJOR[0]), Some("ZD-2023-01")));
    assert_eq!(result.faults[1].code, "unknown_item");
    assert_eq!(office.store.region(&region()).revision().await.unwrap(), 0);
    (fault.code.clone(), fault.message.clone())
}

#[tokio::test]
async fn a_month_in_the_future_is_refused() {
    let (code, message) = {
        let office = Office::new().await;
        let fault = office.only_fault(&with(1, 2, 1, t("2023年12月"))).await;
        assert_eq!(
            (fault.sheet.as_str(), fault.row, fault.column.as_deref(), fault.value.as_deref()),
            ("月度进展", Some(3), Some("月份"), Some("2023-12"))
        );
        (fault.code, fault.message)
    };
    assert_eq!(code, "future_month");
    assert!(message.contains("2023年12月还没有到"), "{message}");
}

#[tokio::test]
async fn falling_progress_is_refused_within_a_workbook_and_against_what_is_known() {
    let office = Office::new().await;
    let fault = office.only_fault(&with(1, 2, 2, V::N(39.0))).await;
    assert_eq!(
        (fault.code.as_str(), fault.row, fault.column.as_deref(), fault.value.as_deref()),
        ("falling", Some(3), Some(PROGRESS[2]), Some("39"))
    );
    assert!(fault.message.contains("低于2023年8月的40%"), "{}", fault.message);

    office.import(&book(&small())).await;
    let one = |month: &str, share: f64| {
        let mut pages = small();
        pages[1].rows.truncate(1);
        pages[1].rows.push(vec![t("ZD-2023-01"), t(month), V::N(share), t("白羊镇")]);
        book(&pages)
    };
    let fault = office.only_fault(&one("2023年10月", 54.0)).await;
    assert_eq!(fault.code, "falling", "below September's 55 %");
    let fault = office.only_fault(&one("2023年8月", 56.0)).await;
    assert_eq!(fault.code, "falling", "above September's 55 %, which stays");
    assert!(fault.message.contains("2023年9月") && fault.message.contains("55%"), "{}", fault.message);
    assert_eq!(office.import(&one("2023年8月", 55.0)).await.corrected, 1);
}

#[tokio::test]
async fn an_unknown_unit_is_refused_with_the_name_that_may_be_meant() {
    let office = Office::new().await;
    office.import(&book(&small())).await;
    let mut pages = small();
    pages[0].rows.push(vec![t("ZD-2023-03"), t("管网"), t("小安溪"), t("白洋镇"), V::N(1.0), V::D(2023, 1, 15), V::D(2023, 12, 31)]);
    let fault = office.only_fault(&book(&pages)).await;
    assert_eq!(
        (fault.code.as_str(), fault.row, fault.column.as_deref(), fault.value.as_deref()),
        ("unknown_unit", Some(4), Some("责任单位"), Some("白洋镇"))
    );
    assert!(fault.message.contains("是否为“白羊镇”") && fault.message_en.contains("did you mean 白羊镇"), "{fault:?}");
    pages[0].rows[3][3] = t("白羊镇");
    pages[0].rows[3][2] = t("小按溪");
    let fault = office.only_fault(&book(&pages)).await;
    assert_eq!((fault.code.as_str(), fault.column.as_deref(), fault.value.as_deref()), ("unknown_river", Some("河流"), Some("小按溪")));
}

#[tokio::test]
async fn an_unknown_sheet_is_a_fault_until_it_is_left_out_by_hand() {
    let office = Office::new().await;
    let mut pages = small();
    pages.push(page("通讯录", vec![row(&["姓名", "电话"]), row(&["罗芳", "13800000000"])]));
    let bytes = book(&pages);
    let fault = office.only_fault(&bytes).await;
    assert_eq!((fault.code.as_str(), fault.sheet.as_str(), fault.row), ("unknown_sheet", "通讯录", None));
    let preview = upload(&office, &staff(), "台账.xlsx", &bytes).await.unwrap();
    let again = remap(&office, &staff(), ImportId(preview.id), &mapping_of(&preview, ShareScale::Percent)).await.unwrap();
    assert_eq!(again.faults, [], "left out on purpose");
    pages[2].rows.clear();
    assert_eq!(office.import(&book(&pages)).await.faults, [], "an empty sheet is nothing");
}

#[tokio::test]
async fn with_accept_valid_the_rows_without_faults_are_taken_and_the_others_named() {
    let office = Office::new().await;
    let bytes = with(0, 2, 6, t("2023年9月31日"));
    let held = office.import(&bytes).await;
    assert_eq!(held.faults.len(), 1);
    assert_eq!(items(&office).await.len(), 0, "nothing without being told so");
    let result = confirm_bytes(&office, &staff_at("2023-11-03T02:00:00Z"), "台账.xlsx", &bytes, true).await.unwrap();
    assert_eq!((result.accepted, result.faults.len()), (3, 1), "one item and its two reports; the other item's report waits for it");
    assert_eq!(result.faults[0].code, "no_such_day");
    assert_eq!(items(&office).await.keys().collect::<Vec<_>>(), ["ZD-2023-01"]);
    // The other item's unit was never taken in, and a unit is registered by itself only on a region's first import.
    let rest = office.import(&book(&small())).await;
    assert_eq!(
        rest.faults.iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>(),
        ["unknown_unit", "unknown_river"],
        "{:?}",
        rest.faults
    );
    let preview = upload(&office, &staff(), "台账.xlsx", &book(&small())).await.unwrap();
    let mapping = anlan_app::imports::ImportMapping { register_units: true, ..mapping_of(&preview, ShareScale::Percent) };
    remap(&office, &staff(), ImportId(preview.id), &mapping).await.unwrap();
    let rest = confirm(&office, &staff(), ImportId(preview.id), false).await.unwrap();
    assert_eq!((rest.accepted, rest.unchanged, rest.corrected), (2, 3, 0), "the corrected workbook brings the rest");
}

#[tokio::test]
async fn a_falling_report_is_left_out_and_the_others_are_taken() {
    let office = Office::new().await;
    let result = confirm_bytes(&office, &staff(), "台账.xlsx", &with(1, 2, 2, V::N(39.0)), true).await.unwrap();
    assert_eq!((result.accepted, result.faults.len()), (4, 1));
    assert_eq!(shares(&office, "ZD-2023-01").await, [("2023-08".to_owned(), "40".to_owned())]);
}

#[tokio::test]
async fn many_faults_are_all_shown_in_the_order_of_the_sheets() {
    let office = Office::new().await;
    let mut pages = small();
    pages[0].rows[1][6] = t("尽快");
    pages[0].rows[2][4] = t("一百");
    pages[1].rows.push(vec![t("ZD-2023-77"), t("2023年9月"), V::N(5.0), V::Blank]);
    let result = office.import(&book(&pages)).await;
    let told: Vec<_> = result.faults.iter().map(|fault| (fault.sheet.as_str(), fault.row, fault.code.as_str())).collect();
    let sheet = pages[0].name.as_str();
    assert_eq!(told, [(sheet, Some(2), "bad_date"), (sheet, Some(3), "not_a_number"), ("月度进展", Some(5), "unknown_item")]);
}
