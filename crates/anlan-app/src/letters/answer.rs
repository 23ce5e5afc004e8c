//! What follows a letter: taking note, answering, checking the answer, minutes of the interview, settling.

use crate::matters::{About, Held, go_on, load_for};
use crate::problems::evidence_of_forms;
use crate::views::{ReplyForm, ReturnReply, SettleLetter};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::MatterId;
use anlan_core::matter::letter::{Addressee, LetterEvent, Minutes};
use anlan_core::matter::{Matter, MatterEvent, MatterKind};
use serde_json::json;

/// Only the addressee answers: a chief who may read a unit's letter may not.
pub(super) fn is_addressee(call: &Call, held: &Held) -> bool {
    let Matter::Letter(letter) = &held.matter else { return false };
    match letter.content.to {
        Addressee::Unit { id } => call.actor.unit_id == Some(id),
        Addressee::Chief { id } => call.actor.chief_id == Some(id),
    }
}

async fn step(
    anlan: &Anlan,
    call: &Call,
    id: MatterId,
    action: Action,
    audit: &str,
    event: LetterEvent,
    files: Vec<String>,
) -> Result<(), Fault> {
    call.ask_role(action)?;
    crate::evidence::at_hand(anlan, call, &files).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, action, MatterKind::Letter, id).await?;
    if action == Action::LetterAnswer && !is_addressee(call, &held) {
        return Err(Fault::hidden());
    }
    let about = About { targets: vec![], files, by: None };
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), MatterEvent::Letter(event), about).await?;
    anlan.finish(tx, call, audit, &held.row.number.clone().unwrap_or_default(), &json!({ "letter": id })).await
}

/// The addressee takes note.
///
/// # Errors
/// Not found, not the addressee, taken note already, or the store fails.
pub async fn receive_letter(anlan: &Anlan, call: &Call, id: MatterId) -> Result<(), Fault> {
    step(anlan, call, id, Action::LetterAnswer, "letter.receive", LetterEvent::Received, vec![]).await
}

/// The addressee answers.
///
/// # Errors
/// Not found, not the addressee, nothing said, answered already, or the store fails.
pub async fn reply_letter(anlan: &Anlan, call: &Call, id: MatterId, form: &ReplyForm) -> Result<(), Fault> {
    let (evidence, files) = evidence_of_forms(&form.evidence);
    let event = LetterEvent::Replied { text: form.text.trim().to_owned(), evidence };
    step(anlan, call, id, Action::LetterAnswer, Action::LetterAnswer.key(), event, files).await
}

/// The office returns an answer.
///
/// # Errors
/// Not found, not allowed, no answer, no reason, or the store fails.
pub async fn return_reply(anlan: &Anlan, call: &Call, id: MatterId, form: &ReturnReply) -> Result<(), Fault> {
    let event = LetterEvent::ReplyReturned { reason: form.reason.trim().to_owned(), due_on: form.due_on };
    step(anlan, call, id, Action::LetterIssue, "letter.return", event, vec![]).await
}

/// The office records an interview's minutes.
///
/// # Errors
/// Not found, not allowed, nothing recorded, a day out of range, or the store fails.
pub async fn take_minutes(anlan: &Anlan, call: &Call, id: MatterId, minutes: &Minutes) -> Result<(), Fault> {
    step(anlan, call, id, Action::LetterIssue, "letter.interview", LetterEvent::Interviewed { minutes: minutes.clone() }, vec![]).await
}

/// The office settles a letter.
///
/// # Errors
/// Not found, not allowed, no answer yet, who answered, or the store fails.
pub async fn settle_letter(anlan: &Anlan, call: &Call, id: MatterId, form: &SettleLetter) -> Result<(), Fault> {
    step(anlan, call, id, Action::LetterIssue, "letter.settle", LetterEvent::Settled { basis: form.basis.trim().to_owned() }, vec![]).await
}
