//! Uploading, looking, changing the mapping, confirming.

use super::compare::Known;
use super::mapping::{ImportMapping, recognise_pasted};
use super::plan::{Plan, plan};
use crate::views::{ImportBrief, ImportPreview, ImportResult, ImportState};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::ImportId;
use anlan_core::item::List;
use anlan_core::pack::Pack;
use anlan_report::read::{Grid, ReadFault, ReadLimits, read_pasted, read_workbook};
use anlan_store::{FileRow, ImportRow, StoreError, Tx};
use serde_json::json;

const PASTED: &str = "text/tab-separated-values";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Checks that a file is a workbook Anlan reads, and reads it.
///
/// # Errors
/// Wrong type, too large, a zip bomb, macros, damaged.
pub async fn accept_file(bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    let bytes = bytes.to_vec();
    // Unpacking a large workbook takes a while: off the threads that answer requests.
    let read = tokio::task::spawn_blocking(move || read_workbook(&bytes, &ReadLimits::default())).await;
    Ok(read.map_err(|_| ReadFault::Damaged("the reader broke off".to_owned()))??.sheets)
}

pub(super) fn pack_of<'a>(anlan: &'a Anlan, call: &Call) -> Result<&'a Pack, Fault> {
    let region = &call.region;
    anlan.packs.of_region(region.as_str()).map(|lists| &lists.pack).ok_or_else(|| {
        let zh = format!("没有行政区{region}的规则包，请先在 packs/ 中加入。");
        Fault::conflict("unknown_region", zh, format!("no rule pack is for region {region}: add one under packs/"))
    })
}

pub(super) async fn known_now<C: anlan_store::Connection>(
    anlan: &Anlan,
    call: &Call,
    read: anlan_store::Regional<'_, C>,
) -> Result<Known, Fault> {
    let approval = crate::changes::rule_of(anlan, call, anlan_core::matter::change::ChangeKind::Item);
    Ok(Known { approval, ..Known::load(read).await? })
}

/// What importing this file would do; records nothing.
///
/// # Errors
/// Not allowed, not readable, or the store fails.
pub async fn plan_bytes(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8]) -> Result<ImportResult, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let sheets = accept_file(bytes).await?;
    let mut known = known_now(anlan, call, anlan.store.region(&call.region)).await?;
    let plan = plan(call, pack_of(anlan, call)?, &mut known, &sheets, None, name, None);
    Ok(ImportResult::of(&plan.counts, plan.faults, plan.notes))
}

/// Imports a file in one step, as the command line does. With faults nothing changes unless `accept_valid`.
///
/// # Errors
/// Not allowed, not readable, or the store fails.
pub async fn confirm_bytes(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8], accept_valid: bool) -> Result<ImportResult, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let sheets = accept_file(bytes).await?;
    let tx = anlan.begin(call).await?;
    let mut known = known_now(anlan, call, tx.read()).await?;
    let plan = plan(call, pack_of(anlan, call)?, &mut known, &sheets, None, name, None);
    if !plan.faults.is_empty() && !accept_valid {
        return Ok(ImportResult::of(&plan.counts, plan.faults, plan.notes));
    }
    let hash = anlan.blobs.put(bytes)?;
    tx.add_file(file_row(call, &hash, name, bytes.len(), XLSX)).await?;
    let id = ImportId(call.ids().make());
    let result = record(&tx, plan).await?;
    tx.add_import(import_row(call, id, &hash, name, &ImportMapping::default(), "confirmed", &result)?).await?;
    anlan.finish(tx, call, "import.confirm", name, &detail(id, &hash, &result)).await?;
    Ok(result)
}

/// Takes an upload and shows what importing it would do.
///
/// # Errors
/// Not allowed, not readable, or the store fails.
pub async fn upload(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8]) -> Result<ImportPreview, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    accept_file(bytes).await?;
    keep(anlan, call, name, bytes, XLSX).await
}

