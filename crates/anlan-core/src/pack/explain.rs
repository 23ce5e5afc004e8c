//! A verdict told to people: each condition tried with its text, values and facts, by the pack's words.

use crate::light::{Judged, Light};
use crate::month::Month;
use crate::rule::eval::Truth;
use crate::rule::formula::Expr;
use crate::rule::run::Run;
use crate::rule::sheet::{Case, Ordered, SaysPart, Step};
use crate::rule::table::{Origin, Row};
use serde::{Deserialize, Serialize};

/// A value compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Value {
    /// Its word.
    pub name: String,
    /// Its label.
    pub label: String,
    /// As people read it.
    pub value: String,
}

/// A fact used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FactUsed {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// One condition tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The rule's word.
    pub rule: String,
    /// The rule's name.
    pub title: String,
    /// Whether it held.
    pub holds: bool,
    /// Its clause.
    pub clause: String,
    /// What was found.
    pub text: String,
    /// The values compared.
    pub values: Vec<Value>,
    /// The facts used.
    pub facts: Vec<FactUsed>,
}

/// A light with its reasons in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Explained {
    /// The light.
    pub light: Light,
    /// The word of the rule that decided.
    pub rule: String,
    /// That rule's name.
    pub rule_title: String,
    /// Its clause.
    pub clause: String,
    /// Every condition tried, in order.
    pub because: Vec<Reason>,
}

/// Tells a light in the pack's words; `item` is its place among those judged.
#[must_use]
pub fn explain(judged: &Judged<'_>, item: usize, month: Month) -> Option<Explained> {
    let (verdict, row) = (judged.verdict(item, month)?, judged.row(item, month)?);
    let rules = judged.rules().rules();
    let decided = rules.get(verdict.rule())?;
    let run = &judged.run;
    let step = run.sheet.step_of(judged.rules().table)?;
    let Some((_, Ordered::Choose(cases))) = &step.ordered else { return None };
    let cells = &run.tables[judged.rules().table].rows.get(row as usize)?;
    let because = cases.iter().zip(rules).take(verdict.rule() + 1).map(|(case, rule)| {
        let tried = run.tried_case(case, &run.place(&cells.cells));
        let columns = columns_of(case);
        let label = |place: &usize| {
            let column = &step.wide[*place];
            Value { name: column.name.to_string(), label: column.name.to_string(), value: column.kind.show(&cells.cells[*place]) }
        };
        Reason {
            rule: rule.key.clone(),
            title: rule.title.clone(),
            holds: tried.holds == Some(true),
            clause: rule.clause.clone(),
            text: if tried.holds.is_none() { undecided(run, case, cells) } else { tried.condition },
            values: columns.iter().map(label).collect(),
            facts: facts_of(run, step, cells, &columns),
        }
    });
    Some(Explained {
        light: verdict.light,
        rule: decided.key.clone(),
        rule_title: decided.title.clone(),
        clause: decided.clause.clone(),
        because: because.collect(),
    })
}

/// What is said of a condition that cannot be told: it, and why.
fn undecided(run: &Run<'_>, case: &Case, row: &Row) -> String {
    let truth = case.when.as_ref().map(|when| run.place(&row.cells).truth(&when.expr));
    let why = if let Some(Truth::Unknown(why)) = truth { why.to_string() } else { String::new() };
    let condition = case.when.as_ref().map_or("", |when| &*when.text);
    format!("“{condition}”不能确定：{why}。")
}

/// Columns that a case names, in its condition and in its sentences.
fn columns_of(case: &Case) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut add = |place: usize| {
        if !found.contains(&place) {
            found.push(place);
        }
    };
    let says = case.holds.iter().chain(&case.fails).flat_map(|says| &says.0);
    says.for_each(|part| {
        if let SaysPart::Column(place, _) = part {
            add(*place)
        }
    });
    if let Some(when) = &case.when {
        when.expr.visit(&mut |expr| {
            if let Expr::Column(place) = expr {
                add(*place)
            }
        });
    }
    found
}

/// Facts behind some columns of a row: the row's own, and those its formulas looked up.
fn facts_of(run: &Run<'_>, step: &Step, row: &Row, columns: &[usize]) -> Vec<FactUsed> {
    let mut found: Vec<FactUsed> = Vec::new();
    let mut seen: Vec<usize> = Vec::new();
    let mut left: Vec<usize> = columns.to_vec();
    let first = step.wide.len() - step.with.len() - 2;
    let mut add = |table: usize, at: u32| {
        let def = &run.sheet.tables[table];
        let own = &run.tables[table].rows[at as usize];
        let Origin::Fact(Some(id)) = &own.origin else { return };
        if found.iter().any(|fact| *fact.id == **id) {
            return;
        }
        let told = def.columns.iter().zip(&own.cells).filter(|(column, value)| !value.is_missing() && &*column.name != "事项");
        let text: Vec<String> = told.map(|(column, value)| format!("{} {}", column.name, column.kind.show(value))).collect();
        found.push(FactUsed { id: id.to_string(), text: format!("{}：{}", def.title, text.join("，")) });
    };
    while let Some(column) = left.pop() {
        if seen.contains(&column) {
            continue;
        }
        seen.push(column);
        let Some((_, formula)) = column.checked_sub(first).and_then(|place| step.with.get(place)) else {
            if let Origin::Row(table, at) = row.origin {
                add(table as usize, at);
            }
            continue;
        };
        let place = run.place(&row.cells);
        formula.expr.visit(&mut |expr| match expr {
            Expr::Column(place) => left.push(*place),
            Expr::Look(look) => place.found(look).rows.iter().for_each(|(at, _)| add(look.table, *at)),
            Expr::Const(_)
            | Expr::Outer(_)
            | Expr::Global(_)
            | Expr::Negative(_)
            | Expr::Binary(..)
            | Expr::All(_)
            | Expr::Any(_)
            | Expr::Call(..)
            | Expr::Band(..)
            | Expr::Fold(..)
            | Expr::Previous(_) => {}
        });
    }
    found
}
