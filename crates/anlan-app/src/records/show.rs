//! One record with its history.

use super::kinds::kind_of;
use super::list::Seen;
use super::names::Names;
use crate::views::{ActionView, RecordChange, RecordEventKind, RecordPage, RecordStep};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::ids::RecordId;
use anlan_core::record::{RecordContent, RecordEvent, RecordFact, RecordKind, known, line};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// A record with every fact about it.
///
/// # Errors
/// Not allowed, not found, out of the actor's reach, or the store fails.
pub async fn show(anlan: &Anlan, call: &Call, kind: &str, id: RecordId) -> Result<RecordPage, Fault> {
    let kind = kind_of(anlan, call, kind)?;
    let seen = Seen::load(anlan, call, kind).await?;
    let facts = seen.book.facts(id).ok_or_else(Fault::not_found)?;
    let held = known(facts, DateTime::<Utc>::MAX_UTC).ok_or_else(Fault::not_found)?;
    let place = seen.place(call, &held).ok_or_else(Fault::hidden)?;
    let mut history = steps(kind, &seen.names, facts);
    history.reverse();
    let writes = may(&call.actor, Action::RecordWrite, Target::default());
    let action = |key: &str| match held.withdrawn {
        Some(_) => ActionView::not_now(key, "已撤回的记录不能再更改"),
        None => ActionView::allowed(key),
    };
    let mut actions = if writes { vec![action("record.correct"), action("record.withdraw")] } else { vec![] };
    let secrets = kind.secrets().filter(|column| held.content.values.contains_key(&column.name));
    let secrets: Vec<String> = secrets.map(|column| column.name.clone()).collect();
    if !secrets.is_empty() && may(&call.actor, Action::ComplaintIdentify, Target::default()) {
        actions.push(ActionView::allowed(Action::ComplaintIdentify.key()));
    }
    let mut row = seen.row(&held, place, call.today());
    super::list::about_items(anlan, call, row.item.as_mut().into_iter()).await?;
    Ok(RecordPage { row, history, secrets, actions })
}

fn steps(kind: &RecordKind, names: &Names, facts: &[RecordFact]) -> Vec<RecordStep> {
    let mut before: Option<&RecordContent> = None;
    let step = |fact: &RecordFact, event: RecordEventKind, changes: Vec<RecordChange>| RecordStep {
        id: fact.id.0,
        event,
        reason: fact.reason.clone(),
        recorded_at: fact.recorded_at,
        recorded_by: fact.recorded_by.clone(),
        changes,
    };
    let mut steps = Vec::with_capacity(facts.len());
    for fact in line(facts, DateTime::<Utc>::MAX_UTC) {
        match &fact.event {
            RecordEvent::Recorded(content) => {
                steps.push(step(fact, RecordEventKind::Recorded, vec![]));
                before = Some(content);
            }
            RecordEvent::Corrected(content) => {
                let old = before.map(|before| names.values(kind, before)).unwrap_or_default();
                let secret = before.map(|before| secret_changes(kind, before, content)).unwrap_or_default();
                let open = changes(kind, &old, &names.values(kind, content));
                steps.push(step(fact, RecordEventKind::Corrected, open.into_iter().chain(secret).collect()));
                before = Some(content);
            }
            RecordEvent::Withdrawn => steps.push(step(fact, RecordEventKind::Withdrawn, vec![])),
        }
    }
    steps
}

/// That secret values changed, without telling them.
pub(super) fn secret_changes(kind: &RecordKind, old: &RecordContent, new: &RecordContent) -> Vec<RecordChange> {
    let changed = kind.secrets().filter(|column| old.values.get(&column.name) != new.values.get(&column.name));
    let hidden =
        |content: &RecordContent, name: &str| if content.values.contains_key(name) { "（保密）".to_owned() } else { String::new() };
    changed.map(|column| RecordChange { label: column.label(), old: hidden(old, &column.name), new: hidden(new, &column.name) }).collect()
}

/// What changed from one set of values to another, in the order of the columns.
pub(super) fn changes(kind: &RecordKind, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<RecordChange> {
    let value = |values: &BTreeMap<String, String>, name: &str| values.get(name).cloned().unwrap_or_default();
    let changed = kind.columns.iter().filter(|column| old.get(&column.name) != new.get(&column.name));
    changed.map(|column| RecordChange { label: column.label(), old: value(old, &column.name), new: value(new, &column.name) }).collect()
}
