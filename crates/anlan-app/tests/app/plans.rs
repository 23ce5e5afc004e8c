//! A river's plan from draft to approval, in two districts' ways; Nanchuan's figures from its own workbook.
#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common;
use crate::nanchuan;

use anlan_app::accounts::{create_unit_accounts, enable_accounts, unit_accounts};
use anlan_app::ledgers::import_ledger;
use anlan_app::lists::show_item;
use anlan_app::overview::overview;
use anlan_app::plans::{
    add_seat, answer_opinion, ask_advice, begin_revision, compare_versions, decide, declare_interest, delegate_seat, draw_tasks,
    evaluate_plan, fill_seats, give_opinion, open_plan, plan_calendar, plan_figures, record_lapse, resubmit_plan, return_plan, river_plans,
    save_version, show_plan, submit_plan, task_candidates,
};
use anlan_app::views::{
    AccountOfUnit, AnswerOpinion, Because, CalendarState, CreateUnitAccounts, DeclareForm, DrawTask, DrawTasks, EvaluatePlan, LapseForm,
    OpenPlan, OpinionForm, PlanBody, PlanPage, PlanText, ReturnPlan, SaveVersion, SeatForm, SeatStep, SeatVerdict, SeatsForm, SourceRef,
    TargetForm, TodoKey,
};
use anlan_app::{Call, meetings, records};
use anlan_core::access::Role;
use anlan_core::ids::MatterId;
use anlan_core::matter::plan::TargetOutcome;
use anlan_core::matter::{MatterKind, MatterState};
use anlan_core::plan::{PlanList, PlanRow};
use anlan_core::review::Verdict;
use anlan_store::{MatterFilter, MatterOrder, MatterRow};
use nanchuan::{District, code};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The same person, in another call.
fn again(call: &Call) -> Call {
    Call::new(call.region.clone(), call.actor.clone(), call.account, call.at, common::seed())
}

fn row(number: &str, text: &str, serves: &[&str]) -> PlanRow {
    let value = serde_json::json!({ "number": number, "text": text, "serves": serves });
    serde_json::from_value(value).unwrap()
}

async fn body(district: &District) -> PlanBody {
    let unit = district.unit_of("大观镇").await;
    let mut target = row("M1", "水质稳定达标", &["W1"]);
    target.target = Some("95".parse_quantity());
    target.unit_of_measure = Some("%".into());
    let mut task = row("R1", "新建污水管网", &["M1"]);
    task.years = vec![2023];
    let mut duty = row("Z1", "牵头实施", &["C1"]);
    duty.unit_id = Some(anlan_core::ids::UnitId(unit));
    let lists = BTreeMap::from([
        (PlanList::Problem, vec![row("W1", "生活污水直排", &[])]),
        (PlanList::Target, vec![target]),
        (PlanList::Task, vec![task]),
        (PlanList::Measure, vec![row("C1", "实施管网工程", &["R1"])]),
        (PlanList::Duty, vec![duty]),
    ]);
    PlanBody { lists, chapters: BTreeMap::new() }
}

trait ParseQuantity {
    fn parse_quantity(&self) -> anlan_core::exact::Quantity;
}

impl ParseQuantity for str {
    fn parse_quantity(&self) -> anlan_core::exact::Quantity {
        anlan_core::exact::Quantity::parse(self).unwrap()
    }
}

async fn page(district: &District, id: MatterId) -> PlanPage {
    show_plan(&district.anlan, &district.staff(), id, None).await.unwrap()
}

fn save(base: u32, body: PlanBody) -> SaveVersion {
    SaveVersion { base, note: format!("第{}稿", base + 1), body, attachments: vec![] }
}

fn agree(seat: usize, version: u32) -> SeatVerdict {
    SeatVerdict { seat, verdict: Verdict::Agree, text: String::new(), meeting_id: None, document: None, version }
}

fn unit_seat(unit: Uuid) -> SeatForm {
    SeatForm { unit_id: Some(unit), account_id: None }
}

fn account_seat(account: Uuid) -> SeatForm {
    SeatForm { unit_id: None, account_id: Some(account) }
}

/// Begins and writes the plan of a river by its lead unit.
async fn written(district: &District, river: &str, drafter: &Call) -> MatterId {
    let form = OpenPlan { river_id: district.river(river).await, from_year: 2023, ..OpenPlan::default() };
    let id = open_plan(&district.anlan, &again(drafter), &form).await.unwrap();
    assert_eq!(save_version(&district.anlan, &again(drafter), id, &save(0, body(district).await)).await.unwrap(), 1);
    id
}

async fn meeting(district: &District, kind: &str) -> Uuid {
    let call = district.staff();
    let form = serde_json::json!({ "meeting": kind, "title": format!("审定方案的{kind}"), "on": "2023-11-02", "place": "区政府", "agenda": ["审定一河一策方案"], "items": [], "shown": [] });
    let id = meetings::plan_meeting(&district.anlan, &call, &serde_json::from_value(form).unwrap()).await.unwrap();
    let minutes = serde_json::json!({ "attended": "区级河长、牵头单位", "minutes": ["同意方案"] });
    meetings::hold_meeting(&district.anlan, &district.staff(), id, &serde_json::from_value(minutes).unwrap()).await.unwrap();
    id.0
}

