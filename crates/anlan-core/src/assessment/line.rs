//! One line of a ledger: a posting with its reasons, named by what it is about and never by where it stood.

use super::Amount;
use crate::rule::explain::Reasons;
use crate::rule::run::{Posting, Run};
use crate::rule::sheet::{Account, Ordered, Step, TableSource};
use crate::rule::table::{Origin, Row};
use crate::rule::value::{Value, Why};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Why a line has no amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MissingAmount {
    /// Whether the document leaves a point open that the pack has not declared (不能确定); otherwise data are missing (未评).
    pub open_point: bool,
    /// Why, in words.
    pub reason: String,
}

impl MissingAmount {
    pub(super) fn of(why: &Why) -> Self {
        Self { open_point: matches!(why, Why::Open(_)), reason: why.to_string() }
    }
}

/// One line of a ledger. A transfer makes two: the receiver's and the payer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Line {
    /// Its name, the same in every run over the same matter: table, item, subject, counterpart, period, and what its row is about.
    pub key: String,
    /// Points or money.
    pub account: Account,
    /// The assessment item.
    pub item: String,
    /// Whose line it is; none when the record does not say, so that it may be anyone's.
    pub subject: Option<String>,
    /// The other side of a transfer.
    pub counterpart: Option<String>,
    /// The period it is for.
    pub period: String,
    /// The step's table.
    pub table: String,
    /// What that step is.
    pub title: String,
    /// The clause that decided.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// How much, in 分 or 元; none when it cannot be assessed.
    pub amount: Option<Amount>,
    /// Why there is no amount.
    pub missing: Option<MissingAmount>,
    /// Ids of the facts it rests on, each once.
    pub facts: Vec<String>,
    /// Its reasons, down to single facts; left out in a trial run.
    pub reasons: Option<Reasons>,
}

/// How much is told of each line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    /// Amounts only.
    Amounts,
    /// With the ids of facts.
    Facts,
    /// With the reasons.
    Reasons,
}

/// All lines of a run, by subject, in the order of the rules.
pub(super) fn lines(run: &Run<'_>, depth: Depth) -> Vec<Line> {
    let mut made: Vec<(usize, Line, &Posting)> = Vec::with_capacity(run.postings.len());
    for posting in &run.postings {
        let to = name(&posting.to);
        let payer = posting.payer.as_ref().map(name);
        let line = line(run, posting, to.clone(), payer.clone().flatten(), depth);
        if let Some(payer) = payer {
            let paid = Line {
                subject: payer,
                counterpart: to,
                amount: line.amount.map(std::ops::Neg::neg),
                key: format!("{}｜付", line.key),
                ..line.clone()
            };
            made.push((posting.step, paid, posting));
        }
        made.push((posting.step, line, posting));
    }
    tell_apart(run, &mut made);
    // Lines of nobody come last, where they are seen.
    made.sort_by(|(a_step, a, _), (b_step, b, _)| {
        let place = |step: usize, line: &Line| {
            (line.subject.is_none(), line.subject.clone(), step, line.item.clone(), crate::text::natural(&line.period), line.key.clone())
        };
        place(*a_step, a).cmp(&place(*b_step, b))
    });
    made.into_iter().map(|(_, line, _)| line).collect()
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some((**text).to_owned()),
        Value::Missing(_) | Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Time(_) | Value::Month(_) | Value::Grade(_) => None,
    }
}

fn line(run: &Run<'_>, posting: &Posting, subject: Option<String>, counterpart: Option<String>, depth: Depth) -> Line {
    let step = &run.sheet.steps[posting.step];
    let row = &run.tables[step.table].rows[posting.row as usize];
    let (clause, reading) = clause_of(run, step, row);
    let (amount, missing) = match &posting.amount {
        Value::Number(number) => match Amount::of(number) {
            Some(amount) => (Some(amount), None),
            None => (None, Some(MissingAmount { open_point: false, reason: "数过长".to_owned() })),
        },
        Value::Missing(why) => (None, Some(MissingAmount::of(why))),
        Value::Bool(_) | Value::Text(_) | Value::Date(_) | Value::Time(_) | Value::Month(_) | Value::Grade(_) => {
            (None, Some(MissingAmount { open_point: false, reason: "不是数".to_owned() }))
        }
    };
    let table = &run.sheet.tables[step.table].shape.name;
    let who = subject.as_deref().unwrap_or("？");
    let other = counterpart.as_deref().map(|other| format!("←{other}")).unwrap_or_default();
    let key = format!("{table}｜{}｜{who}{other}｜{}｜{}", posting.item, posting.period, identity(run, step.table, row));
    let facts = if depth >= Depth::Facts { run.fact_names(step.table, posting.row) } else { vec![] };
    let reasons = if depth == Depth::Reasons { run.explain(step.table, posting.row) } else { None };
    Line {
        key,
        account: posting.account,
        item: posting.item.to_string(),
        subject,
        counterpart,
        period: posting.period.to_string(),
        table: table.to_string(),
        title: step.title.clone(),
        clause,
        reading,
        amount,
        missing,
        facts,
        reasons,
    }
}

