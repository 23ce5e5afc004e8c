//! An instruction's page: what came of it.

use crate::matters::{all_evidence, allowed, brief, evidence_view, files_of, load_for, may_see, told};
use crate::problems::reference;
use crate::views::{ActionView, InstructionPage, Named, ReplyView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::instruction::Report;
use anlan_core::matter::{Matter, MatterKind, MatterState};

/// Everything of an instruction the actor may see.
///
/// # Errors
/// Not found, hidden, or the store fails.
pub async fn show_instruction(anlan: &Anlan, call: &Call, id: MatterId) -> Result<InstructionPage, Fault> {
    let read = anlan.store.region(&call.region);
    let held = load_for(&read, call, Action::InstructionRead, MatterKind::Instruction, id).await?;
    let Matter::Instruction(own) = &held.matter else { return Err(Fault::not_found()) };
    let register = anlan.register(&call.region).await?;
    let files = files_of(anlan, call, all_evidence(held.facts.iter())).await?;
    let item = match own.content.item_id {
        Some(item) => read.item(item).await?.map(|row| Named { id: row.id, name: row.number }),
        None => None,
    };
    let problem = match own.content.matter_id {
        Some(problem) => read.matter(problem).await?.filter(|row| may_see(call, row)).map(|row| reference(&row)),
        None => None,
    };
    let report = |report: &Report| ReplyView {
        by: told(&report.by),
        at: report.at,
        text: report.text.clone(),
        evidence: evidence_view(&files, &report.evidence),
        returned: report.returned.clone(),
    };
    let state = own.state;
    let mut actions = Vec::new();
    let mut offer = |action: Action, key: &str, able: bool| {
        if allowed(call, action, &held.row) && able {
            actions.push(ActionView::allowed(key));
        }
    };
    offer(Action::InstructionFollow, "instruction.assign", matches!(state, MatterState::Written | MatterState::Acting));
    offer(Action::InstructionFollow, "instruction.note", state == MatterState::Written);
    offer(Action::InstructionAnswer, "instruction.answer", state == MatterState::Acting);
    offer(Action::InstructionFollow, "instruction.return", state == MatterState::Replied);
    offer(Action::InstructionFollow, "instruction.confirm", state == MatterState::Replied);
    Ok(InstructionPage {
        row: brief(&register, anlan.loop_head(call), &held.row, call.today()),
        text: own.content.text.clone(),
        chief: own.content.chief.clone(),
        written_on: own.written_on,
        recorded_by: told(&own.written_by),
        month: own.content.month,
        item,
        problem,
        unit: register.named(held.row.unit_id),
        due_on: own.order.as_ref().map(|order| order.due_on),
        demand: own.order.as_ref().map(|order| order.demand.clone()).unwrap_or_default(),
        reports: own.reports.iter().rev().map(report).collect(),
        effect: own.effect.as_ref().map(|(_, effect, _)| effect.clone()),
        effect_on: own.effect.as_ref().map(|(on, ..)| *on),
        solved: own.effect.as_ref().is_some_and(|(_, _, solved)| *solved),
        noted: own.noted.clone(),
        actions,
    })
}
