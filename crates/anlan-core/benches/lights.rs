//! One item's year of lights, from its facts, with every condition tried: `cargo bench -p anlan-core`.
//! A country at once is measured by `anlan bench lights`.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a benchmark reads the checked-in pack")]

use anlan_core::exact::Share;
use anlan_core::ids::{FactId, ItemId, UnitId};
use anlan_core::item::{Item, ItemContent, ItemEvent, ItemFact, List};
use anlan_core::light::{Known, judge_all};
use anlan_core::month::Month;
use anlan_core::pack::{ListsPack, Pack};
use anlan_core::progress::Report;
use chrono::{DateTime, Utc};
use uuid::Uuid;

fn main() {
    divan::main();
}

fn pack() -> ListsPack {
    let name = "tongliang-lists-2023";
    let folder = format!("{}/../../packs/{name}", env!("CARGO_MANIFEST_DIR"));
    let files = ["pack.toml", "rules.toml"].map(|file| (file.to_owned(), std::fs::read_to_string(format!("{folder}/{file}")).unwrap()));
    ListsPack::of(Pack::load(name, files.into()).unwrap()).unwrap()
}

fn item() -> ItemFact {
    let content = ItemContent {
        list: List::Major,
        number: "ZD-1".into(),
        title: "综合整治".into(),
        river_id: None,
        unit_id: UnitId(Uuid::nil()),
        helpers: vec![],
        start_on: "2023-01-15".parse().unwrap(),
        limit_on: "2023-12-20".parse().unwrap(),
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
    };
    ItemFact {
        id: FactId(Uuid::nil()),
        item_id: ItemId(Uuid::nil()),
        occurred_on: content.start_on,
        recorded_at: DateTime::<Utc>::UNIX_EPOCH,
        recorded_by: String::new(),
        supersedes: None,
        reason: String::new(),
        event: ItemEvent::Opened { content, decision: String::new() },
    }
}

#[divan::bench]
fn a_year_of_an_item(bencher: divan::Bencher) {
    let (pack, facts) = (pack(), [item()]);
    let months: Vec<Month> = (1..=12).map(|month| Month::new(2023, month).unwrap()).collect();
    let share = |place: usize| Share::from_hundredths(i32::try_from(place * 900 + 400).unwrap().min(10_000)).unwrap();
    let reports: Vec<Report> =
        months.iter().enumerate().map(|(place, month)| Report { month: *month, share: share(place), fact: FactId(Uuid::nil()) }).collect();
    bencher.counter(divan::counter::ItemsCount::new(12_usize)).bench(|| {
        let item = Item::known(divan::black_box(&facts), DateTime::<Utc>::MAX_UTC).unwrap();
        let judged = judge_all(&pack, &[Known { item: &item, reports: &reports }], &months);
        judged.map_or(0, |judged| months.iter().filter_map(|month| judged.verdict(0, *month)).count())
    });
}
