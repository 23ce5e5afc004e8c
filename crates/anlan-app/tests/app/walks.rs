//! Random walks of an office against a model: whatever people try, in whatever order, what is refused changes nothing, what is done
//! is there, and everything that is kept twice says the same; also after the machine stopped dead. `ANLAN_WALK=seed` takes one walk
//! again.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use crate::common;
use crate::walk;

use anlan_app::Anlan;
use anlan_core::matter::MatterFact;
use anlan_store::Store;
use common::region;
use sqlx::{Connection as _, Executor as _};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use uuid::Uuid;
use walk::{Dice, Told, USE_CASES, Walk, software};

const WALKS: u64 = 32;
const STEPS: usize = 280;

/// How often each use case was done and refused, and by which codes.
type Tally = BTreeMap<&'static str, (usize, BTreeMap<&'static str, usize>)>;

async fn in_memory(folder: &Path) -> Walk {
    Walk::begin(software(Store::in_memory().await.unwrap(), folder)).await
}

async fn take(seed: u64, tally: &mut Tally, log: &mut Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let mut walk = in_memory(folder.path()).await;
    let mut dice = Dice(seed);
    for n in 1..=STEPS {
        let (use_case, told): (_, Told) = walk.step(dice.roll()).await;
        log.push(format!("{n} {}: {use_case} {told:?}", walk.now));
        let own = tally.entry(use_case).or_default();
        match told {
            Ok(true) => own.0 += 1,
            Ok(false) => {}
            Err(code) => *own.1.entry(code).or_insert(0) += 1,
        }
    }
    walk.check_all().await;
}

fn walked(seed: u64) -> Tally {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut tally, mut log) = (Tally::new(), vec![]);
    let told = std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(take(seed, &mut tally, &mut log))));
    if told.is_err() {
        let last = log.len().saturating_sub(20);
        panic!("{}\nwalk {seed} failed, as told above; take it again with ANLAN_WALK={seed}", log[last..].join("\n"));
    }
    tally
}

#[test]
fn whatever_people_try_the_office_stays_whole() {
    if let Ok(seed) = std::env::var("ANLAN_WALK") {
        walked(seed.parse().unwrap());
        return;
    }
    let halves = [0, 1].map(|half| std::thread::spawn(move || (0..WALKS).filter(|seed| seed % 2 == half).map(walked).collect::<Vec<_>>()));
    let mut all = Tally::new();
    for tally in halves.into_iter().flat_map(|half| half.join().unwrap()) {
        for (use_case, (done, codes)) in tally {
            let own = all.entry(use_case).or_default();
            own.0 += done;
            codes.into_iter().for_each(|(code, n)| *own.1.entry(code).or_insert(0) += n);
        }
    }
    for use_case in USE_CASES {
        let (done, codes) = all.get(use_case).cloned().unwrap_or_default();
        println!("{use_case}: done {done}, refused {codes:?}");
    }
    for use_case in USE_CASES {
        let (done, codes) = all.get(use_case).cloned().unwrap_or_default();
        assert!(done >= 3 && codes.len() > 1, "{use_case} was done {done} times, refused {codes:?}");
    }
}

/// How often the machine stops, and how often on the database it left behind.
const CUTS: usize = 12;
const GONE_ON: usize = 4;

/// The office over what lies in a folder: an SQLite file, or the PostgreSQL database a file there names.
async fn on_disk(folder: &Path) -> Anlan {
    let store = match std::fs::read_to_string(folder.join("postgres")) {
        Ok(url) => Store::open_postgres(&url).await.unwrap(),
        Err(_) => Store::open_file(&folder.join("anlan.db")).await.unwrap(),
    };
    software(store, folder)
}

async fn run(server: &str, sql: String) {
    sqlx::PgConnection::connect(server).await.unwrap().execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
}

/// A folder for a new office; on a PostgreSQL server when one is given.
async fn new_place(server: Option<&str>, name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    if let Some(server) = server {
        run(server, format!("drop database if exists {name} with (force)")).await;
        run(server, format!("create database {name}")).await;
        let (before, after) = server.split_once('?').unwrap_or((server, ""));
        let slash = before.rfind('/').filter(|at| *at > before.find("//").map_or(0, |start| start + 1)).unwrap_or(before.len());
        std::fs::write(folder.path().join("postgres"), format!("{}/{name}?{after}", &before[..slash])).unwrap();
    }
    folder
}

/// The walk of a seed up to a step, in memory; and the chance of what follows.
async fn again(seed: u64, steps: usize, folder: &Path) -> (Walk, Dice) {
    let (mut walk, mut dice) = (in_memory(folder).await, Dice(seed));
    for _ in 0..steps {
        let _: (_, Told) = walk.step(dice.roll()).await;
    }
    (walk, dice)
}

