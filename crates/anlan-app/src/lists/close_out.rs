//! Closing an item out (销号): the unit asks with evidence, somebody else checks on site and agrees or returns it; opening it again.

use crate::matters::person;
use crate::views::{ActionView, AskCloseOut, CheckCloseOut, ReopenProblem};
use crate::year::Entry;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, may};
use anlan_core::ids::{FactId, ItemId, UnitId};
use anlan_core::item::{Item, ItemEvent, ItemFact, List};
use anlan_core::matter::MatterKind;
use anlan_core::matter::person::{Person, independent};
use anlan_core::matter::problem::Evidence;
use anlan_store::{Connection, MatterFilter, MatterOrder, Regional, Tx};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use uuid::Uuid;

fn fact(call: &Call, fact: Uuid, id: ItemId, occurred_on: NaiveDate, reason: &str, event: ItemEvent) -> ItemFact {
    ItemFact {
        id: FactId(fact),
        item_id: id,
        occurred_on,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: None,
        reason: reason.to_owned(),
        event,
    }
}

/// An item inside a transaction, permission asked.
async fn held(anlan: &Anlan, call: &Call, tx: &Tx, action: Action, id: ItemId) -> Result<(i32, Entry), Fault> {
    let row = tx.read().item(id).await?.ok_or_else(Fault::not_found)?;
    let year = i32::try_from(row.year).unwrap_or_default();
    let mut book = anlan.year_inside(tx, &call.region, year).await?;
    let place = book.entries.iter().position(|entry| entry.id == id).ok_or_else(Fault::not_found)?;
    let entry = book.entries.swap_remove(place);
    call.ask(action, super::target_of(entry.content()))?;
    Ok((year, entry))
}

/// The number of the problem an item stands for: the item is closed and opened with it.
pub(crate) async fn problem_of<C: Connection>(read: &Regional<'_, C>, id: ItemId) -> Result<Option<String>, Fault> {
    let filter = MatterFilter { item: Some(id.0), ..MatterFilter::of(MatterKind::Problem) };
    let rows = read.matters(&filter, MatterOrder::Latest, None, 1).await?;
    Ok(rows.into_iter().next().map(|row| row.number.unwrap_or_default()))
}

pub(crate) async fn not_of_a_problem(tx: &Tx, id: ItemId) -> Result<(), Fault> {
    match problem_of(&tx.read(), id).await? {
        None => Ok(()),
        Some(number) => {
            let zh = format!("该事项是问题{number}的挂单，请在该问题中办理。");
            Err(Fault::conflict("stands_for_problem", zh, format!("the item stands for problem {number}: do it there")))
        }
    }
}

fn missing(field: &'static str, zh: &str, en: &str) -> Fault {
    Fault::invalid(field, "missing", zh, en)
}

/// Asks for the close-out of an item.
///
/// # Errors
/// Not found, not allowed, closed or asked already, nothing said, or the store fails.
pub async fn ask_close_out(anlan: &Anlan, call: &Call, id: ItemId, form: &AskCloseOut) -> Result<(), Fault> {
    call.ask_role(Action::CloseOutAsk)?;
    let evidence: Vec<Evidence> = form.evidence.iter().map(Evidence::from).collect();
    let hashes: Vec<String> = evidence.iter().map(|one| one.hash.clone()).collect();
    crate::evidence::at_hand(anlan, call, &hashes).await?;
    let tx = anlan.begin(call).await?;
    let (year, entry) = held(anlan, call, &tx, Action::CloseOutAsk, id).await?;
    not_of_a_problem(&tx, id).await?;
    if let Some((on, _)) = entry.item.closed {
        return Err(Fault::conflict("closed_already", format!("该事项已于{on}销号。"), format!("It was closed out on {on}.")));
    }
    if let Some(asked) = &entry.item.asked {
        let zh = format!("{}已于{}申请销号，正在等待核查。", asked.by, asked.on);
        return Err(Fault::conflict("asked_already", zh, "The close-out was asked for already and waits for its check."));
    }
    if form.text.trim().is_empty() {
        return Err(missing("text", "请写明完成情况。", "Say what was done."));
    }
    let event = ItemEvent::CloseAsked { text: form.text.trim().to_owned(), evidence };
    tx.add_item_facts(year, vec![fact(call, call.ids().make(), id, call.today(), "", event)]).await?;
    anlan.finish(tx, call, Action::CloseOutAsk.key(), &entry.number, &json!({ "item": id, "files": hashes.len() })).await
}

