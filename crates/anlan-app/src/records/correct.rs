//! Correcting a record: what was known before stays.

use super::about::{link, named};
use super::book::audit_name;
use super::check::{Checker, of_form, reason_of};
use super::kinds::{kind_of, kinds_of};
use super::names::Names;
use super::record::unless_recorded;
use super::show::{changes, secret_changes};
use crate::views::CorrectRecord;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{FactId, RecordId};
use anlan_core::record::{RecordEvent, RecordFact, known};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Records a record anew, read at `expected` version.
///
/// # Errors
/// Not allowed, not found, changed meanwhile, the form is wrong, nothing is changed, or the store fails.
pub async fn correct(anlan: &Anlan, call: &Call, kind: &str, id: RecordId, expected: &str, form: &CorrectRecord) -> Result<(), Fault> {
    call.ask(Action::RecordWrite, Target::default())?;
    let kind = kind_of(anlan, call, kind)?;
    let tx = anlan.begin(call).await?;
    let facts = tx.read().record_history(id).await?;
    let held = known(&facts, DateTime::<Utc>::MAX_UTC).filter(|held| held.latest.kind == kind.key).ok_or_else(Fault::not_found)?;
    if held.withdrawn.is_some() || held.latest.id.to_string() != expected {
        return Err(Fault::stale());
    }
    let reason = reason_of(&form.reason)?;
    let mut names = Names::load(&tx.read(), kinds_of(anlan, &call.region), kind, DateTime::<Utc>::MAX_UTC).await?;
    names.know_problems(&tx.read(), &named(kind, std::iter::once(&form.values))).await?;
    let checker = Checker::new(anlan, call, kind, &names);
    let mut checked = checker.check(&form.values).map_err(of_form)?;
    // Nobody sees a secret value to send it back: left blank, it stays as it is.
    for column in kind.secrets().filter(|column| !checked.content.values.contains_key(&column.name)).collect::<Vec<_>>() {
        if let Some(value) = held.content.values.get(&column.name) {
            checked.content.values.insert(column.name.clone(), value.clone());
        }
    }
    let secret = secret_changes(kind, held.content, &checked.content);
    let (was, is) = (names.values(kind, held.content), names.values(kind, &checked.content));
    if checked.content.refs == held.content.refs && was == is && secret.is_empty() {
        return Err(Fault::invalid("values", "unchanged", "内容没有变化。", "Nothing was changed."));
    }
    if kind.occurred.is_none() {
        checked.occurred_on = held.latest.occurred_on;
    }
    unless_recorded(&tx, kind, &checked.identity, id).await?;
    let name = audit_name(kind, id, &was);
    let changed: Vec<String> = changes(kind, &was, &is).into_iter().chain(secret).map(|change| change.label).collect();
    let fact = RecordFact {
        id: FactId(call.ids().make()),
        record_id: id,
        kind: kind.key.clone(),
        identity: checked.identity,
        occurred_on: checked.occurred_on,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: Some(held.latest.id),
        reason,
        event: RecordEvent::Corrected(checked.content),
    };
    link(&tx, kind, &names, std::slice::from_ref(&fact)).await?;
    tx.add_record_facts(vec![fact]).await?;
    let detail = json!({ "record": id.0, "kind": kind.key, "fields": changed });
    anlan.finish(tx, call, "record.correct", &name, &detail).await
}
