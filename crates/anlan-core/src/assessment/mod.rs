//! The assessment of a year (考核): the sum of postings, each with its clause, facts and reasons. Nothing else changes a score.
//!
//! Pure: a pack and facts in, lines, scores, coverage and ranking out; the same facts in any order give the same bytes.
//! What is published, contested and decided is recorded elsewhere.

mod amount;
mod compare;
mod line;
mod ranking;
mod revise;
mod rule_book;
mod score;
mod what_if;

pub use amount::{Amount, NotAnAmount};
pub use compare::{ClauseMove, Comparison, Standing, SubjectMove, Undetermined, compare};
pub use line::{Line, MissingAmount};
pub use ranking::{Gap, ItemGap, Ranked, Ranking, Unranked};
pub use revise::{Posted, Revision, revise, standing};
pub use rule_book::{RuleChapter, RuleStep, WordedFormula, rule_book};
pub use score::{Coverage, ItemSum, Score};
pub use what_if::{Change, WhatIf, what_if};

use crate::pack::Pack;
use crate::rule::explain::shown;
use crate::rule::run::{Facts, Given, Readings, Run, RunFault, run};
use crate::rule::sheet::Account;
use crate::rule::value::Value;
use chrono::NaiveDate;
use line::{Depth, lines};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The pack a result was made by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PackNamed {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// SM3 over its files.
    pub hash: String,
    /// The document it is written from.
    pub document: String,
}

/// The period judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Judged {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The day up to which facts had happened.
    pub as_of: NaiveDate,
}

/// A point the document leaves open, with the reading it was run with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OpenReading {
    /// Its name.
    pub name: String,
    /// What is not said.
    pub question: String,
    /// Where.
    pub clause: Option<String>,
    /// The reading; none when nothing is declared.
    pub reading: Option<String>,
    /// On what ground.
    pub basis: Option<String>,
}

/// A table that the pack shows as part of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShownTable {
    /// Its name.
    pub table: String,
    /// What it is.
    pub title: String,
    /// Where the rule stands.
    pub clause: String,
    /// Its columns.
    pub headers: Vec<String>,
    /// Its rows, as people read them.
    pub rows: Vec<Vec<String>>,
}

/// A year assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Assessment {
    /// The pack.
    pub pack: PackNamed,
    /// The period.
    pub period: Judged,
    /// What is scored, such as 责任单位.
    pub subject_label: String,
    /// Every posting, by subject.
    pub lines: Vec<Line>,
    /// Points of every subject.
    pub scores: Vec<Score>,
    /// Money of every subject that has lines of money.
    pub money: Vec<Score>,
    /// Assessed lines of points among all of them.
    pub coverage: Coverage,
    /// Coverage in percent below which no rank is published.
    pub coverage_needed: u32,
    /// The ranking by points.
    pub ranking: Ranking,
    /// Open points with their readings.
    pub open_points: Vec<OpenReading>,
    /// Tables the pack shows.
    pub shown: Vec<ShownTable>,
}

/// The table that names who is assessed, when a pack makes one; else every row of [`UNITS`], where the pack uses it.
pub const SUBJECTS: &str = "考核对象";

/// The table of all units.
pub const UNITS: &str = "单位";

/// Assesses a period with every reason told.
///
/// # Errors
/// Facts that do not fit the pack, or more work than a run may do.
pub fn assess(pack: &Pack, facts: Facts, given: &Given, readings: &Readings) -> Result<Assessment, RunFault> {
    at_depth(pack, facts, given, readings, Depth::Reasons)
}

/// The same without reasons and shown tables: for comparing many runs.
///
/// # Errors
/// Facts that do not fit the pack, or more work than a run may do.
pub fn assess_briefly(pack: &Pack, facts: Facts, given: &Given, readings: &Readings) -> Result<Assessment, RunFault> {
    at_depth(pack, facts, given, readings, Depth::Amounts)
}

fn at_depth(pack: &Pack, facts: Facts, given: &Given, readings: &Readings, depth: Depth) -> Result<Assessment, RunFault> {
    let run = run(&pack.sheet, facts, given, readings)?;
    let lines = lines(&run, depth);
    let scores = score::scores(&lines, Account::Points, &subjects(&run, &lines));
    let money = score::scores(&lines, Account::Money, &BTreeSet::new());
    let of_points = || lines.iter().filter(|line| line.account == Account::Points);
    let coverage = Coverage::new(of_points().filter(|line| line.amount.is_some()).count(), of_points().count());
    let head = pack.head.assessment.as_ref();
    let coverage_needed = head.map_or(100, |head| head.coverage);
    let ranking = ranking::ranking(&scores, &coverage, coverage_needed, head.map_or("", |head| &head.clause));
    let head = &pack.head;
    Ok(Assessment {
        pack: PackNamed { id: head.id.clone(), title: head.title.clone(), hash: pack.hash.clone(), document: head.document.clone() },
        period: Judged { from: given.from, to: given.to, as_of: given.as_of },
        subject_label: head.assessment.as_ref().map(|head| head.subject.clone()).unwrap_or_default(),
        scores,
        money,
        coverage,
        coverage_needed,
        ranking,
        open_points: open_points(&run),
        shown: if depth == Depth::Reasons { shown_tables(&run) } else { vec![] },
        lines,
    })
}

/// Everyone who is assessed: those the pack names, and whoever has a line of points.
fn subjects(run: &Run<'_>, lines: &[Line]) -> BTreeSet<String> {
    let of_points = lines.iter().filter(|line| line.account == Account::Points);
    let mut found: BTreeSet<String> = of_points.filter_map(|line| line.subject.clone()).collect();
    let named = run.sheet.table(SUBJECTS).or_else(|| run.sheet.table(UNITS));
    if let Some(table) = named.map(|place| &run.tables[place]) {
        let place = table.place("名称").unwrap_or(0);
        let names = table.rows.iter().filter_map(|row| row.cells.get(place));
        found.extend(names.filter_map(|value| if let Value::Text(name) = value { Some(name.to_string()) } else { None }));
    }
    found
}

fn open_points(run: &Run<'_>) -> Vec<OpenReading> {
    let point = |point: &crate::rule::sheet::OpenPoint| {
        let value = &run.globals[point.global];
        OpenReading {
            name: point.name.to_string(),
            question: point.question.clone(),
            clause: point.clause.clone(),
            reading: (!value.is_missing()).then(|| point.kind.show(value)),
            basis: point.basis.clone(),
        }
    };
    run.sheet.open.iter().map(point).collect()
}

fn shown_tables(run: &Run<'_>) -> Vec<ShownTable> {
    let of = |step: &crate::rule::sheet::Step| {
        let table = &run.tables[step.table];
        let cells = |row: &crate::rule::table::Row| {
            table.columns.iter().zip(&row.cells).map(|(column, value)| shown(&column.kind, value)).collect()
        };
        ShownTable {
            table: run.sheet.tables[step.table].shape.name.to_string(),
            title: step.title.clone(),
            clause: step.clause.clone(),
            headers: table.columns.iter().map(|column| column.name.to_string()).collect(),
            rows: table.rows.iter().map(cells).collect(),
        }
    };
    run.sheet.steps.iter().filter(|step| step.show).map(of).collect()
}

impl Assessment {
    /// The line of a key.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.key == key)
    }

    /// The lines of a subject.
    pub fn lines_of<'a>(&'a self, subject: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.subject.as_deref() == Some(subject))
    }

    /// The points of a subject.
    #[must_use]
    pub fn score(&self, subject: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.subject == subject)
    }

    /// Lines that name nobody.
    pub fn unassigned(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.subject.is_none())
    }
}
