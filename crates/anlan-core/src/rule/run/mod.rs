//! Runs a checked sheet over facts: every table once, in order, within a bound known beforehand.

mod ordered;
mod post;
mod window;

use super::eval::{Place, Truth};
use super::formula::{Column, Expr};
use super::sheet::{Account, Group, Sheet, Step, TableSource};
use super::table::{Origin, Row, Table};
use super::value::{Value, Why, order};
use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One fact: its name (an id, or none) and its cells in the order of the fact table's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// The fact's id, for explanations.
    pub name: Option<Arc<str>>,
    /// Its cells.
    pub cells: Vec<Value>,
}

/// Facts by table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(pub BTreeMap<String, Vec<FactRow>>);

/// What is given with a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// 期初: first day of the period judged.
    pub from: NaiveDate,
    /// 期末: its last day.
    pub to: NaiveDate,
    /// 截至: the day up to which facts had happened.
    pub as_of: NaiveDate,
}

impl Given {
    /// A whole year.
    #[must_use]
    pub fn year(year: i32) -> Option<Self> {
        let (from, to) = (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?);
        Some(Self { from, to, as_of: to })
    }

    fn values(&self) -> Vec<Value> {
        let year = Value::Number(super::number::Number::whole(self.from.year().into()));
        vec![Value::Date(self.from), Value::Date(self.to), Value::Date(self.as_of), year]
    }
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Points or money.
    pub account: Account,
    /// The assessment item.
    pub item: Arc<str>,
    /// Who gets it.
    pub to: Value,
    /// Who pays it, in a transfer.
    pub payer: Option<Value>,
    /// The period.
    pub period: Arc<str>,
    /// How much, in 分 or 元; missing when it cannot be assessed.
    pub amount: Value,
    /// The step that made it.
    pub step: usize,
    /// The row of that step's table.
    pub row: u32,
}

/// Why facts cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunFault {
    /// The sheet has no fact table of that name.
    #[error("规则包没有声明事实表“{0}” (no fact table `{0}` in the pack)")]
    NoTable(String),
    /// A row has another number of cells than its table has columns.
    #[error("事实表“{table}”第{row}行有{given}个值，应为{wanted}个 (wrong number of cells)")]
    Cells {
        /// The table.
        table: String,
        /// The row, from 1.
        row: usize,
        /// Cells given.
        given: usize,
        /// Cells wanted.
        wanted: usize,
    },
    /// Two rows have the same key.
    #[error("事实表“{table}”有两行的键相同：{key} (two rows of one key)")]
    SameKey {
        /// The table.
        table: String,
        /// The key.
        key: String,
    },
    /// More work than a run may do.
    #[error("事实过多：按规则包计算，步骤“{step}”最多要处理{rows}行，超过{most}行 (too many facts for this pack)")]
    TooMuch {
        /// The step.
        step: String,
        /// Rows it may make.
        rows: u64,
        /// Most allowed.
        most: u64,
    },
    /// No such open point, or not a reading of it.
    #[error("未明事项“{0}”没有这样的读法 (not a reading of this open point)")]
    NoReading(String),
}

/// Most rows one step may make.
pub const MOST_ROWS: u64 = 3_000_000;

/// Most rows that look-ups without an equality may read over a whole run.
pub const MOST_READ: u64 = 1_000_000_000;

/// A sheet run over facts: all its tables and postings.
#[derive(Debug)]
pub struct Run<'s> {
    /// The sheet.
    pub sheet: &'s Sheet,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Rows before grouping, by step.
    pub wide: Vec<Option<Table>>,
    /// Values of the globals.
    pub globals: Vec<Value>,
    /// The ledger, in the order of posting.
    pub postings: Vec<Posting>,
}

/// Readings put in place of the declared ones; `None` takes a declared reading away.
pub type Readings = BTreeMap<String, Option<Value>>;

