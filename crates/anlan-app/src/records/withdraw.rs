//! Withdrawing a record that should never have been made; it stays in its history.

use super::book::{RecordBook, audit_name};
use super::check::reason_of;
use super::kinds::{kind_of, kinds_of};
use crate::views::WithdrawRecord;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{FactId, RecordId};
use anlan_core::record::{RecordEvent, RecordFact, known};
use anlan_store::Tx;
use chrono::{DateTime, Utc};
use serde_json::json;

/// Takes a record back, read at the form's version.
///
/// # Errors
/// Not allowed, not found, changed meanwhile, no reason, other records refer to it, or the store fails.
pub async fn withdraw(anlan: &Anlan, call: &Call, kind: &str, id: RecordId, form: &WithdrawRecord) -> Result<(), Fault> {
    call.ask(Action::RecordWrite, Target::default())?;
    let kind = kind_of(anlan, call, kind)?;
    let tx = anlan.begin(call).await?;
    let facts = tx.read().record_history(id).await?;
    let held = known(&facts, DateTime::<Utc>::MAX_UTC).filter(|held| held.latest.kind == kind.key).ok_or_else(Fault::not_found)?;
    if held.withdrawn.is_some() || held.latest.id.0 != form.version {
        return Err(Fault::stale());
    }
    let reason = reason_of(&form.reason)?;
    unless_referred_to(anlan, call, &tx, &kind.key, id).await?;
    let name = audit_name(kind, id, &held.content.values);
    let fact = RecordFact {
        id: FactId(call.ids().make()),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: Some(held.latest.id),
        reason,
        event: RecordEvent::Withdrawn,
        ..held.latest.clone()
    };
    tx.add_record_facts(vec![fact]).await?;
    let detail = json!({ "record": id.0, "kind": kind.key });
    anlan.finish(tx, call, "record.withdraw", &name, &detail).await
}

async fn unless_referred_to(anlan: &Anlan, call: &Call, tx: &Tx, kind: &str, id: RecordId) -> Result<(), Fault> {
    for other in kinds_of(anlan, &call.region).referring_to(kind) {
        let book = RecordBook::load(&tx.read(), &other.key).await?;
        let referring = book.live().filter(|held| held.content.refs.values().any(|to| *to == id.0)).count();
        if referring > 0 {
            let zh = format!("还有{referring}条“{}”记录引用它，请先撤回或更正那些记录。", other.title);
            let en = format!("{referring} records of {} refer to it: withdraw or correct those first.", other.key);
            return Err(Fault::conflict("referred_to", zh, en));
        }
    }
    Ok(())
}
