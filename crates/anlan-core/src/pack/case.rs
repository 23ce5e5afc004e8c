//! Golden cases: facts and what must come of them, written by people from the document, each naming its clause.

use super::{ListsPack, Pack, Period};
use crate::exact::Share;
use crate::ids::{FactId, ItemId, UnitId};
use crate::item::{Item, ItemContent, ItemEvent, ItemFact, List};
use crate::light::{Known, judge_all};
use crate::month::Month;
use crate::pack::explain::{Explained, explain};
use crate::progress::Report;
use crate::rule::explain::{Reasons, shown};
use crate::rule::facts::{FactTexts, read_facts};
use crate::rule::run::{Given, Readings, Run, run};
use crate::rule::sheet::Sheet;
use crate::rule::table::Row;
use crate::rule::value::{Value, Why};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A case over the tables of a sheet.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCase {
    /// What it shows.
    pub title: String,
    /// The clause it was written from.
    pub clause: String,
    /// Period judged, such as `2022`, `2022-03`, `2022年第1季度` or two days with `~`.
    pub period: toml::Value,
    /// Readings put in place of the pack's; `""` takes one away.
    #[serde(default)]
    pub declare: BTreeMap<String, String>,
    /// The facts.
    #[serde(default)]
    pub facts: FactTexts,
    /// What must come of them.
    #[serde(default)]
    pub expect: Vec<Expect>,
    /// The value each of these figures must have, by its name.
    #[serde(default)]
    pub figures: BTreeMap<String, toml::Value>,
}

/// One thing that must come.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The table looked at.
    pub table: String,
    /// Columns that pick the rows.
    #[serde(default, rename = "where")]
    pub of: BTreeMap<String, toml::Value>,
    /// Values each of these rows must have. `未评` and `不能确定` are values too.
    #[serde(default)]
    pub values: BTreeMap<String, toml::Value>,
    /// How many rows there must be; at least one, if absent.
    pub count: Option<usize>,
    /// Sums over these rows.
    #[serde(default)]
    pub sum: BTreeMap<String, toml::Value>,
    /// Words that the explanation of the first row must have; with `count = 0`, that of the failed conditions.
    #[serde(default)]
    pub because: Vec<String>,
    /// A clause the explanation must name.
    pub clause: Option<String>,
    /// The open point that makes it undetermined.
    pub undetermined: Option<String>,
}

/// A case over one item and its lights.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LightCase {
    /// What it shows.
    pub title: String,
    /// The clause it was written from.
    pub clause: String,
    start: toml::value::Datetime,
    limit: toml::value::Datetime,
    closed: Option<toml::value::Datetime>,
    /// The day it came back after its close-out.
    #[serde(default)]
    relapsed: Option<toml::value::Datetime>,
    /// The first day of an approved pause.
    #[serde(default)]
    paused: Option<toml::value::Datetime>,
    /// Its last day; open when none.
    #[serde(default)]
    paused_until: Option<toml::value::Datetime>,
    #[serde(default)]
    reports: BTreeMap<String, String>,
    month: String,
    light: String,
    rule: Option<String>,
    because: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleCases {
    case: Vec<RuleCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LightCases {
    case: Vec<LightCase>,
}

/// A case of either kind.
#[derive(Debug, Clone)]
pub enum Case {
    /// Over tables.
    Rule(Box<RuleCase>),
    /// Over one item.
    Light(Box<LightCase>),
}

/// What came of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The case.
    pub title: String,
    /// Its clause.
    pub clause: String,
    /// What did not come out as written; empty when it passes.
    pub faults: Vec<String>,
    /// Clauses that the expected rows name.
    pub clauses: BTreeSet<String>,
}

/// Reads one file of cases.
///
/// # Errors
/// What is wrong in it, with its line.
pub fn read_cases(text: &str) -> Result<Vec<Case>, String> {
    let text = &*crate::text::quote_keys(text);
    let loose: toml::Value = toml::from_str(text).map_err(|fault| fault.to_string())?;
    let first = loose.get("case").and_then(|cases| cases.get(0));
    if first.is_some_and(|case| case.get("limit").is_some() && case.get("light").is_some()) {
        let cases: LightCases = toml::from_str(text).map_err(|fault| fault.to_string())?;
        Ok(cases.case.into_iter().map(|case| Case::Light(Box::new(case))).collect())
    } else {
        let cases: RuleCases = toml::from_str(text).map_err(|fault| fault.to_string())?;
        Ok(cases.case.into_iter().map(|case| Case::Rule(Box::new(case))).collect())
    }
}

