//! Runs every pack's golden cases, which people wrote from the district's document.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the checked-in packs")]

use anlan_core::exact::Share;
use anlan_core::ids::{FactId, ItemId, UnitId};
use anlan_core::item::{Item, ItemContent, ItemEvent, ItemFact, List};
use anlan_core::light::judge;
use anlan_core::month::Month;
use anlan_core::pack::Pack;
use anlan_core::pack::explain::{Explained, explain};
use anlan_core::progress::Report;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    clause: String,
    start: toml::value::Datetime,
    limit: toml::value::Datetime,
    closed: Option<toml::value::Datetime>,
    #[serde(default)]
    reports: BTreeMap<String, String>,
    month: String,
    light: String,
    rule: Option<String>,
    because: Option<String>,
}

fn packs() -> Vec<(Pack, Vec<Case>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if !path.join("pack.toml").exists() {
            continue;
        }
        let mut files = BTreeMap::new();
        for file in std::fs::read_dir(&path).unwrap() {
            let file = file.unwrap().path();
            if file.extension().is_some_and(|end| end == "toml") {
                files.insert(name(&file), std::fs::read_to_string(&file).unwrap());
            }
        }
        let mut cases = Vec::new();
        for file in std::fs::read_dir(path.join("cases")).unwrap() {
            let file = file.unwrap().path();
            let text = std::fs::read_to_string(&file).unwrap();
            let read: Cases = toml::from_str(&text).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()));
            cases.extend(read.case);
        }
        found.push((Pack::load(&name(&path), files).unwrap(), cases));
    }
    found
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn day(value: toml::value::Datetime) -> NaiveDate {
    value.to_string().parse().unwrap()
}

fn content(start_on: NaiveDate, limit_on: NaiveDate) -> ItemContent {
    ItemContent {
        list: List::Measure,
        number: "样例".into(),
        title: "样例".into(),
        river_id: None,
        unit_id: UnitId(Uuid::nil()),
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

fn judged(pack: &Pack, case: &Case) -> Option<Explained> {
    let fact = |n: u128, occurred_on: NaiveDate, event| ItemFact {
        id: FactId(Uuid::from_u128(n)),
        item_id: ItemId(Uuid::from_u128(9)),
        occurred_on,
        recorded_at: DateTime::UNIX_EPOCH,
        recorded_by: "样例".into(),
        supersedes: None,
        reason: "样例".into(),
        event,
    };
    let (start, limit) = (day(case.start), day(case.limit));
    let mut facts = vec![fact(1, start, ItemEvent::Opened { content: content(start, limit), decision: "样例".into() })];
    facts.extend(case.closed.map(|on| fact(2, day(on), ItemEvent::ClosedOut { basis: "样例".into() })));
    let item = Item::known(&facts, DateTime::<Utc>::MAX_UTC).unwrap();
    let reports: Vec<Report> = (100..)
        .zip(&case.reports)
        .map(|(n, (month, share))| Report {
            month: Month::parse(month).unwrap(),
            share: Share::parse_percent(share).unwrap(),
            fact: FactId(Uuid::from_u128(n)),
        })
        .collect();
    judge(&pack.lights, &item, &reports, Month::parse(&case.month).unwrap()).map(|verdict| explain(pack, &verdict))
}

#[test]
fn every_case_comes_out_as_people_wrote_it() {
    let mut wrong = Vec::new();
    for (pack, cases) in packs() {
        for case in &cases {
            let at = format!("{} `{}`", pack.head.id, case.title);
            let Some(told) = judged(&pack, case) else {
                if case.light != "none" {
                    wrong.push(format!("{at}: {} is expected, there is no light", case.light));
                }
                continue;
            };
            let last = told.because.last().unwrap();
            let told_as = (told.light.key(), told.rule.as_str());
            if told_as != (case.light.as_str(), case.rule.as_deref().unwrap_or("")) {
                wrong.push(format!("{at}: {told_as:?} instead of {} by {:?}\n  {}", case.light, case.rule, last.text));
            }
            if !told.clause.contains(&case.clause) {
                wrong.push(format!("{at}: clause `{}` instead of `{}`", told.clause, case.clause));
            }
            let phrase = case.because.as_deref().unwrap_or_else(|| panic!("{at}: a light needs its `because`"));
            if !last.text.contains(phrase) {
                wrong.push(format!("{at}: `{phrase}` is not in `{}`", last.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_condition_before_the_deciding_one_was_tried_and_did_not_hold() {
    for (pack, cases) in packs() {
        for (case, told) in cases.iter().filter_map(|case| Some((case, judged(&pack, case)?))) {
            let tried: Vec<(&str, bool)> = told.because.iter().map(|reason| (reason.rule.as_str(), reason.holds)).collect();
            let rules = pack.lights.rules().iter().map(|rule| rule.key.as_str());
            let expected: Vec<(&str, bool)> = rules.take(tried.len()).map(|key| (key, key == told.rule)).collect();
            assert_eq!(tried, expected, "{}", case.title);
            assert!(told.because.iter().all(|reason| !reason.text.contains('{') && !reason.clause.is_empty()), "{}", case.title);
        }
    }
}

#[test]
fn every_pack_has_cases_for_each_of_its_rules() {
    let packs = packs();
    assert!(!packs.is_empty());
    for (pack, cases) in packs {
        for rule in pack.lights.rules() {
            let count = cases.iter().filter(|case| case.rule.as_deref() == Some(&rule.key)).count();
            assert!(count > 0, "{}: no case for rule `{}`: write one from the document first", pack.head.id, rule.key);
        }
        let mut titles: Vec<&str> = cases.iter().map(|case| case.title.as_str()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), cases.len(), "{}: two cases of one title", pack.head.id);
    }
}
