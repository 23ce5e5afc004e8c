//! Packages out and in: a repeated one changes nothing, a newer version is taken in, a contradiction is shown and never overwritten, a
//! damaged or faulty one changes nothing.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;
use crate::nanchuan;

use anlan_app::exchange::{confirm_package, package, receipt, received, show_package, upload_package};
use anlan_app::reports::write_report;
use anlan_app::views::{
    CorrectRecord, ExchangePart, ExchangeReceipt, ImportState, ItemPage, ItemQuery, RecordQuery, RecordRow, SendPackage, WithdrawRecord,
    WriteReport,
};
use anlan_app::{Call, Fault};
use anlan_app::{lists, records};
use anlan_core::access::Role;
use anlan_core::digest;
use anlan_core::ids::{ImportId, ItemId, RecordId};
use anlan_report::bundle::{bundle, unbundle};
use anlan_report::read::ReadLimits;
use common::{at, seed};
use nanchuan::{District, code, demo_file, region};
use std::collections::BTreeMap;

const BOOKS: [(&str, &str); 3] = [("section", "sections-2023.csv"), ("sample", "samples-2023.csv"), ("dispatch", "dispatches-2023.csv")];

async fn filled() -> District {
    let district = District::new().await;
    for (kind, name) in BOOKS {
        let told = records::confirm_bytes(&district.anlan, &district.staff(), kind, name, &demo_file(name), false).await.unwrap();
        assert_eq!(told.faults.len(), 0, "{name}");
    }
    district
}

fn later(call: &Call, moment: &str) -> Call {
    Call::new(region(), call.actor.clone(), call.account, at(moment), seed())
}

fn wanted() -> SendPackage {
    SendPackage { year: Some(2023), kinds: Some(BOOKS.map(|(kind, _)| kind.to_owned()).into()) }
}

async fn sent(district: &District, moment: &str) -> Vec<u8> {
    package(&district.anlan, &later(&district.staff(), moment), &wanted()).await.unwrap().1
}

async fn take(district: &District, bytes: &[u8], minute: u32) -> ExchangeReceipt {
    let moment = |second: u32| format!("2023-11-03T03:{minute:02}:{second:02}Z");
    let staff = district.staff();
    let told = upload_package(&district.anlan, &later(&staff, &moment(0)), "包.zip", bytes).await.unwrap();
    assert_eq!((told.state, told.received_at), (ImportState::Preview, None));
    let done = confirm_package(&district.anlan, &later(&staff, &moment(30)), ImportId(told.id), false).await.unwrap();
    assert_eq!(done.parts, told.parts, "what was shown is what happened");
    done
}

fn part<'a>(told: &'a ExchangeReceipt, kind: &str) -> &'a ExchangePart {
    told.parts.iter().find(|part| part.kind == kind).unwrap()
}

fn counts(part: &ExchangePart) -> [usize; 7] {
    [part.rows, part.accepted, part.corrected, part.unchanged, part.older, part.conflicts, part.faulty]
}

async fn rows(district: &District, kind: &str, text: &str) -> Vec<RecordRow> {
    let query = RecordQuery { q: Some(text.to_owned()), page_size: Some(500), ..RecordQuery::default() };
    records::list(&district.anlan, &district.staff(), kind, &query).await.unwrap().rows
}

/// The package with a file changed; its digest and number of rows in the manifest follow.
fn changed(bytes: &[u8], kind: &str, change: &dyn Fn(String) -> String) -> Vec<u8> {
    let mut files = unbundle(bytes, &ReadLimits::default()).unwrap();
    let name = format!("{kind}.csv");
    let text = change(String::from_utf8(files[&name].clone()).unwrap());
    let mut manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    for part in manifest["parts"].as_array_mut().unwrap() {
        if part["kind"] == kind {
            part["digest"] = digest::hex(text.as_bytes()).into();
            part["rows"] = (text.lines().count() - 1).into();
        }
    }
    files.insert(name, text.into_bytes());
    files.insert("manifest.json".into(), serde_json::to_vec(&manifest).unwrap());
    bundle(&files).unwrap()
}

