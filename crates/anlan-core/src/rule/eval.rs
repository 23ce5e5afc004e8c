//! Runs formulas over rows. A missing value makes what is made from it missing, unless the result is the same whatever it were.

use super::band::Band;
use super::formula::{Expr, Fold, Look};
use super::function::Function;
use super::number::Number;
use super::syntax::Op;
use super::table::{Index, Row, Table};
use super::value::{Value, Why, order};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// What a formula can see while it runs.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// All tables made so far.
    pub tables: &'a [Table],
    /// Constants, readings and values given with the run.
    pub globals: &'a [Value],
    /// Band tables.
    pub bands: &'a [Band],
    /// Cells of the row.
    pub row: &'a [Value],
    /// Cells of the row outside.
    pub outer: &'a [Value],
    /// Rows of the group, in `keep`.
    pub group: Option<(&'a Table, &'a [u32])>,
    /// Cells of the row before, in `carry` and `accept`.
    pub previous: Option<&'a [Value]>,
}

/// Whether a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// It cannot be told.
    Unknown(Why),
}

fn missing(why: Why) -> Value {
    Value::Missing(Box::new(why))
}

fn cannot(what: &str) -> Value {
    missing(Why::CannotCompute(what.into()))
}

impl<'a> Place<'a> {
    /// The same place with another row.
    #[must_use]
    pub fn with_row(self, row: &'a [Value]) -> Self {
        Self { row, ..self }
    }

    /// The value of a formula.
    #[must_use]
    pub fn value(&self, expr: &'a Expr) -> Cow<'a, Value> {
        match expr {
            Expr::Const(value) => Cow::Borrowed(value),
            Expr::Column(at) => Cow::Borrowed(&self.row[*at]),
            Expr::Outer(at) => Cow::Borrowed(&self.outer[*at]),
            Expr::Global(at) => Cow::Borrowed(&self.globals[*at]),
            Expr::Previous(at) => self.previous.map_or_else(|| Cow::Owned(Value::no_data("没有上一行")), |row| Cow::Borrowed(&row[*at])),
            Expr::Negative(inner) => {
                let inner = self.value(inner);
                inner.number().map(|n| Cow::Owned(Value::Number(n.negated()))).unwrap_or(inner)
            }
            Expr::All(_) | Expr::Any(_) => Cow::Owned(match self.truth(expr) {
                Truth::Yes => Value::Bool(true),
                Truth::No => Value::Bool(false),
                Truth::Unknown(why) => missing(why),
            }),
            Expr::Binary(op, left, right) => Cow::Owned(binary(*op, &self.value(left), &self.value(right))),
            Expr::Call(function, arguments) => self.call(function, arguments),
            Expr::Band(band, column, input) => {
                let input = self.value(input);
                match input.number().map(|n| self.bands[*band].find(n)) {
                    Some(Ok(row)) => Cow::Borrowed(&row.gives[*column]),
                    Some(Err(why)) => Cow::Owned(missing(why)),
                    None => input,
                }
            }
            Expr::Look(look) => Cow::Owned(self.look(look)),
            Expr::Fold(fold, value) => Cow::Owned(match self.group {
                Some((table, rows)) => {
                    let members = rows.iter().map(|row| (&table.rows[*row as usize], Truth::Yes));
                    self.fold(*fold, members, value.as_deref(), "组内")
                }
                None => cannot("不在分组内"),
            }),
        }
    }

    /// Whether a condition holds; one part that decides is enough.
    #[must_use]
    pub fn truth(&self, expr: &'a Expr) -> Truth {
        match expr {
            Expr::All(parts) => {
                let mut unknown = None;
                for part in parts {
                    match self.truth(part) {
                        Truth::Yes => {}
                        Truth::No => return Truth::No,
                        Truth::Unknown(why) => unknown = unknown.or(Some(why)),
                    }
                }
                unknown.map_or(Truth::Yes, Truth::Unknown)
            }
            Expr::Any(parts) => {
                let mut unknown = None;
                for part in parts {
                    match self.truth(part) {
                        Truth::Yes => return Truth::Yes,
                        Truth::No => {}
                        Truth::Unknown(why) => unknown = unknown.or(Some(why)),
                    }
                }
                unknown.map_or(Truth::No, Truth::Unknown)
            }
            Expr::Binary(op @ (Op::Equal | Op::Unequal | Op::Less | Op::AtMost | Op::More | Op::AtLeast), left, right) => {
                compare(*op, &self.value(left), &self.value(right))
            }
            Expr::Const(_)
            | Expr::Column(_)
            | Expr::Outer(_)
            | Expr::Global(_)
            | Expr::Negative(_)
            | Expr::Binary(..)
            | Expr::Call(..)
            | Expr::Band(..)
            | Expr::Look(_)
            | Expr::Fold(..)
            | Expr::Previous(_) => match &*self.value(expr) {
                Value::Bool(true) => Truth::Yes,
                Value::Bool(false) => Truth::No,
                Value::Missing(why) => Truth::Unknown((**why).clone()),
                Value::Number(_) | Value::Text(_) | Value::Date(_) | Value::Time(_) | Value::Month(_) | Value::Grade(_) => {
                    Truth::Unknown(Why::CannotCompute("不是条件".into()))
                }
            },
        }
    }

    fn call(&self, function: &Function, arguments: &'a [Expr]) -> Cow<'a, Value> {
        match (function, arguments) {
            (Function::If, [condition, yes, no]) => match self.truth(condition) {
                Truth::Yes => self.value(yes),
                Truth::No => self.value(no),
                Truth::Unknown(why) => {
                    let (yes, no) = (self.value(yes), self.value(no));
                    if !yes.is_missing() && yes == no { yes } else { Cow::Owned(missing(why)) }
                }
            },
            (Function::IfMissing, [value, otherwise]) => {
                let value = self.value(value);
                if value.is_missing() { self.value(otherwise) } else { value }
            }
            (Function::Known, [value]) => Cow::Owned(Value::Bool(!self.value(value).is_missing())),
            // An exact step needs no rounding, so that an open rounding matters only when it matters.
            (Function::Whole { .. }, [a, b, how]) => {
                let (a, b) = (self.value(a).into_owned(), self.value(b).into_owned());
                if let Some(gap) = [&a, &b].into_iter().find(|value| value.is_missing()) {
                    return Cow::Owned(gap.clone());
                }
                let how = self.value(how).into_owned();
                let exact = function.apply(&[a.clone(), b.clone(), Value::text("舍去")]);
                let up = function.apply(&[a.clone(), b.clone(), Value::text("进位")]);
                Cow::Owned(if exact == up {
                    exact
                } else if how.is_missing() {
                    how
                } else {
                    function.apply(&[a, b, how])
                })
            }
            _ => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    let value = self.value(argument);
                    if value.is_missing() {
                        return value;
                    }
                    values.push(value.into_owned());
                }
                Cow::Owned(function.apply(&values))
            }
        }
    }

