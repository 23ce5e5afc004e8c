//! Runs the golden cases of water quality in `tests/water/*.toml`, and what must hold for any values.
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test reads its checked-in cases")]

use anlan_core::rule::number::{Number, Rounding};
use anlan_core::water::change::{Compared, compare_both, compare_shares, compare_states, improvement};
use anlan_core::water::city::{city_change, city_index};
use anlan_core::water::mean::{Sample, judge_section_year, yearly_mean};
use anlan_core::water::quality::{Body, Limits};
use anlan_core::water::reading::Reading;
use anlan_core::water::river::{RiverClass, SectionValues, Shares, judge_river, shares};
use anlan_core::water::section::judge_section;
use anlan_core::water::trend::trend;
use anlan_core::water::trophic::judge_trophic;
use anlan_core::water::{Class, NotAssessed, Standards, class_of, limit_of};
use chrono::NaiveDate;
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::Path;

type Values = toml::map::Map<String, toml::Value>;

fn cases<T: DeserializeOwned>(file: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/water").join(file);
    toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap_or_else(|fault| panic!("{file}: {fault}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    case: Vec<T>,
}

fn n(text: &str) -> Number {
    let text = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
    match text.split_once('/') {
        Some((top, bottom)) => n(top).over(&n(bottom)).unwrap(),
        None => Number::parse(&text).unwrap_or_else(|| panic!("{text}")),
    }
}

fn maybe(text: &str) -> Option<Number> {
    (!text.is_empty()).then(|| n(text))
}

fn owned(values: &Values) -> Vec<(String, Option<Number>)> {
    values.iter().map(|(item, value)| (item.clone(), maybe(value.as_str().unwrap()))).collect()
}

fn sections(list: &[Values]) -> Vec<SectionValues> {
    (1..).zip(list).map(|(at, values)| SectionValues { name: format!("断面{at}"), values: owned(values) }).collect()
}

/// Checks a refusal; true when one was expected.
fn refused<T: std::fmt::Debug>(title: &str, expected: Option<&str>, found: &Result<T, NotAssessed>) -> bool {
    let Some(expected) = expected else { return false };
    let why = found.as_ref().expect_err(title).to_string();
    assert!(why.contains(expected), "{title}: {why}");
    true
}

#[test]
fn water_limits_are_those_of_the_table() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        item: String,
        body: String,
        limits: Vec<String>,
    }
    let cases = cases::<File<Case>>("limits.toml").case;
    assert_eq!(cases.len(), 28, "24 items, TP twice, without temperature and pH, and five of table 2");
    for case in cases {
        if case.body == "source_water" {
            let item = Standards::national().quality.item(&case.item).unwrap();
            assert_eq!(item.limits, Limits::SourceWater(n(&case.limits[0])), "{}", case.item);
            continue;
        }
        for (class, limit) in (0_u8..).zip(&case.limits) {
            for lake in [false, true] {
                let expected = (case.body == "both" || (case.body == "lake") == lake).then(|| n(limit));
                if expected.is_some() || case.item == "总氮" {
                    assert_eq!(limit_of(&case.item, class, lake), expected, "{} {class} {lake}", case.item);
                }
            }
        }
        assert_eq!(limit_of(&case.item, 5, false), None);
    }
}

#[test]
fn water_classes_of_items() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        clause: String,
        item: String,
        value: String,
        #[serde(default)]
        lake: bool,
        class: String,
        because: String,
    }
    let quality = &Standards::national().quality;
    for case in cases::<File<Case>>("class.toml").case {
        let value = n(&case.value);
        let found = quality.class_of(quality.item(&case.item).unwrap(), &value, Body::lake(case.lake));
        assert_eq!(class_of(&case.item, &value, case.lake), found.as_ref().map(|found| found.class.place()), "{}", case.title);
        let Some(found) = found else {
            assert_eq!(case.class, "", "{}", case.title);
            continue;
        };
        assert_eq!(*found.class_text, *case.class, "{}", case.title);
        assert!(found.to_string().contains(&case.because), "{}: {found}", case.title);
        assert!(found.basis.clause.starts_with(&case.clause), "{}", case.title);
    }
    assert_eq!(class_of("没有的项目", &Number::ONE, false), None);
}

