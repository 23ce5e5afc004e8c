//! A city's problems, a million of them: the list with its filters, a problem's page and the board, over HTTP, on either database.

use super::client::{Connection, log_in};
use super::made::{Address, id, mixed, pick};
use super::percentile;
use crate::Place;
use crate::open::{Opened, open, set_day};
use anlan_app::accounts::create_first;
use anlan_app::imports::confirm_bytes;
use anlan_app::views::CreateAccount;
use anlan_core::access::Role;
use anlan_core::ids::{FactId, MatterId, RegionId, RiverId, UnitId};
use anlan_core::matter::person::Person;
use anlan_core::matter::problem::{Finder, Point, ProblemContent, ProblemEvent, Task};
use anlan_core::matter::{Matter, MatterEvent, MatterFact, MatterKind};
use anlan_http::{Outside, Site, router};
use anlan_store::{RiverRow, UnitRow, matter_row};
use anyhow::{Context as _, Result, anyhow};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;
use uuid::Uuid;

#[derive(clap::Args)]
pub struct Matters {
    /// 问题数 Problems
    #[arg(long, default_value_t = 1_000_000)]
    problems: u32,
    /// PostgreSQL 地址（空库）；不填则用 SQLite  An empty PostgreSQL database; SQLite when left out
    #[arg(long)]
    database: Option<String>,
    /// 每种页面请求次数 Requests of each page
    #[arg(long, default_value_t = 200)]
    requests: u32,
}

const UNITS: u32 = 400;
const RIVERS: u32 = 900;
const BATCH: u32 = 20_000;
const KINDS: [(&str, &str); 5] = [
    ("three_discharges", "污水直排"),
    ("three_discharges", "污水偷排"),
    ("four_disorders", "乱占"),
    ("four_disorders", "乱堆"),
    ("other", "其他"),
];
const SOURCES: [&str; 4] = ["patrol", "secret_inspection", "superior", "complaint"];
const WHAT: [&str; 6] = ["生活污水直排入河", "河面漂浮物较多", "侵占河滩地", "管理范围内搭建棚房", "养殖粪污外溢", "沿岸堆放垃圾"];

impl Matters {
    pub async fn run(self) -> Result<ExitCode> {
        let data = std::env::temp_dir().join(format!("anlan-bench-matters-{}", std::process::id()));
        let result = self.measure(&data).await;
        std::fs::remove_dir_all(&data)?;
        result
    }

    async fn measure(&self, data: &Path) -> Result<ExitCode> {
        let today = NaiveDate::from_ymd_opt(2023, 11, 3).context("a day")?;
        set_day(data, today)?;
        let place = Place { data: Some(data.to_owned()), database: self.database.clone(), packs: None, json: false };
        let opened = open(&place).await?;
        let region = RegionId::parse("500151")?;
        let bytes = super::super::demo::file("tongliang/tongliang-2023.xlsx")?;
        confirm_bytes(&opened.anlan, &opened.call(&region, Role::OfficeHead), "bench.xlsx", &bytes, false).await?;
        let form =
            CreateAccount { login: "bench".to_owned(), name: "测试".to_owned(), role: Role::OfficeStaff, unit_id: None, chief_id: None };
        let password = create_first(&opened.anlan, &opened.call(&region, Role::SystemAdmin), &form).await?.one_time_password;
        let filled = Instant::now();
        let facts = self.fill(&opened, &region, today).await?;
        println!("{} problems with {facts} facts entered in {:.0} s", self.problems, filled.elapsed().as_secs_f64());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let site = Site::new(Arc::new(opened.anlan), Arc::new(opened.world) as Arc<dyn Outside>, false);
        let serving = tokio::spawn(async move { axum::serve(listener, router(site)).await });
        let cookie = log_in(address, region.as_str(), &password).await?;
        let mut connection = Connection::open(address).await?;
        for (name, asks) in self.pages() {
            let mut times = Vec::new();
            for n in 0..self.requests {
                let path = asks(n);
                let asked = Instant::now();
                connection.get(&path, &cookie).await.with_context(|| path.clone())?;
                times.push(asked.elapsed());
            }
            times.sort();
            let ms = |share| percentile(&times, share).as_secs_f64() * 1e3;
            println!("{name:<28} median {:>7.1} ms  p95 {:>7.1} ms  slowest {:>7.1} ms", ms(50), ms(95), ms(100));
        }
        serving.abort();
        Ok(ExitCode::SUCCESS)
    }

