//! Files by content: a folder where a file's name is its SM3 digest. Writing the same content twice is harmless.
#![expect(clippy::disallowed_methods, reason = "this module is the file store")]

use crate::StoreError;
use anlan_core::digest;
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
        let Some(path) = self.path(&hash) else { return Ok(hash) };
        if path.exists() {
            return Ok(hash);
        }
        let folder = path.parent().unwrap_or(&self.folder);
        std::fs::create_dir_all(folder)?;
        let half = folder.join(format!(".{hash}.part"));
        let mut file = std::fs::File::create(&half)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&half, &path)?;
        Ok(hash)
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
