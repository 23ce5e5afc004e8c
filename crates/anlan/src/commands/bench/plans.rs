//! A province's plans and yearly tasks: districts that each have their own plans, tasks and rules in one database; the page of a plan,
//! the comparison of two versions and the task board, over HTTP, on either database.

use super::client::{Connection, log_in};
use super::made::{Address, id, mixed};
use super::{peak_memory, percentile};
use crate::Place;
use crate::open::{Opened, open, set_day};
use anlan_app::accounts::create_first;
use anlan_app::views::CreateAccount;
use anlan_core::access::Role;
use anlan_core::exact::{Money, Quantity, Share};
use anlan_core::ids::{FactId, ItemId, MatterId, RegionId, RiverId, UnitId};
use anlan_core::item::{ItemContent, ItemEvent, ItemFact, List};
use anlan_core::matter::person::Person;
use anlan_core::matter::plan::{PlanEvent, PlanHead};
use anlan_core::matter::{Matter, MatterEvent, MatterFact, MatterKind};
use anlan_core::month::Month;
use anlan_core::plan::{PlanContent, PlanList, PlanMoney, PlanRow};
use anlan_core::progress::Progress;
use anlan_http::{Outside, Site, router};
use anlan_store::{LeadUnitRow, PlanVersionRow, RegionRow, RiverRow, TaskSourceRow, UnitRow, matter_row};
use anyhow::{Context as _, Result, anyhow};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;

#[derive(clap::Args)]
pub struct Plans {
    /// 区县数 Districts
    #[arg(long, default_value_t = 100)]
    districts: u32,
    /// 每个区县的方案数 Plans of each
    #[arg(long, default_value_t = 100)]
    plans: u32,
    /// 每个区县的任务数 Tasks of each
    #[arg(long, default_value_t = 5_000)]
    tasks: u32,
    /// PostgreSQL 地址（空库）；不填则用 SQLite  An empty PostgreSQL database; SQLite when left out
    #[arg(long)]
    database: Option<String>,
    /// 每种页面请求次数 Requests of each page
    #[arg(long, default_value_t = 200)]
    requests: u32,
}

const YEAR: i32 = 2023;
const UNITS: u32 = 40;
/// Rows of each list of a plan, in the order of the lists.
const ROWS: [(PlanList, u32, &str); 5] = [
    (PlanList::Problem, 40, "P"),
    (PlanList::Target, 40, "G"),
    (PlanList::Task, 50, "T"),
    (PlanList::Measure, 50, "M"),
    (PlanList::Duty, 50, "D"),
];
const PACKS: [&str; 3] = ["nanchuan-lists-2023", "nanchuan-loop-2023", "nanchuan-plan-2023"];
/// Districts whose pages are asked for, spread over all.
const ASKED: u32 = 5;
/// Months that every task has a report of.
const REPORTED: u32 = 3;

fn code(district: u32) -> String {
    format!("{}", 510_001 + district)
}

impl Plans {
    pub async fn run(self) -> Result<ExitCode> {
        let data = std::env::temp_dir().join(format!("anlan-bench-plans-{}", std::process::id()));
        let result = self.measure(&data).await;
        std::fs::remove_dir_all(&data)?;
        result
    }

    /// Every district has rules of its own: those of the demonstration under its code.
    fn write_packs(&self, folder: &Path) -> Result<()> {
        for district in 0..self.districts {
            for pack in PACKS {
                let name = format!("{pack}-{}", code(district));
                let own = folder.join(&name);
                std::fs::create_dir_all(&own)?;
                for (file, text) in crate::open::built_in(pack)? {
                    let text = text.replace(&format!("id = \"{pack}\""), &format!("id = \"{name}\""));
                    std::fs::write(own.join(file), text.replace("region = \"500119\"", &format!("region = \"{}\"", code(district))))?;
                }
            }
        }
        Ok(())
    }

