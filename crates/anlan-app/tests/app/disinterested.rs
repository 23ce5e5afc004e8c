//! Who finds a matter, who closes it and who scores it are never one person, by whatever path and under whatever account.
//! Here 周明 has several accounts, and whatever was found was found by 周明.

use crate::common;
use crate::place;

use anlan_app::assessment::{decide_appeal, ledger, lodge_appeal, preview, publish};
use anlan_app::instructions::{assign_instruction, confirm_effect, report_on_instruction, write_instruction};
use anlan_app::letters::{issue, reply_letter, settle_letter};
use anlan_app::lights::{decide_override, propose_override};
use anlan_app::lists;
use anlan_app::look_backs::record_look_back;
use anlan_app::problems::{list_problem, merge_problem, reopen_problem};
use anlan_app::views::{
    AskCloseOut, AssignInstruction, ConfirmEffect, DecideAppeal, DecideOverride, IssueLetter, ListProblem, LodgeAppeal, LookedForm,
    MergeProblem, ProposeOverride, PublishAssessment, ReopenProblem, ReplyForm, SettleLetter, WhichResult, WriteInstruction,
};
use anlan_core::access::Role;
use anlan_core::ids::{AppealId, OverrideId, PostingId};
use anlan_core::light::Light;
use anlan_core::matter::problem::LookBackResult;
use chrono::TimeDelta;
use common::{code, day, month, region};
use place::{CLOSES, Close, F, FOUND, Place, TOWN};

#[tokio::test]
async fn who_found_it_closes_it_on_no_path_under_no_account() {
    for found in FOUND {
        for how in CLOSES {
            let place = Place::new().await;
            let id = place.found(found).await;
            place.ready(how, id).await;
            let before = place.office.store.region(&region()).revision().await.unwrap();
            for (name, role) in [("周明（staff）", Role::OfficeStaff), ("周明（inspector2）", Role::Inspector), ("周明", Role::OfficeStaff)]
            {
                assert_eq!(code(&place.close(how, &place.who(name, role), id).await), "same_person", "{found:?} {how:?} {name}");
            }
            let town = place.of_unit("吴强（town）", Role::OfficeStaff, TOWN).await;
            assert_eq!(code(&place.close(how, &town, id).await), "own_unit", "{found:?} {how:?}");
            if how != Close::EndsItUnfixed {
                let asker = place.close(how, &place.who("罗芳（inspector4）", Role::Inspector), id).await;
                assert_eq!(code(&asker), "same_person", "who asked for it: {found:?} {how:?}");
            }
            assert_eq!(place.office.store.region(&region()).revision().await.unwrap(), before, "refusals change nothing");
            assert_eq!(code(&place.close(how, &place.checker(), id).await), "done", "{found:?} {how:?}");
        }
    }
}

#[tokio::test]
async fn a_ledger_that_names_the_finder_as_checker_is_refused_whole() {
    for found in FOUND {
        let place = Place::new().await;
        let number = place.number(place.found(found).await).await;
        for result in ["同意", "退回"] {
            for checker in ["周明", "周明（区级暗访组）"] {
                let text = place.closing(&number, "白羊镇联络员", checker, result);
                assert_eq!(place.ledger("closing", &text).await, Err("same_person"), "{found:?} {checker} {result}");
            }
        }
        let text = place.closing(&number, "白羊镇联络员", "高远", "同意");
        assert_eq!(place.ledger("closing", &text).await, Ok(()), "{found:?}");
    }
}

