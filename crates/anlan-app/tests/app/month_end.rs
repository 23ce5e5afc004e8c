//! The month end: reports, changes by hand, issuing, versions, documents, replay; and who may do what.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;

use anlan_app::lights::{
    circulars, decide_override, differences_between, document, issue_circular, month_page, propose_override, replay, show_circular,
};
use anlan_app::lists::{self, show_item};
use anlan_app::papers::DocumentKind;
use anlan_app::reports::{due_reminders, missing, reminders, send_reminders, set_schedule, sheet, write_report};
use anlan_app::views::{
    CircularPage, DecideOverride, EditItem, EditKind, IssueCircular, ProposeOverride, ReminderSchedule, SendReminders, WriteReport,
};
use anlan_app::{Call, Fault, FaultKind};
use anlan_core::access::Role;
use anlan_core::ids::{CircularId, OverrideId};
use anlan_core::light::Light;
use common::{NOW, Office, auditor, code, head, head_at, month, page, person, region, row, small, staff, staff_at, t};
use uuid::Uuid;

async fn issue(office: &Office, call: &Call, of: &str) -> Result<CircularPage, Fault> {
    let basis = month_page(office, call, month(of)).await.unwrap().basis;
    issue_circular(office, call, month(of), &IssueCircular { id: None, basis }).await
}

/// A report of October, correcting the one that is there.
async fn correction(office: &Office, number: &str, share: &str) -> WriteReport {
    let page = show_item(office, &staff(), office.item(number).await).await.unwrap();
    let held = page.reports.iter().find(|report| report.month == month("2023-10") && report.superseded_by.is_none()).unwrap();
    WriteReport {
        id: None,
        month: month("2023-10"),
        share: share.to_owned(),
        quantity: None,
        note: Some("已核实".to_owned()),
        files: vec![],
        corrects: Some(held.id),
        reason: Some("填报有误".to_owned()),
    }
}

#[tokio::test]
async fn another_light_needs_a_reason_and_a_second_person_and_holds_the_issue_up() {
    let office = Office::tongliang().await;
    let october = month("2023-10");
    let item_id = office.item("ZD-2023-01").await.0;
    let proposal = |reason: &str| ProposeOverride { id: None, item_id, light: Light::Yellow, reason: reason.to_owned() };
    assert_eq!(code(&propose_override(&office, &staff(), october, &proposal("慢")).await), "missing");
    let proposed = propose_override(&office, &staff(), october, &proposal("现场核查发现实际进度不足")).await.unwrap();
    let id = OverrideId(proposed.id);
    let agree = DecideOverride { agree: true, reason: None };
    assert_eq!(code(&issue(&office, &staff(), "2023-10").await), "overrides_pending");
    assert_eq!(code(&decide_override(&office, &staff_at("2023-11-03T02:00:00Z"), id, &agree).await), "same_person");
    decide_override(&office, &head_at("2023-11-03T02:10:00Z"), id, &agree).await.unwrap();
    assert_eq!(code(&decide_override(&office, &head_at("2023-11-03T02:20:00Z"), id, &agree).await), "decided_already");
    let issued = issue(&office, &head_at("2023-11-03T03:00:00Z"), "2023-10").await.unwrap();
    let light = issued.lights_of_items.iter().find(|light| light.number == "ZD-2023-01").unwrap();
    assert_eq!((light.light, light.computed), (Light::Yellow, Light::Green), "the computed light stays beside it");
    let why = light.override_reason.as_deref().unwrap();
    assert!(why.contains("现场核查发现实际进度不足") && why.contains(&head().actor.name), "{why}");
}

