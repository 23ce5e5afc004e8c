//! Figures (数据项): the named numbers and words that documents quote, each computed from single facts by the pack's own rules. Pure.

pub mod frozen;

use crate::pack::Pack;
use crate::rule::explain::{Reasons, shown};
use crate::rule::formula::Column;
use crate::rule::number::Number;
use crate::rule::run::{Facts, Given, Readings, RunFault, run};
use crate::rule::sheet::{Figure, FigureOf};
use crate::rule::unit::Unit;
use crate::rule::value::{Kind, Value, Why};

/// A figure as computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedFigure {
    /// Its word.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its definition in words.
    pub about: String,
    /// Its formula.
    pub formula: String,
    /// Its unit; empty when it is no number.
    pub unit: String,
    /// The year since whose first day it counts, where that is not its period's.
    pub since: Option<i32>,
    /// Where it stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Whether districts' values of it may be added.
    pub adds: bool,
    /// Whether the office's first page shows it.
    pub front: bool,
    /// How its definition differs from what its word means elsewhere.
    pub differs: Option<String>,
    /// Exact, as a machine reads it, in its unit; none when it cannot be told.
    pub value: Option<String>,
    /// As a document writes it behind which its unit stands; what is missing, in brackets, when it cannot be told.
    pub shown: String,
    /// How many are known, and how many there are.
    pub coverage: Option<(String, String)>,
    /// The names of all facts behind it, sorted.
    pub facts: Vec<String>,
}

/// Computes the figures of a pack that are of a period.
///
/// # Errors
/// Facts that do not fit the pack, or more work than a run may do.
pub fn judge_figures(pack: &Pack, facts: Facts, given: &Given, of: FigureOf) -> Result<Vec<JudgedFigure>, RunFault> {
    let run = run(&pack.sheet, facts, given, &Readings::new())?;
    let mut told = Vec::new();
    for figure in pack.sheet.figures.iter().filter(|figure| figure.of == of) {
        let step = &run.sheet.steps[figure.step];
        let table = &run.tables[step.table];
        let Some(row) = table.rows.first() else { continue };
        let (column, cell) = (&table.columns[0], &row.cells[0]);
        let coverage = figure.covers.then(|| (shown(&table.columns[1].kind, &row.cells[1]), shown(&table.columns[2].kind, &row.cells[2])));
        told.push(JudgedFigure {
            value: (!cell.is_missing()).then(|| column.kind.plain(cell)),
            shown: written(column, cell),
            coverage,
            facts: run.fact_names(step.table, 0),
            ..unknown(pack, figure)
        });
    }
    Ok(told)
}

/// The figures of a pack that are of a period, none of which may be told yet.
#[must_use]
pub fn withheld(pack: &Pack, of: FigureOf, why: &str) -> Vec<JudgedFigure> {
    let told = |figure: &Figure| JudgedFigure { shown: format!("〔未评：{why}〕"), ..unknown(pack, figure) };
    pack.sheet.figures.iter().filter(|figure| figure.of == of).map(told).collect()
}

/// What a figure is, without a value.
fn unknown(pack: &Pack, figure: &Figure) -> JudgedFigure {
    let step = &pack.sheet.steps[figure.step];
    JudgedFigure {
        key: figure.key.clone(),
        name: figure.name.clone(),
        about: figure.about.clone(),
        formula: step.with.first().map(|(_, formula)| formula.text.to_string()).unwrap_or_default(),
        unit: figure.unit.clone(),
        since: figure.since,
        clause: step.clause.clone(),
        reading: step.reading.clone(),
        adds: figure.adds,
        front: figure.front,
        differs: figure.differs.clone(),
        value: None,
        shown: String::new(),
        coverage: None,
        facts: vec![],
    }
}

/// Why a figure is as it is, down to single facts; none when the pack has no such figure.
///
/// # Errors
/// Facts that do not fit the pack, or more work than a run may do.
pub fn explain_figure(pack: &Pack, facts: Facts, given: &Given, key: &str) -> Result<Option<Reasons>, RunFault> {
    let run = run(&pack.sheet, facts, given, &Readings::new())?;
    let figure = pack.sheet.figures.iter().find(|figure| figure.key == key);
    Ok(figure.and_then(|figure| run.explain(run.sheet.steps[figure.step].table, 0)))
}

/// The sum of exact values as [`JudgedFigure::value`] gives them; none when one of them is no number.
#[must_use]
pub fn sum<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let mut all = Number::whole(0);
    for value in values {
        all = all.plus(&Number::parse(value)?)?;
    }
    Some(Kind::Number(Unit::PLAIN).plain(&Value::Number(all)))
}

/// The value without its unit, which the document writes behind it.
fn written(column: &Column, cell: &Value) -> String {
    match (cell, &column.kind) {
        (Value::Missing(why), _) => match &**why {
            Why::Open(_) => format!("〔不能确定：{why}〕"),
            Why::NoData(_) | Why::CannotCompute(_) => format!("〔未评：{why}〕"),
        },
        (Value::Number(_), kind @ Kind::Number(_)) => kind.plain(cell),
        (_, kind) => kind.show(cell),
    }
}
