//! Following an instruction: who acts, what they did, whether it took effect.

use crate::matters::{About, go_on, load_for};
use crate::problems::evidence_of_forms;
use crate::views::{AssignInstruction, Because, ConfirmEffect, ReplyForm};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{MatterId, UnitId};
use anlan_core::matter::instruction::{InstructionEvent, Order};
use anlan_core::matter::{MatterEvent, MatterKind};
use serde_json::json;

async fn step(
    anlan: &Anlan,
    call: &Call,
    id: MatterId,
    action: Action,
    audit: &str,
    event: InstructionEvent,
    files: Vec<String>,
) -> Result<(), Fault> {
    call.ask_role(action)?;
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, action, MatterKind::Instruction, id).await?;
    let about = About { targets: vec![], files, by: None };
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), MatterEvent::Instruction(event), about).await?;
    anlan.finish(tx, call, audit, &held.row.number.clone().unwrap_or_default(), &json!({ "instruction": id })).await
}

/// The office names who acts, and by when.
///
/// # Errors
/// Not found, not allowed, no such unit, no demand, or the store fails.
pub async fn assign_instruction(anlan: &Anlan, call: &Call, id: MatterId, form: &AssignInstruction) -> Result<(), Fault> {
    call.ask_role(Action::InstructionFollow)?;
    if anlan.register(&call.region).await?.unit(form.unit_id).is_none() {
        return Err(Fault::invalid("unit_id", "unknown_unit", "该责任单位没有登记。", "The unit is not registered."));
    }
    let order = Order { unit_id: UnitId(form.unit_id), due_on: form.due_on, demand: form.demand.trim().to_owned() };
    step(anlan, call, id, Action::InstructionFollow, "instruction.assign", InstructionEvent::Assigned { order }, vec![]).await
}

/// The unit tells what it did.
///
/// # Errors
/// Not found, not the unit, nothing said, or the store fails.
pub async fn report_on_instruction(anlan: &Anlan, call: &Call, id: MatterId, form: &ReplyForm) -> Result<(), Fault> {
    let (evidence, files) = evidence_of_forms(&form.evidence);
    let event = InstructionEvent::Reported { text: form.text.trim().to_owned(), evidence };
    step(anlan, call, id, Action::InstructionAnswer, Action::InstructionAnswer.key(), event, files).await
}

/// The office returns that report.
///
/// # Errors
/// Not found, not allowed, nothing reported, no reason, or the store fails.
pub async fn return_report(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    let event = InstructionEvent::ReportReturned { reason: form.reason.trim().to_owned() };
    step(anlan, call, id, Action::InstructionFollow, "instruction.return", event, vec![]).await
}

/// The office confirms the effect.
///
/// # Errors
/// Not found, not allowed, nothing reported, or the store fails.
pub async fn confirm_effect(anlan: &Anlan, call: &Call, id: MatterId, form: &ConfirmEffect) -> Result<(), Fault> {
    let event = InstructionEvent::Confirmed { effect: form.effect.trim().to_owned(), solved: form.solved };
    step(anlan, call, id, Action::InstructionFollow, "instruction.confirm", event, vec![]).await
}

/// Nothing is to be done.
///
/// # Errors
/// Not found, not allowed, no reason, or the store fails.
pub async fn note_instruction(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    let event = InstructionEvent::Noted { reason: form.reason.trim().to_owned() };
    step(anlan, call, id, Action::InstructionFollow, "instruction.note", event, vec![]).await
}