#[tokio::test]
async fn the_workbook_gives_the_bulletins_tables() {
    let district = District::new().await;
    for (kind, name) in [
        ("dispatch", "dispatches-2023.csv"),
        ("dispatch", "government-2023.csv"),
        ("accountability", "accountability-2022.csv"),
        ("funds", "money-2023.csv"),
        ("outcome", "results-2023.csv"),
    ] {
        let bytes = nanchuan::demo_file(name);
        let told = records::confirm_bytes(&district.anlan, &district.staff(), kind, name, &bytes, false).await.unwrap();
        assert_eq!(told.faults, [], "{name}");
    }
    let figures = plan_figures(&district.anlan, &district.staff(), "2023").await.unwrap();
    assert_eq!(figures.period.problems, Vec::<String>::new());
    let cell = |table: &str, key: &str, column: &str| {
        let table = figures.tables.iter().find(|own| own.name == table).unwrap();
        let at = table.headers.iter().position(|header| header == column).unwrap();
        table.rows.iter().find(|row| row.cells.iter().any(|cell| cell == key)).unwrap().cells[at].clone()
    };
    assert_eq!(cell("总体进度", "一河一策", "进度"), "82.87%");
    // Money arranged, in 万元, and the outcomes by kind and unit of measure.
    let of = |table: &str, wanted: &[&str], column: &str| {
        let table = figures.tables.iter().find(|own| own.name == table).unwrap();
        let at = table.headers.iter().position(|header| header.starts_with(column)).unwrap_or_else(|| panic!("{:?}", table.headers));
        let row = table.rows.iter().find(|row| wanted.iter().all(|word| row.cells.iter().any(|cell| cell == word)));
        row.unwrap_or_else(|| panic!("{wanted:?}")).cells[at].clone()
    };
    assert_eq!(of("资金合计", &["方案编制和中期评估", "安排"], "金额合计"), "112万元");
    assert_eq!(of("资金合计", &["项目整合资金", "安排"], "金额合计"), "1.3亿元");
    for (kind, unit, sum) in [
        ("病险水库除险加固", "座", "3"),
        ("河道治理", "公里", "49"),
        ("污水管网更新改造", "公里", "36"),
        ("高标准农田", "万亩", "15.55"),
        ("水产养殖尾水整改", "家", "39"),
    ] {
        assert_eq!(of("实物合计", &[kind, unit], "合计"), sum, "{kind}");
    }
    let meetings = anlan_app::register::choices(&district.anlan, &district.staff()).await.unwrap().meetings;
    assert_eq!(
        meetings,
        ["总河长会议", "工作推进会", "河长专题会", "政府常务会议", "区委常委会会议"],
        "the loop's kinds, and those that decide in a stage"
    );
    let rivers = river_plans(&district.anlan, &district.staff()).await.unwrap();
    assert_eq!((rivers.len(), rivers.iter().filter(|row| row.unit.is_some()).count()), (26, 26));
    let government: Vec<&str> = rivers.iter().filter(|row| row.route.contains("常委会")).map(|row| row.river.name.as_str()).collect();
    assert_eq!(government.len(), 2);
    assert!(government.contains(&"大溪河") && government.contains(&"藻渡河"));
    let again = district.import("nanchuan-2023.xlsx", &nanchuan::demo_file("nanchuan-2023.xlsx")).await;
    assert_eq!((again.faults.len(), again.accepted, again.corrected), (0, 0, 0), "a second import changes nothing");
}

