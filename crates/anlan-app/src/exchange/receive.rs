//! Taking a package in: looked at first, in a transaction that is given up, and what it would do is kept to be read; then confirmed, all
//! of it in one transaction or nothing, and only what was shown.

use super::kind::exchanged;
use super::package::{Manifest, Mapping, manifest_of, open};
use super::row::Arrived;
use crate::imports::file_row;
use crate::views::{ExchangeBrief, ExchangePart, ExchangeReceipt, ImportFault, ImportState};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::ImportId;
use anlan_report::read::{Grid, ReadLimits, read_csv};
use anlan_store::{ImportRow, StoreError, Tx};
use serde_json::json;

/// The most packages a list shows.
const MOST: u64 = 500;

fn ask(call: &Call) -> Result<(), Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    call.ask(Action::RecordWrite, Target::default())
}

fn damaged(fault: &serde_json::Error) -> Fault {
    StoreError::Damaged(fault.to_string()).into()
}

fn text_of(told: &ExchangeReceipt) -> Result<String, Fault> {
    serde_json::to_string(told).map_err(|fault| damaged(&fault))
}

/// Takes a package up and shows what taking it in would do; nothing is recorded.
///
/// # Errors
/// Not allowed, no package, of another region, damaged, or the store fails.
pub async fn upload_package(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8]) -> Result<ExchangeReceipt, Fault> {
    ask(call)?;
    let (manifest, _) = open(bytes)?;
    if manifest.region.code != call.region.as_str() {
        let zh = format!("这是“{}”（{}）的数据包，不是本区的。", manifest.region.name, manifest.region.code);
        return Err(Fault::invalid("file", "other_region", zh, format!("the package is of region {}", manifest.region.code)));
    }
    let hash = anlan.blobs.put(bytes)?;
    let id = ImportId(call.ids().make());
    let package = manifest.id;
    let mut row = ImportRow {
        region_id: call.region.to_string(),
        id: id.0,
        file_hash: hash.clone(),
        file_name: name.to_owned(),
        mapping: serde_json::to_string(&Mapping { exchange: manifest.clone() }).map_err(|fault| damaged(&fault))?,
        state: "preview".to_owned(),
        result: String::new(),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    // The very same work as confirming, given up at the end: what is shown is what would happen.
    let looking = anlan.begin(call).await?;
    let told = take(anlan, call, &looking, &row, &manifest).await;
    drop(looking);
    let told = told?;
    row.result = text_of(&told)?;
    let tx = anlan.begin(call).await?;
    tx.add_file(file_row(call, &hash, name, bytes.len(), "application/zip")).await?;
    tx.add_import(row).await?;
    anlan.finish(tx, call, "exchange.upload", name, &json!({ "import": id, "package": package, "file": hash })).await?;
    Ok(told)
}

async fn row_of<C: anlan_store::Connection>(read: &anlan_store::Regional<'_, C>, id: ImportId) -> Result<(ImportRow, Manifest), Fault> {
    let row = read.import(id).await?.ok_or_else(Fault::not_found)?;
    let manifest = manifest_of(&row).ok_or_else(Fault::not_found)?;
    Ok((row, manifest))
}

/// A package as it stands: what it would do, or what it did.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn show_package(anlan: &Anlan, call: &Call, id: ImportId) -> Result<ExchangeReceipt, Fault> {
    ask(call)?;
    let (row, _) = row_of(&anlan.store.region(&call.region), id).await?;
    serde_json::from_str(&row.result).map_err(|fault| damaged(&fault))
}

