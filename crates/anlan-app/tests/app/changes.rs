//! Changes that need approval: a task's limit, a pause of its clock, a river handed to another lead unit in mid-year.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;
use crate::nanchuan;

use anlan_app::Call;
use anlan_app::changes::{ask_change, open_work, show_change, sign_change, withdraw_change};
use anlan_app::imports::plan_bytes;
use anlan_app::ledgers::import_ledger;
use anlan_app::lists::{edit_item, find, light_as_known, show_item};
use anlan_app::overview::overview;
use anlan_app::plans::{open_plan, save_version, show_plan};
use anlan_app::register::add_lead_unit;
use anlan_app::views::{
    AskChange, AskSubject, Because, EditItem, EditKind, ItemForm, ItemQuery, ItemRow, LeadUnitForm, OpenPlan, PlanBody, SaveVersion,
    SignChange,
};
use anlan_core::access::Role;
use anlan_core::ids::ItemId;
use anlan_core::light::Light;
use anlan_core::matter::MatterState;
use anlan_core::month::Month;
use nanchuan::{District, code};
use uuid::Uuid;

const RIVER: &str = "石钟溪";

/// The open tasks of a river, in the order of their numbers.
async fn tasks(district: &District, river: &str) -> Vec<ItemRow> {
    let river = Some(district.river(river).await);
    let query = ItemQuery { year: Some(2023), river, state: Some("open".into()), page_size: Some(500), ..ItemQuery::default() };
    find(&district.anlan, &district.staff(), &query).await.unwrap().rows
}

fn again(call: &Call) -> Call {
    Call::new(call.region.clone(), call.actor.clone(), call.account, call.at, common::seed())
}

/// The same person a minute later: facts of one moment have no order of their own.
fn later(call: &Call) -> Call {
    Call::new(call.region.clone(), call.actor.clone(), call.account, call.at + chrono::TimeDelta::minutes(1), common::seed())
}

fn ask(subject: AskSubject) -> AskChange {
    AskChange { subject, reason: "汛期水位高，无法施工".into(), document: "区水利局函〔2023〕12号".into() }
}

fn sign(seat: usize, agree: bool) -> SignChange {
    SignChange { seat, agree, text: if agree { String::new() } else { "理由不充分".into() } }
}

async fn later_limit(district: &District, id: Uuid, limit: &str) -> AskSubject {
    let page = show_item(&district.anlan, &district.staff(), ItemId(id)).await.unwrap();
    let content = ItemForm { limit_on: common::day(limit), ..page.content };
    let (version, effective_on) = (page.row.version, common::day("2023-10-20"));
    AskSubject::Item { item_id: id, version, effective_on, content: Box::new(content) }
}

