//! Opening an office: data directory, database, packs, fonts.

use crate::Place;
use crate::outside::World;
use anlan_app::{Anlan, Call};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::RegionId;
use anlan_core::pack::Packs;
use anlan_core::pack::copy::PackFiles;
use anlan_core::pack::papers::is_part;
use anlan_http::Outside as _;
use anlan_store::Store;
use anlan_store::blobs::Blobs;
use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(RustEmbed)]
#[folder = "../../packs"]
struct BuiltIn;

/// An open office with its clock.
pub struct Opened {
    pub anlan: Anlan,
    pub world: World,
}

/// The file that sets a demonstration's day.
const DAY_FILE: &str = "day";

/// The data directory asked for, or the one in the user's data folder.
pub fn data_dir(place: &Place) -> Result<PathBuf> {
    if let Some(data) = &place.data {
        return Ok(data.clone());
    }
    let home = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share")));
    Ok(home.context("no home folder: name a data directory with --data (请用 --data 指定数据目录)")?.join("anlan"))
}

/// Where the embedded database lies.
pub fn database_file(data: &Path) -> PathBuf {
    data.join("anlan.db")
}

/// Sets the day of a data directory, for a demonstration.
pub fn set_day(data: &Path, day: NaiveDate) -> Result<()> {
    std::fs::create_dir_all(data)?;
    Ok(std::fs::write(data.join(DAY_FILE), day.to_string())?)
}

/// Opens the office of a data directory, making it when it is not there.
pub async fn open(place: &Place) -> Result<Opened> {
    let data = data_dir(place)?;
    std::fs::create_dir_all(&data).with_context(|| format!("cannot make {} (无法创建数据目录)", data.display()))?;
    let store = match &place.database {
        Some(url) => Store::open_postgres(url).await?,
        None => Store::open_file(&database_file(&data)).await?,
    };
    let blobs = Blobs::open(&data.join("files"))?;
    let packs = packs_of(place)?;
    let world = match std::fs::read_to_string(data.join(DAY_FILE)) {
        Ok(day) => World::on_day(day.trim().parse().context("the data directory's `day` file is damaged")?, last_recorded(&store).await?),
        Err(_) => World::real(),
    };
    let fonts = data.join("fonts");
    let anlan = Anlan::new(store, blobs, packs, Box::new(move || font_files(&fonts)));
    Ok(Opened { anlan, world })
}

async fn last_recorded(store: &Store) -> Result<Option<chrono::DateTime<chrono::Utc>>> {
    let mut last = None;
    for row in store.across().regions().await? {
        let region = RegionId::parse(&row.region_id)?;
        last = last.max(store.region(&region).last_audit().await?.map(|row| row.at));
    }
    Ok(last)
}

/// The region asked for, or every one.
pub async fn regions(opened: &Opened, asked: Option<String>) -> Result<Vec<RegionId>> {
    Ok(match asked {
        Some(code) => vec![RegionId::parse(&code)?],
        None => opened.anlan.store.across().regions().await?.iter().map(|row| RegionId::parse(&row.region_id)).collect::<Result<_, _>>()?,
    })
}

/// A district's own packs, beside its data.
pub fn own_packs(data: &Path) -> PathBuf {
    data.join("packs")
}

/// Every pack of an installation: those of a folder, or the built-in ones; and the districts' own, which stand for a built-in one of
/// the same name.
fn packs_of(place: &Place) -> Result<Packs> {
    checked(&pack_texts(place)?)
}

/// Their files by pack.
pub fn pack_texts(place: &Place) -> Result<BTreeMap<String, PackFiles>> {
    all_texts(place.packs.as_deref(), &own_packs(&data_dir(place)?))
}

/// The same of a folder, or the built-in ones, and of the districts' own.
pub fn all_texts(folder: Option<&Path>, own: &Path) -> Result<BTreeMap<String, PackFiles>> {
    let mut found = texts(folder)?;
    if own.is_dir() && folder != Some(own) {
        found.extend(texts(Some(own))?);
    }
    Ok(found)
}