/// The digest of a row, as the guide tells it.
fn hash(values: &[(&str, &str)]) -> String {
    let sorted: BTreeMap<&str, &str> = values.iter().copied().filter(|(_, value)| !value.is_empty()).collect();
    digest::hex(sorted.iter().map(|(name, value)| format!("{name}={value}\n")).collect::<String>().as_bytes())
}

async fn correct(district: &District, kind: &str, row: &RecordRow, change: (&str, &str), moment: &str) {
    let mut values = row.values.clone();
    values.insert(change.0.to_owned(), change.1.to_owned());
    let form = CorrectRecord { values, reason: "更正".into() };
    let call = later(&district.staff(), moment);
    records::correct(&district.anlan, &call, kind, RecordId(row.id), &row.version.to_string(), &form).await.unwrap();
}

#[tokio::test]
async fn a_package_fills_another_office_once_and_changes_nothing_again() {
    let (from, to) = (filled().await, District::new().await);
    let bytes = sent(&from, "2023-11-03T02:00:00Z").await;
    let told = take(&to, &bytes, 1).await;
    assert_eq!(told.faults, []);
    assert_eq!(counts(part(&told, "section")), [26, 26, 0, 0, 0, 0, 0]);
    assert_eq!(counts(part(&told, "sample")), [249, 249, 0, 0, 0, 0, 0], "samples name sections of the same package");
    assert_eq!(counts(part(&told, "dispatch")), [52, 52, 0, 0, 0, 0, 0]);
    let again = take(&to, &bytes, 2).await;
    for (kind, n) in [("section", 26), ("sample", 249), ("dispatch", 52)] {
        assert_eq!(counts(part(&again, kind)), [n, 0, 0, n, 0, 0, 0], "{kind}");
    }
    // And home again: nothing there is new either.
    let back = sent(&to, "2023-11-03T04:00:00Z").await;
    let home = take(&from, &back, 3).await;
    assert_eq!(counts(part(&home, "sample")), [249, 0, 0, 249, 0, 0, 0]);
    let list = received(&to.anlan, &to.staff()).await.unwrap();
    assert_eq!(list.iter().map(|one| (one.accepted, one.unchanged, one.conflicts)).collect::<Vec<_>>(), [(0, 327, 0), (327, 0, 0)]);
    let (name, json) = receipt(&to.anlan, &to.staff(), ImportId(told.id)).await.unwrap();
    assert_eq!(name, format!("回执-{}.json", told.package));
    assert_eq!(serde_json::from_slice::<ExchangeReceipt>(&json).unwrap(), told, "the receipt is what was told");
    let twice = confirm_package(&to.anlan, &later(&to.staff(), "2023-11-03T05:00:00Z"), ImportId(told.id), false).await;
    assert_eq!(code(twice), "already_confirmed");
    assert_eq!(code(received(&to.anlan, &to.by("联络员", Role::Liaison)).await), "not_allowed");
}

