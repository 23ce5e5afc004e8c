//! An item's page: its course, every report, its lights month by month with reasons, its history.

use super::shown::{item_row, may_see, override_view, report_view, work_month};
use crate::views::{ActionView, Change, CoursePoint, HistoryEntry, HistoryKind, IssuedAt, ItemForm, ItemPage, MonthLight, field_label};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, may};
use anlan_core::ids::ItemId;
use anlan_core::item::{Item, ItemEvent};
use anlan_core::light::{Known, judge_all, planned_for_display};
use anlan_core::month::Month;
use anlan_core::pack::explain::{Explained, explain};
use anlan_core::progress::known;
use chrono::{DateTime, Datelike, Utc};
use std::sync::Arc;

/// Everything of an item the actor may see.
///
/// # Errors
/// Not found, hidden, or the store fails.
pub async fn show_item(anlan: &Anlan, call: &Call, id: ItemId) -> Result<ItemPage, Fault> {
    let (book, place) = seen(anlan, call, id).await?;
    let entry = &book.entries[place];
    let problem = super::close_out::problem_of(&anlan.store.region(&call.region), id).await?;
    let mut reports = Vec::with_capacity(entry.reports.len());
    for report in &entry.reports {
        reports.push(report_view(anlan, call, report, &entry.reports).await?);
    }
    reports.sort_by_key(|report| std::cmp::Reverse((report.month, report.recorded_at)));
    let (opened_on, decision) = entry
        .facts
        .iter()
        .find_map(|fact| match &fact.event {
            ItemEvent::Opened { decision, .. } => Some((fact.occurred_on, decision.clone())),
            ItemEvent::Corrected { .. }
            | ItemEvent::Changed { .. }
            | ItemEvent::CloseAsked { .. }
            | ItemEvent::CloseReturned { .. }
            | ItemEvent::ClosedOut { .. }
            | ItemEvent::CloseOutWithdrawn
            | ItemEvent::Reopened { .. }
            | ItemEvent::Paused { .. }
            | ItemEvent::Resumed => None,
        })
        .unwrap_or_default();
    // It came back after its list's year: lit again in the later ones.
    let now = work_month(call.today());
    let (mut lit, mut row) = (lights(&book, entry, call), item_row(&book, entry, now.within(book.year)));
    for year in entry.year + 1..=call.today().year() {
        if !Month::new(year, 12).is_some_and(|last| entry.item.came_back_for(entry.year, last)) {
            continue;
        }
        let later = anlan.year(&call.region, year).await?;
        if let Some(entry) = later.entry(id) {
            lit.splice(0..0, lights(&later, entry, call));
            row = item_row(&later, entry, now.within(year));
        }
    }
    Ok(ItemPage {
        row,
        content: ItemForm::of(entry.content(), &book),
        opened_on,
        decision,
        history: history(&book, entry),
        course: course(entry, call),
        reports,
        lights: lit,
        actions: actions(anlan, entry, call, problem.as_deref()),
        approval: crate::changes::guarded_fields(anlan, call, entry.list),
        records: crate::records::about_item(anlan, call, entry.id, entry.content()).await?,
        sources: crate::plans::sources_of(anlan, call, entry.id).await?,
    })
}

/// An item within the actor's reach: its year's book and its place in it.
///
/// # Errors
/// Not allowed at all, not found, hidden, or the store fails.
pub(crate) async fn seen(anlan: &Anlan, call: &Call, id: ItemId) -> Result<(Arc<YearBook>, usize), Fault> {
    call.ask_role(Action::ItemRead)?;
    let row = anlan.store.region(&call.region).item(id).await?.ok_or_else(Fault::not_found)?;
    let book = anlan.year(&call.region, i32::try_from(row.year).unwrap_or_default()).await?;
    let place = book.entries.iter().position(|entry| entry.id == id).ok_or_else(Fault::not_found)?;
    if !may_see(call, book.entries[place].content()) {
        return Err(Fault::hidden());
    }
    Ok((book, place))
}

/// An item's light of a month, rebuilt as it was known at a moment.
///
/// # Errors
/// Not found, hidden, no pack in force, or the store fails.
pub async fn light_as_known(
    anlan: &Anlan,
    call: &Call,
    id: ItemId,
    month: Month,
    known_at: DateTime<Utc>,
) -> Result<Option<Explained>, Fault> {
    let (book, place) = seen(anlan, call, id).await?;
    let entry = &book.entries[place];
    let pack = anlan.packs.in_force(call.region.as_str(), month.last_day())?;
    let Some(item) = Item::known(&entry.facts, known_at) else { return Ok(None) };
    let reports = known(&entry.reports, known_at);
    let judged = judge_all(pack, &[Known { item: &item, reports: &reports }], &[month]);
    Ok(judged.and_then(|judged| explain(&judged, 0, month)))
}