/// Takes rows pasted from a spreadsheet for one list.
///
/// # Errors
/// Not allowed, nothing pasted, or the store fails.
pub async fn upload_pasted(anlan: &Anlan, call: &Call, list: List, text: &str) -> Result<ImportPreview, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    if text.trim().is_empty() {
        return Err(Fault::invalid("text", "empty", "没有粘贴任何内容。", "Nothing was pasted."));
    }
    if text.len() > 4 * 1024 * 1024 {
        return Err(Fault::invalid(
            "text",
            "too_large",
            "粘贴内容超过4MB，请改用文件导入。",
            "More than 4 MB was pasted: upload a file instead.",
        ));
    }
    keep(anlan, call, &pasted_name(list), text.as_bytes(), PASTED).await
}

fn pasted_name(list: List) -> String {
    format!("粘贴到{}", list.zh())
}

async fn keep(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8], media_type: &str) -> Result<ImportPreview, Fault> {
    let hash = anlan.blobs.put(bytes)?;
    let id = ImportId(call.ids().make());
    let tx = anlan.begin(call).await?;
    tx.add_file(file_row(call, &hash, name, bytes.len(), media_type)).await?;
    let nothing = ImportResult::default();
    let row = ImportRow { mapping: String::new(), ..import_row(call, id, &hash, name, &ImportMapping::default(), "preview", &nothing)? };
    tx.add_import(row).await?;
    anlan.finish(tx, call, "import.upload", name, &json!({ "import": id, "file": hash })).await?;
    show(anlan, call, id).await
}

/// An import as it stands.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn show(anlan: &Anlan, call: &Call, id: ImportId) -> Result<ImportPreview, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let read = anlan.store.region(&call.region);
    let row = read.import(id).await?.filter(is_of_lists).ok_or_else(Fault::not_found)?;
    let mut known = known_now(anlan, call, read).await?;
    let plan = planned(anlan, call, &row, &mut known).await?;
    Ok(preview(id, &row, plan, pack_of(anlan, call)?))
}

/// Changes which sheet and column is what, and shows the import again.
///
/// # Errors
/// Not allowed, not found, already confirmed, or the store fails.
pub async fn remap(anlan: &Anlan, call: &Call, id: ImportId, mapping: &ImportMapping) -> Result<ImportPreview, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let tx = anlan.begin(call).await?;
    let row = open_import(&tx, id).await?;
    let mapping = serde_json::to_string(mapping).map_err(|e| StoreError::Damaged(e.to_string()))?;
    tx.change_import(ImportRow { mapping, ..row }).await?;
    anlan.finish(tx, call, "import.remap", &id.to_string(), &json!({})).await?;
    show(anlan, call, id).await
}

/// Records an import: all of it in one transaction. With faults nothing changes unless `accept_valid`.
///
/// # Errors
/// Not allowed, not found, already confirmed, faults, or the store fails.
pub async fn confirm(anlan: &Anlan, call: &Call, id: ImportId, accept_valid: bool) -> Result<ImportResult, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let tx = anlan.begin(call).await?;
    let row = open_import(&tx, id).await?;
    let mut known = known_now(anlan, call, tx.read()).await?;
    let plan = planned(anlan, call, &row, &mut known).await?;
    if !plan.faults.is_empty() && !accept_valid {
        let zh = format!("还有{}处问题，未作任何更改。请更正后重新导入，或选择只导入无误的行。", plan.faults.len());
        return Err(Fault::invalid("accept_valid", "faults", zh, format!("{} faults are left: nothing was changed", plan.faults.len())));
    }
    let result = record(&tx, plan).await?;
    let text = serde_json::to_string(&result).map_err(|e| StoreError::Damaged(e.to_string()))?;
    tx.change_import(ImportRow { state: "confirmed".to_owned(), result: text, ..row.clone() }).await?;
    anlan.finish(tx, call, "import.confirm", &row.file_name, &detail(id, &row.file_hash, &result)).await?;
    Ok(result)
}

/// The latest imports.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn list(anlan: &Anlan, call: &Call) -> Result<Vec<ImportBrief>, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let rows = anlan.store.region(&call.region).imports(200).await?;
    let brief = |row: ImportRow| ImportBrief {
        id: row.id,
        file_name: row.file_name,
        state: ImportState::of(&row.state),
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
        result: serde_json::from_str(&row.result).unwrap_or_default(),
    };
    Ok(rows.into_iter().filter(is_of_lists).take(50).map(brief).collect())
}

