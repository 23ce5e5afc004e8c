//! A chief's duty report: drafted from records, edited while its figures are live, finished with them frozen; what changes behind a
//! finished one is told and changes nothing in it.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;
use crate::nanchuan;

use anlan_app::matters::check_matters;
use anlan_app::overview::overview;
use anlan_app::papers::DocumentKind;
use anlan_app::records::{confirm_bytes, record};
use anlan_app::texts::{cancel_text, draft_texts, finish_text, save_text, show_text, text_board, text_document, text_reasons};
use anlan_app::views::{Because, DraftTexts, FinishText, RecordForm, SaveText, TextFigureQuery, TextPage, TodoKey};
use anlan_app::{Call, Fault};
use anlan_core::access::Role;
use anlan_core::ids::MatterId;
use anlan_core::matter::MatterState;
use common::{at, seed};
use nanchuan::{District, code, demo_file, region};
use uuid::Uuid;

const POST: &str = "大溪河中段区级河长";

async fn district() -> District {
    let district = District::new().await;
    let books = [
        ("dispatch", "dispatches-2023.csv"),
        ("patrol", "patrols-2023.csv"),
        ("section", "sections-2023.csv"),
        ("sample", "samples-2023.csv"),
    ];
    for (kind, name) in books {
        let told = confirm_bytes(&district.anlan, &district.staff(), kind, name, &demo_file(name), false).await.unwrap();
        assert_eq!(told.faults.len(), 0, "{name}");
    }
    district
}

fn later(call: &Call, moment: &str) -> Call {
    Call::new(region(), call.actor.clone(), call.account, at(moment), seed())
}

fn draft(chiefs: Option<Vec<Uuid>>) -> DraftTexts {
    DraftTexts { template: "duty_report".into(), period: "2023".into(), chief_ids: chiefs, answers: None }
}

fn value<'a>(page: &'a TextPage, name: &str) -> &'a str {
    &page.figures.iter().find(|figure| figure.name == name).unwrap().value
}

fn edit(page: &TextPage, text: &str) -> SaveText {
    let mut chapters = page.chapters.clone();
    chapters.last_mut().unwrap().text = text.to_owned();
    SaveText { base: page.base, title: page.title.clone(), chapters, distribution: None }
}

async fn chief_id(district: &District, post: &str) -> Uuid {
    let chiefs = district.anlan.store.region(&region()).chiefs().await.unwrap();
    chiefs.into_iter().find(|row| row.name == post).unwrap().id
}