impl Case {
    /// Runs it.
    #[must_use]
    pub fn run(&self, pack: &Pack) -> Outcome {
        match self {
            Self::Rule(case) => case.run(&pack.sheet, pack.head.period),
            Self::Light(case) => case.run(pack),
        }
    }
}

/// A period as people write it: a year, a quarter (`2022Q1`), a month, a day, or two days with `~`.
#[must_use]
pub fn read_period(text: &str, period: Period) -> Option<Given> {
    let text = text.trim();
    if let Some((from, to)) = text.split_once('~') {
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        return (from <= to).then_some(Given { from, to, as_of: to });
    }
    if let Some((year, quarter)) = text.split_once(['Q', 'q']) {
        let first = (quarter.parse::<u32>().ok()?.checked_sub(1)?) * 3 + 1;
        let from = Month::new(year.parse().ok()?, first)?;
        return Some(Given { from: from.first_day(), to: from.plus(2).last_day(), as_of: from.plus(2).last_day() });
    }
    if let Ok(month) = Month::parse(text) {
        return Some(Given { from: month.first_day(), to: month.last_day(), as_of: month.last_day() });
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        let month = Month::of(day);
        let (from, to) = match period {
            Period::Year => (Month::new(month.year(), 1)?, Month::new(month.year(), 12)?),
            Period::Quarter => {
                let first = Month::new(month.year(), (month.number() - 1) / 3 * 3 + 1)?;
                (first, first.plus(2))
            }
            Period::Month => (month, month),
        };
        return Some(Given { from: from.first_day(), to: to.last_day(), as_of: day });
    }
    Given::year(text.parse().ok()?)
}

/// Readings of a case for a sheet.
///
/// # Errors
/// A point that the sheet does not have, or a reading that it does not allow.
pub fn read_readings(sheet: &Sheet, texts: &BTreeMap<String, String>) -> Result<Readings, String> {
    let mut readings = Readings::new();
    for (name, text) in texts {
        let point = sheet.open.iter().find(|point| *point.name == **name).ok_or_else(|| {
            let hint = crate::rule::formula::nearest(name, sheet.open.iter().map(|point| &*point.name));
            format!("没有未明事项“{name}”；{hint} (no such open point)")
        })?;
        let reading = if text.is_empty() { None } else { Some(point.kind.read(text).map_err(|fault| format!("“{name}”：{fault}"))?) };
        readings.insert(name.clone(), reading);
    }
    Ok(readings)
}

fn plain(value: &toml::Value) -> String {
    crate::rule::check::plain_text(value).unwrap_or_default()
}

impl RuleCase {
    /// Runs it on a sheet.
    #[must_use]
    pub fn run(&self, sheet: &Sheet, period: Period) -> Outcome {
        let mut outcome = Outcome { title: self.title.clone(), clause: self.clause.clone(), faults: vec![], clauses: BTreeSet::new() };
        let made = (|| {
            let text = plain(&self.period);
            let given = read_period(&text, period).ok_or_else(|| format!("period“{text}”应为年份、2022Q1、2022-03 或两日"))?;
            let facts = read_facts(sheet, &self.facts).map_err(|faults| faults.join("\n"))?;
            let readings = read_readings(sheet, &self.declare)?;
            run(sheet, facts, &given, &readings).map_err(|fault| fault.to_string())
        })();
        match made {
            Err(fault) => outcome.faults.push(fault),
            Ok(_) if self.expect.is_empty() && self.figures.is_empty() => {
                outcome.faults.push("样例没有写明应得什么：[[case.expect]] 或 figures (nothing is expected)".to_owned());
            }
            Ok(run) => {
                self.expect.iter().for_each(|expect| expect.compare(&run, &mut outcome));
                self.figures.iter().for_each(|(name, value)| Expect::of_figure(name, value).compare(&run, &mut outcome));
            }
        }
        outcome
    }
}

impl Expect {
    fn of_figure(name: &str, value: &toml::Value) -> Self {
        Self {
            table: name.to_owned(),
            of: BTreeMap::new(),
            values: [(name.to_owned(), value.clone())].into(),
            count: None,
            sum: BTreeMap::new(),
            because: vec![],
            clause: None,
            undetermined: None,
        }
    }

