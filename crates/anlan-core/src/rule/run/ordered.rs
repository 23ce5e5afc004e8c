//! Verbs that look at rows in their order: choose, rank, runs, carry, accept.

use super::Run;
use crate::rule::eval::{Place, Truth};
use crate::rule::formula::Column;
use crate::rule::number::Number;
use crate::rule::sheet::{Case, OrderBy, Ordered, Pause, Ties};
use crate::rule::table::Row;
use crate::rule::value::{Value, Why, order};
use rustc_hash::FxHashMap;
use std::cmp::Ordering;

fn missing(why: Why) -> Value {
    Value::Missing(Box::new(why))
}

/// Adds the verb's column to every row.
pub(super) fn apply(run: &Run<'_>, verb: &Ordered, wide: &[Column], rows: &mut [Row]) {
    let values: Vec<Value> = match verb {
        Ordered::Choose(cases) => {
            for row in rows.iter_mut() {
                let (value, key) = choose(&run.place(&row.cells), cases);
                add(row, [value, key]);
            }
            return;
        }
        Ordered::Rank { by, within, ties, skip_missing } => {
            let name = wide.last().map_or("", |column| &*column.name);
            let ties = ties.now(&run.globals, || format!("“{name}”并列如何排名"));
            rank(run, rows, by, within, &ties, *skip_missing, name)
        }
        Ordered::Runs { of, along, within, excused, excuse, gap } => {
            let mut made = vec![Value::Bool(false); rows.len()];
            for group in groups(rows, within) {
                let pauses =
                    (excuse.now(&run.globals, || "免责是否中断连续".to_owned()), gap.now(&run.globals, || "缺期是否中断连续".to_owned()));
                let truth = |place: usize| run.place(&rows[place].cells).truth(&of.expr);
                let excused =
                    |place: usize| excused.as_ref().map_or(Truth::No, |excused| run.place(&rows[place].cells).truth(&excused.expr));
                runs(rows, group, *along, &truth, &excused, pauses, &mut made);
            }
            made
        }
        Ordered::Carry { along, within, start, next } => {
            let mut made = vec![Value::Bool(false); rows.len()];
            for group in groups(rows, within) {
                let start = run.place(&[]).value(&start.expr).into_owned();
                let first = rows.first().map_or(0, |row| row.cells.len());
                let mut previous: Vec<Value> = vec![Value::no_data("没有上一行"); first];
                previous.push(start);
                for place in sorted(run, rows, group, along) {
                    let row = &rows[place];
                    let here = Place { previous: Some(&previous), ..run.place(&row.cells) };
                    let mut value = here.value(&next.expr).into_owned();
                    if let (Some(doubt), false) = (&row.doubt, value.is_missing()) {
                        value = missing((**doubt).clone());
                    }
                    made[place] = value.clone();
                    previous = row.cells.to_vec();
                    previous.push(value);
                }
            }
            made
        }
        Ordered::Accept { along, within, when } => {
            let mut made = vec![Value::Bool(false); rows.len()];
            for group in groups(rows, within) {
                let width = rows.first().map_or(0, |row| row.cells.len());
                let mut last: Vec<Value> = vec![Value::no_data("此前没有"); width];
                let mut lost: Option<Why> = None;
                for place in sorted(run, rows, group, along) {
                    let row = &rows[place];
                    let here = Place { previous: Some(&last), ..run.place(&row.cells) };
                    let truth = match (&lost, &row.doubt) {
                        (Some(why), _) => Truth::Unknown(why.clone()),
                        (None, Some(why)) => Truth::Unknown((**why).clone()),
                        (None, None) => here.truth(&when.expr),
                    };
                    made[place] = match truth {
                        Truth::Yes => {
                            last = row.cells.to_vec();
                            Value::Bool(true)
                        }
                        Truth::No => Value::Bool(false),
                        Truth::Unknown(why) => {
                            lost = Some(why.clone());
                            missing(why)
                        }
                    };
                }
            }
            made
        }
    };
    let values = unsure(verb, rows, values);
    for (row, value) in rows.iter_mut().zip(values) {
        add(row, [value]);
    }
}