#[tokio::test]
async fn a_plan_passes_five_stages_with_a_return_and_a_disagreement() {
    let district = District::new().await;
    let anlan = &district.anlan;
    let drafter = district.of_unit("李编", "区农业农村委").await;
    let id = written(&district, "凤嘴江", &drafter).await;
    let stranger = district.of_unit("外人", "区财政局").await;
    assert_eq!(code(save_version(anlan, &again(&stranger), id, &save(1, body(&district).await)).await), "not_found");
    submit_plan(anlan, &again(&drafter), id).await.unwrap();

    // 1. The lead unit checks, by another person.
    let first = page(&district, id).await;
    assert_eq!(first.reviews[0].stages.iter().map(|stage| stage.label.as_str()).collect::<Vec<_>>().len(), 5);
    assert_eq!(first.reviews[0].visits[0].seats[0].name, "区农业农村委");
    assert_eq!(code(decide(anlan, &again(&drafter), id, &agree(0, 1)).await), "same_person");
    assert_eq!(code(decide(anlan, &again(&stranger), id, &agree(0, 1)).await), "not_allowed");
    let checker = district.of_unit("王核", "区农业农村委").await;
    decide(anlan, &again(&checker), id, &agree(0, 1)).await.unwrap();

    // 2. Departments: an opinion on a row is adopted by a new version; one department hands its seat on, one is silent.
    let units = ["区生态环境局", "区水利局", "区财政局"];
    let mut seats = Vec::new();
    for unit in units {
        seats.push(unit_seat(district.unit_of(unit).await));
    }
    assert_eq!(code(fill_seats(anlan, &district.staff(), id, &SeatsForm { seats: seats[..2].to_vec() }).await), "too_few_seats");
    fill_seats(anlan, &district.staff(), id, &SeatsForm { seats }).await.unwrap();
    let environment = district.of_unit("孙环", "区生态环境局").await;
    let opinion = |row: &str| OpinionForm { seat: 0, row: Some(row.into()), text: "目标偏低，建议提高到98%".into() };
    assert_eq!(code(give_opinion(anlan, &again(&environment), id, &opinion("M9")).await), "unknown_row");
    give_opinion(anlan, &again(&environment), id, &opinion("M1")).await.unwrap();
    decide(anlan, &again(&environment), id, &agree(0, 1)).await.unwrap();
    decide(anlan, &district.of_unit("郑水", "区水利局").await, id, &agree(1, 1)).await.unwrap();
    decide(anlan, &again(&stranger), id, &agree(2, 1)).await.unwrap();
    assert_eq!(page(&district, id).await.reviews[0].visits.last().unwrap().label, "区级部门会审", "the opinion waits for an answer");
    answer_opinion(anlan, &again(&drafter), id, &AnswerOpinion { opinion: 0, adopted: true, text: "已提高".into() }).await.unwrap();
    let mut second = body(&district).await;
    second.lists.get_mut(&PlanList::Target).unwrap()[0].target = Some("98".parse_quantity());
    assert_eq!(code(save_version(anlan, &again(&drafter), id, &save(0, second.clone())).await), "stale_already");
    save_version(anlan, &again(&drafter), id, &save(1, second)).await.unwrap();
    let compared = compare_versions(anlan, &district.staff(), id, 1, 2).await.unwrap();
    assert_eq!(compared.rows.len(), 1);
    let change = &compared.rows[0].fields[0];
    assert_eq!(
        (compared.rows[0].number.as_str(), change.label.as_str(), change.old.as_str(), change.new.as_str()),
        ("M1", "目标值", "95", "98")
    );

    // 3. Experts: interests first; two of three have to agree, after all were heard.
    let mut experts = Vec::new();
    for (login, name) in [("expert1", "陆教授"), ("expert2", "毕高工"), ("expert3", "祁研究员")] {
        experts.push(district.account(login, name, Role::Expert).await);
    }
    let of = |experts: &[(Uuid, Call)]| SeatsForm { seats: experts.iter().map(|(account, _)| account_seat(*account)).collect() };
    assert_eq!(
        code(fill_seats(anlan, &district.staff(), id, &SeatsForm { seats: vec![unit_seat(district.unit_of("区财政局").await); 3] }).await),
        "unknown_seat"
    );
    fill_seats(anlan, &district.staff(), id, &of(&experts)).await.unwrap();
    let away = SeatStep { seat: Some(0), to: unit_seat(district.unit_of("区财政局").await), reason: "没有时间".into() };
    assert_eq!(code(delegate_seat(anlan, &again(&experts[0].1), id, &away).await), "unknown_seat", "an expert's seat stays an expert's");
    assert_eq!(code(decide(anlan, &again(&experts[0].1), id, &agree(0, 2)).await), "not_declared");
    for (seat, (_, call)) in experts.iter().enumerate() {
        declare_interest(anlan, &again(call), id, &DeclareForm { seat, interest: false, text: String::new() }).await.unwrap();
    }
    let against = SeatVerdict { verdict: Verdict::Disagree, text: "投资依据不足".into(), ..agree(0, 2) };
    decide(anlan, &again(&experts[0].1), id, &against).await.unwrap();
    decide(anlan, &again(&experts[1].1), id, &agree(1, 2)).await.unwrap();
    decide(anlan, &again(&experts[2].1), id, &agree(2, 2)).await.unwrap();

    // 4. The river's chiefs, both of them, at a special meeting; one returns the plan to the experts' review first.
    let upper = district.chief_of("凤嘴江上段区级河长").await;
    let lower = district.chief_of("凤嘴江下段区级河长").await;
    assert_eq!(page(&district, id).await.reviews[0].visits.last().unwrap().seats.len(), 2);
    let back = ReturnPlan { seat: Some(0), to: None, reason: "请补充投资测算".into() };
    return_plan(anlan, &again(&upper), id, &back).await.unwrap();
    let returned = page(&district, id).await;
    assert_eq!(returned.row.state, MatterState::Drafting);
    let waits = async |call: &Call| {
        let todo = overview(&district.anlan, &again(call), Some(2023)).await.unwrap().todo;
        todo.into_iter()
            .filter(|one| serde_json::to_string(&one.key).unwrap().contains("plan"))
            .map(|one| (one.key, one.count))
            .collect::<Vec<_>>()
    };
    assert_eq!(waits(&drafter).await, [(TodoKey::PlansToResubmit, 1)]);
    assert_eq!(waits(&checker).await, [(TodoKey::PlansToResubmit, 1)], "of the same unit");
    assert_eq!(waits(&upper).await, [], "who returned it waits for others");
    assert!(returned.reviews[0].visits.iter().any(|visit| visit.returned.as_deref() == Some("退回“编制”：请补充投资测算")));
    let mut third = body(&district).await;
    third.lists.get_mut(&PlanList::Measure).unwrap()[0].money =
        serde_json::from_value(serde_json::json!([{ "year": 2023, "source": "区级财政", "amount": "120.5" }])).unwrap();
    save_version(anlan, &again(&drafter), id, &save(2, third)).await.unwrap();
    assert_eq!(code(submit_plan(anlan, &again(&drafter), id).await), "in_review_already");
    resubmit_plan(anlan, &again(&drafter), id, &PlanText { text: "补充了投资测算".into() }).await.unwrap();
    assert_eq!(waits(&checker).await, [(TodoKey::PlansToSign, 1)]);
    decide(anlan, &again(&checker), id, &agree(0, 3)).await.unwrap();
    let mut seats = Vec::new();
    for unit in units {
        seats.push(unit_seat(district.unit_of(unit).await));
    }
    fill_seats(anlan, &district.staff(), id, &SeatsForm { seats }).await.unwrap();
    for (seat, (name, unit)) in [("孙环", "区生态环境局"), ("郑水", "区水利局"), ("外人", "区财政局")].into_iter().enumerate()
    {
        decide(anlan, &district.of_unit(name, unit).await, id, &agree(seat, 3)).await.unwrap();
    }
    fill_seats(anlan, &district.staff(), id, &of(&experts)).await.unwrap();
    for (seat, (_, call)) in experts.iter().enumerate() {
        declare_interest(anlan, &again(call), id, &DeclareForm { seat, interest: false, text: String::new() }).await.unwrap();
        decide(anlan, &again(call), id, &agree(seat, 3)).await.unwrap();
    }
    assert_eq!(code(decide(anlan, &again(&upper), id, &agree(0, 3)).await), "no_meeting");
    let wrong = meeting(&district, "工作推进会").await;
    assert_eq!(code(decide(anlan, &again(&upper), id, &SeatVerdict { meeting_id: Some(wrong), ..agree(0, 3) }).await), "no_such_meeting");
    let special = Some(meeting(&district, "河长专题会").await);
    decide(anlan, &again(&upper), id, &SeatVerdict { meeting_id: special, ..agree(0, 3) }).await.unwrap();
    decide(anlan, &again(&lower), id, &SeatVerdict { meeting_id: special, ..agree(1, 3) }).await.unwrap();

    // 5. The government approves, with its document.
    let government = district.by("政府办", Role::Government);
    assert_eq!(code(decide(anlan, &again(&government), id, &agree(0, 3)).await), "missing");
    let approval = SeatVerdict { document: Some("南川府函〔2023〕5号".into()), ..agree(0, 3) };
    decide(anlan, &again(&government), id, &approval).await.unwrap();
    let done = page(&district, id).await;
    assert_eq!(done.row.state, MatterState::InForce);
    assert_eq!((done.approvals[0].version, done.approvals[0].document.as_deref()), (3, Some("南川府函〔2023〕5号")));
    assert_eq!(done.money_total, "120.5");

    // In force: evaluated at mid-term, then revised without losing force.
    let result = |number: &str| TargetForm {
        number: number.into(),
        outcome: TargetOutcome::Partly,
        value: Some("96.5".into()),
        text: "断面月报".into(),
    };
    let evaluate = |results| EvaluatePlan { results, text: "总体进展顺利".into(), evidence: vec![] };
    assert_eq!(code(evaluate_plan(anlan, &again(&drafter), id, &evaluate(vec![result("M2")])).await), "targets");
    evaluate_plan(anlan, &again(&drafter), id, &evaluate(vec![result("M1")])).await.unwrap();
    assert_eq!(page(&district, id).await.evaluations[0].counts, [0, 1, 0, 0]);
    begin_revision(anlan, &again(&drafter), id, &Because { reason: "新增支流".into() }).await.unwrap();
    let revised = page(&district, id).await;
    assert_eq!((revised.row.state, revised.versions.iter().find(|own| own.in_force).unwrap().no), (MatterState::Drafting, 3));
    assert_eq!(code(submit_plan(anlan, &again(&drafter), id).await), "unchanged");
    let checked = anlan_app::matters::check_matters(anlan, &nanchuan::region()).await.unwrap();
    assert_eq!(checked.faults, Vec::<String>::new());
}

