//! One piece of an upload: its bytes go to the disk as they come, and the last one makes the file.

use super::enter::{Entered, enter};
use super::kinds::{FIRST, kind_of};
use super::turns::{Later, Turn};
use super::uploads::{finished, forget, own, state};
use crate::views::UploadState;
use crate::{Anlan, Call, Fault, FaultKind};
use anlan_core::digest;
use anlan_store::UploadRow;
use anlan_store::parts::PartWriter;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Largest picture taken, in bytes: its clean copy is made in memory.
const LARGEST_PICTURE: u64 = 64 * 1024 * 1024;

/// What a sender says of a piece before it comes.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// Where it begins.
    pub offset: u64,
    /// How many bytes it has, when that is known beforehand.
    pub length: Option<u64>,
    /// Its SHA-256.
    pub sha256: Option<Vec<u8>>,
}

/// A piece that is coming in.
#[derive(Debug)]
pub struct Piece<'a> {
    anlan: &'a Anlan,
    call: &'a Call,
    row: UploadRow,
    writer: PartWriter<Turn>,
    later: Later,
    room: u64,
    checked: Option<(Sha256, Vec<u8>)>,
}

fn too_long() -> Fault {
    let zh = "发来的内容比申报的文件大，请重新选择文件上传。";
    let fault = Fault::invalid("file", "too_large", zh, "More bytes came than the upload has: begin it again.");
    Fault { kind: FaultKind::TooLarge, ..fault }
}

/// Begins a piece; whoever still writes to the upload is asked to stop.
///
/// # Errors
/// There is no such upload, it is another's, it finished, the piece begins elsewhere than the upload ends, or the store fails.
pub async fn begin_piece<'a>(anlan: &'a Anlan, call: &'a Call, id: Uuid, declared: Declared) -> Result<Piece<'a>, Fault> {
    own(anlan, call, id).await?;
    let (turn, later) = anlan.turns.take(id).await?;
    let row = own(anlan, call, id).await?;
    let looked = state(anlan, call, &row, None)?;
    if looked.offset != declared.offset || row.file_hash.is_some() {
        let zh = format!("断点不一致：服务器已收到{}字节，请从这里继续。", looked.offset);
        let en = format!("The upload ends at {}, the piece begins at {}: resume there.", looked.offset, declared.offset);
        return Err(Fault { field: Some("Upload-Offset"), ..Fault::conflict("wrong_offset", zh, en) });
    }
    let room = looked.size - looked.offset;
    if declared.length.is_some_and(|length| length > room) {
        return Err(too_long());
    }
    let checked = declared.sha256.map(|expected| (Sha256::new(), expected));
    let writer = anlan.blobs.part(&call.region, id).writer(checked.is_some(), turn)?;
    Ok(Piece { anlan, call, row, writer, later, room, checked })
}

impl Piece<'_> {
    /// Adds bytes.
    ///
    /// # Errors
    /// More than the upload has, or the disk fails.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        let length = bytes.len() as u64;
        self.room = self.room.checked_sub(length).ok_or_else(too_long)?;
        if let Some((hasher, _)) = &mut self.checked {
            hasher.update(bytes);
        }
        Ok(self.writer.write(bytes).await?)
    }

    /// Waits until a later request takes over.
    pub async fn taken_over(&mut self) {
        self.later.comes().await;
    }

    /// The connection broke: what came stays, unless it came with a checksum that cannot be checked any more.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn broken(self) -> Result<(), Fault> {
        let turn = if self.checked.is_some() { self.writer.let_go().await? } else { self.writer.keep().await? };
        drop(turn);
        Ok(())
    }

    /// The piece came whole. The last one makes the file.
    ///
    /// # Errors
    /// It does not fit its checksum, the file is of a kind not taken or does not fit its own, or the store fails.
    pub async fn end(self) -> Result<UploadState, Fault> {
        let Self { anlan, call, row, writer, checked, .. } = self;
        if let Some((hasher, expected)) = checked
            && hasher.finalize().as_slice() != expected
        {
            drop(writer.let_go().await?);
            let zh = "这一段在途中有损坏，已丢弃，请重新发送这一段。";
            return Err(mismatch(zh, "The piece does not fit its checksum and was dropped: send it again."));
        }
        let turn = writer.keep().await?;
        let now = state(anlan, call, &row, None)?;
        if now.offset == now.size {
            return complete(anlan, call, &row, turn).await;
        }
        // Junk is refused with its first piece, not with its last.
        if now.offset >= FIRST
            && let Err(fault) = kind_of(&anlan.blobs.part(&call.region, row.id).first(FIRST)?)
        {
            forget(anlan, call, row.id).await?;
            return Err(fault);
        }
        Ok(now)
    }
}

