//! Uploading a file into a record book, looking at what it would do, confirming it: all of it in one transaction or nothing.

use super::about::{link, named};
use super::book::RecordBook;
use super::check::Checker;
use super::grid::Table;
use super::kinds::{kind_of, kinds_of};
use super::names::Names;
use super::plan_import::{NewIds, Plan, best_kind, plan};
use crate::imports::{accept_file, file_row};
use crate::views::{ImportFault, ImportResult, ImportState, RecordImport};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::ids::{ImportId, RegionId};
use anlan_core::record::{RecordContent, RecordEvent, RecordFact, RecordKind, RecordKinds};
use anlan_report::read::{Cell, CellValue, Grid, GridRow, ReadFault, ReadLimits, Track, read_csv, read_gpx};
use anlan_store::{Connection, ImportRow, Regional, StoreError, Tx};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::cmp::Reverse;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv";
const GPX: &str = "application/gpx+xml";

/// What an import's mapping says of a record book.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mapping {
    record_kind: String,
}

/// The kind of record an import is of; none for an import of the lists or an exchange package.
pub(crate) fn import_kind(row: &ImportRow) -> Option<String> {
    serde_json::from_str::<Mapping>(&row.mapping).ok().map(|mapping| mapping.record_kind)
}

fn is_csv(name: &str) -> bool {
    let name = name.to_lowercase();
    [".csv", ".txt", ".tsv"].iter().any(|end| name.ends_with(end))
}

fn is_gpx(name: &str) -> bool {
    name.to_lowercase().ends_with(".gpx")
}

/// A track as a sheet of one patrol; whose it is stands in the track's name or in the file's.
fn track_sheet(name: &str, track: &Track) -> Grid {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let chief = if track.name.is_empty() { stem } else { &track.name };
    let text = |value: &str| Cell { value: CellValue::Text(value.to_owned()), ..Cell::EMPTY };
    let moment = |time: chrono::NaiveDateTime| time.format("%Y-%m-%d %H:%M").to_string();
    let heads = ["河长", "开始时间", "结束时间", "里程", "轨迹"];
    let cells = [chief.to_owned(), moment(track.begin), moment(track.end), track.kilometres(), name.to_owned()];
    let row = |number: u32, cells: Vec<Cell>| GridRow { number, cells };
    let rows = vec![row(1, heads.map(text).into()), row(2, cells.iter().map(|cell| text(cell)).collect())];
    Grid { name: "轨迹".to_owned(), hidden: false, rows }
}

/// The sheets of an xlsx, CSV or GPX file.
pub(crate) async fn accept(name: &str, bytes: &[u8]) -> Result<Vec<Grid>, Fault> {
    if is_gpx(name) {
        return Ok(vec![track_sheet(name, &read_gpx(bytes)?)]);
    }
    if !is_csv(name) {
        return accept_file(bytes).await;
    }
    let (name, bytes) = (name.to_owned(), bytes.to_vec());
    let read = tokio::task::spawn_blocking(move || read_csv(&bytes, &name, &ReadLimits::default())).await;
    Ok(vec![read.map_err(|_| ReadFault::Damaged("the reader broke off".to_owned()))??])
}

/// The kind of record a file's headers are those of; none when they are no kind's, or it is no file Anlan reads.
pub async fn recognise(anlan: &Anlan, region: &RegionId, name: &str, bytes: &[u8]) -> Option<String> {
    let sheets = accept(name, bytes).await.ok()?;
    best_kind(kinds_of(anlan, region).all(), &sheets).map(|kind| kind.key.clone())
}

async fn planned<C: Connection>(
    anlan: &Anlan,
    call: &Call,
    read: &Regional<'_, C>,
    kind: &RecordKind,
    name: &str,
    bytes: &[u8],
) -> Result<(Plan, Names), Fault> {
    let sheets = accept(name, bytes).await?;
    let book = RecordBook::load(read, &kind.key).await?;
    let mut names = Names::load(read, kinds_of(anlan, &call.region), kind, DateTime::<Utc>::MAX_UTC).await?;
    let tables = sheets.iter().filter_map(|grid| Table::find(kind, grid));
    let texts: Vec<_> = tables.flat_map(|table| table.rows().map(|row| table.texts(row).0).collect::<Vec<_>>()).collect();
    names.know_problems(read, &named(kind, texts.iter())).await?;
    let plan = plan(call, NewIds::of(&mut call.ids()), &Checker::new(anlan, call, kind, &names), &book, &sheets, name);
    Ok((plan, names))
}