#[tokio::test]
async fn the_item_that_stands_for_a_problem_is_no_way_around() {
    let place = Place::new().await;
    let item = place.opened(&place.another(), "HC-1").await;
    let id = place.found(F::ReportedByThemselves).await;
    assert_eq!(place.hung(id, Some(item.0)).await, item);
    place.asked(id).await;
    for call in [place.who("周明（inspector2）", Role::Inspector), place.checker()] {
        assert_eq!(code(&place.check_item(&call, item, true).await), "stands_for_problem");
        let form = AskCloseOut { text: "已清理".into(), evidence: vec![] };
        let asked = lists::ask_close_out(&place.office, &place.another(), item, &form).await;
        assert_eq!(code(&asked), "stands_for_problem");
    }
    let text = place.closing("HC-1", "罗芳", "周明", "同意");
    assert_eq!(place.ledger("closing", &text).await, Err("stands_for_problem"));
    // The same item stands for one problem only, and what stands on the list is not merged away.
    let other = place.found(F::NamedByAnother).await;
    let form = ListProblem { year: 2023, decision: "会议".into(), item_id: Some(item.0) };
    assert_eq!(code(&list_problem(&place.office, &place.another(), other, &form).await), "stands_for_problem");
    place.check(&place.checker(), id, false).await.unwrap();
    let merged = merge_problem(&place.office, &place.another(), id, &MergeProblem { into: other.0, reason: "同一处".into() }).await;
    assert_eq!(code(&merged), "listed");
}

#[tokio::test]
async fn a_ledger_closes_all_that_stands_on_the_list_at_once() {
    let place = Place::new().await;
    let mut text = String::new();
    for _ in 0..3 {
        let id = place.found(F::ReportedByThemselves).await;
        place.hung(id, None).await;
        let line = place.closing(&place.number(id).await, "白羊镇联络员", "高远", "同意");
        text = if text.is_empty() { line } else { text + line.lines().last().unwrap() + "\n" };
    }
    assert_eq!(place.ledger("closing", &text).await, Ok(()));
}

#[tokio::test]
async fn an_item_is_closed_by_nobody_who_opened_it_as_a_problem_asked_for_it_or_saw_it_come_back() {
    let place = Place::new().await;
    let item = place.opened(&place.who("周明（staff）", Role::OfficeStaff), "HC-1").await;
    let accounts = [("周明（staff）", Role::OfficeStaff), ("周明（inspector2）", Role::Inspector), ("罗芳（inspector4）", Role::Inspector)];
    for agreed in [false, true] {
        place.ask_item(item).await;
        for (name, role) in accounts {
            assert_eq!(code(&place.check_item(&place.who(name, role), item, agreed).await), "same_person", "{name}");
        }
        let town = place.of_unit("吴强（town）", Role::OfficeStaff, TOWN).await;
        assert_eq!(code(&place.check_item(&town, item, agreed).await), "own_unit");
        assert_eq!(code(&place.check_item(&place.checker(), item, agreed).await), "done");
    }
    let form = ReopenProblem { reason: "又堆上了".into(), limit_on: day("2023-12-01"), relapse: true, on: None };
    lists::reopen_item(&place.office, &place.who("唐伟（staff5）", Role::OfficeStaff), item, &form).await.unwrap();
    place.ask_item(item).await;
    let again = place.check_item(&place.who("唐伟（inspector3）", Role::Inspector), item, true).await;
    assert_eq!(code(&again), "same_person", "who saw it come back");
    let text = |who: &str| place.closing("HC-1", "蒋丽", who, "同意");
    for who in ["周明", "唐伟（暗访组）", "蒋丽（town）"] {
        assert_eq!(place.ledger("closing", &text(who)).await, Err("same_person"), "{who}");
    }
    assert_eq!(place.ledger("closing", &text("高远")).await, Ok(()));
}

