//! Postings: from a step's rows, and what caps and floors put right.

use super::{Posting, Run};
use crate::rule::number::Number;
use crate::rule::sheet::{Account, Limit, Post};
use crate::rule::table::{Origin, Row};
use crate::rule::value::{Value, Why};
use chrono::Datelike;
use std::collections::HashMap;
use std::sync::Arc;

fn missing(why: Why) -> Value {
    Value::Missing(Box::new(why))
}

/// Most digits behind the point of a posting.
const DIGITS: u32 = 6;

fn ledger(account: Account) -> usize {
    match account {
        Account::Points => 0,
        Account::Money => 1,
    }
}

impl Run<'_> {
    pub(super) fn post(&mut self, post: &Post, step: usize, table: usize) {
        let mut made = Vec::new();
        for (at, row) in (0..).zip(&self.tables[table].rows) {
            let place = self.place(&row.cells);
            let amount = match &row.doubt {
                Some(why) => missing((**why).clone()),
                None => exact(place.value(&post.amount.expr).into_owned()),
            };
            if !post.zero && matches!(&amount, Value::Number(n) if n.is_zero()) {
                continue;
            }
            let text = |value: &Value, kind: &crate::rule::value::Kind| {
                if let Value::Text(text) = value { text.clone() } else { kind.show(value).into() }
            };
            let item = text(&place.value(&post.item.expr), &post.item.kind);
            let period = post.period.as_ref().map_or_else(
                || Value::Text(self.period()),
                |period| {
                    let value = place.value(&period.expr).into_owned();
                    if value.is_missing() { value } else { Value::Text(text(&value, &period.kind)) }
                },
            );
            let columns = &self.tables[table].columns;
            let who = |place: usize| {
                let value = &row.cells[place];
                if value.is_missing() { value.clone() } else { Value::Text(text(value, &columns[place].kind)) }
            };
            let posting = Posting {
                account: post.account,
                item,
                to: who(post.to),
                payer: post.payer.map(who),
                period: named(&period),
                amount,
                step,
                row: at,
            };
            made.push((posting, period));
        }
        self.enter(made, table);
    }

    /// The run's period as people name it.
    fn period(&self) -> Arc<str> {
        match (&self.globals[0], &self.globals[1]) {
            (Value::Date(from), Value::Date(to)) if from.year() == to.year() && (*to - *from).num_days() > 360 => {
                format!("{}年", from.year()).into()
            }
            (Value::Date(from), Value::Date(to)) if from.month() == to.month() && from.year() == to.year() => {
                format!("{}年{}月", from.year(), from.month()).into()
            }
            (Value::Date(from), Value::Date(to)) => format!("{}至{}", crate::days::zh(*from), crate::days::zh(*to)).into(),
            _ => "".into(),
        }
    }

    /// Enters postings into the ledger tables, each with its period, which may be missing.
    fn enter(&mut self, postings: Vec<(Posting, Value)>, table: usize) {
        let table = u32::try_from(table).unwrap_or(u32::MAX);
        for (posting, period) in postings {
            let ledger = &mut self.tables[ledger(posting.account)];
            let mut enter = |who: &Value, amount: Value| {
                let cells = Box::from([Value::Text(posting.item.clone()), who.clone(), period.clone(), amount]);
                ledger.push(Row { cells, origin: Origin::Row(table, posting.row), doubt: None });
            };
            if let Some(payer) = &posting.payer {
                let paid = posting.amount.number().map_or_else(|| posting.amount.clone(), |n| Value::Number(n.negated()));
                enter(payer, paid);
            }
            enter(&posting.to, posting.amount.clone());
            self.postings.push(posting);
        }
    }

    /// Sums that a cap or floor looks at, with what it puts right.
    pub(super) fn limit(&self, limit: &Limit, _step: usize) -> Vec<Row> {
        let table = ledger(limit.account);
        let own = &self.tables[table];
        let mut groups: Vec<(Vec<Value>, Vec<u32>)> = Vec::new();
        let mut by_key: HashMap<Vec<&Value>, usize> = HashMap::new();
        for (at, row) in (0..).zip(&own.rows) {
            let counts = limit.items.is_empty() || matches!(&row.cells[0], Value::Text(item) if limit.items.contains(item));
            if !counts {
                continue;
            }
            let key: Vec<&Value> = limit.per.iter().map(|place| &row.cells[*place]).collect();
            let place = *by_key.entry(key).or_insert_with_key(|key| {
                groups.push((key.iter().map(|value| (*value).clone()).collect(), Vec::new()));
                groups.len() - 1
            });
            groups[place].1.push(at);
        }
        let mut made = Vec::with_capacity(groups.len());
        for (key, members) in groups {
            let sum = members.iter().try_fold(Number::ZERO, |sum, at| {
                let amount = &own.rows[*at as usize].cells[3];
                let more = amount.number().map(|n| sum.plus(n));
                more.flatten().ok_or_else(|| amount.why().cloned().unwrap_or_else(|| Why::CannotCompute("数过长".into())))
            });
            let (sum, change) = match sum {
                Ok(sum) => {
                    let change = self.change(limit, &sum, &key);
                    (Value::Number(sum), change)
                }
                // What is not assessed stays so; nothing is put right.
                Err(why) => (missing(why), Value::Number(Number::ZERO)),
            };
            let mut cells = key;
            cells.extend([sum, change]);
            let source = u32::try_from(table).unwrap_or(0);
            made.push(Row { cells: cells.into(), origin: Origin::Group(u32::MAX - source, members.into()), doubt: None });
        }
        made
    }

    fn change(&self, limit: &Limit, sum: &Number, key: &[Value]) -> Value {
        let place = self.place(key);
        // A bound that is open leaves the sum open; one that the rules say is not there (NA) is no bound.
        let bound = |formula: &Option<crate::rule::formula::Formula>| {
            let value = formula.as_ref().map(|formula| place.value(&formula.expr).into_owned());
            value.filter(|value| !matches!(value, Value::Missing(why) if !matches!(**why, Why::Open(_))))
        };
        let by = |bound: &Number| bound.minus(sum).map_or_else(|| missing(Why::CannotCompute("数过长".into())), Value::Number);
        match (bound(&limit.cap), bound(&limit.floor)) {
            (Some(Value::Number(cap)), _) if *sum > cap => by(&cap),
            (_, Some(Value::Number(floor))) if *sum < floor => by(&floor),
            (Some(gap @ Value::Missing(_)), _) if !sum.is_negative() && !sum.is_zero() => gap,
            (_, Some(gap @ Value::Missing(_))) if sum.is_negative() => gap,
            (_, None) if !limit.floor_said && sum.is_negative() => {
                let what = if limit.items.is_empty() { "总分".to_owned() } else { limit.items.join("、") };
                missing(Why::Open(format!("“{what}”有没有下限").into()))
            }
            (_, _) => Value::Number(Number::ZERO),
        }
    }

    pub(super) fn post_limit(&mut self, limit: &Limit, step: usize, table: usize) {
        let mut made = Vec::new();
        for (at, row) in (0..).zip(&self.tables[table].rows) {
            let Some(amount) = row.cells.last().filter(|amount| !matches!(amount, Value::Number(n) if n.is_zero())) else { continue };
            let of = |column: usize| limit.per.iter().position(|own| *own == column).map(|place| row.cells[place].clone());
            let to = of(1).unwrap_or_else(|| Value::text("全部"));
            let period = if let Some(Value::Text(period)) = of(2) { period } else { self.period() };
            let item = if let Some(Value::Text(item)) = of(0) { item } else { limit.item.clone() };
            let named = Value::Text(period.clone());
            made.push((
                Posting { account: limit.account, item, to, payer: None, period, amount: exact(amount.clone()), step, row: at },
                named,
            ));
        }
        self.enter(made, table);
    }
}

/// A period as it is told.
fn named(period: &Value) -> Arc<str> {
    if let Value::Text(text) = period { text.clone() } else { "（不明）".into() }
}

/// A posting must be a number that can be written down.
fn exact(amount: Value) -> Value {
    let endless = amount.number().filter(|n| n.decimals().is_none_or(|digits| digits > DIGITS)).map(|n| n.decimal(4));
    endless.map_or(amount, |n| missing(Why::CannotCompute(format!("{n}除不尽，规则须写明取整（ROUND）").into())))
}
