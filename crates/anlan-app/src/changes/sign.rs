//! Agreeing to a change, or not; taking a request back.

use super::change_of;
use super::effect::take_effect;
use crate::matters::{About, go_on, load, person};
use crate::views::{Because, SignChange};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Role};
use anlan_core::ids::MatterId;
use anlan_core::matter::change::{Change, ChangeEvent};
use anlan_core::matter::{MatterEvent, MatterKind, MatterState, Refusal};
use serde_json::json;

/// Whether the actor may sign there: by role and unit, and a chief for the own river only.
pub(super) fn may_sign(call: &Call, change: &Change, seat: usize) -> Result<(), Refusal> {
    let role = call.actor.role;
    change.may_sign(seat, &person(call), role)?;
    let by_role = change.content.consents.get(seat).is_some_and(|consent| !consent.roles.is_empty());
    if by_role && role == Role::Chief && (call.actor.river_id.is_none() || call.actor.river_id != change.content.river_id) {
        let (zh, en) = ("应由该河流的河长（或者总河长）签署。", "the chief of that river, or the chief-general, has to sign");
        return Err(Refusal { code: "not_your_seat", zh: zh.to_owned(), en: en.to_owned() });
    }
    Ok(())
}

/// Signs for a consent; the last one puts the change into effect.
///
/// # Errors
/// Not found, not allowed, signed already, a refusal without a reason, what it rests on changed meanwhile, or the store fails.
pub async fn sign_change(anlan: &Anlan, call: &Call, id: MatterId, form: &SignChange) -> Result<(), Fault> {
    call.ask_role(Action::ChangeSign)?;
    let tx = anlan.begin(call).await?;
    let mut held = load(&tx.read(), MatterKind::Change, id).await?;
    may_sign(call, change_of(&held.matter)?, form.seat)?;
    let mut ids = call.ids();
    let event = MatterEvent::Change(ChangeEvent::Signed { seat: form.seat, agree: form.agree, text: form.text.trim().to_owned() });
    go_on(&tx, call, &mut held, ids.make(), call.today(), event, About::default()).await?;
    let change = change_of(&held.matter)?;
    if change.state == MatterState::Agreed {
        take_effect(anlan, call, &tx, &mut ids, change).await?;
    }
    let detail = json!({ "change": id, "agree": form.agree, "state": change.state });
    anlan.finish(tx, call, Action::ChangeSign.key(), &held.row.title.clone(), &detail).await
}

/// Takes a request back.
///
/// # Errors
/// Not found, not allowed, ended already, no reason, or the store fails.
pub async fn withdraw_change(anlan: &Anlan, call: &Call, id: MatterId, form: &Because) -> Result<(), Fault> {
    call.ask_role(Action::ChangeAsk)?;
    let tx = anlan.begin(call).await?;
    let mut held = load(&tx.read(), MatterKind::Change, id).await?;
    may_withdraw(call, change_of(&held.matter)?)?;
    let event = MatterEvent::Change(ChangeEvent::Withdrawn { reason: form.reason.trim().to_owned() });
    go_on(&tx, call, &mut held, call.ids().make(), call.today(), event, About::default()).await?;
    anlan.finish(tx, call, "change.withdraw", &held.row.title.clone(), &json!({ "change": id })).await
}

/// Who asked takes it back, or the office, which keeps the work moving.
pub(super) fn may_withdraw(call: &Call, change: &Change) -> Result<(), Fault> {
    if change.asked_by.is(&person(call)) {
        return Ok(());
    }
    call.ask(Action::PlanCoordinate, anlan_core::access::Target::default())
}
