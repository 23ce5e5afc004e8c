//! The mid-term evaluation of a plan in force (中期评估).

use super::{content_of, plan_of};
use crate::matters::{About, go_on, load_for};
use crate::problems::evidence_of_forms;
use crate::views::EvaluatePlan;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::exact::Quantity;
use anlan_core::ids::MatterId;
use anlan_core::matter::plan::{PlanEvent, TargetResult};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::plan::PlanList;
use serde_json::json;

/// Evaluates a plan in force: every target of the version in force, once each.
///
/// # Errors
/// Not found, not allowed, not in force, a target missing or unknown, or the store fails.
pub async fn evaluate_plan(anlan: &Anlan, call: &Call, id: MatterId, form: &EvaluatePlan) -> Result<(), Fault> {
    call.ask_role(Action::PlanDraft)?;
    let (evidence, files) = evidence_of_forms(&form.evidence);
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::PlanDraft, MatterKind::Plan, id).await?;
    let plan = plan_of(&held.matter)?;
    if let Some(approval) = plan.in_force() {
        let content = content_of(&tx.read(), plan, approval.version).await?;
        let mut wanted: Vec<&str> = content.rows(PlanList::Target).iter().map(|row| row.number.as_str()).collect();
        let mut given: Vec<&str> = form.results.iter().map(|result| result.number.as_str()).collect();
        wanted.sort_unstable();
        given.sort_unstable();
        if wanted != given {
            let missing: Vec<&str> = wanted.iter().copied().filter(|number| !given.contains(number)).collect();
            let zh = if missing.is_empty() {
                "评估结果与执行中方案的目标不一致，请刷新。".to_owned()
            } else {
                format!("还有目标没有评估：{}。", missing.join("、"))
            };
            return Err(Fault::invalid("results", "targets", zh, "Every target of the version in force has to be evaluated once."));
        }
    }
    let mut results = Vec::with_capacity(form.results.len());
    for result in &form.results {
        let value = result.value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Quantity::parse).transpose();
        let value = value.map_err(|_| {
            let zh = format!("目标{}的完成值应为数字，最多三位小数。", result.number);
            Fault::invalid("results", "not_a_number", zh, format!("the value of target {} is no number", result.number))
        })?;
        let (number, text) = (result.number.clone(), result.text.trim().to_owned());
        results.push(TargetResult { number, outcome: result.outcome, value, text });
    }
    let event = PlanEvent::Evaluated { results, text: form.text.trim().to_owned(), files: evidence };
    let about = About { files, ..About::default() };
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), MatterEvent::Plan(event), about).await?;
    anlan.finish(tx, call, "plan.evaluate", &held.row.title.clone(), &json!({ "plan": id })).await
}