/// Takes a package in. With faults nothing changes unless `accept_valid`; conflicts are never taken in. When records have changed so that
/// it would do something else than was shown, that is shown anew and nothing is taken in.
///
/// # Errors
/// Not allowed, not found, confirmed already, faults, something else than was shown, or the store fails.
pub async fn confirm_package(anlan: &Anlan, call: &Call, id: ImportId, accept_valid: bool) -> Result<ExchangeReceipt, Fault> {
    ask(call)?;
    let tx = anlan.begin(call).await?;
    let (row, manifest) = row_of(&tx.read(), id).await?;
    if ImportState::of(&row.state) == ImportState::Confirmed {
        return Err(Fault::conflict("already_confirmed", "这个数据包已经接收过，没有重复写入。", "This package was taken in already."));
    }
    let mut told = take(anlan, call, &tx, &row, &manifest).await?;
    let now = text_of(&told)?;
    if now != row.result {
        drop(tx);
        let tx = anlan.begin(call).await?;
        tx.change_import(ImportRow { result: now, ..row.clone() }).await?;
        anlan.finish(tx, call, "exchange.upload", &row.file_name, &json!({ "import": id, "package": manifest.id, "again": true })).await?;
        return Err(Fault::conflict(
            "shown_otherwise",
            "上次核对以后，本区的台账有了变化，接收的结果会不同。已重新核对，请看过再确认。",
            "Records changed since it was looked at: it was looked at again, read and confirm anew.",
        ));
    }
    if !told.faults.is_empty() && !accept_valid {
        let zh = format!("还有{}处问题，未作任何更改。请发送方更正后重新发送，或选择只接收无误的行。", told.faults.len());
        return Err(Fault::invalid("accept_valid", "faults", zh, format!("{} faults are left: nothing was changed", told.faults.len())));
    }
    told.state = ImportState::Confirmed;
    told.received_at = Some(call.at);
    told.received_by.clone_from(&call.actor.name);
    let result = text_of(&told)?;
    tx.change_import(ImportRow { state: "confirmed".to_owned(), result, ..row.clone() }).await?;
    let sum = |count: fn(&ExchangePart) -> usize| told.parts.iter().map(count).sum::<usize>();
    let detail = json!({
        "import": id, "package": manifest.id, "file": row.file_hash, "accepted": sum(|part| part.accepted), "corrected": sum(|part| part.corrected),
        "unchanged": sum(|part| part.unchanged), "conflicts": told.conflicts.len(), "faults": told.faults.len(),
    });
    anlan.finish(tx, call, "exchange.receive", &row.file_name, &detail).await?;
    Ok(told)
}

/// The receipt of a package that was taken in: its file name and JSON.
///
/// # Errors
/// Not allowed, not found, not taken in yet, or the store fails.
pub async fn receipt(anlan: &Anlan, call: &Call, id: ImportId) -> Result<(String, Vec<u8>), Fault> {
    ask(call)?;
    let (row, _) = row_of(&anlan.store.region(&call.region), id).await?;
    if ImportState::of(&row.state) != ImportState::Confirmed {
        return Err(Fault::conflict("not_confirmed", "这个数据包还没有接收，接收后才有回执。", "The package was not taken in yet."));
    }
    let told: ExchangeReceipt = serde_json::from_str(&row.result).map_err(|fault| damaged(&fault))?;
    let text = serde_json::to_vec_pretty(&told).map_err(|fault| damaged(&fault))?;
    Ok((format!("回执-{}.json", told.package), text))
}

/// The latest packages.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn received(anlan: &Anlan, call: &Call) -> Result<Vec<ExchangeBrief>, Fault> {
    ask(call)?;
    let rows = anlan.store.region(&call.region).imports(MOST).await?;
    let brief = |row: ImportRow| {
        let manifest = manifest_of(&row)?;
        let confirmed = ImportState::of(&row.state) == ImportState::Confirmed;
        let told: Option<ExchangeReceipt> = serde_json::from_str(&row.result).ok().filter(|_| confirmed);
        let sum = |count: fn(&ExchangePart) -> usize| told.as_ref().map_or(0, |told| told.parts.iter().map(count).sum());
        Some(ExchangeBrief {
            id: row.id,
            file_name: row.file_name,
            package: manifest.id,
            made_at: manifest.made_at,
            made_by: manifest.made_by,
            state: ImportState::of(&row.state),
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            received_at: told.as_ref().and_then(|told| told.received_at),
            received_by: told.as_ref().map(|told| told.received_by.clone()).unwrap_or_default(),
            accepted: sum(|part| part.accepted),
            corrected: sum(|part| part.corrected),
            unchanged: sum(|part| part.unchanged),
            conflicts: told.as_ref().map_or(0, |told| told.conflicts.len()),
        })
    };
    Ok(rows.into_iter().filter_map(brief).collect())
}

