//! What if one fact were not there: which single fact moves a subject's score most.

use super::line::{Depth, lines};
use super::{Amount, Line};
use crate::pack::Pack;
use crate::rule::explain::{Named, shown};
use crate::rule::run::{FactRow, Facts, Given, Readings, RunFault, run};
use crate::rule::sheet::Account;
use crate::rule::table::Origin;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One fact taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FactTakenAway))]
pub struct Change {
    /// The fact's table.
    pub table: String,
    /// What that table is.
    pub title: String,
    /// The fact's id.
    pub fact: Option<String>,
    /// What it says.
    pub values: Vec<Named>,
    /// The score without it; none when there would be none.
    pub score: Option<Amount>,
    /// Sum of what would be assessed.
    pub known: Amount,
    /// By how much that sum moves.
    pub difference: Amount,
    /// Lines that would no longer be there, be other or be unassessed.
    pub lines: Vec<String>,
}

/// A subject's year without each of its facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WhatIf {
    /// The subject.
    pub subject: String,
    /// Its score as it is.
    pub score: Option<Amount>,
    /// Sum of what is assessed.
    pub known: Amount,
    /// Facts tried, the one that moves most first.
    pub changes: Vec<Change>,
    /// Facts its lines rest on that were not tried.
    pub not_tried: usize,
}

/// Takes away each of the `most` facts that the largest amounts of a subject rest on, and runs again.
///
/// # Errors
/// Facts that do not fit the pack, or more work than a run may do.
pub fn what_if(pack: &Pack, facts: &Facts, given: &Given, readings: &Readings, subject: &str, most: usize) -> Result<WhatIf, RunFault> {
    let first = run(&pack.sheet, facts.clone(), given, readings)?;
    let own: Vec<Line> = of_subject(lines(&first, Depth::Amounts), subject);
    let mut weight: BTreeMap<(usize, u32), Amount> = BTreeMap::new();
    for posting in first.postings.iter().filter(|posting| posting.account == Account::Points) {
        let concerns = [Some(&posting.to), posting.payer.as_ref()];
        if !concerns.into_iter().flatten().any(|who| matches!(who, crate::rule::value::Value::Text(name) if **name == *subject)) {
            continue;
        }
        let amount = posting.amount.number().and_then(Amount::of).unwrap_or(Amount::ZERO).abs();
        for fact in first.facts_behind(first.sheet.steps[posting.step].table, posting.row) {
            let sum = weight.entry(fact).or_default();
            *sum = *sum + amount;
        }
    }
    let mut promising: Vec<((usize, u32), Amount)> = weight.into_iter().collect();
    promising.sort_by_key(|(fact, amount)| (std::cmp::Reverse(*amount), *fact));
    let not_tried = promising.len().saturating_sub(most);
    let (known, score) = sums(&own, has_nobody(&lines(&first, Depth::Amounts)));
    let mut changes = Vec::new();
    for ((table, row), _) in promising.into_iter().take(most) {
        let def = &first.sheet.tables[table];
        let cells = &first.tables[table].rows[row as usize];
        let name = if let Origin::Fact(name) = &cells.origin { name.clone() } else { None };
        let gone = FactRow { name, cells: cells.cells.to_vec() };
        let mut without = facts.clone();
        if let Some(rows) = without.0.get_mut(&*def.shape.name)
            && let Some(place) = rows.iter().position(|row| *row == gone)
        {
            rows.remove(place);
        }
        let again = run(&pack.sheet, without, given, readings)?;
        let all = lines(&again, Depth::Amounts);
        let nobody = has_nobody(&all);
        let then = of_subject(all, subject);
        let (then_known, then_score) = sums(&then, nobody);
        let differ = own.iter().filter(|line| !then.iter().any(|other| other.key == line.key && other.amount == line.amount));
        let values = def.columns.iter().zip(&cells.cells).filter(|(_, value)| !value.is_missing());
        changes.push(Change {
            table: def.shape.name.to_string(),
            title: def.title.clone(),
            fact: gone.name.as_ref().map(ToString::to_string),
            values: values.map(|(column, value)| Named { name: column.name.to_string(), value: shown(&column.kind, value) }).collect(),
            score: then_score,
            known: then_known,
            difference: then_known - known,
            lines: differ.map(|line| format!("{}（{}）", line.title, line.period)).collect(),
        });
    }
    changes.sort_by_key(|change| std::cmp::Reverse((change.difference.abs(), change.score.is_some())));
    Ok(WhatIf { subject: subject.to_owned(), score, known, changes, not_tried })
}

fn has_nobody(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.account == Account::Points && line.subject.is_none())
}

fn of_subject(lines: Vec<Line>, subject: &str) -> Vec<Line> {
    lines.into_iter().filter(|line| line.account == Account::Points && line.subject.as_deref() == Some(subject)).collect()
}

fn sums(lines: &[Line], nobody: bool) -> (Amount, Option<Amount>) {
    let known = lines.iter().filter_map(|line| line.amount).sum();
    let whole = !nobody && lines.iter().all(|line| line.amount.is_some());
    (known, whole.then_some(known))
}