#[tokio::test]
async fn rivers_with_both_chiefs_general_go_to_two_meetings_in_order() {
    let district = District::new().await;
    let anlan = &district.anlan;
    let drafter = district.of_unit("李编", "区水利局").await;
    let id = written(&district, "大溪河", &drafter).await;
    submit_plan(anlan, &again(&drafter), id).await.unwrap();
    decide(anlan, &district.of_unit("王核", "区水利局").await, id, &agree(0, 1)).await.unwrap();
    let mut seats = Vec::new();
    for unit in ["区生态环境局", "区农业农村委", "区财政局"] {
        seats.push(unit_seat(district.unit_of(unit).await));
    }
    fill_seats(anlan, &district.staff(), id, &SeatsForm { seats }).await.unwrap();
    // Nobody answers in ten working days; the office records the silence, which this stage takes as agreeing.
    assert_eq!(code(record_lapse(anlan, &district.staff(), id, &LapseForm { seat: 0 }).await), "not_lapsed");
    let late = || {
        let staff = district.staff();
        district.call(staff.actor, staff.account, "2023-11-20T01:00:00Z")
    };
    for seat in 0..3 {
        record_lapse(anlan, &late(), id, &LapseForm { seat }).await.unwrap();
    }
    let mut experts = Vec::new();
    for (login, name) in [("expert1", "陆教授"), ("expert2", "毕高工"), ("expert3", "祁研究员"), ("expert4", "云工")] {
        experts.push(district.account(login, name, Role::Expert).await);
    }
    let seats = experts[..3].iter().map(|(account, _)| account_seat(*account)).collect();
    fill_seats(anlan, &late(), id, &SeatsForm { seats }).await.unwrap();
    let declare = |seat, interest| DeclareForm { seat, interest, text: "曾参与该河流设计".into() };
    declare_interest(anlan, &again(&experts[0].1), id, &declare(0, true)).await.unwrap();
    for (seat, (_, call)) in experts.iter().enumerate().take(3).skip(1) {
        declare_interest(anlan, &again(call), id, &declare(seat, false)).await.unwrap();
        decide(anlan, &again(call), id, &agree(seat, 1)).await.unwrap();
    }
    assert_eq!(page(&district, id).await.reviews[0].visits.last().unwrap().label, "专家评审", "one withdrew: three are needed");
    let more = SeatStep { seat: None, to: account_seat(experts[3].0), reason: "一名专家回避".into() };
    add_seat(anlan, &late(), id, &more).await.unwrap();
    declare_interest(anlan, &again(&experts[3].1), id, &declare(3, false)).await.unwrap();
    decide(anlan, &again(&experts[3].1), id, &agree(3, 1)).await.unwrap();

    let (mayor, mayor_call) = district.account("mayor", "区长", Role::ChiefGeneral).await;
    let (secretary, secretary_call) = district.account("secretary", "书记", Role::ChiefGeneral).await;
    fill_seats(anlan, &late(), id, &SeatsForm { seats: vec![account_seat(mayor), account_seat(secretary)] }).await.unwrap();
    let (executive, standing) = (meeting(&district, "政府常务会议").await, meeting(&district, "区委常委会会议").await);
    let at = |seat, meeting| SeatVerdict { meeting_id: Some(meeting), ..agree(seat, 1) };
    assert_eq!(code(decide(anlan, &again(&secretary_call), id, &at(1, standing)).await), "not_your_turn");
    assert_eq!(code(decide(anlan, &again(&mayor_call), id, &at(0, standing)).await), "no_such_meeting");
    decide(anlan, &again(&mayor_call), id, &at(0, executive)).await.unwrap();
    // The secretary asks the head of the government's office before deciding.
    let (deputy, deputy_call) = district.account("gov1", "办主任", Role::Government).await;
    let ask = SeatStep { seat: Some(1), to: account_seat(deputy), reason: "请核实资金来源".into() };
    ask_advice(anlan, &again(&secretary_call), id, &ask).await.unwrap();
    assert_eq!(code(decide(anlan, &again(&secretary_call), id, &at(1, standing)).await), "waits");
    decide(anlan, &again(&deputy_call), id, &agree(2, 1)).await.unwrap();
    decide(anlan, &again(&secretary_call), id, &at(1, standing)).await.unwrap();
    assert_eq!(page(&district, id).await.reviews[0].visits.last().unwrap().label, "区政府批复");
    // Whoever advised has agreed already: the approval is handed to a colleague.
    let other = district.account("gov2", "办副主任", Role::Government).await;
    let approve = SeatVerdict { document: Some("南川府函〔2023〕6号".into()), ..agree(0, 1) };
    assert_eq!(code(decide(anlan, &again(&deputy_call), id, &approve).await), "same_person");
    let hand = SeatStep { seat: Some(0), to: account_seat(other.0), reason: "本人已参加会议审议".into() };
    delegate_seat(anlan, &again(&deputy_call), id, &hand).await.unwrap();
    decide(anlan, &again(&other.1), id, &approve).await.unwrap();
    assert_eq!(page(&district, id).await.row.state, MatterState::InForce);
}