    async fn measure(&self, data: &Path) -> Result<ExitCode> {
        let today = NaiveDate::from_ymd_opt(YEAR, 11, 3).context("a day")?;
        set_day(data, today)?;
        self.write_packs(&data.join("packs"))?;
        let place = Place { data: Some(data.to_owned()), database: self.database.clone(), packs: Some(data.join("packs")), json: false };
        let opened = open(&place).await?;
        let filled = Instant::now();
        for district in 0..self.districts {
            self.fill(&opened, &RegionId::parse(&code(district))?).await?;
        }
        opened.anlan.store.count_rows().await?;
        let (plans, tasks) = (self.districts * self.plans, self.districts * self.tasks);
        println!("{plans} plans with two versions each and {tasks} tasks entered in {:.0} s", filled.elapsed().as_secs_f64());
        let asked: Vec<RegionId> = (0..ASKED.min(self.districts))
            .map(|n| RegionId::parse(&code(n * self.districts / ASKED.min(self.districts))))
            .collect::<Result<_, _>>()?;
        let mut passwords = Vec::new();
        for region in &asked {
            let form =
                CreateAccount { login: "bench".into(), name: "测试".into(), role: Role::OfficeStaff, unit_id: None, chief_id: None };
            passwords.push(create_first(&opened.anlan, &opened.call(region, Role::SystemAdmin), &form).await?.one_time_password);
        }
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let site = Site::new(Arc::new(opened.anlan), Arc::new(opened.world) as Arc<dyn Outside>, false);
        let serving = tokio::spawn(async move { axum::serve(listener, router(site)).await });
        let mut cookies = Vec::new();
        for (region, password) in asked.iter().zip(&passwords) {
            cookies.push(log_in(address, region.as_str(), password).await?);
        }
        let mut connection = Connection::open(address).await?;
        for (name, asks) in self.pages() {
            // The first look at a district's year reads it whole; what later ones cost is measured after it.
            let mut first = Vec::new();
            for cookie in &cookies {
                let began = Instant::now();
                connection.get(&asks(0), cookie).await.with_context(|| asks(0))?;
                first.push(began.elapsed());
            }
            first.sort();
            let mut times = Vec::new();
            for (n, cookie) in (0..self.requests).zip(cookies.iter().cycle()) {
                let path = asks(n);
                let began = Instant::now();
                connection.get(&path, cookie).await.with_context(|| path.clone())?;
                times.push(began.elapsed());
            }
            times.sort();
            let ms = |times: &[std::time::Duration], share| percentile(times, share).as_secs_f64() * 1e3;
            println!(
                "{name:<34} median {:>7.1} ms  p95 {:>7.1} ms  slowest {:>7.1} ms  (first of a district {:>7.1} ms)",
                ms(&times, 50),
                ms(&times, 95),
                ms(&times, 100),
                ms(&first, 100)
            );
        }
        println!("peak memory {} MiB", peak_memory());
        serving.abort();
        Ok(ExitCode::SUCCESS)
    }

    /// Each kind of page, and the address of its n-th request.
    fn pages(&self) -> Vec<(&'static str, Address)> {
        let plans = self.plans;
        let plan = move |n| id(3, mixed(n, 20) % plans);
        let unit = |n| id(1, mixed(n, 11) % UNITS);
        let river = move |n| id(2, mixed(n, 12) % plans);
        const BOARD: &str = "/api/v1/items?year=2023&list=measure";
        vec![
            ("plans of a district", Box::new(|_| "/api/v1/plans".to_owned())),
            ("a plan's page", Box::new(move |n| format!("/api/v1/plans/{}", plan(n)))),
            ("two versions compared", Box::new(move |n| format!("/api/v1/plans/{}/compare?old=1&new=2", plan(n)))),
            ("task board, a page of all", Box::new(move |n| format!("{BOARD}&page={}", 1 + mixed(n, 13) % 90))),
            ("task board of a river", Box::new(move |n| format!("{BOARD}&river={}", river(n)))),
            ("task board of a unit", Box::new(move |n| format!("{BOARD}&unit={}", unit(n)))),
            ("task board, red ones", Box::new(|_| format!("{BOARD}&light=red"))),
            ("task board, a word", Box::new(|n| format!("{BOARD}&q=%E7%AC%AC{}%E9%A1%B9", mixed(n, 14) % 5000))),
        ]
    }

