//! Making a package.

use super::package::{FORMAT, MANIFEST, Manifest, Part, PartColumn, RegionName, VERSION};
use crate::records::{Departing, departing, kinds_of, scale_of};
use crate::views::{ExchangeKind, SendPackage};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::digest;
use anlan_core::record::{Holds, RecordKind};
use anlan_report::bundle::{bundle, write_csv};
use chrono::Datelike as _;
use serde_json::json;
use std::collections::BTreeMap;

/// The kinds that can be exchanged.
///
/// # Errors
/// Not allowed.
pub fn exchangeable(anlan: &Anlan, call: &Call) -> Result<Vec<ExchangeKind>, Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    let kinds = kinds_of(anlan, &call.region).all().iter();
    Ok(kinds.map(|kind| ExchangeKind { key: kind.key.clone(), title: kind.title.clone(), about: kind.about.clone() }).collect())
}

/// Makes a package of these kinds, or of all; gives its file name and bytes. Secret columns never leave.
///
/// # Errors
/// Not allowed, an unknown kind, or the store fails.
pub async fn package(anlan: &Anlan, call: &Call, form: &SendPackage) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    call.ask(Action::RecordWrite, Target::default())?;
    let all = kinds_of(anlan, &call.region);
    let year = form.year.unwrap_or_else(|| call.today().year());
    let mut kinds: Vec<&RecordKind> = Vec::new();
    for key in form.kinds.iter().flatten() {
        kinds.push(all.kind(key).ok_or_else(|| {
            Fault::invalid("kinds", "unknown_kind", format!("没有台账“{key}”，请重新选择。"), format!("there is no record book {key}"))
        })?);
    }
    if form.kinds.is_none() {
        kinds = all.all().iter().collect();
    }
    if kinds.is_empty() {
        return Err(Fault::invalid("kinds", "missing", "请至少选一种台账。", "Choose at least one record book."));
    }
    // One picture of all kinds, and the audit row with it.
    let tx = anlan.begin(call).await?;
    let (mut parts, mut files) = (Vec::new(), BTreeMap::new());
    for kind in kinds {
        let rows = departing(anlan, call, &tx.read(), kind, year).await?;
        let file = format!("{}.csv", kind.key);
        let bytes = csv(kind, &rows);
        parts.push(Part {
            kind: kind.key.clone(),
            title: kind.title.clone(),
            file: file.clone(),
            rows: rows.len(),
            digest: digest::hex(&bytes),
            columns: kind.open_columns().map(|column| of_column(anlan, call, column)).collect(),
        });
        files.insert(file, bytes);
    }
    let name = anlan.packs.of_region(call.region.as_str()).map(|pack| pack.head.region_name.clone()).unwrap_or_default();
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        id: call.ids().make(),
        region: RegionName { code: call.region.to_string(), name: name.clone() },
        year,
        made_at: call.at,
        made_by: call.actor.name.clone(),
        parts,
    };
    let failed = |fault: &dyn std::error::Error| Fault::internal("package", "生成数据包失败，请联系管理员查看日志。", fault.to_string());
    let text = serde_json::to_vec_pretty(&manifest).map_err(|fault| failed(&fault))?;
    files.insert(MANIFEST.to_owned(), text);
    let bytes = bundle(&files).map_err(|fault| failed(&fault))?;
    let file = format!("{name}{year}年数据包-{}.zip", call.today().format("%Y%m%d"));
    let rows: usize = manifest.parts.iter().map(|part| part.rows).sum();
    let detail = json!({ "package": manifest.id, "digest": digest::hex(&bytes), "rows": rows, "year": year });
    anlan.finish(tx, call, "exchange.send", &file, &detail).await?;
    Ok((file, bytes))
}

fn of_column(anlan: &Anlan, call: &Call, column: &anlan_core::record::RecordColumn) -> PartColumn {
    let scale = if let Holds::Scale(name) = &column.holds { scale_of(anlan, &call.region, name) } else { None };
    PartColumn { name: column.name.clone(), holds: column.kind(scale.as_ref()).to_string(), required: column.required }
}

fn csv(kind: &RecordKind, rows: &[Departing]) -> Vec<u8> {
    let columns: Vec<&str> = kind.open_columns().map(|column| column.name.as_str()).collect();
    let headers: Vec<&str> = crate::records::OWN.into_iter().chain(columns.iter().copied()).collect();
    let row = |row: &Departing| {
        let own = [row.id.to_string(), row.hash.clone(), row.base.iter().map(String::as_str).collect::<Vec<_>>().join(" ")];
        own.into_iter().chain(columns.iter().map(|name| row.values.get(*name).cloned().unwrap_or_default())).collect()
    };
    write_csv(&headers, &rows.iter().map(row).collect::<Vec<Vec<String>>>())
}
