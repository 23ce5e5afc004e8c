//! The tables that a pack shows, each row with its reasons. Pure; what the rows mean is the pack's.

use crate::digest;
use crate::pack::Pack;
use crate::rule::explain::{Reasons, shown};
use crate::rule::run::{Facts, Given, Readings, RunFault, run};
use std::collections::BTreeMap;

/// A row as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedRow {
    /// Its name: the same in every run that gives the same row.
    pub key: String,
    /// Its cells by the table's headers; a missing one says why, in brackets.
    pub cells: Vec<String>,
    /// Whether each cell is missing: not assessed, or not determined.
    pub missing: Vec<bool>,
    /// Why it cannot be told whether the row belongs here.
    pub doubt: Option<String>,
    /// Why it is as it is, down to single facts.
    pub reasons: Reasons,
    /// The names of all facts behind it, sorted; only of the tables they were asked for.
    pub facts: Vec<String>,
}

/// A table that the pack shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedTable {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Where the rule stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Its columns.
    pub headers: Vec<String>,
    /// Its rows.
    pub rows: Vec<JudgedRow>,
}

impl JudgedTable {
    /// A cell as people read it; none when the table has no such column or the cell is missing.
    #[must_use]
    pub fn cell<'a>(&'a self, row: &'a JudgedRow, column: &str) -> Option<&'a str> {
        let place = self.headers.iter().position(|header| header == column)?;
        if row.missing.get(place).copied().unwrap_or(true) { None } else { row.cells.get(place).map(String::as_str) }
    }

    /// The row of a key.
    #[must_use]
    pub fn row(&self, key: &str) -> Option<&JudgedRow> {
        self.rows.iter().find(|row| row.key == key)
    }
}

/// Runs a pack over facts and tells every row it shows; of the tables `behind`, with the names of all facts behind each row.
///
/// # Errors
/// Facts that do not fit the pack, or more work than a run may do.
pub fn judge_shown(pack: &Pack, facts: Facts, given: &Given, behind: &[String]) -> Result<Vec<JudgedTable>, RunFault> {
    let run = run(&pack.sheet, facts, given, &Readings::new())?;
    let mut told = Vec::new();
    for step in run.sheet.steps.iter().filter(|step| step.show) {
        let table = &run.tables[step.table];
        let name = run.sheet.tables[step.table].shape.name.to_string();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut rows = Vec::with_capacity(table.rows.len());
        for (place, row) in table.rows.iter().enumerate() {
            let cells: Vec<String> = table.columns.iter().zip(&row.cells).map(|(column, value)| shown(&column.kind, value)).collect();
            let Ok(place) = u32::try_from(place) else { continue };
            let Some(reasons) = run.explain(step.table, place) else { continue };
            let facts = if behind.contains(&name) { run.fact_names(step.table, place) } else { vec![] };
            let text = format!("{name}\u{1f}{}", cells.join("\u{1f}"));
            let nth = seen.entry(text.clone()).and_modify(|nth| *nth += 1).or_insert(0);
            let key = digest::hex(format!("{text}\u{1f}{nth}").as_bytes())[..16].to_owned();
            let missing = row.cells.iter().map(crate::rule::value::Value::is_missing).collect();
            rows.push(JudgedRow { key, cells, missing, doubt: row.doubt.as_ref().map(ToString::to_string), reasons, facts });
        }
        told.push(JudgedTable {
            name,
            title: step.title.clone(),
            clause: step.clause.clone(),
            reading: step.reading.clone(),
            headers: table.columns.iter().map(|column| column.name.to_string()).collect(),
            rows,
        });
    }
    Ok(told)
}
