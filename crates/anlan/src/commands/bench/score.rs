//! Scoring a country: districts x 40 units by all of Tongliang's rules, with the reasons of every posting, district by district.

use super::peak_memory;
use crate::open::packs;
use anlan_core::pack::Pack;
use anlan_core::rule::number::Number;
use anlan_core::rule::run::{FactRow, Facts, Given, Readings, run};
use anlan_core::rule::sheet::TableSource;
use anlan_core::rule::value::{Kind, Value};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

#[derive(clap::Args)]
pub struct Score {
    /// 区县数 Districts
    #[arg(long, default_value_t = 2844)]
    districts: u32,
    /// 每个区县的单位数 Units of each
    #[arg(long, default_value_t = 40)]
    units: u32,
    /// 每个区县的事项数，每项12个月亮灯 Items of each, with twelve lights each
    #[arg(long, default_value_t = 200)]
    items: u32,
    /// 每个区县的断面数 Water sections of each
    #[arg(long, default_value_t = 24)]
    sections: u32,
    /// 线程数 Threads
    #[arg(long, default_value_t = 2)]
    threads: u32,
    /// 把一个区县的事实写成 JSON，供同行比较脚本使用 Write one district's facts as JSON, for the comparison scripts
    #[arg(long)]
    write_facts: Option<std::path::PathBuf>,
}

const YEAR: i32 = 2022;
const ITEMS_OF_WATER: [(&str, i64, i64); 7] = [
    ("pH", 70, 85),
    ("溶解氧", 60, 95),
    ("高锰酸盐指数", 30, 70),
    ("化学需氧量", 120, 240),
    ("五日生化需氧量", 20, 45),
    ("氨氮", 3, 14),
    ("总磷", 1, 3),
];

/// Numbers drawn from a district's number: the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % u64::try_from(most.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

type Rows = BTreeMap<&'static str, Vec<BTreeMap<&'static str, String>>>;

/// One district's year as plain rows.
fn district(number: u32, size: &Score) -> Rows {
    let mut draw = Draw(u64::from(number) * 7919 + 17);
    let mut rows = Rows::new();
    let mut add =
        |table: &'static str, cells: Vec<(&'static str, String)>| rows.entry(table).or_default().push(cells.into_iter().collect());
    let unit = |n: i64| format!("单位{n:02}");
    for item in 0..size.items {
        let owner = unit(draw.below(size.units.into()));
        let (hard, list) = (draw.below(20) == 0, ["一河一策", "重大事项", "突出问题"][usize::try_from(draw.below(3)).unwrap_or(0)]);
        let code = format!("事项{item:03}");
        for month in 1..=12 {
            let light = match draw.below(100) {
                0..=2 => "红灯",
                3..=8 => "黄灯",
                9 => "未评",
                _ => "绿灯",
            };
            add(
                "亮灯",
                vec![
                    ("责任单位", owner.clone()),
                    ("编号", code.clone()),
                    ("事项名称", code.clone()),
                    ("清单", list.to_owned()),
                    ("月份", format!("{YEAR}-{month:02}")),
                    ("灯", light.to_owned()),
                ],
            );
        }
        let mut cells = vec![
            ("编号", code.clone()),
            ("事项名称", code),
            ("清单", list.to_owned()),
            ("责任单位", owner),
            ("时限", format!("{YEAR}-12-20")),
            ("难度较大", if hard { "是" } else { "否" }.to_owned()),
            ("分值", "1".to_owned()),
        ];
        if draw.below(4) > 0 {
            cells.push(("完成日", format!("{YEAR}-12-{:02}", 10 + draw.below(20))));
        }
        add("事项", cells);
    }
    for section in 0..size.sections {
        let name = format!("断面{section:02}");
        add("断面", vec![("断面名称", name.clone()), ("河流", "某河".to_owned()), ("责任单位", unit(draw.below(size.units.into())))]);
        for year in [YEAR - 1, YEAR] {
            for month in 1..=12 {
                for (item, low, high) in ITEMS_OF_WATER {
                    let digits = if item == "总磷" || item == "氨氮" { 100 } else { 10 };
                    let scale = if digits == 100 { 10 } else { 1 };
                    let value = low * scale + draw.below((high - low) * scale);
                    let text = if digits == 100 {
                        format!("{}.{:02}", value / 100, value % 100)
                    } else {
                        format!("{}.{}", value / 10, value % 10)
                    };
                    add(
                        "水质月值",
                        vec![("断面", name.clone()), ("月份", format!("{year}-{month:02}")), ("因子", item.to_owned()), ("数值", text)],
                    );
                }
            }
        }
    }
    for n in 0..i64::from(size.units) {
        let grade = ["好", "好", "好", "较好", "一般"][usize::try_from(draw.below(5)).unwrap_or(0)];
        add(
            "河长评价",
            vec![
                ("河长", "某河长".to_owned()),
                ("被评单位", unit(n)),
                ("评价等次", grade.to_owned()),
                ("评价日期", format!("{YEAR}-12-20")),
            ],
        );
    }
    for n in 0..10 {
        add(
            "群众举报",
            vec![
                ("事项", format!("举报{n}")),
                ("责任单位", unit(draw.below(size.units.into()))),
                ("举报日期", format!("{YEAR}-03-01")),
                ("累计举报次数", (1 + draw.below(3)).to_string()),
                ("办理时限", format!("{YEAR}-04-30")),
            ],
        );
    }
    rows
}