/// Runs a sheet. Facts may come in any order.
///
/// # Errors
/// Facts that do not fit the sheet, or more work than a run may do.
pub fn run<'s>(sheet: &'s Sheet, facts: Facts, given: &Given, readings: &Readings) -> Result<Run<'s>, RunFault> {
    bound(sheet, &facts, given)?;
    let given = given.values();
    let mut globals: Vec<Value> = sheet.values.iter().map(|value| sheet.global_value(value, Some(&given))).collect();
    for (name, reading) in readings {
        let point = sheet.open.iter().find(|point| *point.name == **name).ok_or_else(|| RunFault::NoReading(name.clone()))?;
        let open = || Value::Missing(Box::new(Why::Open(point.name.clone())));
        globals[point.global] = reading.clone().unwrap_or_else(open);
    }
    let mut run = Run { sheet, tables: Vec::with_capacity(sheet.tables.len()), wide: Vec::new(), globals, postings: Vec::new() };
    let mut facts = facts.0;
    for def in &sheet.tables {
        match &def.source {
            TableSource::Points | TableSource::Money => run.tables.push(Table::new(def.columns.clone(), vec![])),
            TableSource::Reference(rows) => {
                let row = |cells: &Vec<Value>| Row { cells: cells.clone().into(), origin: Origin::Fact(None), doubt: None };
                run.tables.push(Table::new(def.columns.clone(), rows.iter().map(row).collect()));
            }
            TableSource::Fact(key) => {
                let rows = facts.remove(&*def.shape.name).unwrap_or_default();
                run.tables.push(fact_table(&def.shape.name, &def.columns, key, rows)?);
            }
            TableSource::Step(step) => run.step(&sheet.steps[*step], *step),
        }
    }
    match facts.into_keys().next() {
        Some(name) => Err(RunFault::NoTable(name)),
        None => Ok(run),
    }
}

fn fact_table(name: &str, columns: &Arc<[Column]>, key: &[usize], mut rows: Vec<FactRow>) -> Result<Table, RunFault> {
    if let Some((place, row)) = rows.iter().enumerate().find(|(_, row)| row.cells.len() != columns.len()) {
        return Err(RunFault::Cells { table: name.to_owned(), row: place + 1, given: row.cells.len(), wanted: columns.len() });
    }
    // One order for any input order: by key, then by everything.
    let compare = |a: &FactRow, b: &FactRow| {
        let by_key = key.iter().map(|place| order(&a.cells[*place], &b.cells[*place])).find(|at| at.is_ne());
        by_key.unwrap_or_else(|| {
            let all = a.cells.iter().zip(&b.cells).map(|(a, b)| order(a, b)).find(|at| at.is_ne());
            all.unwrap_or_else(|| a.name.cmp(&b.name))
        })
    };
    rows.sort_by(compare);
    if !key.is_empty() {
        let same = |pair: &[FactRow]| {
            key.iter().all(|place| pair[0].cells[*place] == pair[1].cells[*place] && !pair[0].cells[*place].is_missing())
        };
        if let Some(pair) = rows.windows(2).find(|pair| same(pair)) {
            let shown = key.iter().map(|place| columns[*place].kind.show(&pair[0].cells[*place])).collect::<Vec<_>>().join("、");
            return Err(RunFault::SameKey { table: name.to_owned(), key: shown });
        }
    }
    let made = rows.into_iter().map(|row| Row { cells: row.cells.into(), origin: Origin::Fact(row.name), doubt: None });
    Ok(Table::new(columns.clone(), made.collect()))
}

/// Most rows each table can have, told before anything runs.
///
/// # Errors
/// A step could make more than [`MOST_ROWS`].
pub fn bound(sheet: &Sheet, facts: &Facts, given: &Given) -> Result<Vec<u64>, RunFault> {
    let days = u64::try_from((given.to - given.from).num_days()).unwrap_or(0) + 1;
    let mut most: Vec<u64> = Vec::with_capacity(sheet.tables.len());
    let mut posted: u64 = 0;
    let mut read: u64 = 0;
    for def in &sheet.tables {
        let rows = match &def.source {
            TableSource::Points | TableSource::Money => 0,
            TableSource::Reference(rows) => rows.len() as u64,
            TableSource::Fact(_) => facts.0.get(&*def.shape.name).map_or(0, |rows| rows.len() as u64),
            TableSource::Step(step) => {
                let step = &sheet.steps[*step];
                let of = |table: usize, most: &[u64]| if table < 2 { posted } else { most[table] };
                let mut rows: u64 = step.from.iter().map(|(table, _)| of(*table, &most)).sum();
                if let Some(join) = &step.join {
                    let keyed = matches!(&sheet.tables[join.table].source, TableSource::Fact(key) if !key.is_empty() && key.iter().all(|key| join.on.iter().any(|(_, b)| b == key)));
                    let there = of(join.table, &most).max(1);
                    rows = if keyed { rows } else { rows.saturating_mul(there) };
                }
                if let Some(windows) = &step.windows {
                    rows = rows.saturating_mul(window::most(windows.every, days));
                }
                if step.limit.is_some() {
                    rows = posted;
                }
                if rows > MOST_ROWS {
                    return Err(RunFault::TooMuch { step: step.title.clone(), rows, most: MOST_ROWS });
                }
                for formula in step.formulas() {
                    formula.expr.visit(&mut |expr| {
                        // An equality is answered by an index; anything else reads the whole table for each row.
                        if let Expr::Look(look) = expr
                            && look.keys.is_empty()
                        {
                            read = read.saturating_add(rows.saturating_mul(of(look.table, &most)));
                        }
                    });
                }
                if read > MOST_READ {
                    return Err(RunFault::TooMuch { step: step.title.clone(), rows: read, most: MOST_READ });
                }
                let posts = rows.saturating_mul(match (&step.post, &step.limit) {
                    (Some(post), _) => 1 + u64::from(post.payer.is_some()),
                    (None, Some(_)) => 1,
                    (None, None) => 0,
                });
                posted = posted.saturating_add(posts);
                rows.max(u64::from(step.group.as_ref().is_some_and(|group| group.by.is_empty())))
            }
        };
        most.push(rows);
    }
    Ok(most)
}

