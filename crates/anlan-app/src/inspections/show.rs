//! An inspection's page.

use crate::matters::{all_evidence, allowed, brief, evidence_view, files_of, load_for, told};
use crate::problems::{form_of, reference};
use crate::views::{ActionView, InspectionForm, InspectionPage, Named, SpotView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::inspection::Noted;
use anlan_core::matter::problem::Evidence;
use anlan_core::matter::{Matter, MatterKind};

/// Everything of an inspection.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn show_inspection(anlan: &Anlan, call: &Call, id: MatterId) -> Result<InspectionPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::InspectionRead, MatterKind::Inspection, id).await?;
    let Matter::Inspection(own) = &held.matter else { return Err(Fault::not_found()) };
    let register = anlan.register(&call.region).await?;
    let found: Vec<Evidence> =
        own.entries.iter().filter_map(|noted| noted.entry.finding.as_ref()).flat_map(|one| one.evidence.clone()).collect();
    let files = files_of(anlan, call, [all_evidence(held.facts.iter()), found].concat()).await?;
    let spot = |noted: &Noted| {
        let entry = &noted.entry;
        SpotView {
            id: noted.id.0,
            by: told(&noted.by),
            place: entry.place.clone(),
            noted_at: entry.noted_at,
            answers: entry.answers.clone(),
            finding: entry.finding.as_ref().map(form_of),
            evidence: entry.finding.as_ref().map(|finding| evidence_view(&files, &finding.evidence)).unwrap_or_default(),
            unit: register.named(entry.unit_id.map(|id| id.0)),
            withdrawn: noted.withdrawn.clone(),
        }
    };
    let ids: Vec<uuid::Uuid> = own.problems.iter().map(|id| id.0).collect();
    let problems = read.matters_of(&ids).await?.iter().map(reference).collect();
    let named = |id: uuid::Uuid| Named { id, name: register.name(id) };
    let run = allowed(call, Action::InspectionRun, &held.row);
    let open = !own.state.ended();
    let offer = |key: &str, able: bool| if able { ActionView::allowed(key) } else { ActionView::not_now(key, "已公布或已取消") };
    let begun = !own.entries.is_empty();
    Ok(InspectionPage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        content: InspectionForm {
            id: Some(id.0),
            title: own.content.title.clone(),
            from_on: own.content.from_on,
            to_on: own.content.to_on,
            team: own.content.team.clone(),
            units: own.content.units.iter().map(|id| id.0).collect(),
            rivers: own.content.rivers.iter().map(|id| id.0).collect(),
            checklist: own.content.checklist.clone(),
        },
        units: own.content.units.iter().map(|id| named(id.0)).collect(),
        rivers: own.content.rivers.iter().map(|id| named(id.0)).collect(),
        planned_by: told(&own.planned_by),
        entries: own.entries.iter().rev().map(spot).collect(),
        problems,
        actions: if run {
            vec![
                offer("inspection.note", open),
                offer("inspection.change", open),
                if begun {
                    offer("inspection.withdraw", open)
                } else {
                    ActionView::not_now("inspection.withdraw", "还没有现场记录")
                },
                offer("inspection.release", open),
                if begun && open {
                    ActionView::not_now("inspection.cancel", "已有现场记录，请公布")
                } else {
                    offer("inspection.cancel", open)
                },
            ]
        } else {
            vec![]
        },
    })
}
