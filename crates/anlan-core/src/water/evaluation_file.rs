//! Reads `evaluation-2011-22.toml` and checks it against the quality standard.

use super::class::Class;
use super::evaluation::{
    Band, ChangeTexts, ComparisonRules, Critical, Evaluation, FlagRule, MainRules, Period, RatioLine, State, TrendRules,
};
use super::quality::Quality;
use super::reading::Flag;
use super::standard::{Exact, day};
use crate::rule::number::Number;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Arc<str>,
    title: String,
    number: String,
    version: String,
    from: toml::value::Datetime,
    quality: String,
    source: String,
    good_up_to: String,
    section: ClauseFile,
    state: Vec<StateFile>,
    main: MainFile,
    ratio: RatioFile,
    year: PeriodFile,
    quarter: PeriodFile,
    flag: Vec<FlagRule>,
    comparison: ComparisonFile,
    trend: TrendFile,
    improvement: ClauseFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseFile {
    clause: Arc<str>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateFile {
    key: Arc<str>,
    text: Arc<str>,
    plain: Arc<str>,
    colour: Arc<str>,
    classes: Vec<String>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MainFile {
    most: usize,
    first: Vec<String>,
    no_times: Vec<String>,
    times_decimals: u8,
    clause: Arc<str>,
    river_clause: Arc<str>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RatioFile {
    from_sections: usize,
    clause: Arc<str>,
    #[serde(rename = "source")]
    _source: String,
    condition: Vec<LineFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineFile {
    state: String,
    #[serde(default)]
    good: BandFile,
    #[serde(default)]
    beyond: BandFile,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct BandFile {
    from: Option<Exact>,
    below: Option<Exact>,
}

impl From<BandFile> for Band {
    fn from(file: BandFile) -> Self {
        Self { from: file.from.map(|exact| exact.0), below: file.below.map(|exact| exact.0) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeriodFile {
    values: usize,
    at_least: usize,
    clause: Arc<str>,
    #[serde(rename = "source")]
    _source: String,
}

impl From<PeriodFile> for Period {
    fn from(file: PeriodFile) -> Self {
        Self { values: file.values, at_least: file.at_least, clause: file.clause }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ComparisonFile {
    clause: Arc<str>,
    ratio_clause: Arc<str>,
    state_clause: Arc<str>,
    #[serde(rename = "source")]
    _source: String,
    some_from_steps: u8,
    marked_from_steps: u8,
    some_over_points: Exact,
    marked_over_points: Exact,
    texts: ChangeTexts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrendFile {
    clause: Arc<str>,
    #[serde(rename = "source")]
    _source: String,
    rising: Arc<str>,
    falling: Arc<str>,
    none: Arc<str>,
    critical: Vec<CriticalFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriticalFile {
    n: usize,
    w05: Exact,
    w01: Exact,
}

impl Evaluation {
    /// Reads the file and checks it against the quality standard.
    pub(super) fn read(text: &str, quality: &Quality) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|fault| fault.to_string())?;
        if file.quality != *quality.id {
            return Err(format!("`quality` is {}, but the quality standard loaded is {}", file.quality, quality.id));
        }
        let class = |text: &str| quality.class_named(text).ok_or_else(|| format!("no class “{text}” in {}", quality.id));
        let states = states(file.state, quality)?;
        let state = |key: &str| states.iter().find(|state| *state.key == *key).cloned().ok_or_else(|| format!("no state `{key}`"));
        let mut ratio = Vec::with_capacity(file.ratio.condition.len());
        for line in file.ratio.condition {
            ratio.push(RatioLine { state: state(&line.state)?, good: line.good.into(), beyond: line.beyond.into() });
        }
        check_cover(&ratio)?;
        let named = |names: Vec<String>| -> Result<Vec<Arc<str>>, String> {
            let found = |name: &String| quality.item(name).map(|item| item.name.clone()).ok_or_else(|| format!("no item “{name}”"));
            names.iter().map(found).collect()
        };
        let critical: Vec<Critical> =
            file.trend.critical.into_iter().map(|line| Critical { n: line.n, w05: line.w05.0, w01: line.w01.0 }).collect();
        if critical.is_empty() || !critical.is_sorted_by(|a, b| a.n < b.n && a.w05 >= b.w05 && a.w01 >= b.w01) {
            return Err("[trend] critical must rise in n and not rise in w05 and w01".to_owned());
        }
        for flag in Flag::ALL {
            if file.flag.iter().filter(|rule| rule.key == flag).count() != 1 {
                return Err(format!("exactly one [[flag]] with key {flag:?} is expected"));
            }
        }
        Ok(Self {
            id: file.id,
            title: file.title,
            number: file.number,
            version: file.version,
            from: day(file.from)?,
            quality: file.quality,
            source: file.source,
            good_up_to: class(&file.good_up_to)?,
            section_clause: file.section.clause,
            states,
            main: MainRules {
                most: file.main.most,
                first: named(file.main.first)?,
                no_times: named(file.main.no_times)?,
                times_decimals: file.main.times_decimals,
                clause: file.main.clause,
                river_clause: file.main.river_clause,
            },
            ratio_from_sections: file.ratio.from_sections,
            ratio,
            ratio_clause: file.ratio.clause,
            year: file.year.into(),
            quarter: file.quarter.into(),
            flags: file.flag,
            comparison: ComparisonRules {
                some_from_steps: file.comparison.some_from_steps,
                marked_from_steps: file.comparison.marked_from_steps,
                some_over_points: file.comparison.some_over_points.0,
                marked_over_points: file.comparison.marked_over_points.0,
                texts: file.comparison.texts,
                clauses: [file.comparison.clause, file.comparison.ratio_clause, file.comparison.state_clause],
            },
            trend: TrendRules { clause: file.trend.clause, texts: [file.trend.rising, file.trend.falling, file.trend.none], critical },
            improvement_clause: file.improvement.clause,
        })
    }
}

fn states(files: Vec<StateFile>, quality: &Quality) -> Result<Vec<State>, String> {
    let mut states = Vec::with_capacity(files.len());
    for (place, file) in (0_u8..).zip(files) {
        let class = |text: &String| quality.class_named(text).ok_or_else(|| format!("state `{}`: no class “{text}”", file.key));
        let classes = file.classes.iter().map(class).collect::<Result<Vec<_>, _>>()?;
        states.push(State { key: file.key, text: file.text, plain: file.plain, colour: file.colour, place, classes });
    }
    let covered: Vec<Class> = states.iter().flat_map(|state| state.classes.iter().copied()).collect();
    if !covered.iter().copied().eq(Class::all()) {
        return Err("the [[state]]s must take every class once, the best first".to_owned());
    }
    Ok(states)
}

/// Every pair of shares has exactly one line: tried at every bound and between every two.
fn check_cover(lines: &[RatioLine]) -> Result<(), String> {
    for good in 0..=200 {
        for beyond in 0..=200 - good {
            let (good, beyond) = (Number::fraction(good, 2), Number::fraction(beyond, 2));
            if let (Some(good), Some(beyond)) = (good, beyond) {
                let holding = lines.iter().filter(|line| line.good.holds(&good) && line.beyond.holds(&beyond)).count();
                if holding != 1 {
                    return Err(format!("[[ratio.condition]]: {good} % good and {beyond} % beyond fit {holding} lines instead of one"));
                }
            }
        }
    }
    Ok(())
}
