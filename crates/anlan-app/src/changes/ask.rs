//! Asking for a change.

use super::{hand_over, rule_of};
use crate::matters::{About, begin};
use crate::views::{AskChange, AskSubject, ItemForm};
use crate::year::Entry;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::days::zh;
use anlan_core::ids::{ItemId, MatterId, RiverId, UnitId};
use anlan_core::item::Pause;
use anlan_core::matter::change::{ChangeContent, ChangeEvent, ChangeKind, Consent, Subject};
use anlan_core::matter::{MatterEvent, MatterKind};
use anlan_core::pack::plans::ChangeRule;
use anlan_store::{MatterFilter, MatterOrder, Tx};
use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

/// What is asked, before reason and document are put to it.
struct Asked {
    title: String,
    subject: Subject,
    unit_id: UnitId,
    river_id: Option<RiverId>,
    consents: Vec<Consent>,
    clause: String,
    /// What it is about.
    targets: Vec<(&'static str, Uuid)>,
}

/// Asks for a change of a task, a pause, or a hand-over of a river.
///
/// # Errors
/// Not found, not allowed, no rule says who approves, one is waiting already, the form is wrong, or the store fails.
pub async fn ask_change(anlan: &Anlan, call: &Call, form: &AskChange) -> Result<MatterId, Fault> {
    call.ask_role(Action::ChangeAsk)?;
    let tx = anlan.begin(call).await?;
    let asked = match &form.subject {
        AskSubject::Item { item_id, version, effective_on, content } => {
            item_change(anlan, call, &tx, *item_id, (version, *effective_on, content)).await?
        }
        AskSubject::Pause { item_id, from_on, until_on } => pause(anlan, call, &tx, *item_id, (*from_on, *until_on)).await?,
        AskSubject::Resume { item_id, on } => resume(anlan, call, &tx, *item_id, *on).await?,
        AskSubject::LeadUnit { river_id, unit_id, from_on } => lead_unit(anlan, call, &tx, *river_id, (*unit_id, *from_on)).await?,
    };
    none_waiting(&tx, &asked).await?;
    let mut ids = call.ids();
    let id = MatterId(ids.make());
    let content = Box::new(ChangeContent {
        title: asked.title,
        subject: asked.subject,
        reason: form.reason.trim().to_owned(),
        document: form.document.trim().to_owned(),
        unit_id: asked.unit_id,
        river_id: asked.river_id,
        consents: asked.consents,
        clause: asked.clause,
    });
    let title = content.title.clone();
    let event = MatterEvent::Change(ChangeEvent::Asked { content });
    let about = About { targets: asked.targets, ..About::default() };
    begin(&tx, call, (id, ids.make()), None, call.today(), event, about).await?;
    anlan.finish(tx, call, Action::ChangeAsk.key(), &title, &json!({ "change": id })).await?;
    Ok(id)
}

/// One request about a task or a river at a time: two would undo each other.
async fn none_waiting(tx: &Tx, asked: &Asked) -> Result<(), Fault> {
    let of = match asked.subject.item_id() {
        Some(item) => MatterFilter { item: Some(item.0), ..MatterFilter::of(MatterKind::Change) },
        None => MatterFilter { river: asked.river_id.map(|id| id.0), class: "lead_unit".into(), ..MatterFilter::of(MatterKind::Change) },
    };
    let waiting = MatterFilter { states: vec![anlan_core::matter::MatterState::Asked], ..of };
    match tx.read().matters(&waiting, MatterOrder::Latest, None, 1).await?.first() {
        None => Ok(()),
        Some(row) => {
            let zh = format!("“{}”正在等待批准，请先办结或者撤回。", row.title);
            Err(Fault::conflict("asked_already", zh, "Another request waits for approval: end it first."))
        }
    }
}

fn need(anlan: &Anlan, call: &Call, kind: ChangeKind) -> Result<ChangeRule, Fault> {
    rule_of(anlan, call, kind).ok_or_else(|| {
        let zh = format!("规则包没有写明“{}”由谁批准，请先在一河一策规则包中写明。", kind.zh());
        Fault::conflict("no_change_rule", zh, format!("the pack does not say who approves a change of {}", kind.key()))
    })
}

/// A task that can be changed, with its year: permission asked, not closed.
async fn task(anlan: &Anlan, call: &Call, tx: &Tx, id: Uuid, rule: &ChangeRule) -> Result<(crate::year::YearBook, usize), Fault> {
    call.ask_role(Action::ChangeAsk)?;
    let row = tx.read().item(ItemId(id)).await?.ok_or_else(Fault::not_found)?;
    let book = anlan.year_inside(tx, &call.region, i32::try_from(row.year).unwrap_or_default()).await?;
    let place = book.entries.iter().position(|entry| entry.id.0 == id).ok_or_else(Fault::not_found)?;
    let entry = &book.entries[place];
    call.ask(Action::ChangeAsk, crate::lists::target_of(entry.content()))?;
    crate::lists::not_of_a_problem(tx, ItemId(id)).await?;
    if !rule.covers(entry.list) {
        let zh = format!("{}的事项不按此程序变更，由河长办直接更改。", entry.list.zh());
        return Err(Fault::conflict("other_list", zh, "Items of this list are changed by the office itself."));
    }
    if let Some((on, _)) = entry.item.closed {
        let zh = format!("该任务已于{}销号，不能变更。", zh(on));
        return Err(Fault::conflict("closed_already", zh, "The task was closed out: it cannot be changed."));
    }
    Ok((book, place))
}

fn of_task(entry: &Entry, rule: &ChangeRule, title: String, subject: Subject) -> Asked {
    Asked {
        title: format!("{} {title}", entry.number),
        subject,
        unit_id: entry.content().unit_id,
        river_id: entry.content().river_id,
        consents: rule.consents().collect(),
        clause: rule.told(),
        targets: vec![("item", entry.id.0)],
    }
}

async fn item_change(
    anlan: &Anlan,
    call: &Call,
    tx: &Tx,
    id: Uuid,
    (version, effective_on, form): (&str, NaiveDate, &ItemForm),
) -> Result<Asked, Fault> {
    let rule = need(anlan, call, ChangeKind::Item)?;
    let (book, place) = task(anlan, call, tx, id, &rule).await?;
    let entry = &book.entries[place];
    if crate::lists::version(entry) != version {
        return Err(Fault::stale());
    }
    let content = form.content(&book)?;
    let held = entry.item.latest();
    let changes = content.changes_from(&held.content, &|id| book.name(id));
    if let Some(other) = changes.iter().find(|change| !rule.fields.iter().any(|field| field == change.field)) {
        let label = crate::views::field_label(other.field);
        let zh = format!("“{label}”不需要批准，请由河长办直接更改。");
        return Err(Fault::invalid("content", "not_guarded", zh, format!("{} needs no approval: the office changes it", other.field)));
    }
    if changes.is_empty() {
        return Err(Fault::invalid("content", "unchanged", "内容没有变化。", "Nothing was changed."));
    }
    if effective_on < held.from {
        let zh = format!("生效日期不得早于现行版本的{}。", zh(held.from));
        return Err(Fault::invalid("effective_on", "too_early", zh, format!("It must not lie before {}.", held.from)));
    }
    let labels: Vec<&str> = changes.iter().map(|change| crate::views::field_label(change.field)).collect();
    let title = format!("变更{}", labels.join("、"));
    let subject = Subject::Item { item_id: entry.id, known: held.fact, effective_on, content: Box::new(content) };
    Ok(of_task(entry, &rule, title, subject))
}

async fn pause(anlan: &Anlan, call: &Call, tx: &Tx, id: Uuid, (from_on, until_on): (NaiveDate, Option<NaiveDate>)) -> Result<Asked, Fault> {
    let rule = need(anlan, call, ChangeKind::Pause)?;
    let (book, place) = task(anlan, call, tx, id, &rule).await?;
    let entry = &book.entries[place];
    pausable(entry, from_on, until_on)?;
    let until = until_on.map_or_else(|| "起".to_owned(), |on| format!("至{}", zh(on)));
    let title = format!("暂停，{}{until}", zh(from_on));
    Ok(of_task(entry, &rule, title, Subject::Pause { item_id: entry.id, from_on, until_on }))
}

/// Whether a task's clock can stop for these days: not before its work begins, and not twice at once.
pub(super) fn pausable(entry: &Entry, from_on: NaiveDate, until_on: Option<NaiveDate>) -> Result<(), Fault> {
    if from_on < entry.content().start_on {
        let zh = format!("暂停不得早于任务开始的{}。", zh(entry.content().start_on));
        return Err(Fault::invalid("from_on", "too_early", zh, format!("It must not lie before {}.", entry.content().start_on)));
    }
    let meets = |pause: &&Pause| until_on.is_none_or(|until| pause.from <= until) && pause.until.is_none_or(|until| from_on <= until);
    match entry.item.pauses().iter().find(meets) {
        None => Ok(()),
        Some(held) => {
            let until = held.until.map_or_else(|| "起".to_owned(), |on| format!("至{}", zh(on)));
            let zh = format!("与已批准的暂停（{}{until}）重叠。", zh(held.from));
            Err(Fault::invalid("from_on", "overlaps", zh, "It overlaps an approved pause."))
        }
    }
}

async fn resume(anlan: &Anlan, call: &Call, tx: &Tx, id: Uuid, on: NaiveDate) -> Result<Asked, Fault> {
    let rule = need(anlan, call, ChangeKind::Resume)?;
    let (book, place) = task(anlan, call, tx, id, &rule).await?;
    let entry = &book.entries[place];
    resumable(entry, on)?;
    Ok(of_task(entry, &rule, format!("{}起恢复计时", zh(on)), Subject::Resume { item_id: entry.id, on }))
}

/// Whether a task's clock stands still on that day, so that it can run again.
pub(super) fn resumable(entry: &Entry, on: NaiveDate) -> Result<(), Fault> {
    if entry.item.pauses().iter().any(|pause| pause.covers(on) && pause.from < on) {
        return Ok(());
    }
    let zh = format!("该任务{}没有处于暂停（须晚于暂停的第一天）。", zh(on));
    Err(Fault::invalid("on", "not_paused", zh, "The task's clock does not stand still that day."))
}

async fn lead_unit(anlan: &Anlan, call: &Call, tx: &Tx, river_id: Uuid, (unit_id, from_on): (Uuid, NaiveDate)) -> Result<Asked, Fault> {
    call.ask(Action::PlanCoordinate, Target::default())?;
    let held = hand_over::lead(tx, river_id).await?;
    let units = tx.read().units().await?;
    let name = |id: Uuid| units.iter().find(|row| row.id == id).map(|row| row.name.clone());
    let taker =
        name(unit_id).ok_or_else(|| Fault::invalid("unit_id", "unknown_unit", "该责任单位没有登记。", "The unit is not registered."))?;
    let giver = name(held.unit_id).unwrap_or_default();
    if held.unit_id == unit_id {
        return Err(Fault::invalid("unit_id", "same_unit", format!("{taker}已是牵头单位。"), "That unit leads already."));
    }
    if from_on <= held.from_on {
        let zh = format!("移交日期应晚于现任牵头单位的起始日期{}。", zh(held.from_on));
        return Err(Fault::invalid("from_on", "too_early", zh, format!("It must lie after {}.", held.from_on)));
    }
    let river = tx.read().rivers().await?.into_iter().find(|row| row.id == river_id).ok_or_else(Fault::not_found)?;
    let carried = hand_over::carried_now(anlan, call, tx, river_id, UnitId(held.unit_id)).await?;
    let rule = rule_of(anlan, call, ChangeKind::LeadUnit);
    let of_unit = |label: String, id: Uuid| Consent { label, roles: vec![], unit_id: Some(UnitId(id)) };
    let mut consents = vec![of_unit(format!("移交方：{giver}"), held.unit_id), of_unit(format!("接收方：{taker}"), unit_id)];
    consents.extend(rule.iter().flat_map(ChangeRule::consents));
    let targets = carried.iter().map(|one| (if one.kind == "item" { "item" } else { "matter" }, one.id)).collect();
    let (from_unit, to_unit, river_id) = (UnitId(held.unit_id), UnitId(unit_id), RiverId(river_id));
    Ok(Asked {
        title: format!("{}牵头单位由{giver}移交{taker}", river.name),
        subject: Subject::LeadUnit { river_id, from_unit, to_unit, from_on, carried },
        unit_id: from_unit,
        river_id: Some(river_id),
        consents,
        clause: rule.map(|rule| rule.told()).unwrap_or_default(),
        targets,
    })
}
