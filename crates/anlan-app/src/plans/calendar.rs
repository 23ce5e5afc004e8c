//! What is to be reported regularly (月报送、季通报、年总结): by which day, whether it was, and who is late.

use super::rules_of;
use crate::records::{kinds_of, records_known};
use crate::reports::{due_on, is_due};
use crate::views::{CalendarEntry, CalendarState, CalendarYear, LateUnit, Named};
use crate::year::YearBook;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, reach};
use anlan_core::days::china_day;
use anlan_core::matter::MatterKind;
use anlan_core::month::Month;
use anlan_core::pack::Period;
use anlan_core::pack::plans::{CalendarRule, DoneBy};
use anlan_store::{MatterFilter, MatterOrder};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most letters of one kind in a year.
const MOST: u64 = 100_000;

/// A year's calendar, in the order of the days due; a liaison sees of who is late only the own unit.
///
/// # Errors
/// Not allowed, no pack in force, a book that is none, or the store fails.
pub async fn plan_calendar(anlan: &Anlan, call: &Call, year: i32) -> Result<CalendarYear, Fault> {
    call.ask(Action::PlanRead, Target::default())?;
    let (_, rules) = rules_of(anlan, call)?;
    let book = anlan.year(&call.region, year).await?;
    let mut entries = Vec::new();
    for rule in &rules.calendar {
        let made = made(anlan, call, rule, year).await?;
        for (label, last) in periods(rule.every, year) {
            entries.push(match &rule.done {
                DoneBy::Reports => reports(anlan, call, rule, (&book, last, label))?,
                DoneBy::Letter { due_day, .. } | DoneBy::Record { due_day, .. } => {
                    let (first, until) = (last.plus(1).first_day(), last.plus(length(rule.every)).last_day());
                    let due_on = first.with_day(*due_day).unwrap_or(first);
                    let done_on = made.iter().copied().filter(|day| (first..=until).contains(day)).min();
                    entry(call, rule, label, (due_on, done_on, last.last_day()), vec![])
                }
            });
        }
    }
    entries.sort_by(|a, b| (a.due_on, &a.key).cmp(&(b.due_on, &b.key)));
    Ok(CalendarYear { year, entries })
}

fn length(every: Period) -> i32 {
    match every {
        Period::Year => 12,
        Period::Quarter => 3,
        Period::Month => 1,
    }
}

/// The periods of a year: how each is named, and its last month.
fn periods(every: Period, year: i32) -> Vec<(String, Month)> {
    let month = |n: u32| Month::new(year, n);
    let all: Vec<(String, Option<Month>)> = match every {
        Period::Year => vec![(format!("{year}年"), month(12))],
        Period::Quarter => (1..=4).map(|n| (format!("{year}年第{n}季度"), month(3 * n))).collect(),
        Period::Month => (1..=12).map(|n| (format!("{year}年{n}月"), month(n))).collect(),
    };
    all.into_iter().filter_map(|(label, month)| Some((label, month?))).collect()
}

/// The days on which what marks a rule as done was made, in the year and the one after.
async fn made(anlan: &Anlan, call: &Call, rule: &CalendarRule, year: i32) -> Result<Vec<NaiveDate>, Fault> {
    let read = anlan.store.region(&call.region);
    match &rule.done {
        DoneBy::Reports => Ok(vec![]),
        DoneBy::Letter { letter, .. } => {
            let days = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year + 1, 12, 31));
            let filter = MatterFilter { class: letter.clone(), opened: days, ..MatterFilter::of(MatterKind::Letter) };
            let rows = read.matters(&filter, MatterOrder::Latest, None, MOST).await?;
            Ok(rows.into_iter().filter(|row| row.state != "declined").map(|row| row.opened_on).collect())
        }
        DoneBy::Record { book, .. } => {
            let kinds = kinds_of(anlan, &call.region);
            if kinds.kind(book).is_none() {
                let zh = format!("规则包的“{}”写的台账“{book}”不存在。", rule.label);
                return Err(Fault::conflict("unknown_book", zh, format!("the pack's calendar names no record book {book}")));
            }
            let records = records_known(&read, kinds, book, call.today(), call.at).await?;
            Ok(records.into_iter().map(|record| record.occurred_on).collect())
        }
    }
}

fn reports(
    anlan: &Anlan,
    call: &Call,
    rule: &CalendarRule,
    (book, month, label): (&YearBook, Month, String),
) -> Result<CalendarEntry, Fault> {
    let due_on = due_on(&anlan.packs, &call.region, month)?;
    let own = (reach(call.actor.role, Action::ItemRead) == Reach::OwnUnit).then_some(call.actor.unit_id);
    // By unit: items without a report, and the last day on which a report came too late.
    let mut late: BTreeMap<Uuid, (usize, Option<NaiveDate>)> = BTreeMap::new();
    let (mut last, mut missing, mut due) = (None, false, false);
    for entry in book.entries.iter().filter(|entry| is_due(entry, month)) {
        due = true;
        let first = entry.reports.iter().filter(|report| report.month == month).map(|report| china_day(report.recorded_at)).min();
        let unit = entry.unit_in(month);
        last = last.max(first);
        missing |= first.is_none();
        if own.is_some_and(|own| own != Some(unit)) || first.is_some_and(|on| on <= due_on) || first.is_none() && call.today() <= due_on {
            continue;
        }
        let told = late.entry(unit.0).or_default();
        told.0 += usize::from(first.is_none());
        told.1 = told.1.max(first);
    }
    let units =
        late.into_iter().map(|(id, (missing, reported_on))| LateUnit { unit: Named { id, name: book.name(id) }, missing, reported_on });
    let mut units: Vec<LateUnit> = units.collect();
    units.sort_by(|a, b| b.missing.cmp(&a.missing).then(a.unit.name.cmp(&b.unit.name)));
    let done_on = last.filter(|_| due && !missing);
    Ok(entry(call, rule, label, (due_on, done_on, month.last_day()), units))
}

fn entry(
    call: &Call,
    rule: &CalendarRule,
    period: String,
    (due_on, done_on, ends_on): (NaiveDate, Option<NaiveDate>, NaiveDate),
    late: Vec<LateUnit>,
) -> CalendarEntry {
    let today = call.today();
    let state = match done_on {
        Some(on) if on <= due_on => CalendarState::Done,
        Some(_) => CalendarState::DoneLate,
        None if today > due_on => CalendarState::Late,
        None if today > ends_on => CalendarState::Waiting,
        None => CalendarState::Coming,
    };
    CalendarEntry {
        key: rule.key.clone(),
        label: rule.label.clone(),
        period,
        due_on,
        done_on,
        state,
        late,
        clause: [Some(rule.clause.as_str()), rule.reading.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("；"),
        in_days: (due_on - today).num_days(),
    }
}
