//! Who has not reported.

use super::sheet::{due_on, is_due};
use crate::views::{MissingItem, MissingReports, MissingUnit, Named, ReminderSent};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target};
use anlan_core::month::Month;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The items whose report for a month is due and not there.
pub(crate) fn missing_items(book: &YearBook, month: Month) -> impl Iterator<Item = &Entry> {
    book.entries.iter().filter(move |entry| is_due(entry, month) && entry.report_for(month).is_none())
}

/// The units whose reports are missing, with the reminders they got.
///
/// # Errors
/// Not allowed, no pack in force, or the store fails.
pub async fn missing(anlan: &Anlan, call: &Call, month: Month) -> Result<MissingReports, Fault> {
    call.ask(Action::MonthRead, Target::default())?;
    let due_on = due_on(&anlan.packs, &call.region, month)?;
    let book = anlan.year(&call.region, month.year()).await?;
    let reminders = anlan.store.region(&call.region).reminders(Some(month)).await?;
    let mut by_unit: BTreeMap<(String, Uuid), Vec<MissingItem>> = BTreeMap::new();
    for entry in missing_items(&book, month) {
        let unit = entry.content().unit_id;
        let item = MissingItem { id: entry.id.0, number: entry.number.clone(), title: entry.content().title.clone() };
        by_unit.entry((book.unit_name(unit), unit.0)).or_default().push(item);
    }
    let units = by_unit.into_iter().map(|((name, id), items)| {
        let sent =
            reminders.iter().filter(|row| row.unit_id == id).map(|row| ReminderSent { at: row.recorded_at, by: row.recorded_by.clone() });
        MissingUnit { unit: Named { id, name }, items, late: call.today() > due_on, reminders: sent.collect() }
    });
    Ok(MissingReports { month, due_on, units: units.collect() })
}