    async fn fill(&self, opened: &Opened, region: &RegionId) -> Result<()> {
        let region_id = region.to_string();
        let first = NaiveDate::from_ymd_opt(YEAR, 1, 1).context("a day")?;
        let at = first.and_hms_opt(1, 0, 0).context("an hour")?.and_utc();
        let unit = |n| UnitRow {
            region_id: region_id.clone(),
            id: id(1, n),
            name: format!("第{n}责任单位"),
            kind: "department".to_owned(),
            from_on: first,
            until_on: None,
        };
        let river = |n| RiverRow { region_id: region_id.clone(), id: id(2, n), name: format!("第{n}河"), level: "district".to_owned() };
        let lead = |n| LeadUnitRow {
            region_id: region_id.clone(),
            id: id(9, n),
            river_id: id(2, n),
            unit_id: id(1, n % UNITS),
            from_on: first,
            until_on: None,
            recorded_at: at,
            recorded_by: "bench".to_owned(),
        };
        let tx = opened.anlan.store.write(region).await?;
        tx.add_regions(vec![RegionRow { region_id: region_id.clone(), name: format!("{region}区"), created_at: at }]).await?;
        tx.add_units((0..UNITS).map(unit).collect()).await?;
        tx.add_rivers((0..self.plans).map(river).collect()).await?;
        tx.add_lead_units((0..self.plans).map(lead).collect()).await?;
        let (mut rows, mut facts, mut versions, mut sources) = (vec![], vec![], vec![], vec![]);
        for n in 0..self.plans {
            let (told, saved) = plan(n, &region_id, at)?;
            let matter = Matter::told(&told).map_err(|refusal| anyhow!("{refusal:?}"))?.context("a plan")?;
            rows.push(matter_row(&region_id, MatterId(id(3, n)), MatterKind::Plan, None, &matter.head(), told.len()));
            facts.extend(told.into_iter().enumerate());
            versions.extend(saved);
        }
        tx.add_matters(rows, facts).await?;
        tx.add_plan_versions(versions).await?;
        let (mut items, mut opening, mut reports) = (vec![], vec![], vec![]);
        for n in 0..self.tasks {
            items.push((ItemId(id(5, n)), YEAR, List::Measure, format!("NC-{n:05}")));
            opening.push(task(n, self.plans, first, at)?);
            for month in 1..=REPORTED {
                reports.push((YEAR, report(n, month, at)?));
            }
            sources.push(TaskSourceRow {
                region_id: region_id.clone(),
                item_id: id(5, n),
                source_id: id(3, n % self.plans),
                row_key: format!("T{}", n / self.plans),
                source: "stage_task".to_owned(),
                name: "方案任务".to_owned(),
                recorded_at: at,
                recorded_by: "bench".to_owned(),
            });
        }
        tx.add_items(items).await?;
        tx.add_item_facts(YEAR, opening).await?;
        tx.add_reports(reports).await?;
        tx.add_task_sources(sources).await?;
        Ok(tx.commit().await?)
    }
}

/// A plan that is drafted, in two versions: in the second every tenth row reads otherwise.
fn plan(n: u32, region_id: &str, at: DateTime<Utc>) -> Result<(Vec<MatterFact>, Vec<PlanVersionRow>)> {
    let head = PlanHead {
        title: format!("第{n}河“一河一策”方案（2023—2024年）"),
        river_id: RiverId(id(2, n)),
        unit_id: UnitId(id(1, n % UNITS)),
        chief_id: None,
        from_year: YEAR,
        to_year: YEAR + 1,
    };
    let mut events = vec![PlanEvent::Opened { head }];
    let mut versions = Vec::new();
    for no in 1..=2 {
        let content = content(n, no)?;
        let digest = content.digest();
        versions.push(PlanVersionRow {
            region_id: region_id.to_owned(),
            plan_id: id(3, n),
            no: i64::from(no),
            digest: digest.clone(),
            content: serde_json::to_string(&content)?,
            recorded_at: at,
            recorded_by: "bench".to_owned(),
        });
        events.push(PlanEvent::Drafted { version: no, digest, note: String::new() });
    }
    let person = Person { name: "李编".to_owned(), post: String::new(), account: None, unit_id: Some(UnitId(id(1, n % UNITS))) };
    let fact = |(place, event): (u32, PlanEvent)| MatterFact {
        id: FactId(id(4, n * 8 + place)),
        matter_id: MatterId(id(3, n)),
        occurred_on: at.date_naive(),
        recorded_at: at,
        by: person.clone(),
        event: MatterEvent::Plan(event),
    };
    Ok(((0..).zip(events).map(fact).collect(), versions))
}