    /// Rows of the other table that a look-up finds, and those of which it cannot be told.
    pub fn found(&self, look: &'a Look) -> Found {
        let table = &self.tables[look.table];
        let inside = Place { row: &[], outer: self.row, group: None, previous: None, ..*self };
        let mut keys = Vec::with_capacity(look.keys.len());
        for (_, key) in &look.keys {
            let key = inside.value(key).into_owned();
            if let Some(why) = key.why() {
                return Found { rows: vec![], why: Some(why.clone()) };
            }
            keys.push(key);
        }
        let mut rows = Vec::new();
        let mut try_row = |at: u32, sure: bool| {
            let row = &table.rows[at as usize];
            let mut truth = match &look.rest {
                Some(rest) => inside.with_row(&row.cells).truth(rest),
                None => Truth::Yes,
            };
            if truth == Truth::No {
                return;
            }
            if !sure {
                let gap = look.keys.iter().find_map(|(column, _)| row.cells[*column].why().cloned());
                // A key that is there and differs excludes the row even if another is missing.
                let differs = look.keys.iter().zip(&keys).any(|((column, _), key)| {
                    let own = &row.cells[*column];
                    !own.is_missing() && own != key
                });
                if differs {
                    return;
                }
                truth = Truth::Unknown(gap.unwrap_or_else(|| Why::NoData("键".into())));
            }
            if let (Truth::Yes, Some(doubt)) = (&truth, &row.doubt) {
                truth = Truth::Unknown((**doubt).clone());
            }
            rows.push((at, truth));
        };
        if look.keys.is_empty() {
            (0..).zip(&table.rows).for_each(|(at, _)| try_row(at, true));
        } else {
            let columns: Vec<usize> = look.keys.iter().map(|(column, _)| *column).collect();
            let index: Rc<Index> = table.index(&columns);
            index.rows(&keys).iter().for_each(|at| try_row(*at, true));
            index.unsure.iter().for_each(|at| try_row(*at, false));
        }
        Found { rows, why: None }
    }

