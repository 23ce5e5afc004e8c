//! A pack's files from a folder.

use anlan_app::papers::check;
use anlan_core::pack::Pack;
use anlan_core::pack::case::{Case, read_cases};
use anlan_core::pack::papers::{FOLDER, is_part};
use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A pack's name and its files, the cases apart.
pub fn files(folder: &Path) -> Result<(String, BTreeMap<String, String>)> {
    let folder = folder.canonicalize().with_context(|| format!("no such folder: {} (没有这个目录)", folder.display()))?;
    if !folder.join("pack.toml").exists() {
        bail!("{} has no pack.toml (目录里没有 pack.toml)", folder.display());
    }
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((name, texts(&folder)?))
}

fn texts(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for (place, before) in [(folder.to_owned(), String::new()), (folder.join(FOLDER), format!("{FOLDER}/"))] {
        if !place.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&place)? {
            let path = entry?.path();
            let name = format!("{before}{}", path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default());
            if is_part(&name) {
                found.insert(name, std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?);
            }
        }
    }
    Ok(found)
}

/// A checked pack of a folder.
pub fn pack(folder: &Path) -> Result<Pack> {
    let (name, files) = files(folder)?;
    let pack = Pack::load(&name, files)?;
    check(&pack)?;
    Ok(pack)
}

/// The pack of a folder, or of the packs in a folder the one in force on a day.
pub fn pack_on(folder: &Path, day: Option<NaiveDate>) -> Result<Pack> {
    if folder.join("pack.toml").exists() {
        let pack = pack(folder)?;
        if let Some(day) = day.filter(|day| !pack.covers(*day)) {
            bail!("{} is not in force on {day} (该规则包在这一天没有生效)", pack.head.id);
        }
        return Ok(pack);
    }
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    let packs: Vec<Pack> = folders.iter().filter(|path| path.join("pack.toml").exists()).map(|path| pack(path)).collect::<Result<_>>()?;
    let Some(day) = day else {
        bail!("{} holds several packs: say --as-of (目录里有多个规则包，请写 --as-of)", folder.display())
    };
    let names: Vec<String> = packs.iter().filter(|pack| pack.covers(day)).map(|pack| pack.head.id.clone()).collect();
    let mut fitting = packs.into_iter().filter(|pack| pack.covers(day));
    match (fitting.next(), names.len()) {
        (Some(pack), 1) => Ok(pack),
        (_, 0) => bail!("no pack is in force on {day} (这一天没有生效的规则包)"),
        _ => bail!("several packs are in force on {day}: {} (这一天有多个规则包生效)", names.join(", ")),
    }
}

/// The golden cases of a pack.
pub fn cases(folder: &Path) -> Result<Vec<Case>> {
    let folder = folder.join("cases");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut cases = Vec::new();
    for (name, text) in texts(&folder)? {
        cases.extend(read_cases(&text).map_err(|fault| anyhow::anyhow!("cases/{name}: {fault}"))?);
    }
    Ok(cases)
}
