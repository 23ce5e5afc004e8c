//! The folder of the districts' own packs: read with the built-in ones, added to as whole folders.

use crate::Place;
use crate::open::{all_texts, data_dir, own_packs};
use anlan_app::setup::Shelf;
use anlan_core::pack::copy::PackFiles;
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Where packs are read from and where districts' own are added.
pub struct Folder {
    packs: Option<PathBuf>,
    own: PathBuf,
}

impl Folder {
    /// Those of an installation.
    pub fn of(place: &Place) -> Result<Self> {
        Ok(Self { packs: place.packs.clone(), own: own_packs(&data_dir(place)?) })
    }

    /// The folder of the districts' own.
    pub fn own(&self) -> &Path {
        &self.own
    }

    /// Each pack is written beside its place, whole and on the disk, then takes it in one step: a crash leaves no half pack.
    fn write(&self, packs: &BTreeMap<String, PackFiles>) -> Result<()> {
        std::fs::create_dir_all(&self.own).with_context(|| format!("cannot make {} (无法创建目录)", self.own.display()))?;
        let mut written = Vec::new();
        for (pack, files) in packs {
            let aside = self.own.join(format!(".{pack}.new"));
            if aside.exists() {
                std::fs::remove_dir_all(&aside)?;
            }
            for (file, text) in files {
                let path = aside.join(file);
                std::fs::create_dir_all(path.parent().context("a pack's file has a folder")?)?;
                std::fs::write(&path, text).with_context(|| format!("cannot write {} (无法写入)", path.display()))?;
                File::open(&path)?.sync_all()?;
            }
            written.push((aside, self.own.join(pack)));
        }
        for (place, (aside, path)) in written.iter().enumerate() {
            if let Err(fault) = std::fs::rename(aside, path) {
                written[..place].iter().for_each(|(_, path)| drop(std::fs::remove_dir_all(path)));
                written[place..].iter().for_each(|(aside, _)| drop(std::fs::remove_dir_all(aside)));
                return Err(fault).with_context(|| format!("cannot write {} (无法写入)", path.display()));
            }
        }
        let synced = File::open(&self.own).and_then(|folder| folder.sync_all());
        if synced.is_err() {
            written.iter().for_each(|(_, path)| drop(std::fs::remove_dir_all(path)));
        }
        Ok(synced?)
    }
}

impl Shelf for Folder {
    fn packs(&self) -> Result<BTreeMap<String, PackFiles>, String> {
        all_texts(self.packs.as_deref(), &self.own).map_err(|fault| format!("{fault:#}"))
    }

    fn add(&self, packs: &BTreeMap<String, PackFiles>) -> Result<(), String> {
        self.write(packs).map_err(|fault| format!("{fault:#}"))
    }

    fn take_back(&self, packs: &BTreeMap<String, PackFiles>) {
        for pack in packs.keys() {
            if let Err(fault) = std::fs::remove_dir_all(self.own.join(pack)) {
                tracing::error!(%pack, %fault, "a pack that nobody is recorded to have copied could not be removed");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_come_whole_or_not_at_all() {
        let data = std::env::temp_dir().join(format!("anlan-shelf-{}", std::process::id()));
        let folder = Folder { packs: None, own: data.join("packs") };
        let pack = |text: &str| BTreeMap::from([("cases/a.toml".to_owned(), text.to_owned())]);
        let one = BTreeMap::from([("a-lists-2023".to_owned(), pack("a"))]);
        folder.add(&one).unwrap();
        assert_eq!(folder.packs().unwrap()["a-lists-2023"], pack("a"));
        // The second of two cannot take its place: the first is taken back, and what stood there stands.
        let two = BTreeMap::from([("0-lists-2023".to_owned(), pack("0")), ("a-lists-2023".to_owned(), pack("b"))]);
        assert!(folder.add(&two).is_err());
        // A crash while writing leaves a hidden folder, which is no pack.
        std::fs::create_dir_all(folder.own.join(".c-lists-2023.new")).unwrap();
        std::fs::write(folder.own.join(".c-lists-2023.new/pack.toml"), "half").unwrap();
        let own: Vec<String> =
            folder.packs().unwrap().into_keys().filter(|name| !name.contains("20") || name.starts_with(['a', '0', '.'])).collect();
        assert!(own.contains(&"a-lists-2023".to_owned()) && !own.iter().any(|name| name.starts_with(['0', '.'])), "{own:?}");
        assert_eq!(folder.packs().unwrap()["a-lists-2023"], pack("a"));
        folder.take_back(&one);
        assert!(!folder.packs().unwrap().contains_key("a-lists-2023"));
        std::fs::remove_dir_all(data).unwrap();
    }
}