/// A row of which it is not known with which others it goes may go with any: nobody's value can be told, unless such rows are
/// passed over.
fn unsure(verb: &Ordered, rows: &[Row], values: Vec<Value>) -> Vec<Value> {
    let (within, pass) = match verb {
        Ordered::Choose(_) => return values,
        Ordered::Rank { within, skip_missing, .. } => (within, *skip_missing == Some(true)),
        Ordered::Runs { within, .. } | Ordered::Carry { within, .. } | Ordered::Accept { within, .. } => (within, false),
    };
    let gap = |row: &Row| {
        within.iter().find_map(|column| if let Value::Missing(why) = &row.cells[*column] { Some((**why).clone()) } else { None })
    };
    let Some(first) = rows.iter().find_map(gap) else { return values };
    let told = |(row, value): (&Row, Value)| match gap(row) {
        Some(why) => missing(why),
        None if pass => value,
        None => missing(first.clone()),
    };
    rows.iter().zip(values).map(told).collect()
}

fn add<const N: usize>(row: &mut Row, values: [Value; N]) {
    let mut cells = std::mem::take(&mut row.cells).into_vec();
    cells.extend(values);
    row.cells = cells.into();
}

/// The value and the key of the first case that holds.
fn choose<'a>(place: &Place<'a>, cases: &'a [Case]) -> (Value, Value) {
    for case in cases {
        match case.when.as_ref().map_or(Truth::Yes, |when| place.truth(&when.expr)) {
            Truth::Yes => return (place.value(&case.give.expr).into_owned(), Value::Text(case.key.clone())),
            Truth::No => {}
            Truth::Unknown(why) => return (missing(why.clone()), missing(why)),
        }
    }
    (Value::no_data("没有符合的情形"), Value::no_data("没有符合的情形"))
}

/// Places of rows by the values of some columns, in the order of first appearance.
fn groups(rows: &[Row], within: &[usize]) -> Vec<Vec<usize>> {
    let mut made: Vec<Vec<usize>> = Vec::new();
    let mut by_key: FxHashMap<Vec<&Value>, usize> = FxHashMap::default();
    for (place, row) in rows.iter().enumerate() {
        let key: Vec<&Value> = within.iter().map(|column| &row.cells[*column]).collect();
        let group = *by_key.entry(key).or_insert_with(|| {
            made.push(Vec::new());
            made.len() - 1
        });
        made[group].push(place);
    }
    made
}

fn keys(run: &Run<'_>, row: &Row, by: &[OrderBy]) -> Vec<Value> {
    by.iter().map(|by| run.place(&row.cells).value(&by.value).into_owned()).collect()
}

fn compare(a: &[Value], b: &[Value], by: &[OrderBy]) -> Ordering {
    let each = a.iter().zip(b).zip(by).map(|((a, b), by)| if by.descending { order(b, a) } else { order(a, b) });
    each.into_iter().find(|at| at.is_ne()).unwrap_or(Ordering::Equal)
}

fn sorted(run: &Run<'_>, rows: &[Row], group: Vec<usize>, by: &[OrderBy]) -> Vec<usize> {
    let mut keyed: Vec<(Vec<Value>, usize)> = group.into_iter().map(|place| (keys(run, &rows[place], by), place)).collect();
    keyed.sort_by(|(a, _), (b, _)| compare(a, b, by));
    keyed.into_iter().map(|(_, place)| place).collect()
}

