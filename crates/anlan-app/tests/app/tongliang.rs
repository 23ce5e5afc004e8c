//! The office's real ledger of 2023, end to end: imported, judged, counted, and told as the bulletin tells it.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use crate::common;

use anlan_app::lights::rebuild;
use anlan_app::lists::{light_as_known, show_item};
use anlan_app::overview::overview;
use anlan_app::views::HistoryKind;
use anlan_core::item::List;
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_report::read::{CellValue, ReadLimits, read_workbook};
use chrono::{Datelike, NaiveDate, TimeDelta};
use common::{Office, V, at, book, month, pages_of, staff, staff_at, t, workbook};
use std::collections::BTreeMap;

#[tokio::test]
async fn the_workbook_is_taken_in_whole_and_a_repeat_changes_nothing() {
    let office = Office::new().await;
    let first = office.import(&workbook()).await;
    assert_eq!((first.accepted, first.unchanged, first.corrected, first.faults.len()), (1963, 0, 0, 0), "8 + 178 + 10 items, 1767 reports");
    let rows = office.store.region(&common::region()).item_facts(2023).await.unwrap().len();
    let second = office.import(&workbook()).await;
    assert_eq!((second.accepted, second.unchanged, second.corrected, second.faults.len()), (0, 1963, 0, 0));
    assert_eq!(office.store.region(&common::region()).item_facts(2023).await.unwrap().len(), rows, "no fact is recorded twice");
    // Written anew by another program, with the same content, it is still the same.
    let third = office.import(&book(&pages_of(&workbook()))).await;
    assert_eq!((third.accepted, third.unchanged, third.corrected, third.faults.len()), (0, 1963, 0, 0));
}

// ---- an independent calculation of the lights, written from the text, sharing nothing with the core ----

/// What a light needs of an item, straight from the workbook's cells.
struct Plain {
    start: NaiveDate,
    limit: NaiveDate,
    closed: Option<NaiveDate>,
    /// By year and month.
    progress: BTreeMap<(i32, u32), i64>,
}

fn plain_items() -> BTreeMap<String, Plain> {
    let sheets = read_workbook(&workbook(), &ReadLimits::default()).unwrap().sheets;
    let mut items = BTreeMap::new();
    // Sheet, and the columns of number, start, limit, close-out.
    for (sheet, number, start, limit, closed) in [(0, 1, 8, 9, None), (1, 1, 10, 11, None), (2, 1, 9, 10, Some(12))] {
        for row in sheets[sheet].rows.iter().filter(|row| row.number > 2) {
            let day = |column: usize| match row.cell(column).value {
                CellValue::Date(day) => Some(day),
                CellValue::Empty => None,
                CellValue::Text(_) | CellValue::Number(_) | CellValue::Bool(_) | CellValue::Error(_) => panic!("no day: {row:?}"),
            };
            let CellValue::Text(number) = &row.cell(number).value else { panic!("{row:?}") };
            let item =
                Plain { start: day(start).unwrap(), limit: day(limit).unwrap(), closed: closed.and_then(day), progress: BTreeMap::new() };
            assert!(items.insert(number.clone(), item).is_none());
        }
    }
    for row in sheets[3].rows.iter().filter(|row| row.number > 2) {
        let (CellValue::Text(number), CellValue::Text(text)) = (&row.cell(2).value, &row.cell(3).value) else { panic!("{row:?}") };
        let CellValue::Number(share) = row.cell(4).value else { panic!("{row:?}") };
        assert!(share.fract() == 0.0, "the ledger's shares are whole");
        let (year, month) = text.trim_end_matches('月').split_once('年').unwrap();
        let key = (year.parse().unwrap(), month.parse().unwrap());
        #[expect(clippy::cast_possible_truncation, reason = "0 to 100")]
        let old = items.get_mut(number.as_str()).unwrap().progress.insert(key, share as i64);
        assert_eq!(old, None);
    }
    items
}

fn month_end(year: i32, month: u32) -> NaiveDate {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap() - TimeDelta::days(1)
}

/// A fraction with a positive denominator.
#[derive(Clone, Copy)]
struct Fraction(i64, i64);

impl Fraction {
    fn at_least(self, other: i64) -> bool {
        self.0 >= other * self.1
    }

