//! What goes along when a river is handed to another lead unit: its open tasks, problems and instructions, and its plan.

use crate::matters::{About, go_on, load};
use crate::plans::lead_on;
use crate::views::{CarriedView, OpenWork};
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{Ids, ItemId, MatterId, UnitId};
use anlan_core::matter::change::Carried;
use anlan_core::matter::instruction::{InstructionEvent, Order};
use anlan_core::matter::plan::PlanEvent;
use anlan_core::matter::problem::{ProblemEvent, Task};
use anlan_core::matter::{Matter, MatterEvent, MatterKind, MatterState};
use anlan_store::{Connection, LeadUnitRow, MatterFilter, MatterOrder, Regional, Tx};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// More open matters of one river and unit there cannot be.
const MOST: u64 = 100_000;

/// The unit that leads a river, from its day on without an end.
pub(super) async fn lead(tx: &Tx, river: Uuid) -> Result<LeadUnitRow, Fault> {
    let open = |row: &LeadUnitRow| row.river_id == river && row.until_on.is_none();
    tx.read().lead_units().await?.into_iter().rev().find(open).ok_or_else(|| {
        Fault::conflict("no_lead_unit", "该河流没有现任牵头单位，请直接登记，不需移交。", "The river has no lead unit: register one.")
    })
}

/// The open work of a unit on a river: tasks of this year and the last, problems, instructions, the plan.
async fn carried<C: Connection>(read: &Regional<'_, C>, books: [&YearBook; 2], river: Uuid, unit: UnitId) -> Result<Vec<Carried>, Fault> {
    let mut found = Vec::new();
    for book in books {
        let own = book.entries.iter().filter(|entry| {
            let content = entry.content();
            entry.year == book.year
                && entry.item.closed.is_none()
                && content.unit_id == unit
                && content.river_id.map(|id| id.0) == Some(river)
        });
        found.extend(own.map(|entry| Carried {
            kind: "item".into(),
            id: entry.id.0,
            name: format!("{} {}", entry.number, entry.content().title),
        }));
    }
    for kind in [MatterKind::Problem, MatterKind::Instruction, MatterKind::Plan] {
        let states = MatterState::ALL.iter().copied().filter(|state| !state.ended()).collect();
        let open = MatterFilter { states, river: Some(river), unit: Some(unit.0), ..MatterFilter::of(kind) };
        let rows = read.matters(&open, MatterOrder::Latest, None, MOST).await?;
        found.extend(rows.into_iter().map(|row| Carried {
            kind: kind.key().into(),
            id: row.id,
            name: [row.number.unwrap_or_default(), row.title].join(" ").trim().to_owned(),
        }));
    }
    found.sort_by(|a, b| (&a.kind, &a.name, a.id).cmp(&(&b.kind, &b.name, b.id)));
    Ok(found)
}

/// The open work as it stands inside a transaction.
pub(super) async fn carried_now(anlan: &Anlan, call: &Call, tx: &Tx, river: Uuid, unit: UnitId) -> Result<Vec<Carried>, Fault> {
    let year = call.today().year();
    let (last, this) = (anlan.year_inside(tx, &call.region, year - 1).await?, anlan.year_inside(tx, &call.region, year).await?);
    carried(&tx.read(), [&last, &this], river, unit).await
}

/// Who leads a river, and what would go along with it.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn open_work(anlan: &Anlan, call: &Call, river: Uuid) -> Result<OpenWork, Fault> {
    call.ask(Action::PlanCoordinate, Target::default())?;
    let register = anlan.register(&call.region).await?;
    if !register.rivers.iter().any(|row| row.id == river) {
        return Err(Fault::not_found());
    }
    let read = anlan.store.region(&call.region);
    let leads = read.lead_units().await?;
    let Some(unit) = lead_on(&leads, river, call.today()) else {
        return Ok(OpenWork { unit: None, since: None, carried: vec![] });
    };
    let since = leads.iter().rev().find(|row| row.river_id == river && row.unit_id == unit).map(|row| row.from_on);
    let year = call.today().year();
    let (last, this) = (anlan.year(&call.region, year - 1).await?, anlan.year(&call.region, year).await?);
    let carried = carried(&read, [&last, &this], river, UnitId(unit)).await?;
    let view = |one: Carried| CarriedView { kind: one.kind, id: one.id, name: one.name };
    Ok(OpenWork { unit: register.named(Some(unit)), since, carried: carried.into_iter().map(view).collect() })
}