fn content(n: u32, version: u32) -> Result<PlanContent> {
    let mut content = PlanContent::default();
    let mut before: Option<(&str, u32)> = None;
    for (list, rows, letter) in ROWS {
        let serves = |row: u32| before.map(|(letter, rows)| format!("{letter}{}", row % rows)).into_iter().collect::<Vec<_>>();
        let other = |row: u32| if version == 2 && row.is_multiple_of(10) { "（修改）" } else { "" };
        let made = (0..rows).map(|row| {
            Ok(PlanRow {
                number: format!("{letter}{row}"),
                text: format!("第{n}河第{row}项：完善沿河截污管网，规范入河排污口，落实长效管护{}", other(row)),
                serves: serves(row),
                field: Some("水污染".to_owned()),
                place: Some(format!("第{row}段")),
                unit_id: Some(UnitId(id(1, mixed(row, 3) % UNITS))),
                helpers: vec![],
                holder: None,
                indicator: Some("管网长度".to_owned()),
                unit_of_measure: Some("公里".to_owned()),
                base: None,
                target: Quantity::parse("12.5").ok(),
                years: vec![YEAR, YEAR + 1],
                limit_on: NaiveDate::from_ymd_opt(YEAR + 1, 12, 31),
                money: vec![PlanMoney {
                    year: YEAR,
                    source: "区级财政".to_owned(),
                    amount: Money::from_fen(100_000_000).unwrap_or_default(),
                }],
            })
        });
        content.lists.insert(list, made.collect::<Result<_>>()?);
        before = Some((letter, rows));
    }
    Ok(content)
}

fn task(n: u32, rivers: u32, first: NaiveDate, at: DateTime<Utc>) -> Result<ItemFact> {
    let content = ItemContent {
        list: List::Measure,
        number: format!("NC-{n:05}"),
        title: format!("第{n}项：沿河污水管网更新改造"),
        river_id: Some(RiverId(id(2, n % rivers))),
        unit_id: UnitId(id(1, mixed(n, 5) % UNITS)),
        helpers: vec![],
        start_on: first,
        limit_on: first + Days::new(120 + u64::from(mixed(n, 6) % 240)),
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
        kind: Some("共性任务".to_owned()),
        description: None,
    };
    Ok(ItemFact {
        id: FactId(id(6, n)),
        item_id: ItemId(id(5, n)),
        occurred_on: first,
        recorded_at: at,
        recorded_by: "bench".to_owned(),
        supersedes: None,
        reason: String::new(),
        event: ItemEvent::Opened { content, decision: "年度任务".to_owned() },
    })
}

fn report(n: u32, step: u32, at: DateTime<Utc>) -> Result<Progress> {
    let month = Month::new(YEAR, step * 3).context("a month")?;
    let share = (mixed(n, 7) % 4000) * step;
    Ok(Progress {
        id: FactId(id(7, n * 4 + step)),
        item_id: ItemId(id(5, n)),
        month,
        share: Share::from_hundredths(i32::try_from(share.min(10_000))?).unwrap_or(Share::FULL),
        quantity: None,
        note: None,
        occurred_on: month.last_day(),
        recorded_at: at,
        recorded_by: "bench".to_owned(),
        supersedes: None,
        files: vec![],
    })
}