impl<'s> Run<'s> {
    /// A place where formulas over a row can run.
    #[must_use]
    pub fn place<'a>(&'a self, row: &'a [Value]) -> Place<'a> {
        Place { tables: &self.tables, globals: &self.globals, bands: &self.sheet.bands, row, outer: &[], group: None, previous: None }
    }

    fn step(&mut self, step: &'s Step, place: usize) {
        let def = &self.sheet.tables[step.table];
        if let Some(limit) = &step.limit {
            let rows = self.limit(limit, place);
            self.tables.push(Table::new(def.columns.clone(), rows));
            self.wide.push(None);
            return self.post_limit(limit, place, step.table);
        }
        let mut rows = self.rows(step);
        if let Some((_, ordered)) = &step.ordered {
            ordered::apply(self, ordered, &step.wide, &mut rows);
        }
        let mut wide = None;
        if let Some(group) = &step.group {
            let mut table = Table::new(step.wide.clone(), rows);
            rows = self.grouped(group, &mut table, place);
            wide = Some(table);
        }
        if !step.having.is_empty() {
            rows.retain_mut(|row| {
                let place = self.place(&row.cells);
                let (keep, doubt) = tried(&place, step.having.iter());
                row.doubt = row.doubt.take().or(doubt);
                keep
            });
        }
        self.tables.push(Table::new(def.columns.clone(), rows));
        self.wide.push(wide);
        if let Some(post) = &step.post {
            self.post(post, place, step.table);
        }
    }

    /// Rows of a step before any verb that looks at their order.
    fn rows(&self, step: &Step) -> Vec<Row> {
        let mut made = Vec::new();
        let width = step.wide.len();
        for (table, takes) in &step.from {
            let own = &self.tables[*table];
            let source = u32::try_from(*table).unwrap_or(u32::MAX);
            for (at, row) in (0..).zip(&own.rows) {
                let simple = takes.is_none() && step.join.is_none() && step.windows.is_none();
                let mut doubt = row.doubt.clone();
                if simple && !step.before.is_empty() {
                    let (keep, why) = tried(&self.place(&row.cells), step.before.iter());
                    if !keep {
                        continue;
                    }
                    doubt = doubt.or(why);
                }
                let mut cells: Vec<Value> = Vec::with_capacity(width);
                match takes {
                    None => cells.extend(row.cells.iter().cloned()),
                    Some(takes) => cells.extend(takes.iter().map(|place| row.cells[*place].clone())),
                }
                let start = Row { cells: Box::from([]), origin: Origin::Row(source, at), doubt };
                if simple {
                    made.extend(self.finish_row(step, cells, start, true));
                    continue;
                }
                for (cells, origin) in self.joined(step, cells, (source, at)) {
                    let start = Row { origin, ..start.clone() };
                    match &step.windows {
                        None => made.extend(self.finish_row(step, cells, start, false)),
                        Some(windows) => {
                            for (cells, why) in window::over(self, windows, &cells) {
                                let doubt = start.doubt.clone().or(why);
                                made.extend(self.finish_row(step, cells, Row { doubt, ..start.clone() }, false));
                            }
                        }
                    }
                }
            }
        }
        made
    }

    /// What a row becomes by a step's join and windows, before anything is computed or tried.
    pub(super) fn candidates(&self, step: &Step, cells: Vec<Value>) -> Vec<Vec<Value>> {
        let joined = self.joined(step, cells, (0, 0)).into_iter().map(|(cells, _)| cells);
        match &step.windows {
            None => joined.collect(),
            Some(windows) => joined.flat_map(|cells| window::over(self, windows, &cells)).map(|(cells, _)| cells).collect(),
        }
    }

