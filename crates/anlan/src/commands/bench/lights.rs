//! Judging a country: districts x items x 12 months, streaming region by region.

use super::peak_memory;
use crate::open::packs;
use anlan_core::exact::Share;
use anlan_core::ids::{FactId, Ids, ItemId, RegionId, UnitId};
use anlan_core::item::{Item, ItemContent, ItemEvent, ItemFact, List};
use anlan_core::light::{Known, Light, judge_all};
use anlan_core::month::Month;
use anlan_core::pack::ListsPack;
use anlan_core::progress::{Progress, Report, known};
use anlan_store::{RegionRow, RiverRow, Store, UnitRow};
use anyhow::{Context as _, Result};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::collections::HashMap;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Lights {
    /// 区县数 Districts
    #[arg(long, default_value_t = 2844)]
    districts: u32,
    /// 每个区县的事项数 Items of each
    #[arg(long, default_value_t = 200)]
    items: u32,
    /// 从 SQLite 读取时的区县数（先写入，较慢） Districts read from SQLite; they are written first
    #[arg(long, default_value_t = 100)]
    stored: u32,
}

const YEAR: i32 = 2023;

/// A region's facts as a store gives them: each item's, in the order of recording.
struct Region {
    facts: Vec<Vec<ItemFact>>,
    reports: Vec<Vec<Progress>>,
}

struct Tally {
    lights: u64,
    by_light: HashMap<Light, u64>,
}

fn content(number: u32, start_on: NaiveDate, limit_on: NaiveDate) -> ItemContent {
    ItemContent {
        list: List::ALL[(number % 3) as usize],
        number: format!("BM-{YEAR}-{number:03}"),
        title: "河道综合整治".to_owned(),
        river_id: None,
        unit_id: UnitId(uuid::Uuid::from_u128(1)),
        helpers: vec![],
        start_on,
        limit_on,
        money: None,
        money_source: None,
        hard: None,
        chief_id: None,
        measure: None,
        indicator: None,
        unit_of_measure: None,
        target: None,
        points: None,
        source: None,
        place: None,
        kind: None,
        description: None,
    }
}

/// A region drawn from its number: the same every time.
fn region(number: u32, items: u32, at: DateTime<Utc>) -> Region {
    let mut seed = [0_u8; 32];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    let mut ids = Ids::new(at, seed);
    let year = Month::new(YEAR, 1).unwrap_or_else(|| Month::of(at.date_naive())).first_day();
    let mut drawn = u64::from(number) * 7919 + 17;
    let mut draw = |below: u64| {
        drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (drawn >> 33) % below
    };
    let mut made = Region { facts: Vec::new(), reports: Vec::new() };
    for item in 0..items {
        let start = year + Days::new(draw(120));
        let limit = start + Days::new(60 + draw(240));
        let item_id = ItemId(ids.make());
        let opened = ItemEvent::Opened { content: content(item, start, limit), decision: String::new() };
        let fact = |ids: &mut Ids, event| ItemFact {
            id: FactId(ids.make()),
            item_id,
            occurred_on: start,
            recorded_at: at,
            recorded_by: "bench".to_owned(),
            supersedes: None,
            reason: String::new(),
            event,
        };
        made.facts.push(vec![fact(&mut ids, opened)]);
        let pace = 200 + i64::try_from(draw(1400)).unwrap_or(0);
        let mut share = 0;
        let mut reports = Vec::new();
        for month in Month::of(start).up_to(Month::of(year).plus(11)) {
            share = (share + pace).min(10_000);
            if draw(25) == 0 {
                continue;
            }
            reports.push(Progress {
                id: FactId(ids.make()),
                item_id,
                month,
                share: Share::from_hundredths(i32::try_from(share).unwrap_or(10_000)).unwrap_or(Share::FULL),
                quantity: None,
                note: None,
                occurred_on: month.last_day(),
                recorded_at: at,
                recorded_by: "bench".to_owned(),
                supersedes: None,
                files: vec![],
            });
        }
        made.reports.push(reports);
    }
    made
}

/// From facts to lights with the rows they came from: what any page or circular does.
fn judge_region(pack: &ListsPack, region: &Region, months: &[Month], tally: &mut Tally) {
    let latest = DateTime::<Utc>::MAX_UTC;
    let items: Vec<(Item, Vec<Report>)> = region
        .facts
        .iter()
        .zip(&region.reports)
        .filter_map(|(facts, reports)| Some((Item::known(facts, latest)?, known(reports, latest))))
        .collect();
    let cases: Vec<Known<'_>> = items.iter().map(|(item, reports)| Known { item, reports }).collect();
    let Some(judged) = black_box(judge_all(pack, &cases, months)) else { return };
    for item in 0..cases.len() {
        for verdict in months.iter().filter_map(|month| judged.verdict(item, *month)) {
            tally.lights += 1;
            *tally.by_light.entry(verdict.light).or_default() += 1;
        }
    }
}

