//! Looking at one secret value (who complained): with a reason, by the one role that may, each look in the audit.

use super::book::audit_name;
use super::check::reason_of;
use super::kinds::kind_of;
use crate::views::{SecretShown, SecretWanted};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::RecordId;
use anlan_core::record::known;
use chrono::{DateTime, Utc};
use serde_json::json;

/// One secret value of a record; told only after the look is in the audit.
///
/// # Errors
/// Not allowed, not found, no reason, the column is not secret or not filled in, or the store fails.
pub async fn secret(anlan: &Anlan, call: &Call, kind: &str, id: RecordId, form: &SecretWanted) -> Result<SecretShown, Fault> {
    call.ask(Action::ComplaintIdentify, Target::default())?;
    let kind = kind_of(anlan, call, kind)?;
    let reason = reason_of(&form.reason)?;
    let tx = anlan.begin(call).await?;
    let facts = tx.read().record_history(id).await?;
    let held = known(&facts, DateTime::<Utc>::MAX_UTC).filter(|held| held.latest.kind == kind.key).ok_or_else(Fault::not_found)?;
    let column = kind.secrets().find(|column| column.name == form.column).ok_or_else(|| {
        let zh = format!("“{}”没有保密的列“{}”。", kind.title, form.column);
        Fault::invalid("column", "not_secret", zh, format!("{} has no secret column {}", kind.key, form.column))
    })?;
    let value = held.content.values.get(&column.name).cloned().ok_or_else(|| {
        let zh = format!("这条记录没有登记{}。", column.name);
        Fault::invalid("column", "blank", zh, format!("this record has no {}", column.name))
    })?;
    let name = audit_name(kind, id, &held.content.values);
    let detail = json!({ "record": id.0, "kind": kind.key, "column": column.name, "reason": reason });
    anlan.finish(tx, call, "record.secret", &name, &detail).await?;
    Ok(SecretShown { column: column.name.clone(), value })
}
