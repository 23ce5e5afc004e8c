//! How items, reports and changes by hand are shown.

use crate::views::{ActionView, FileRef, ItemRow, ItemState, LightAt, Named, OverrideState, OverrideView, Report, ShareAt};
use crate::year::{Entry, Override, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::item::ItemContent;
use anlan_core::month::Month;
use anlan_core::progress::Progress;
use chrono::NaiveDate;
use std::collections::HashMap;

/// The month the office works on: the last one that has ended.
#[must_use]
pub fn work_month(today: NaiveDate) -> Month {
    Month::of(today).plus(-1)
}

pub(crate) fn target_of(content: &ItemContent) -> Target {
    Target { unit_id: Some(content.unit_id), river_id: content.river_id, chief_id: None }
}

/// Whether the actor may see an item.
pub(crate) fn may_see(call: &Call, content: &ItemContent) -> bool {
    may(&call.actor, Action::ItemRead, target_of(content))
}

/// The items the actor may see.
pub(crate) fn visible<'a>(book: &'a YearBook, call: &'a Call) -> impl Iterator<Item = &'a Entry> {
    book.entries.iter().filter(|entry| may_see(call, entry.content()))
}

/// Ids of the items the actor may see.
pub(crate) fn seen_items(book: &YearBook, call: &Call) -> std::collections::HashSet<uuid::Uuid> {
    visible(book, call).map(|entry| entry.id.0).collect()
}

/// An item in a list, with its light of a month.
pub(crate) fn item_row(book: &YearBook, entry: &Entry, month: Month) -> ItemRow {
    let content = entry.content();
    let light = book.light_that_holds(entry, month).map(|(light, overridden)| {
        let verdict = entry.light(month);
        let rule = verdict.and_then(|verdict| Some(book.pack(month).ok()?.lights.rules().get(verdict.rule())?.key.clone()));
        LightAt { light, rule: rule.unwrap_or_default(), month, overridden }
    });
    let named = |id: uuid::Uuid| Named { id, name: book.name(id) };
    ItemRow {
        id: entry.id.0,
        list: entry.list,
        number: entry.number.clone(),
        title: content.title.clone(),
        year: entry.year,
        river: content.river_id.map(|id| named(id.0)),
        unit: named(content.unit_id.0),
        start_on: content.start_on,
        limit_on: content.limit_on,
        state: if entry.item.closed.is_some() { ItemState::Closed } else { ItemState::Open },
        closed_on: entry.item.closed.map(|(on, _)| on),
        hard: content.hard,
        money_wan: content.money.map(|money| money.to_string()),
        indicator: content.indicator.clone(),
        unit_of_measure: content.unit_of_measure.clone(),
        target: content.target.map(|target| target.to_string()),
        progress: entry.held.last().map(|report| ShareAt { month: report.month, share: report.share.to_string() }),
        light,
        version: version(entry),
    }
}

/// A word that changes with every fact about the item.
pub(crate) fn version(entry: &Entry) -> String {
    entry.facts.last().map(|fact| fact.id.to_string()).unwrap_or_default()
}

/// A report, with the names of its files.
pub(crate) async fn report_view(anlan: &Anlan, call: &Call, report: &Progress, all: &[Progress]) -> Result<Report, Fault> {
    let mut files = Vec::with_capacity(report.files.len());
    for hash in &report.files {
        if let Some(row) = anlan.store.region(&call.region).file(hash).await? {
            files.push(FileRef { hash: row.hash, name: row.name, size: row.size, media_type: row.media_type });
        }
    }
    Ok(Report {
        id: report.id.0,
        month: report.month,
        share: report.share.to_string(),
        quantity: report.quantity.map(|quantity| quantity.to_string()),
        note: report.note.clone(),
        occurred_on: report.occurred_on,
        recorded_at: report.recorded_at,
        recorded_by: report.recorded_by.clone(),
        superseded_by: superseded(all).get(&report.id.0).copied(),
        files,
    })
}

/// Which report was corrected by which: named so, or simply recorded later for the same month.
fn superseded(all: &[Progress]) -> HashMap<uuid::Uuid, uuid::Uuid> {
    let mut by = HashMap::new();
    for (place, report) in all.iter().enumerate() {
        if let Some(later) = all[place + 1..].iter().find(|later| later.month == report.month) {
            by.insert(report.id.0, later.id.0);
        }
    }
    by
}

/// A change by hand, with what this actor can do about it.
pub(crate) fn override_view(call: &Call, one: &Override) -> OverrideView {
    let decision = one.decision.as_ref();
    let allowed = may(&call.actor, Action::OverrideDecide, Target::default());
    let action = |key: &str| {
        if crate::matters::person(call).is_named(&one.row.recorded_by) {
            ActionView::not_now(key, "须由提出人以外的另一人确认")
        } else {
            ActionView::allowed(key)
        }
    };
    OverrideView {
        id: one.row.id,
        item_id: one.row.item_id,
        month: one.month,
        light: one.light,
        reason: one.row.reason.clone(),
        proposed_by: one.row.recorded_by.clone(),
        proposed_at: one.row.recorded_at,
        state: decision
            .map_or(OverrideState::Proposed, |decision| if decision.agreed { OverrideState::Confirmed } else { OverrideState::Refused }),
        decided_by: decision.map(|decision| decision.recorded_by.clone()),
        decided_at: decision.map(|decision| decision.recorded_at),
        actions: if allowed && decision.is_none() { vec![action("override.decide")] } else { vec![] },
    }
}