#[tokio::test]
async fn a_newer_version_is_taken_in_and_a_contradiction_never() {
    let (from, to) = (filled().await, District::new().await);
    take(&to, &sent(&from, "2023-11-03T02:00:00Z").await, 1).await;
    // The sender corrects two samples; the receiver has corrected one of them on its own, and another.
    let sample = |date: &str, rows: &[RecordRow]| rows.iter().find(|row| row.values["采样日期"] == date).unwrap().clone();
    let ours = rows(&from, "sample", "大溪河出境断面").await;
    let theirs = rows(&to, "sample", "大溪河出境断面").await;
    let days: Vec<String> = ours.iter().map(|row| row.values["采样日期"].clone()).collect();
    correct(&from, "sample", &sample(&days[0], &ours), ("氨氮", "0.91"), "2023-11-03T02:10:00Z").await;
    correct(&from, "sample", &sample(&days[1], &ours), ("氨氮", "0.92"), "2023-11-03T02:11:00Z").await;
    correct(&to, "sample", &sample(&days[1], &theirs), ("氨氮", "0.93"), "2023-11-03T03:10:00Z").await;
    correct(&to, "sample", &sample(&days[2], &theirs), ("氨氮", "0.94"), "2023-11-03T03:11:00Z").await;
    let bytes = sent(&from, "2023-11-03T02:20:00Z").await;
    let told = take(&to, &bytes, 20).await;
    assert_eq!(counts(part(&told, "sample")), [249, 0, 1, 246, 1, 1, 0]);
    let conflict = &told.conflicts[0];
    assert_eq!((conflict.title.as_str(), conflict.fields.len()), (format!("大溪河出境断面 {}", days[1]).as_str(), 1));
    let field = &conflict.fields[0];
    assert_eq!([field.label.as_str(), field.ours.as_str(), field.theirs.as_str()], ["氨氮", "0.93", "0.92"]);
    assert_eq!((told.corrections.len(), told.corrections[0].new.as_str()), (1, "0.91"));
    let now = rows(&to, "sample", "大溪河出境断面").await;
    let ammonia = |day: &str| now.iter().find(|row| row.values["采样日期"] == day).unwrap().values["氨氮"].clone();
    assert_eq!(days[..3].iter().map(|day| ammonia(day)).collect::<Vec<_>>(), ["0.91", "0.93", "0.94"], "taken, kept, kept");
    let again = take(&to, &bytes, 21).await;
    assert_eq!(counts(part(&again, "sample")), [249, 0, 0, 247, 1, 1, 0], "the conflict is told again, nothing changes");

    // What was withdrawn here does not come back.
    let gone = rows(&to, "dispatch", "NC-287").await;
    let reason = WithdrawRecord { version: gone[0].version, reason: "重复".into() };
    let call = later(&to.staff(), "2023-11-03T03:40:00Z");
    records::withdraw(&to.anlan, &call, "dispatch", RecordId(gone[0].id), &reason).await.unwrap();
    let told = take(&to, &bytes, 45).await;
    assert_eq!(counts(part(&told, "dispatch")), [52, 0, 0, 51, 0, 1, 0]);
    assert!(told.conflicts.iter().any(|one| one.why.contains("撤回")), "{:?}", told.conflicts);

    // A sender who corrects what a record is known by does not make a second one of it.
    let named = rows(&from, "dispatch", "NC-027").await;
    correct(&from, "dispatch", &named[0], ("调度日期", "2023-03-02"), "2023-11-03T02:30:00Z").await;
    let told = take(&to, &sent(&from, "2023-11-03T02:31:00Z").await, 50).await;
    assert_eq!(part(&told, "dispatch").accepted, 0);
    assert!(told.conflicts.iter().any(|one| one.why.contains("识别") && one.fields[0].theirs == "2023-03-02"), "{:?}", told.conflicts);
}

#[tokio::test]
async fn what_went_there_and_back_is_left_to_people() {
    let (from, to) = (filled().await, District::new().await);
    take(&to, &sent(&from, "2023-11-03T02:00:00Z").await, 1).await;
    let first = async |district: &District| rows(district, "sample", "大溪河出境断面").await[0].clone();
    let was = first(&from).await.values["氨氮"].clone();
    correct(&from, "sample", &first(&from).await, ("氨氮", "0.91"), "2023-11-03T02:10:00Z").await;
    let second = sent(&from, "2023-11-03T02:11:00Z").await;
    assert_eq!(part(&take(&to, &second, 10).await, "sample").corrected, 1);
    // The receiver decides against it: the same package does not undo that.
    correct(&to, "sample", &first(&to).await, ("氨氮", &was), "2023-11-03T03:11:00Z").await;
    let told = take(&to, &second, 12).await;
    assert_eq!(counts(part(&told, "sample")), [249, 0, 0, 248, 0, 1, 0]);
    assert_eq!(first(&to).await.values["氨氮"], was);
    // The sender goes back too, and a late package does not bring the middle version again.
    correct(&from, "sample", &first(&from).await, ("氨氮", &was), "2023-11-03T02:20:00Z").await;
    assert_eq!(part(&take(&to, &sent(&from, "2023-11-03T02:21:00Z").await, 13).await, "sample").unchanged, 249);
    assert_eq!(part(&take(&to, &second, 14).await, "sample").corrected, 0);
    assert_eq!(first(&to).await.values["氨氮"], was);

    // A record that was sent comes home with another day: no second record of it.
    let named = rows(&to, "dispatch", "NC-027").await;
    correct(&to, "dispatch", &named[0], ("调度日期", "2023-03-02"), "2023-11-03T03:30:00Z").await;
    let home = take(&from, &sent(&to, "2023-11-03T03:31:00Z").await, 40).await;
    assert_eq!(counts(part(&home, "dispatch")), [52, 0, 0, 51, 0, 1, 0]);
}

