//! Record books, as the office, a liaison and the scoring of a year see them.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;

use anlan_app::records::{self, records_known, records_known_in};
use anlan_app::views::{CorrectRecord, ImportResult, RecordForm, RecordPage, RecordQuery, RecordRow, WaterClass, WithdrawRecord};
use anlan_app::{Call, Fault};
use anlan_core::access::Role;
use anlan_core::ids::RecordId;
use common::{Office, V, at, auditor, book, code, day, head_at, page, person, region, row, staff, staff_at, t};
use std::collections::BTreeMap;

fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect()
}

async fn add(office: &Office, kind: &str, pairs: &[(&str, &str)]) -> Result<RecordPage, Fault> {
    let id = records::record(office, &staff(), kind, &RecordForm { id: None, values: values(pairs) }).await?;
    records::show(office, &staff(), kind, id).await
}

async fn section(office: &Office, name: &str, river: &str, unit: &str) -> RecordPage {
    add(office, "section", &[("断面名称", name), ("河流", river), ("责任单位", unit), ("考核目标", "III类")]).await.unwrap()
}

async fn rows(office: &Office, call: &Call, kind: &str, query: RecordQuery) -> Vec<RecordRow> {
    records::list(office, call, kind, &query).await.unwrap().rows
}

async fn import(office: &Office, kind: &str, bytes: &[u8]) -> ImportResult {
    records::confirm_bytes(office, &staff(), kind, "样品.xlsx", bytes, false).await.unwrap()
}

fn told(result: &ImportResult) -> (usize, usize, usize, usize) {
    (result.accepted, result.unchanged, result.corrected, result.faults.len())
}

const SAMPLES: &[&str] = &["序号", "断面", "采样日期", "pH", "氨氮(mg/L)", "总磷", "标记"];

fn samples(rows: Vec<Vec<V>>) -> Vec<u8> {
    let heads = [vec![t("2022年水质监测")], row(SAMPLES)];
    book(&[page("监测数据", heads.into_iter().chain(rows).collect())])
}

fn good() -> Vec<Vec<V>> {
    vec![
        vec![V::N(1.0), t("小安溪大桥"), V::D(2022, 1, 5), V::N(7.5), V::N(0.5), t("0.025L"), V::Blank],
        vec![V::N(2.0), t("小安溪大桥"), V::D(2022, 2, 7), V::N(7.6), t("<0.025"), t("未检出"), V::Blank],
        vec![V::N(3.0), t("小安溪大桥"), t("2022年3月4日"), V::Blank, V::Blank, V::Blank, t("断流")],
        vec![t("合计"), V::Blank, V::Blank, V::Blank, V::N(1.0), V::Blank, V::Blank],
    ]
}

#[tokio::test]
async fn a_form_tells_every_fault_at_its_field_and_records_nothing() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    let before = office.store.region(&region()).revision().await.unwrap();
    let form = [("断面", "小安溪大乔"), ("采样日期", "2022-02-30"), ("氨氮", "约0.5"), ("pH", "15"), ("标记", "停电"), ("浊度", "3")];
    let fault = add(&office, "sample", &form).await.unwrap_err();
    let told: Vec<(&str, &str)> = fault.fields.iter().map(|one| (one.field.as_str(), one.code)).collect();
    assert_eq!(
        told,
        [
            ("浊度", "unknown_column"),
            ("断面", "unknown_record"),
            ("采样日期", "bad_date"),
            ("pH", "out_of_range"),
            ("氨氮", "bad_measured"),
            ("标记", "bad_choice")
        ]
    );
    assert!(fault.zh.contains("是不是“小安溪大桥”"), "the nearest name is told: {}", fault.zh);
    let unit =
        add(&office, "complaint", &[("事项", "排污"), ("责任单位", "白洋镇"), ("举报日期", "2023-11-04"), ("累计举报次数", "0")]).await;
    let codes: Vec<_> = unit.unwrap_err().fields.into_iter().map(|one| (one.code, one.zh)).collect();
    assert!(codes[0].0 == "unknown_unit" && codes[0].1.contains("“白羊镇”"), "{codes:?}");
    assert_eq!((codes[1].0, codes[2].0), ("out_of_range", "future_day"));
    let patrol = [("河长", "小安溪区级河长"), ("河段", "上段"), ("开始时间", "2022-03-01 09:30"), ("结束时间", "2022-03-01 09:00")];
    assert_eq!(add(&office, "patrol", &patrol).await.unwrap_err().fields[0].code, "out_of_order");
    assert_eq!(code(&add(&office, "rating", &[]).await), "missing");
    assert_eq!(code(&add(&office, "没有", &[]).await), "not_found");
    assert_eq!(office.store.region(&region()).revision().await.unwrap(), before, "nothing was recorded, nothing audited");
}

