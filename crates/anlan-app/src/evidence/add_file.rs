//! A small file sent at once, in one body.

use super::ask_to_bring;
use super::enter::{Entered, enter};
use super::kinds::{kind_of, plain_name};
use crate::views::FileRef;
use crate::{Anlan, Call, Fault, FaultKind};

/// Largest file taken in one body, in bytes.
const LARGEST_AT_ONCE: usize = 20 * 1024 * 1024;

/// Stores a file; the type is told by its content, never by its name.
///
/// # Errors
/// Not allowed, empty, too large, of a kind not taken, a damaged picture, or the store fails.
pub async fn add_file(anlan: &Anlan, call: &Call, name: &str, bytes: &[u8]) -> Result<FileRef, Fault> {
    ask_to_bring(call)?;
    if bytes.len() > LARGEST_AT_ONCE {
        let zh = "文件超过20MB，请在网页上用可续传的方式上传，或压缩后再传。";
        let fault = Fault::invalid("file", "too_large", zh, "The file exceeds 20 MB: send it by a resumable upload.");
        return Err(Fault { kind: FaultKind::TooLarge, ..fault });
    }
    let kind = kind_of(bytes)?;
    let clean = super::strip::clean(kind.media_type(), bytes)?;
    let hash = anlan.blobs.put(bytes)?;
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let entered = Entered { hash, size, kind, clean };
    enter(anlan, call, &plain_name(name), entered, None).await
}