#[tokio::test]
async fn rows_that_another_system_wrote_otherwise_are_told_by_their_cells() {
    let (from, to) = (filled().await, District::new().await);
    let only = SendPackage { year: Some(2023), kinds: Some(vec!["section".into()]) };
    let bytes = package(&from.anlan, &later(&from.staff(), "2023-11-03T02:00:00Z"), &only).await.unwrap().1;
    let upload = async |bytes: &[u8], moment: &str| {
        let told = upload_package(&to.anlan, &later(&to.staff(), moment), "包.zip", bytes).await.unwrap();
        let faults = told.faults.iter().map(|fault| (fault.code.clone(), fault.row, fault.column.clone())).collect::<Vec<_>>();
        (part(&told, "section").accepted, faults)
    };
    let column = |name: &str| Some(name.to_owned());
    // A column that the book does not have: nothing of the part is taken in.
    let wide = changed(&bytes, "section", &|text| text.replacen("考核目标\r\n", "考核目标,备注栏\r\n", 1));
    assert_eq!(upload(&wide, "2023-11-03T03:00:00Z").await, (0, vec![("foreign_column".into(), Some(1), column("备注栏"))]));
    // One id for all rows: the first is taken, the others told.
    let same = changed(&bytes, "section", &|text| {
        let lines = text.split_inclusive("\r\n").enumerate().map(|(n, line)| match line.split_once(',') {
            Some((_, rest)) if n > 0 => format!("00000000-0000-0000-0000-000000000000,{rest}"),
            _ => line.to_owned(),
        });
        lines.collect()
    });
    let (accepted, faults) = upload(&same, "2023-11-03T03:01:00Z").await;
    assert_eq!((accepted, faults.len(), faults[0].clone()), (1, 25, ("duplicate_id".into(), Some(3), column("id"))));
    let none = changed(&bytes, "section", &|text| text.replacen("\r\n", "\r\n没有", 1));
    assert_eq!(upload(&none, "2023-11-03T03:02:00Z").await, (25, vec![("bad_id".into(), Some(2), column("id"))]));
    // A class written in other letters is read by people, not by programs.
    let row = rows(&from, "section", "三泉河").await[0].clone();
    let values: Vec<(&str, &str)> = row.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let other: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, if *name == "考核目标" { "III" } else { *value })).collect();
    let odd = changed(&bytes, "section", &|text| {
        let line = text.lines().find(|line| line.contains("三泉河")).unwrap().to_owned();
        text.replace(&line, &line.replace(&hash(&values), &hash(&other)).replace('Ⅲ', "III"))
    });
    let (accepted, faults) = upload(&odd, "2023-11-03T03:03:00Z").await;
    assert_eq!((accepted, faults.len(), faults[0].0.as_str(), faults[0].2.clone()), (25, 1, "not_as_written", column("考核目标")));
}

#[tokio::test]
async fn who_complained_never_leaves() {
    let district = District::new().await;
    let kind = records::kinds(&district.anlan, &district.staff()).await.unwrap().into_iter().find(|kind| kind.key == "complaint").unwrap();
    let secret: Vec<String> = kind.columns.iter().filter(|column| column.secret).map(|column| column.name.clone()).collect();
    assert!(!secret.is_empty());
    let only = SendPackage { year: Some(2023), kinds: Some(vec!["complaint".into()]) };
    let bytes = package(&district.anlan, &district.staff(), &only).await.unwrap().1;
    let files = unbundle(&bytes, &ReadLimits::default()).unwrap();
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(secret.iter().all(|column| !text.contains(column.as_str())), "{name}: {secret:?}");
    }
    let into = changed(&bytes, "complaint", &|text| text.replacen("\r\n", &format!(",{}\r\n1\r\n", secret[0]), 1));
    let told = upload_package(&district.anlan, &later(&district.staff(), "2023-11-03T03:00:00Z"), "包.zip", &into).await.unwrap();
    assert!(told.faults.iter().any(|fault| fault.code == "foreign_column"), "{:?}", told.faults);
}