/// The rows as the pack's facts: what a store would hand over.
fn facts(pack: &Pack, rows: &Rows) -> Facts {
    let mut facts = Facts::default();
    let mut words: std::collections::HashMap<String, Arc<str>> = std::collections::HashMap::new();
    for def in &pack.sheet.tables {
        if !matches!(def.source, TableSource::Fact(_)) {
            continue;
        }
        let mut made = Vec::new();
        for row in rows.get(&*def.shape.name).into_iter().flatten() {
            let cell = |column: &anlan_core::rule::formula::Column| match (row.get(&*column.name), &column.kind) {
                (None, _) => Value::no_data(&column.name),
                (Some(text), Kind::Text) => Value::Text(words.get(text).cloned().unwrap_or_else(|| text.as_str().into())),
                (Some(text), Kind::Number(_)) => Number::parse(text).map_or_else(|| Value::no_data(&column.name), Value::Number),
                (Some(text), kind) => kind.read(text).unwrap_or_else(|_| Value::no_data(&column.name)),
            };
            let cells = def.columns.iter().map(cell).collect();
            let name = format!("{}-{}", def.shape.name, made.len());
            made.push(FactRow { name: Some(name.into()), cells });
            for text in row.values() {
                if !words.contains_key(text) {
                    words.insert(text.clone(), text.as_str().into());
                }
            }
        }
        facts.0.insert(def.shape.name.to_string(), made);
    }
    facts
}

#[derive(Default)]
struct Tally {
    postings: u64,
    told: u64,
    lights: u64,
    /// Tables and postings.
    running: Duration,
    /// Their reasons.
    telling: Duration,
}

impl Score {
    pub fn run(self) -> Result<ExitCode> {
        let held = packs(None)?;
        let given = Given::year(YEAR).context("a year")?;
        let pack = held.assessment("500151", given.to)?;
        if let Some(path) = &self.write_facts {
            std::fs::write(path, serde_json::to_string(&district(0, &self))?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let next = AtomicU32::new(0);
        let started = Instant::now();
        let tallies: Vec<Tally> = std::thread::scope(|scope| {
            let work = || {
                let mut tally = Tally::default();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= self.districts {
                        return tally;
                    }
                    score(pack, &district(number, &self), &given, &mut tally);
                }
            };
            let threads: Vec<_> = (0..self.threads).map(|_| scope.spawn(work)).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let wall = started.elapsed();
        let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum::<u64>();
        let (running, telling): (Duration, Duration) =
            tallies.iter().fold(Default::default(), |(a, b), tally| (a + tally.running, b + tally.telling));
        let spent = running + telling;
        let each = |time: Duration| time.as_secs_f64() * 1000.0 / f64::from(self.districts.max(1));
        println!(
            "{} districts x {} units, {} lights in, {} postings with all their reasons ({} rows told)",
            self.districts,
            self.units,
            sum(|tally| tally.lights),
            sum(|tally| tally.postings),
            sum(|tally| tally.told)
        );
        println!(
            "scoring {:.2} s of processor time on {} threads ({:.2} s if alone on them), {:.2} ms a district, of which {:.2} ms for the score and {:.2} ms for the reasons; with making the facts {:.2} s by the clock; peak memory {} MiB",
            spent.as_secs_f64(),
            self.threads,
            spent.as_secs_f64() / f64::from(self.threads),
            each(spent),
            each(running),
            each(telling),
            wall.as_secs_f64(),
            peak_memory()
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn score(pack: &Pack, rows: &Rows, given: &Given, tally: &mut Tally) {
    let facts = facts(pack, rows);
    tally.lights += facts.0.get("亮灯").map_or(0, Vec::len) as u64;
    let started = Instant::now();
    let mut told_from = started;
    if let Ok(run) = run(&pack.sheet, facts, given, &Readings::new()) {
        told_from = Instant::now();
        tally.running += told_from - started;
        for posting in &run.postings {
            let table = run.sheet.steps[posting.step].table;
            let told = std::hint::black_box(run.explain(table, posting.row));
            tally.told += told.map_or(0, |told| rows_told(&told));
            tally.postings += 1;
        }
    }
    tally.telling += told_from.elapsed();
}

fn rows_told(reasons: &anlan_core::rule::explain::Reasons) -> u64 {
    1 + reasons.from.iter().map(rows_told).sum::<u64>()
}