/// The packs of a folder, or the built-in ones.
pub fn packs(folder: Option<&Path>) -> Result<Packs> {
    checked(&texts(folder)?)
}

/// The files of the packs of a folder, or of the built-in ones.
fn texts(folder: Option<&Path>) -> Result<BTreeMap<String, PackFiles>> {
    let mut found: BTreeMap<String, PackFiles> = BTreeMap::new();
    let mut add = |path: &str, content: String| {
        if let Some((pack, file)) = path.split_once('/') {
            found.entry(pack.to_owned()).or_default().insert(file.to_owned(), content);
        }
    };
    match folder {
        None => {
            for path in BuiltIn::iter() {
                let file = BuiltIn::get(&path).with_context(|| format!("built-in pack file {path}"))?;
                add(&path, String::from_utf8(file.data.into_owned()).with_context(|| format!("pack file {path} is not UTF-8"))?);
            }
        }
        Some(folder) => {
            for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read packs in {}", folder.display()))? {
                let entry = entry?;
                // Packs being written, and what other programs hide there.
                if !entry.file_name().to_string_lossy().starts_with('.') {
                    read_pack(&entry.path(), "", &mut add)?;
                }
            }
        }
    }
    Ok(found)
}

/// The packs, each of whose templates can be drawn.
fn checked(texts: &BTreeMap<String, PackFiles>) -> Result<Packs> {
    let packs = Packs::load(texts)?;
    packs.all().try_for_each(anlan_app::papers::check)?;
    Ok(packs)
}

/// The rule files of a built-in pack, by name.
pub fn built_in(pack: &str) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for path in BuiltIn::iter() {
        let Some(name) = path.strip_prefix(&format!("{pack}/")).filter(|name| is_part(name)) else {
            continue;
        };
        let file = BuiltIn::get(&path).with_context(|| format!("built-in pack file {path}"))?;
        files.insert(name.to_owned(), String::from_utf8(file.data.into_owned())?);
    }
    Ok(files)
}

fn read_pack(path: &Path, before: &str, add: &mut impl FnMut(&str, String)) -> Result<()> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { bail!("{} is not UTF-8", path.display()) };
    let named = if before.is_empty() { name.to_owned() } else { format!("{before}/{name}") };
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            read_pack(&entry?.path(), &named, add)?;
        }
    } else {
        add(&named, std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?);
    }
    Ok(())
}

/// The site's own fonts first, then Chinese fonts of the system.
fn font_files(own: &Path) -> Vec<Vec<u8>> {
    let system = [
        "/usr/share/fonts/opentype/noto",
        "/usr/share/fonts/truetype/wqy",
        "/usr/share/fonts/opentype/fandol",
        "/usr/share/fonts/truetype/zhuque",
    ];
    let wanted = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let chinese = ["cjk", "wqy", "fandol", "zhuque"].iter().any(|word| name.contains(word));
        chinese && ["regular", "bold", "wqy", "fandol", "zhuque"].iter().any(|word| name.contains(word)) && !name.contains("mono")
    };
    let mut files: Vec<PathBuf> = files_in(own);
    files.extend(system.iter().flat_map(|folder| files_in(Path::new(folder))).filter(|path| wanted(path)));
    files.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let font = |path: &PathBuf| {
        path.extension().and_then(|end| end.to_str()).is_some_and(|end| ["ttf", "otf", "ttc"].contains(&end.to_lowercase().as_str()))
    };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).filter(font).collect()).unwrap_or_default();
    files.sort();
    files
}

impl Opened {
    /// A call from the command line: whoever sits at the machine, named in the audit.
    pub fn call(&self, region: &RegionId, role: Role) -> Call {
        let user = std::env::var("USER").unwrap_or_else(|_| "root".to_owned());
        let actor = Actor { name: format!("命令行（{user}）"), role, unit_id: None, river_id: None, chief_id: None };
        Call::new(region.clone(), actor, None, self.world.now(), self.world.seed())
    }
}
