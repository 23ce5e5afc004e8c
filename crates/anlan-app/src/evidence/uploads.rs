//! Uploads that can be broken off and resumed: beginning one, looking how far it came, ending it, clearing what expired.
//!
//! How far an upload came is the length of its part on disk, so it is true after any kill. Only what finishes is audited:
//! nothing the office works with changes before.

use super::kinds::plain_name;
use super::piece::complete;
use super::{UPLOAD_LASTS, ask_to_bring};
use crate::views::{FileRef, UploadState};
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::ids::AccountId;
use anlan_store::UploadRow;
use uuid::Uuid;

/// Unfinished uploads one account may have.
const AT_ONCE: u64 = 100;

/// An upload as its sender announces it.
#[derive(Debug, Clone)]
pub struct UploadForm {
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of the whole, in lower-case hexadecimal, when the sender declares it.
    pub sha256: Option<String>,
}

pub(super) fn account(call: &Call) -> Result<AccountId, Fault> {
    call.account.ok_or_else(|| Fault::unauthenticated("log_in", "请先登录。", "Log in first."))
}

/// Begins an upload, and clears what expired.
///
/// # Errors
/// Not allowed, empty, too large, too many begun, or the store fails.
pub async fn begin_upload(anlan: &Anlan, call: &Call, form: UploadForm) -> Result<UploadState, Fault> {
    ask_to_bring(call)?;
    let owner = account(call)?;
    if form.size == 0 {
        return Err(Fault::invalid("file", "empty", "文件是空的，请重新选择。", "The file is empty: choose another."));
    }
    if form.size > anlan.largest_upload() {
        let bound = anlan.largest_upload() / (1024 * 1024);
        let zh = format!("文件超过{bound}MB，请压缩或分段后上传。");
        let fault = Fault::invalid("file", "too_large", zh, format!("The file exceeds {bound} MB: compress or split it."));
        return Err(Fault { kind: FaultKind::TooLarge, ..fault });
    }
    clear_uploads(anlan, call).await?;
    let row = UploadRow {
        region_id: call.region.to_string(),
        id: call.ids().make(),
        account_id: owner.0,
        name: plain_name(&form.name),
        size: i64::try_from(form.size).unwrap_or(i64::MAX),
        sha256: form.sha256,
        begun_at: call.at,
        begun_by: call.actor.name.clone(),
        file_hash: None,
    };
    let tx = anlan.begin(call).await?;
    if tx.read().unfinished_uploads_of(owner).await? >= AT_ONCE {
        let zh = format!("您有{AT_ONCE}个文件还没有传完，请先继续或取消它们。");
        return Err(Fault::conflict("too_many_uploads", zh, "Too many uploads are unfinished: resume or cancel them first."));
    }
    tx.add_upload(row.clone()).await?;
    tx.commit().await?;
    state(anlan, call, &row, None)
}

/// The state of one's own upload. One whose last byte came, but whose end a kill or lost answer cut off, is ended now.
///
/// # Errors
/// There is none, it is another's, it expired, its content is refused, or the store fails.
pub async fn look_upload(anlan: &Anlan, call: &Call, id: Uuid) -> Result<UploadState, Fault> {
    own(anlan, call, id).await?;
    let (turn, _) = anlan.turns.take(id).await?;
    let row = own(anlan, call, id).await?;
    let looked = state(anlan, call, &row, None)?;
    if row.file_hash.is_none() && looked.offset == looked.size {
        return complete(anlan, call, &row, turn).await;
    }
    Ok(UploadState { file: finished(anlan, call, &row).await?, ..looked })
}

/// Ends an unfinished upload of one's own and removes its bytes; one that finished stays.
///
/// # Errors
/// There is none, it is another's, it finished, or the store fails.
pub async fn end_upload(anlan: &Anlan, call: &Call, id: Uuid) -> Result<(), Fault> {
    own(anlan, call, id).await?;
    let (_turn, _) = anlan.turns.take(id).await?;
    let row = own(anlan, call, id).await?;
    if row.file_hash.is_some() {
        let zh = "文件已经传完，不能再取消；不需要时在表单里移除即可。";
        return Err(Fault::conflict("upload_finished", zh, "The upload has finished: leave the file out of the form instead."));
    }
    forget(anlan, call, id).await
}

/// Removes an upload's row and bytes.
pub(super) async fn forget(anlan: &Anlan, call: &Call, id: Uuid) -> Result<(), Fault> {
    let tx = anlan.begin(call).await?;
    tx.end_upload(id).await?;
    tx.commit().await?;
    Ok(anlan.blobs.part(&call.region, id).remove()?)
}

/// Clears uploads that were not finished in time, and bytes no unfinished upload owns. Gives how many parts were removed.
///
/// # Errors
/// The store fails.
pub async fn clear_uploads(anlan: &Anlan, call: &Call) -> Result<usize, Fault> {
    // The parts first: each one's row was committed before it had any bytes, so no upload begun meanwhile is taken for a stray.
    let parts = anlan.blobs.parts(&call.region)?;
    let since = call.at - UPLOAD_LASTS;
    let read = anlan.store.region(&call.region);
    let unfinished = read.unfinished_uploads().await?;
    if unfinished.iter().any(|row| row.begun_at < since) {
        let tx = anlan.begin(call).await?;
        tx.end_uploads_before(since).await?;
        tx.commit().await?;
    }
    let mut cleared = 0;
    for id in parts {
        if !unfinished.iter().any(|row| row.id == id && row.begun_at >= since) {
            // Its turn first: a request that is ending it this moment still needs the bytes. One that does not yield is left for
            // the next time.
            if let Ok(_turn) = anlan.turns.take(id).await {
                anlan.blobs.part(&call.region, id).remove()?;
                cleared += 1;
            }
        }
    }
    Ok(cleared)
}

/// An upload of the actor's own that has not expired.
pub(super) async fn own(anlan: &Anlan, call: &Call, id: Uuid) -> Result<UploadRow, Fault> {
    let owner = account(call)?;
    let row = anlan.store.region(&call.region).upload(id).await?.ok_or_else(Fault::not_found)?;
    if row.account_id != owner.0 {
        return Err(Fault::hidden());
    }
    if row.file_hash.is_none() && row.begun_at < call.at - UPLOAD_LASTS {
        return Err(Fault::not_found());
    }
    Ok(row)
}

/// The file an upload became.
pub(super) async fn finished(anlan: &Anlan, call: &Call, row: &UploadRow) -> Result<Option<FileRef>, Fault> {
    let Some(hash) = &row.file_hash else { return Ok(None) };
    let held = anlan.store.region(&call.region).file(hash).await?.ok_or_else(Fault::not_found)?;
    Ok(Some(FileRef { hash: hash.clone(), name: row.name.clone(), size: held.size, media_type: held.media_type }))
}

pub(super) fn state(anlan: &Anlan, call: &Call, row: &UploadRow, file: Option<FileRef>) -> Result<UploadState, Fault> {
    let size = u64::try_from(row.size).unwrap_or_default();
    let offset = if row.file_hash.is_some() || file.is_some() { size } else { anlan.blobs.part(&call.region, row.id).size()? };
    Ok(UploadState { id: row.id, size, offset, expires_at: row.begun_at + UPLOAD_LASTS, file })
}
