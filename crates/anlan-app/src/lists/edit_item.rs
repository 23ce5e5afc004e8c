//! Correcting or changing an item; what was known before stays.

use super::shown::version;
use crate::views::{EditItem, EditKind};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{FactId, ItemId};
use anlan_core::item::{ItemEvent, ItemFact};
use anlan_core::matter::change::ChangeKind;
use serde_json::json;

/// Records a correction (from the version's own day) or a change (from a day) of an item read at `expected` version.
///
/// # Errors
/// Not found, not allowed, changed meanwhile, the form is wrong, or the store fails.
pub async fn edit_item(anlan: &Anlan, call: &Call, id: ItemId, expected: &str, form: &EditItem) -> Result<(), Fault> {
    let tx = anlan.begin(call).await?;
    let row = tx.read().item(id).await?.ok_or_else(Fault::not_found)?;
    let year = i32::try_from(row.year).unwrap_or_default();
    let book = anlan.year_inside(&tx, &call.region, year).await?;
    let entry = book.entry(id).ok_or_else(Fault::not_found)?;
    call.ask(Action::ItemEdit, super::target_of(entry.content()))?;
    if version(entry) != expected {
        return Err(Fault::stale());
    }
    if form.reason.trim().is_empty() {
        return Err(Fault::invalid("reason", "missing", "请写明更改的理由。", "Say why it is changed."));
    }
    let content = form.content.content(&book)?;
    if content.number != entry.number || content.list != entry.list {
        return Err(Fault::invalid(
            "number",
            "fixed",
            "编号和清单开单后不能更改；请销号后另行开单。",
            "Number and list are fixed once opened.",
        ));
    }
    let changes = content.changes_from(entry.content(), &|id| book.name(id));
    if changes.is_empty() {
        return Err(Fault::invalid("content", "unchanged", "内容没有变化。", "Nothing was changed."));
    }
    let rule = crate::changes::rule_of(anlan, call, ChangeKind::Item);
    let guarded = crate::changes::guarded(rule.as_ref(), content.list, &changes);
    if !guarded.is_empty() {
        let zh = format!("{}的变更须经批准，请在该任务页“申请变更”。", guarded.join("、"));
        return Err(Fault { field: Some("content"), ..Fault::conflict("needs_approval", zh, "This needs approval: ask for a change.") });
    }
    let held = entry.item.latest();
    let (occurred_on, supersedes, event) = match form.kind {
        // Only the first version reaches back to the start: a later one would fall behind the changes before it.
        EditKind::Correction => {
            let from = if entry.item.has_one_version() { held.from.min(content.start_on) } else { held.from };
            (from, Some(held.fact), ItemEvent::Corrected { content })
        }
        EditKind::Change => {
            let from = form
                .effective_on
                .ok_or_else(|| Fault::invalid("effective_on", "missing", "请填写变更生效日期。", "Name the day the change holds from."))?;
            if from < held.from {
                let zh = format!("生效日期不得早于现行版本的{}。", held.from);
                return Err(Fault::invalid("effective_on", "too_early", zh, format!("It must not lie before {}.", held.from)));
            }
            (from, None, ItemEvent::Changed { content })
        }
    };
    let fact = ItemFact {
        id: FactId(call.ids().make()),
        item_id: id,
        occurred_on,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes,
        reason: form.reason.trim().to_owned(),
        event,
    };
    tx.add_item_facts(year, vec![fact]).await?;
    let fields: Vec<&str> = changes.iter().map(|change| change.field).collect();
    anlan.finish(tx, call, Action::ItemEdit.key(), &row.number, &json!({ "item": id, "fields": fields })).await
}