    /// Each kind of page, and the address of its n-th request.
    fn pages(&self) -> Vec<(&'static str, Address)> {
        const LIST: &str = "/api/v1/matters/problem";
        let problems = self.problems;
        let unit = |n| id(1, mixed(n, 11) % UNITS);
        let river = |n| id(2, mixed(n, 12) % RIVERS);
        let text = |text: &str| text.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"));
        let class = move |n| text(pick(&KINDS, n, 13).unwrap_or_default().1);
        let year = |n| 2019 + mixed(n, 14) % 5;
        let day = |n: u32| format!("{}-{:02}-15~{}", 2019 + mixed(n, 15) % 5, 1 + mixed(n, 16) % 12, Uuid::nil());
        vec![
            ("list, latest", Box::new(|_| LIST.to_owned())),
            ("list, somewhere in between", Box::new(move |n| format!("{LIST}?after={}", day(n)))),
            ("list of a unit", Box::new(move |n| format!("{LIST}?unit={}", unit(n)))),
            ("list of a river", Box::new(move |n| format!("{LIST}?river={}", river(n)))),
            ("list of a kind and year", Box::new(move |n| format!("{LIST}?class={}&year={}", class(n), year(n)))),
            ("list of a source", Box::new(move |n| format!("{LIST}?source={}", pick(&SOURCES, n, 17).unwrap_or_default()))),
            ("list of open ones", Box::new(|_| format!("{LIST}?state=open"))),
            ("list waiting for a check", Box::new(|_| format!("{LIST}?state=checking"))),
            ("list of a unit's open ones", Box::new(move |n| format!("{LIST}?state=open&unit={}", unit(n)))),
            ("list overdue", Box::new(|_| format!("{LIST}?state=overdue"))),
            ("list overdue, first due first", Box::new(|_| format!("{LIST}?state=overdue&order=due"))),
            ("list overdue, a kind and year", Box::new(move |n| format!("{LIST}?state=overdue&class={}&year={}", class(n), year(n)))),
            ("list of prominent ones", Box::new(|_| format!("{LIST}?prominent=true"))),
            ("list, a unit, river, kind", Box::new(move |n| format!("{LIST}?unit={}&river={}&class={}", unit(n), river(n), class(n)))),
            ("search for a number", Box::new(move |n| format!("{LIST}?q={}", number_text(mixed(n, 18) % problems)))),
            ("search for a usual word", Box::new(move |_| format!("{LIST}?q={}", text("漂浮物")))),
            ("search for a rare place", Box::new(move |n| format!("{LIST}?q={}", text(&place(mixed(n, 19) % problems))))),
            ("search for nothing", Box::new(move |_| format!("{LIST}?q={}", text("查无此事")))),
            ("a problem's page", Box::new(move |n| format!("/api/v1/problems/{}", id(3, mixed(n, 20) % problems)))),
            ("board of all years", Box::new(|_| format!("{LIST}/board"))),
            ("board of a year", Box::new(move |n| format!("{LIST}/board?year={}", year(n)))),
        ]
    }