    fn ceil(self) -> i64 {
        self.0.div_euclid(self.1) + i64::from(self.0.rem_euclid(self.1) > 0)
    }
}

/// The six rules, read aloud.
fn independent(item: &Plain, year: i32, month: u32) -> Option<(Light, &'static str)> {
    let e = month_end(year, month);
    if item.start > e {
        return None;
    }
    // 1. done: progress reported up to E is 100, or closed out on or before E: green
    let last = item.progress.range(..=(year, month)).next_back().map(|(_, share)| *share);
    if last == Some(100) || item.closed.is_some_and(|on| on <= e) {
        return Some((Light::Green, "done"));
    }
    // 2. overdue: the limit is on or before E and not done: red
    if item.limit <= e {
        return Some((Light::Red, "overdue"));
    }
    // 3. no_report: none for the month although the item has started and is not done: not assessed
    let Some(progress) = item.progress.get(&(year, month)).copied() else { return Some((Light::NotAssessed, "no_report")) };
    // 4. behind: planned(E) minus progress is 10 percentage points or more: yellow
    let (gone, whole) = ((e - item.start).num_days(), (item.limit - item.start).num_days());
    let planned = if gone >= whole { Fraction(100, 1) } else { Fraction(100 * gone, whole) };
    if Fraction(planned.0 - progress * planned.1, planned.1).at_least(10) {
        return Some((Light::Yellow, "behind"));
    }
    // 5. too_slow: at the pace since the third month before, the finish falls later than the limit + 30 days, or no gain: yellow
    let (before_year, before_month) = if month > 3 { (year, month - 3) } else { (year - 1, month + 9) };
    if let Some(before) = item.progress.get(&(before_year, before_month)) {
        let gain = progress - before;
        let days = (e - month_end(before_year, before_month)).num_days();
        let slow = gain <= 0 || e + TimeDelta::days(Fraction((100 - progress) * days, gain).ceil()) > item.limit + TimeDelta::days(30);
        if slow {
            return Some((Light::Yellow, "too_slow"));
        }
    }
    // 6. on_schedule: otherwise green
    Some((Light::Green, "on_schedule"))
}

#[tokio::test]
async fn the_lights_of_all_ten_months_are_those_of_an_independent_calculation() {
    let office = Office::tongliang().await;
    let items = plain_items();
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for number in 1..=10 {
        let told = rebuild(&office, &staff(), Month::new(2023, number).unwrap(), None).await.unwrap();
        let mut told: BTreeMap<&str, _> = told.iter().map(|light| (light.item.as_str(), light)).collect();
        for (name, item) in &items {
            let light = told.remove(name.as_str());
            let expected = independent(item, 2023, number);
            assert_eq!(light.map(|light| (light.light, light.rule.as_str())), expected, "{name} in month {number}");
            let Some((light, (_, rule))) = light.zip(expected) else { continue };
            *rules.entry(rule).or_default() += 1;
            let last = light.because.last().unwrap();
            assert!(
                last.holds && last.rule == rule && light.because[..light.because.len() - 1].iter().all(|reason| !reason.holds),
                "{name}"
            );
            assert!(light.clause.starts_with("渝简报147·铜梁·二·一是："), "{}", light.clause);
            check_reason(item, number, rule, last);
        }
        assert_eq!(told.len(), 0, "a light of no item");
    }
    // Every unit of this ledger reported every month, so `no_report` does not occur in it.
    for rule in ["done", "overdue", "behind", "too_slow", "on_schedule"] {
        assert!(rules.contains_key(rule), "the ledger shows the rules at work, {rule} too: {rules:?}");
    }
}

