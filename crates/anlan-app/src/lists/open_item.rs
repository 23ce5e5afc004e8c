//! Opening an item by hand.

use crate::views::OpenItem;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{FactId, ItemId};
use anlan_core::item::{ItemEvent, ItemFact};
use serde_json::json;

/// Enters an item into its list by a decision; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, the form is wrong, the number is taken, or the store fails.
pub async fn open_item(anlan: &Anlan, call: &Call, form: &OpenItem) -> Result<ItemId, Fault> {
    call.ask(Action::ItemOpen, Target::default())?;
    if !(2000..=2100).contains(&form.year) {
        return Err(Fault::invalid("year", "out_of_range", "年度应在2000至2100之间。", "The year must lie between 2000 and 2100."));
    }
    if form.decision.trim().is_empty() {
        return Err(Fault::invalid("decision", "missing", "请写明开单依据（会议或文件）。", "Name the decision it is opened by."));
    }
    let book = anlan.year(&call.region, form.year).await?;
    let content = form.content.content(&book)?;
    let mut ids = call.ids();
    let id = ItemId(form.id.unwrap_or_else(|| ids.make()));
    let tx = anlan.begin(call).await?;
    if tx.read().item(id).await?.is_some() {
        return Ok(id);
    }
    if tx.read().item_numbered(&content.number).await?.is_some() {
        let (zh, en) = (format!("编号{}已被使用，请换一个编号。", content.number), format!("Number {} is taken.", content.number));
        return Err(Fault { field: Some("number"), ..Fault::conflict("number_taken", zh, en) });
    }
    let number = content.number.clone();
    tx.add_items(vec![(id, form.year, content.list, number.clone())]).await?;
    let decision = form.decision.trim().to_owned();
    let fact = ItemFact {
        id: FactId(ids.make()),
        item_id: id,
        occurred_on: form.opened_on.min(content.start_on),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: None,
        reason: decision.clone(),
        event: ItemEvent::Opened { content, decision },
    };
    tx.add_item_facts(form.year, vec![fact]).await?;
    anlan.finish(tx, call, Action::ItemOpen.key(), &number, &json!({ "item": id })).await?;
    Ok(id)
}