/// Whether an import is of the lists; those of record books and exchange packages have their own pages.
fn is_of_lists(row: &ImportRow) -> bool {
    crate::records::import_kind(row).is_none() && crate::exchange::package_of(row).is_none()
}

async fn open_import(tx: &Tx, id: ImportId) -> Result<ImportRow, Fault> {
    let row = tx.read().import(id).await?.filter(is_of_lists).ok_or_else(Fault::not_found)?;
    if row.state == "confirmed" {
        return Err(Fault::conflict("already_confirmed", "这次导入已经确认过，没有重复写入。", "This import is confirmed already."));
    }
    Ok(row)
}

async fn planned(anlan: &Anlan, call: &Call, row: &ImportRow, known: &mut Known) -> Result<Plan, Fault> {
    let bytes = anlan.blobs.get(&row.file_hash)?.ok_or_else(|| StoreError::Damaged(format!("file {} is gone", row.file_hash)))?;
    let pasted_to = List::ALL.into_iter().find(|list| row.file_name == pasted_name(*list));
    let sheets = match pasted_to {
        Some(list) => vec![read_pasted(&String::from_utf8_lossy(&bytes), list.zh())],
        None => accept_file(&bytes).await?,
    };
    let chosen = if row.mapping.is_empty() { None } else { serde_json::from_str(&row.mapping).ok() };
    let mapping = chosen.or_else(|| pasted_to.map(|list| recognise_pasted(&sheets[0], list)));
    Ok(plan(call, pack_of(anlan, call)?, known, &sheets, mapping, &row.file_name, None))
}

/// Writes everything a plan says.
pub(super) async fn record(tx: &Tx, plan: Plan) -> Result<ImportResult, Fault> {
    let result = ImportResult::of(&plan.counts, plan.faults, plan.notes);
    tx.add_units(plan.units).await?;
    tx.add_rivers(plan.rivers).await?;
    tx.add_chiefs(plan.chiefs).await?;
    tx.add_lead_units(plan.leads).await?;
    tx.add_items(plan.items).await?;
    let mut by_year: std::collections::BTreeMap<i32, Vec<_>> = std::collections::BTreeMap::new();
    for (year, fact) in plan.facts {
        by_year.entry(year).or_default().push(fact);
    }
    for (year, facts) in by_year {
        tx.add_item_facts(year, facts).await?;
    }
    tx.add_reports(plan.reports).await?;
    Ok(result)
}

fn preview(id: ImportId, row: &ImportRow, plan: Plan, pack: &Pack) -> ImportPreview {
    let new_units = plan.new_units(pack);
    ImportPreview {
        id: id.0,
        file_name: row.file_name.clone(),
        state: ImportState::of(&row.state),
        sheets: plan.sheets,
        counts: plan.counts,
        faults: plan.faults,
        notes: plan.notes,
        corrections: plan.corrections,
        new_units,
        new_rivers: plan.rivers.into_iter().map(|river| river.name).collect(),
        new_chiefs: plan.chiefs.into_iter().map(|chief| chief.name).collect(),
        register_units: plan.mapping.register_units,
    }
}

pub(crate) fn file_row(call: &Call, hash: &str, name: &str, size: usize, media_type: &str) -> FileRow {
    FileRow {
        region_id: call.region.to_string(),
        hash: hash.to_owned(),
        name: name.to_owned(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        media_type: media_type.to_owned(),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    }
}

fn import_row(
    call: &Call,
    id: ImportId,
    hash: &str,
    name: &str,
    mapping: &ImportMapping,
    state: &str,
    result: &ImportResult,
) -> Result<ImportRow, Fault> {
    let json = |e: serde_json::Error| StoreError::Damaged(e.to_string());
    Ok(ImportRow {
        region_id: call.region.to_string(),
        id: id.0,
        file_hash: hash.to_owned(),
        file_name: name.to_owned(),
        mapping: serde_json::to_string(mapping).map_err(json)?,
        state: state.to_owned(),
        result: serde_json::to_string(result).map_err(json)?,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    })
}

fn detail(id: ImportId, hash: &str, result: &ImportResult) -> serde_json::Value {
    json!({ "import": id.0, "file": hash, "accepted": result.accepted, "unchanged": result.unchanged, "corrected": result.corrected, "faults": result.faults.len() })
}
