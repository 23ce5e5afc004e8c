//! Periods of a calendar laid over a row.

use super::Run;
use crate::rule::number::Number;
use crate::rule::sheet::{Every, Windows};
use crate::rule::value::{Value, Why};
use chrono::{Datelike, Days, Months, NaiveDate};
use std::sync::Arc;

/// Most periods that can be laid over one row, for a run over so many days: those of the run, and one cut at each end.
pub(super) fn most(every: Every, days: u64) -> u64 {
    let shortest = match every {
        Every::Day => 1,
        Every::Week => 7,
        Every::TenDays => 8,
        Every::Month => 28,
        Every::Quarter => 90,
        Every::HalfYear => 181,
        Every::Year => 365,
    };
    days / shortest + 2
}

/// The row once for each period, with the period's columns behind its cells and why it is doubtful.
pub(super) fn over(run: &Run<'_>, windows: &Windows, cells: &[Value]) -> Vec<(Vec<Value>, Option<Arc<Why>>)> {
    let place = run.place(cells);
    let (from, to) = (place.value(&windows.from.expr).into_owned(), place.value(&windows.to.expr).into_owned());
    let wide = |more: [Value; 4]| cells.iter().cloned().chain(more).collect::<Vec<_>>();
    // Only the run's own period is judged.
    let (Value::Date(first), Value::Date(last)) = (&run.globals[0], &run.globals[1]) else { return Vec::new() };
    let (Value::Date(from), Value::Date(to)) = (&from, &to) else {
        let gap = if from.is_missing() { from } else { to };
        let why = if let Value::Missing(why) = &gap { Some(Arc::new((**why).clone())) } else { None };
        return vec![(wide([gap.clone(), gap.clone(), gap.clone(), gap]), why)];
    };
    let mut made = Vec::new();
    let (from, to) = (from.max(first), to.min(last));
    let mut start = start_of(windows.every, *from);
    while from <= to && start <= *to {
        let next = next_start(windows.every, start);
        let end = next.checked_sub_days(Days::new(1)).unwrap_or(next);
        let (low, high) = (start.max(*from), end.min(*to));
        let whole = low == start && high == end;
        let share = Number::fraction((high - low).num_days() + 1, (end - start).num_days() + 1).unwrap_or(Number::ONE);
        let cells = wide([Value::text(&label(windows.every, start)), Value::Date(low), Value::Date(high), Value::Number(share)]);
        match (whole, windows.partial.now(&run.globals, || "不足一个周期是否计算".to_owned())) {
            (true, _) | (false, Ok(true)) => made.push((cells, None)),
            (false, Ok(false)) => {}
            (false, Err(why)) => made.push((cells, Some(Arc::new(why)))),
        }
        if next <= start {
            break;
        }
        start = next;
    }
    made
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

fn start_of(every: Every, at: NaiveDate) -> NaiveDate {
    let (year, month) = (at.year(), at.month());
    match every {
        Every::Day => at,
        Every::Week => at.checked_sub_days(Days::new(at.weekday().num_days_from_monday().into())).unwrap_or(at),
        Every::TenDays => day(
            year,
            month,
            if at.day() > 20 {
                21
            } else if at.day() > 10 {
                11
            } else {
                1
            },
        ),
        Every::Month => day(year, month, 1),
        Every::Quarter => day(year, (month - 1) / 3 * 3 + 1, 1),
        Every::HalfYear => day(year, if month > 6 { 7 } else { 1 }, 1),
        Every::Year => day(year, 1, 1),
    }
}

fn next_start(every: Every, start: NaiveDate) -> NaiveDate {
    let after = |days: u64| start.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX);
    let later = |months: u32| start.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
    match every {
        Every::Day => after(1),
        Every::Week => after(7),
        Every::TenDays if start.day() < 21 => after(10),
        Every::TenDays => day(start.year(), start.month(), 1).checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX),
        Every::Month => later(1),
        Every::Quarter => later(3),
        Every::HalfYear => later(6),
        Every::Year => later(12),
    }
}

fn label(every: Every, start: NaiveDate) -> String {
    let (year, month) = (start.year(), start.month());
    match every {
        Every::Day => crate::days::zh(start),
        Every::Week => format!("{}起一周", crate::days::zh(start)),
        Every::TenDays => format!(
            "{year}年{month}月{}旬",
            if start.day() > 20 {
                "下"
            } else if start.day() > 10 {
                "中"
            } else {
                "上"
            }
        ),
        Every::Month => format!("{year}年{month}月"),
        Every::Quarter => format!("{year}年第{}季度", (month - 1) / 3 + 1),
        Every::HalfYear => format!("{year}年{}半年", if month > 6 { "下" } else { "上" }),
        Every::Year => format!("{year}年"),
    }
}
