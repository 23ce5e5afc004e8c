//! Putting an agreed change into effect.

use super::ask::{pausable, resumable};
use super::hand_over::hand_over;
use crate::{Anlan, Call, Fault};
use anlan_core::days::zh;
use anlan_core::ids::{FactId, Ids, ItemId};
use anlan_core::item::{ItemEvent, ItemFact};
use anlan_core::matter::change::{Change, Subject};
use anlan_store::Tx;

/// Puts a change into effect, in the transaction of its last signature.
pub(super) async fn take_effect(anlan: &Anlan, call: &Call, tx: &Tx, ids: &mut Ids, change: &Change) -> Result<(), Fault> {
    let content = &change.content;
    let names: Vec<String> = change.signatures.iter().flatten().map(|signed| crate::matters::told(&signed.by)).collect();
    let reason = format!("{}（{}{}批准）", content.reason, zh(call.today()), names.join("、"));
    match &content.subject {
        Subject::Item { item_id, known, effective_on, content } => {
            let (year, entry) = task(anlan, call, tx, *item_id).await?;
            if entry.item.latest().fact != *known {
                let zh = "该任务在申请后已被更改，请撤回后重新申请。";
                return Err(Fault::conflict("stale", zh, "The task was changed meanwhile: withdraw the request and ask again."));
            }
            let event = ItemEvent::Changed { content: (**content).clone() };
            record(call, tx, year, (*item_id, ids), (*effective_on, reason), event).await
        }
        Subject::Pause { item_id, from_on, until_on } => {
            let (year, entry) = task(anlan, call, tx, *item_id).await?;
            pausable(&entry, *from_on, *until_on)?;
            record(call, tx, year, (*item_id, ids), (*from_on, reason), ItemEvent::Paused { until_on: *until_on }).await
        }
        Subject::Resume { item_id, on } => {
            let (year, entry) = task(anlan, call, tx, *item_id).await?;
            resumable(&entry, *on)?;
            record(call, tx, year, (*item_id, ids), (*on, reason), ItemEvent::Resumed).await
        }
        Subject::LeadUnit { river_id, from_unit, to_unit, from_on, carried } => {
            hand_over(anlan, call, tx, ids, (river_id.0, *from_unit, *to_unit), (*from_on, &reason, carried)).await
        }
    }
}

async fn task(anlan: &Anlan, call: &Call, tx: &Tx, id: ItemId) -> Result<(i32, crate::year::Entry), Fault> {
    let row = tx.read().item(id).await?.ok_or_else(Fault::not_found)?;
    let year = i32::try_from(row.year).unwrap_or_default();
    let mut book = anlan.year_inside(tx, &call.region, year).await?;
    let place = book.entries.iter().position(|entry| entry.id == id).ok_or_else(Fault::not_found)?;
    let entry = book.entries.swap_remove(place);
    if let Some((on, _)) = entry.item.closed {
        let zh = format!("该任务已于{}销号，变更不再生效，请撤回或者不同意。", zh(on));
        return Err(Fault::conflict("closed_already", zh, "The task was closed out meanwhile."));
    }
    Ok((year, entry))
}

async fn record(
    call: &Call,
    tx: &Tx,
    year: i32,
    (item_id, ids): (ItemId, &mut Ids),
    (occurred_on, reason): (chrono::NaiveDate, String),
    event: ItemEvent,
) -> Result<(), Fault> {
    let fact = ItemFact {
        id: FactId(ids.make()),
        item_id,
        occurred_on,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: None,
        reason,
        event,
    };
    Ok(tx.add_item_facts(year, vec![fact]).await?)
}