    async fn fill(&self, opened: &Opened, region: &RegionId, today: NaiveDate) -> Result<u64> {
        let store = &opened.anlan.store;
        let region_id = region.to_string();
        let first = NaiveDate::from_ymd_opt(2019, 1, 1).context("a day")?;
        let days = u32::try_from((today - first).num_days())?;
        let unit = |n| UnitRow {
            region_id: region_id.clone(),
            id: id(1, n),
            name: format!("第{n}责任单位"),
            kind: "town".to_owned(),
            from_on: first,
            until_on: None,
        };
        let river = |n| RiverRow { region_id: region_id.clone(), id: id(2, n), name: format!("第{n}河"), level: "district".to_owned() };
        let tx = store.write(region).await?;
        tx.add_units((0..UNITS).map(unit).collect()).await?;
        tx.add_rivers((0..RIVERS).map(river).collect()).await?;
        tx.commit().await?;
        let mut entered = 0;
        for from in (0..self.problems).step_by(BATCH as usize) {
            let (mut rows, mut facts) = (Vec::new(), Vec::new());
            for n in from..self.problems.min(from + BATCH) {
                let on = first + Days::new(u64::from(n) * u64::from(days) / u64::from(self.problems));
                let told = tale(n, on, today)?;
                let matter = Matter::told(&told).map_err(|refusal| anyhow!("{refusal:?}"))?.context("a problem")?;
                let number = format!("演问-{}-{n:07}", on.format("%Y"));
                rows.push(matter_row(&region_id, MatterId(id(3, n)), MatterKind::Problem, Some(number), &matter.head(), told.len()));
                facts.extend(told.into_iter().enumerate());
            }
            entered += facts.len() as u64;
            let tx = store.write(region).await?;
            tx.add_matters(rows, facts).await?;
            tx.commit().await?;
        }
        store.count_rows().await?;
        Ok(entered)
    }
}

fn number_text(n: u32) -> String {
    format!("{n:07}")
}

fn place(n: u32) -> String {
    format!("第{}村{}组", mixed(n, 5) % 9000, mixed(n, 6) % 90)
}

/// One problem's facts: most are closed out, some wait for their check, some are overdue.
fn tale(n: u32, on: NaiveDate, today: NaiveDate) -> Result<Vec<MatterFact>> {
    let person = |name: &str| Person { name: name.to_owned(), post: String::new(), account: None, unit_id: None };
    let at = |day: NaiveDate| -> Result<DateTime<Utc>> { Ok(day.and_hms_opt(1, 0, 0).context("an hour")?.and_utc()) };
    let (scheme, class) = pick(&KINDS, n, 1).unwrap_or_default();
    let what = pick(&WHAT, n, 2).unwrap_or_default();
    let lat = 29_000_000 + i32::try_from(mixed(n, 7) % 2_000_000)?;
    let lon = 105_500_000 + i32::try_from(mixed(n, 8) % 2_000_000)?;
    let content = ProblemContent {
        title: format!("{}{what}", place(n)),
        description: "巡查时发现，已拍照取证并现场告知。".to_owned(),
        scheme: scheme.to_owned(),
        class: class.to_owned(),
        source: pick(&SOURCES, n, 3).unwrap_or_default().to_owned(),
        river_id: Some(RiverId(id(2, mixed(n, 4) % RIVERS))),
        reach: String::new(),
        place: place(n),
        point: Some(Point { lon_e6: lon, lat_e6: lat }),
        found_on: on,
        finder: Finder { name: "高远".to_owned(), chief_id: None, level: String::new() },
        prominent: mixed(n, 9).is_multiple_of(50),
        evidence: vec![],
    };
    let unit_id = UnitId(id(1, mixed(n, 10) % UNITS));
    let task = Task { unit_id, limit_on: on + Days::new(30), measure: "限期整改到位".to_owned() };
    let mut events = vec![("高远", on, ProblemEvent::Reported { content, from: None })];
    events.push(("周明", on, ProblemEvent::Assigned { task, reason: String::new() }));
    let asked = on + Days::new(10 + u64::from(mixed(n, 21) % 30));
    // Of a hundred, two are never asked for, one waits for its check.
    let fate = mixed(n, 22) % 100;
    if asked <= today && fate >= 2 {
        events.push(("罗芳", asked, ProblemEvent::CloseAsked { text: "已清理并复绿，落实长效管护。".to_owned(), evidence: vec![] }));
        if fate >= 3 {
            let basis = "现场核查，问题已整改到位。".to_owned();
            events.push(("韩雪", asked, ProblemEvent::ClosedOut { basis, checked_on: asked, evidence: vec![] }));
        }
    }
    let facts = events.into_iter().zip(0..).map(|((name, day, event), place)| {
        Ok(MatterFact {
            id: FactId(id(4, n * 8 + place)),
            matter_id: MatterId(id(3, n)),
            occurred_on: day,
            recorded_at: at(day)?,
            by: person(name),
            event: MatterEvent::Problem(event),
        })
    });
    facts.collect()
}