#[tokio::test]
async fn the_same_thing_is_recorded_once_and_a_repeated_send_is_harmless() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    let form = values(&[("断面", "小安溪大桥"), ("采样日期", "2022/1/5"), ("氨氮", "0.50")]);
    let form = RecordForm { id: Some(uuid::Uuid::from_u128(7)), values: form };
    let before = office.store.region(&region()).revision().await.unwrap();
    let first = records::record(&office, &staff(), "sample", &form).await.unwrap();
    let again = records::record(&office, &staff(), "sample", &form).await.unwrap();
    assert_eq!((first, again), (RecordId(uuid::Uuid::from_u128(7)), first));
    assert_eq!(office.store.region(&region()).revision().await.unwrap(), before + 1, "one use case, one audit row");
    let other = records::record(&office, &staff(), "sample", &RecordForm { id: None, ..form }).await;
    assert_eq!(code(&other), "recorded_already");
    let held = rows(&office, &staff(), "sample", RecordQuery::default()).await;
    assert_eq!((held.len(), held[0].title.as_str(), held[0].values["氨氮"].as_str()), (1, "小安溪大桥 2022-01-05", "0.50"));
    assert_eq!(held[0].unit.as_ref().map(|unit| unit.name.as_str()), Some("白羊镇"), "through its section");
    assert_eq!(held[0].river.as_ref().map(|river| river.name.as_str()), Some("小安溪"));
}

#[tokio::test]
async fn a_correction_keeps_what_was_known_and_moves_the_year() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    let sample = add(&office, "sample", &[("断面", "小安溪大桥"), ("采样日期", "2023-01-03"), ("氨氮", "0.5")]).await.unwrap().row;
    let (id, later) = (RecordId(sample.id), staff_at("2023-11-03T02:00:00Z"));
    let right = [("断面", "小安溪大桥"), ("采样日期", "2022-12-31"), ("氨氮", "0.4")];
    let form = |pairs: &[(&str, &str)], reason: &str| CorrectRecord { values: values(pairs), reason: reason.to_owned() };
    let correct =
        async |version: uuid::Uuid, form: CorrectRecord| records::correct(&office, &later, "sample", id, &version.to_string(), &form).await;
    assert_eq!(code(&correct(uuid::Uuid::nil(), form(&right, "录错")).await), "stale");
    assert_eq!(code(&correct(sample.version, form(&right, " ")).await), "missing");
    let same = [("断面", "小安溪大桥"), ("采样日期", "2023-01-03"), ("氨氮", "0.5")];
    assert_eq!(code(&correct(sample.version, form(&same, "录错")).await), "unchanged");
    correct(sample.version, form(&right, "采样日期录错")).await.unwrap();
    assert_eq!(code(&correct(sample.version, form(&right, "录错")).await), "stale", "the second of two who read the same version");

    let of = |year: i32| RecordQuery { year: Some(year), ..RecordQuery::default() };
    assert_eq!(rows(&office, &staff(), "sample", of(2023)).await.len(), 0);
    assert_eq!(rows(&office, &staff(), "sample", of(2022)).await.len(), 1);
    assert_eq!(rows(&office, &staff(), "section", of(1999)).await.len(), 1, "a standing entry belongs to every year");
    let page = records::show(&office, &staff(), "sample", id).await.unwrap();
    let changes: Vec<_> = page.history[0].changes.iter().map(|one| (one.label.as_str(), one.old.as_str(), one.new.as_str())).collect();
    assert_eq!(changes, [("采样日期", "2023-01-03", "2022-12-31"), ("氨氮（mg/L）", "0.5", "0.4")]);
    assert_eq!((page.history[0].reason.as_str(), page.history.len(), page.row.corrected), ("采样日期录错", 2, true));

    let here = region();
    let (read, kinds) = (office.store.region(&here), records::kinds_of(&office, &here));
    let known = async |as_of: &str, known_at: &str| records_known(&read, kinds, "sample", day(as_of), at(known_at)).await.unwrap();
    let before = known("2023-12-31", "2023-11-03T01:30:00Z").await;
    assert_eq!((before.len(), before[0].values["氨氮"].as_str(), before[0].id.0), (1, "0.5", sample.version));
    assert_eq!(known("2022-12-31", "2023-11-03T01:30:00Z").await, [], "as then known, it had not happened by then");
    let now = known("2022-12-31", "2023-11-03T02:00:00Z").await;
    assert_eq!((now.len(), now[0].values["断面"].as_str(), now[0].values["氨氮"].as_str()), (1, "小安溪大桥", "0.4"));
    assert_eq!(known("2023-12-31", "2023-11-03T00:59:00Z").await, []);
    let within = async |known_at: &str| {
        records_known_in(&read, kinds, "sample", day("2023-01-01")..=day("2023-12-31"), at(known_at)).await.unwrap().len()
    };
    assert_eq!((within("2023-11-03T01:30:00Z").await, within("2023-11-03T02:00:00Z").await), (1, 0));
    let sections = records_known(&read, kinds, "section", day("2022-01-01"), at("2023-11-03T02:00:00Z")).await.unwrap();
    assert_eq!((sections.len(), sections[0].values["考核目标"].as_str()), (1, "Ⅲ"));
}