#[tokio::test]
async fn who_closed_it_does_not_look_back_at_it() {
    let place = Place::new().await;
    let id = place.reported(&place.another(), place.form("").await).await;
    place.assigned(id).await;
    place.asked(id).await;
    place.check(&place.who("周明（staff）", Role::OfficeStaff), id, true).await.unwrap();
    let item = place.opened(&place.another(), "HC-1").await;
    place.ask_item(item).await;
    place.check_item(&place.who("周明（staff）", Role::OfficeStaff), item, true).await.unwrap();
    let draw = place.drawn().await;
    // Opened again meanwhile, and returned once by somebody else: 周明 closed it all the same.
    let form = ReopenProblem { reason: "漏了一处".into(), limit_on: day("2023-12-01"), relapse: false, on: None };
    reopen_problem(&place.office, &place.another(), id, &form).await.unwrap();
    place.asked(id).await;
    place.check(&place.checker(), id, false).await.unwrap();
    for (name, role) in [("周明（staff）", Role::OfficeStaff), ("周明（inspector2）", Role::Inspector)] {
        for result in [LookBackResult::Holds, LookBackResult::Relapsed, LookBackResult::CannotTell] {
            assert_eq!(code(&place.looked(&place.who(name, role), draw, id, result).await), "same_person", "{name} {result:?}");
            let form = LookedForm { number: "HC-1".into(), result, note: "看过".into(), on: None, evidence: vec![], limit_on: None };
            let looked = record_look_back(&place.office, &place.who(name, role), draw, &form).await;
            assert_eq!(code(&looked), "same_person", "the item: {name} {result:?}");
        }
    }
    assert_eq!(code(&place.looked(&place.checker(), draw, id, LookBackResult::Holds).await), "done");
    let form = LookedForm {
        number: "HC-1".into(),
        result: LookBackResult::Relapsed,
        note: "反弹".into(),
        on: None,
        evidence: vec![],
        limit_on: None,
    };
    assert_eq!(code(&record_look_back(&place.office, &place.checker(), draw, &form).await), "done");
}

impl Place {
    /// A head of the office tries to publish the year: `basis_changed` when nothing but the basis is missing.
    async fn publishes(&self, name: &str) -> &'static str {
        let mut call = self.who(name, Role::OfficeHead);
        call.at += TimeDelta::days(120);
        code(&publish(&self.office, &call, 2023, &PublishAssessment { id: None, basis: "0".into() }).await)
    }
}

#[tokio::test]
async fn who_found_or_closed_anything_of_the_year_does_not_publish_its_scores() {
    for found in FOUND {
        let place = Place::new().await;
        place.found(found).await;
        for name in ["周明（head）", "周明"] {
            assert_eq!(place.publishes(name).await, "same_person", "{found:?}");
        }
        assert_eq!(place.publishes("陈静（head）").await, "basis_changed", "{found:?}");
    }
    for how in CLOSES {
        let place = Place::new().await;
        let id = place.reported(&place.another(), place.form("").await).await;
        place.assigned(id).await;
        place.ready(how, id).await;
        place.close(how, &place.who("周明（inspector2）", Role::Inspector), id).await.unwrap();
        assert_eq!(place.publishes("周明（head）").await, "same_person", "{how:?}");
        assert_eq!(place.publishes("陈静（head）").await, "basis_changed", "{how:?}");
    }
    let place = Place::new().await;
    let id = place.reported(&place.another(), place.form("").await).await;
    let number = place.number(place.assigned(id).await).await;
    let text = place.closing(&number, "白羊镇联络员", "周明（区级暗访组）", "同意");
    place.ledger("closing", &text).await.unwrap();
    assert_eq!(place.publishes("周明（head）").await, "same_person", "named as checker in a ledger");
    let place = Place::new().await;
    let item = place.opened(&place.another(), "HC-1").await;
    place.ask_item(item).await;
    place.check_item(&place.who("周明（inspector2）", Role::Inspector), item, false).await.unwrap();
    assert_eq!(place.publishes("周明（head）").await, "same_person", "returned an item");
}