#[tokio::test]
async fn a_later_limit_holds_from_its_day_once_two_agreed_and_the_light_history_keeps_both() {
    let district = District::new().await;
    let anlan = &district.anlan;
    let task = tasks(&district, RIVER).await.into_iter().next().unwrap();
    let before = show_item(anlan, &district.staff(), ItemId(task.id)).await.unwrap();
    assert_eq!(before.approval, ["limit_on", "target", "money"]);
    assert!(before.actions.iter().any(|action| action.key == "change.item"));

    // The office itself cannot move a limit, by hand or by a workbook.
    let moved = ItemForm { limit_on: common::day("2024-06-30"), ..before.content.clone() };
    for kind in [EditKind::Change, EditKind::Correction] {
        let edit = EditItem { content: moved.clone(), kind, effective_on: Some(common::day("2023-10-20")), reason: "改期".into() };
        let told = edit_item(anlan, &district.staff(), ItemId(task.id), &task.version, &edit).await;
        assert_eq!(code(told), "needs_approval");
    }
    let liaison = district.of_unit("李编", &task.unit.name).await;
    let stranger = district.of_unit("外单位", "大观镇").await;
    let form = ask(later_limit(&district, task.id, "2024-06-30").await);
    if task.unit.name != "大观镇" {
        assert_eq!(code(ask_change(anlan, &stranger, &form).await), "not_found", "another unit's task is hidden");
    }
    let id = ask_change(anlan, &again(&liaison), &form).await.unwrap();
    assert_eq!(code(ask_change(anlan, &district.staff(), &form).await), "asked_already", "one request at a time");
    let page = show_change(anlan, &district.staff(), id).await.unwrap();
    let differs: Vec<_> = page.fields.iter().map(|change| (change.label.as_str(), change.old.clone(), change.new.as_str())).collect();
    assert_eq!(differs, [("完成时限", task.limit_on.to_string(), "2024-06-30")]);
    assert!(page.clause.contains("渝简报147") && page.clause.contains("河长办解释"), "{}", page.clause);
    assert_eq!(page.consents.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(), ["区河长办负责人", "区级河长"]);

    // Staff are not the head; the chief of another river is not the river's; nothing holds before the last signature.
    assert_eq!(code(sign_change(anlan, &district.staff(), id, &sign(0, true)).await), "not_your_seat");
    assert_eq!(code(sign_change(anlan, &again(&liaison), id, &sign(0, true)).await), "not_your_seat");
    sign_change(anlan, &district.by("负责人", Role::OfficeHead), id, &sign(0, true)).await.unwrap();
    let other = district.chief_of("黑溪河区级河长").await;
    assert_eq!(code(sign_change(anlan, &other, id, &sign(1, true)).await), "not_your_seat");
    let still = show_item(anlan, &district.staff(), ItemId(task.id)).await.unwrap();
    assert_eq!(still.row.limit_on, task.limit_on);
    sign_change(anlan, &district.chief_of("石钟溪区级河长").await, id, &sign(1, true)).await.unwrap();

    let page = show_change(anlan, &district.staff(), id).await.unwrap();
    assert_eq!(page.row.state, MatterState::Agreed);
    assert_eq!(page.story.len(), 3, "asked, signed twice");
    let now = show_item(anlan, &district.staff(), ItemId(task.id)).await.unwrap();
    assert_eq!(now.row.limit_on, common::day("2024-06-30"));
    let fact = now.history.iter().find(|entry| entry.reason.contains("批准")).unwrap();
    assert!(fact.reason.contains("汛期水位高") && fact.reason.contains("河长"), "{}", fact.reason);
    // The months before the change are judged by the limit that held then, those after by the new one.
    let because = |month: &'static str| {
        let lights = now.lights.clone();
        lights
            .into_iter()
            .find(|light| light.month == Month::parse(month).unwrap())
            .map(|light| light.verdict.because.iter().map(|reason| reason.text.clone()).collect::<Vec<_>>().join("\n"))
    };
    let old = format!("{}年{}月{}日", task.limit_on.format("%Y"), task.limit_on.format("%-m"), task.limit_on.format("%-d"));
    assert!(because("2023-09").unwrap().contains(&old), "{:?}", because("2023-09"));
    assert!(because("2023-10").unwrap().contains("2024年6月30日"), "{:?}", because("2023-10"));
    // The workbook still says the old limit: importing it again is a fault at the row, never a silent return.
    let told = plan_bytes(anlan, &district.staff(), "nanchuan-2023.xlsx", &nanchuan::demo_file("nanchuan-2023.xlsx")).await.unwrap();
    let codes: Vec<(&str, Option<&str>)> = told.faults.iter().map(|fault| (fault.code.as_str(), fault.value.as_deref())).collect();
    assert_eq!(codes, [("needs_approval", Some(task.number.as_str()))]);
}

