//! Handing a problem to a unit, and hanging it on the year's list of prominent problems.

use crate::matters::{About, Register, go_on, load_for};
use crate::views::{AssignProblem, ListProblem};
use crate::{Anlan, Call, Fault};
use anlan_core::access::Action;
use anlan_core::ids::{FactId, ItemId, MatterId, UnitId};
use anlan_core::item::{ItemContent, ItemEvent, ItemFact, List};
use anlan_core::matter::problem::{ProblemEvent, Task};
use anlan_core::matter::{Matter, MatterEvent, MatterKind};
use anlan_store::{ItemRow, Tx};
use chrono::{Datelike, Days, NaiveDate};
use serde_json::json;
use uuid::Uuid;

/// Years after which a limit is a slip of the pen.
const LONGEST: i32 = 10;

/// A task: the limit is the pack's when nobody says otherwise.
///
/// # Errors
/// The unit is unknown, or there is neither a limit nor a pack.
pub(super) fn task(
    anlan: &Anlan,
    call: &Call,
    register: &Register,
    unit: Uuid,
    limit_on: Option<NaiveDate>,
    measure: &str,
    found_on: NaiveDate,
) -> Result<Task, Fault> {
    if register.unit(unit).is_none() {
        return Err(Fault::invalid("unit_id", "unknown_unit", "该责任单位没有登记。", "The unit is not registered."));
    }
    let days = anlan.loop_head(call).and_then(|head| head.close_out.as_ref()).and_then(|close_out| u64::try_from(close_out.days).ok());
    let limit_on = limit_on.or_else(|| call.today().max(found_on).checked_add_days(Days::new(days?)));
    let limit_on = limit_on.ok_or_else(|| Fault::invalid("limit_on", "missing", "请填写整改时限。", "Give a limit."))?;
    if limit_on.year() > found_on.year().saturating_add(LONGEST) {
        let zh = format!("整改时限不能超过发现后{LONGEST}年，请核对年份。");
        return Err(Fault::invalid("limit_on", "out_of_range", zh, format!("the limit lies more than {LONGEST} years later")));
    }
    Ok(Task { unit_id: UnitId(unit), limit_on, measure: measure.trim().to_owned() })
}

/// Hands a problem to a unit, or to another one, or moves its limit.
///
/// # Errors
/// Not found, not allowed, the form is wrong, the problem is closed, or the store fails.
pub async fn assign_problem(anlan: &Anlan, call: &Call, id: MatterId, form: &AssignProblem) -> Result<(), Fault> {
    call.ask_role(Action::ProblemAssign)?;
    let register = anlan.register(&call.region).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::ProblemAssign, MatterKind::Problem, id).await?;
    let found_on = held.row.opened_on;
    let task = task(anlan, call, &register, form.unit_id, form.limit_on, &form.measure, found_on)?;
    let detail = json!({ "problem": id, "unit": task.unit_id, "limit_on": task.limit_on });
    let (unit_id, limit_on) = (task.unit_id, task.limit_on);
    let (mut ids, reason) = (call.ids(), form.reason.trim());
    let event = MatterEvent::Problem(ProblemEvent::Assigned { task, reason: reason.to_owned() });
    go_on(&tx, call, &mut held, ids.make(), call.today(), event, About::default()).await?;
    if let Matter::Problem(problem) = &held.matter
        && let Some(item) = problem.item_id
    {
        crate::lists::move_item(&tx, call, ids.make(), item, (call.today(), reason), (unit_id, limit_on)).await?;
    }
    let number = held.row.number.clone().unwrap_or_default();
    anlan.finish(tx, call, Action::ProblemAssign.key(), &number, &detail).await
}

