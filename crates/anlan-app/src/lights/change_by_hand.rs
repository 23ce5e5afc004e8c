//! Another light than the computed one: with a written reason, and only once a second person agrees.

use crate::lists::override_view;
use crate::matters::person;
use crate::views::{DecideOverride, OverrideView, ProposeOverride};
use crate::year::Override;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{ItemId, OverrideId};
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_store::{OverrideDecisionRow, OverrideRow};
use serde_json::json;

/// Proposes another light for an item and month.
///
/// # Errors
/// Not allowed, no such light to change, no reason, or the store fails.
pub async fn propose_override(anlan: &Anlan, call: &Call, month: Month, form: &ProposeOverride) -> Result<OverrideView, Fault> {
    call.ask(Action::OverridePropose, Target::default())?;
    if form.reason.trim().chars().count() < 5 {
        return Err(Fault::invalid(
            "reason",
            "missing",
            "请写明调整理由（至少5个字）。",
            "Give the reason in writing (5 characters or more).",
        ));
    }
    let tx = anlan.begin(call).await?;
    let book = anlan.year_inside(&tx, &call.region, month.year()).await?;
    let entry = book.entry(ItemId(form.item_id)).ok_or_else(Fault::not_found)?;
    let verdict = entry
        .light(month)
        .ok_or_else(|| Fault::invalid("item_id", "no_light", "该事项本月没有亮灯。", "The item has no light this month."))?;
    let id = OverrideId(form.id.unwrap_or_else(|| call.ids().make()));
    if let Some(held) = book.overrides.iter().find(|one| one.row.id == id.0) {
        return Ok(override_view(call, held));
    }
    if verdict.light == form.light && book.override_of(entry.id, month).is_none() {
        return Err(Fault::invalid("light", "same_light", "与系统判定相同，不需要调整。", "That is the computed light already."));
    }
    let row = OverrideRow {
        region_id: call.region.to_string(),
        id: id.0,
        item_id: form.item_id,
        month: month.to_string(),
        light: form.light.key().to_owned(),
        reason: form.reason.trim().to_owned(),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    tx.add_override(row.clone()).await?;
    let detail = json!({ "override": id, "month": month, "computed": verdict.light, "proposed": form.light });
    anlan.finish(tx, call, Action::OverridePropose.key(), &entry.number, &detail).await?;
    Ok(override_view(call, &Override { row, month, light: form.light, decision: None }))
}

/// Agrees with a proposal or refuses it; never its proposer.
///
/// # Errors
/// Not allowed, the same person, not found, decided already, or the store fails.
pub async fn decide_override(anlan: &Anlan, call: &Call, id: OverrideId, form: &DecideOverride) -> Result<OverrideView, Fault> {
    call.ask(Action::OverrideDecide, Target::default())?;
    let tx = anlan.begin(call).await?;
    let row = tx.read().override_of(id).await?.ok_or_else(Fault::not_found)?;
    if person(call).is_named(&row.recorded_by) {
        return Err(Fault::same_person());
    }
    let decision = OverrideDecisionRow {
        region_id: call.region.to_string(),
        override_id: id.0,
        agreed: form.agree,
        reason: form.reason.clone().unwrap_or_default().trim().to_owned(),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    tx.add_override_decision(decision.clone()).await.map_err(|fault| {
        if fault.is_conflict() {
            Fault::conflict("decided_already", "该调整已有确认结果。", "It is decided already.")
        } else {
            fault.into()
        }
    })?;
    anlan.finish(tx, call, Action::OverrideDecide.key(), &id.to_string(), &json!({ "agreed": form.agree })).await?;
    let parsed = Month::parse(&row.month).ok().zip(Light::from_key(&row.light)).ok_or_else(Fault::not_found)?;
    Ok(override_view(call, &Override { row, month: parsed.0, light: parsed.1, decision: Some(decision) }))
}
