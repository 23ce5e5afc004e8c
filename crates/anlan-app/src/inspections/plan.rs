//! Planning an inspection, changing or cancelling the plan.

use crate::matters::{About, begin, go_on, load_for, repeated};
use crate::views::{Because, InspectionForm};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{MatterId, RiverId, UnitId};
use anlan_core::matter::inspection::{InspectionContent, InspectionEvent};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::text;
use serde_json::json;

async fn content(anlan: &Anlan, call: &Call, form: &InspectionForm) -> Result<InspectionContent, Fault> {
    let register = anlan.register(&call.region).await?;
    if form.units.iter().any(|id| register.unit(*id).is_none()) {
        return Err(Fault::invalid("units", "unknown_unit", "所选单位没有登记。", "A unit is not registered."));
    }
    if form.rivers.iter().any(|id| !register.rivers.iter().any(|river| river.id == *id)) {
        return Err(Fault::invalid("rivers", "unknown_river", "所选河流没有登记。", "A river is not registered."));
    }
    let lines = |lines: &[String]| lines.iter().map(|line| text::narrow(line)).filter(|line| !line.is_empty()).collect();
    Ok(InspectionContent {
        title: text::narrow(&form.title),
        from_on: form.from_on,
        to_on: form.to_on,
        team: lines(&form.team),
        units: form.units.iter().map(|id| UnitId(*id)).collect(),
        rivers: form.rivers.iter().map(|id| RiverId(*id)).collect(),
        checklist: lines(&form.checklist),
    })
}

/// Plans an inspection; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, the form is wrong, or the store fails.
pub async fn plan_inspection(anlan: &Anlan, call: &Call, form: &InspectionForm) -> Result<MatterId, Fault> {
    call.ask(Action::InspectionRun, Target::default())?;
    let content = content(anlan, call, form).await?;
    let mut ids = call.ids();
    let id = MatterId(form.id.unwrap_or_else(|| ids.make()));
    let tx = anlan.begin(call).await?;
    if let Some(held) = tx.read().matter(id).await? {
        return repeated(&held, MatterKind::Inspection);
    }
    let from_on = content.from_on;
    let event = MatterEvent::Inspection(InspectionEvent::Planned { content });
    begin(&tx, call, (id, ids.make()), None, from_on, event, About::default()).await?;
    anlan.finish(tx, call, "inspection.plan", &id.to_string(), &json!({})).await?;
    Ok(id)
}

/// Changes the plan.
///
/// # Errors
/// Not found, not allowed, released already, the form is wrong, or the store fails.
pub async fn change_inspection(anlan: &Anlan, call: &Call, id: MatterId, form: &InspectionForm) -> Result<(), Fault> {
    call.ask_role(Action::InspectionRun)?;
    let content = content(anlan, call, form).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::InspectionRun, MatterKind::Inspection, id).await?;
    let event = MatterEvent::Inspection(InspectionEvent::Changed { content });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, "inspection.change", &id.to_string(), &json!({})).await
}

/// A planned inspection does not take place.
///
/// # Errors
/// Not found, not allowed, begun already, no reason, or the store fails.
pub async fn cancel_inspection(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    call.ask_role(Action::InspectionRun)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::InspectionRun, MatterKind::Inspection, id).await?;
    let event = MatterEvent::Inspection(InspectionEvent::Cancelled { reason: form.reason.trim().to_owned() });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, "inspection.cancel", &id.to_string(), &json!({})).await
}
