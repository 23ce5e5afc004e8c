//! An office with a fixed clock, people who act in it, and workbooks as offices write them.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read the checked-in packs and workbook")]
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]

use anlan_app::imports::confirm_bytes;
use anlan_app::views::{ImportFault, ImportResult};
use anlan_app::{Anlan, Call, Fault};
use anlan_core::access::{Actor, Role};
use anlan_core::ids::{AccountId, RegionId, RiverId, UnitId};
use anlan_core::month::Month;
use anlan_core::pack::{Pack, Packs};
use anlan_report::read::{CellValue, Grid, ReadLimits, read_workbook};
use anlan_store::Store;
use anlan_store::blobs::Blobs;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// The demonstration's day, nine o'clock in China.
pub const NOW: &str = "2023-11-03T01:00:00Z";

/// An office over a fresh database.
pub struct Office {
    pub anlan: Anlan,
    pub folder: tempfile::TempDir,
}

impl std::ops::Deref for Office {
    type Target = Anlan;
    fn deref(&self) -> &Anlan {
        &self.anlan
    }
}

impl Office {
    /// Over SQLite in memory.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let anlan = assemble(Store::in_memory().await.unwrap(), folder.path());
        Self { anlan, folder }
    }

    /// Over SQLite in memory, with one more file in the pack.
    pub async fn with_pack_file(name: &str, content: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut files = pack_files();
        files.insert(name.to_owned(), content.to_owned());
        let packs = Packs::new(vec![Pack::load("tongliang-lists-2023", files).unwrap()]).unwrap();
        let blobs = Blobs::open(&folder.path().join("files")).unwrap();
        let anlan = Anlan::new(Store::in_memory().await.unwrap(), blobs, packs, Box::new(fonts));
        Self { anlan, folder }
    }

    /// Over SQLite in memory, with other packs.
    pub async fn with_packs(packs: Packs) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&folder.path().join("files")).unwrap();
        let anlan = Anlan::new(Store::in_memory().await.unwrap(), blobs, packs, Box::new(fonts));
        Self { anlan, folder }
    }

    /// Over an SQLite file, which several connections and a second process can open.
    pub async fn in_file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let anlan = assemble(Store::open_file(&folder.path().join("anlan.db")).await.unwrap(), folder.path());
        Self { anlan, folder }
    }

    /// With the demonstration's workbook imported.
    pub async fn tongliang() -> Self {
        let office = Self::new().await;
        let result = office.import(&workbook()).await;
        assert_eq!(result.faults, []);
        office
    }

    /// The database's file.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("anlan.db")
    }

    /// The same data as another process sees it: nothing is kept in memory.
    pub async fn again(&self) -> Anlan {
        assemble(Store::open_file(&self.file()).await.unwrap(), self.folder.path())
    }

    /// Imports as the office, and nothing when there are faults.
    pub async fn import(&self, bytes: &[u8]) -> ImportResult {
        confirm_bytes(&self.anlan, &staff(), "台账.xlsx", bytes, false).await.unwrap()
    }

    /// The only fault of a workbook, which changed nothing.
    pub async fn only_fault(&self, bytes: &[u8]) -> ImportFault {
        let before = self.anlan.store.region(&region()).revision().await.unwrap();
        let result = self.import(bytes).await;
        assert_eq!(result.faults.len(), 1, "{:#?}", result.faults);
        assert_eq!(self.anlan.store.region(&region()).revision().await.unwrap(), before, "faults change nothing");
        result.faults.into_iter().next().unwrap()
    }

    /// A unit's id by its name.
    pub async fn unit(&self, name: &str) -> Uuid {
        self.anlan.store.region(&region()).units().await.unwrap().into_iter().find(|row| row.name == name).unwrap().id
    }

    /// An item's id by its number.
    pub async fn item(&self, number: &str) -> anlan_core::ids::ItemId {
        anlan_core::ids::ItemId(self.anlan.store.region(&region()).item_numbered(number).await.unwrap().unwrap().id)
    }

    /// A liaison of a unit.
    pub async fn liaison(&self, unit: &str) -> Call {
        let unit_id = Some(UnitId(self.unit(unit).await));
        call_of(Actor { name: format!("{unit}联络员"), role: Role::Liaison, unit_id, river_id: None, chief_id: None }, NOW)
    }

    /// A chief of a river.
    pub async fn chief(&self, river: &str) -> Call {
        let rivers = self.anlan.store.region(&region()).rivers().await.unwrap();
        let river_id = Some(RiverId(rivers.into_iter().find(|row| row.name == river).unwrap().id));
        call_of(Actor { name: format!("{river}河长"), role: Role::Chief, unit_id: None, river_id, chief_id: None }, NOW)
    }
}

