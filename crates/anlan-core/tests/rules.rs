//! What must hold of any pack and any facts: order does not matter, missing data never makes another number, worse is never better.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads the checked-in packs")]

use anlan_core::pack::Pack;
use anlan_core::pack::case::{Case, RuleCase, read_cases, read_period, read_readings};
use anlan_core::rule::facts::read_facts;
use anlan_core::rule::number::Number;
use anlan_core::rule::run::{FactRow, Facts, Given, Readings, Run, run};
use anlan_core::rule::value::{Value, order};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

fn texts(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let toml = files.filter(|file| file.extension().is_some_and(|end| end == "toml"));
    toml.map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&file).unwrap())).collect()
}

fn pack(path: &Path) -> (Pack, Vec<RuleCase>) {
    let pack = Pack::load(path.file_name().unwrap().to_str().unwrap(), texts(path)).unwrap();
    let cases = texts(&path.join("cases")).into_values().flat_map(|text| read_cases(&text).unwrap());
    (pack, cases.filter_map(|case| if let Case::Rule(case) = case { Some(*case) } else { None }).collect())
}

/// Every pack with its cases, the examples too.
fn packs() -> Vec<(Pack, Vec<RuleCase>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder().join("examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.push(folder().join("tongliang-assessment-2022"));
    paths.sort();
    paths.iter().map(|path| pack(path)).collect()
}

struct Ready {
    facts: Facts,
    given: Given,
    readings: Readings,
}

fn ready(pack: &Pack, case: &RuleCase) -> Ready {
    let period = case.period.as_str().map_or_else(|| case.period.to_string(), str::to_owned);
    Ready {
        facts: read_facts(&pack.sheet, &case.facts).unwrap(),
        given: read_period(&period, pack.head.period).unwrap(),
        readings: read_readings(&pack.sheet, &case.declare).unwrap(),
    }
}

/// Everything a run says, in words.
fn told(run: &Run<'_>) -> String {
    let mut all = String::new();
    for (table, own) in run.tables.iter().enumerate().skip(2) {
        if run.sheet.step_of(table).is_none() {
            continue;
        }
        for row in 0..u32::try_from(own.rows.len()).unwrap() {
            all.push_str(&run.explain(table, row).unwrap().text());
        }
    }
    all
}

#[test]
fn the_order_of_facts_changes_nothing() {
    for (pack, cases) in packs() {
        for case in &cases {
            let Ready { facts, given, readings } = ready(&pack, case);
            let mut turned = facts.clone();
            for rows in turned.0.values_mut() {
                rows.reverse();
                let middle = rows.len() / 3;
                rows.rotate_left(middle);
            }
            let (one, other) = (run(&pack.sheet, facts, &given, &readings).unwrap(), run(&pack.sheet, turned, &given, &readings).unwrap());
            assert_eq!(told(&one), told(&other), "{}: {}", pack.head.id, case.title);
            assert_eq!(one.postings, other.postings, "{}: {}", pack.head.id, case.title);
        }
    }
}

/// What each subject gets for each item and period, or that it cannot be told.
fn sums(run: &Run<'_>) -> BTreeMap<(String, String, String), Option<Number>> {
    let mut sums: BTreeMap<(String, String, String), Option<Number>> = BTreeMap::new();
    for ledger in &run.tables[..2] {
        for row in &ledger.rows {
            let text = |value: &Value| if let Value::Text(text) = value { text.to_string() } else { "?".to_owned() };
            let key = (text(&row.cells[1]), text(&row.cells[0]), text(&row.cells[2]));
            let amount = row.cells[3].number().cloned();
            let sum = sums.entry(key).or_insert(Some(Number::ZERO));
            *sum = sum.take().zip(amount).and_then(|(sum, amount)| sum.plus(&amount));
        }
    }
    sums
}

#[test]
fn a_missing_value_never_makes_another_number() {
    let mut tried = 0;
    for (pack, cases) in packs() {
        // KNOWN, IFNA and NA ask in so many words what a missing value means.
        if pack.files.values().any(|text| ["KNOWN(", "IFNA(", "NA("].iter().any(|word| text.contains(word))) {
            continue;
        }
        for case in cases.iter().take(4) {
            let Ready { facts, given, readings } = ready(&pack, case);
            let whole = sums(&run(&pack.sheet, facts.clone(), &given, &readings).unwrap());
            let places = facts.0.iter().flat_map(|(name, rows)| (0..rows.len()).map(move |row| (name.clone(), row)));
            for (name, row) in places.take(30) {
                for cell in 0..facts.0[&name][row].cells.len() {
                    let mut less = facts.clone();
                    less.0.get_mut(&name).unwrap()[row].cells[cell] = Value::no_data("试验");
                    let left = sums(&run(&pack.sheet, less, &given, &readings).unwrap());
                    // A posting to nobody known may be anybody's.
                    let anybody: Vec<_> = left.iter().filter(|((who, ..), _)| who == "?").map(|((_, item, _), _)| item.clone()).collect();
                    for (key, before) in &whole {
                        let now = left.get(key).cloned().unwrap_or(Some(Number::ZERO));
                        let open = now.is_none()
                            || anybody.contains(&key.1)
                            || left.iter().any(|((who, item, period), _)| *who == key.0 && *item == key.1 && period == "?");
                        assert!(
                            open || now == *before,
                            "{} {}: {name} row {row} cell {cell}: {key:?} {before:?} became {now:?}",
                            pack.head.id,
                            case.title
                        );
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 1000, "{tried} comparisons");
}

fn tongliang() -> Pack {
    pack(&folder().join("tongliang-assessment-2022")).0
}

/// A section's two years: three items, twelve months each.
fn water(pack: &Pack, values: &[[[i64; 12]; 3]; 2]) -> Facts {
    let table = |name: &str| &pack.sheet.tables[pack.sheet.table(name).unwrap()];
    let text = Value::text;
    let mut facts = Facts::default();
    let sections = vec![FactRow { name: None, cells: vec![text("甲断面"), text("甲河"), text("甲镇")] }];
    facts.0.insert("断面".to_owned(), sections);
    assert_eq!(table("断面").columns.len(), 3);
    let mut samples = Vec::new();
    for (year, items) in (2021..).zip(values) {
        for (item, months) in ["总磷", "氨氮", "高锰酸盐指数"].iter().zip(items) {
            for (month, value) in (1..).zip(months) {
                let month = anlan_core::month::Month::new(year, month).unwrap();
                let number = Value::Number(Number::fraction(*value, 1000).unwrap());
                samples.push(FactRow { name: None, cells: vec![text("甲断面"), Value::Month(month), text(item), number] });
            }
        }
    }
    facts.0.insert("水质月值".to_owned(), samples);
    facts
}

fn points(pack: &Pack, facts: Facts) -> Option<Number> {
    let run = run(&pack.sheet, facts, &Given::year(2022).unwrap(), &Readings::new()).unwrap();
    sums(&run).into_values().try_fold(Number::ZERO, |sum, one| one.and_then(|one| sum.plus(&one)))
}

fn months(least: i64, most: i64) -> impl Strategy<Value = [i64; 12]> {
    prop::array::uniform12(least..most)
}

#[test]
fn an_item_is_its_name_unless_a_column_is_asked_for() {
    let rules = |item: &str| {
        format!(
            "[[fact]]\ntable = \"甲\"\ncolumns = [\"县: 文字\", \"增幅: %\"]\n[[step]]\ntable = \"乙\"\nclause = \"一\"\nfrom = \"甲\"\n\
         post = {{ to = \"县\", item = \"{item}\", points = \"1分\" }}\n"
        )
    };
    let item = |item: &str| {
        let sheet = anlan_core::rule::check::check(&[("rules.toml".to_owned(), rules(item))], &[]).sheet?;
        let cells = vec![Value::text("某县"), Value::Number(Number::fraction(3, 100).unwrap())];
        let facts = Facts([("甲".to_owned(), vec![FactRow { name: None, cells }])].into());
        Some(run(&sheet, facts, &Given::year(2022).unwrap(), &Readings::new()).unwrap().postings[0].item.to_string())
    };
    assert_eq!(item("增幅").as_deref(), Some("增幅"));
    assert_eq!(item("{增幅}").as_deref(), Some("3%"));
    assert_eq!(item("{增福}"), None, "an unknown column is an error");
}

#[test]
fn a_verb_may_leave_its_point_to_the_pack() {
    let rules = "[[open]]\nname = \"并列\"\nquestion = \"并列怎么排？\"\nchoices = [\"skip\", \"dense\"]\nclause = \"二\"\n\
        [[fact]]\ntable = \"甲\"\ncolumns = [\"县: 文字\", \"分: 分\"]\n\
        [[step]]\ntable = \"名\"\nfrom = \"甲\"\nrank = { column = \"名次\", by = [\"分 desc\"], ties = \"并列\" }\nshow = true\n";
    let checked = anlan_core::rule::check::check(&[("rules.toml".to_owned(), rules.to_owned())], &[]);
    assert_eq!(checked.notes.iter().filter_map(|note| note.open.as_deref()).collect::<Vec<_>>(), ["并列"]);
    let sheet = checked.sheet.unwrap();
    let row = |name: &str, points: i64| FactRow { name: None, cells: vec![Value::text(name), Value::Number(Number::whole(points))] };
    let ranks = |reading: Option<&str>| {
        let facts = Facts([("甲".to_owned(), vec![row("一", 9), row("丁", 9), row("三", 8)])].into());
        let reading = reading.map(|text| sheet.open[0].kind.read(text).unwrap());
        let run = run(&sheet, facts, &Given::year(2022).unwrap(), &[("并列".to_owned(), reading)].into()).unwrap();
        run.tables.last().unwrap().rows.iter().map(|row| row.cells[2].number().map(ToString::to_string)).collect::<Vec<_>>()
    };
    let some = |ranks: [&str; 3]| ranks.map(|rank| Some(rank.to_owned())).to_vec();
    assert_eq!(ranks(Some("skip")), some(["1", "1", "3"]));
    assert_eq!(ranks(Some("dense")), some(["1", "1", "2"]));
    assert_eq!(ranks(None), [None, None, None]);
}

#[test]
fn more_work_than_a_run_may_do_is_refused_before_it_begins() {
    let rules = "[[fact]]\ntable = \"甲\"\ncolumns = [\"数: 数\"]\n[[step]]\ntable = \"乙\"\nfrom = \"甲\"\njoin = \"甲二\"\nshow = true\n\
        [[fact]]\ntable = \"甲二\"\ncolumns = [\"数二: 数\"]\n[[step]]\ntable = \"丙\"\nfrom = \"甲\"\nwith = [\"少 = COUNTIFS(甲, 数 < @数)\"]\nshow = true\n";
    let checked = anlan_core::rule::check::check(&[("rules.toml".to_owned(), rules.to_owned())], &[]);
    let sheet = checked.sheet.unwrap_or_else(|| panic!("{:?}", checked.notes));
    let facts = |rows: i64, others: i64| {
        let make = |n: i64| (0..n).map(|n| FactRow { name: None, cells: vec![Value::Number(Number::whole(n))] }).collect();
        Facts([("甲".to_owned(), make(rows)), ("甲二".to_owned(), make(others))].into())
    };
    let given = Given::year(2022).unwrap();
    let refused = |rows, others| run(&sheet, facts(rows, others), &given, &Readings::new()).err().map(|fault| fault.to_string());
    assert_eq!(refused(300, 300), None);
    assert!(refused(2000, 2000).unwrap().contains("“乙”"), "4 million rows");
    assert!(refused(40_000, 1).unwrap().contains("“丙”"), "1.6 thousand million reads");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn worse_water_never_gives_a_better_score(
        old in (months(20, 400), months(100, 2000), months(1500, 15000)),
        new in (months(20, 400), months(100, 2000), months(1500, 15000)),
        item in 0_usize..3, month in 0_usize..12, more in 1_i64..4000,
    ) {
        let pack = tongliang();
        let before = [[old.0, old.1, old.2], [new.0, new.1, new.2]];
        let mut after = before;
        after[1][item][month] += more;
        let (good, bad) = (points(&pack, water(&pack, &before)).unwrap(), points(&pack, water(&pack, &after)).unwrap());
        prop_assert!(bad <= good, "{good} became {bad}");
        // Without enough months there is no score at all, never a better one.
        let mut few = water(&pack, &before);
        few.0.get_mut("水质月值").unwrap().retain(|row| order(&row.cells[1], &Value::Month(anlan_core::month::Month::new(2022, 7).unwrap())).is_le());
        prop_assert_eq!(points(&pack, few), None);
    }

    #[test]
    fn any_text_is_checked_without_panic(text in "\\PC{0,200}") {
        let _ = anlan_core::rule::check::check(&[("rules.toml".to_owned(), text)], &[]);
    }

    #[test]
    fn a_broken_pack_is_checked_without_panic(at in 0_usize..20_000, cut in 0_usize..40, put in "[\\[\\]{}\"=0-9a-z且@(),.%≥\n]{0,6}") {
        let whole = texts(&folder().join("examples/capabilities")).remove("rules.toml").unwrap();
        let chars: Vec<char> = whole.chars().collect();
        let from = at % chars.len();
        let to = (from + cut).min(chars.len());
        let broken: String = chars[..from].iter().copied().chain(put.chars()).chain(chars[to..].iter().copied()).collect();
        let _ = anlan_core::rule::check::check(&[("rules.toml".to_owned(), broken)], &[]);
    }
}