/// Who may not check an item's close-out, as names: of a problem, who opened it by hand; of any, who found that it came back.
pub(crate) fn finders(list: List, facts: &[ItemFact]) -> Vec<&str> {
    let found = |fact: &&ItemFact| match fact.event {
        ItemEvent::Opened { .. } => list == List::Problem,
        ItemEvent::Reopened { relapse, .. } => relapse,
        ItemEvent::Corrected { .. }
        | ItemEvent::Changed { .. }
        | ItemEvent::CloseAsked { .. }
        | ItemEvent::CloseReturned { .. }
        | ItemEvent::ClosedOut { .. }
        | ItemEvent::CloseOutWithdrawn
        | ItemEvent::Paused { .. }
        | ItemEvent::Resumed => false,
    };
    facts.iter().filter(found).map(|fact| fact.recorded_by.as_str()).collect()
}

/// The facts of an item.
pub(crate) async fn facts_of(tx: &Tx, id: ItemId) -> Result<Vec<ItemFact>, Fault> {
    let Some(row) = tx.read().item(id).await? else { return Ok(vec![]) };
    let facts = tx.read().item_facts(i32::try_from(row.year).unwrap_or_default()).await?;
    Ok(facts.into_iter().filter(|fact| fact.item_id == id).collect())
}

/// Whether an item is closed, or there is none.
pub(crate) async fn is_closed(tx: &Tx, id: ItemId) -> Result<bool, Fault> {
    let own = facts_of(tx, id).await?;
    Ok(Item::known(&own, DateTime::<Utc>::MAX_UTC).is_none_or(|item| item.closed.is_some()))
}

fn may_check(call: &Call, entry: &Entry) -> Result<(), Fault> {
    let asker = entry.item.asked.as_ref().map(|asked| Person { name: asked.by.clone(), post: String::new(), account: None, unit_id: None });
    Ok(independent(&person(call), &finders(entry.list, &entry.facts), asker.as_ref(), Some(UnitId(entry.content().unit_id.0)))?)
}

/// Agrees to the close-out of an item after a check on site, or returns it.
///
/// # Errors
/// Not found, not allowed, the same person, nothing asked, a day out of range, or the store fails.
pub async fn check_close_out(anlan: &Anlan, call: &Call, id: ItemId, form: &CheckCloseOut) -> Result<(), Fault> {
    call.ask_role(Action::CloseOutCheck)?;
    let tx = anlan.begin(call).await?;
    let (year, entry) = held(anlan, call, &tx, Action::CloseOutCheck, id).await?;
    not_of_a_problem(&tx, id).await?;
    if entry.item.asked.is_none() {
        return Err(Fault::conflict("not_asked", "责任单位尚未申请销号，请先由责任单位申请。", "The close-out was not asked for yet."));
    }
    may_check(call, &entry)?;
    if form.text.trim().is_empty() {
        return Err(missing("text", "请写明核查情况或退回理由。", "Say what the check rests on, or why it is returned."));
    }
    if form.checked_on > call.today() || form.checked_on < entry.content().start_on {
        let zh = "核查日期应在开始时间之后、今天之前（含今天）。";
        return Err(Fault::invalid("checked_on", "out_of_range", zh, "The day must lie between the start and today."));
    }
    let text = form.text.trim().to_owned();
    let event = if form.agreed { ItemEvent::ClosedOut { basis: text.clone() } } else { ItemEvent::CloseReturned { reason: text.clone() } };
    tx.add_item_facts(year, vec![fact(call, call.ids().make(), id, form.checked_on, &text, event)]).await?;
    let detail = json!({ "item": id, "agreed": form.agreed, "checked_on": form.checked_on });
    anlan.finish(tx, call, Action::CloseOutCheck.key(), &entry.number, &detail).await
}

/// Closes the item that stands for a problem, with it.
pub(crate) async fn close_item(tx: &Tx, call: &Call, fact_id: Uuid, id: ItemId, on: NaiveDate, basis: &str) -> Result<(), Fault> {
    let Some(row) = tx.read().item(id).await? else { return Ok(()) };
    let year = i32::try_from(row.year).unwrap_or_default();
    let event = ItemEvent::ClosedOut { basis: basis.to_owned() };
    Ok(tx.add_item_facts(year, vec![fact(call, fact_id, id, on, basis, event)]).await?)
}

