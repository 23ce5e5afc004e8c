//! Who may read a stored file, and its content to be given out in pieces.

use super::sees_originals;
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::access::{Action, Target, may};
use anlan_core::item::{ItemEvent, ItemFact};
use anlan_store::FileRow;
use std::collections::BTreeSet;
use std::fs::File;

/// A file as this actor gets it.
#[derive(Debug)]
pub struct FileContent {
    /// Its name.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// Digest of what is given: the file's own, or its clean copy's.
    pub hash: String,
    /// How many bytes are given.
    pub size: u64,
    /// The bytes.
    pub file: File,
}

/// A file the actor may see. A picture comes without its particulars, except to the office.
///
/// # Errors
/// Not found, hidden, missing on disk, or the store fails.
pub async fn read_file(anlan: &Anlan, call: &Call, hash: &str) -> Result<FileContent, Fault> {
    let row = known_file(anlan, call, hash).await?;
    let lost = |hash: &str| Fault::from(anlan_store::StoreError::Damaged(format!("file {hash} is missing or has another length")));
    let picture = row.media_type.starts_with("image/");
    let copy = if picture && !sees_originals(call) { Some(anlan.store.region(&call.region).clean_copy(hash).await?) } else { None };
    let (hash, expected) = match copy {
        None => (row.hash.clone(), row.size),
        Some(Some(copy)) => (copy.copy_hash, copy.size),
        Some(None) => return cleaned(anlan, row),
    };
    let (file, size) = anlan.blobs.open_file(&hash)?.ok_or_else(|| lost(&hash))?;
    if i64::try_from(size).ok() != Some(expected) {
        return Err(lost(&hash));
    }
    Ok(FileContent { name: row.name, media_type: row.media_type, hash, size, file })
}

/// A picture that was stored before clean copies were made: cleaned now. The copy lies in the file store without a row, since
/// reading writes nothing into the database.
fn cleaned(anlan: &Anlan, row: FileRow) -> Result<FileContent, Fault> {
    let bytes = anlan.blobs.get(&row.hash)?.ok_or_else(Fault::not_found)?;
    let hash = anlan.blobs.put(&super::strip::clean(&row.media_type, &bytes)?.unwrap_or_default())?;
    let (file, size) = anlan.blobs.open_file(&hash)?.ok_or_else(Fault::not_found)?;
    Ok(FileContent { name: row.name, media_type: row.media_type, hash, size, file })
}

/// The row of a file the actor may read. What is not there and what is not for them cost the same work and look the same.
pub(super) async fn known_file(anlan: &Anlan, call: &Call, hash: &str) -> Result<FileRow, Fault> {
    let row = anlan.store.region(&call.region).file(hash).await?;
    match (row, may_read_file(anlan, call, hash).await?) {
        (Some(row), true) => Ok(row),
        (Some(_), false) => Err(Fault::hidden()),
        (None, _) => Err(Fault::not_found()),
    }
}

/// Goes on only with files the actor may read themselves: who merely knows a digest attaches nothing, and does not even learn that
/// there is such a file.
///
/// # Errors
/// A file is not there or not for them (told alike), or the store fails.
pub(crate) async fn at_hand(anlan: &Anlan, call: &Call, hashes: &[String]) -> Result<(), Fault> {
    for hash in hashes {
        known_file(anlan, call, hash).await.map_err(|fault| {
            if !matches!(fault.kind, FaultKind::Hidden | FaultKind::NotFound) {
                return fault;
            }
            let zh = "有附件没有上传完成，请等上传结束后再提交，或重新选择文件。";
            Fault::invalid("evidence", "file_missing", zh, "A file is not uploaded: wait for its upload, or choose it again.")
        })?;
    }
    Ok(())
}

/// Whether the actor may read a file: one they brought themselves, or one that something they may see refers to.
///
/// An area that keeps files of its own adds its question here. Every question is asked, whatever the others answer and whether
/// there is such a file or not, so that the time of a refusal tells nothing.
///
/// # Errors
/// The store fails.
pub async fn may_read_file(anlan: &Anlan, call: &Call, hash: &str) -> Result<bool, Fault> {
    // Whoever reads the region's items and its sealed inspections reads everything files are kept for.
    if [Action::ItemRead, Action::InspectionRead].iter().all(|action| may(&call.actor, *action, Target::default())) {
        return Ok(true);
    }
    let mut seen = brought(anlan, call, hash).await?;
    seen |= beside_an_item(anlan, call, hash).await?;
    seen |= crate::matters::file_holders(anlan, call, hash).await?;
    seen |= crate::assessment::appeal_files_seen(anlan, call, hash).await?;
    Ok(seen)
}

/// The actor added it, or uploaded the same content again.
async fn brought(anlan: &Anlan, call: &Call, hash: &str) -> Result<bool, Fault> {
    let read = anlan.store.region(&call.region);
    let first = read.file(hash).await?.is_some_and(|row| row.recorded_by == call.actor.name);
    let again = match call.account {
        Some(account) => read.brought_by(account, hash).await?,
        None => false,
    };
    Ok(first || again)
}

/// It stands beside a report on an item within reach, or beside what was asked for its close-out.
async fn beside_an_item(anlan: &Anlan, call: &Call, hash: &str) -> Result<bool, Fault> {
    let items = anlan.store.region(&call.region).items(None).await?;
    let years: BTreeSet<i32> = items.iter().filter_map(|item| i32::try_from(item.year).ok()).collect();
    let mut seen = false;
    for year in years {
        let book = anlan.year(&call.region, year).await?;
        let asked =
            |fact: &ItemFact| matches!(&fact.event, ItemEvent::CloseAsked { evidence, .. } if evidence.iter().any(|one| one.hash == hash));
        let holds = |entry: &crate::year::Entry| {
            entry.reports.iter().any(|report| report.files.iter().any(|file| file == hash)) || entry.facts.iter().any(asked)
        };
        seen |= crate::lists::visible(&book, call).filter(|entry| holds(entry)).count() > 0;
    }
    Ok(seen)
}
