//! Files by content: a folder where a file's name is its SM3 digest. Writing the same content twice is harmless.
#![expect(clippy::disallowed_methods, reason = "this module is the file store")]

use crate::StoreError;
use crate::parts::{each_piece, sync_folder};
use anlan_core::digest;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A folder of files by content.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    /// Uses (and makes) a folder.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    fn path(&self, hash: &str) -> Option<PathBuf> {
        let fits = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| self.folder.join(&hash[..2]).join(hash))
    }

    /// Stores content and gives its digest. The file appears whole or not at all.
    ///
    /// # Errors
    /// The disk is full or not writable.
    pub fn put(&self, content: &[u8]) -> Result<String, StoreError> {
        let hash = digest::hex(content);
        let Some(path) = self.place_of(&hash)? else { return Ok(hash) };
        let folder = path.parent().unwrap_or(&self.folder);
        let half = folder.join(format!(".{hash}.part"));
        let mut file = File::create(&half)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&half, &path)?;
        sync_folder(folder)?;
        Ok(hash)
    }

    /// Where the file of a digest is to lie; `None` when it lies there already.
    pub(crate) fn place_of(&self, hash: &str) -> Result<Option<PathBuf>, StoreError> {
        let Some(path) = self.path(hash).filter(|path| !path.exists()) else { return Ok(None) };
        std::fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        Ok(Some(path))
    }

    /// Opens the file of a digest, to be read in pieces; `None` when it is not there. Its content is not checked here.
    ///
    /// # Errors
    /// The disk fails.
    pub fn open_file(&self, hash: &str) -> Result<Option<(File, u64)>, StoreError> {
        let Some(path) = self.path(hash).filter(|path| path.exists()) else { return Ok(None) };
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok(Some((file, size)))
    }

    /// Whether the file of a digest is there; read in pieces and checked against it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the content no longer fits its digest.
    pub fn check(&self, hash: &str) -> Result<bool, StoreError> {
        let Some(path) = self.path(hash).filter(|path| path.exists()) else { return Ok(false) };
        let mut hasher = digest::Hasher::new();
        each_piece(&path, |piece| hasher.update(piece))?;
        if hasher.finish() == hash { Ok(true) } else { Err(StoreError::Damaged(format!("file {hash}"))) }
    }

    /// The content of a digest, checked against it; `None` when it is not there.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the content no longer fits its digest.
    pub fn get(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(path) = self.path(hash).filter(|path| path.exists()) else { return Ok(None) };
        let content = std::fs::read(path)?;
        if digest::hex(&content) == hash { Ok(Some(content)) } else { Err(StoreError::Damaged(format!("file {hash}"))) }
    }

    /// Where the files lie, for a backup.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
