//! Plans of rivers (一河一策方案): drafted in versions by the lead unit, reviewed in the pack's stages, in force, evaluated, revised.

mod calendar;
mod compare;
mod draft;
mod evaluate;
mod figures;
mod files;
mod life;
mod page;
mod review;
mod rivers;
mod seats;
mod tasks;
mod waiting;

pub use calendar::plan_calendar;
pub use compare::compare_versions;
pub use draft::{open_plan, save_version};
pub use evaluate::evaluate_plan;
pub use figures::plan_figures;
pub use files::{read_plan_file, version_document};
pub use life::{begin_revision, cancel_plan, end_plan, resubmit_plan, submit_plan};
pub use page::show_plan;
pub use review::{
    add_seat, answer_opinion, ask_advice, decide, declare_interest, delegate_seat, fill_seats, give_opinion, record_lapse, return_plan,
};
pub use rivers::river_plans;
pub use seats::seatable;
pub use tasks::{draw_tasks, task_candidates};

pub(crate) use draft::lead_on;
pub(crate) use tasks::sources_of;
pub(crate) use waiting::plans_waiting;

use crate::{Anlan, Call, Fault};
use anlan_core::days::zh;
use anlan_core::ids::MatterId;
use anlan_core::matter::plan::{PlanEvent, TargetOutcome};
use anlan_core::matter::{Matter, MatterKind, MatterState, plan::Plan};
use anlan_core::pack::Pack;
use anlan_core::pack::plans::PlanRules;
use anlan_core::plan::PlanContent;
use anlan_core::review::{ReviewEvent, Verdict};
use anlan_store::{Connection, MatterFilter, MatterOrder, PlanVersionRow, Regional, StoreError};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// The pack of plans in force today, with its rules.
pub(crate) fn rules_of<'a>(anlan: &'a Anlan, call: &Call) -> Result<(&'a Arc<Pack>, &'a PlanRules), Fault> {
    let none = |told: String| {
        let zh = format!("{}没有（唯一）生效的一河一策规则包（topic = \"plan\"），请先核对规则包的生效日期。", zh(call.today()));
        Fault::conflict("no_plan_pack", zh, told)
    };
    let pack = anlan.packs.plan_rules(call.region.as_str(), call.today()).map_err(|fault| none(fault.to_string()))?;
    let rules = pack.head.plan.as_ref().ok_or_else(|| none("the pack has no [plan]".to_owned()))?;
    Ok((pack, rules))
}

/// The plan a matter is.
pub(crate) fn plan_of(matter: &Matter) -> Result<&Plan, Fault> {
    let Matter::Plan(plan) = matter else { return Err(Fault::not_found()) };
    Ok(plan)
}

/// What a version says, checked against the digest its fact names; nothing for version 0.
pub(crate) async fn content_of<C: Connection>(read: &Regional<'_, C>, plan: &Plan, no: u32) -> Result<PlanContent, Fault> {
    if no == 0 {
        return Ok(PlanContent::default());
    }
    let version = plan.versions.iter().find(|version| version.no == no).ok_or_else(Fault::not_found)?;
    read_version(read, plan.id, no, &version.digest).await
}

/// What the latest version says.
pub(crate) async fn latest_content<C: Connection>(read: &Regional<'_, C>, plan: &Plan) -> Result<PlanContent, Fault> {
    content_of(read, plan, plan.version()).await
}

/// Every plan in force with what its approved version says: in a few statements, however many plans there are.
pub(crate) async fn contents_in_force<C: Connection>(read: &Regional<'_, C>) -> Result<Vec<(Plan, PlanContent)>, Fault> {
    let open = [MatterState::InForce, MatterState::Drafting, MatterState::UnderReview];
    let filter = MatterFilter { states: open.to_vec(), ..MatterFilter::of(MatterKind::Plan) };
    let ids: Vec<Uuid> =
        read.matters(&filter, MatterOrder::Latest, None, u64::from(u32::MAX)).await?.into_iter().map(|row| row.id).collect();
    let mut plans = Vec::new();
    for (id, facts) in read.matter_facts_of(&ids).await? {
        let damaged = |refusal| Fault::from(StoreError::Damaged(format!("plan {id}: {refusal}")));
        let matter = Matter::told(&facts).map_err(damaged)?.ok_or_else(Fault::not_found)?;
        let plan = plan_of(&matter)?;
        if let Some(approval) = plan.in_force() {
            plans.push((plan.clone(), approval.version));
        }
    }
    let wanted: Vec<(MatterId, u32)> = plans.iter().map(|(plan, no)| (plan.id, *no)).collect();
    let mut rows: HashMap<(Uuid, i64), PlanVersionRow> =
        read.plan_versions(&wanted).await?.into_iter().map(|row| ((row.plan_id, row.no), row)).collect();
    let said = |(plan, no): (Plan, u32)| {
        let digest = plan.versions.iter().find(|version| version.no == no).map(|version| version.digest.clone()).unwrap_or_default();
        let content = read_row(rows.remove(&(plan.id.0, i64::from(no))), plan.id, no, &digest)?;
        Ok((plan, content))
    };
    plans.into_iter().map(said).collect()
}