    fn compare(&self, run: &Run<'_>, outcome: &mut Outcome) {
        let Some(table) = run.sheet.table(&self.table) else {
            let hint = crate::rule::formula::nearest(&self.table, run.sheet.tables.iter().map(|table| &*table.shape.name));
            outcome.faults.push(format!("没有表“{}”；{hint}", self.table));
            return;
        };
        let own = &run.tables[table];
        let unknown = self.of.keys().chain(self.values.keys()).chain(self.sum.keys()).find(|name| own.place(name).is_none());
        if let Some(name) = unknown {
            let hint = crate::rule::formula::nearest(name, own.columns.iter().map(|column| &*column.name));
            outcome.faults.push(format!("表“{}”没有列“{name}”；{hint}", self.table));
            return;
        }
        let is = |row: &Row, name: &str, wanted: &toml::Value| {
            own.place(name).is_some_and(|place| same(&own.columns[place].kind, &row.cells[place], &plain(wanted)))
        };
        let found: Vec<(u32, &Row)> =
            (0..).zip(&own.rows).filter(|(_, row)| self.of.iter().all(|(name, wanted)| is(row, name, wanted))).collect();
        let at = format!("表“{}”{}", self.table, told(&self.of));
        match self.count {
            Some(count) if count != found.len() => outcome.faults.push(format!("{at}应有{count}行，有{}行", found.len())),
            None if found.is_empty() => outcome.faults.push(format!("{at}没有任何行")),
            Some(_) | None => {}
        }
        for (_, row) in &found {
            for (name, wanted) in &self.values {
                if !is(row, name, wanted) {
                    let place = own.place(name).unwrap_or(0);
                    outcome.faults.push(format!(
                        "{at}的“{name}”应为{}，得到{}",
                        plain(wanted),
                        shown(&own.columns[place].kind, &row.cells[place])
                    ));
                }
            }
        }
        for (name, wanted) in &self.sum {
            let place = own.place(name).unwrap_or(0);
            let sum = found
                .iter()
                .try_fold(crate::rule::number::Number::ZERO, |sum, (_, row)| row.cells[place].number().and_then(|n| sum.plus(n)));
            let sum = sum.map_or_else(|| Value::no_data("合计"), Value::Number);
            if !same(&own.columns[place].kind, &sum, &plain(wanted)) {
                outcome.faults.push(format!("{at}的“{name}”合计应为{}，得到{}", plain(wanted), shown(&own.columns[place].kind, &sum)));
            }
        }
        self.compare_reasons(run, table, &found, &at, outcome);
    }

    fn compare_reasons(&self, run: &Run<'_>, table: usize, found: &[(u32, &Row)], at: &str, outcome: &mut Outcome) {
        let reasons: Vec<Reasons> = match found.first() {
            Some((row, _)) => run.explain(table, *row).into_iter().collect(),
            None => {
                let wanted: Vec<(String, String)> = self.of.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
                run.why_not(table, &wanted)
            }
        };
        let text = reasons.iter().map(Reasons::text).collect::<Vec<_>>().join("\n");
        for phrase in self.because.iter().chain(&self.clause) {
            if !text.contains(phrase.as_str()) {
                outcome.faults.push(format!("{at}的理由里没有“{phrase}”：\n{text}"));
            }
        }
        if let Some(point) = &self.undetermined {
            let cells = found.iter().flat_map(|(_, row)| row.cells.iter());
            let open =
                |value: &Value| matches!(value, Value::Missing(why) if matches!(&**why, Why::Open(own) if own.contains(point.as_str())));
            let doubted = found.iter().any(|(_, row)| matches!(row.doubt.as_deref(), Some(Why::Open(own)) if own.contains(point.as_str())));
            if !cells.clone().any(open) && !doubted {
                outcome.faults.push(format!("{at}应因未明事项“{point}”不能确定"));
            }
        }
        reasons.iter().for_each(|reasons| gather(reasons, &mut outcome.clauses));
    }
}

fn gather(reasons: &Reasons, clauses: &mut BTreeSet<String>) {
    if !reasons.clause.is_empty() {
        clauses.insert(reasons.clause.clone());
    }
    clauses.extend(
        reasons.tried.iter().filter(|tried| tried.holds == Some(true) && !tried.clause.is_empty()).map(|tried| tried.clause.clone()),
    );
    reasons.from.iter().for_each(|from| gather(from, clauses));
}