#[test]
fn water_sections_are_judged_by_the_worst_item() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        #[serde(rename = "clause")]
        _clause: String,
        #[serde(default)]
        lake: bool,
        values: Values,
        #[serde(default)]
        class: String,
        #[serde(default)]
        state: String,
        #[serde(default)]
        colour: String,
        #[serde(default)]
        main: Vec<String>,
        #[serde(default)]
        because: Vec<String>,
        #[serde(default)]
        not_evaluated: Vec<String>,
        not_assessed: Option<String>,
    }
    for case in cases::<File<Case>>("section.toml").case {
        let title = &case.title;
        let values = owned(&case.values);
        let values: Vec<(&str, Option<Number>)> = values.iter().map(|(item, value)| (item.as_str(), value.clone())).collect();
        let found = judge_section(Standards::national(), Body::lake(case.lake), &values);
        if refused(title, case.not_assessed.as_deref(), &found) {
            continue;
        }
        let found = found.unwrap();
        assert_eq!((&*found.class_text, &*found.state.text, &*found.state.colour), (&*case.class, &*case.state, &*case.colour), "{title}");
        assert_eq!(found.main.iter().map(ToString::to_string).collect::<Vec<_>>(), case.main, "{title}");
        for (at, because) in case.because.iter().enumerate() {
            assert!(found.because[at].to_string().contains(because), "{title}: {}", found.because[at]);
        }
        for item in &case.not_evaluated {
            assert!(found.not_evaluated.iter().any(|(own, _)| **own == **item), "{title}: {item}");
        }
        let given = found.because.len() + found.not_measured.len();
        assert_eq!(given, 21, "{title}: every evaluated item is either judged or named as not measured");
        assert!(
            found.basis.iter().all(|basis| &*basis.standard == "evaluation-2011-22" && basis.clause.starts_with("二（一）")),
            "{title}"
        );
    }
}

#[test]
fn water_states_by_ratio() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        #[serde(rename = "clause")]
        _clause: String,
        counts: [usize; 6],
        good: String,
        beyond: String,
        state: String,
    }
    let evaluation = &Standards::national().evaluation;
    for case in cases::<File<Case>>("ratio.toml").case {
        let found = shares(evaluation.good_up_to, &case.counts).unwrap();
        assert_eq!(found, Shares { good: n(&case.good), beyond: n(&case.beyond) }, "{}", case.title);
        assert_eq!(*evaluation.state_by_ratio(&found.good, &found.beyond).unwrap().state.text, *case.state, "{}", case.title);
    }
}

#[test]
fn water_rivers() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        #[serde(rename = "clause")]
        _clause: String,
        sections: Vec<Values>,
        #[serde(default)]
        class: String,
        #[serde(default)]
        state: String,
        #[serde(default)]
        main: Vec<String>,
        #[serde(default)]
        because: String,
        not_assessed: Option<String>,
    }
    for case in cases::<File<Case>>("river.toml").case {
        let title = &case.title;
        let found = judge_river(Standards::national(), Body::River, &sections(&case.sections));
        if refused(title, case.not_assessed.as_deref(), &found) {
            continue;
        }
        match found.unwrap() {
            RiverClass::ByMean { class, sections, basis } => {
                assert_eq!((&*class.class_text, &*class.state.text), (&*case.class, &*case.state), "{title}");
                assert_eq!(class.main.iter().map(ToString::to_string).collect::<Vec<_>>(), case.main, "{title}");
                assert!(class.because[0].to_string().contains(&case.because), "{title}: {}", class.because[0]);
                assert_eq!(sections, case.sections.len(), "{title}");
                assert!(basis.clause.starts_with("二（二）"), "{title}");
            }
            RiverClass::ByRatio { line, shares, main, because, basis, counts } => {
                assert_eq!(("", &*line.state.text), (&*case.class, &*case.state), "{title}");
                assert_eq!(main.iter().map(|over| format!("{} {}", over.item, over.share)).collect::<Vec<_>>(), case.main, "{title}");
                assert_eq!(format!("优良{} 劣{}", shares.good, shares.beyond), case.because, "{title}");
                assert_eq!((because.len(), counts.iter().sum()), (case.sections.len(), case.sections.len()), "{title}");
                assert!(basis[0].clause.starts_with("二（二）"), "{title}");
            }
        }
    }
}