/// Taken by the process that is killed: tells each step once it is acknowledged.
#[tokio::test]
async fn a_walk_that_is_cut_off() {
    let Ok(told) = std::env::var("ANLAN_WALK_CUT_OFF") else { return };
    let [seed, steps, folder] = *told.splitn(3, ' ').collect::<Vec<_>>() else { panic!("{told}") };
    let (seed, steps, folder) = (seed.parse().unwrap(), steps.parse().unwrap(), Path::new(folder));
    let beside = tempfile::tempdir().unwrap();
    let (mut walk, mut dice) = match steps {
        0 => (Walk::begin(on_disk(folder).await).await, Dice(seed)),
        steps => {
            let (mut walk, dice) = again(seed, steps, beside.path()).await;
            walk.anlan = on_disk(folder).await;
            (walk, dice)
        }
    };
    println!("\nstep {steps}");
    for n in steps + 1.. {
        let _: (_, Told) = walk.step(dice.roll()).await;
        println!("step {n}");
    }
}

/// Runs that process, kills it soon after some steps more, and gives the last step it told.
fn cut_off(seed: u64, steps: usize, folder: &Path, more: usize, then: Duration) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["walks::a_walk_that_is_cut_off", "--exact", "--nocapture"])
        .env("ANLAN_WALK_CUT_OFF", format!("{seed} {steps} {}", folder.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("step ")?.parse::<usize>().ok());
    let mut last = told.by_ref().find(|n| *n >= steps + more).expect("the walk goes on until it is cut off");
    std::thread::sleep(then);
    child.kill().unwrap();
    child.wait().unwrap();
    last = told.last().unwrap_or(last);
    last
}

/// All facts there are of matters and items.
async fn facts(anlan: &Anlan) -> (BTreeMap<Uuid, Vec<MatterFact>>, Vec<anlan_core::item::ItemFact>) {
    let region = region();
    let read = anlan.store.region(&region);
    let ids: Vec<Uuid> = read.matters_after(Uuid::nil(), 10_000).await.unwrap().iter().map(|row| row.id).collect();
    (read.matter_facts_of(&ids).await.unwrap(), read.item_facts(2023).await.unwrap())
}

/// The machine stops so often, the last times on the database it left behind; what is there is compared with the same walk in memory.
async fn nothing_is_lost(server: Option<&str>, cuts: usize) {
    let mut dice = Dice(2024);
    let name = format!("anlan_walk_{}", std::process::id());
    let (mut folder, mut seed, mut steps) = (tempfile::tempdir().unwrap(), 0, 0);
    for cut in 0..cuts {
        if cut < cuts - GONE_ON {
            (folder, seed, steps) = (new_place(server, &name).await, dice.roll() % 1000, 0);
        }
        let (more, then) = (dice.below(60), Duration::from_micros(dice.roll() % 12_000));
        steps = cut_off(seed, steps, folder.path(), more, then);
        let beside = tempfile::tempdir().unwrap();
        let (mut walk, mut later) = again(seed, steps, beside.path()).await;
        let left = on_disk(folder.path()).await;
        // A server goes on for a moment with what it was told to commit.
        let mut held = left.store.region(&region()).last_audit().await.unwrap().unwrap();
        while server.is_some() {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let now = left.store.region(&region()).last_audit().await.unwrap().unwrap();
            if std::mem::replace(&mut held, now.clone()) == now {
                break;
            }
        }
        // At most what was being done when the machine stopped is there besides what was acknowledged.
        if held.seq != walk.written {
            let _: (_, Told) = walk.step(later.roll()).await;
            steps += 1;
        }
        let expected = walk.marks().await;
        assert_eq!((held.seq, &held.hash), (expected.1, &expected.2), "seed {seed}, step {steps}");
        assert_eq!(facts(&left).await, facts(&walk.anlan).await, "seed {seed}, step {steps}");
        walk.anlan = left;
        assert_eq!(walk.marks().await, expected);
        walk.check_all().await;
    }
    if let Some(server) = server {
        run(server, format!("drop database if exists {name} with (force)")).await;
    }
}

#[tokio::test]
async fn nothing_is_lost_when_the_machine_stops_dead() {
    nothing_is_lost(None, CUTS).await;
}

#[tokio::test]
async fn nothing_is_lost_when_the_machine_stops_dead_over_postgres() {
    match std::env::var("TEST_POSTGRES_URL") {
        Ok(server) => nothing_is_lost(Some(&server), CUTS / 2).await,
        Err(_) => assert_ne!(std::env::var("REQUIRE_POSTGRES").as_deref(), Ok("1"), "TEST_POSTGRES_URL names no server"),
    }
}
