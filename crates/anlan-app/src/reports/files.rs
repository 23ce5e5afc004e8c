//! Files as evidence: stored by content, given out as attachments.

use crate::views::FileRef;
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::access::{Action, Reach, Target, reach};
use anlan_store::FileRow;
use serde_json::json;

/// Largest file taken, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;

/// Kinds of files taken, by their first bytes: name, type, how they begin.
const KINDS: [(&str, &str, &[u8]); 6] = [
    ("jpg", "image/jpeg", &[0xff, 0xd8, 0xff]),
    ("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("pdf", "application/pdf", b"%PDF-"),
    ("docx/xlsx", "application/zip", b"PK\x03\x04"),
    ("mp4", "video/mp4", b"ftyp"),
    ("webp", "image/webp", b"RIFF"),
];

/// Stores a file; the type is told by its content, never by its name.
///
/// # Errors
/// Not allowed, empty, too large, of a kind not taken, or the store fails.
pub async fn add_file(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8]) -> Result<FileRef, Fault> {
    if reach(call.actor.role, Action::ReportWrite) == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    if bytes.len() > LARGEST {
        let fault = Fault::invalid("file", "too_large", "文件超过20MB，请压缩后上传。", "The file exceeds 20 MB.");
        return Err(Fault { kind: FaultKind::TooLarge, ..fault });
    }
    let begins = |sign: &[u8]| bytes.starts_with(sign) || (sign == b"ftyp" && bytes.get(4..8) == Some(sign));
    let Some((_, media_type, _)) = KINDS.iter().find(|(_, _, sign)| begins(sign)) else {
        let zh = "只接收 jpg、png、webp 图片，pdf、docx、xlsx 文档和 mp4 视频。";
        return Err(Fault::invalid("file", "kind_not_taken", zh, "Only jpg, png, webp, pdf, docx, xlsx and mp4 files are taken."));
    };
    let hash = anlan.blobs.put(bytes)?;
    let name: String = name.rsplit(['/', '\\']).next().unwrap_or("file").chars().filter(|c| !c.is_control()).take(120).collect();
    let row = FileRow {
        region_id: call.region.to_string(),
        hash: hash.clone(),
        name: name.clone(),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        media_type: (*media_type).to_owned(),
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    };
    let shown = FileRef { hash: hash.clone(), name: name.clone(), size: row.size, media_type: row.media_type.clone() };
    let tx = anlan.begin(call).await?;
    tx.add_file(row).await?;
    anlan.finish(tx, call, "file.add", &name, &json!({ "file": hash })).await?;
    Ok(shown)
}

/// A file the actor may see: one beside a report on an item or beside an appeal within reach, or one they added themselves.
///
/// # Errors
/// Not found, hidden, damaged, or the store fails.
pub async fn read_file(anlan: &Anlan, call: &Call, hash: &str) -> Result<(FileRow, Vec<u8>), Fault> {
    let read = anlan.store.region(&call.region);
    let row = read.file(hash).await?.ok_or_else(Fault::not_found)?;
    if row.recorded_by != call.actor.name && !anlan_core::access::may(&call.actor, Action::ItemRead, Target::default()) {
        let mut seen = false;
        for year in
            read.items(None).await?.iter().filter_map(|item| i32::try_from(item.year).ok()).collect::<std::collections::BTreeSet<_>>()
        {
            let book = anlan.year(&call.region, year).await?;
            let mut own = crate::lists::visible(&book, call);
            seen |= own.any(|entry| entry.reports.iter().any(|report| report.files.iter().any(|file| file == hash)));
        }
        let held = crate::matters::file_holders(anlan, call, hash).await?;
        if !seen && !held && !crate::assessment::appeal_files_seen(anlan, call, hash).await? {
            return Err(Fault::hidden());
        }
    }
    let bytes = anlan.blobs.get(hash)?.ok_or_else(Fault::not_found)?;
    Ok((row, bytes))
}
