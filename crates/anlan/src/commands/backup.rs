//! `anlan backup FILE` and `anlan restore FILE`: the database and every file in one zip.

use crate::Place;
use crate::open::{data_dir, database_file, open, own_packs};
use anyhow::{Context as _, Result, bail};
use std::fs::File;
use std::io::{BufReader, BufWriter, copy};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

#[derive(clap::Args)]
pub struct Backup {
    /// 备份文件（不得已存在） File to write; must not exist
    file: PathBuf,
}

#[derive(clap::Args)]
pub struct Restore {
    /// 备份文件 Backup to read
    file: PathBuf,
}

const DATABASE: &str = "anlan.db";

impl Backup {
    pub async fn run(self, place: &Place) -> Result<ExitCode> {
        if self.file.exists() {
            bail!("{} exists already: choose another name (文件已存在)", self.file.display());
        }
        let opened = open(place).await?;
        let data = data_dir(place)?;
        let half = self.file.with_extension("part");
        let copied = data.join("backup.part.db");
        drop(std::fs::remove_file(&copied));
        // Files are only ever added, so those named in the copied database are all there once it is copied.
        opened.anlan.store.copy_to(&copied).await?;
        let result = write(&half, &copied, &data);
        drop(std::fs::remove_file(&copied));
        result?;
        std::fs::rename(&half, &self.file)?;
        if place.json {
            println!("{}", serde_json::json!({ "file": self.file, "bytes": std::fs::metadata(&self.file)?.len() }));
        } else {
            println!("已备份到 {}", self.file.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn write(target: &Path, database: &Path, data: &Path) -> Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(target)?));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    zip.start_file(DATABASE, packed)?;
    copy(&mut BufReader::new(File::open(database)?), &mut zip)?;
    if data.join("day").exists() {
        zip.start_file("day", packed)?;
        copy(&mut File::open(data.join("day"))?, &mut zip)?;
    }
    for folder in std::fs::read_dir(data.join("files"))? {
        for file in std::fs::read_dir(folder?.path())? {
            let path = file?.path();
            let Some(name) = path.strip_prefix(data).ok().and_then(Path::to_str).filter(|name| is_ours(name)) else { continue };
            zip.start_file(name, packed)?;
            copy(&mut BufReader::new(File::open(&path)?), &mut zip)?;
        }
    }
    for path in pack_files(&own_packs(data))? {
        let Some(name) = path.strip_prefix(data).ok().and_then(Path::to_str).filter(|name| is_ours(name)) else { continue };
        zip.start_file(name, packed)?;
        copy(&mut BufReader::new(File::open(&path)?), &mut zip)?;
    }
    zip.finish()?.into_inner().map_err(|fault| fault.into_error())?.sync_all()?;
    Ok(())
}

/// The files of the districts' own packs, with their cases and templates.
fn pack_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(pack_files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

/// A name a backup may hold: nothing that leads out of the data directory.
fn is_ours(name: &str) -> bool {
    let hex = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_hexdigit());
    let plain = |text: &str| !text.starts_with('.') && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let parts: Vec<&str> = name.split('/').collect();
    matches!(parts.as_slice(), [only] if *only == DATABASE || *only == "day")
        || matches!(parts.as_slice(), ["files", folder, hash] if hex(folder, 2) && hex(hash, 64))
        || matches!(parts.as_slice(), ["packs", pack, file] | ["packs", pack, "cases" | "papers", file] if plain(pack) && plain(file))
}

impl Restore {
    pub fn run(self, place: &Place) -> Result<ExitCode> {
        let data = data_dir(place)?;
        if database_file(&data).exists() {
            bail!("{} holds data already: restore into an empty directory with --data (数据目录非空，请指定空目录)", data.display());
        }
        let mut zip =
            ZipArchive::new(BufReader::new(File::open(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?))?;
        if let Some(odd) = zip.file_names().find(|name| !is_ours(name)) {
            bail!("{odd} does not belong into a backup: nothing was restored (不是本系统的备份文件)");
        }
        if !zip.file_names().any(|name| name == DATABASE) {
            bail!("the backup holds no database: nothing was restored (备份中没有数据库)");
        }
        for place in 0..zip.len() {
            let mut entry = zip.by_index(place)?;
            // The database last and under another name, so that a restore that breaks off leaves an empty directory.
            let name = if entry.name() == DATABASE { "restore.part" } else { entry.name() };
            let path = data.join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(&data))?;
            let mut file = BufWriter::new(File::create(&path)?);
            copy(&mut entry, &mut file)?;
            file.into_inner().map_err(|fault| fault.into_error())?.sync_all()?;
        }
        std::fs::rename(data.join("restore.part"), database_file(&data))?;
        println!("已恢复到 {}，请运行 anlan verify 核对。", data.display());
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_leads_out_of_the_data_directory() {
        for bad in ["../x", "files/../../x", "files/ab/short", "/etc/passwd", "fonts/a.ttf", "packs/../x", "packs/a/b/c/d", "packs/a/../b"]
        {
            assert!(!super::is_ours(bad), "{bad}");
        }
        assert!(super::is_ours("packs/qingxi-lists-2023/pack.toml") && super::is_ours("packs/qingxi-lists-2023/cases/lights.toml"));
        assert!(super::is_ours("packs/qingxi-lists-2023/papers/circular.jinja"));
        assert!(super::is_ours("anlan.db") && super::is_ours(&format!("files/ab/{}", "0".repeat(64))));
    }
}