fn mismatch(zh: &str, en: &str) -> Fault {
    Fault::invalid("Upload-Checksum", "checksum_mismatch", zh, en)
}

/// Makes the file of an upload whose bytes are all there. The bytes stay until the commit, so that a kill at any time leaves
/// either an upload that can be completed again, or a file.
pub(super) async fn complete(anlan: &Anlan, call: &Call, row: &UploadRow, turn: Turn) -> Result<UploadState, Fault> {
    let part = anlan.blobs.part(&call.region, row.id);
    let made = match content(anlan, row, &part).await {
        Ok(entered) => enter(anlan, call, &row.name, entered, Some(row)).await?,
        // Sent again, it would be refused again: gone, so that it can be begun anew.
        Err(fault) if matches!(fault.kind, FaultKind::Invalid | FaultKind::TooLarge) => {
            forget(anlan, call, row.id).await?;
            return Err(fault);
        }
        Err(fault) => return Err(fault),
    };
    part.remove()?;
    drop(turn);
    let row = UploadRow { file_hash: Some(made.hash.clone()), ..row.clone() };
    let file = finished(anlan, call, &row).await?;
    state(anlan, call, &row, file)
}

/// Reads the whole from the disk once: what is hashed is what is kept.
async fn content(anlan: &Anlan, row: &UploadRow, part: &anlan_store::parts::Part) -> Result<Entered, Fault> {
    let kind = kind_of(&part.first(FIRST)?)?;
    let media_type = kind.media_type();
    let size = u64::try_from(row.size).unwrap_or_default();
    if media_type.starts_with("image/") && size > LARGEST_PICTURE {
        let fault = Fault::invalid("file", "too_large", "图片超过64MB，请压缩后上传。", "The picture exceeds 64 MB: compress it.");
        return Err(Fault { kind: FaultKind::TooLarge, ..fault });
    }
    let (blobs, part, declared) = (anlan.blobs.clone(), part.clone(), row.sha256.clone());
    let read = tokio::task::spawn_blocking(move || {
        let (mut sm3, mut sha256) = (digest::Hasher::new(), declared.is_some().then(Sha256::new));
        part.each_piece(|piece| {
            sm3.update(piece);
            if let Some(sha256) = &mut sha256 {
                sha256.update(piece);
            }
        })?;
        if sha256.map(|sha256| digest::to_hex(&sha256.finalize())) != declared {
            let zh = "收到的文件与发送方申报的校验值（SHA-256）不一致，可能在途中损坏或被改动，已丢弃，请重新上传。";
            return Err(mismatch(zh, "The file does not fit the SHA-256 declared for it and was dropped: upload it again."));
        }
        let clean = if media_type.starts_with("image/") { super::strip::clean(media_type, &part.first(size)?)? } else { None };
        let hash = sm3.finish();
        blobs.adopt(&part, &hash)?;
        Ok(Entered { hash, size: i64::try_from(size).unwrap_or(i64::MAX), kind, clean })
    });
    read.await.map_err(|fault| Fault::internal("upload_ended", "处理上传的文件时出错，请重试。", fault.to_string()))?
}