    fn joined(&self, step: &Step, cells: Vec<Value>, from: (u32, u32)) -> Vec<(Vec<Value>, Origin)> {
        let Some(join) = &step.join else { return vec![(cells, Origin::Row(from.0, from.1))] };
        let other = &self.tables[join.table];
        let there = u32::try_from(join.table).unwrap_or(u32::MAX);
        let partners: Vec<u32> = if join.on.is_empty() {
            (0..u32::try_from(other.rows.len()).unwrap_or(u32::MAX)).collect()
        } else {
            let columns: Vec<usize> = join.on.iter().map(|(_, b)| *b).collect();
            let key: Vec<Value> = join.on.iter().map(|(a, _)| cells[*a].clone()).collect();
            other.index(&columns).rows(&key).to_vec()
        };
        let mut made = Vec::with_capacity(partners.len().max(1));
        for partner in &partners {
            let mut wide = cells.clone();
            wide.extend(join.takes.iter().map(|place| other.rows[*partner as usize].cells[*place].clone()));
            made.push((wide, Origin::Pair(from, Some((there, *partner)))));
        }
        if partners.is_empty() && !join.drop {
            let mut wide = cells;
            let name = &self.sheet.tables[join.table].title;
            wide.extend(join.takes.iter().map(|place| Value::no_data(&format!("“{name}”里没有对应的“{}”", other.columns[*place].name))));
            made.push((wide, Origin::Pair(from, None)));
        }
        made
    }

    fn finish_row(&self, step: &Step, mut cells: Vec<Value>, start: Row, tried_before: bool) -> Option<Row> {
        let mut doubt = start.doubt;
        if !tried_before && !step.before.is_empty() {
            let (keep, why) = tried(&self.place(&cells), step.before.iter());
            if !keep {
                return None;
            }
            doubt = doubt.or(why);
        }
        for (_, formula) in &step.with {
            let value = self.place(&cells).value(&formula.expr).into_owned();
            cells.push(value);
        }
        if !step.keep_if.is_empty() {
            let (keep, why) = tried(&self.place(&cells), step.keep_if.iter());
            if !keep {
                return None;
            }
            doubt = doubt.or(why);
        }
        Some(Row { cells: cells.into(), origin: start.origin, doubt })
    }

    fn grouped(&self, group: &Group, wide: &mut Table, step: usize) -> Vec<Row> {
        let mut groups: Vec<(Vec<Value>, Vec<u32>)> = Vec::new();
        let mut by_key: FxHashMap<Vec<Value>, usize> = FxHashMap::default();
        let mut unsure: Vec<u32> = Vec::new();
        for (at, row) in (0..).zip(&mut wide.rows) {
            let key: Vec<Value> = group.by.iter().map(|place| row.cells[*place].clone()).collect();
            if let Some(Value::Missing(why)) = key.iter().find(|value| value.is_missing()) {
                // It may belong to any group.
                row.doubt = row.doubt.take().or_else(|| Some(Arc::new((**why).clone())));
                unsure.push(at);
                continue;
            }
            let place = *by_key.entry(key).or_insert_with_key(|key| {
                groups.push((key.clone(), Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(at);
        }
        if groups.is_empty() && (group.by.is_empty() || !unsure.is_empty()) {
            let key = unsure
                .first()
                .map_or_else(Vec::new, |at| group.by.iter().map(|place| wide.rows[*at as usize].cells[*place].clone()).collect());
            groups.push((key, Vec::new()));
        }
        let step = u32::try_from(step).unwrap_or(u32::MAX);
        let mut made = Vec::with_capacity(groups.len());
        for (key, mut members) in groups {
            members.extend(&unsure);
            let sure = members.iter().any(|at| wide.rows[*at as usize].doubt.is_none());
            let doubt = if sure || members.is_empty() { None } else { wide.rows[members[0] as usize].doubt.clone() };
            let mut cells = key;
            for (_, formula) in &group.keep {
                let place = Place { group: Some((wide, &members)), ..self.place(&cells) };
                let value = place.value(&formula.expr).into_owned();
                cells.push(value);
            }
            made.push(Row { cells: cells.into(), origin: Origin::Group(step, members.into()), doubt });
        }
        made
    }
}

/// Whether all conditions hold: (keep, doubt).
fn tried<'a>(place: &Place<'a>, conditions: impl Iterator<Item = &'a super::formula::Formula>) -> (bool, Option<Arc<Why>>) {
    let mut doubt = None;
    for condition in conditions {
        match place.truth(&condition.expr) {
            Truth::Yes => {}
            Truth::No => return (false, None),
            Truth::Unknown(why) => doubt = doubt.or_else(|| Some(Arc::new(why))),
        }
    }
    (true, doubt)
}
