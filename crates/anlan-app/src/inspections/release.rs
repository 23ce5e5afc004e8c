//! Releasing an inspection: its findings enter the list of problems in one step, with their numbers, and are handed to the units named.

use crate::matters::{About, go_on, load_for};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::inspection::InspectionEvent;
use anlan_core::matter::person::{names_in, plain_name};
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
    let team = &inspection.content.team;
    for noted in &inspection.entries {
        let Some(mut content) = noted.finding().cloned() else { continue };
        // Who saw it on the spot found it, and the team with them, whoever releases it and whoever else is named.
        let mut finders: Vec<String> = names_in(&content.finder.name).map(str::to_owned).collect();
        for name in std::iter::once(noted.by.name.as_str()).chain(team.iter().map(String::as_str)) {
            if !finders.iter().any(|own| plain_name(own) == plain_name(name)) {
                finders.push(name.to_owned());
            }
        }
        content.finder.name = finders.join("、");
        let entry = &noted.entry;
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