#[tokio::test]
async fn what_is_damaged_or_faulty_changes_nothing() {
    let (from, to) = (filled().await, District::new().await);
    let bytes = sent(&from, "2023-11-03T02:00:00Z").await;
    let upload = async |bytes: &[u8], moment: &str| upload_package(&to.anlan, &later(&to.staff(), moment), "包.zip", bytes).await;
    assert_eq!(code(upload(b"PK no zip", "2023-11-03T03:00:00Z").await), "damaged");
    assert_eq!(code(upload("文字".as_bytes(), "2023-11-03T03:00:01Z").await), "not_a_package");
    let mut files = unbundle(&bytes, &ReadLimits::default()).unwrap();
    files.get_mut("sample.csv").unwrap().push(b' ');
    let told: Fault = upload(&bundle(&files).unwrap(), "2023-11-03T03:00:02Z").await.unwrap_err();
    assert!(told.code == "bad_package" && told.zh.contains("sample.csv"), "{told:?}");
    files.remove("sample.csv");
    assert_eq!(code(upload(&bundle(&files).unwrap(), "2023-11-03T03:00:03Z").await), "bad_package");
    let mut files = unbundle(&bytes, &ReadLimits::default()).unwrap();
    let manifest = String::from_utf8(files["manifest.json"].clone()).unwrap();
    files.insert("manifest.json".into(), manifest.replace("500119", "500151").into_bytes());
    assert_eq!(code(upload(&bundle(&files).unwrap(), "2023-11-03T03:00:04Z").await), "other_region");

    // A value edited without its digest, a unit that is not registered, a date that is none: each is named by its row and column.
    let first = rows(&from, "section", "三泉河").await[0].clone();
    let values: Vec<(&str, &str)> = first.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let other: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, if *name == "责任单位" { "区某委" } else { *value })).collect();
    let odd = changed(&bytes, "section", &|text| {
        text.replace(&hash(&values), &hash(&other))
            .replacen(first.values["责任单位"].as_str(), "区某委", 1)
            .replace("乐村河,区", "乐村河，区")
    });
    let told = upload(&odd, "2023-11-03T03:01:00Z").await.unwrap();
    let faults: Vec<(&str, &str, Option<&str>)> = told
        .faults
        .iter()
        .filter(|fault| fault.sheet == "section.csv")
        .map(|fault| (fault.sheet.as_str(), fault.code.as_str(), fault.column.as_deref()))
        .collect();
    assert!(faults.contains(&("section.csv", "unknown_unit", Some("责任单位"))), "{faults:?}");
    assert!(faults.contains(&("section.csv", "wrong_hash", Some("hash"))), "{faults:?}");
    assert!(told.faults.iter().any(|fault| fault.code == "unknown_record" && fault.sheet == "sample.csv"), "its samples have no section");
    let refused = confirm_package(&to.anlan, &later(&to.staff(), "2023-11-03T03:02:00Z"), ImportId(told.id), false).await;
    assert_eq!(code(refused), "faults");
    assert!(rows(&to, "section", "").await.is_empty(), "looking and refusing recorded nothing");
    let valid = confirm_package(&to.anlan, &later(&to.staff(), "2023-11-03T03:03:00Z"), ImportId(told.id), true).await.unwrap();
    assert_eq!(part(&valid, "section").accepted, 24);
    let kept = show_package(&to.anlan, &later(&to.staff(), "2023-11-03T03:04:00Z"), ImportId(told.id)).await.unwrap();
    assert_eq!((kept.state, kept.faults.len()), (ImportState::Confirmed, told.faults.len()), "the receipt keeps what was refused");
}

fn lists() -> SendPackage {
    let kinds = ["items-major", "items-measure", "items-problem", "items-progress"].map(str::to_owned);
    SendPackage { year: Some(2023), kinds: Some(kinds.into()) }
}

