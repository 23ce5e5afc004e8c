//! The first page: what must I do now, how do we stand. Every number is counted from records.

use crate::lights::months;
use crate::lists::{item_row, visible, work_month};
use crate::reports::{due_on, missing_items};
use crate::views::{ListGlance, MatrixCell, MatrixRow, Named, Overview, QuantityGlance, Todo, TodoKey};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Role, Target, may, reach};
use anlan_core::circular::LightCounts;
use anlan_core::exact::{Money, Quantity};
use anlan_core::item::List;
use anlan_core::light::Light;
use anlan_core::month::Month;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// The overview of a year for the actor's role, as far as they may see items.
///
/// # Errors
/// The store fails.
pub async fn overview(anlan: &Anlan, call: &Call, year: Option<i32>) -> Result<Overview, Fault> {
    let now = work_month(call.today());
    let year = year.unwrap_or_else(|| now.year());
    let month = now.within(year);
    let book = anlan.year(&call.region, year).await?;
    let entries: Vec<&Entry> = visible(&book, call).collect();
    let shown: Vec<Month> =
        book.months().into_iter().filter(|each| *each <= month && entries.iter().any(|entry| entry.light(*each).is_some())).collect();
    let overdue = entries.iter().filter(|entry| entry.content().limit_on <= call.today() && !entry.done_by(Month::of(call.today())));
    Ok(Overview {
        year,
        month,
        todo: todo(anlan, call, &book, month).await?,
        lists: List::ALL.into_iter().map(|list| glance(&book, &entries, list, month)).collect(),
        matrix: matrix(&book, &entries, &shown),
        months: shown,
        quantities: quantities(&entries, Month::of(call.today())),
        overdue: overdue.map(|entry| item_row(&book, entry, month)).collect(),
    })
}

fn glance(book: &YearBook, entries: &[&Entry], list: List, month: Month) -> ListGlance {
    let of_list = || entries.iter().filter(|entry| entry.list == list);
    ListGlance {
        list,
        items: of_list().count(),
        done: of_list().filter(|entry| entry.done_by(month)).count(),
        money_wan: of_list().filter_map(|entry| entry.content().money).fold(Money::default(), Money::plus).to_string(),
        lights: LightCounts::of(of_list().filter_map(|entry| Some(book.light_that_holds(entry, month)?.0))),
    }
}

fn matrix(book: &YearBook, entries: &[&Entry], months: &[Month]) -> Vec<MatrixRow> {
    // What was handed over counts for whoever was answerable in the month.
    let mut by_unit: BTreeMap<(String, Uuid), Vec<Vec<Light>>> = BTreeMap::new();
    for entry in entries {
        for unit in months.iter().map(|month| entry.unit_in(*month)).chain([entry.content().unit_id]) {
            by_unit.entry((book.unit_name(unit), unit.0)).or_insert_with(|| vec![vec![]; months.len()]);
        }
        for (at, month) in months.iter().enumerate() {
            let unit = entry.unit_in(*month);
            if let Some(own) = by_unit.get_mut(&(book.unit_name(unit), unit.0)) {
                own[at].extend(book.light_that_holds(entry, *month).map(|(light, _)| light));
            }
        }
    }
    let cell = |(month, lights): (&Month, Vec<Light>)| {
        let lights = LightCounts::of(lights);
        (lights.total() > 0).then(|| MatrixCell { month: *month, issued: book.issued(*month).is_some(), lights })
    };
    let row = |((name, id), lights): ((String, Uuid), Vec<Vec<Light>>)| MatrixRow {
        unit: Named { id, name },
        cells: months.iter().zip(lights).map(cell).collect(),
    };
    by_unit.into_iter().map(row).collect()
}