impl Lights {
    pub async fn run(self) -> Result<ExitCode> {
        let held = packs(None)?;
        let end = NaiveDate::from_ymd_opt(YEAR, 12, 31).unwrap_or_default();
        let pack = held.in_force("500151", end)?;
        let at = DateTime::from_timestamp(1_704_000_000, 0).context("a moment")?;
        let months: Vec<Month> = Month::of(end).plus(-11).up_to(Month::of(end)).collect();
        let mut tally = Tally { lights: 0, by_light: HashMap::new() };
        let mut spent = Duration::ZERO;
        for number in 0..self.districts {
            let facts = region(number, self.items, at);
            let started = Instant::now();
            judge_region(pack, &facts, &months, &mut tally);
            spent += started.elapsed();
        }
        report("memory", self.districts, &tally, spent);
        self.measure_store(pack, at, &months).await?;
        println!("peak memory {} MiB", peak_memory());
        Ok(ExitCode::SUCCESS)
    }

    async fn measure_store(&self, pack: &ListsPack, at: DateTime<Utc>, months: &[Month]) -> Result<()> {
        let folder = std::env::temp_dir().join(format!("anlan-bench-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let result = self.stored(&folder, pack, at, months).await;
        std::fs::remove_dir_all(&folder)?;
        result
    }

    async fn stored(&self, folder: &std::path::Path, pack: &ListsPack, at: DateTime<Utc>, months: &[Month]) -> Result<()> {
        let store = Store::open_file(&folder.join("bench.db")).await?;
        for number in 0..self.stored {
            write(&store, number, self.items, at).await?;
        }
        let (mut tally, mut spent, mut judging) = (Tally { lights: 0, by_light: HashMap::new() }, Duration::ZERO, Duration::ZERO);
        for code in store.across().regions_with_items(YEAR).await? {
            let started = Instant::now();
            let read = store.region(&code);
            let mut by_item: HashMap<ItemId, (Vec<ItemFact>, Vec<Progress>)> = HashMap::new();
            for fact in read.item_facts(YEAR).await? {
                by_item.entry(fact.item_id).or_default().0.push(fact);
            }
            for report in read.reports(YEAR).await? {
                by_item.entry(report.item_id).or_default().1.push(report);
            }
            let (facts, reports) = by_item.into_values().unzip();
            let judged = Instant::now();
            judge_region(pack, &Region { facts, reports }, months, &mut tally);
            judging += judged.elapsed();
            spent += started.elapsed();
        }
        report("SQLite", self.stored, &tally, spent);
        println!("        of which reading {:.2} s, judging {:.2} s", (spent - judging).as_secs_f64(), judging.as_secs_f64());
        Ok(())
    }
}

async fn write(store: &Store, number: u32, items: u32, at: DateTime<Utc>) -> Result<()> {
    let code = RegionId::parse(&format!("B{number:05}"))?;
    let made = region(number, items, at);
    let tx = store.write(&code).await?;
    let region_id = code.to_string();
    tx.add_regions(vec![RegionRow { region_id: region_id.clone(), name: region_id.clone(), created_at: at }]).await?;
    tx.add_units(vec![UnitRow {
        region_id: region_id.clone(),
        id: uuid::Uuid::from_u128(1),
        name: "区水利局".to_owned(),
        kind: "department".to_owned(),
        from_on: at.date_naive(),
        until_on: None,
    }])
    .await?;
    tx.add_rivers(Vec::<RiverRow>::new()).await?;
    let opened = made.facts.iter().filter_map(|facts| Some((facts.first()?.item_id, facts.first()?.event.content()?)));
    tx.add_items(opened.map(|(id, content)| (id, YEAR, content.list, content.number.clone())).collect()).await?;
    tx.add_item_facts(YEAR, made.facts.into_iter().flatten().collect()).await?;
    tx.add_reports(made.reports.into_iter().flatten().map(|report| (YEAR, report)).collect()).await?;
    Ok(tx.commit().await?)
}

fn report(from: &str, districts: u32, tally: &Tally, spent: Duration) {
    let rate = tally.lights as f64 / spent.as_secs_f64();
    println!("{from}: {districts} districts, {} lights, {:.2} s: {rate:.0} lights/s on one core", tally.lights, spent.as_secs_f64());
    let mut counts: Vec<_> = tally.by_light.iter().map(|(light, count)| format!("{} {count}", light.sign())).collect();
    counts.sort();
    println!("        {}", counts.join("  "));
}