#[test]
fn water_numbers_are_rounded_half_to_even() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        value: String,
        decimals: i64,
        rounded: String,
    }
    for case in cases::<File<Case>>("rounding.toml").case {
        assert_eq!(n(&case.value).round(case.decimals, Rounding::HalfEven), Some(n(&case.rounded)), "{}", case.value);
    }
}

#[test]
fn water_oxygen_by_saturation() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cases {
        saturated: Vec<Saturated>,
        class: Vec<Case>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Saturated {
        temperature: String,
        value: String,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        value: String,
        temperature: String,
        class: String,
        because: String,
    }
    let quality = &Standards::national().quality;
    let cases: Cases = cases("oxygen.toml");
    for case in cases.saturated {
        let found = quality.saturated_oxygen(&n(&case.temperature)).unwrap();
        assert_eq!(found.round(3, Rounding::HalfEven), Some(n(&case.value)), "{}", case.temperature);
    }
    for case in cases.class {
        let found = quality.oxygen_class_at(&n(&case.value), &n(&case.temperature), Body::River).unwrap();
        assert_eq!(*found.class_text, *case.class, "{}", case.title);
        assert!(found.to_string().contains(&case.because), "{}: {found}", case.title);
    }
    assert_eq!(quality.saturated_oxygen(&n("41")), None);
}

#[test]
fn water_trophic_states() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cases {
        case: Vec<Case>,
        weights: BTreeMap<String, String>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        values: [String; 5],
        #[serde(default)]
        parts: Vec<String>,
        #[serde(default)]
        index: String,
        #[serde(default)]
        level: String,
        not_assessed: Option<String>,
    }
    let rules = &Standards::national().trophic;
    let cases: Cases = cases("trophic.toml");
    for case in cases.case {
        let values = ["chla", "总磷", "总氮", "SD", "高锰酸盐指数"].into_iter().zip(case.values.iter().map(|value| maybe(value)));
        let found = judge_trophic(rules, &values.collect::<Vec<_>>());
        if refused(&case.values.join(" "), case.not_assessed.as_deref(), &found) {
            continue;
        }
        let found = found.unwrap();
        assert_eq!((found.index, &*found.level), (n(&case.index), &*case.level));
        for (part, expected) in found.because.iter().zip(&case.parts) {
            assert_eq!(part.index, n(expected), "{}", part.item);
        }
    }
    for item in &rules.items {
        assert_eq!(item.weight.round(6, Rounding::HalfEven), Some(n(&cases.weights[&*item.name])), "{}", item.name);
    }
}

#[test]
fn water_of_two_periods_compared() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        clause: String,
        shares: Option<[String; 4]>,
        states: Option<[String; 2]>,
        text: String,
        because: String,
    }
    let evaluation = &Standards::national().evaluation;
    for case in cases::<File<Case>>("change.toml").case {
        let state = |text: &str| evaluation.states.iter().find(|state| &*state.text == text).unwrap();
        let by_state = case.states.as_ref().map(|[before, now]| compare_states(evaluation, state(before), state(now)));
        let by_shares = case.shares.as_ref().map(|[g1, g2, d1, d2]| {
            let of = |good: &str, beyond: &str| Shares { good: n(good), beyond: n(beyond) };
            compare_shares(evaluation, &of(g1, d1), &of(g2, d2)).unwrap()
        });
        let found: Compared = match (by_state, by_shares) {
            (Some(by_state), Some(by_shares)) => compare_both(evaluation, &by_state, &by_shares),
            (by_state, by_shares) => by_state.or(by_shares).unwrap(),
        };
        assert_eq!(*found.text, *case.text, "{}", case.title);
        assert!(found.because.contains(&case.because), "{}: {}", case.title, found.because);
        assert!(found.basis.clause.starts_with(&case.clause), "{}: {}", case.title, found.basis);
    }
}

#[test]
fn water_trends() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        clause: String,
        values: Vec<String>,
        #[serde(default)]
        coefficient: String,
        #[serde(default)]
        text: String,
        level: Option<u8>,
        #[serde(default)]
        critical_n: usize,
        not_assessed: Option<String>,
    }
    for case in cases::<File<Case>>("trend.toml").case {
        let values: Vec<Number> = case.values.iter().map(|value| n(value)).collect();
        let found = trend(&Standards::national().evaluation, &values);
        if refused(&case.title, case.not_assessed.as_deref(), &found) {
            continue;
        }
        let found = found.unwrap();
        assert_eq!(found.coefficient.round(4, Rounding::HalfEven), Some(n(&case.coefficient)), "{}", case.title);
        assert_eq!((&*found.text, found.level_hundredths, found.critical_n), (&*case.text, case.level, case.critical_n), "{}", case.title);
        assert!(found.basis.clause.starts_with(&case.clause), "{}", case.title);
    }
}