/// A good row of a file, and where it stands.
pub(crate) struct ReadRow {
    pub(crate) sheet: String,
    pub(crate) row: u32,
    pub(crate) content: RecordContent,
}

/// The place among kinds of the one whose headers a sheet has; none for another table, or one hidden in Excel.
pub(crate) fn kind_of_sheet(kinds: &[&RecordKind], grid: &Grid) -> Option<usize> {
    let found = kinds.iter().enumerate().filter_map(|(place, kind)| Some((Table::find(kind, grid)?.recognised(), Reverse(place))));
    found.filter(|_| !grid.hidden).max().map(|(_, Reverse(place))| place)
}

/// Reads sheets by kinds that are kept elsewhere than in a record book (units, rivers, the roster of chiefs): each good row, and every
/// fault.
///
/// # Errors
/// No such kind, or the store fails.
pub(crate) async fn read_rows<C: Connection>(
    anlan: &Anlan,
    call: &Call,
    read: &Regional<'_, C>,
    kinds: &RecordKinds,
    key: &str,
    (name, sheets): (&str, &[Grid]),
) -> Result<(Vec<ReadRow>, Vec<ImportFault>), Fault> {
    let kind = kinds.kind(key).ok_or_else(Fault::not_found)?;
    let names = Names::load(read, kinds, kind, DateTime::<Utc>::MAX_UTC).await?;
    let plan = plan(call, NewIds::of(&mut call.ids()), &Checker::new(anlan, call, kind, &names), &RecordBook::default(), sheets, name);
    let row = |(fact, (sheet, row)): (RecordFact, (String, u32))| match fact.event {
        RecordEvent::Recorded(content) | RecordEvent::Corrected(content) => Some(ReadRow { sheet, row, content }),
        RecordEvent::Withdrawn => None,
    };
    Ok((plan.facts.into_iter().zip(plan.rows).filter_map(row).collect(), plan.faults))
}

/// Imports a file in one step, as the command line does. With faults nothing changes unless `accept_valid`.
///
/// # Errors
/// Not allowed, no such kind, not readable, or the store fails.
pub async fn confirm_bytes(
    anlan: &Anlan,
    call: &Call,
    kind: &str,
    name: &str,
    bytes: &[u8],
    accept_valid: bool,
) -> Result<ImportResult, Fault> {
    call.ask(Action::RecordWrite, Target::default())?;
    let kind = kind_of(anlan, call, kind)?;
    let tx = anlan.begin(call).await?;
    let (plan, names) = planned(anlan, call, &tx.read(), kind, name, bytes).await?;
    if !plan.faults.is_empty() && !accept_valid {
        return Ok(ImportResult::of(&plan.counts, plan.faults, vec![]));
    }
    let hash = anlan.blobs.put(bytes)?;
    tx.add_file(file_row(call, &hash, name, bytes.len(), media_type(name))).await?;
    let id = ImportId(call.ids().make());
    let result = record(&tx, kind, &names, plan).await?;
    tx.add_import(import_row(call, id, kind, &hash, name, "confirmed", &result)?).await?;
    anlan.finish(tx, call, "record.import", name, &detail(id, kind, &hash, &result)).await?;
    Ok(result)
}

/// Takes an upload and shows what importing it would do.
///
/// # Errors
/// Not allowed, no such kind, not readable, or the store fails.
pub async fn upload(anlan: &Anlan, call: &Call, kind: &str, name: &str, bytes: &[u8]) -> Result<RecordImport, Fault> {
    call.ask(Action::RecordWrite, Target::default())?;
    let kind = kind_of(anlan, call, kind)?;
    accept(name, bytes).await?;
    let hash = anlan.blobs.put(bytes)?;
    let id = ImportId(call.ids().make());
    let tx = anlan.begin(call).await?;
    tx.add_file(file_row(call, &hash, name, bytes.len(), media_type(name))).await?;
    tx.add_import(import_row(call, id, kind, &hash, name, "preview", &ImportResult::default())?).await?;
    anlan.finish(tx, call, "record.upload", name, &json!({ "import": id, "kind": kind.key, "file": hash })).await?;
    show_import(anlan, call, &kind.key, id).await
}