#[tokio::test]
async fn a_withdrawn_record_is_out_of_everything_but_its_history() {
    let office = Office::tongliang().await;
    let bridge = section(&office, "小安溪大桥", "小安溪", "白羊镇").await.row;
    let sample = add(&office, "sample", &[("断面", "小安溪大桥"), ("采样日期", "2022-01-05")]).await.unwrap().row;
    let withdraw = async |kind: &str, row: &RecordRow, reason: &str| {
        let form = WithdrawRecord { version: row.version, reason: reason.to_owned() };
        records::withdraw(&office, &head_at("2023-11-03T02:00:00Z"), kind, RecordId(row.id), &form).await
    };
    assert_eq!(code(&withdraw("section", &bridge, "重复登记").await), "referred_to");
    assert_eq!(code(&withdraw("sample", &sample, "").await), "missing");
    assert_eq!(code(&withdraw("patrol", &sample, "错了").await), "not_found", "another kind's");
    withdraw("sample", &sample, "不是本断面的样品").await.unwrap();
    assert_eq!(code(&withdraw("sample", &sample, "再撤一次").await), "stale");
    assert_eq!(rows(&office, &staff(), "sample", RecordQuery::default()).await.len(), 0);
    let gone = rows(&office, &staff(), "sample", RecordQuery { withdrawn: Some(true), ..RecordQuery::default() }).await;
    assert_eq!((gone.len(), gone[0].withdrawn), (1, true));
    let page = records::show(&office, &staff(), "sample", RecordId(sample.id)).await.unwrap();
    assert_eq!(page.history[0].reason, "不是本断面的样品");
    assert!(page.actions.iter().all(|action| !action.allowed && action.reason.is_some()));
    let here = region();
    let (read, kinds) = (office.store.region(&here), records::kinds_of(&office, &here));
    let known = async |known_at: &str| records_known(&read, kinds, "sample", day("2023-12-31"), at(known_at)).await.unwrap().len();
    assert_eq!((known("2023-11-03T01:30:00Z").await, known("2023-11-03T02:00:00Z").await), (1, 0));
    assert!(add(&office, "sample", &[("断面", "小安溪大桥"), ("采样日期", "2022-01-05")]).await.is_ok(), "the true one can be recorded");
    let again = rows(&office, &staff(), "sample", RecordQuery::default()).await.remove(0);
    withdraw("sample", &again, "又错了").await.unwrap();
    withdraw("section", &bridge, "重复登记").await.unwrap();
    assert!(office.store.region(&region()).check_chain().await.unwrap().is_ok());
}