#[tokio::test]
async fn another_place_reviews_in_three_stages_without_code_between() {
    let mut files = nanchuan::files("examples/plan-three-stages");
    let head = files.get_mut("pack.toml").unwrap();
    *head = head.replace("status = \"draft\"", "status = \"in_force\"\nregion = \"500119\"");
    let district = District::with_plans(anlan_core::pack::Pack::load("plan-three-stages", files).unwrap()).await;
    let anlan = &district.anlan;
    let drafter = district.of_unit("李编", "区农业农村委").await;
    let id = written(&district, "凤嘴江", &drafter).await;
    submit_plan(anlan, &again(&drafter), id).await.unwrap();
    decide(anlan, &district.by("陈静", Role::OfficeHead), id, &agree(0, 1)).await.unwrap();
    let names = ["区生态环境局", "区水利局", "区财政局", "区公安局", "区林业局"];
    let mut seats = Vec::new();
    for unit in names {
        seats.push(unit_seat(district.unit_of(unit).await));
    }
    fill_seats(anlan, &district.staff(), id, &SeatsForm { seats }).await.unwrap();
    for (seat, unit) in names.into_iter().enumerate() {
        let call = district.of_unit(&format!("{unit}人"), unit).await;
        let verdict = if seat < 2 { Verdict::Disagree } else { Verdict::Agree };
        decide(anlan, &call, id, &SeatVerdict { verdict, text: "意见".into(), ..agree(seat, 1) }).await.unwrap();
    }
    // Three of five are fewer than two thirds: only a return goes on.
    let stuck = page(&district, id).await;
    assert!(stuck.reviews[0].stuck);
    return_plan(anlan, &district.staff(), id, &ReturnPlan { seat: None, to: Some(0), reason: "未达三分之二".into() }).await.unwrap();
    assert_eq!(page(&district, id).await.reviews[0].visits.last().unwrap().label, "河长办初审");
}

