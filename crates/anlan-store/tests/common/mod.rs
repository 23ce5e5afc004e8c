//! The databases every test of the store runs on, and rows to write.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]
#![expect(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stderr, reason = "tests read the environment to find the server")]

use anlan_core::exact::{Quantity, Share};
use anlan_core::ids::{FactId, ItemId, RecordId, RegionId, UnitId};
use anlan_core::item::{ItemContent, ItemEvent, ItemFact, List};
use anlan_core::month::Month;
use anlan_core::progress::Progress;
use anlan_core::record::{RecordContent, RecordEvent, RecordFact};
use anlan_store::{AccountRow, CircularRow, PackCopyRow, RegionRow, Store, Tx, UnitRow};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use uuid::Uuid;

/// Runs each test on SQLite in memory and in a file, on PostgreSQL, and on PostgreSQL with every table partitioned.
#[allow(unused_macros, clippy::allow_attributes, reason = "each test file uses its part")]
macro_rules! on_every_database {
    ($($name:ident),+ $(,)?) => {
        on_every_database!(@ sqlite_in_memory, Memory, $($name),+);
        on_every_database!(@ sqlite_file, File, $($name),+);
        on_every_database!(@ postgres, Postgres, $($name),+);
        on_every_database!(@ postgres_partitioned, Partitioned, $($name),+);
    };
    (@ $module:ident, $profile:ident, $($name:ident),+) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::run(super::Profile::$profile, super::$name).await;
                }
            )+
        }
    };
}

/// Where a test runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Memory,
    File,
    Postgres,
    /// PostgreSQL with every table hash-partitioned by region.
    Partitioned,
}

/// A second way into the database, past the store.
#[derive(Debug, Clone)]
pub enum Raw {
    Sqlite(String),
    Postgres(String),
}

impl Raw {
    /// Runs a statement; gives how many rows it touched.
    pub async fn run(&self, sql: &str) -> u64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(url) => SqliteConnection::connect(url).await.unwrap().execute(sql).await.unwrap().rows_affected(),
            Self::Postgres(url) => PgConnection::connect(url).await.unwrap().execute(sql).await.unwrap().rows_affected(),
        }
    }

    /// The first column of each row, which must be text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(url) => {
                let rows = SqliteConnection::connect(url).await.unwrap().fetch_all(sql).await.unwrap();
                rows.iter().map(|row| row.get::<String, _>(0)).collect()
            }
            Self::Postgres(url) => {
                let rows = PgConnection::connect(url).await.unwrap().fetch_all(sql).await.unwrap();
                rows.iter().map(|row| row.get::<String, _>(0)).collect()
            }
        }
    }
}

/// A fresh database with its schema.
#[derive(Debug, Clone)]
pub struct Place {
    pub store: Store,
    /// None for the database in memory, which nobody else can reach.
    pub raw: Option<Raw>,
    _folder: Option<Arc<tempfile::TempDir>>,
}

impl Place {
    /// A database opened by the test itself.
    pub fn with(store: Store, raw: Raw) -> Self {
        Self { store, raw: Some(raw), _folder: None }
    }
}

/// Runs a test on a fresh database; on PostgreSQL only where a server is named.
pub async fn run<F: FnOnce(Place) -> Fut, Fut: Future<Output = ()>>(profile: Profile, test: F) {
    match profile {
        Profile::Memory => test(Place { store: Store::in_memory().await.unwrap(), raw: None, _folder: None }).await,
        Profile::File => {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("anlan.db");
            let raw = Raw::Sqlite(format!("sqlite://{}?mode=rw", file.display()));
            let store = Store::open_file(&file).await.unwrap();
            test(Place { store, raw: Some(raw), _folder: Some(Arc::new(folder)) }).await;
        }
        Profile::Postgres | Profile::Partitioned => {
            let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
                assert!(
                    std::env::var("REQUIRE_POSTGRES").as_deref() != Ok("1"),
                    "REQUIRE_POSTGRES=1, but TEST_POSTGRES_URL names no server"
                );
                eprintln!("skipped: TEST_POSTGRES_URL names no server");
                return;
            };
            let (url, name) = fresh_database(&server, profile == Profile::Partitioned).await;
            let store = Store::open_postgres(&url).await.unwrap();
            test(Place { store, raw: Some(Raw::Postgres(url)), _folder: None }).await;
            Raw::Postgres(server).run(&format!("drop database {name} with (force)")).await;
        }
    }
}

