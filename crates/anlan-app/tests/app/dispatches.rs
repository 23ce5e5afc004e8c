//! Dispatches, money and what was built name their item by id; what was ordered is followed to its effect, item by item. And the
//! figures of Nanchuan's loop, counted from its ledgers.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;
use crate::nanchuan;

use anlan_app::figures::figure_records;
use anlan_app::ledgers::import_ledger;
use anlan_app::lists::show_item;
use anlan_app::overview::overview;
use anlan_app::records;
use anlan_app::views::{CorrectRecord, FactKind, FigureQuery, FollowState, RecordForm, RecordQuery, RecordRow, TodoKey};
use anlan_app::{Call, Fault};
use anlan_core::ids::{ItemId, RecordId};
use common::{at, seed};
use nanchuan::{District, code, demo_file, region};
use std::collections::BTreeMap;

async fn import(district: &District, kind: &str, name: &str, bytes: &[u8]) -> Vec<(String, Option<usize>, Option<String>)> {
    let told = records::confirm_bytes(&district.anlan, &district.staff(), kind, name, bytes, false).await.unwrap();
    told.faults.into_iter().map(|fault| (fault.code, fault.row.and_then(|row| usize::try_from(row).ok()), fault.column)).collect()
}

async fn rows(district: &District, call: &Call, query: RecordQuery) -> Vec<RecordRow> {
    let query = RecordQuery { page_size: Some(500), ..query };
    records::list(&district.anlan, call, "dispatch", &query).await.unwrap().rows
}

fn fields(fault: &Fault) -> Vec<(&str, &str)> {
    fault.fields.iter().map(|one| (one.field.as_str(), one.code)).collect()
}

async fn todo(district: &District, call: &Call, key: TodoKey) -> usize {
    let told = overview(&district.anlan, call, Some(2023)).await.unwrap().todo;
    told.iter().find(|one| one.key == key).map_or(0, |one| one.count)
}

