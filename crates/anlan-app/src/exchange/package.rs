//! What a package is: its manifest, and the files it names, each with its digest.

use crate::Fault;
use anlan_core::digest;
use anlan_report::bundle::unbundle;
use anlan_report::read::{ReadFault, ReadLimits};
use anlan_store::ImportRow;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The word every manifest begins with.
pub(super) const FORMAT: &str = "anlan-exchange";
/// The version of the format.
pub(super) const VERSION: u32 = 1;
/// The manifest's file.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a package says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) format: String,
    pub(super) version: u32,
    /// Its own id.
    pub(super) id: Uuid,
    /// The region it is about.
    pub(super) region: RegionName,
    /// The year of what has days.
    pub(super) year: i32,
    pub(super) made_at: DateTime<Utc>,
    pub(super) made_by: String,
    /// Its files.
    pub(super) parts: Vec<Part>,
}

/// A region by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RegionName {
    pub(super) code: String,
    pub(super) name: String,
}

/// A file of a package: the rows of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    /// The kind's word.
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) file: String,
    /// Rows below the header.
    pub(super) rows: usize,
    /// SM3 over the file.
    pub(super) digest: String,
    /// Its columns after id, hash and base; for people and programs that read it, not needed to take it in.
    #[serde(default)]
    pub(super) columns: Vec<PartColumn>,
}

/// A column of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PartColumn {
    pub(super) name: String,
    /// 文字, 日期, 时刻, 数, a unit of measure, or a scale.
    pub(super) holds: String,
    pub(super) required: bool,
}

/// What an import row keeps of a package.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mapping {
    pub(super) exchange: Manifest,
}

/// The package an import is of; none for other imports.
pub(crate) fn package_of(row: &ImportRow) -> Option<Uuid> {
    manifest_of(row).map(|manifest| manifest.id)
}

pub(super) fn manifest_of(row: &ImportRow) -> Option<Manifest> {
    serde_json::from_str::<Mapping>(&row.mapping).ok().map(|mapping| mapping.exchange)
}

fn bad(zh: impl Into<String>, en: impl Into<String>) -> Fault {
    Fault::invalid("file", "bad_package", zh, en)
}

/// Opens a package: its manifest, and the bytes of each part, which are what the manifest says.
///
/// # Errors
/// No package, another format or version, a file that is missing or was changed.
pub(super) fn open(bytes: &[u8]) -> Result<(Manifest, BTreeMap<String, Vec<u8>>), Fault> {
    // What helps with a workbook, opening and saving it again, does not help here.
    let files = unbundle(bytes, &ReadLimits::default()).map_err(|why| {
        let damaged = matches!(why, ReadFault::Damaged(_));
        let fault = Fault::from(why);
        if damaged { Fault { zh: "数据包已损坏，请向发送方索取原包。".to_owned(), ..fault } } else { fault }
    })?;
    let text = files.get(MANIFEST).ok_or(ReadFault::NotAPackage)?;
    let manifest: Manifest = serde_json::from_slice(text)
        .map_err(|fault| bad(format!("{MANIFEST} 不能读取（{fault}），请发送方按交换格式重新生成。"), format!("{MANIFEST}: {fault}")))?;
    if manifest.format != FORMAT || manifest.version != VERSION {
        let zh = format!("交换格式是“{} {}”，本系统只接受“{FORMAT} {VERSION}”。", manifest.format, manifest.version);
        return Err(bad(zh, format!("the format is {} {}, not {FORMAT} {VERSION}", manifest.format, manifest.version)));
    }
    for (at, part) in manifest.parts.iter().enumerate() {
        if manifest.parts[..at].iter().any(|other| other.kind == part.kind || other.file == part.file) {
            let zh = format!("清单中“{}”（{}）列了两次，请发送方重新生成。", part.title, part.file);
            return Err(bad(zh, format!("the manifest names {} or {} twice", part.kind, part.file)));
        }
        let Some(file) = files.get(&part.file) else {
            return Err(bad(format!("包内缺少“{}”，请向发送方索取原包。", part.file), format!("{} is missing", part.file)));
        };
        if digest::hex(file) != part.digest {
            let zh = format!("“{}”与清单所列的摘要不符：传送中损坏，或者被改动。请向发送方索取原包。", part.file);
            return Err(bad(zh, format!("{} is not as the manifest says: damaged or changed", part.file)));
        }
    }
    Ok((manifest, files))
}