fn rank(
    run: &Run<'_>,
    rows: &[Row],
    by: &[OrderBy],
    within: &[usize],
    ties: &Result<Ties, Why>,
    skip_missing: Option<bool>,
    name: &str,
) -> Vec<Value> {
    let mut made = vec![Value::Bool(false); rows.len()];
    for group in groups(rows, within) {
        let mut keyed: Vec<(Vec<Value>, usize)> = Vec::with_capacity(group.len());
        let mut unknown: Vec<(usize, Why)> = Vec::new();
        for place in group {
            let key = keys(run, &rows[place], by);
            let gap = key.iter().find_map(|value| if let Value::Missing(why) = value { Some((**why).clone()) } else { None });
            match gap.or_else(|| rows[place].doubt.as_ref().map(|why| (**why).clone())) {
                Some(why) => unknown.push((place, why)),
                None => keyed.push((key, place)),
            }
        }
        if !unknown.is_empty() && skip_missing != Some(true) {
            for (_, place) in &keyed {
                made[*place] = missing(Why::Open(format!("“{name}”：未评者如何影响他人的名次（rank.missing）").into()));
            }
            for (place, why) in unknown {
                made[place] = missing(why);
            }
            continue;
        }
        for (place, why) in unknown {
            made[place] = missing(why);
        }
        keyed.sort_by(|(a, _), (b, _)| compare(a, b, by));
        let mut at = 0;
        let mut dense = 0_i64;
        let mut lost = false;
        while at < keyed.len() {
            let same = keyed[at..].iter().take_while(|(key, _)| compare(key, &keyed[at].0, by).is_eq()).count();
            let first = i64::try_from(at + 1).unwrap_or(i64::MAX);
            let last = i64::try_from(at + same).unwrap_or(i64::MAX);
            dense += 1;
            lost |= ties.is_err() && same > 1;
            for (step, (_, place)) in (0_i64..).zip(&keyed[at..at + same]) {
                made[*place] = match ties {
                    Err(why) if lost => missing(why.clone()),
                    Err(_) | Ok(Ties::Skip) => Value::Number(Number::whole(first)),
                    Ok(Ties::Dense) => Value::Number(Number::whole(dense)),
                    Ok(Ties::Last) => Value::Number(Number::whole(last)),
                    Ok(Ties::Row) => Value::Number(Number::whole(first + step)),
                    Ok(Ties::Mean) => Value::Number(Number::fraction(first + last, 2).unwrap_or(Number::ZERO)),
                };
            }
            at += same;
        }
    }
    made
}

fn runs(
    rows: &[Row],
    mut group: Vec<usize>,
    along: usize,
    truth: &impl Fn(usize) -> Truth,
    excused: &impl Fn(usize) -> Truth,
    (excuse, gap): (Result<Pause, Why>, Result<Pause, Why>),
    made: &mut [Value],
) {
    group.sort_by(|a, b| order(&rows[*a].cells[along], &rows[*b].cells[along]));
    let mut state: Result<i64, Why> = Ok(0);
    let mut before: Option<i64> = None;
    for place in group {
        let row = &rows[place];
        if let Some(why) = row.cells[along].why() {
            state = Err(why.clone());
            made[place] = missing(why.clone());
            continue;
        }
        let at = row.cells[along].ordinal().unwrap_or(0);
        if before == Some(at) {
            state = Err(Why::CannotCompute("同一期有两行".into()));
        } else if before.is_some_and(|before| at != before + 1) {
            match (&gap, &state) {
                (Ok(Pause::Break), _) => state = Ok(0),
                (Ok(Pause::Skip | Pause::Count), _) | (Err(_), Ok(0)) => {}
                (Err(why), _) => state = Err(why.clone()),
            }
        }
        before = Some(at);
        let next = match excused(place) {
            Truth::Yes => match &excuse {
                Ok(Pause::Break) => Ok(0),
                Ok(Pause::Skip) => state.clone(),
                Ok(Pause::Count) => state.clone().map(|n| n + 1),
                Err(why) => Err(why.clone()),
            },
            Truth::Unknown(why) => Err(why),
            Truth::No => match truth(place) {
                Truth::Yes => state.clone().map(|n| n + 1),
                Truth::No => Ok(0),
                Truth::Unknown(why) => Err(why),
            },
        };
        state = match &row.doubt {
            Some(why) => Err((**why).clone()),
            None => next,
        };
        made[place] = match &state {
            Ok(n) => Value::Number(Number::whole(*n)),
            Err(why) => missing(why.clone()),
        };
    }
}