/// A plan that nobody objects to, in force.
async fn approved(district: &District, river: &str, unit: &str, posts: &[&str]) -> MatterId {
    let anlan = &district.anlan;
    let drafter = district.of_unit("李编", unit).await;
    let id = written(district, river, &drafter).await;
    submit_plan(anlan, &again(&drafter), id).await.unwrap();
    decide(anlan, &district.of_unit("王核", unit).await, id, &agree(0, 1)).await.unwrap();
    let units = ["区生态环境局", "区水利局", "区财政局"];
    let mut seats = Vec::new();
    for unit in units {
        seats.push(unit_seat(district.unit_of(unit).await));
    }
    fill_seats(anlan, &district.staff(), id, &SeatsForm { seats }).await.unwrap();
    for (seat, unit) in units.into_iter().enumerate() {
        decide(anlan, &district.of_unit(&format!("{unit}人"), unit).await, id, &agree(seat, 1)).await.unwrap();
    }
    let mut experts = Vec::new();
    for n in 1..4 {
        experts.push(district.account(&format!("expert{n}"), &format!("专家{n}"), Role::Expert).await);
    }
    let seats = experts.iter().map(|(account, _)| account_seat(*account)).collect();
    fill_seats(anlan, &district.staff(), id, &SeatsForm { seats }).await.unwrap();
    for (seat, (_, call)) in experts.iter().enumerate() {
        declare_interest(anlan, &again(call), id, &DeclareForm { seat, interest: false, text: String::new() }).await.unwrap();
        decide(anlan, &again(call), id, &agree(seat, 1)).await.unwrap();
    }
    let special = Some(meeting(district, "河长专题会").await);
    for (seat, post) in posts.iter().enumerate() {
        decide(anlan, &district.chief_of(post).await, id, &SeatVerdict { meeting_id: special, ..agree(seat, 1) }).await.unwrap();
    }
    let approval = SeatVerdict { document: Some("南川府函〔2023〕7号".into()), ..agree(0, 1) };
    decide(anlan, &district.by("政府办", Role::Government), id, &approval).await.unwrap();
    id
}