/// Takes everything in inside a transaction, kind by kind in the order in which they refer to each other.
async fn take(anlan: &Anlan, call: &Call, tx: &Tx, row: &ImportRow, manifest: &Manifest) -> Result<ExchangeReceipt, Fault> {
    let bytes = anlan.blobs.get(&row.file_hash)?.ok_or_else(|| StoreError::Damaged(format!("file {} is gone", row.file_hash)))?;
    let (_, files) = open(&bytes)?;
    let kinds = exchanged(anlan, call);
    let mut told = ExchangeReceipt {
        format: "anlan-receipt".to_owned(),
        version: super::package::VERSION,
        id: row.id,
        package: manifest.id,
        digest: row.file_hash.clone(),
        file_name: row.file_name.clone(),
        region: manifest.region.code.clone(),
        year: manifest.year,
        made_at: manifest.made_at,
        made_by: manifest.made_by.clone(),
        state: ImportState::of(&row.state),
        received_at: None,
        received_by: String::new(),
        parts: vec![],
        conflicts: vec![],
        corrections: vec![],
        faults: vec![],
    };
    let mut ids = call.ids();
    let blank_office = tx.read().units().await?.is_empty();
    let place = |key: &str| kinds.iter().position(|kind| kind.key() == key).unwrap_or(usize::MAX);
    let mut parts: Vec<&super::package::Part> = manifest.parts.iter().collect();
    parts.sort_by_key(|part| place(&part.kind));
    for part in parts {
        let fault = |code: &str, zh: String, en: String| ImportFault::new(&part.file, None, None, None, code, zh, en);
        let Some(kind) = kinds.get(place(&part.kind)) else {
            let zh = format!("本系统没有“{}”（{}）这种清单或台账，这部分不能接收。", part.title, part.kind);
            told.faults.push(fault("unknown_kind", zh, format!("there is no list or record book {}", part.kind)));
            continue;
        };
        let bytes = files.get(&part.file).map(Vec::as_slice).unwrap_or_default();
        let grid = match read_csv(bytes, &part.file, &ReadLimits { rows: 200_000, ..ReadLimits::default() }) {
            Ok(grid) => grid,
            Err(why) => {
                told.faults.push(fault(why.code(), why.zh(), why.to_string()));
                continue;
            }
        };
        if blank(&grid) {
            told.parts.push(of_part(&part.kind, &part.title, &Arrived::default()));
            continue;
        }
        let arrived = kind.arrive(anlan, call, tx, &mut ids, grid, (manifest.year, &row.file_name, blank_office)).await?;
        if arrived.rows != part.rows {
            let zh = format!("清单写有{}行，文件里有{}行，请向发送方索取原包。", part.rows, arrived.rows);
            told.faults.push(fault("wrong_rows", zh, format!("the manifest says {} rows, the file has {}", part.rows, arrived.rows)));
        }
        told.parts.push(of_part(&part.kind, &part.title, &arrived));
        told.conflicts.extend(arrived.conflicts);
        told.corrections.extend(arrived.corrections);
        told.faults.extend(arrived.faults);
    }
    Ok(told)
}

/// Whether there is no row below the header.
fn blank(grid: &Grid) -> bool {
    grid.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.is_blank())).count() <= 1
}

fn of_part(kind: &str, title: &str, arrived: &Arrived) -> ExchangePart {
    ExchangePart {
        kind: kind.to_owned(),
        title: title.to_owned(),
        rows: arrived.rows,
        accepted: arrived.counts.accepted,
        corrected: arrived.counts.corrected,
        unchanged: arrived.counts.unchanged,
        older: arrived.older,
        conflicts: arrived.conflicts.len(),
        faulty: arrived.counts.faulty,
    }
}
