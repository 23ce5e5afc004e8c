//! The last step of every way in: the file's row, its clean copy, the upload that brought it, one audit row.

use super::kinds::Kind;
use crate::views::FileRef;
use crate::{Anlan, Call, Fault};
use anlan_store::{CleanCopyRow, FileRow, UploadRow};
use serde_json::json;

/// Content that lies in the file store already.
pub(super) struct Entered {
    pub(super) hash: String,
    pub(super) size: i64,
    pub(super) kind: Kind,
    /// A picture without particulars.
    pub(super) clean: Option<Vec<u8>>,
}

/// Enters a stored file. The same upload again, after a kill or beside another request, enters nothing twice.
///
/// # Errors
/// The upload was ended meanwhile, or the store fails.
pub(super) async fn enter(anlan: &Anlan, call: &Call, name: &str, entered: Entered, upload: Option<&UploadRow>) -> Result<FileRef, Fault> {
    let Entered { hash, size, kind, clean } = entered;
    let region_id = call.region.to_string();
    let copy = match clean {
        None => None,
        Some(bytes) => {
            let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            Some(CleanCopyRow { region_id: region_id.clone(), file_hash: hash.clone(), copy_hash: anlan.blobs.put(&bytes)?, size })
        }
    };
    let media_type = kind.media_type().to_owned();
    let shown = FileRef { hash: hash.clone(), name: name.to_owned(), size, media_type: media_type.clone() };
    let tx = anlan.begin(call).await?;
    let held = match upload {
        Some(upload) => Some(tx.read().upload(upload.id).await?.ok_or_else(Fault::not_found)?),
        None => None,
    };
    if held.as_ref().is_some_and(|held| held.file_hash.is_some()) {
        return Ok(shown);
    }
    tx.add_file(FileRow {
        region_id: region_id.clone(),
        hash: hash.clone(),
        name: name.to_owned(),
        size,
        media_type,
        recorded_at: call.at,
        recorded_by: call.actor.name.clone(),
    })
    .await?;
    if let Some(copy) = copy {
        tx.add_clean_copy(copy).await?;
    }
    let file_hash = Some(hash.clone());
    match (held, call.account) {
        (Some(held), _) => tx.finish_upload(UploadRow { file_hash, ..held }).await?,
        // Sent at once: noted all the same, since it says who brought the file.
        (None, Some(account)) => {
            let row = UploadRow {
                region_id,
                id: call.ids().make(),
                account_id: account.0,
                name: name.to_owned(),
                size,
                sha256: None,
                begun_at: call.at,
                begun_by: call.actor.name.clone(),
                file_hash,
            };
            tx.add_upload(row).await?;
        }
        (None, None) => {}
    }
    anlan.finish(tx, call, "file.add", name, &json!({ "file": hash, "size": size })).await?;
    Ok(shown)
}
