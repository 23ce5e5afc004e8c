//! Releasing an inspection: its findings enter the list of problems in one step, with their numbers, and are handed to the units named.

use crate::matters::{About, go_on, load_for};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::inspection::InspectionEvent;
use anlan_core::matter::problem::Task;
use anlan_core::matter::{Matter, MatterEvent, MatterKind};
use chrono::Days;
use serde_json::json;

/// Releases an inspection; gives how many problems it found.
///
/// # Errors
/// Not found, not allowed, released already, or the store fails.
pub async fn release_inspection(anlan: &Anlan, call: &Call, id: MatterId) -> Result<usize, Fault> {
    call.ask_role(Action::InspectionRun)?;
    let mut ids = call.ids();
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::InspectionRun, MatterKind::Inspection, id).await?;
    let Matter::Inspection(inspection) = &held.matter else { return Err(Fault::not_found()) };
    let days = anlan.loop_head(call).and_then(|head| head.close_out.as_ref()).and_then(|own| u64::try_from(own.days).ok());
    let limit_on = days.and_then(|days| call.today().checked_add_days(Days::new(days)));
    let mut problems = Vec::new();
    let mut targets = Vec::new();
    for (_, by, entry) in &inspection.entries {
        let Some(mut content) = entry.finding.clone() else { continue };
        // Who saw it on the spot found it, whoever releases it and whoever else is named.
        if content.finder.name.is_empty() {
            content.finder.name.clone_from(&by.name);
        } else if !by.is_one_of(&content.finder.name) {
            content.finder.name = format!("{}、{}", content.finder.name, by.name);
        }
        let task = entry.unit_id.zip(limit_on).map(|(unit_id, limit_on)| Task { unit_id, limit_on, measure: String::new() });
        let problem = MatterId(ids.make());
        crate::problems::enter(anlan, &tx, call, (problem, &mut ids), content, Some(id), task).await?;
        problems.push(problem);
        targets.push(("matter", problem.0));
    }
    let found = problems.len();
    let event = MatterEvent::Inspection(InspectionEvent::Released { problems });
    go_on(&tx, call, &mut held, ids.make(), call.today(), event, About { targets, files: vec![], by: None }).await?;
    // Not an `inspection.` row: from here on it is no secret, and kept books have to be read anew.
    anlan.finish(tx, call, "release.inspection", &id.to_string(), &json!({ "problems": found })).await?;
    Ok(found)
}
