//! Making a package.

use super::kind::{Exchanged, exchanged};
use super::package::{FORMAT, MANIFEST, Manifest, Part, RegionName, VERSION};
use super::row::{Departing, OWN};
use crate::views::{ExchangeKind, SendPackage};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::digest;
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
    let kind =
        |kind: Exchanged<'_>| ExchangeKind { key: kind.key().to_owned(), title: kind.title().to_owned(), about: kind.about().to_owned() };
    Ok(exchanged(anlan, call).into_iter().map(kind).collect())
}

/// Makes a package of these kinds, or of all; gives its file name and bytes. Secret columns never leave.
///
/// # Errors
/// Not allowed, an unknown kind, or the store fails.
pub async fn package(anlan: &Anlan, call: &Call, form: &SendPackage) -> Result<(String, Vec<u8>), Fault> {
    call.ask(Action::ImportRun, Target::default())?;
    call.ask(Action::RecordWrite, Target::default())?;
    let all = exchanged(anlan, call);
    let year = form.year.unwrap_or_else(|| call.today().year());
    let mut kinds: Vec<&Exchanged<'_>> = Vec::new();
    for key in form.kinds.iter().flatten() {
        kinds.push(all.iter().find(|kind| kind.key() == key).ok_or_else(|| {
            Fault::invalid(
                "kinds",
                "unknown_kind",
                format!("没有清单或台账“{key}”，请重新选择。"),
                format!("there is no list or record book {key}"),
            )
        })?);
    }
    if form.kinds.is_none() {
        kinds = all.iter().collect();
    }
    if kinds.is_empty() {
        return Err(Fault::invalid("kinds", "missing", "请至少选一种清单或台账。", "Choose at least one list or record book."));
    }
    // One picture of all kinds, and the audit row with it.
    let tx = anlan.begin(call).await?;
    let (mut parts, mut files) = (Vec::new(), BTreeMap::new());
    for kind in kinds {
        let rows = kind.departing(anlan, call, &tx.read(), year).await?;
        let file = format!("{}.csv", kind.key());
        let columns = kind.columns(anlan, call);
        let bytes = csv(columns.iter().map(|column| column.name.as_str()), &rows);
        parts.push(Part {
            kind: kind.key().to_owned(),
            title: kind.title().to_owned(),
            file: file.clone(),
            rows: rows.len(),
            digest: digest::hex(&bytes),
            columns,
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

fn csv<'a>(columns: impl Iterator<Item = &'a str>, rows: &[Departing]) -> Vec<u8> {
    let columns: Vec<&str> = columns.collect();
    let headers: Vec<&str> = OWN.into_iter().chain(columns.iter().copied()).collect();
    let row = |row: &Departing| {
        let own = [row.id.to_string(), row.hash.clone(), row.base.iter().map(String::as_str).collect::<Vec<_>>().join(" ")];
        own.into_iter().chain(columns.iter().map(|name| row.values.get(*name).cloned().unwrap_or_default())).collect()
    };
    write_csv(&headers, &rows.iter().map(row).collect::<Vec<Vec<String>>>())
}