#[tokio::test]
async fn importing_again_doubles_nothing_and_a_changed_cell_is_a_correction() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    assert_eq!(told(&import(&office, "sample", &samples(good())).await), (3, 0, 0, 0), "the total row is no sample");
    assert_eq!(told(&import(&office, "sample", &samples(good())).await), (0, 3, 0, 0));
    let mut changed = good();
    changed[0][4] = V::N(0.6);
    changed[2][6] = t("冰封");
    let preview = records::upload(&office, &staff(), "sample", "样品.xlsx", &samples(changed.clone())).await.unwrap();
    let cells: Vec<_> = preview
        .corrections
        .iter()
        .map(|one| (one.row, one.number.as_str(), one.label.as_str(), one.old.as_str(), one.new.as_str()))
        .collect();
    assert_eq!(cells, [(3, "小安溪大桥 2022-01-05", "氨氮（mg/L）", "0.5", "0.6"), (5, "小安溪大桥 2022-03-04", "标记", "断流", "冰封")]);
    assert_eq!((preview.sheets[0].rows, preview.sheets[0].passed_over), (3, 1));
    assert_eq!(rows(&office, &staff(), "sample", RecordQuery::default()).await[2].values["氨氮"], "0.5", "a preview changes nothing");
    let import = anlan_core::ids::ImportId(preview.id);
    assert_eq!(code(&records::confirm(&office, &staff(), "patrol", import, false).await), "not_found");
    let done = records::confirm(&office, &staff(), "sample", import, false).await.unwrap();
    assert_eq!(told(&done), (0, 1, 2, 0));
    assert_eq!(code(&records::confirm(&office, &staff(), "sample", import, false).await), "already_confirmed");
    assert_eq!(anlan_app::imports::list(&office, &staff()).await.unwrap().len(), 1, "the lists' imports are the lists' own");
    let first = rows(&office, &staff(), "sample", RecordQuery::default()).await.remove(2);
    let page = records::show(&office, &staff(), "sample", RecordId(first.id)).await.unwrap();
    assert_eq!((page.history[0].reason.as_str(), page.row.values["总磷"].as_str()), ("导入 样品.xlsx", "0.025L"));

    // A column that the file does not have keeps what is known; a blank cell clears it.
    let short = book(&[page_of(&[&["断面", "采样日期", "氨氮"], &["小安溪大桥", "2022-01-05", ""]])]);
    assert_eq!(told(&import_of(&office, &short).await), (0, 0, 1, 0));
    let first = rows(&office, &staff(), "sample", RecordQuery::default()).await.remove(2);
    assert_eq!((first.values.get("氨氮"), first.values["总磷"].as_str()), (None, "0.025L"));
}

fn page_of(rows: &[&[&str]]) -> common::Page {
    page("监测数据", rows.iter().map(|texts| row(texts)).collect())
}

async fn import_of(office: &Office, bytes: &[u8]) -> ImportResult {
    import(office, "sample", bytes).await
}

#[tokio::test]
async fn what_was_corrected_away_does_not_come_back_with_the_old_file() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    let old = book(&[page_of(&[&["断面", "采样日期", "氨氮"], &["小安溪大桥", "2022-01-05", "0.5"]])]);
    import_of(&office, &old).await;
    let held = rows(&office, &staff(), "sample", RecordQuery::default()).await.remove(0);
    let form = CorrectRecord {
        values: values(&[("断面", "小安溪大桥"), ("采样日期", "2022-01-06"), ("氨氮", "0.5")]),
        reason: "日期录错".into(),
    };
    records::correct(&office, &staff(), "sample", RecordId(held.id), &held.version.to_string(), &form).await.unwrap();
    let result = import_of(&office, &old).await;
    assert_eq!((told(&result), result.faults[0].code.as_str()), ((0, 0, 0, 1), "corrected_away"));
    assert!(result.faults[0].message.contains("小安溪大桥 2022-01-06"), "{}", result.faults[0].message);
}