fn told(of: &BTreeMap<String, toml::Value>) -> String {
    let parts: Vec<String> = of.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
    if parts.is_empty() { String::new() } else { format!("（{}）", parts.join("，")) }
}

/// Whether a cell is what a person wrote.
fn same(kind: &crate::rule::value::Kind, cell: &Value, wanted: &str) -> bool {
    match cell.why() {
        Some(Why::Open(_)) => wanted == "不能确定",
        Some(Why::NoData(_) | Why::CannotCompute(_)) => wanted == "未评",
        None => kind.read(wanted).is_ok_and(|value| value == *cell) || kind.show(cell) == wanted,
    }
}

fn day(value: toml::value::Datetime) -> Option<NaiveDate> {
    value.to_string().parse().ok()
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

impl LightCase {
    /// The rule that must decide.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// The light with its reasons; `None` when there is none, or the case's days cannot be read.
    #[must_use]
    pub fn judged(&self, pack: &ListsPack) -> Option<Explained> {
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
        let (start, limit) = (day(self.start)?, day(self.limit)?);
        let mut facts = vec![fact(1, start, ItemEvent::Opened { content: content(start, limit), decision: "样例".into() })];
        facts.extend(self.closed.and_then(day).map(|on| fact(2, on, ItemEvent::ClosedOut { basis: "样例".into() })));
        let relapse = || ItemEvent::Reopened { reason: "样例".into(), relapse: true };
        facts.extend(self.relapsed.and_then(day).map(|on| fact(3, on, relapse())));
        let until_on = self.paused_until.and_then(day);
        facts.extend(self.paused.and_then(day).map(|on| fact(4, on, ItemEvent::Paused { until_on })));
        let item = Item::known(&facts, DateTime::<Utc>::MAX_UTC)?;
        let report = |(n, (month, share)): (u128, (&String, &String))| {
            Some(Report { month: Month::parse(month).ok()?, share: Share::parse_percent(share).ok()?, fact: FactId(Uuid::from_u128(n)) })
        };
        let reports: Vec<Report> = (100..).zip(&self.reports).map(report).collect::<Option<_>>()?;
        let month = Month::parse(&self.month).ok()?;
        let judged = judge_all(pack, &[Known { item: &item, reports: &reports }], &[month])?;
        explain(&judged, 0, month)
    }

    fn run(&self, pack: &Pack) -> Outcome {
        let mut outcome = Outcome { title: self.title.clone(), clause: self.clause.clone(), faults: vec![], clauses: BTreeSet::new() };
        let lists = match ListsPack::of(pack.clone()) {
            Ok(lists) => lists,
            Err(fault) => {
                outcome.faults.push(fault.to_string());
                return outcome;
            }
        };
        let Some(told) = self.judged(&lists) else {
            if self.light != "none" {
                outcome.faults.push(format!("应为{}，没有亮灯", self.light));
            }
            return outcome;
        };
        let last = told.because.last().map(|reason| reason.text.clone()).unwrap_or_default();
        let told_as = (told.light.key(), told.rule.as_str());
        if told_as != (self.light.as_str(), self.rule.as_deref().unwrap_or("")) {
            outcome.faults.push(format!("应为{} {:?}，得到{told_as:?}：{last}", self.light, self.rule));
        }
        if !told.clause.contains(&self.clause) {
            outcome.faults.push(format!("依据应为“{}”，得到“{}”", self.clause, told.clause));
        }
        match &self.because {
            Some(phrase) if last.contains(phrase) => {}
            Some(phrase) => outcome.faults.push(format!("理由里没有“{phrase}”：{last}")),
            None => outcome.faults.push("样例要写明 because".to_owned()),
        }
        let deciding = lists.lights.rules().iter().find(|rule| rule.key == told.rule);
        outcome.clauses.extend(deciding.map(|rule| rule.clause.clone()));
        outcome
    }
}

/// Clauses of a pack that no case's expected rows name.
#[must_use]
pub fn uncovered(pack: &Pack, outcomes: &[Outcome]) -> Vec<String> {
    let named = |clause: &&str| !outcomes.iter().any(|outcome| outcome.clauses.iter().any(|own| own.starts_with(*clause)));
    pack.sheet.clauses().into_iter().filter(named).map(str::to_owned).collect()
}