#[tokio::test]
async fn a_late_report_makes_a_second_version_and_the_first_keeps_its_bytes() {
    let office = Office::tongliang().await;
    let first = issue(&office, &head(), "2023-10").await.unwrap();
    assert_eq!((first.brief.version, first.brief.number.as_str()), (1, "铜河长办〔2023〕1号"));
    let first_id = CircularId(first.brief.id);
    let kinds = [DocumentKind::Docx, DocumentKind::Xlsx];
    let mut bytes = Vec::new();
    for kind in kinds {
        bytes.push(document(&office, &head(), first_id, kind).await.unwrap().1);
    }
    assert_eq!(code(&issue(&office, &head_at("2023-11-03T02:00:00Z"), "2023-10").await), "nothing_new");

    // A yellow item turns out to be further on: a fact that comes after the issue.
    let yellow = first.lights_of_items.iter().find(|light| light.light == Light::Yellow && light.rule == "behind").unwrap();
    let liaison = office.liaison(&yellow.unit).await;
    let form = correction(&office, &yellow.number, "100").await;
    let later = Call::new(region(), liaison.actor.clone(), None, common::at("2023-11-03T04:00:00Z"), [9; 32]);
    write_report(&office, &later, office.item(&yellow.number).await, &form).await.unwrap();
    let page = month_page(&office, &head(), month("2023-10")).await.unwrap();
    assert!(page.stale);
    assert_eq!(
        page.differences.iter().map(|row| (row.number.as_str(), row.after.as_ref().map(|side| side.light))).collect::<Vec<_>>(),
        [(yellow.number.as_str(), Some(Light::Green))]
    );
    let second = issue(&office, &head_at("2023-11-03T05:00:00Z"), "2023-10").await.unwrap();
    assert_eq!((second.brief.version, second.brief.number.as_str()), (2, "铜河长办〔2023〕2号"));
    let differ = differences_between(&office, &head(), CircularId(second.brief.id), first_id).await.unwrap();
    assert_eq!(
        (differ.len(), differ[0].before.as_ref().map(|side| side.light), differ[0].after.as_ref().map(|side| side.light)),
        (1, Some(Light::Yellow), Some(Light::Green))
    );

    // A call that waited while the circular was issued carries an earlier moment: it has to ask again.
    let waited = send_reminders(&office, &staff(), &SendReminders { month: month("2023-10"), unit_ids: vec![] }).await.unwrap();
    assert_eq!(waited.sent, 0, "nothing to write, nothing refused");
    let earlier = staff_at("2023-11-03T04:30:00Z");
    let schedule = ReminderSchedule { enabled: false, day: 3, hour: 9, next_run_at: None };
    assert_eq!(code(&set_schedule(&office, &earlier, &schedule).await), "issued_meanwhile");

    let again = show_circular(&office, &head(), first_id).await.unwrap();
    assert_eq!(again.content_hash, first.content_hash);
    assert_eq!(again.lights_of_items, first.lights_of_items);
    for (kind, before) in kinds.into_iter().zip(bytes) {
        assert_eq!(document(&office, &head(), first_id, kind).await.unwrap().1, before, "the same issue, the same bytes");
    }
    let (recomputed, found) = replay(&office, &auditor()).await.unwrap();
    assert_eq!((recomputed, found.len()), (2, 0));
    assert_eq!(circulars(&office, &auditor(), Some(2023)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn of_two_who_issue_the_same_month_at_once_one_is_told_to_look_again() {
    let office = Office::in_file().await;
    assert_eq!(office.import(&common::workbook()).await.faults, []);
    let basis = month_page(&office, &staff(), month("2023-10")).await.unwrap().basis;
    let form = IssueCircular { id: None, basis };
    let (one, other) = (staff_at("2023-11-03T02:00:00Z"), head_at("2023-11-03T02:00:00Z"));
    let october = month("2023-10");
    let (a, b) = tokio::join!(issue_circular(&office, &one, october, &form), issue_circular(&office, &other, october, &form));
    assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|ok| **ok).count(), 1);
    let lost = a.err().or(b.err()).unwrap();
    assert_eq!((lost.kind, lost.code), (FaultKind::Conflict, "basis_changed"));
    assert_eq!(circulars(&office, &head(), None).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_repeated_issue_with_the_same_id_issues_once_and_an_open_month_not_at_all() {
    let office = Office::tongliang().await;
    let basis = month_page(&office, &head(), month("2023-10")).await.unwrap().basis;
    let form = IssueCircular { id: Some(Uuid::from_u128(77)), basis };
    let first = issue_circular(&office, &head(), month("2023-10"), &form).await.unwrap();
    let second = issue_circular(&office, &head_at("2023-11-03T02:00:00Z"), month("2023-10"), &form).await.unwrap();
    assert_eq!((first.brief.id, first.content_hash), (second.brief.id, second.content_hash));
    assert_eq!(code(&issue(&office, &head(), "2023-11").await), "month_not_ended");
    assert_eq!(code(&issue(&office, &auditor(), "2023-09").await), "not_allowed");
}

#[tokio::test]
async fn a_liaison_reaches_its_own_items_only() {
    let office = Office::tongliang().await;
    let liaison = office.liaison("白羊镇").await;
    let mine = sheet(&office, &liaison, month("2023-10")).await.unwrap();
    assert!(!mine.rows.is_empty() && mine.rows.iter().all(|row| row.item.unit.name == "白羊镇"));
    let theirs = office.item("ZD-2023-02").await;
    let hidden = show_item(&office, &liaison, theirs).await.unwrap_err();
    assert_eq!((hidden.kind, hidden.code), (FaultKind::Hidden, Fault::not_found().code), "looks like one that does not exist");
    let form = correction(&office, "ZD-2023-02", "100").await;
    assert_eq!(write_report(&office, &liaison, theirs, &form).await.unwrap_err().kind, FaultKind::Hidden);
    let told = office.refused(&liaison, "request.refused", "GET /api/v1/items/…", hidden).await;
    assert_eq!(told.kind, FaultKind::Hidden);
    let audit = office.store.region(&region()).last_audit().await.unwrap().unwrap();
    assert_eq!((audit.outcome.as_str(), audit.actor.as_str()), ("refused", liaison.actor.name.as_str()));
    assert_eq!(code(&month_page(&office, &liaison, month("2023-10")).await), "not_allowed");
    let chief = office.chief("小安溪").await;
    let seen = lists::find(&office, &chief, &anlan_app::views::ItemQuery::default()).await.unwrap();
    assert!(seen.total > 0 && seen.rows.iter().all(|row| row.river.as_ref().is_some_and(|river| river.name == "小安溪")));
    for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
        let nothing = lists::find(&office, &person("管理员", role, NOW), &anlan_app::views::ItemQuery::default()).await.unwrap();
        assert_eq!(nothing.total, 0, "{role:?}");
    }
}

#[tokio::test]
async fn reports_are_checked_and_a_correction_keeps_the_old_one() {
    let office = Office::tongliang().await;
    let item = office.item("ZD-2023-01").await;
    let liaison = office.liaison("区生态环境局").await;
    let good = correction(&office, "ZD-2023-01", "86.5").await;
    let with = |change: &dyn Fn(&mut WriteReport)| {
        let mut form = good.clone();
        change(&mut form);
        form
    };
    let cases: [(WriteReport, &str); 7] = [
        (with(&|form| form.share = "120".into()), "out_of_range"),
        (with(&|form| form.share = "八成".into()), "not_a_number"),
        (with(&|form| form.share = "10".into()), "falling"),
        (with(&|form| form.month = month("2023-12")), "future_month"),
        (with(&|form| form.corrects = None), "reported_already"),
        (with(&|form| form.reason = None), "missing"),
        (with(&|form| form.files = vec!["0".repeat(64)]), "file_missing"),
    ];
    for (form, expected) in cases {
        assert_eq!(code(&write_report(&office, &liaison, item, &form).await), expected);
    }
    let later = Call::new(region(), liaison.actor.clone(), None, common::at("2023-11-03T02:00:00Z"), [8; 32]);
    write_report(&office, &later, item, &good).await.unwrap();
    let page = show_item(&office, &liaison, item).await.unwrap();
    let october: Vec<_> = page.reports.iter().filter(|report| report.month == month("2023-10")).collect();
    assert_eq!(october.iter().map(|report| report.share.as_str()).collect::<Vec<_>>(), ["86.5", "84"]);
    assert_eq!(october[1].superseded_by, Some(october[0].id));
    assert!(october[0].note.as_deref().unwrap().contains("填报有误"));
}

#[tokio::test]
async fn an_edit_of_what_somebody_changed_meanwhile_is_refused_and_history_tells_old_and_new() {
    let office = Office::tongliang().await;
    let id = office.item("ZD-2023-03").await;
    let page = show_item(&office, &staff(), id).await.unwrap();
    let mut content = page.content.clone();
    content.limit_on = common::day("2024-03-31");
    let form = EditItem {
        content,
        kind: EditKind::Change,
        effective_on: Some(common::day("2023-11-01")),
        reason: "区总河长会议同意延期".to_owned(),
    };
    lists::edit_item(&office, &staff_at("2023-11-03T02:00:00Z"), id, &page.row.version, &form).await.unwrap();
    assert_eq!(code(&lists::edit_item(&office, &head(), id, &page.row.version, &form).await), "stale");
    let now = show_item(&office, &staff(), id).await.unwrap();
    let change = &now.history[0].changes[0];
    assert_eq!((change.label.as_str(), change.old.as_str(), change.new.as_str()), ("完成时限", "2023-12-31", "2024-03-31"));
    let october = now.lights.iter().find(|light| light.month == month("2023-10")).unwrap();
    let limit = october.verdict.because.iter().find(|reason| reason.rule == "overdue").unwrap();
    assert!(limit.text.contains("2023年12月31日"), "October keeps the limit of its day: {}", limit.text);
}

#[tokio::test]
async fn units_that_owe_a_report_are_reminded_at_once_and_by_schedule() {
    let office = Office::new().await;
    let mut pages = small();
    pages[1] =
        page("月度进展", vec![row(&["编号", "月份", "累计进度(%)", "填报单位"]), row(&["ZD-2023-01", "2023年9月", "55%", "白羊镇"])]);
    pages[1].rows[1][2] = t("55%");
    assert_eq!(office.import(&common::book(&pages)).await.faults, []);
    let october = month("2023-10");
    let owing = missing(&office, &staff(), october).await.unwrap();
    assert_eq!(owing.units.len(), 2);
    let ids: Vec<Uuid> = owing.units.iter().take(1).map(|unit| unit.unit.id).collect();
    assert_eq!(send_reminders(&office, &staff(), &SendReminders { month: october, unit_ids: ids.clone() }).await.unwrap().sent, 1);
    let told = reminders(&office, &staff()).await.unwrap();
    assert!(told[0].text.contains("2023年10月") && told[0].text.contains("2023年11月5日"), "{}", told[0].text);
    let schedule = ReminderSchedule { enabled: true, day: 4, hour: 9, next_run_at: None };
    let set = set_schedule(&office, &staff(), &schedule).await.unwrap();
    assert_eq!(set.next_run_at, Some(common::at("2023-11-04T01:00:00Z")));
    let timer = |moment: &str| person("定时提醒", Role::OfficeStaff, moment);
    assert_eq!(due_reminders(&office, &timer("2023-11-04T00:59:00Z")).await.unwrap(), 0);
    assert_eq!(due_reminders(&office, &timer("2023-11-04T01:00:30Z")).await.unwrap(), 2);
    assert_eq!(due_reminders(&office, &timer("2023-11-04T01:01:00Z")).await.unwrap(), 0, "once");
    assert_eq!(reminders(&office, &staff()).await.unwrap().len(), 3);
}