#[tokio::test]
async fn a_duty_report_is_drafted_from_records_and_frozen_with_them() {
    let district = district().await;
    let own = chief_id(&district, POST).await;
    let id = draft_texts(&district.anlan, &district.staff(), &draft(Some(vec![own]))).await.unwrap()[0];
    let page = show_text(&district.anlan, &district.staff(), id).await.unwrap();
    assert_eq!(page.title, "大溪河中段区级河长2023年述职报告");
    // Counted by hand from the two ledgers.
    for (name, told) in [("姓名", "朱明远"), ("河流", "大溪河"), ("巡河次数", "4"), ("巡河里程", "13.5公里")] {
        assert_eq!(value(&page, name), told, "{name}");
    }
    assert_eq!([value(&page, "调度次数"), value(&page, "调度任务"), value(&page, "调度解决问题")], ["1", "2", "1"]);
    assert!(page.figures.iter().all(|figure| !figure.missing), "{:?}", page.figures);
    // The mean of ten months of each item, classed by hand: the worst is Ⅲ.
    assert_eq!(page.tables[0].rows, [["大溪河出境断面", "Ⅲ", "10"]]);

    // The reasons go down to the records.
    let told = text_reasons(&district.anlan, &district.staff(), id, &TextFigureQuery::default()).await.unwrap();
    assert!(told.facts.iter().any(|fact| fact.record_kind.as_deref() == Some("patrol")), "{:?}", told.facts);

    // The chief finds it on the first page and edits it; a name that is no figure does not pass the finish, and nothing is lost.
    let chief = district.chief_of(POST).await;
    let waits = async |call: &Call| {
        let told = overview(&district.anlan, call, Some(2023)).await.unwrap().todo;
        told.iter().find(|one| one.key == TodoKey::TextsToFinish).map(|one| one.count)
    };
    assert_eq!((waits(&chief).await, waits(&district.staff()).await), (Some(1), None));
    let before = page.chapters.clone();
    let bad = edit(&page, "调度{调度}次");
    save_text(&district.anlan, &later(&chief, "2023-11-03T02:00:00Z"), id, &bad).await.unwrap();
    let stale = save_text(&district.anlan, &later(&chief, "2023-11-03T02:01:00Z"), id, &bad).await;
    assert_eq!(code(stale), "stale");
    let page = show_text(&district.anlan, &later(&chief, "2023-11-03T02:02:00Z"), id).await.unwrap();
    let finish = |page: &TextPage| FinishText { base: page.base };
    let refused: Result<(), Fault> = finish_text(&district.anlan, &later(&chief, "2023-11-03T02:03:00Z"), id, &finish(&page)).await;
    assert_eq!(code(refused), "unknown_figure");
    // A table that does not say whose its rows are is none of a post's text.
    let mut of_all = edit(&page, "……");
    of_all.chapters[0].table = Some("资金合计".into());
    save_text(&district.anlan, &later(&chief, "2023-11-03T02:03:10Z"), id, &of_all).await.unwrap();
    let page = show_text(&district.anlan, &later(&chief, "2023-11-03T02:03:20Z"), id).await.unwrap();
    let refused = finish_text(&district.anlan, &later(&chief, "2023-11-03T02:03:30Z"), id, &finish(&page)).await;
    assert_eq!(code(refused), "unknown_table");
    let mut braces = edit(&page, "……");
    braces.chapters[0].table = None;
    braces.chapters[0].heading = "{巡河次数}".into();
    assert_eq!(code(save_text(&district.anlan, &later(&chief, "2023-11-03T02:03:40Z"), id, &braces).await), "gap_in_heading");
    let page = TextPage { chapters: before.clone(), ..page };
    let good = edit(&page, "全年调度{调度次数}次，仍有不足。");
    save_text(&district.anlan, &later(&chief, "2023-11-03T02:04:00Z"), id, &good).await.unwrap();
    let page = show_text(&district.anlan, &later(&chief, "2023-11-03T02:05:00Z"), id).await.unwrap();
    assert_eq!(code(finish_text(&district.anlan, &district.staff(), id, &finish(&page)).await), "not_allowed", "staff drafts only");
    finish_text(&district.anlan, &later(&chief, "2023-11-03T02:06:00Z"), id, &finish(&page)).await.unwrap();

    let page = show_text(&district.anlan, &later(&chief, "2023-11-03T02:07:00Z"), id).await.unwrap();
    let frozen = page.frozen.as_ref().unwrap();
    assert_eq!((page.row.state, frozen.by.as_str()), (MatterState::Final, "大溪河中段区级河长本人（河长）"));
    assert!(frozen.records > 4, "{}", frozen.records);
    let patrols = page.figures.iter().find(|figure| figure.name == "巡河次数").unwrap();
    assert!(patrols.formula.contains("COUNTIFS(述职巡河"), "its definition is frozen with it: {}", patrols.formula);
    assert!(page.stale.is_empty() && page.actions.is_empty(), "{:?}", page.stale);
    let read = later(&chief, "2023-11-03T02:07:00Z");
    let first = text_document(&district.anlan, &read, id, DocumentKind::Docx).await.unwrap();

    // A patrol comes to light later: exactly what rests on it is named, the report stays as it is.
    let told = [("河长", POST), ("开始时间", "2023-10-30 09:00"), ("结束时间", "2023-10-30 10:30"), ("里程", "2"), ("发现问题数", "0")];
    let values = told.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let form = RecordForm { values, ..RecordForm::default() };
    record(&district.anlan, &later(&district.staff(), "2023-11-04T01:00:00Z"), "patrol", &form).await.unwrap();
    let after = show_text(&district.anlan, &later(&chief, "2023-11-04T02:00:00Z"), id).await.unwrap();
    let stale: Vec<_> = after.stale.iter().map(|one| (one.name.as_str(), one.was.as_str(), one.now.as_str())).collect();
    assert_eq!(stale, [("巡河次数", "4", "5"), ("巡河里程", "13.5公里", "15.5公里")]);
    assert_eq!(value(&after, "巡河次数"), "4");
    let again = text_document(&district.anlan, &later(&chief, "2023-11-04T02:00:00Z"), id, DocumentKind::Docx).await.unwrap();
    assert_eq!(first, again, "byte for byte");
    let fact = |told: &anlan_app::views::LoopReasons| told.facts.len();
    let then = text_reasons(&district.anlan, &later(&chief, "2023-11-04T02:00:00Z"), id, &TextFigureQuery::default()).await.unwrap();
    assert!(then.reasons.workings.iter().any(|own| own.name == "巡河次数" && own.result == "4"), "as known then: {}", fact(&then));
    assert_eq!(check_matters(&district.anlan, &region()).await.unwrap().faults, Vec::<String>::new());
}