async fn read_version<C: Connection>(read: &Regional<'_, C>, id: MatterId, no: u32, digest: &str) -> Result<PlanContent, Fault> {
    read_row(read.plan_version(id, no).await?, id, no, digest)
}

fn read_row(row: Option<PlanVersionRow>, id: MatterId, no: u32, digest: &str) -> Result<PlanContent, Fault> {
    let damaged = |what: &str| Fault::from(StoreError::Damaged(format!("plan {id} version {no}: {what}")));
    let row = row.ok_or_else(|| damaged("what it says is gone"))?;
    let content: PlanContent = serde_json::from_str(&row.content).map_err(|e| damaged(&e.to_string()))?;
    if content.digest() != digest || row.digest != digest {
        return Err(damaged("what it says does not fit its digest"));
    }
    Ok(content)
}

/// Whether every version still says what its fact names.
pub(crate) async fn check_versions<C: Connection>(read: &Regional<'_, C>, plan: &Plan) -> Result<Vec<String>, Fault> {
    let mut faults = Vec::new();
    for version in &plan.versions {
        if let Err(fault) = content_of(read, plan, version.no).await {
            if fault.kind != crate::FaultKind::Internal {
                return Err(fault);
            }
            faults.push(fault.en);
        }
    }
    Ok(faults)
}

/// How an event of a plan is told in stories: kind of step, title, text.
pub(crate) fn words(event: &PlanEvent, name: &impl Fn(Uuid) -> String) -> (&'static str, String, String) {
    match event {
        PlanEvent::Opened { head } => ("opened", format!("登记方案：{}", head.title), String::new()),
        PlanEvent::Drafted { version, note, .. } => ("changed", format!("保存第{version}稿"), note.clone()),
        PlanEvent::Submitted { route, .. } => ("asked", format!("送审，审定方式：{}", route.label), String::new()),
        PlanEvent::Resubmitted { text } => ("asked", "修改后重新送审".to_owned(), text.clone()),
        PlanEvent::Review { event } => review_words(event),
        PlanEvent::HandedOver { unit_id, reason } => ("changed", format!("牵头单位移交{}", name(unit_id.0)), reason.clone()),
        PlanEvent::Evaluated { results, text, .. } => {
            let met = results.iter().filter(|result| result.outcome == TargetOutcome::Met).count();
            ("looked_back", format!("中期评估：{}个目标中{met}个已达到", results.len()), text.clone())
        }
        PlanEvent::RevisionBegun { reason } => ("reopened", "启动修编".to_owned(), reason.clone()),
        PlanEvent::Ended { reason } => ("closed", "方案结束".to_owned(), reason.clone()),
        PlanEvent::Cancelled { reason } => ("closed", "撤销".to_owned(), reason.clone()),
    }
}

fn review_words(event: &ReviewEvent) -> (&'static str, String, String) {
    match event {
        ReviewEvent::Seated { seats, .. } => {
            let names: Vec<&str> = seats.iter().map(|seat| seat.name.as_str()).collect();
            ("changed", format!("确定审核方：{}", names.join("、")), String::new())
        }
        ReviewEvent::SeatAdded { seat, before, reason } => {
            let what = if before.is_some() { "请示" } else { "增加审核方" };
            ("changed", format!("{what}{}", seat.name), reason.clone())
        }
        ReviewEvent::Delegated { to, reason, .. } => ("changed", format!("转由{}办理", to.name), reason.clone()),
        ReviewEvent::Declared { interest, text, .. } => {
            ("changed", if *interest { "声明有利益关系，回避" } else { "声明没有利益关系" }.to_owned(), text.clone())
        }
        ReviewEvent::Opined { row, text, .. } => {
            let on = row.as_ref().map(|row| format!("（{row}）")).unwrap_or_default();
            ("reported", format!("提出意见{on}"), text.clone())
        }
        ReviewEvent::Answered { adopted, text, .. } => {
            ("reported", if *adopted { "采纳意见" } else { "不采纳意见" }.to_owned(), text.clone())
        }
        ReviewEvent::Decided { verdict, text, document, .. } => {
            let what = match verdict {
                Verdict::Agree => "同意",
                Verdict::Disagree => "不同意",
            };
            ("closed", format!("签署：{what}{}", document.as_ref().map(|no| format!("（{no}）")).unwrap_or_default()), text.clone())
        }
        ReviewEvent::Lapsed { .. } => ("closed", "逾期未反馈，视为同意".to_owned(), String::new()),
        ReviewEvent::Returned { reason, .. } => ("returned", "退回".to_owned(), reason.clone()),
    }
}
