//! Changing the register: each change audited, and nothing that ends is erased.

use crate::views::{ChiefForm, LeadUnitForm, RiverForm, TenureForm, UnitForm};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::pack::{Kind, Pack};
use anlan_core::text;
use anlan_store::{ChiefRow, LeadUnitRow, RiverRow, StoreError, TenureRow, UnitRow};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

fn named(name: &str) -> Result<String, Fault> {
    let name = text::name(name);
    match name.chars().count() {
        1..=60 => Ok(name),
        _ => Err(Fault::invalid("name", "missing", "名称必填，且不超过60字。", "A name of 1 to 60 characters is needed.")),
    }
}

fn known_kind(anlan: &Anlan, call: &Call, field: &'static str, kinds: fn(&Pack) -> &Vec<Kind>, key: &str) -> Result<(), Fault> {
    let known = anlan.packs.of_region(call.region.as_str()).is_some_and(|pack| kinds(pack).iter().any(|kind| kind.key == key));
    if known {
        Ok(())
    } else {
        Err(Fault::invalid(field, "unknown_kind", "请从列出的类别中选择。", "Choose one of the kinds offered."))
    }
}

fn taken(fault: StoreError) -> Fault {
    if fault.is_conflict() {
        Fault { field: Some("name"), ..Fault::conflict("name_taken", "该名称已经登记。", "That name is registered already.") }
    } else {
        fault.into()
    }
}

/// Registers a unit.
///
/// # Errors
/// Not allowed, the form is wrong, the name is taken, or the store fails.
pub async fn add_unit(anlan: &Anlan, call: &Call, form: &UnitForm) -> Result<Uuid, Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let name = named(&form.name)?;
    known_kind(anlan, call, "kind", |pack| &pack.head.unit_kinds, &form.kind)?;
    let id = form.id.unwrap_or_else(|| call.ids().make());
    let tx = anlan.begin(call).await?;
    let row = UnitRow {
        region_id: call.region.to_string(),
        id,
        name: name.clone(),
        kind: form.kind.clone(),
        from_on: form.from_on.unwrap_or_else(|| call.today()),
        until_on: form.until_on,
    };
    tx.add_units(vec![row]).await.map_err(taken)?;
    anlan.finish(tx, call, "unit.add", &name, &json!({ "unit": id })).await?;
    Ok(id)
}

/// Changes a unit's name, kind or last day.
///
/// # Errors
/// Not allowed, not found, the form is wrong, the name is taken, or the store fails.
pub async fn change_unit(anlan: &Anlan, call: &Call, id: Uuid, form: &UnitForm) -> Result<(), Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let name = named(&form.name)?;
    known_kind(anlan, call, "kind", |pack| &pack.head.unit_kinds, &form.kind)?;
    let tx = anlan.begin(call).await?;
    let old = tx.read().units().await?.into_iter().find(|row| row.id == id).ok_or_else(Fault::not_found)?;
    let from_on = form.from_on.unwrap_or(old.from_on);
    if form.until_on.is_some_and(|until| until < from_on) {
        return Err(Fault::invalid("until_on", "until_before_from", "终止日期不得早于起始日期。", "The last day lies before the first."));
    }
    let row = UnitRow { name: name.clone(), kind: form.kind.clone(), from_on, until_on: form.until_on, ..old.clone() };
    tx.change_unit(row).await.map_err(taken)?;
    let detail = json!({ "unit": id, "old": { "name": old.name, "kind": old.kind, "until_on": old.until_on }, "new": { "name": name, "kind": form.kind, "until_on": form.until_on } });
    anlan.finish(tx, call, "unit.change", &name, &detail).await
}

/// Registers a river.
///
/// # Errors
/// Not allowed, the form is wrong, the name is taken, or the store fails.
pub async fn add_river(anlan: &Anlan, call: &Call, form: &RiverForm) -> Result<Uuid, Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let name = named(&form.name)?;
    known_kind(anlan, call, "level", |pack| &pack.head.river_levels, &form.level)?;
    let id = form.id.unwrap_or_else(|| call.ids().make());
    let tx = anlan.begin(call).await?;
    tx.add_rivers(vec![RiverRow { region_id: call.region.to_string(), id, name: name.clone(), level: form.level.clone() }])
        .await
        .map_err(taken)?;
    anlan.finish(tx, call, "river.add", &name, &json!({ "river": id })).await?;
    Ok(id)
}