async fn lists_of(district: &District, moment: &str) -> Vec<u8> {
    package(&district.anlan, &later(&district.staff(), moment), &lists()).await.unwrap().1
}

/// The package with one cell of a row of tasks changed by its sender: what the row said before is told as its base.
fn retold(bytes: &[u8], number: &str, column: &str, value: &str) -> Vec<u8> {
    changed(bytes, "items-measure", &|text| {
        let heads: Vec<&str> = text.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').collect();
        let line = text.lines().find(|line| line.contains(&format!(",{number},"))).unwrap();
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        assert_eq!(cells.len(), heads.len(), "a row without commas in its cells");
        let place = |name: &str| heads.iter().position(|head| *head == name).unwrap();
        cells[place("base")] = cells[place("hash")].clone();
        cells[place(column)] = value.to_owned();
        let values: Vec<(&str, &str)> = heads.iter().copied().zip(cells.iter().map(String::as_str)).skip(3).collect();
        let hash = hash(&values);
        cells[place("hash")] = hash;
        text.replace(line, &cells.join(","))
    })
}

async fn task(district: &District, number: &str) -> ItemPage {
    let query = ItemQuery { q: Some(number.to_owned()), year: Some(2023), ..ItemQuery::default() };
    let found = lists::find(&district.anlan, &district.staff(), &query).await.unwrap();
    let row = found.rows.into_iter().find(|row| row.number == number).unwrap();
    lists::show_item(&district.anlan, &district.staff(), ItemId(row.id)).await.unwrap()
}

#[tokio::test]
async fn lists_and_monthly_reports_go_along_and_an_empty_office_has_them_then() {
    let (from, to) = (District::new().await, District::blank().await);
    let bytes = lists_of(&from, "2023-11-03T02:00:00Z").await;
    let told = take(&to, &bytes, 1).await;
    assert_eq!(told.faults, []);
    assert_eq!(counts(part(&told, "items-measure")), [437, 437, 0, 0, 0, 0, 0]);
    let reports = part(&told, "items-progress").rows;
    assert!(reports >= 437, "{reports}");
    assert_eq!(counts(part(&told, "items-progress")), [reports, reports, 0, 0, 0, 0, 0], "reports name tasks of the same package");
    let again = take(&to, &bytes, 2).await;
    assert_eq!(counts(part(&again, "items-measure")), [437, 0, 0, 437, 0, 0, 0]);
    assert_eq!(counts(part(&again, "items-progress")), [reports, 0, 0, reports, 0, 0, 0]);
    let back = take(&from, &lists_of(&to, "2023-11-03T04:00:00Z").await, 3).await;
    assert_eq!(counts(part(&back, "items-measure")), [437, 0, 0, 437, 0, 0, 0]);
    // What people type by hand is written as the format writes it, corrections of reports with their reason too.
    let open = task(&from, "NC-001").await;
    let (mut report, call) = (None, |moment: &str| later(&from.staff(), moment));
    for (share, corrects, moment) in [("100", None, "2023-11-03T04:10:00Z"), ("99.5", Some(()), "2023-11-03T04:11:00Z")] {
        let form = WriteReport {
            id: None,
            month: anlan_core::month::Month::parse("2023-11").unwrap(),
            share: share.into(),
            quantity: Some("3".into()).filter(|_| corrects.is_none()),
            note: Some("完成整改，验收合格（附照片）：共3处".into()),
            files: vec![],
            corrects: corrects.and(report),
            reason: corrects.map(|()| "多报了，更正".into()),
        };
        report = Some(write_report(&from.anlan, &call(moment), ItemId(open.row.id), &form).await.unwrap().0);
        let told = take(&to, &lists_of(&from, &moment.replace(":00Z", ":30Z")).await, if corrects.is_none() { 41 } else { 42 }).await;
        assert_eq!((told.faults.len(), told.conflicts.len()), (0, 0), "{:?}", told.faults);
        let part = part(&told, "items-progress");
        assert_eq!(
            (part.accepted, part.corrected),
            if corrects.is_none() { (1, 0) } else { (0, 1) },
            "a blank quantity clears the one before"
        );
    }
    let (ours, theirs) = (task(&from, "NC-001").await, task(&to, "NC-001").await);
    assert_eq!(theirs.reports.last().unwrap().quantity, None);
    assert_eq!(theirs.content.title, ours.content.title);
    assert_eq!((theirs.content.limit_on, theirs.content.target), (ours.content.limit_on, ours.content.target));
    assert_eq!(theirs.row.light.map(|at| at.light), ours.row.light.map(|at| at.light), "the same facts give the same light");
}