#[tokio::test]
async fn every_bad_cell_is_named_and_nothing_is_recorded() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    let mut bad = good();
    bad[0][1] = t("小安溪大乔");
    bad[1][2] = t("2022年2月");
    bad[2][4] = V::F("0.4+0.1", "0.5");
    bad.insert(3, vec![V::N(4.0), t("小安溪大桥"), V::D(2022, 1, 5), V::N(7.0), V::N(0.5), t("—"), V::Blank]);
    bad.insert(4, vec![V::N(5.0), t("小安溪大桥"), V::D(2022, 4, 5), V::N(7.0), V::N(0.5), V::Blank, V::Blank]);
    bad.insert(5, vec![V::N(6.0), t("小安溪大桥"), V::D(2022, 4, 5), V::N(7.1), V::N(0.5), V::Blank, V::Blank]);
    let result = import_of(&office, &samples(bad.clone())).await;
    let expected = [
        (3, "断面", "小安溪大乔", "unknown_record", "B3："),
        (4, "采样日期", "2022年2月", "bad_date", "C4："),
        (5, "氨氮(mg/L)", "0.5", "formula", "E5："),
        (6, "总磷", "—", "bad_measured", "F6："),
        (8, "断面", "小安溪大桥", "duplicate", "B8："),
    ];
    let found = result.faults.iter().map(|fault| {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        (fault.row.unwrap(), text(&fault.column), text(&fault.value), fault.code.clone(), fault.message.chars().take(3).collect::<String>())
    });
    let plain =
        |(row, column, value, code, cell): (u32, &str, &str, &str, &str)| (row, column.into(), value.into(), code.into(), cell.into());
    assert_eq!(found.collect::<Vec<_>>(), expected.map(plain));
    assert!(result.faults.iter().all(|fault| !fault.message_en.is_empty()));
    assert_eq!(rows(&office, &staff(), "sample", RecordQuery::default()).await.len(), 0);
    let valid = records::confirm_bytes(&office, &staff(), "sample", "样品.xlsx", &samples(bad), true).await.unwrap();
    assert_eq!(told(&valid), (1, 0, 0, 5), "only the rows without fault, when asked to");

    let fault_of = async |rows: &[&[&str]]| import_of(&office, &book(&[page_of(rows)])).await.faults;
    assert_eq!(fault_of(&[&["名称", "数量"], &["甲", "1"]]).await[0].code, "no_sheet");
    let unit = fault_of(&[&["断面", "采样日期", "氨氮（μg/L）"], &["小安溪大桥", "2022-05-05", "500"]]).await;
    assert_eq!((unit.len(), unit[0].code.as_str(), unit[0].row), (1, "header_unit", Some(1)));
    let missing =
        import(&office, "complaint", &book(&[page_of(&[&["事项", "责任单位", "举报日期"], &["排污", "白羊镇", "2022-05-05"]])])).await;
    assert_eq!((missing.faults.len(), missing.faults[0].code.as_str()), (1, "missing_column"));
    assert_eq!(missing.faults[0].column.as_deref(), Some("累计举报次数"));
}

#[tokio::test]
async fn times_units_and_csv_are_read_as_ledgers_write_them() {
    let office = Office::tongliang().await;
    let heads = row(&["巡河河长", "巡河河段", "巡河开始时间", "巡河结束时间", "里程（米）", "是否有效"]);
    let patrols = vec![
        heads,
        vec![t("小安溪区级河长"), t("上段"), V::At(2022, 3, 1, 9, 30), V::At(2022, 3, 1, 11, 5), V::N(3500.0), t("是")],
        vec![t("小安溪区级河长"), t("上段"), t("2022/4/1 9:30"), t("2022-04-01 10:00:00"), t("2公里"), t("×")],
    ];
    let bytes = book(&[page("巡河", patrols)]);
    assert_eq!(records::recognise(&office, &region(), "巡河.xlsx", &bytes).await.as_deref(), Some("patrol"));
    assert_eq!(told(&import(&office, "patrol", &bytes).await), (2, 0, 0, 0));
    let held = rows(&office, &staff(), "patrol", RecordQuery { sort: Some("里程".into()), ..RecordQuery::default() }).await;
    let shown: Vec<_> =
        held.iter().map(|row| (row.values["开始时间"].as_str(), row.values["里程"].as_str(), row.values["是否有效"].as_str())).collect();
    assert_eq!(shown, [("2022-04-01 09:30", "2", "否"), ("2022-03-01 09:30", "3.5", "是")]);
    assert_eq!(held[0].river.as_ref().map(|river| river.name.as_str()), Some("小安溪"), "the chief's river");

    let csv = "\u{feff}河长,被评单位,等次,评价日期\r\n小安溪区级河长,白羊镇,较好,2022-12-20\r\n小安溪区级河长,区水利局,优,2022-12-20\r\n";
    assert_eq!(records::recognise(&office, &region(), "评价.csv", csv.as_bytes()).await.as_deref(), Some("rating"));
    let result = records::confirm_bytes(&office, &staff(), "rating", "评价.csv", csv.as_bytes(), true).await.unwrap();
    assert_eq!((told(&result), result.faults[0].code.as_str()), ((1, 0, 0, 1), "unknown_step"));
    assert!(result.faults[0].message.contains("好、较好、一般"), "the steps are the district's own");
    let csv = "河长,被评单位,等次,评价日期\n小安溪区级河长,白羊镇,一般,2022-06-20\n小安溪区级河长,白羊镇,好,2022-09-20\n";
    assert_eq!(told(&records::confirm_bytes(&office, &staff(), "rating", "评价.csv", csv.as_bytes(), false).await.unwrap()), (2, 0, 0, 0));
    let held = rows(&office, &staff(), "rating", RecordQuery { sort: Some("评价等次".into()), ..RecordQuery::default() }).await;
    let steps: Vec<_> = held.iter().map(|row| row.values["评价等次"].as_str()).collect();
    assert_eq!(steps, ["好", "较好", "一般"], "in the order of the scale");
    assert_eq!(records::recognise(&office, &region(), "清单.xlsx", &common::workbook()).await, None, "the lists stay lists");
}