#[test]
fn water_improvement_rates() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        item: String,
        before: String,
        now: String,
        rate: Option<String>,
        not_assessed: Option<String>,
    }
    for case in cases::<File<Case>>("improvement.toml").case {
        let (before, now) = (maybe(&case.before), maybe(&case.now));
        let found = improvement(Standards::national(), &case.item, before.as_ref(), now.as_ref());
        if refused(&case.title, case.not_assessed.as_deref(), &found) {
            continue;
        }
        let found = found.unwrap();
        assert_eq!(found.rate, n(&case.rate.unwrap()), "{}", case.title);
        assert_eq!((Some(found.before), Some(found.now)), (before, now), "{}", case.title);
    }
}

#[test]
fn water_readings_keep_their_text() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Cases {
        case: Vec<Case>,
        none: Vec<String>,
        wrong: Vec<String>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        text: String,
        number: String,
        flag: String,
        counted: String,
    }
    let evaluation = &Standards::national().evaluation;
    let cases: Cases = cases("reading.toml");
    for case in cases.case {
        let found = evaluation.read_cell(&case.text).unwrap().unwrap();
        let label = found.flag.map_or("", |flag| &*evaluation.flag(flag).unwrap().label);
        assert_eq!((&found.number, label), (&maybe(&case.number), &*case.flag), "{}", case.text);
        assert_eq!(found.counted(evaluation), maybe(&case.counted), "{}", case.text);
        assert_eq!(found.text, case.text.trim(), "{}", case.text);
    }
    for text in cases.none {
        assert_eq!(evaluation.read_cell(&text), Ok(None), "{text}");
    }
    for text in cases.wrong {
        assert!(evaluation.read_cell(&text).unwrap_err().to_string().contains(&text), "{text}");
    }
    assert_eq!(evaluation.flag_named(" 断流 "), evaluation.read_cell("断流").unwrap().unwrap().flag);
    assert_eq!(evaluation.flag_named("没有"), None);
}

fn samples(readings: &[String]) -> Vec<Sample> {
    let evaluation = &Standards::national().evaluation;
    let read = |line: &String| {
        let parts: Vec<&str> = line.split(' ').collect();
        let reading = evaluation.read_cell(parts[1]).unwrap().unwrap();
        let flag = parts.get(2).map(|mark| evaluation.flag_named(mark).unwrap());
        Sample { on: parts[0].parse().unwrap(), reading: reading.flagged(flag) }
    };
    readings.iter().map(read).collect()
}

#[test]
fn water_yearly_means() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        clause: String,
        item: String,
        readings: Vec<String>,
        #[serde(default)]
        mean: String,
        #[serde(default)]
        months: usize,
        #[serde(default)]
        samples: usize,
        #[serde(default)]
        non_detects: usize,
        #[serde(default)]
        left_out: usize,
        not_assessed: Option<String>,
    }
    for case in cases::<File<Case>>("mean.toml").case {
        let found = yearly_mean(&Standards::national().evaluation, &case.item.as_str().into(), 2022, &samples(&case.readings));
        if refused(&case.title, case.not_assessed.as_deref(), &found) {
            continue;
        }
        let found = found.unwrap();
        assert_eq!(found.value, n(&case.mean), "{}", case.title);
        let counts = (found.months, found.samples, found.non_detects, found.left_out.len());
        assert_eq!(counts, (case.months, case.samples, case.non_detects, case.left_out), "{}", case.title);
        let clauses: Vec<&str> = found.basis.iter().map(|basis| &*basis.clause).collect();
        assert!(
            clauses.iter().any(|clause| clause.starts_with("一（二）3") || clause.starts_with(&case.clause)),
            "{}: {clauses:?}",
            case.title
        );
        assert_eq!(found.non_detects > 0, clauses.len() == 2, "{}", case.title);
    }
}