#[tokio::test]
async fn every_district_chief_has_one_and_nobody_reads_that_of_another() {
    let district = district().await;
    let board = text_board(&district.anlan, &district.staff(), Some("2023")).await.unwrap();
    let labels: Vec<&str> = board.templates.iter().map(|own| own.label.as_str()).collect();
    assert_eq!((labels, board.rows.len()), (vec!["河长述职报告", "公示专章"], 35));
    let own = chief_id(&district, POST).await;
    let first = draft_texts(&district.anlan, &district.staff(), &draft(Some(vec![own]))).await.unwrap()[0];
    let twice = draft_texts(&district.anlan, &later(&district.staff(), "2023-11-03T02:00:00Z"), &draft(Some(vec![own]))).await;
    assert_eq!(code(twice), "text_already");
    let all = draft_texts(&district.anlan, &later(&district.staff(), "2023-11-03T02:01:00Z"), &draft(None)).await.unwrap();
    assert_eq!(all.len(), 34, "the others");
    let none = draft_texts(&district.anlan, &later(&district.staff(), "2023-11-03T02:02:00Z"), &draft(None)).await;
    assert_eq!(code(none), "none_already");
    let month = DraftTexts { period: "2023-10".into(), ..draft(None) };
    assert_eq!(code(draft_texts(&district.anlan, &district.staff(), &month).await), "wrong_period");

    // A chief sees the own post only; somebody else's is not there.
    let other = later(&district.chief_of("藻渡河下段区级河长").await, "2023-11-03T02:03:00Z");
    let seen = text_board(&district.anlan, &other, Some("2023")).await.unwrap();
    assert_eq!(seen.rows.iter().map(|row| row.chief.name.as_str()).collect::<Vec<_>>(), ["藻渡河下段区级河长"]);
    assert!(seen.actions.is_empty(), "a chief does not draft for all");
    assert_eq!(code(show_text(&district.anlan, &other, first).await), "not_found");
    assert_eq!(code(cancel_text(&district.anlan, &other, first, &Because { reason: "错".into() }).await), "not_found");
    let liaison = district.by("联络员", Role::Liaison);
    assert_eq!(code(text_board(&district.anlan, &liaison, Some("2023")).await), "not_allowed");

    // What was given up makes room for another.
    let reason = Because { reason: "重写".into() };
    cancel_text(&district.anlan, &later(&district.staff(), "2023-11-03T02:04:00Z"), first, &reason).await.unwrap();
    let again = draft_texts(&district.anlan, &later(&district.staff(), "2023-11-03T02:05:00Z"), &draft(Some(vec![own]))).await.unwrap();
    let board = text_board(&district.anlan, &later(&district.staff(), "2023-11-03T02:06:00Z"), Some("2023")).await.unwrap();
    let row = board.rows.iter().find(|row| row.chief.id == own).unwrap();
    assert_eq!(row.texts[0].text.as_ref().map(|text| MatterId(text.id)), Some(again[0]));
}