#[tokio::test]
async fn what_is_exported_is_what_is_shown_and_imports_as_unchanged() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    section(&office, "涪江上游", "涪江", "区水利局").await;
    import_of(&office, &samples(good())).await;
    add(&office, "sample", &[("断面", "涪江上游"), ("采样日期", "2022-02-01"), ("氨氮", "0.50")]).await.unwrap();
    let river = office.store.region(&region()).rivers().await.unwrap().into_iter().find(|row| row.name == "小安溪").unwrap().id;
    let query = RecordQuery { river: Some(river), sort: Some("采样日期".into()), q: Some("大桥".into()), ..RecordQuery::default() };
    assert_eq!(records::list(&office, &staff(), "sample", &query).await.unwrap().total, 3);
    let (name, bytes) = records::export(&office, &staff(), "sample", &query).await.unwrap();
    assert_eq!(name, "水质样品.xlsx");
    let pages = common::pages_of(&bytes);
    assert_eq!(pages[0].rows.len(), 5, "title, headers, three samples");
    assert_eq!(pages[0].rows[2][1], V::D(2022, 1, 5));
    let (_, all) = records::export(&office, &staff(), "sample", &RecordQuery { year: Some(2022), ..RecordQuery::default() }).await.unwrap();
    assert_eq!(told(&import_of(&office, &all).await), (0, 4, 0, 0));
}

#[tokio::test]
async fn a_liaison_sees_the_records_of_its_own_unit_and_writes_none() {
    let office = Office::tongliang().await;
    for (unit, what) in [("白羊镇", "本镇的事"), ("区水利局", "别人的事")] {
        let form = [("事项", what), ("责任单位", unit), ("举报日期", "2022-05-01"), ("累计举报次数", "2"), ("说明", what)];
        add(&office, "complaint", &form).await.unwrap();
    }
    let last = office.store.region(&region()).last_audit().await.unwrap().unwrap();
    assert_eq!((last.action.as_str(), last.target.as_str()), ("record.add", "群众举报 区水利局 2022-05-01"), "no words of the complaint");
    let (liaison, all) = (office.liaison("白羊镇").await, rows(&office, &staff(), "complaint", RecordQuery::default()).await);
    let seen = records::list(&office, &liaison, "complaint", &RecordQuery::default()).await.unwrap();
    assert_eq!((seen.total, seen.rows[0].values["事项"].as_str()), (1, "本镇的事"));
    let search = RecordQuery { q: Some("别人".into()), ..RecordQuery::default() };
    assert_eq!(records::list(&office, &liaison, "complaint", &search).await.unwrap().total, 0);
    let (_, bytes) = records::export(&office, &liaison, "complaint", &RecordQuery::default()).await.unwrap();
    assert_eq!(common::pages_of(&bytes)[0].rows.len(), 3);
    let other = all.iter().find(|row| row.values["事项"] == "别人的事").unwrap();
    let hidden = records::show(&office, &liaison, "complaint", RecordId(other.id)).await.unwrap_err();
    assert_eq!(hidden, Fault::hidden(), "looks like one that does not exist, and is audited");
    let kinds = |views: Vec<anlan_app::views::RecordKindView>| views.into_iter().map(|view| view.key).collect::<Vec<_>>().join(" ");
    assert_eq!(
        kinds(records::kinds(&office, &liaison).await.unwrap()),
        "section sample rating complaint key_point department_work dispatch accountability",
        "patrols, money and outcomes belong to no unit"
    );
    assert_eq!(
        kinds(records::kinds(&office, &auditor()).await.unwrap()),
        "section sample rating complaint patrol yearly_summary key_point department_work dispatch funds outcome accountability"
    );
    let own = records::show(&office, &liaison, "complaint", RecordId(seen.rows[0].id)).await.unwrap();
    assert_eq!(own.actions, []);
    let form = RecordForm::default();
    for call in [liaison, auditor(), office.chief("小安溪").await, person("总河长", Role::ChiefGeneral, common::NOW)] {
        assert!(records::list(&office, &call, "complaint", &RecordQuery::default()).await.is_ok());
        assert_eq!(code(&records::record(&office, &call, "complaint", &form).await), "not_allowed");
        assert_eq!(code(&records::upload(&office, &call, "complaint", "a.csv", b"a").await), "not_allowed");
    }
    let admin = person("系统管理员", Role::SystemAdmin, common::NOW);
    assert_eq!(code(&records::list(&office, &admin, "complaint", &RecordQuery::default()).await), "not_allowed");
}