#[tokio::test]
async fn a_years_tasks_come_from_four_sources_and_count_once() {
    let district = District::new().await;
    let anlan = &district.anlan;
    let plan = approved(&district, "石钟溪", "区交通局", &["石钟溪区级河长"]).await;
    let csv = "年度,编号,内容,河流,责任单位,完成时限\n2023,5,完善排水管网,石钟溪,区交通局,2023-12-31\n2022,5,去年的,,,\n";
    let told = records::confirm_bytes(anlan, &district.staff(), "key_point", "要点.csv", csv.as_bytes(), false).await.unwrap();
    assert_eq!(told.faults, []);
    let csv = "年度,责任单位,内容,河流\n2023,区水利局,河道清淤,石钟溪\n";
    records::confirm_bytes(anlan, &district.staff(), "department_work", "部门.csv", csv.as_bytes(), false).await.unwrap();

    for (kind, name) in [("problem", "loop-problems.csv"), ("closing", "loop-closings.csv")] {
        let told = import_ledger(anlan, &district.staff(), kind, name, &nanchuan::demo_file(name), true).await.unwrap();
        assert_eq!(told.faults, [], "{name}");
    }
    let candidates = task_candidates(anlan, &district.staff(), 2023).await.unwrap();
    let find = |source: &str| candidates.rows.iter().find(|row| row.source == source).unwrap();
    let found: Vec<_> = candidates.rows.iter().filter(|row| row.source == "patrol_finding").collect();
    assert_eq!(candidates.rows.len() - found.len(), 3, "another year's key point is none");
    // Every problem a patrol found by the year's end that was still open when the year began.
    let (region, patrols) = (nanchuan::region(), MatterFilter { source: "patrol".into(), ..MatterFilter::of(MatterKind::Problem) });
    let known = anlan.store.region(&region).matters(&patrols, MatterOrder::Latest, None, 500).await.unwrap();
    let (first, last) = (common::day("2023-01-01"), common::day("2023-12-31"));
    let asks = |row: &&MatterRow| row.opened_on <= last && row.closed_on.is_none_or(|on| on >= first);
    let ids: BTreeSet<Uuid> = found.iter().map(|row| row.id).collect();
    assert_eq!(ids, known.iter().filter(asks).map(|row| row.id).collect());
    assert!(ids.len() < known.len() && known.iter().any(|row| row.closed_on.is_some_and(|on| on >= first)), "some were closed before");
    let (task, point, work) = (find("stage_task"), find("key_point"), find("department_work"));
    assert_eq!((task.id, task.row.as_str()), (plan.0, "R1"));
    let refer = |row: &anlan_app::views::TaskCandidate| SourceRef { source: row.source.clone(), id: row.id, row: row.row.clone() };
    let content = |number: &str, kind: &str| {
        let value = serde_json::json!({ "list": "measure", "number": number, "title": "石钟溪管网完善", "unit_id": point.unit.as_ref().unwrap().id,
            "river_id": point.river.as_ref().unwrap().id, "start_on": "2023-01-01", "limit_on": "2023-12-31", "kind": kind });
        serde_json::from_value(value).unwrap()
    };
    let draw = |item_id, content, sources| DrawTasks {
        decision: "区总河长会议".into(),
        tasks: vec![DrawTask { item_id, content, sources }],
    };
    // One task serves the plan's row and the key point; the department's own work is then added to it.
    let unkind = draw_tasks(anlan, &district.staff(), 2023, &draw(None, Some(content("NC-438", "")), vec![refer(task)])).await.unwrap_err();
    assert_eq!((unkind.code, unkind.field), ("missing", Some("kind")));
    assert!(unkind.zh.starts_with("第1个任务：请选择任务类别：共性任务、专项任务"), "{}", unkind.zh);
    let form = draw(None, Some(content("NC-438", "共性任务")), vec![refer(task), refer(point)]);
    let made = draw_tasks(anlan, &district.staff(), 2023, &form).await.unwrap();
    assert_eq!(code(draw_tasks(anlan, &district.staff(), 2023, &form).await), "drawn_already");
    draw_tasks(anlan, &district.staff(), 2023, &draw(Some(made[0].0), None, vec![refer(work)])).await.unwrap();
    let item = show_item(anlan, &district.staff(), made[0]).await.unwrap();
    let labels: Vec<(&str, &str)> = item.sources.iter().map(|source| (source.label.as_str(), source.rows.as_str())).collect();
    assert_eq!(labels.len(), 3);
    assert!(labels.contains(&("阶段性任务", "plan")) && labels.contains(&("部门涉河工作", "department_work")));
    assert_eq!(item.content.source.as_deref(), Some("阶段性任务、年度工作要点"));
    let figures = plan_figures(anlan, &district.staff(), "2023").await.unwrap();
    let table = figures.tables.iter().find(|table| table.name == "总体进度").unwrap();
    assert!(table.rows[0].cells.contains(&"438".to_owned()), "one more task, though it serves three: {:?}", table.rows[0].cells);
    assert_eq!(page(&district, plan).await.drawn.iter().map(|drawn| drawn.row.as_str()).collect::<Vec<_>>(), ["R1"]);
    let empty =
        draw(None, Some(content("NC-439", "专项任务")), vec![SourceRef { source: "stage_task".into(), id: plan.0, row: "R9".into() }]);
    assert_eq!(code(draw_tasks(anlan, &district.staff(), 2023, &empty).await), "unknown_source");
}