/// Registers a chief's post.
///
/// # Errors
/// Not allowed, the form is wrong, the name is taken, or the store fails.
pub async fn add_chief(anlan: &Anlan, call: &Call, form: &ChiefForm) -> Result<Uuid, Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let name = named(&form.name)?;
    known_kind(anlan, call, "level", |pack| &pack.head.chief_levels, &form.level)?;
    let id = form.id.unwrap_or_else(|| call.ids().make());
    let tx = anlan.begin(call).await?;
    if let Some(river) = form.river_id
        && !tx.read().rivers().await?.iter().any(|row| row.id == river)
    {
        return Err(Fault::invalid("river_id", "unknown_river", "该河流没有登记。", "The river is not registered."));
    }
    let row = ChiefRow { region_id: call.region.to_string(), id, name: name.clone(), level: form.level.clone(), river_id: form.river_id };
    tx.add_chiefs(vec![row]).await.map_err(taken)?;
    anlan.finish(tx, call, "chief.add", &name, &json!({ "chief": id })).await?;
    Ok(id)
}

fn after(field: &'static str, held: Option<NaiveDate>, from: NaiveDate) -> Result<Option<NaiveDate>, Fault> {
    match held {
        Some(held) if from <= held => {
            let zh = format!("起始日期应晚于现任的起始日期{held}。");
            Err(Fault::invalid(field, "too_early", zh, format!("It must lie after the present one's first day {held}.")))
        }
        Some(_) => Ok(from.pred_opt()),
        None => Ok(None),
    }
}

/// A person takes up a chief's post; the one before leaves the day before.
///
/// # Errors
/// Not allowed, not found, a day before the present tenure's, or the store fails.
pub async fn add_tenure(anlan: &Anlan, call: &Call, chief: Uuid, form: &TenureForm) -> Result<(), Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let person = named(&form.person).map_err(|fault| Fault { field: Some("person"), ..fault })?;
    let tx = anlan.begin(call).await?;
    let post = tx.read().chiefs().await?.into_iter().find(|row| row.id == chief).ok_or_else(Fault::not_found)?;
    let held = tx.read().tenures().await?.into_iter().rev().find(|row| row.chief_id == chief && row.until_on.is_none());
    let last = after("from_on", held.as_ref().map(|row| row.from_on), form.from_on)?;
    if let Some(held) = held {
        tx.end_tenure(TenureRow { until_on: last, ..held }).await?;
    }
    let row = TenureRow {
        region_id: call.region.to_string(),
        id: call.ids().make(),
        chief_id: chief,
        person: person.clone(),
        from_on: form.from_on,
        until_on: None,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    tx.add_tenures(vec![row]).await?;
    anlan.finish(tx, call, "chief.tenure", &post.name, &json!({ "chief": chief, "person": person, "from_on": form.from_on })).await
}

/// A unit takes up a river as its lead unit; the one before leaves the day before.
///
/// # Errors
/// Not allowed, not found, a day before the present one's, or the store fails.
pub async fn add_lead_unit(anlan: &Anlan, call: &Call, river: Uuid, form: &LeadUnitForm) -> Result<(), Fault> {
    call.ask(Action::RegisterEdit, Target::default())?;
    let tx = anlan.begin(call).await?;
    let led = tx.read().rivers().await?.into_iter().find(|row| row.id == river).ok_or_else(Fault::not_found)?;
    if !tx.read().units().await?.iter().any(|row| row.id == form.unit_id) {
        return Err(Fault::invalid("unit_id", "unknown_unit", "该责任单位没有登记。", "The unit is not registered."));
    }
    let held = tx.read().lead_units().await?.into_iter().rev().find(|row| row.river_id == river && row.until_on.is_none());
    if held.is_some() && crate::plans::rules_of(anlan, call).is_ok() {
        let zh = "该河流已有牵头单位，更换牵头单位请办理移交，未办结的工作一并移交。";
        return Err(Fault::conflict("hand_over", zh, "The river has a lead unit: hand it over, with its open work."));
    }
    let last = after("from_on", held.as_ref().map(|row| row.from_on), form.from_on)?;
    if let Some(held) = held {
        tx.end_lead_unit(LeadUnitRow { until_on: last, ..held }).await?;
    }
    let row = LeadUnitRow {
        region_id: call.region.to_string(),
        id: call.ids().make(),
        river_id: river,
        unit_id: form.unit_id,
        from_on: form.from_on,
        until_on: None,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    tx.add_lead_units(vec![row]).await?;
    anlan.finish(tx, call, "river.lead_unit", &led.name, &json!({ "river": river, "unit": form.unit_id, "from_on": form.from_on })).await
}
