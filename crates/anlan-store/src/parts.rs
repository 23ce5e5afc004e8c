//! Files that are still coming in, under `.parts/<region>/` beside the stored files and never given out.
//!
//! A part's length on disk is the one truth about how far its upload has come: nothing else keeps that number, so
//! nothing can say otherwise after a kill. A piece that comes with a checksum is written beside the part first and
//! added to it only when it fits, so that no unchecked byte is ever counted.

use crate::StoreError;
use crate::blobs::Blobs;
use anlan_core::ids::RegionId;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// Bytes gathered before they are handed to the disk.
const GATHERED: usize = 256 * 1024;

/// Where a file lies that is still coming in.
#[derive(Debug, Clone)]
pub struct Part {
    file: PathBuf,
    piece: PathBuf,
}

impl Blobs {
    fn parts_folder(&self, region: &RegionId) -> PathBuf {
        self.folder().join(".parts").join(region.as_str())
    }

    /// The part of an upload, whether it is there yet or not.
    #[must_use]
    pub fn part(&self, region: &RegionId, id: Uuid) -> Part {
        let folder = self.parts_folder(region);
        Part { file: folder.join(id.to_string()), piece: folder.join(format!("{id}.piece")) }
    }

    /// The uploads that have anything on disk.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn parts(&self, region: &RegionId) -> Result<Vec<Uuid>, StoreError> {
        let entries = match std::fs::read_dir(self.parts_folder(region)) {
            Ok(entries) => entries,
            Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(vec![]),
            Err(fault) => return Err(fault.into()),
        };
        let mut found = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let id = name.to_str().map(|name| name.trim_end_matches(".piece")).and_then(|name| Uuid::parse_str(name).ok());
            found.extend(id);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Takes a whole part as the stored file of its digest. The part itself stays until [`Part::remove`], so that a kill
    /// between here and the database's commit loses nothing.
    ///
    /// # Errors
    /// The disk is full or not writable.
    pub fn adopt(&self, part: &Part, hash: &str) -> Result<(), StoreError> {
        let Some(path) = self.place_of(hash)? else { return Ok(()) };
        // A second name for the same bytes; where the file system knows no such thing, a copy.
        if let Err(fault) = std::fs::hard_link(&part.file, &path) {
            if fault.kind() == ErrorKind::AlreadyExists {
                return Ok(());
            }
            if fault.kind() == ErrorKind::NotFound {
                return Err(fault.into());
            }
            let half = path.with_file_name(format!(".{hash}.part"));
            std::fs::copy(&part.file, &half)?;
            File::open(&half)?.sync_all()?;
            std::fs::rename(&half, &path)?;
        }
        path.parent().map_or(Ok(()), sync_folder)
    }
}

/// Makes a new name in a folder lasting.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    Ok(File::open(folder)?.sync_all()?)
}

impl Part {
    /// How many bytes are there.
    ///
    /// # Errors
    /// The disk fails.
    pub fn size(&self) -> Result<u64, StoreError> {
        match std::fs::metadata(&self.file) {
            Ok(about) => Ok(about.len()),
            Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(0),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The first bytes, at most `count`.
    ///
    /// # Errors
    /// The disk fails.
    pub fn first(&self, count: u64) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        File::open(&self.file)?.take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Hands every byte to `use_`, in pieces.
    ///
    /// # Errors
    /// The disk fails.
    pub fn each_piece(&self, use_: impl FnMut(&[u8])) -> Result<(), StoreError> {
        each_piece(&self.file, use_)
    }

    /// Removes what is there.
    ///
    /// # Errors
    /// The disk fails.
    pub fn remove(&self) -> Result<(), StoreError> {
        for path in [&self.file, &self.piece] {
            match std::fs::remove_file(path) {
                Err(fault) if fault.kind() != ErrorKind::NotFound => return Err(fault.into()),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Opens it for one more piece. `turn` is kept until the last write has ended, even when the writer is dropped in the
    /// middle of one: whoever gets the turn next finds a file that nobody writes to any more.
    ///
    /// # Errors
    /// The disk fails.
    pub fn writer<G: Send + 'static>(&self, checked: bool, turn: G) -> Result<PartWriter<G>, StoreError> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let file = OpenOptions::new().create(true).append(true).read(true).open(&self.file)?;
        let beside = || OpenOptions::new().create(true).truncate(true).write(true).read(true).open(&self.piece);
        let piece = checked.then(beside).transpose()?;
        Ok(PartWriter { inside: Some(Inside { file, piece, turn }), gathered: Vec::new(), beside: self.piece.clone() })
    }
}

/// Reads a file in pieces.
pub(crate) fn each_piece(path: &Path, mut use_: impl FnMut(&[u8])) -> Result<(), StoreError> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; GATHERED];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(()),
            count => use_(&piece[..count]),
        }
    }
}

#[derive(Debug)]
struct Inside<G> {
    file: File,
    piece: Option<File>,
    turn: G,
}

