//! Entries made on the spot, by phones that lose their network: the id is the phone's, so that nothing is lost and nothing is twice.

use crate::matters::{About, go_on, load_for};
use crate::problems::{content_of, evidence_of_forms};
use crate::views::{Because, SpotForm};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{FactId, MatterId, UnitId};
use anlan_core::matter::inspection::{InspectionEvent, SpotEntry};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::text;
use serde_json::json;

/// Records an entry; the same id again changes nothing.
///
/// # Errors
/// Not found, not allowed, released already, the finding is wrong, a file is missing, or the store fails.
pub async fn note_on_the_spot(anlan: &Anlan, call: &Call, id: MatterId, form: &SpotForm) -> Result<(), Fault> {
    call.ask_role(Action::InspectionRun)?;
    let register = anlan.register(&call.region).await?;
    let (evidence, files) = evidence_of_forms(&form.evidence);
    let finding = form.finding.as_ref().map(|finding| content_of(&register, anlan.loop_head(call), finding, evidence)).transpose()?;
    if let Some(unit) = form.unit_id
        && register.unit(unit).is_none()
    {
        return Err(Fault::invalid("unit_id", "unknown_unit", "该责任单位没有登记。", "The unit is not registered."));
    }
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::InspectionRun, MatterKind::Inspection, id).await?;
    if held.facts.iter().any(|fact| fact.id.0 == form.id) {
        return Ok(());
    }
    let entry = SpotEntry {
        place: text::narrow(&form.place),
        noted_at: form.noted_at,
        answers: form.answers.clone(),
        finding,
        unit_id: form.unit_id.map(UnitId),
    };
    let event = MatterEvent::Inspection(InspectionEvent::Noted { entry: Box::new(entry) });
    let on = anlan_core::days::china_day(form.noted_at).min(call.today());
    go_on(&tx, call, &mut held, form.id, on, event, About { targets: vec![], files, by: None }).await?;
    anlan.finish(tx, call, "inspection.note", &id.to_string(), &json!({})).await
}

/// Withdraws an entry made by mistake or twice: it stays in sight, its finding does not become a problem.
///
/// # Errors
/// Not found, not allowed, no such entry, no reason, released already, or the store fails.
pub async fn withdraw_entry(anlan: &Anlan, call: &Call, id: MatterId, entry: FactId, form: &Because) -> Result<(), Fault> {
    call.ask_role(Action::InspectionRun)?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::InspectionRun, MatterKind::Inspection, id).await?;
    let event = MatterEvent::Inspection(InspectionEvent::Withdrawn { entry, reason: form.reason.trim().to_owned() });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, "inspection.withdraw", &id.to_string(), &json!({ "entry": entry })).await
}