async fn fresh_database(server: &str, partitioned: bool) -> (String, String) {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let name = format!("anlan_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let admin = Raw::Postgres(server.to_owned());
    admin.run(&format!("drop database if exists {name} with (force)")).await;
    admin.run(&format!("create database {name}")).await;
    if partitioned {
        admin.run(&format!("alter database {name} set anlan.partitions = '4'")).await;
    }
    let (before, after) = server.split_once('?').unwrap_or((server, ""));
    let slash = before.rfind('/').filter(|at| *at > before.find("//").map_or(0, |start| start + 1)).unwrap_or(before.len());
    (format!("{}/{name}?{after}", &before[..slash]), name)
}

pub fn region(code: &str) -> RegionId {
    RegionId::parse(code).unwrap()
}

pub fn tongliang() -> RegionId {
    region("500151")
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// A moment with milliseconds, as everything is stored.
pub const NOW: &str = "2023-11-03T01:02:03.456Z";

/// Registers a region with one unit (id 1).
pub async fn registered(store: &Store, region: &RegionId) {
    let tx = store.write(region).await.unwrap();
    tx.add_regions(vec![RegionRow { region_id: region.to_string(), name: "某区".into(), created_at: at(NOW) }]).await.unwrap();
    tx.add_units(vec![unit(region, 1, "白羊镇")]).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn unit(region: &RegionId, n: u128, name: &str) -> UnitRow {
    UnitRow { region_id: region.to_string(), id: id(n), name: name.into(), kind: "town".into(), from_on: day("2023-01-01"), until_on: None }
}

pub async fn add_item(tx: &Tx, n: u128, number: &str) -> Result<(), anlan_store::StoreError> {
    tx.add_items(vec![(ItemId(id(n)), 2023, List::Problem, number.to_owned())]).await
}

pub fn opened(n: u128, item: u128) -> ItemFact {
    let content = ItemContent {
        list: List::Problem,
        number: "WT-1".into(),
        title: "污水直排".into(),
        river_id: None,
        unit_id: UnitId(id(1)),
        helpers: vec!["区水利局".into()],
        start_on: day("2023-01-15"),
        limit_on: day("2023-06-30"),
        money: None,
        money_source: None,
        hard: Some(true),
        chief_id: None,
        measure: Some("立行立改".into()),
        indicator: None,
        unit_of_measure: None,
        target: Some(Quantity::parse("12.125").unwrap()),
        points: None,
        source: None,
        place: None,
        kind: None,
        description: None,
    };
    ItemFact {
        id: FactId(id(n)),
        item_id: ItemId(id(item)),
        occurred_on: day("2023-01-15"),
        recorded_at: at(NOW),
        recorded_by: "周明（staff）".into(),
        supersedes: None,
        reason: "区总河长会议".into(),
        event: ItemEvent::Opened { content, decision: "区总河长会议".into() },
    }
}

pub fn report(n: u128, item: u128, month: &str, share: &str) -> Progress {
    Progress {
        id: FactId(id(n)),
        item_id: ItemId(id(item)),
        month: Month::parse(month).unwrap(),
        share: Share::parse_percent(share).unwrap(),
        quantity: Some(Quantity::parse("3.5").unwrap()),
        note: Some("已进场".into()),
        occurred_on: day("2023-11-01"),
        recorded_at: at(NOW),
        recorded_by: "罗芳（baiyang）".into(),
        supersedes: None,
        files: vec!["ab".repeat(32)],
    }
}

/// Fact `n` about a sample, of a day.
pub fn sampled(n: u128, record: u128, on: &str) -> RecordFact {
    let values = [("采样日期".to_owned(), on.to_owned()), ("氨氮".to_owned(), "0.025L".to_owned())].into();
    RecordFact {
        id: FactId(id(n)),
        record_id: RecordId(id(record)),
        kind: "sample".into(),
        identity: format!("断面一|{on}"),
        occurred_on: day(on),
        recorded_at: at(NOW),
        recorded_by: "周明（staff）".into(),
        supersedes: None,
        reason: String::new(),
        event: RecordEvent::Recorded(RecordContent { values, refs: [("断面".to_owned(), id(7))].into() }),
    }
}

pub fn pack_copy(region: &RegionId, hash: &str) -> PackCopyRow {
    PackCopyRow { region_id: region.to_string(), hash: hash.into(), pack_id: "some-pack".into(), files: "{}".into(), recorded_at: at(NOW) }
}

pub fn circular(region: &RegionId, n: u128, version: i64, number: &str, pack_hash: &str) -> CircularRow {
    CircularRow {
        region_id: region.to_string(),
        id: id(n),
        month: "2023-10".into(),
        version,
        number: number.into(),
        content: "{}".into(),
        content_hash: "c".repeat(64),
        pack_hash: pack_hash.into(),
        known_at: at(NOW),
        recorded_at: at(NOW),
        recorded_by: "陈静（head）".into(),
    }
}

pub fn account(region: &RegionId, n: u128, login: &str) -> AccountRow {
    AccountRow {
        region_id: region.to_string(),
        id: id(n),
        login: login.into(),
        name: "周明".into(),
        role: "office_staff".into(),
        unit_id: None,
        chief_id: None,
        password_hash: "$argon2id$".into(),
        must_change: true,
        failures: 2,
        locked_until: Some(at(NOW)),
        disabled: false,
        last_login_at: None,
        created_at: at(NOW),
    }
}