/// Hands a river over: the tenures, and everything that was signed for.
pub(super) async fn hand_over(
    anlan: &Anlan,
    call: &Call,
    tx: &Tx,
    ids: &mut Ids,
    (river, from_unit, to_unit): (Uuid, UnitId, UnitId),
    (from_on, reason, signed_for): (NaiveDate, &str, &[Carried]),
) -> Result<(), Fault> {
    let held = lead(tx, river).await?;
    if held.unit_id != from_unit.0 || from_on <= held.from_on {
        let zh = "牵头单位在申请后已经变化，请撤回后重新申请。";
        return Err(Fault::conflict("stale", zh, "The lead unit changed meanwhile: withdraw the request and ask again."));
    }
    let now = carried_now(anlan, call, tx, river, from_unit).await?;
    if let Some(new) = now.iter().find(|one| !signed_for.iter().any(|own| own.id == one.id)) {
        let zh = format!("申请后新增了未办结的“{}”，请撤回后重新申请，使双方签字的清单完整。", new.name);
        return Err(Fault::conflict("stale", zh, format!("{} is new since it was asked: withdraw and ask again", new.id)));
    }
    tx.end_lead_unit(LeadUnitRow { until_on: from_on.pred_opt(), ..held }).await?;
    tx.add_lead_units(vec![LeadUnitRow {
        region_id: call.region.to_string(),
        id: ids.make(),
        river_id: river,
        unit_id: to_unit.0,
        from_on,
        until_on: None,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    }])
    .await?;
    for one in now {
        match MatterKind::from_key(&one.kind) {
            None => {
                let (item, fact) = (ItemId(one.id), ids.make());
                let facts = crate::lists::facts_of(tx, item).await?;
                let known = anlan_core::item::Item::known(&facts, chrono::DateTime::<chrono::Utc>::MAX_UTC);
                let Some(limit) = known.map(|item| item.latest().content.limit_on) else { continue };
                crate::lists::move_item(tx, call, fact, item, (from_on, reason), (to_unit, limit)).await?;
            }
            Some(kind) => hand_matter(tx, call, ids.make(), (kind, MatterId(one.id)), to_unit, reason).await?,
        }
    }
    Ok(())
}

async fn hand_matter(
    tx: &Tx,
    call: &Call,
    fact: Uuid,
    (kind, id): (MatterKind, MatterId),
    unit_id: UnitId,
    reason: &str,
) -> Result<(), Fault> {
    let mut held = load(&tx.read(), kind, id).await?;
    let reason = reason.to_owned();
    let event = match &held.matter {
        Matter::Problem(problem) => {
            let Some(task) = problem.task.clone() else { return Ok(()) };
            MatterEvent::Problem(ProblemEvent::Assigned { task: Task { unit_id, ..task }, reason })
        }
        Matter::Instruction(own) => {
            let Some(order) = own.order.clone() else { return Ok(()) };
            MatterEvent::Instruction(InstructionEvent::Assigned { order: Order { unit_id, ..order } })
        }
        Matter::Plan(_) => MatterEvent::Plan(PlanEvent::HandedOver { unit_id, reason }),
        Matter::Letter(_) | Matter::Meeting(_) | Matter::Inspection(_) | Matter::Draw(_) | Matter::Change(_) | Matter::Text(_) => {
            return Ok(());
        }
    };
    go_on(tx, call, &mut held, fact, call.today(), event, About::default()).await.map_err(|fault| {
        let zh = format!("“{}”不能移交：{}请先办完这一步，再签署。", held.row.title, fault.zh);
        Fault { zh, ..fault }
    })
}