/// The values a reason shows are the item's own.
fn check_reason(item: &Plain, number: u32, rule: &str, reason: &anlan_core::pack::explain::Reason) {
    let value = |name: &str| reason.values.iter().find(|value| value.name == name).map_or("", |value| value.value.as_str());
    let zh = |day: NaiveDate| format!("{}年{}月{}日", day.year(), day.month(), day.day());
    let e = month_end(2023, number);
    match rule {
        "done" => assert!(value("截至进度") == "100%" || item.closed.is_some_and(|on| value("销号日") == zh(on)), "{reason:?}"),
        "overdue" => assert_eq!((value("时限"), value("判定日")), (zh(item.limit).as_str(), zh(e).as_str())),
        "no_report" => assert_eq!(value("月份"), format!("2023年{number}月")),
        "behind" => {
            assert_eq!(value("已过天数"), format!("{}天", (e - item.start).num_days()));
            assert_eq!(value("总天数"), format!("{}天", (item.limit - item.start).num_days()));
            assert_eq!(value("本月进度"), format!("{}%", item.progress[&(2023, number)]));
            assert_eq!(reason.facts.len(), 2, "the report and the version of the item: {reason:?}");
        }
        "too_slow" => {
            let gain = item.progress[&(2023, number)] - item.progress[&(2023, number - 3)];
            assert_eq!(value("增加"), format!("{gain}个百分点"));
            assert_eq!(value("最迟"), zh(item.limit + TimeDelta::days(30)));
            assert_eq!(reason.facts.len(), 3, "both reports and the version of the item: {reason:?}");
        }
        _ => assert!(reason.text.contains("按序时进度推进")),
    }
}

#[tokio::test]
async fn the_overview_tells_what_the_bulletin_tells() {
    let office = Office::tongliang().await;
    let told = overview(&office, &staff(), Some(2023)).await.unwrap();
    let list = |list: List| told.lists.iter().find(|glance| glance.list == list).unwrap();
    // T1: 8项重点事项（项目），已落实资金10067万元
    assert_eq!((list(List::Major).items, list(List::Major).money_wan.as_str()), (8, "10067"));
    // T2: 178项年度任务，完成河道整治3360米、生态浮岛建设10700平方米、水生植物种植2700平方米、退化林修复1200亩
    assert_eq!(list(List::Measure).items, 178);
    let reached = |indicator: &str| {
        let found = told
            .quantities
            .iter()
            .find(|quantity| quantity.indicator == indicator)
            .unwrap_or_else(|| panic!("{indicator}: {:?}", told.quantities));
        format!("{}{}", found.reached, found.unit_of_measure)
    };
    assert_eq!(reached("河道整治"), "3360米");
    assert_eq!(reached("生态浮岛建设"), "10700平方米");
    assert_eq!(reached("水生植物种植"), "2700平方米");
    assert_eq!(reached("退化林修复"), "1200亩");
    // T3: 10个河流污染突出问题，已整改完成7个，剩余3个有序推进
    let problems = list(List::Problem);
    assert_eq!((problems.items, problems.done, problems.items - problems.done), (10, 7, 3));
    // The matrix adds up to the lists.
    let october = told.months.iter().position(|each| *each == month("2023-10")).unwrap();
    let in_matrix: u32 = told.matrix.iter().filter_map(|row| row.cells[october].as_ref()).map(|cell| cell.lights.total()).sum();
    let in_lists: u32 = told.lists.iter().map(|glance| glance.lights.total()).sum();
    assert_eq!(in_matrix, in_lists);
}

/// Writes the ledger anew with one cell changed: sheet, row as Excel numbers it, column from 0.
fn changed(sheet: usize, row: usize, column: usize, value: V) -> Vec<u8> {
    let mut pages = pages_of(&workbook());
    pages[sheet].rows[row - 1][column] = value;
    book(&pages)
}