    fn look(&self, look: &'a Look) -> Value {
        let found = self.found(look);
        if let Some(why) = found.why {
            return missing(why);
        }
        let table = &self.tables[look.table];
        let rows = found.rows.into_iter().map(|(at, truth)| (&table.rows[at as usize], truth));
        let inside = Place { row: &[], outer: self.row, group: None, previous: None, ..*self };
        inside.fold(look.fold, rows, look.value.as_ref(), &look.told)
    }

    fn fold(&self, fold: Fold, rows: impl Iterator<Item = (&'a Row, Truth)>, value: Option<&'a Expr>, told: &str) -> Value {
        let mut unknown: Option<Why> = None;
        let mut count: i64 = 0;
        let mut sum = Number::ZERO;
        let mut best: Option<Value> = None;
        let mut texts: Vec<Arc<str>> = Vec::new();
        let mut doubt = |why: Why| {
            if unknown.is_none() {
                unknown = Some(why);
            }
        };
        for (row, truth) in rows {
            let sure = match (&truth, &row.doubt) {
                (Truth::Unknown(why), _) => Err(why.clone()),
                (Truth::Yes | Truth::No, Some(why)) => Err((**why).clone()),
                (Truth::Yes | Truth::No, None) => Ok(()),
            };
            let own = value.map(|value| self.with_row(&row.cells).value(value));
            let own = own.as_deref();
            match (fold, own) {
                (Fold::Count | Fold::Exists | Fold::Every, own) => {
                    let holds = match own {
                        None | Some(Value::Bool(true)) => Ok(true),
                        Some(Value::Missing(why)) => Err((**why).clone()),
                        Some(_) => Ok(false),
                    };
                    match (fold, holds, &sure) {
                        (Fold::Every, Ok(false), Ok(())) => return Value::Bool(false),
                        (Fold::Exists, Ok(true), Ok(())) => return Value::Bool(true),
                        (Fold::Every, Ok(true), _) | (Fold::Count | Fold::Exists, Ok(false), _) => {}
                        (_, Ok(_), Ok(())) => count += 1,
                        (_, Err(why), _) => doubt(why),
                        (_, Ok(_), Err(why)) => doubt(why.clone()),
                    }
                }
                (_, Some(Value::Missing(why))) => doubt((**why).clone()),
                (_, Some(own)) => {
                    if let Err(why) = sure {
                        doubt(why);
                        continue;
                    }
                    count += 1;
                    match (fold, own) {
                        (Fold::Sum | Fold::Average, Value::Number(n)) => match sum.plus(n) {
                            Some(more) => sum = more,
                            None => return cannot("数过长"),
                        },
                        (Fold::Least | Fold::Best, own) => {
                            if best.as_ref().is_none_or(|best| order(own, best).is_lt()) {
                                best = Some(own.clone());
                            }
                        }
                        (Fold::Most | Fold::Worst, own) => {
                            if best.as_ref().is_none_or(|best| order(own, best).is_gt()) {
                                best = Some(own.clone());
                            }
                        }
                        (Fold::One, own) => {
                            if best.as_ref().is_some_and(|best| best != own) {
                                return cannot(&format!("“{told}”有多个不同的值"));
                            }
                            best = Some(own.clone());
                        }
                        (Fold::First, own) => best = best.or_else(|| Some(own.clone())),
                        (Fold::Last, own) => best = Some(own.clone()),
                        (Fold::List, Value::Text(text)) => {
                            if !texts.contains(text) {
                                texts.push(text.clone());
                            }
                        }
                        (Fold::List, other) => {
                            let text: Arc<str> = plain_text(other).into();
                            if !texts.contains(&text) {
                                texts.push(text);
                            }
                        }
                        (Fold::Sum | Fold::Average | Fold::Count | Fold::Exists | Fold::Every, _) => {}
                    }
                }
                (_, None) => {}
            }
        }
        if let Some(why) = unknown {
            return missing(why);
        }
        match fold {
            Fold::Count => Value::Number(Number::whole(count)),
            Fold::Exists => Value::Bool(false),
            Fold::Every => Value::Bool(true),
            Fold::Sum => Value::Number(sum),
            Fold::Average => sum.over(&Number::whole(count)).map_or_else(|| Value::no_data(&format!("{told}没有数据")), Value::Number),
            Fold::List => Value::text(&texts.iter().map(|text| &**text).collect::<Vec<_>>().join("、")),
            Fold::Least | Fold::Most | Fold::Best | Fold::Worst | Fold::One | Fold::First | Fold::Last => {
                best.unwrap_or_else(|| Value::no_data(&format!("{told}没有数据")))
            }
        }
    }
}

/// What a look-up found.
pub struct Found {
    /// Places of rows, with whether they belong.
    pub rows: Vec<(u32, Truth)>,
    /// Why nothing could be looked up.
    pub why: Option<Why>,
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::Number(n) => n.to_string(),
        Value::Date(day) => crate::days::zh(*day),
        Value::Month(month) => month.zh(),
        Value::Time(time) => time.format("%Y-%m-%d %H:%M").to_string(),
        Value::Bool(held) => if *held { "是" } else { "否" }.to_owned(),
        Value::Grade(place) => place.to_string(),
        Value::Text(text) => (**text).to_owned(),
        Value::Missing(_) => String::new(),
    }
}

