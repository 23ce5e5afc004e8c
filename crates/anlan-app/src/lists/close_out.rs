//! Closing an item out (销号).

use crate::views::CloseOut;
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{FactId, ItemId};
use anlan_core::item::{ItemEvent, ItemFact};
use serde_json::json;

/// Records that an item left its list after a check on a day.
///
/// # Errors
/// Not found, not allowed, closed already, a day out of range, or the store fails.
pub async fn close_out(anlan: &Anlan, call: &Call, id: ItemId, form: &CloseOut) -> Result<(), Fault> {
    let tx = anlan.begin(call).await?;
    let row = tx.read().item(id).await?.ok_or_else(Fault::not_found)?;
    let year = i32::try_from(row.year).unwrap_or_default();
    let book = anlan.year_inside(&tx, &call.region, year).await?;
    let entry = book.entry(id).ok_or_else(Fault::not_found)?;
    call.ask(Action::ItemCloseOut, super::target_of(entry.content()))?;
    if let Some((on, _)) = entry.item.closed {
        return Err(Fault::conflict("closed_already", format!("该事项已于{on}销号。"), format!("It was closed out on {on}.")));
    }
    if form.closed_on > call.today() || form.closed_on < entry.content().start_on {
        let zh = "销号日期应在开始时间之后、今天之前（含今天）。";
        return Err(Fault::invalid("closed_on", "out_of_range", zh, "The day must lie between the start and today."));
    }
    if form.basis.trim().is_empty() {
        return Err(Fault::invalid("basis", "missing", "请写明销号依据（何人何时核查）。", "Say what the close-out rests on."));
    }
    let basis = form.basis.trim().to_owned();
    let fact = ItemFact {
        id: FactId(call.ids().make()),
        item_id: id,
        occurred_on: form.closed_on,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: None,
        reason: basis.clone(),
        event: ItemEvent::ClosedOut { basis },
    };
    tx.add_item_facts(year, vec![fact]).await?;
    anlan.finish(tx, call, Action::ItemCloseOut.key(), &row.number, &json!({ "item": id, "closed_on": form.closed_on })).await
}