/// An import as it stands.
///
/// # Errors
/// Not allowed, not found, or the store fails.
pub async fn show_import(anlan: &Anlan, call: &Call, kind: &str, id: ImportId) -> Result<RecordImport, Fault> {
    call.ask(Action::RecordWrite, Target::default())?;
    let kind = kind_of(anlan, call, kind)?;
    let read = anlan.store.region(&call.region);
    let row = read.import(id).await?.filter(|row| import_kind(row).as_ref() == Some(&kind.key)).ok_or_else(Fault::not_found)?;
    let (plan, _) = planned(anlan, call, &read, kind, &row.file_name, &bytes_of(anlan, &row)?).await?;
    Ok(RecordImport {
        id: id.0,
        kind: kind.key.clone(),
        file_name: row.file_name.clone(),
        state: ImportState::of(&row.state),
        sheets: plan.sheets,
        counts: plan.counts,
        faults: plan.faults,
        corrections: plan.corrections,
    })
}

/// Records an import: all of it in one transaction. With faults nothing changes unless `accept_valid`.
///
/// # Errors
/// Not allowed, not found, already confirmed, faults, or the store fails.
pub async fn confirm(anlan: &Anlan, call: &Call, kind: &str, id: ImportId, accept_valid: bool) -> Result<ImportResult, Fault> {
    call.ask(Action::RecordWrite, Target::default())?;
    let kind = kind_of(anlan, call, kind)?;
    let tx = anlan.begin(call).await?;
    let row = tx.read().import(id).await?.filter(|row| import_kind(row).as_ref() == Some(&kind.key)).ok_or_else(Fault::not_found)?;
    if ImportState::of(&row.state) == ImportState::Confirmed {
        return Err(Fault::conflict("already_confirmed", "这次导入已经确认过，没有重复写入。", "This import is confirmed already."));
    }
    let (plan, names) = planned(anlan, call, &tx.read(), kind, &row.file_name, &bytes_of(anlan, &row)?).await?;
    if !plan.faults.is_empty() && !accept_valid {
        let zh = format!("还有{}处问题，未作任何更改。请更正后重新导入，或选择只导入无误的行。", plan.faults.len());
        return Err(Fault::invalid("accept_valid", "faults", zh, format!("{} faults are left: nothing was changed", plan.faults.len())));
    }
    let result = record(&tx, kind, &names, plan).await?;
    let text = serde_json::to_string(&result).map_err(|e| StoreError::Damaged(e.to_string()))?;
    tx.change_import(ImportRow { state: "confirmed".to_owned(), result: text, ..row.clone() }).await?;
    anlan.finish(tx, call, "record.import", &row.file_name, &detail(id, kind, &row.file_hash, &result)).await?;
    Ok(result)
}

fn bytes_of(anlan: &Anlan, row: &ImportRow) -> Result<Vec<u8>, Fault> {
    Ok(anlan.blobs.get(&row.file_hash)?.ok_or_else(|| StoreError::Damaged(format!("file {} is gone", row.file_hash)))?)
}

/// Writes everything a plan says.
pub(super) async fn record(tx: &Tx, kind: &RecordKind, names: &Names, plan: Plan) -> Result<ImportResult, Fault> {
    let result = ImportResult::of(&plan.counts, plan.faults, vec![]);
    link(tx, kind, names, &plan.facts).await?;
    tx.add_record_facts(plan.facts).await?;
    Ok(result)
}

fn media_type(name: &str) -> &'static str {
    if is_gpx(name) {
        GPX
    } else if is_csv(name) {
        CSV
    } else {
        XLSX
    }
}

fn import_row(
    call: &Call,
    id: ImportId,
    kind: &RecordKind,
    hash: &str,
    name: &str,
    state: &str,
    result: &ImportResult,
) -> Result<ImportRow, Fault> {
    let json = |e: serde_json::Error| StoreError::Damaged(e.to_string());
    Ok(ImportRow {
        region_id: call.region.to_string(),
        id: id.0,
        file_hash: hash.to_owned(),
        file_name: name.to_owned(),
        mapping: serde_json::to_string(&Mapping { record_kind: kind.key.clone() }).map_err(json)?,
        state: state.to_owned(),
        result: serde_json::to_string(result).map_err(json)?,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    })
}

fn detail(id: ImportId, kind: &RecordKind, hash: &str, result: &ImportResult) -> serde_json::Value {
    json!({ "import": id.0, "kind": kind.key, "file": hash, "accepted": result.accepted, "unchanged": result.unchanged, "corrected": result.corrected, "faults": result.faults.len() })
}