#[tokio::test]
async fn a_renamed_unit_is_still_the_same_unit() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    let here = region();
    let (read, unit) = (office.store.region(&here), office.unit("白羊镇").await);
    let row = read.units().await.unwrap().into_iter().find(|row| row.id == unit).unwrap();
    let form = anlan_app::views::UnitForm { id: None, name: "白羊街道".into(), kind: row.kind, from_on: None, until_on: None };
    anlan_app::register::change_unit(&office, &staff(), unit, &form).await.unwrap();
    let held = rows(&office, &staff(), "section", RecordQuery { unit: Some(unit), ..RecordQuery::default() }).await;
    assert_eq!((held.len(), held[0].values["责任单位"].as_str()), (1, "白羊街道"));
    let known = records_known(&read, records::kinds_of(&office, &region()), "section", day("2023-12-31"), at(common::NOW)).await.unwrap();
    assert_eq!(known[0].values["责任单位"], "白羊街道");
}

#[tokio::test]
async fn another_kind_in_the_pack_needs_no_code() {
    let file = "[[kind]]\nkey = \"gate\"\ntitle = \"闸坝\"\nabout = \"闸坝巡查\"\nidentity = [\"名称\", \"日期\"]\noccurred = \"日期\"\n\
        [[kind.column]]\nname = \"名称\"\nrequired = true\n[[kind.column]]\nname = \"日期\"\nholds = \"date\"\nrequired = true\n\
        [[kind.column]]\nname = \"责任单位\"\nholds = \"unit\"\n[[kind.column]]\nname = \"水位\"\nholds = \"number\"\nunit = \"米\"\n";
    let office = Office::with_pack_file("records.toml", file).await;
    assert_eq!(office.import(&common::workbook()).await.faults, []);
    let csv = "名称,日期,责任单位,水位（米）\n一号闸,2022-05-01,白羊镇,3.25\n";
    let result = records::confirm_bytes(&office, &staff(), "gate", "闸坝.csv", csv.as_bytes(), false).await.unwrap();
    assert_eq!(told(&result), (1, 0, 0, 0));
    let held = rows(&office, &office.liaison("白羊镇").await, "gate", RecordQuery::default()).await;
    assert_eq!((held[0].title.as_str(), held[0].values["水位"].as_str()), ("一号闸 2022-05-01", "3.25"));
}