/// Writes one piece of a part.
#[derive(Debug)]
pub struct PartWriter<G> {
    inside: Option<Inside<G>>,
    gathered: Vec<u8>,
    beside: PathBuf,
}

impl<G: Send + 'static> PartWriter<G> {
    /// Adds bytes.
    ///
    /// # Errors
    /// The disk is full or fails; what was written before stays.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED { self.hand_over().await } else { Ok(()) }
    }

    async fn hand_over(&mut self) -> Result<(), StoreError> {
        let bytes = std::mem::take(&mut self.gathered);
        self.work(move |inside| inside.piece.as_mut().unwrap_or(&mut inside.file).write_all(&bytes)).await
    }

    async fn work(&mut self, work: impl FnOnce(&mut Inside<G>) -> std::io::Result<()> + Send + 'static) -> Result<(), StoreError> {
        let broken = || StoreError::File(std::io::Error::other("an earlier write failed"));
        let mut inside = self.inside.take().ok_or_else(broken)?;
        let done = spawn_blocking(move || {
            let result = work(&mut inside);
            (inside, result)
        });
        let (inside, result) = done.await.map_err(|fault| StoreError::File(std::io::Error::other(fault)))?;
        self.inside = Some(inside);
        Ok(result?)
    }

    /// Keeps everything: it is on the disk, not only in the machine's memory, when this returns. Gives the turn back.
    ///
    /// # Errors
    /// The disk is full or fails.
    pub async fn keep(mut self) -> Result<G, StoreError> {
        self.hand_over().await?;
        let beside = self.beside.clone();
        self.work(move |inside| {
            if let Some(mut piece) = inside.piece.take() {
                piece.seek(SeekFrom::Start(0))?;
                std::io::copy(&mut piece, &mut inside.file)?;
                std::fs::remove_file(beside)?;
            }
            inside.file.sync_data()
        })
        .await?;
        self.turn()
    }

    /// Lets go of a piece that does not fit its checksum, or whose end did not come. Gives the turn back.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn let_go(mut self) -> Result<G, StoreError> {
        let beside = self.beside.clone();
        self.work(move |inside| if inside.piece.take().is_some() { std::fs::remove_file(beside) } else { Ok(()) }).await?;
        self.turn()
    }

    fn turn(mut self) -> Result<G, StoreError> {
        let inside = self.inside.take();
        inside.map(|inside| inside.turn).ok_or_else(|| StoreError::File(std::io::Error::other("an earlier write failed")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Blobs, RegionId) {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        (folder, blobs, RegionId::parse("500151").unwrap())
    }

    #[tokio::test]
    async fn pieces_add_up_and_an_adopted_part_is_the_stored_file() {
        let (_folder, blobs, region) = place();
        let part = blobs.part(&region, Uuid::from_u128(7));
        assert_eq!(part.size().unwrap(), 0);
        for piece in [&b"one "[..], b"two"] {
            let mut writer = part.writer(false, ()).unwrap();
            writer.write(piece).await.unwrap();
            writer.keep().await.unwrap();
        }
        assert_eq!((part.size().unwrap(), blobs.parts(&region).unwrap()), (7, vec![Uuid::from_u128(7)]));
        let hash = anlan_core::digest::hex(b"one two");
        blobs.adopt(&part, &hash).unwrap();
        blobs.adopt(&part, &hash).unwrap();
        part.remove().unwrap();
        part.remove().unwrap();
        assert_eq!(blobs.get(&hash).unwrap().unwrap(), b"one two");
        assert_eq!(blobs.parts(&region).unwrap(), Vec::<Uuid>::new());
    }

    #[tokio::test]
    async fn a_checked_piece_counts_only_when_it_is_kept() {
        let (_folder, blobs, region) = place();
        let part = blobs.part(&region, Uuid::from_u128(8));
        let mut writer = part.writer(true, ()).unwrap();
        writer.write(&[1; 600_000]).await.unwrap();
        assert_eq!(part.size().unwrap(), 0, "what a kill would leave");
        writer.let_go().await.unwrap();
        let mut writer = part.writer(true, ()).unwrap();
        writer.write(&[2; 600_000]).await.unwrap();
        writer.keep().await.unwrap();
        assert_eq!((part.size().unwrap(), part.first(2).unwrap()), (600_000, vec![2, 2]));
    }

    #[tokio::test]
    async fn the_turn_outlasts_a_writer_dropped_in_the_middle() {
        let (_folder, blobs, region) = place();
        let part = blobs.part(&region, Uuid::from_u128(9));
        let (turn, freed) = tokio::sync::oneshot::channel::<()>();
        let mut writer = part.writer(false, turn).unwrap();
        {
            let large = vec![3; 8 * 1024 * 1024];
            let write = writer.write(&large);
            let mut write = std::pin::pin!(write);
            std::future::poll_fn(|context| {
                drop(write.as_mut().poll(context));
                std::task::Poll::Ready(())
            })
            .await;
        }
        drop(writer);
        drop(freed.await);
        assert_eq!(part.size().unwrap(), 8 * 1024 * 1024, "the write had ended before the turn was given on");
    }
}