/// A comparison of two values of comparable kinds.
#[must_use]
pub fn compare(op: Op, a: &Value, b: &Value) -> Truth {
    if let Some(why) = gap(a, b) {
        return Truth::Unknown(why);
    }
    let ordering = order(a, b);
    let holds = match op {
        Op::Equal => ordering.is_eq(),
        Op::Unequal => ordering.is_ne(),
        Op::Less => ordering.is_lt(),
        Op::AtMost => ordering.is_le(),
        Op::More => ordering.is_gt(),
        Op::AtLeast => ordering.is_ge(),
        Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Power | Op::Join | Op::And | Op::Or => false,
    };
    if holds { Truth::Yes } else { Truth::No }
}

fn gap(a: &Value, b: &Value) -> Option<Why> {
    [a, b].into_iter().find_map(|value| if let Value::Missing(why) = value { Some((**why).clone()) } else { None })
}

fn binary(op: Op, a: &Value, b: &Value) -> Value {
    if matches!(op, Op::Equal | Op::Unequal | Op::Less | Op::AtMost | Op::More | Op::AtLeast) {
        return match compare(op, a, b) {
            Truth::Yes => Value::Bool(true),
            Truth::No => Value::Bool(false),
            Truth::Unknown(why) => missing(why),
        };
    }
    if let Some(why) = gap(a, b) {
        return missing(why);
    }
    let made = match (op, a, b) {
        (Op::Add, Value::Number(a), Value::Number(b)) => a.plus(b).map(Value::Number),
        (Op::Subtract, Value::Number(a), Value::Number(b)) => a.minus(b).map(Value::Number),
        (Op::Multiply, Value::Number(a), Value::Number(b)) => a.times(b).map(Value::Number),
        (Op::Divide, Value::Number(_), Value::Number(b)) if b.is_zero() => return cannot("除数为0"),
        (Op::Divide, Value::Number(a), Value::Number(b)) => a.over(b).map(Value::Number),
        (Op::Power, Value::Number(a), Value::Number(b)) => a.power(b).map(Value::Number),
        (Op::Join, a, b) => Some(Value::text(&format!("{}{}", plain_text(a), plain_text(b)))),
        (Op::Subtract, Value::Date(a), Value::Date(b)) => Some(Value::Number(Number::whole((*a - *b).num_days()))),
        (Op::Subtract, Value::Time(a), Value::Time(b)) => Number::fraction((*a - *b).num_minutes(), 60).map(Value::Number),
        (Op::Subtract, Value::Month(_), Value::Month(_)) => a.ordinal().zip(b.ordinal()).map(|(a, b)| Value::Number(Number::whole(a - b))),
        (Op::Add | Op::Subtract, Value::Date(day), Value::Number(n)) => n.to_whole().and_then(|n| {
            let days = chrono::TimeDelta::try_days(if op == Op::Add { n } else { -n })?;
            day.checked_add_signed(days).map(Value::Date)
        }),
        (Op::Add | Op::Subtract, Value::Time(time), Value::Number(n)) => {
            n.times(&Number::whole(60)).and_then(|minutes| minutes.to_whole()).and_then(|n| {
                let span = chrono::TimeDelta::try_minutes(if op == Op::Add { n } else { -n })?;
                time.checked_add_signed(span).map(Value::Time)
            })
        }
        (Op::Add | Op::Subtract, Value::Month(month), Value::Number(n)) => n
            .to_whole()
            .and_then(|n| i32::try_from(n).ok())
            .filter(|n| n.abs() < 12_000)
            .map(|n| Value::Month(month.plus(if op == Op::Add { n } else { -n }))),
        _ => None,
    };
    made.unwrap_or_else(|| cannot("数过长或超出范围"))
}