/// The clause that decided a row: the chosen case's, else the step's.
fn clause_of(run: &Run<'_>, step: &Step, row: &Row) -> (String, Option<String>) {
    let own = || (step.clause.clone(), step.reading.clone());
    let (Some((_, Ordered::Choose(cases))), None) = (&step.ordered, &step.group) else { return own() };
    let Some(place) = run.tables[step.table].place("规则") else { return own() };
    let Value::Text(key) = &row.cells[place] else { return own() };
    let case = cases.iter().find(|case| case.key == *key && !case.clause.is_empty());
    case.map_or_else(own, |case| (case.clause.clone(), case.reading.clone().or_else(|| step.reading.clone())))
}

/// What a row is about: the columns that make its group or tell its facts apart.
fn identity(run: &Run<'_>, table: usize, row: &Row) -> String {
    let def = &run.sheet.tables[table];
    let shown = |places: &mut dyn Iterator<Item = usize>| {
        places.map(|place| def.columns[place].kind.plain(&row.cells[place])).collect::<Vec<_>>().join("·")
    };
    let behind = |origin: &Origin| match origin {
        Origin::Row(from, at) | Origin::Pair((from, at), _) => {
            let from = *from as usize;
            identity(run, from, &run.tables[from].rows[*at as usize])
        }
        Origin::Fact(_) | Origin::Group(..) => String::new(),
    };
    match &def.source {
        TableSource::Fact(key) => {
            let whole = !key.is_empty() && key.iter().all(|place| !row.cells[*place].is_missing());
            match &row.origin {
                Origin::Fact(Some(name)) if !whole => name.to_string(),
                Origin::Fact(_) | Origin::Row(..) | Origin::Pair(..) | Origin::Group(..) => {
                    if whole {
                        shown(&mut key.iter().copied())
                    } else {
                        shown(&mut (0..row.cells.len()))
                    }
                }
            }
        }
        TableSource::Reference(_) => shown(&mut (0..row.cells.len())),
        TableSource::Points | TableSource::Money => format!("{}·{}", shown(&mut (0..3)), behind(&row.origin)),
        TableSource::Step(place) => {
            let step = &run.sheet.steps[*place];
            if let Some(group) = &step.group {
                return shown(&mut (0..group.by.len()));
            }
            if let Some(limit) = &step.limit {
                return shown(&mut (0..limit.per.len()));
            }
            let windows = step.windows.as_ref().and_then(|_| run.tables[table].place("窗口"));
            let window = windows.map(|place| format!("·{}", shown(&mut std::iter::once(place)))).unwrap_or_default();
            format!("{}{window}", behind(&row.origin))
        }
    }
}

/// Lines of one key (a join with several partners) are told apart by everything in their rows; quite equal ones are counted.
fn tell_apart(run: &Run<'_>, made: &mut [(usize, Line, &Posting)]) {
    let same = |made: &[(usize, Line, &Posting)]| {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, (_, line, _)) in made.iter().enumerate() {
            by_key.entry(line.key.clone()).or_default().push(place);
        }
        by_key.into_values().filter(|places| places.len() > 1).collect::<Vec<_>>()
    };
    for place in same(made).into_iter().flatten() {
        let (step, line, posting) = &mut made[place];
        let table = run.sheet.steps[*step].table;
        let row = &run.tables[table].rows[posting.row as usize];
        let cells = run.tables[table].columns.iter().zip(&row.cells).map(|(column, value)| column.kind.plain(value));
        line.key = format!("{}｜{}", line.key, cells.collect::<Vec<_>>().join("·"));
    }
    for places in same(made) {
        for (count, place) in (1..).zip(places) {
            let line = &mut made[place].1;
            line.key = format!("{}｜第{count}笔", line.key);
        }
    }
}