/// What is reached: the quantity last reported, or the target of an item that is done; never a share of a target.
fn quantities(entries: &[&Entry], month: Month) -> Vec<QuantityGlance> {
    struct Sum {
        target: Quantity,
        reached: Quantity,
        items: usize,
        done: usize,
    }
    let mut sums: BTreeMap<(String, String), Sum> = BTreeMap::new();
    for entry in entries {
        let content = entry.content();
        let (Some(indicator), Some(unit), Some(target)) = (&content.indicator, &content.unit_of_measure, content.target) else { continue };
        let sum = sums.entry((indicator.clone(), unit.clone())).or_insert(Sum {
            target: Quantity::default(),
            reached: Quantity::default(),
            items: 0,
            done: 0,
        });
        let done = entry.done_by(month);
        let held = entry.held.last().and_then(|held| entry.reports.iter().find(|report| report.id == held.fact));
        let reached = held.and_then(|report| report.quantity).or(done.then_some(target)).unwrap_or_default();
        sum.target = sum.target.plus(target);
        sum.reached = sum.reached.plus(reached);
        sum.items += 1;
        sum.done += usize::from(done);
    }
    let shown = |((indicator, unit_of_measure), sum): ((String, String), Sum)| QuantityGlance {
        indicator,
        unit_of_measure,
        target: sum.target.to_string(),
        reached: sum.reached.to_string(),
        items: sum.items,
        items_done: sum.done,
    };
    sums.into_iter().map(shown).collect()
}

async fn todo(anlan: &Anlan, call: &Call, book: &YearBook, month: Month) -> Result<Vec<Todo>, Fault> {
    let mut todo = Vec::new();
    let mut add = |key: TodoKey, count: usize, month: Option<Month>| {
        if count > 0 {
            todo.push(Todo { key, count, month });
        }
    };
    if call.actor.role == Role::Liaison {
        let owed = missing_items(book, month).filter(|entry| Some(entry.content().unit_id) == call.actor.unit_id).count();
        let late = due_on(&anlan.packs, &call.region, month).is_ok_and(|due| call.today() > due);
        add(if late { TodoKey::ReportsLate } else { TodoKey::ReportsDue }, owed, Some(month));
        let reminders = anlan.store.region(&call.region).reminders(Some(month)).await?;
        let mine = reminders.iter().filter(|row| Some(row.unit_id) == call.actor.unit_id.map(|unit| unit.0)).count();
        add(TodoKey::Reminders, if owed > 0 { mine } else { 0 }, Some(month));
    }
    if may(&call.actor, Action::CircularIssue, Target::default()) {
        let units: HashSet<_> = missing_items(book, month).map(|entry| entry.content().unit_id).collect();
        add(TodoKey::UnitsMissing, units.len(), Some(month));
        let mine = |one: &&crate::year::Override| one.decision.is_none() && one.row.recorded_by != call.actor.name;
        let waiting: Vec<Month> = book.overrides.iter().filter(mine).map(|one| one.month).collect();
        add(TodoKey::OverridesToConfirm, waiting.len(), waiting.first().copied());
        if !book.entries.is_empty() {
            let year = months(anlan, call, book.year).await?;
            add(
                TodoKey::MonthToIssue,
                usize::from(year.iter().any(|brief| brief.month == month && brief.ended && brief.circulars.is_empty())),
                Some(month),
            );
            let stale: Vec<Month> = year.iter().filter(|brief| brief.stale).map(|brief| brief.month).collect();
            add(TodoKey::LateFacts, stale.len(), stale.first().copied());
        }
        // A region that never had an item is still being set up; another only begins a new year.
        let set_up = !crate::setup::to_set_up(anlan, call, book).await?;
        add(TodoKey::ToSetUp, usize::from(!set_up), None);
        add(TodoKey::ListsEmpty, usize::from(set_up && book.entries.is_empty()), None);
    }
    for (key, count) in crate::matters::todo(anlan, call).await? {
        add(key, count, None);
    }
    for (key, count) in crate::plans::plans_waiting(anlan, call).await? {
        add(key, count, None);
    }
    add(TodoKey::AboveToAnswer, crate::city::above_to_answer(anlan, call).await?, None);
    add(TodoKey::ChangesToSign, crate::changes::waiting(anlan, call).await?, None);
    if let Some((key, count)) = crate::records::to_follow(anlan, call).await? {
        add(key, count, None);
    }
    if reach(call.actor.role, Action::AccountRead) == Reach::Region {
        let accounts = anlan.store.region(&call.region).accounts().await?;
        add(TodoKey::AccountsLocked, accounts.iter().filter(|row| row.locked_until.is_some_and(|until| until > call.at)).count(), None);
        add(TodoKey::AccountsToEnable, accounts.iter().filter(|row| row.disabled && row.last_login_at.is_none()).count(), None);
    }
    Ok(todo)
}
