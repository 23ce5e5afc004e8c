//! Recording one thing by hand.

use super::about::{link, named};
use super::book::{RecordBook, audit_name};
use super::check::{Checker, of_form};
use super::kinds::{kind_of, kinds_of};
use super::names::Names;
use crate::views::RecordForm;
use crate::{Anlan, Call, Fault, FieldFault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{FactId, RecordId};
use anlan_core::record::{RecordEvent, RecordFact, RecordKind};
use anlan_store::Tx;
use chrono::{DateTime, Utc};
use serde_json::json;

/// Records something; gives its id. A repeat with the same id changes nothing.
///
/// # Errors
/// Not allowed, no such kind, the form is wrong, it is recorded already, or the store fails.
pub async fn record(anlan: &Anlan, call: &Call, kind: &str, form: &RecordForm) -> Result<RecordId, Fault> {
    call.ask(Action::RecordWrite, Target::default())?;
    record_as(anlan, call, kind, form, "record.add").await
}

/// The same for a caller whose permission was asked already, under a word for the audit.
///
/// # Errors
/// No such kind, the form is wrong, it is recorded already, or the store fails.
pub(crate) async fn record_as(anlan: &Anlan, call: &Call, kind: &str, form: &RecordForm, word: &str) -> Result<RecordId, Fault> {
    let kind = kind_of(anlan, call, kind)?;
    let tx = anlan.begin(call).await?;
    let mut ids = call.ids();
    let id = RecordId(form.id.unwrap_or_else(|| ids.make()));
    if !tx.read().record_history(id).await?.is_empty() {
        return Ok(id);
    }
    let mut names = Names::load(&tx.read(), kinds_of(anlan, &call.region), kind, DateTime::<Utc>::MAX_UTC).await?;
    names.know_problems(&tx.read(), &named(kind, std::iter::once(&form.values))).await?;
    let checked = Checker::new(anlan, call, kind, &names).check(&form.values).map_err(of_form)?;
    unless_recorded(&tx, kind, &checked.identity, id).await?;
    let name = audit_name(kind, id, &checked.content.values);
    let fact = RecordFact {
        id: FactId(ids.make()),
        record_id: id,
        kind: kind.key.clone(),
        identity: checked.identity,
        occurred_on: checked.occurred_on,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
        supersedes: None,
        reason: String::new(),
        event: RecordEvent::Recorded(checked.content),
    };
    link(&tx, kind, &names, std::slice::from_ref(&fact)).await?;
    tx.add_record_facts(vec![fact]).await?;
    anlan.finish(tx, call, word, &name, &json!({ "record": id.0, "kind": kind.key })).await?;
    Ok(id)
}

/// Goes on unless another record that holds says of itself that it is the same thing.
pub(super) async fn unless_recorded(tx: &Tx, kind: &RecordKind, identity: &str, own: RecordId) -> Result<(), Fault> {
    let book = RecordBook::of(tx.read().record_facts_identified(&kind.key, identity).await?);
    if book.with_identity(identity).is_none_or(|other| other.latest.record_id == own) {
        return Ok(());
    }
    let columns = kind.identity.join("、");
    let zh = format!("已有{columns}相同的记录，请找到它后更正。");
    let en = format!("A record with the same {columns} stands already: find it and correct it.");
    let field = kind.identity.first().cloned().unwrap_or_default();
    let fields = vec![FieldFault { field, code: "recorded_already", zh: zh.clone(), en: en.clone() }];
    Err(Fault { fields, ..Fault::conflict("recorded_already", zh, en) })
}
