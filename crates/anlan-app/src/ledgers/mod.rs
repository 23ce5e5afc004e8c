//! Ledgers (台账) of matters as offices keep them in workbooks: problems, close-outs, letters, instructions, look-backs, meetings,
//! inspections. Read by the same code as record books, then told step by step as if entered by hand: what could not have happened is a fault.

mod closings;
mod inspections;
mod instructions;
mod letters;
mod look_backs;
mod meetings;
mod problems;
mod row;

use crate::matters::Register;
use crate::records::{accept, read_rows};
use crate::views::{ImportFault, LedgerImport, LedgerView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::record::RecordKinds;
use row::Line;
use serde_json::json;
use std::sync::OnceLock;

/// The layouts, checked in.
pub fn kinds() -> &'static RecordKinds {
    static KINDS: OnceLock<RecordKinds> = OnceLock::new();
    KINDS.get_or_init(|| RecordKinds::default().with(include_str!("../../../../standards/ledgers.toml")).unwrap_or_default())
}

/// The ledgers that can be imported, with their columns.
///
/// # Errors
/// Not allowed.
pub fn ledgers(call: &Call) -> Result<Vec<LedgerView>, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let view = |kind: &anlan_core::record::RecordKind| LedgerView {
        key: kind.key.clone(),
        title: kind.title.clone(),
        about: kind.about.clone(),
        columns: kind
            .columns
            .iter()
            .map(|column| if column.required { format!("{}*", column.name) } else { column.name.clone() })
            .collect(),
    };
    Ok(kinds().all().iter().map(view).collect())
}

/// Reads a ledger and tells every fault at once; records all of it when there is none and `confirm` is set, else nothing.
///
/// # Errors
/// Not allowed, no such ledger, not readable, or the store fails.
pub async fn import_ledger(anlan: &Anlan, call: &Call, key: &str, name: &str, bytes: &[u8], confirm: bool) -> Result<LedgerImport, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let kind = kinds().kind(key).ok_or_else(Fault::not_found)?;
    let tx = anlan.begin(call).await?;
    let sheets = accept(name, bytes).await?;
    let (read, mut faults) = read_rows(anlan, call, &tx.read(), kinds(), key, (name, &sheets)).await?;
    let lines: Vec<Line<'_>> = read.iter().map(|row| Line::of(&row.content)).collect();
    let rows = lines.len();
    let mut ids = call.ids();
    let register = Register::load(&tx.read(), 0).await?;
    if faults.is_empty() {
        // Steps that do not fit are found by taking them, in the transaction that is given up unless all fit.
        let mut draws = look_backs::Draws::default();
        let mut visits = if key == "inspection" { inspections::Inspections::of(&lines)? } else { inspections::Inspections::default() };
        for line in &lines {
            let told = match key {
                "problem" => problems::enter(anlan, call, &tx, &register, &mut ids, line).await,
                "closing" => closings::enter(call, &tx, &mut ids, line).await,
                "letter" => letters::enter(anlan, call, &tx, &register, &mut ids, line).await,
                "instruction" => instructions::enter(call, &tx, &mut ids, line).await,
                "look_back" => look_backs::enter(anlan, call, &tx, &mut ids, line, &mut draws).await,
                "inspection" => visits.enter(call, &tx, &mut ids, line).await,
                _ => meetings::enter(anlan, call, &tx, &mut ids, line).await,
            };
            if let Err(fault) = told {
                if matches!(fault.kind, crate::FaultKind::Internal | crate::FaultKind::Unavailable) {
                    return Err(fault);
                }
                let place = line.name(kind);
                faults.push(ImportFault::new("", None, None, Some(place), fault.code, fault.zh, fault.en));
            }
        }
    }
    if !faults.is_empty() || !confirm {
        return Ok(LedgerImport { rows, recorded: false, faults });
    }
    let hash = anlan.blobs.put(bytes)?;
    anlan.finish(tx, call, "ledger.import", name, &json!({ "ledger": key, "rows": rows, "file": hash })).await?;
    Ok(LedgerImport { rows, recorded: true, faults })
}

#[cfg(test)]
mod tests {
    use super::RecordKinds;

    #[test]
    fn the_checked_in_ledgers_are_read() {
        let kinds = RecordKinds::default().with(include_str!("../../../../standards/ledgers.toml")).unwrap();
        let keys: Vec<&str> = kinds.all().iter().map(|kind| kind.key.as_str()).collect();
        assert_eq!(keys, ["problem", "closing", "letter", "instruction", "look_back", "meeting", "inspection"]);
    }
}