#[tokio::test]
async fn a_refusal_a_withdrawal_and_a_stale_request_change_nothing() {
    let district = District::new().await;
    let anlan = &district.anlan;
    let task = tasks(&district, RIVER).await.into_iter().next().unwrap();
    let form = || async { ask(later_limit(&district, task.id, "2024-06-30").await) };
    let head = || district.by("负责人", Role::OfficeHead);
    let limit = || async { show_item(anlan, &district.staff(), ItemId(task.id)).await.unwrap().row.limit_on };

    let id = ask_change(anlan, &district.staff(), &form().await).await.unwrap();
    assert_eq!(code(sign_change(anlan, &head(), id, &SignChange { text: String::new(), ..sign(0, false) }).await), "missing");
    sign_change(anlan, &head(), id, &sign(0, false)).await.unwrap();
    assert_eq!(show_change(anlan, &district.staff(), id).await.unwrap().row.state, MatterState::Refused);

    let id = ask_change(anlan, &district.staff(), &form().await).await.unwrap();
    withdraw_change(anlan, &district.staff(), id, &Because { reason: "写错日期".into() }).await.unwrap();
    assert_eq!(code(sign_change(anlan, &head(), id, &sign(0, true)).await), "wrong_state");

    // Changed in between by what needs no approval: the last signature does not overwrite it.
    let id = ask_change(anlan, &district.staff(), &form().await).await.unwrap();
    sign_change(anlan, &head(), id, &sign(0, true)).await.unwrap();
    let page = show_item(anlan, &district.staff(), ItemId(task.id)).await.unwrap();
    let content = ItemForm { measure: Some("换了措施".into()), ..page.content };
    let edit = EditItem { content, kind: EditKind::Change, effective_on: Some(common::day("2023-10-21")), reason: "补充措施".into() };
    edit_item(anlan, &district.staff(), ItemId(task.id), &page.row.version, &edit).await.unwrap();
    let chief = district.chief_of("石钟溪区级河长").await;
    assert_eq!(code(sign_change(anlan, &chief, id, &sign(1, true)).await), "stale");
    let open = show_change(anlan, &district.staff(), id).await.unwrap();
    assert_eq!((open.row.state, open.consents[1].by.clone()), (MatterState::Asked, None), "a signature that had no effect is none");
    assert_eq!(limit().await, task.limit_on);
}

#[tokio::test]
async fn an_approved_pause_stops_the_clock_for_as_long_as_it_lasts() {
    let district = District::new().await;
    let anlan = &district.anlan;
    let october = Month::parse("2023-10").unwrap();
    // One that is neither done nor late.
    let query = ItemQuery { year: Some(2023), state: Some("open".into()), page_size: Some(500), ..ItemQuery::default() };
    let all = find(anlan, &district.staff(), &query).await.unwrap().rows;
    let posts = anlan.store.region(&nanchuan::region()).chiefs().await.unwrap();
    let post_of = |row: &ItemRow| row.river.as_ref().map(|river| format!("{}区级河长", river.name)).unwrap_or_default();
    let running = |row: &ItemRow| {
        posts.iter().any(|post| post.name == post_of(row))
            && row.limit_on > common::day("2023-11-15")
            && row.progress.as_ref().is_some_and(|at| at.share != "100")
    };
    let task = all.into_iter().find(running).unwrap();
    let post = post_of(&task);
    let id = ItemId(task.id);
    let light = || async {
        let call = district.staff();
        light_as_known(anlan, &call, id, october, later(&call).at).await.unwrap().unwrap()
    };
    let before = light().await;
    assert!(!["paused", "done", "overdue"].contains(&before.rule.as_str()), "{}", before.rule);
    let pause = |from: &str, until: Option<&str>| {
        ask(AskSubject::Pause { item_id: task.id, from_on: common::day(from), until_on: until.map(common::day) })
    };
    assert_eq!(code(ask_change(anlan, &district.staff(), &pause("2022-12-01", None)).await), "too_early");
    let asked = ask_change(anlan, &district.staff(), &pause("2023-10-01", None)).await.unwrap();
    sign_change(anlan, &district.by("负责人", Role::OfficeHead), asked, &sign(0, true)).await.unwrap();
    assert_eq!(light().await.rule, before.rule, "not approved yet");
    sign_change(anlan, &district.by("总河长", Role::ChiefGeneral), asked, &sign(1, true)).await.unwrap();
    let paused = light().await;
    assert_eq!((paused.light, paused.rule.as_str()), (Light::NotAssessed, "paused"));
    assert!(paused.because.last().unwrap().text.contains("经批准暂停31天"), "{:?}", paused.because);

    assert_eq!(code(ask_change(anlan, &district.staff(), &pause("2023-11-01", None)).await), "overlaps");
    let run = ask(AskSubject::Resume { item_id: task.id, on: common::day("2023-10-11") });
    let asked = ask_change(anlan, &later(&district.staff()), &run).await.unwrap();
    sign_change(anlan, &later(&district.by("负责人", Role::OfficeHead)), asked, &sign(0, true)).await.unwrap();
    sign_change(anlan, &later(&district.chief_of(&post).await), asked, &sign(1, true)).await.unwrap();
    let after = light().await;
    assert_eq!(after.rule, before.rule);
    assert!(after.because.iter().any(|reason| reason.text.contains("顺延暂停的10天")), "{:?}", after.because);

    // One that ends by itself tells its last day in the task's history.
    let asked = ask_change(anlan, &later(&district.staff()), &pause("2023-10-20", Some("2023-10-25"))).await.unwrap();
    sign_change(anlan, &later(&district.by("负责人", Role::OfficeHead)), asked, &sign(0, true)).await.unwrap();
    sign_change(anlan, &later(&district.chief_of(&post).await), asked, &sign(1, true)).await.unwrap();
    let history = show_item(anlan, &later(&district.staff()), id).await.unwrap().history;
    let told: Vec<(&str, &str)> =
        history.iter().flat_map(|entry| &entry.changes).map(|change| (change.label.as_str(), change.new.as_str())).collect();
    assert!(told.contains(&("暂停至", "2023-10-25")), "{told:?}");
}