#[tokio::test]
async fn a_task_told_anew_is_corrected_a_contradiction_is_shown_and_approval_is_not_gone_around() {
    let (from, to) = (District::new().await, District::new().await);
    let bytes = lists_of(&from, "2023-11-03T02:00:00Z").await;
    let told = take(&to, &retold(&bytes, "NC-001", "具体措施", "由市级核定的措施"), 1).await;
    assert_eq!(counts(part(&told, "items-measure")), [437, 0, 1, 436, 0, 0, 0]);
    assert_eq!(task(&to, "NC-001").await.content.measure.as_deref(), Some("由市级核定的措施"));
    // The old package again: ours is newer.
    assert_eq!(counts(part(&take(&to, &bytes, 2).await, "items-measure")), [437, 0, 0, 436, 1, 0, 0]);
    // Another measure, made from what is not ours any more.
    let told = take(&to, &retold(&bytes, "NC-001", "具体措施", "另一项措施"), 3).await;
    assert_eq!(counts(part(&told, "items-measure")), [437, 0, 0, 436, 0, 1, 0]);
    let conflict = &told.conflicts[0];
    assert_eq!(conflict.record_id, task(&to, "NC-001").await.row.id);
    assert_eq!([conflict.fields[0].ours.as_str(), conflict.fields[0].theirs.as_str()], ["由市级核定的措施", "另一项措施"]);

    // A limit moves by approval only, whoever sends it; a day written otherwise and a share above all are named by their cells.
    for (column, value, wanted) in [
        ("完成时限", "2024-06-30", "needs_approval"),
        ("完成时限", "2023年12月31日", "not_as_written"),
        ("责任单位", "区某委", "unknown_unit"),
    ] {
        let moment = later(&to.staff(), "2023-11-03T03:30:00Z");
        let told = upload_package(&to.anlan, &moment, "包.zip", &retold(&bytes, "NC-002", column, value)).await.unwrap();
        let faults: Vec<&str> = told.faults.iter().map(|fault| fault.code.as_str()).collect();
        assert_eq!((faults.as_slice(), told.faults[0].row), ([wanted].as_slice(), Some(3)), "{:?}", told.faults);
    }
}

#[tokio::test]
async fn what_has_changed_since_it_was_shown_is_shown_again() {
    let (from, to) = (filled().await, District::new().await);
    take(&to, &sent(&from, "2023-11-03T02:00:00Z").await, 1).await;
    let first = rows(&from, "sample", "大溪河出境断面").await[0].clone();
    correct(&from, "sample", &first, ("氨氮", "0.91"), "2023-11-03T02:10:00Z").await;
    let bytes = sent(&from, "2023-11-03T02:11:00Z").await;
    let shown = upload_package(&to.anlan, &later(&to.staff(), "2023-11-03T03:10:00Z"), "包.zip", &bytes).await.unwrap();
    assert_eq!(part(&shown, "sample").corrected, 1);
    let own = rows(&to, "sample", "大溪河出境断面").await[0].clone();
    correct(&to, "sample", &own, ("氨氮", "0.95"), "2023-11-03T03:11:00Z").await;
    let confirm = async |moment: &str| confirm_package(&to.anlan, &later(&to.staff(), moment), ImportId(shown.id), false).await;
    assert_eq!(code(confirm("2023-11-03T03:12:00Z").await), "shown_otherwise");
    let again = show_package(&to.anlan, &later(&to.staff(), "2023-11-03T03:13:00Z"), ImportId(shown.id)).await.unwrap();
    assert_eq!((again.conflicts.len(), part(&again, "sample").corrected), (1, 0));
    assert_eq!(confirm("2023-11-03T03:14:00Z").await.unwrap().conflicts, again.conflicts);
}