/// Opens the item that stands for a problem again, with it.
pub(crate) async fn reopen(
    tx: &Tx,
    call: &Call,
    fact_id: Uuid,
    id: ItemId,
    (on, reason, relapse): (NaiveDate, &str, bool),
) -> Result<(), Fault> {
    let Some(row) = tx.read().item(id).await? else { return Ok(()) };
    let year = i32::try_from(row.year).unwrap_or_default();
    let event = ItemEvent::Reopened { reason: reason.to_owned(), relapse };
    Ok(tx.add_item_facts(year, vec![fact(call, fact_id, id, on, reason, event)]).await?)
}

/// Moves an item to another unit or limit, from a day on, as what it stands for was moved; nothing when it is there already.
pub(crate) async fn move_item(
    tx: &Tx,
    call: &Call,
    fact_id: Uuid,
    id: ItemId,
    (on, reason): (NaiveDate, &str),
    (unit_id, limit_on): (UnitId, NaiveDate),
) -> Result<(), Fault> {
    let facts = facts_of(tx, id).await?;
    let (Some(row), Some(item)) = (tx.read().item(id).await?, Item::known(&facts, DateTime::<Utc>::MAX_UTC)) else { return Ok(()) };
    let held = item.latest();
    let mut content = held.content.clone();
    (content.unit_id, content.limit_on) = (unit_id, limit_on);
    if content == held.content {
        return Ok(());
    }
    let changed = fact(call, fact_id, id, on.max(held.from), reason, ItemEvent::Changed { content });
    Ok(tx.add_item_facts(i32::try_from(row.year).unwrap_or_default(), vec![changed]).await?)
}

/// Opens an item again that was closed out.
///
/// # Errors
/// Not found, not allowed, not closed, no reason, or the store fails.
pub async fn reopen_item(anlan: &Anlan, call: &Call, id: ItemId, form: &ReopenProblem) -> Result<(), Fault> {
    call.ask_role(Action::Reopen)?;
    let tx = anlan.begin(call).await?;
    let (_, entry) = held(anlan, call, &tx, Action::Reopen, id).await?;
    not_of_a_problem(&tx, id).await?;
    let Some((closed_on, _)) = entry.item.closed else {
        return Err(Fault::conflict("not_closed", "该事项没有销号，不需重新打开。", "The item is not closed."));
    };
    if form.reason.trim().is_empty() {
        return Err(missing("reason", "请写明重新打开的理由。", "Say why it is opened again."));
    }
    let on = form.on.unwrap_or_else(|| call.today());
    if on < closed_on || on > call.today() {
        return Err(Fault::invalid("on", "out_of_range", "日期应在销号之后、今天之前（含今天）。", "The day is out of range."));
    }
    reopen(&tx, call, call.ids().make(), id, (on, form.reason.trim(), form.relapse)).await?;
    anlan.finish(tx, call, Action::Reopen.key(), &entry.number, &json!({ "item": id, "relapse": form.relapse })).await
}

/// What can be done about an item's close-out; `problem` is the number of the problem it stands for.
pub(super) fn actions(entry: &Entry, call: &Call, problem: Option<&str>) -> Vec<ActionView> {
    let target = super::target_of(entry.content());
    if let Some(number) = problem {
        let asked = [Action::CloseOutAsk, Action::CloseOutCheck, Action::Reopen].into_iter();
        let why = format!("该事项是问题{number}的挂单，请在该问题中办理");
        return asked.filter(|action| may(&call.actor, *action, target)).map(|action| ActionView::not_now(action.key(), &why)).collect();
    }
    let closed = entry.item.closed.is_some();
    let mut actions = Vec::new();
    if may(&call.actor, Action::CloseOutAsk, target) {
        let key = Action::CloseOutAsk.key();
        actions.push(match (closed, &entry.item.asked) {
            (true, _) => ActionView::not_now(key, "已销号"),
            (false, Some(_)) => ActionView::not_now(key, "已申请，正在等待核查"),
            (false, None) => ActionView::allowed(key),
        });
    }
    if may(&call.actor, Action::CloseOutCheck, target) {
        let key = Action::CloseOutCheck.key();
        actions.push(match (closed, &entry.item.asked, may_check(call, entry)) {
            (true, ..) => ActionView::not_now(key, "已销号"),
            (false, None, _) => ActionView::not_now(key, "责任单位尚未申请销号"),
            (false, Some(_), Err(fault)) => ActionView::not_now(key, &fault.zh),
            (false, Some(_), Ok(())) => ActionView::allowed(key),
        });
    }
    if may(&call.actor, Action::Reopen, target) && closed {
        actions.push(ActionView::allowed(Action::Reopen.key()));
    }
    actions
}