#[tokio::test]
async fn an_appeal_is_decided_by_nobody_who_found_closed_lit_published_or_lodged() {
    for found in [F::ReportedByThemselves, F::NamedByAnother, F::NamedWithAColleague, F::OnTheSpot, F::NamedInALedger] {
        let mut place = Place::new().await;
        let id = place.found(found).await;
        place.hung(id, None).await;
        place.asked(id).await;
        place.check(&place.checker(), id, false).await.unwrap();
        place.start += TimeDelta::days(120);
        let head = || place.who("陈静（head）", Role::OfficeHead);
        let basis = preview(&place.office, &head(), 2023, None).await.unwrap().basis;
        publish(&place.office, &head(), 2023, &PublishAssessment { id: None, basis }).await.unwrap();
        let account = ledger(&place.office, &head(), 2023, TOWN, &WhichResult::default()).await.unwrap();
        let number = place.number(id).await;
        let red = account.entries.iter().find(|entry| format!("{:?}", entry.line).contains(&number)).unwrap();
        let liaison = place.of_unit("罗芳（town）", Role::Liaison, TOWN).await;
        let form = LodgeAppeal { id: None, text: "不服".into(), files: vec![] };
        let lodged = lodge_appeal(&place.office, &liaison, PostingId(red.posting_id.unwrap()), &form).await.unwrap();
        let form = DecideAppeal { upheld: false, text: "核查属实".into() };
        for name in ["周明（assessor）", "高远（assessor2）", "陈静（assessor3）", "罗芳（assessor4）", "李伟（assessor5）"]
        {
            let decided = decide_appeal(&place.office, &place.who(name, Role::Assessor), AppealId(lodged.id), &form).await;
            assert_eq!(code(&decided), "not_independent", "{found:?} {name}");
        }
        let apart = decide_appeal(&place.office, &place.who("沈岚（assessor6）", Role::Assessor), AppealId(lodged.id), &form).await;
        assert_eq!(code(&apart), "done", "{found:?}");
    }
}

#[tokio::test]
async fn a_second_person_is_another_person_than_the_first_one_under_another_account() {
    let place = Place::new().await;
    let (office, first) = (&place.office, || place.who("周明（staff）", Role::OfficeStaff));
    let second = || place.who("周明（head）", Role::OfficeHead);
    // A light changed by hand.
    let item = office.item("ZD-2023-02").await;
    let form = ProposeOverride { id: None, item_id: item.0, light: Light::Green, reason: "极端天气停工".into() };
    let change = propose_override(office, &first(), month("2023-08"), &form).await.unwrap();
    let form = DecideOverride { agree: true, reason: None };
    let change = OverrideId(change.id);
    assert_eq!(code(&decide_override(office, &second(), change, &form).await), "same_person");
    assert_eq!(code(&decide_override(office, &place.another(), change, &form).await), "done");
    // A letter answered, and its answer checked.
    let town = office.unit(TOWN).await;
    let letter = IssueLetter {
        id: None,
        letter: "reminder".into(),
        unit_id: Some(town),
        chief_id: None,
        title: "提醒函".into(),
        paragraphs: vec!["请办理。".into()],
        signer: String::new(),
        reply_due_on: None,
        items: vec![],
        matters: vec![],
        month: None,
        evidence: vec![],
        proposal: None,
        issued_on: None,
    };
    let id = issue(office, &place.another(), &letter).await.unwrap();
    let liaison = place.of_unit("周明（town）", Role::Liaison, TOWN).await;
    reply_letter(office, &liaison, id, &ReplyForm { text: "已办理".into(), evidence: vec![] }).await.unwrap();
    let form = SettleLetter { basis: "属实".into() };
    assert_eq!(code(&settle_letter(office, &first(), id, &form).await), "same_person");
    assert_eq!(code(&settle_letter(office, &place.another(), id, &form).await), "done");
    // An instruction acted on, and its effect confirmed.
    let form = WriteInstruction {
        id: None,
        text: "请抓紧。".into(),
        month: Some(month("2023-10")),
        item_id: None,
        problem_id: None,
        chief_id: Some(place.chief),
        chief: String::new(),
        written_on: None,
    };
    let id = write_instruction(office, &place.another(), &form).await.unwrap();
    let form = AssignInstruction { unit_id: town, due_on: day("2023-12-01"), demand: "办理".into() };
    assign_instruction(office, &place.another(), id, &form).await.unwrap();
    let liaison = place.of_unit("周明（town）", Role::Liaison, TOWN).await;
    report_on_instruction(office, &liaison, id, &ReplyForm { text: "已办理".into(), evidence: vec![] }).await.unwrap();
    let form = ConfirmEffect { effect: "见效".into(), solved: true };
    assert_eq!(code(&confirm_effect(office, &second(), id, &form).await), "same_person");
    assert_eq!(code(&confirm_effect(office, &place.another(), id, &form).await), "done");
}