#[tokio::test]
async fn every_lead_and_responsible_unit_gets_its_account_in_one_action() {
    let district = District::new().await;
    let anlan = &district.anlan;
    let (system, security) = (district.by("系统管理员", Role::SystemAdmin), district.by("安全管理员", Role::SecurityAdmin));
    let told = unit_accounts(anlan, &system).await.unwrap();
    assert_eq!((told.lead_units, told.lead_accounts, told.other_units, told.other_accounts), (14, 0, 30, 0));
    let wanted = told.without;
    assert_eq!((wanted.len(), wanted.iter().filter(|unit| !unit.leads.is_empty()).count()), (44, 14));
    assert_eq!(wanted.iter().map(|unit| unit.leads.len()).sum::<usize>(), 26);
    assert_eq!(wanted.iter().map(|unit| unit.tasks).sum::<usize>(), 437);
    assert_eq!(code(unit_accounts(anlan, &district.staff()).await), "not_allowed");
    let units = wanted.iter().map(|unit| AccountOfUnit { unit_id: unit.id, post: "河长制填报岗".into(), person: String::new() }).collect();
    let form = CreateUnitAccounts { prefix: "nc".into(), units };
    let twice = CreateUnitAccounts { units: [form.units.clone(), form.units.clone()].concat(), ..form.clone() };
    assert_eq!(code(create_unit_accounts(anlan, &system, &twice).await), "not_wanted");
    assert_eq!(unit_accounts(anlan, &system).await.unwrap().without.len(), 44, "all or none");
    let made = create_unit_accounts(anlan, &system, &form).await.unwrap();
    let logins: BTreeSet<&str> = made.iter().map(|one| one.account.login.as_str()).collect();
    let passwords: BTreeSet<&str> = made.iter().map(|one| one.one_time_password.as_str()).collect();
    assert_eq!((logins.len(), passwords.len()), (44, 44));
    assert!(made.iter().all(|one| one.account.disabled && one.account.name.ends_with("河长制填报岗") && one.account.unit.is_some()));
    let hashes: BTreeSet<String> =
        anlan.store.region(&nanchuan::region()).accounts().await.unwrap().into_iter().map(|row| row.password_hash).collect();
    assert_eq!(hashes.len(), 44, "no two share a salt");
    let told = unit_accounts(anlan, &system).await.unwrap();
    assert_eq!((told.lead_accounts, told.other_accounts, told.without.len()), (14, 30, 0));
    let ids: Vec<Uuid> = made.iter().map(|one| one.account.id).collect();
    assert_eq!(code(enable_accounts(anlan, &again(&system), &ids).await), "not_allowed", "who creates does not enable");
    enable_accounts(anlan, &security, &ids).await.unwrap();
    assert!(anlan.store.region(&nanchuan::region()).accounts().await.unwrap().iter().all(|row| !row.disabled));
}

#[tokio::test]
async fn the_calendar_says_what_is_due_by_when_and_who_is_late() {
    let district = District::new().await;
    let anlan = &district.anlan;
    for (kind, name) in [("problem", "loop-problems.csv"), ("closing", "loop-closings.csv"), ("letter", "loop-letters.csv")] {
        let told = import_ledger(anlan, &district.staff(), kind, name, &nanchuan::demo_file(name), true).await.unwrap();
        assert_eq!(told.faults, [], "{name}");
    }
    let csv = "年度,报送日期,标题\n2022,2023-02-03,2022年一河一策工作总结\n";
    assert_eq!(
        records::confirm_bytes(anlan, &district.staff(), "yearly_summary", "总结.csv", csv.as_bytes(), false).await.unwrap().faults,
        []
    );
    let year = plan_calendar(anlan, &district.staff(), 2023).await.unwrap();
    let of = |key: &str| -> Vec<(String, String, Option<String>, CalendarState)> {
        let own = year.entries.iter().filter(|entry| entry.key == key);
        own.map(|own| (own.period.clone(), own.due_on.to_string(), own.done_on.map(|on| on.to_string()), own.state)).collect()
    };
    let text = |text: &str| text.to_owned();
    assert_eq!(
        of("quarterly_circular"),
        [
            (text("2023年第1季度"), text("2023-04-15"), Some(text("2023-04-12")), CalendarState::Done),
            (text("2023年第2季度"), text("2023-07-15"), Some(text("2023-07-12")), CalendarState::Done),
            (text("2023年第3季度"), text("2023-10-15"), Some(text("2023-10-12")), CalendarState::Done),
            (text("2023年第4季度"), text("2024-01-15"), None, CalendarState::Coming),
        ]
    );
    assert_eq!(of("yearly_summary"), [(text("2023年"), text("2024-01-28"), None, CalendarState::Coming)]);
    let before = plan_calendar(anlan, &district.staff(), 2022).await.unwrap();
    let summary = before.entries.iter().find(|entry| entry.key == "yearly_summary").unwrap();
    assert_eq!((summary.state, summary.due_on), (CalendarState::DoneLate, common::day("2023-01-28")), "made on 3 February");
    assert!(summary.clause.contains("河长办解释"));

    // The table brings October's progress, before 5 November; of September nobody reported.
    let month = |period: &str| year.entries.iter().find(|entry| entry.key == "monthly_report" && entry.period == period).unwrap();
    assert_eq!((month("2023年10月").state, month("2023年10月").late.len()), (CalendarState::Done, 0));
    let september = month("2023年9月");
    assert_eq!((september.state, september.due_on), (CalendarState::Late, common::day("2023-10-05")));
    assert!(september.late.iter().all(|late| late.missing > 0) && september.late.len() > 30);
    assert_eq!(month("2023年11月").state, CalendarState::Coming);
    // A liaison sees the own unit only.
    let liaison = district.of_unit("李编", "区水利局").await;
    let own = plan_calendar(anlan, &liaison, 2023).await.unwrap();
    let own = own.entries.iter().find(|entry| entry.period == "2023年9月").unwrap();
    assert_eq!(own.late.iter().map(|late| late.unit.name.as_str()).collect::<Vec<_>>(), ["区水利局"]);
}