#[tokio::test]
async fn what_was_ordered_is_followed_to_its_effect_item_by_item() {
    let district = District::new().await;
    let wrong = "调度日期,层级,调度人,任务编号,调度要求,责任单位,完成时限,成效,成效日期,解决问题数\n\
        2023-03-01,河长,大溪河中段区级河长,NC-027、NC-287,现场调度,区住房城乡建委,2023-11-30,,,0\n\
        2023-03-01,河长,大溪河中段区级河长,NC-27,现场调度,区住房城乡建委,2023-11-30,,,0\n\
        2023-03-01,河长,大溪河中段区级河长,NC-028,现场调度,区住房城乡建委,2023-11-30,整改到位,,1\n\
        2023-03-01,河长,大溪河中段区级河长,,现场调度,区住房城乡建委,2023-11-30,,,0\n";
    assert_eq!(
        import(&district, "dispatch", "调度.csv", wrong.as_bytes()).await,
        [
            ("unknown_item".to_owned(), Some(2), Some("任务编号".to_owned())),
            ("unknown_item".to_owned(), Some(3), Some("任务编号".to_owned())),
            ("effect_half".to_owned(), Some(4), Some("成效日期".to_owned())),
            ("missing".to_owned(), Some(5), Some("任务编号".to_owned())),
        ]
    );
    assert!(rows(&district, &district.staff(), RecordQuery::default()).await.is_empty(), "nothing came in");
    for (kind, name) in [("dispatch", "dispatches-2023.csv"), ("funds", "money-2023.csv"), ("outcome", "results-2023.csv")] {
        assert_eq!(import(&district, kind, name, &demo_file(name)).await, [], "{name}");
    }

    // A dispatch of two tasks is two rows; one of them has had its effect, the other waits for it.
    let of = |state| RecordQuery { follow: Some(state), ..RecordQuery::default() };
    let both = rows(&district, &district.staff(), RecordQuery { q: Some("大溪河中段区级河长".into()), ..RecordQuery::default() }).await;
    let state = |number: &str| both.iter().find(|row| row.item.as_ref().unwrap().number == number).and_then(|row| row.follow);
    assert_eq!((state("NC-027"), state("NC-287")), (Some(FollowState::Confirmed), Some(FollowState::Open)));
    let open = rows(&district, &district.staff(), of(FollowState::Open)).await;
    let late = rows(&district, &district.staff(), of(FollowState::Overdue)).await;
    assert!(!late.is_empty() && late.len() < open.len(), "what is late is open too: {} of {}", late.len(), open.len());
    assert!(late.iter().all(|row| row.values["完成时限"].as_str() < "2023-11-03" && !row.values.contains_key("成效日期")));
    assert_eq!(todo(&district, &district.staff(), TodoKey::DispatchesOverdue).await, late.len());
    let waiting = open.iter().find(|row| row.item.as_ref().unwrap().number == "NC-287").unwrap();
    let item = waiting.item.as_ref().unwrap();
    assert!(item.seen.as_ref().unwrap().progress.is_some() && item.seen.as_ref().unwrap().light.is_some(), "as it stands now: {item:?}");

    // The unit finds it on its first page and on the task's, with the money and what was built.
    let unit = district.of_unit("郑建", "区住房城乡建委").await;
    let own = rows(&district, &unit, of(FollowState::Open)).await;
    assert!(own.iter().all(|row| row.values["责任单位"] == "区住房城乡建委") && own.iter().any(|row| row.id == waiting.id));
    assert_eq!(todo(&district, &unit, TodoKey::DispatchesToAct).await, own.len());
    let page = show_item(&district.anlan, &unit, ItemId(item.id)).await.unwrap();
    let told: Vec<_> = page.records.iter().map(|one| (one.kind.as_str(), one.follow, one.title.as_str())).collect();
    assert_eq!(told[0], ("dispatch", Some(FollowState::Open), "2023-03-01 大溪河中段区级河长"));
    let kinds: Vec<&str> = told.iter().map(|one| one.0).collect();
    assert_eq!(kinds, ["dispatch", "funds", "funds", "funds", "outcome"], "ordered, planned, arranged, paid, built");
    assert!(page.records[1].told.contains("金额"), "{}", page.records[1].told);

    // The office confirms the effect: the words and the day belong together.
    let confirm = |change: &[(&str, &str)]| {
        let mut values = waiting.values.clone();
        values.extend(change.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        CorrectRecord { values, reason: "核实成效".into() }
    };
    let correct = |form: CorrectRecord, moment: &'static str, who: &Call| {
        let call = Call::new(region(), who.actor.clone(), who.account, at(moment), seed());
        let (anlan, id, version) = (&district.anlan, RecordId(waiting.id), waiting.version);
        async move { records::correct(anlan, &call, "dispatch", id, &version.to_string(), &form).await }
    };
    let staff = district.staff();
    let half = correct(confirm(&[("成效日期", "2023-11-02")]), "2023-11-03T02:00:00Z", &staff).await.unwrap_err();
    assert_eq!(fields(&half), [("成效", "effect_half")]);
    let early =
        correct(confirm(&[("成效", "管网建成通水"), ("成效日期", "2023-11-04")]), "2023-11-03T02:00:30Z", &staff).await.unwrap_err();
    assert_eq!(fields(&early), [("成效日期", "future_day")], "no effect is confirmed ahead");
    let done = [("成效", "管网建成通水"), ("成效日期", "2023-11-02"), ("解决问题数", "1")];
    assert_eq!(code(correct(confirm(&done), "2023-11-03T02:01:00Z", &unit).await), "not_allowed", "not the unit itself");
    correct(confirm(&done), "2023-11-03T02:02:00Z", &staff).await.unwrap();
    assert_eq!(rows(&district, &district.staff(), of(FollowState::Open)).await.len(), open.len() - 1);
    let now = rows(&district, &district.staff(), of(FollowState::Confirmed)).await;
    assert_eq!(now.iter().find(|row| row.id == waiting.id).unwrap().values["成效"], "管网建成通水");

    // The same task again on the same day by the same chief is the same order; another day is another.
    let order = |day: &str| {
        let values =
            [("调度日期", day), ("层级", "河长"), ("调度人", "大溪河中段区级河长"), ("任务编号", "NC-287"), ("调度要求", "再次调度")];
        RecordForm {
            id: None,
            values: values.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect::<BTreeMap<_, _>>(),
        }
    };
    assert_eq!(code(records::record(&district.anlan, &district.staff(), "dispatch", &order("2023-03-01")).await), "recorded_already");
    records::record(&district.anlan, &district.staff(), "dispatch", &order("2023-11-02")).await.unwrap();
}

#[tokio::test]
async fn the_ledgers_give_the_bulletins_figures_of_the_loop() {
    let district = District::new().await;
    assert_eq!(import(&district, "patrol", "patrols-2023.csv", &demo_file("patrols-2023.csv")).await, []);
    for (kind, name) in [
        ("problem", "loop-problems.csv"),
        ("closing", "loop-closings.csv"),
        ("look_back", "loop-look-backs.csv"),
        ("closing", "loop-closings-again.csv"),
        ("letter", "loop-letters.csv"),
        ("instruction", "loop-instructions.csv"),
        ("meeting", "loop-meetings.csv"),
        ("inspection", "inspections-2023.csv"),
    ] {
        let told = import_ledger(&district.anlan, &district.staff(), kind, name, &demo_file(name), true).await.unwrap();
        assert_eq!(told.faults, [], "{name}");
    }
    // The reasons lead to the inspections, and none comes in twice.
    let query = FigureQuery { as_of: Some("2023-10-31".parse().unwrap()), known_at: None };
    let told = figure_records(&district.anlan, &district.staff(), "full_inspections", &query).await.unwrap();
    assert_eq!((told.figure.value.as_deref(), told.figure.unit.as_str()), (Some("2"), "次"));
    let inspections: Vec<&str> =
        told.facts.iter().filter(|fact| fact.kind == FactKind::Inspection).map(|fact| fact.title.as_str()).collect();
    assert_eq!(inspections, ["2023年第1轮一河一策联合督查", "2023年第2轮一河一策联合督查"]);
    let bytes = demo_file("inspections-2023.csv");
    let again = import_ledger(&district.anlan, &district.staff(), "inspection", "再次.csv", &bytes, true).await.unwrap();
    assert_eq!((again.recorded, again.faults[0].code.as_str()), (false, "known_already"));
}