#[test]
fn water_city_indices() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Case {
        title: String,
        sections: Vec<Values>,
        now: Option<Vec<Values>>,
        #[serde(default)]
        index: String,
        change: Option<String>,
        not_assessed: Option<String>,
    }
    let judge = |list: &[Values]| city_index(Standards::national(), Body::River, &sections(list));
    for case in cases::<File<Case>>("city.toml").case {
        let found = judge(&case.sections);
        if refused(&case.title, case.not_assessed.as_deref(), &found) {
            continue;
        }
        let found = found.unwrap();
        assert_eq!(found.index, n(&case.index), "{}", case.title);
        if let (Some(now), Some(change)) = (case.now, case.change) {
            assert_eq!(city_change(&found, &judge(&now).unwrap()), Some(n(&change)), "{}", case.title);
        }
    }
}

fn any_value() -> impl Strategy<Value = Number> {
    (0_i64..5_000_000).prop_map(|n| Number::fraction(n, 100_000).unwrap())
}

fn one_item() -> impl Strategy<Value = &'static str> {
    let names: Vec<&'static str> = Standards::national().quality.items().iter().map(|item| &*item.name).collect();
    proptest::sample::select(names)
}

fn year_of(values: &[(u32, i64, bool)]) -> Vec<Sample> {
    let made = values.iter().map(|(month, value, non_detect)| {
        let mut reading = Reading::value(Number::fraction(*value, 1000).unwrap());
        if *non_detect {
            reading.flag = Some(anlan_core::water::reading::Flag::NonDetect);
        }
        Sample { on: NaiveDate::from_ymd_opt(2022, *month, 5).unwrap(), reading }
    });
    made.collect()
}

proptest! {
    #[test]
    fn water_a_worse_value_never_has_a_better_class(item in one_item(), a in any_value(), b in any_value(), lake in any::<bool>()) {
        let quality = &Standards::national().quality;
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        let class = |value: &Number| class_of(item, value, lake);
        match &quality.item(item).unwrap().limits {
            Limits::AtMost(_) => prop_assert!(class(&low) <= class(&high)),
            Limits::AtLeast(_) => prop_assert!(class(&low) >= class(&high)),
            Limits::Within(..) => prop_assert!([Some(0), Some(5)].contains(&class(&low))),
            Limits::None | Limits::SourceWater(_) => prop_assert_eq!(class(&low), None),
        }
    }

    #[test]
    fn water_a_class_is_the_best_whose_limit_is_met(item in one_item(), value in any_value(), lake in any::<bool>()) {
        let quality = &Standards::national().quality;
        if let Some(found) = quality.class_of(quality.item(item).unwrap(), &value, Body::lake(lake)) {
            prop_assert!(found.met.is_none_or(|limit| limit.is_met_by(&value)));
            prop_assert!(found.missed.is_none_or(|(_, limit)| !limit.is_met_by(&value)));
            prop_assert_eq!(found.class == Class::BEYOND, quality.limit(quality.item(item).unwrap(), found.class, Body::lake(lake)).is_none());
        }
    }

    #[test]
    fn water_fewer_samples_never_turn_not_assessed_into_a_class(
        values in proptest::collection::vec((1_u32..=12, 0_i64..3000, any::<bool>()), 0..16),
        kept in proptest::collection::vec(any::<bool>(), 16),
    ) {
        let all = year_of(&values);
        let fewer: Vec<Sample> = all.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(sample, _)| sample.clone()).collect();
        let judge = |samples: &[Sample]| judge_section_year(Standards::national(), Body::River, 2022, &[("氨氮", samples)]);
        if judge(&all).is_err() {
            prop_assert!(judge(&fewer).is_err());
        }
        if let Ok((means, class)) = judge(&all) {
            prop_assert!(means[0].months >= 8);
            prop_assert_eq!(class_of("氨氮", &means[0].value, false), Some(class.class.place()));
        }
    }

    #[test]
    fn water_trend_of_reversed_time_is_the_opposite(values in proptest::collection::vec(any_value(), 5..20)) {
        let evaluation = &Standards::national().evaluation;
        let distinct: std::collections::BTreeSet<&Number> = values.iter().collect();
        prop_assume!(distinct.len() == values.len());
        let forth = trend(evaluation, &values).unwrap();
        let back = trend(evaluation, &values.iter().rev().cloned().collect::<Vec<_>>()).unwrap();
        prop_assert_eq!(forth.coefficient, back.coefficient.negated());
        prop_assert_eq!(forth.level_hundredths, back.level_hundredths);
    }
}