fn kind(event: &ItemEvent) -> HistoryKind {
    match event {
        ItemEvent::Opened { .. } => HistoryKind::Opened,
        ItemEvent::Corrected { .. } => HistoryKind::Correction,
        ItemEvent::Changed { .. } => HistoryKind::Change,
        ItemEvent::CloseAsked { .. } => HistoryKind::CloseAsked,
        ItemEvent::CloseReturned { .. } => HistoryKind::CloseReturned,
        ItemEvent::ClosedOut { .. } => HistoryKind::Closed,
        ItemEvent::CloseOutWithdrawn => HistoryKind::CloseOutWithdrawn,
        ItemEvent::Reopened { .. } => HistoryKind::Reopened,
        ItemEvent::Paused { .. } => HistoryKind::Paused,
        ItemEvent::Resumed => HistoryKind::Resumed,
    }
}

fn history(book: &YearBook, entry: &Entry) -> Vec<HistoryEntry> {
    let mut before = None;
    let mut told: Vec<HistoryEntry> = entry
        .facts
        .iter()
        .map(|fact| {
            let content = fact.event.content();
            let changes = content.zip(before).map(|(new, old)| new.changes_from(old, &|id| book.name(id))).unwrap_or_default();
            before = content.or(before);
            let change = |change: anlan_core::item::FieldChange| Change {
                field: change.field.to_owned(),
                label: field_label(change.field).to_owned(),
                old: change.old,
                new: change.new,
            };
            let paused = if let ItemEvent::Paused { until_on } = &fact.event { *until_on } else { None };
            let until = paused.map(|until| Change {
                field: "until_on".to_owned(),
                label: "暂停至".to_owned(),
                old: String::new(),
                new: until.to_string(),
            });
            HistoryEntry {
                id: fact.id.0,
                kind: kind(&fact.event),
                occurred_on: fact.occurred_on,
                recorded_at: fact.recorded_at,
                recorded_by: fact.recorded_by.clone(),
                reason: fact.reason.clone(),
                changes: changes.into_iter().map(change).chain(until).collect(),
            }
        })
        .collect();
    told.reverse();
    told
}

/// Plan against progress, from the month of the start to the month of the limit or today, whichever is later.
fn course(entry: &Entry, call: &Call) -> Vec<CoursePoint> {
    let (start, limit) = (entry.content().start_on, entry.content().limit_on);
    let last = Month::of(limit).max(Month::of(call.today()).min(Month::of(limit).plus(6)));
    let point = |month: Month| {
        let end = month.last_day();
        let planned = (end >= start).then(|| planned_for_display((end - start).num_days(), (limit - start).num_days()).to_string());
        CoursePoint { month, month_end: end, planned, reported: entry.report_for(month).map(|report| report.share.to_string()) }
    };
    Month::of(start).up_to(last).take(60).map(point).collect()
}

fn lights(book: &YearBook, entry: &Entry, call: &Call) -> Vec<MonthLight> {
    let counts = |month: &Month| month.last_day() <= call.today() && entry.counts_in(&entry.item, *month);
    let months = book.months().into_iter().rev().filter(counts);
    let light = |month: Month| {
        let known = Known { item: &entry.item, reports: &entry.held };
        let verdict = explain(&judge_all(book.pack(month).ok()?, &[known], &[month])?, 0, month)?;
        let issued = book.issued(month).and_then(|(row, circular)| {
            let id = entry.id.to_string();
            let light = circular.lights.iter().find(|light| light.item_id == id)?;
            Some(IssuedAt { circular_id: row.id, number: row.number.clone(), light: light.light })
        });
        let override_ = book.override_of(entry.id, month).map(|one| override_view(call, one));
        Some(MonthLight { month, verdict, override_, issued })
    };
    months.filter_map(light).collect()
}

fn actions(anlan: &Anlan, entry: &Entry, call: &Call, problem: Option<&str>) -> Vec<ActionView> {
    let target = super::target_of(entry.content());
    let allowed = |action: Action| may(&call.actor, action, target);
    let mut actions = Vec::new();
    if allowed(Action::ItemEdit) {
        actions.push(ActionView::allowed(Action::ItemEdit.key()));
    }
    actions.extend(super::close_out::actions(entry, call, problem));
    actions.extend(crate::changes::actions(anlan, call, entry, problem));
    if allowed(Action::ReportWrite) {
        let key = Action::ReportWrite.key();
        actions.push(if entry.item.closed.is_some() {
            ActionView::not_now(key, "已销号，不再填报")
        } else {
            ActionView::allowed(key)
        });
    }
    actions
}