fn assemble(store: Store, folder: &Path) -> Anlan {
    Anlan::new(store, Blobs::open(&folder.join("files")).unwrap(), packs(), Box::new(fonts))
}

/// Chinese fonts of this machine.
pub fn fonts() -> Vec<Vec<u8>> {
    let folders = [
        "/usr/share/fonts/opentype/fandol",
        "/usr/share/fonts/truetype/wqy",
        "/usr/share/fonts/truetype/zhuque",
        "/usr/share/fonts/opentype/noto",
    ];
    let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    files.filter_map(|file| std::fs::read(file.path()).ok()).collect()
}

/// The packs as checked in.
pub fn packs() -> Packs {
    Packs::new(vec![Pack::load("tongliang-lists-2023", pack_files()).unwrap()]).unwrap()
}

/// The pack of the lists as checked in.
pub fn lists_pack() -> Pack {
    Pack::load("tongliang-lists-2023", pack_files()).unwrap()
}

fn pack_files() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/tongliang-lists-2023");
    let file = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap());
    ["pack.toml", "rules.toml"].map(file).into()
}

/// The office's real workbook: beside the project when it is there, else the demonstration's copy.
pub fn workbook() -> Vec<u8> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../../../shared/data/tongliang-2023.xlsx", "../../demo/tongliang/tongliang-2023.xlsx"];
    places.iter().find_map(|place| std::fs::read(here.join(place)).ok()).unwrap()
}

/// A file of the demonstration.
pub fn demo_file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/tongliang").join(name)).unwrap()
}

pub fn region() -> RegionId {
    RegionId::parse("500151").unwrap()
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// Another seed each time, as the binary's randomness gives.
pub fn seed() -> [u8; 32] {
    static MADE: AtomicU64 = AtomicU64::new(1);
    anlan_core::digest::bytes(&MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes())
}

pub fn call_of(actor: Actor, moment: &str) -> Call {
    Call::new(region(), actor, None, at(moment), seed())
}

/// Somebody with a role that reaches the whole region.
pub fn person(name: &str, role: Role, moment: &str) -> Call {
    let account = AccountId(Uuid::from_u128(u128::from(name.len() as u64)));
    Call::new(
        region(),
        Actor { name: name.to_owned(), role, unit_id: None, river_id: None, chief_id: None },
        Some(account),
        at(moment),
        seed(),
    )
}

/// 周明 of the office.
pub fn staff() -> Call {
    staff_at(NOW)
}

pub fn staff_at(moment: &str) -> Call {
    person("周明（staff）", Role::OfficeStaff, moment)
}

/// 陈静, head of the office.
pub fn head() -> Call {
    head_at(NOW)
}

pub fn head_at(moment: &str) -> Call {
    person("陈静（head）", Role::OfficeHead, moment)
}

pub fn auditor() -> Call {
    person("杜衡（auditor）", Role::Auditor, NOW)
}

/// Its code, or `done`.
pub fn code<T>(result: &Result<T, Fault>) -> &'static str {
    result.as_ref().map_or_else(|fault| fault.code, |_| "done")
}

/// A cell to write.
#[derive(Debug, Clone, PartialEq)]
pub enum V {
    /// Nothing.
    Blank,
    /// Text.
    T(String),
    /// A number.
    N(f64),
    /// A number shown as per cent.
    P(f64),
    /// An Excel date.
    D(i32, u32, u32),
    /// An Excel date with a time: hour and minute.
    At(i32, u32, u32, u16, u8),
    /// A formula with its stored result.
    F(&'static str, &'static str),
}

pub fn t(text: &str) -> V {
    V::T(text.to_owned())
}

/// Texts as one row; an empty text is a blank cell.
pub fn row(texts: &[&str]) -> Vec<V> {
    texts.iter().map(|text| if text.is_empty() { V::Blank } else { t(text) }).collect()
}

/// A sheet to write: its name, its rows, its merged ranges (first row, first column, last row, last column, from 0).
#[derive(Debug, Clone)]
pub struct Page {
    pub name: String,
    pub rows: Vec<Vec<V>>,
    pub merged: Vec<(u32, u16, u32, u16)>,
}