/// Hangs a problem on the year's list: opens an item that stands for it, or names the one that does.
///
/// # Errors
/// Not found, not allowed, no task yet, no decision, listed already, or the store fails.
pub async fn list_problem(anlan: &Anlan, call: &Call, id: MatterId, form: &ListProblem) -> Result<ItemId, Fault> {
    call.ask_role(Action::ItemOpen)?;
    if form.decision.trim().is_empty() {
        return Err(Fault::invalid("decision", "missing", "请写明挂单依据（会议或文件）。", "Name the decision it rests on."));
    }
    let register = anlan.register(&call.region).await?;
    let tx = anlan.begin(call).await?;
    let mut held = load_for(&tx.read(), call, Action::ProblemAssign, MatterKind::Problem, id).await?;
    let Matter::Problem(problem) = &held.matter else { return Err(Fault::not_found()) };
    let Some(task) = problem.task.clone() else {
        return Err(Fault::conflict("no_task", "请先把问题交办给责任单位，再挂单。", "Hand the problem to a unit first."));
    };
    let content = problem.content.clone();
    let (first, last) = (content.found_on.year(), call.today().year().saturating_add(1));
    if form.item_id.is_none() && !(first..=last).contains(&form.year) {
        let zh = format!("挂单年度应在发现年份{first}至{last}之间。");
        return Err(Fault::invalid("year", "out_of_range", zh, format!("the year of the list lies between {first} and {last}")));
    }
    let closed_on = problem.closed_on;
    let mut ids = call.ids();
    let number = held.row.number.clone().unwrap_or_default();
    let item_id = match form.item_id {
        Some(item) => {
            let row = tx.read().item(ItemId(item)).await?.filter(|row| row.list == List::Problem.key());
            let zh = "所选事项不在突出问题整改责任清单上。";
            let row = row.ok_or_else(|| Fault::invalid("item_id", "not_on_list", zh, "The item is not on the list of problems."))?;
            let item_id = ItemId(row.id);
            may_stand_for(anlan, call, &tx, &row, (task.unit_id, closed_on.is_some())).await?;
            item_id
        }
        None => {
            let item_id = ItemId(ids.make());
            if tx.read().item_numbered(&number).await?.is_some() {
                return Err(Fault::conflict("number_taken", format!("编号{number}已被使用。"), format!("Number {number} is taken.")));
            }
            let place = [register.name(content.river_id.map(|id| id.0).unwrap_or_default()), content.place.clone()].concat();
            let item = ItemContent {
                list: List::Problem,
                number: number.clone(),
                title: content.title.clone(),
                river_id: content.river_id,
                unit_id: task.unit_id,
                helpers: vec![],
                start_on: content.found_on,
                limit_on: task.limit_on,
                money: None,
                money_source: None,
                hard: None,
                chief_id: None,
                measure: Some(task.measure.clone()).filter(|text| !text.is_empty()),
                indicator: None,
                unit_of_measure: None,
                target: None,
                points: None,
                source: anlan
                    .loop_head(call)
                    .and_then(|head| head.problem_sources.iter().find(|source| source.key == content.source))
                    .map(|source| source.label.clone()),
                place: Some(place).filter(|text| !text.is_empty()),
                kind: Some(content.class.clone()),
                description: Some(content.description.clone()).filter(|text| !text.is_empty()),
            };
            let decision = form.decision.trim().to_owned();
            tx.add_items(vec![(item_id, form.year, List::Problem, number.clone())]).await?;
            let fact = ItemFact {
                id: FactId(ids.make()),
                item_id,
                occurred_on: content.found_on,
                recorded_at: call.at,
                recorded_by: call.actor.name.clone(),
                supersedes: None,
                reason: decision.clone(),
                event: ItemEvent::Opened { content: item, decision },
            };
            tx.add_item_facts(form.year, vec![fact]).await?;
            item_id
        }
    };
    if let Some(on) = closed_on
        && !crate::lists::is_closed(&tx, item_id).await?
    {
        crate::lists::close_item(&tx, call, ids.make(), item_id, on, "挂单前已销号").await?;
    }
    let event = MatterEvent::Problem(ProblemEvent::Listed { item_id });
    let about = About { targets: vec![("item", item_id.0)], files: vec![], by: None };
    go_on(&tx, call, &mut held, ids.make(), call.today(), event, about).await?;
    anlan.finish(tx, call, "problem.list", &number, &json!({ "problem": id, "item": item_id })).await?;
    Ok(item_id)
}

/// Whether an item can stand for a problem from now on: it stands for no other, and is not further than the problem is.
async fn may_stand_for(anlan: &Anlan, call: &Call, tx: &Tx, row: &ItemRow, (unit, closed): (UnitId, bool)) -> Result<(), Fault> {
    if let Some(other) = crate::lists::problem_of(&tx.read(), ItemId(row.id)).await? {
        let zh = format!("该事项已是问题{other}的挂单，请另选事项。");
        return Err(Fault::conflict("stands_for_problem", zh, format!("the item stands for problem {other}: choose another")));
    }
    let book = anlan.year_inside(tx, &call.region, i32::try_from(row.year).unwrap_or_default()).await?;
    let Some(entry) = book.entry(ItemId(row.id)) else { return Err(Fault::not_found()) };
    if entry.content().unit_id != unit {
        let zh = format!("该事项的责任单位是{}，与问题的责任单位不同，请另选事项。", book.unit_name(entry.content().unit_id));
        return Err(Fault::conflict("other_unit", zh, "The item is another unit's: choose another."));
    }
    if entry.item.closed.is_some() && !closed {
        let zh = "该事项已销号，而问题还在整改，请先重新打开该事项或另选事项。";
        return Err(Fault::conflict("item_closed", zh, "The item is closed and the problem is not: open the item again first."));
    }
    if entry.item.asked.is_some() {
        let zh = "该事项已申请销号，请核查后再挂单。";
        return Err(Fault::conflict("asked_already", zh, "The item waits for the check of its close-out."));
    }
    Ok(())
}