/// The problems of a river that a unit still has to put right.
async fn problems_of(district: &District, river: Uuid, unit: Uuid) -> usize {
    let states = MatterState::ALL.iter().copied().filter(|state| !state.ended()).collect();
    let filter = anlan_store::MatterFilter {
        states,
        river: Some(river),
        unit: Some(unit),
        ..anlan_store::MatterFilter::of(anlan_core::matter::MatterKind::Problem)
    };
    let read = district.anlan.store.region(&district.staff().region).matters(&filter, anlan_store::MatterOrder::Latest, None, 500).await;
    read.unwrap().len()
}

#[tokio::test]
async fn a_river_changes_its_lead_unit_in_mid_year_with_its_open_work_by_two_signatures() {
    let district = District::new().await;
    let anlan = &district.anlan;
    for (kind, name) in [("problem", "loop-problems.csv"), ("closing", "loop-closings.csv")] {
        assert_eq!(import_ledger(anlan, &district.staff(), kind, name, &nanchuan::demo_file(name), true).await.unwrap().faults, []);
    }
    // A river whose lead unit has open tasks of its own on it.
    let leads = anlan.store.region(&nanchuan::region()).lead_units().await.unwrap();
    let query = ItemQuery { year: Some(2023), state: Some("open".into()), page_size: Some(500), ..ItemQuery::default() };
    let all = find(anlan, &district.staff(), &query).await.unwrap().rows;
    let led = |row: &&ItemRow| {
        leads.iter().any(|lead| row.unit.id == lead.unit_id && row.river.as_ref().map(|own| own.id) == Some(lead.river_id))
    };
    let first = all.iter().find(led).unwrap();
    let (river, giver) = (first.river.as_ref().unwrap().id, first.unit.id);
    let name = first.unit.name.clone();
    let (taker, taker_name) = (district.unit_of("区财政局").await, "区财政局");
    let drafter = district.of_unit("李编", &name).await;
    let plan = open_plan(anlan, &again(&drafter), &OpenPlan { river_id: river, from_year: 2023, ..OpenPlan::default() }).await.unwrap();
    let body =
        PlanBody { lists: std::collections::BTreeMap::new(), chapters: [(anlan_core::plan::Chapter::Summary, "综合".to_owned())].into() };
    let save = |base| SaveVersion { base, note: "稿".into(), body: body.clone(), attachments: vec![] };
    save_version(anlan, &again(&drafter), plan, &save(0)).await.unwrap();

    let direct = LeadUnitForm { unit_id: taker, from_on: common::day("2023-07-01") };
    assert_eq!(code(add_lead_unit(anlan, &district.staff(), river, &direct).await), "hand_over", "not past the open work");
    let work = open_work(anlan, &district.staff(), river).await.unwrap();
    assert_eq!(work.unit.as_ref().map(|unit| unit.id), Some(giver));
    let own: Vec<&ItemRow> = all.iter().filter(|row| row.unit.id == giver && row.river.as_ref().map(|own| own.id) == Some(river)).collect();
    let count = |kind: &str| work.carried.iter().filter(|one| one.kind == kind).count();
    assert!(!own.is_empty());
    assert_eq!((count("item"), count("plan"), count("problem")), (own.len(), 1, problems_of(&district, river, giver).await));

    let form = |unit_id, from: &str| ask(AskSubject::LeadUnit { river_id: river, unit_id, from_on: common::day(from) });
    assert_eq!(code(ask_change(anlan, &again(&drafter), &form(taker, "2023-07-01")).await), "not_allowed", "the office co-ordinates");
    assert_eq!(code(ask_change(anlan, &district.staff(), &form(giver, "2023-07-01")).await), "same_unit");
    assert_eq!(code(ask_change(anlan, &district.staff(), &form(taker, "2021-01-01")).await), "too_early");
    let id = ask_change(anlan, &district.staff(), &form(taker, "2023-07-01")).await.unwrap();
    let page = show_change(anlan, &again(&drafter), id).await.unwrap();
    assert_eq!(page.carried.len(), work.carried.len());
    assert_eq!(
        page.consents.iter().map(|one| one.label.as_str()).collect::<Vec<_>>(),
        [format!("移交方：{name}"), format!("接收方：{taker_name}")]
    );
    assert_eq!(page.consents.iter().map(|one| one.may_sign).collect::<Vec<_>>(), [true, false], "each signs for its own unit");

    // Lights of a unit in the months before and after the day.
    let lit = async |unit: Uuid| {
        let matrix = overview(anlan, &district.staff(), Some(2023)).await.unwrap().matrix;
        let cells = matrix.into_iter().filter(|row| row.unit.id == unit).flat_map(|row| row.cells).flatten();
        cells.map(|cell| (cell.month.to_string(), cell.lights.total())).partition::<Vec<_>, _>(|(month, _)| month.as_str() < "2023-07")
    };
    let (giver_before, taker_before) = (lit(giver).await, lit(taker).await);
    sign_change(anlan, &again(&drafter), id, &sign(0, true)).await.unwrap();
    assert_eq!(code(sign_change(anlan, &again(&drafter), id, &sign(1, true)).await), "not_your_seat");
    let receiver = district.of_unit("赵接", taker_name).await;
    sign_change(anlan, &again(&receiver), id, &sign(1, true)).await.unwrap();

    let (giver_after, taker_after) = (lit(giver).await, lit(taker).await);
    assert_eq!(
        (&giver_after.0, &taker_after.0),
        (&giver_before.0, &taker_before.0),
        "months before the day stay with whoever answered for them"
    );
    assert!(!giver_before.1.is_empty() && giver_after.1 != giver_before.1 && taker_after.1 != taker_before.1);

    let leads: Vec<_> = anlan.store.region(&nanchuan::region()).lead_units().await.unwrap();
    let of_river: Vec<_> = leads.iter().filter(|row| row.river_id == river).map(|row| (row.unit_id, row.until_on)).collect();
    assert_eq!(of_river, [(giver, Some(common::day("2023-06-30"))), (taker, None)]);
    for row in &own {
        let now = show_item(anlan, &district.staff(), ItemId(row.id)).await.unwrap();
        assert_eq!(now.row.unit.id, taker, "{}", row.number);
        let fact = now.history.last().map_or_else(String::new, |fact| fact.reason.clone());
        let told = now.history.iter().any(|fact| fact.reason.contains("李编") && fact.reason.contains("赵接"));
        assert!(told, "who signed is told: {fact}");
    }
    assert_eq!((problems_of(&district, river, giver).await, problems_of(&district, river, taker).await), (0, count("problem")));
    let plan_page = show_plan(anlan, &district.staff(), plan, None).await.unwrap();
    assert_eq!(plan_page.row.unit.map(|unit| unit.id), Some(taker));
    // The one drafts no more, the other does.
    assert_eq!(code(save_version(anlan, &again(&drafter), plan, &save(1)).await), "not_found");
    let chapters = [(anlan_core::plan::Chapter::Summary, "接收后修改".to_owned())].into();
    let changed = SaveVersion { base: 1, note: "接手".into(), body: PlanBody { chapters, ..body.clone() }, attachments: vec![] };
    save_version(anlan, &again(&receiver), plan, &changed).await.unwrap();
    let checked = anlan_app::matters::check_matters(anlan, &nanchuan::region()).await.unwrap();
    assert_eq!(checked.faults, Vec::<String>::new());
}