pub fn page(name: &str, rows: Vec<Vec<V>>) -> Page {
    Page { name: name.to_owned(), rows, merged: vec![] }
}

/// The workbook's bytes.
pub fn book(pages: &[Page]) -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let percent = Format::new().set_num_format("0.00%");
    for page in pages {
        let sheet = book.add_worksheet().set_name(&page.name).unwrap();
        for (row, cells) in (0_u32..).zip(&page.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    V::Blank => continue,
                    V::T(text) => sheet.write(row, column, text),
                    V::N(number) => sheet.write(row, column, *number),
                    V::P(number) => sheet.write_with_format(row, column, *number, &percent),
                    V::D(year, month, day) => {
                        let year = u16::try_from(*year).unwrap();
                        let value = ExcelDateTime::from_ymd(year, u8::try_from(*month).unwrap(), u8::try_from(*day).unwrap()).unwrap();
                        sheet.write_with_format(row, column, &value, &date)
                    }
                    V::At(year, month, day, hour, minute) => {
                        let (year, month, day) =
                            (u16::try_from(*year).unwrap(), u8::try_from(*month).unwrap(), u8::try_from(*day).unwrap());
                        let value = ExcelDateTime::from_ymd(year, month, day).unwrap().and_hms(*hour, *minute, 0).unwrap();
                        sheet.write_with_format(row, column, &value, &moment)
                    }
                    V::F(formula, result) => sheet.write_formula(row, column, Formula::new(*formula).set_result(*result)),
                }
                .unwrap();
            }
        }
        for (first_row, first_column, last_row, last_column) in &page.merged {
            let V::T(kept) = &page.rows[*first_row as usize][usize::from(*first_column)] else { panic!("only texts are merged here") };
            sheet.merge_range(*first_row, *first_column, *last_row, *last_column, kept, &Format::new()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// A workbook read back as pages, to be changed and written again.
pub fn pages_of(bytes: &[u8]) -> Vec<Page> {
    let cell = |value: &CellValue| match value {
        CellValue::Empty => V::Blank,
        CellValue::Text(text) | CellValue::Error(text) => V::T(text.clone()),
        CellValue::Number(number) => V::N(*number),
        CellValue::Date(day) => V::D(day.year(), day.month(), day.day()),
        CellValue::Bool(truth) => t(if *truth { "是" } else { "否" }),
    };
    let of = |grid: &Grid| {
        let mut rows = Vec::new();
        for row in &grid.rows {
            rows.resize(row.number as usize - 1, vec![]);
            // A title over all columns comes back in each of them.
            let mut cells: Vec<V> = row.cells.iter().map(|held| cell(&held.value)).collect();
            if row.number == 1 {
                cells.truncate(1);
            }
            rows.push(cells);
        }
        page(&grid.name, rows)
    };
    read_workbook(bytes, &ReadLimits::default()).unwrap().sheets.iter().map(of).collect()
}

pub const MAJOR: &[&str] = &["事项编号", "事项（项目）名称", "河流", "责任单位", "资金（万元）", "开始时间", "完成时限"];
pub const PROGRESS: &[&str] = &["编号", "月份", "累计进度(%)", "填报单位"];

/// A small ledger: two projects of two units, and reports on the first. Rows 1 are headers; data begins in row 2.
pub fn small() -> Vec<Page> {
    vec![
        page(
            "重大事项重大项目清单",
            vec![
                row(MAJOR),
                vec![t("ZD-2023-01"), t("综合整治"), t("小安溪"), t("白羊镇"), V::N(120.5), V::D(2023, 1, 15), V::D(2023, 12, 31)],
                vec![t("ZD-2023-02"), t("生态修复"), t("淮远河"), t("区水利局"), V::N(80.0), V::D(2023, 2, 1), V::D(2023, 9, 30)],
            ],
        ),
        page(
            "月度进展",
            vec![
                row(PROGRESS),
                vec![t("ZD-2023-01"), t("2023年8月"), V::N(40.0), t("白羊镇")],
                vec![t("ZD-2023-01"), t("2023年9月"), V::N(55.0), t("白羊镇")],
                vec![t("ZD-2023-02"), t("2023年9月"), V::N(90.0), t("区水利局")],
            ],
        ),
    ]
}