#[tokio::test]
async fn a_changed_limit_is_a_correction_and_the_light_as_known_before_stays() {
    let office = Office::tongliang().await;
    let september = month("2023-09");
    let before = rebuild(&office, &staff(), september, None).await.unwrap();
    // ZD-2023-07 (row 9) had until 30 September; it was to be 31 December all along.
    let later = staff_at("2023-11-03T02:00:00Z");
    let bytes = changed(0, 9, 9, V::D(2023, 12, 31));
    let result = anlan_app::imports::confirm_bytes(&office, &later, "更正.xlsx", &bytes, false).await.unwrap();
    assert_eq!((result.accepted, result.unchanged, result.corrected, result.faults.len()), (0, 1962, 1, 0));

    let item = office.item("ZD-2023-07").await;
    let page = show_item(&office, &later, item).await.unwrap();
    assert_eq!(page.history.len(), 2);
    let (correction, opened) = (&page.history[0], &page.history[1]);
    assert_eq!((correction.kind, opened.kind), (HistoryKind::Correction, HistoryKind::Opened));
    let changes: Vec<_> =
        correction.changes.iter().map(|change| (change.field.as_str(), change.old.as_str(), change.new.as_str())).collect();
    assert_eq!(changes, [("limit_on", "2023-09-30", "2023-12-31")]);
    assert!(correction.reason.contains("更正.xlsx"), "{}", correction.reason);

    let known_at = Some(at("2023-11-03T01:30:00Z"));
    let then = rebuild(&office, &later, september, known_at).await.unwrap();
    let json =
        |lights: &[anlan_app::lights::RebuiltLight]| lights.iter().map(|light| serde_json::to_string(light).unwrap()).collect::<Vec<_>>();
    assert_eq!(json(&then), json(&before), "as known then, with every reason");
    let now = rebuild(&office, &later, september, None).await.unwrap();
    let different: Vec<&str> = now.iter().zip(&before).filter(|(a, b)| a.rule != b.rule).map(|(light, _)| light.item.as_str()).collect();
    assert_eq!(different, ["ZD-2023-07"]);
    assert_eq!(before.iter().find(|light| light.item == "ZD-2023-07").unwrap().rule, "overdue");
    let told = light_as_known(&office, &later, item, september, at("2023-11-03T01:30:00Z")).await.unwrap().unwrap();
    assert_eq!((told.light, told.rule.as_str()), (Light::Red, "overdue"));
    assert_eq!(light_as_known(&office, &later, item, september, at("2023-11-03T00:00:00Z")).await.unwrap(), None, "not known at all yet");
}

#[tokio::test]
async fn a_changed_share_is_a_correcting_report_and_the_old_one_stays() {
    let office = Office::tongliang().await;
    // Row 5 of the reports: ZD-2023-01 in March, 19 %.
    let later = staff_at("2023-11-03T02:00:00Z");
    let bytes = changed(3, 5, 4, V::N(21.0));
    let result = anlan_app::imports::confirm_bytes(&office, &later, "更正.xlsx", &bytes, false).await.unwrap();
    assert_eq!((result.accepted, result.unchanged, result.corrected, result.faults.len()), (0, 1962, 1, 0));
    let page = show_item(&office, &later, office.item("ZD-2023-01").await).await.unwrap();
    let march: Vec<_> = page.reports.iter().filter(|report| report.month == month("2023-03")).collect();
    assert_eq!(march.iter().map(|report| report.share.as_str()).collect::<Vec<_>>(), ["21", "19"], "latest first");
    assert_eq!(march[1].superseded_by, Some(march[0].id));
    assert_eq!(march[0].superseded_by, None);
}

#[tokio::test]
async fn a_problem_closed_out_in_the_ledger_is_closed_out_here_and_can_be_taken_back() {
    let office = Office::tongliang().await;
    // WT-2023-10 (row 12) is still being worked on; then the office closes it out by mistake and takes it back.
    let mut pages = pages_of(&workbook());
    pages[2].rows[11].resize(13, V::Blank);
    pages[2].rows[11][11] = t("已销号");
    pages[2].rows[11][12] = V::D(2023, 11, 1);
    let result =
        anlan_app::imports::confirm_bytes(&office, &staff_at("2023-11-03T02:00:00Z"), "销号.xlsx", &book(&pages), false).await.unwrap();
    assert_eq!((result.corrected, result.unchanged), (1, 1962));
    let item = office.item("WT-2023-10").await;
    let page = show_item(&office, &staff(), item).await.unwrap();
    assert_eq!(page.row.closed_on, Some(common::day("2023-11-01")));
    let later = staff_at("2023-11-03T03:00:00Z");
    let back = anlan_app::imports::confirm_bytes(&office, &later, "台账.xlsx", &workbook(), false).await.unwrap();
    assert_eq!((back.corrected, back.unchanged), (1, 1962));
    let page = show_item(&office, &later, item).await.unwrap();
    assert_eq!((page.row.closed_on, page.history[0].kind), (None, HistoryKind::CloseOutWithdrawn));
    assert_eq!(page.history.len(), 3, "opened, closed out, taken back");
}
