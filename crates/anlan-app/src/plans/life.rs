//! To review, back from it, revised, ended.

use super::seats::seat_next;
use super::{latest_content, plan_of, rules_of};
use crate::matters::{About, go_on, load_for};
use crate::views::{Because, PlanText};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::plan::PlanEvent;
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::plan::gaps;
use serde_json::json;

/// The lead unit sends the plan to review, by the pack in force and the route of its river.
///
/// # Errors
/// Not found, not allowed, nothing written, gaps that block it, or the store fails.
pub async fn submit_plan(anlan: &Anlan, call: &Call, id: MatterId) -> Result<(), Fault> {
    call.ask_role(Action::PlanDraft)?;
    let (pack, rules) = rules_of(anlan, call)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::PlanDraft, MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    let blocking: Vec<_> =
        gaps(&latest_content(&tx.read(), plan).await?).into_iter().filter(|gap| rules.blocks.contains(&gap.kind)).collect();
    if let Some(first) = blocking.first() {
        let place =
            if first.number.is_empty() { first.list.zh().to_owned() } else { format!("{}“{}”", first.list.row_zh(), first.number) };
        let zh = format!("还有{}处缺口，不能送审，如{place}：{}。", blocking.len(), first.kind.zh());
        return Err(Fault::conflict("gaps", zh, format!("{} gaps are open, first {} {}", blocking.len(), first.number, first.kind.key())));
    }
    let chiefs = tx.read().chiefs().await?;
    let levels: Vec<&str> = chiefs.iter().filter(|row| row.river_id == Some(plan.head.river_id.0)).map(|row| row.level.as_str()).collect();
    let route = rules.route(&levels).cloned().ok_or_else(|| Fault::conflict("no_route", "规则包没有适用的审定方式。", "No route fits."))?;
    let stages = rules.stages_of(&route.key);
    let event = PlanEvent::Submitted { pack: pack.head.id.clone(), pack_hash: pack.hash.clone(), route, stages };
    let mut ids = call.ids();
    go_on(&tx, call, &mut held, ids.make(), call.today(), MatterEvent::Plan(event), About::default()).await?;
    seat_next(anlan, &tx, call, &mut held, &mut ids).await?;
    anlan.finish(tx, call, "plan.submit", &held.row.title.clone(), &json!({ "plan": id })).await
}

/// The lead unit sends a returned plan to review again.
///
/// # Errors
/// Not found, not allowed, not returned, nothing said, or the store fails.
pub async fn resubmit_plan(anlan: &Anlan, call: &Call, id: MatterId, form: &PlanText) -> Result<(), Fault> {
    let event = PlanEvent::Resubmitted { text: form.text.trim().to_owned() };
    step(anlan, call, id, "plan.resubmit", event).await
}

/// A plan in force is drafted anew.
///
/// # Errors
/// Not found, not allowed, not in force, no reason, or the store fails.
pub async fn begin_revision(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    step(anlan, call, id, "plan.revise", PlanEvent::RevisionBegun { reason: form.reason.trim().to_owned() }).await
}

/// A plan in force ends.
///
/// # Errors
/// Not found, not allowed, not in force, no reason, or the store fails.
pub async fn end_plan(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    step(anlan, call, id, "plan.end", PlanEvent::Ended { reason: form.reason.trim().to_owned() }).await
}

/// A plan that was never approved is given up.
///
/// # Errors
/// Not found, not allowed, approved before, no reason, or the store fails.
pub async fn cancel_plan(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    step(anlan, call, id, "plan.cancel", PlanEvent::Cancelled { reason: form.reason.trim().to_owned() }).await
}

async fn step(anlan: &Anlan, call: &Call, id: MatterId, audit: &str, event: PlanEvent) -> Result<(), Fault> {
    call.ask_role(Action::PlanDraft)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::PlanDraft, MatterKind::Plan, id).await?;
    let mut ids = call.ids();
    go_on(&tx, call, &mut held, ids.make(), call.today(), MatterEvent::Plan(event), About::default()).await?;
    seat_next(anlan, &tx, call, &mut held, &mut ids).await?;
    anlan.finish(tx, call, audit, &held.row.title.clone(), &json!({ "plan": id })).await
}