#[tokio::test]
async fn the_demonstrations_files_are_recognised_and_read_without_a_fault() {
    let office = Office::tongliang().await;
    let expected: toml::Table = toml::from_str(&String::from_utf8(common::demo_file("expected-2022.toml")).unwrap()).unwrap();
    let files = [
        ("section", "water-sections.xlsx", "sections"),
        ("sample", "water-samples.xlsx", "samples"),
        ("rating", "ratings-2022.xlsx", "ratings"),
        ("complaint", "complaints-2022.xlsx", "complaints"),
        ("patrol", "patrols-2022.xlsx", "patrols"),
    ];
    for (kind, file, rows) in files {
        let bytes = common::demo_file(file);
        assert_eq!(records::recognise(&office, &region(), file, &bytes).await.as_deref(), Some(kind), "{file}");
        let result = records::confirm_bytes(&office, &staff(), kind, file, &bytes, false).await.unwrap();
        let rows = usize::try_from(expected["rows"][rows].as_integer().unwrap()).unwrap();
        assert_eq!((told(&result), result.faults), ((rows, 0, 0, 0), vec![]), "{file}");
    }
    let here = region();
    let (read, kinds) = (office.store.region(&here), records::kinds_of(&office, &here));
    let year = records_known_in(&read, kinds, "sample", day("2022-01-01")..=day("2022-12-31"), at(common::NOW)).await.unwrap();
    assert!(year.iter().all(|sample| sample.values["采样日期"].starts_with("2022-")) && year.len() > 250, "{}", year.len());
    assert!(year.windows(2).all(|pair| pair[0].occurred_on <= pair[1].occurred_on));
}

#[tokio::test]
async fn a_rivers_water_is_classed_by_year_and_month_and_never_guessed() {
    let office = Office::tongliang().await;
    section(&office, "小安溪大桥", "小安溪", "白羊镇").await;
    section(&office, "淮远河口", "淮远河", "华兴镇").await;
    // Nine months of 2021 with ammonia 1.2 (Ⅳ), one of them stopped; in 2022 only three months.
    for month in 1..=9 {
        let on = format!("2021-{month:02}-05");
        let mark: &[(&str, &str)] = if month == 9 { &[("标记", "断流")] } else { &[("氨氮", "1.2"), ("总磷", "0.025L")] };
        add(&office, "sample", &[&[("断面", "小安溪大桥"), ("采样日期", on.as_str())], mark].concat()).await.unwrap();
    }
    for month in 1..=3 {
        let on = format!("2022-{month:02}-05");
        add(&office, "sample", &[("断面", "小安溪大桥"), ("采样日期", on.as_str()), ("氨氮", "0.8")]).await.unwrap();
    }
    let rivers = office.store.region(&region()).rivers().await.unwrap();
    let river = |name: &str| rivers.iter().find(|row| row.name == name).unwrap().id;
    let water = records::river_water(&office, &staff(), river("小安溪"), Some(2021)).await.unwrap();
    assert_eq!((water.years.as_slice(), water.year), ([2021, 2022].as_slice(), Some(2021)));
    let own = &water.sections[0];
    assert_eq!((water.sections.len(), own.section.name.as_str(), own.target), (1, "小安溪大桥", Some(WaterClass::Third)));
    let (first, second) = (own.years[0].judged.as_ref().unwrap(), own.years[1].judged.as_ref().unwrap());
    assert_eq!((first.class, first.samples, first.main.as_slice()), (Some(WaterClass::Fourth), 9, ["氨氮(0.2)".to_owned()].as_slice()));
    assert!(first.because[0].starts_with("氨氮 1.2mg/L：Ⅳ类，劣于Ⅲ类限值"), "{:?}", first.because);
    assert_eq!((second.class, second.samples), (None, 3));
    assert!(second.why_not.as_ref().unwrap().contains("只有3个月"), "{second:?}");
    assert_eq!(water.whole[0].judged.as_ref().unwrap().class, Some(WaterClass::Fourth));
    assert!(
        water.whole[1].judged.as_ref().unwrap().why_not.as_ref().unwrap().contains("小安溪大桥"),
        "a river is not judged without one of its sections"
    );
    let months: Vec<_> =
        own.months.iter().map(|month| month.judged.as_ref().map(|judged| (judged.class, judged.why_not.as_deref()))).collect();
    assert_eq!(months[0], Some((Some(WaterClass::Fourth), None)));
    assert_eq!((months[8], months[9]), (Some((None, Some("断流"))), None));
    let (own, other) = (office.liaison("白羊镇").await, office.liaison("华兴镇").await);
    let seen = async |call: &Call, name: &str| records::river_water(&office, call, river(name), None).await.unwrap().sections.len();
    assert_eq!((seen(&own, "小安溪").await, seen(&other, "小安溪").await, seen(&other, "淮远河").await), (1, 0, 1));
    assert_eq!(code(&records::river_water(&office, &staff(), uuid::Uuid::nil(), None).await), "not_found");
}
