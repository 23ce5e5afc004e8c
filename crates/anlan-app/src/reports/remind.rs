//! Reminding units of missing reports: at once, or on a day each month.

use super::missing::missing_items;
use super::sheet::due_on;
use crate::views::{Named, Reminder, ReminderSchedule, RemindersSent, SendReminders};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, reach};
use anlan_core::days::{china_hour, zh};
use anlan_core::month::Month;
use anlan_core::pack::fill::fill;
use anlan_store::{ReminderRow, ReminderScheduleRow};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Reminds units of the reports they owe; a unit that owes none gets nothing.
///
/// # Errors
/// Not allowed, no pack in force, or the store fails.
pub async fn send_reminders(anlan: &Anlan, call: &Call, form: &SendReminders) -> Result<RemindersSent, Fault> {
    call.ask(Action::ReminderSend, Target::default())?;
    let sent = remind(anlan, call, form.month, Some(&form.unit_ids)).await?;
    Ok(RemindersSent { sent })
}

async fn remind(anlan: &Anlan, call: &Call, month: Month, only: Option<&[Uuid]>) -> Result<usize, Fault> {
    let pack = anlan.packs.in_force(call.region.as_str(), month.last_day())?;
    let due = zh(due_on(&anlan.packs, &call.region, month)?);
    let book = anlan.year(&call.region, month.year()).await?;
    let mut owed: BTreeMap<Uuid, i64> = BTreeMap::new();
    for entry in missing_items(&book, month) {
        *owed.entry(entry.content().unit_id.0).or_default() += 1;
    }
    owed.retain(|unit, _| only.is_none_or(|only| only.contains(unit)));
    let mut ids = call.ids();
    let row = |(unit_id, items): (&Uuid, &i64)| {
        let (unit, count) = (book.name(*unit_id), items.to_string());
        let values = [("unit", unit.as_str()), ("month", &month.zh()), ("items", &count), ("due_on", &due)];
        ReminderRow {
            region_id: call.region.to_string(),
            id: ids.make(),
            unit_id: *unit_id,
            month: month.to_string(),
            items: *items,
            text: fill(&pack.reporting.reminder, &values),
            recorded_at: call.at,
            recorded_by: call.actor.name.clone(),
        }
    };
    let rows: Vec<ReminderRow> = owed.iter().map(row).collect();
    let sent = rows.len();
    if sent > 0 {
        let tx = anlan.begin(call).await?;
        tx.add_reminders(rows).await?;
        anlan.finish(tx, call, Action::ReminderSend.key(), &month.to_string(), &json!({ "units": sent })).await?;
    }
    Ok(sent)
}

/// The reminders the actor may see: a liaison its unit's, the office all.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn reminders(anlan: &Anlan, call: &Call) -> Result<Vec<Reminder>, Fault> {
    if reach(call.actor.role, Action::ReminderSend) == Reach::Nothing && call.actor.unit_id.is_none() {
        return Err(Fault::not_allowed());
    }
    let read = anlan.store.region(&call.region);
    let units: std::collections::HashMap<Uuid, String> = read.units().await?.into_iter().map(|row| (row.id, row.name)).collect();
    let own = |row: &ReminderRow| call.actor.unit_id.is_none_or(|unit| unit.0 == row.unit_id);
    let shown = |row: ReminderRow| Reminder {
        id: row.id,
        unit: Named { id: row.unit_id, name: units.get(&row.unit_id).cloned().unwrap_or_default() },
        month: row.month,
        items: row.items,
        text: row.text,
        sent_at: row.recorded_at,
        sent_by: row.recorded_by,
    };
    Ok(read.reminders(None).await?.into_iter().filter(own).take(200).map(shown).collect())
}

/// When reminders go out by themselves.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn schedule(anlan: &Anlan, call: &Call) -> Result<ReminderSchedule, Fault> {
    call.ask(Action::ReminderSend, Target::default())?;
    let row = anlan.store.region(&call.region).reminder_schedule().await?;
    Ok(row.map_or(ReminderSchedule { enabled: false, day: 1, hour: 9, next_run_at: None }, |row| ReminderSchedule {
        enabled: row.enabled,
        day: row.day,
        hour: row.hour,
        next_run_at: row.next_run_at,
    }))
}

/// Sets when reminders go out by themselves.
///
/// # Errors
/// Not allowed, a day or hour out of range, or the store fails.
pub async fn set_schedule(anlan: &Anlan, call: &Call, form: &ReminderSchedule) -> Result<ReminderSchedule, Fault> {
    call.ask(Action::ReminderSend, Target::default())?;
    if !(1..=28).contains(&form.day) {
        return Err(Fault::invalid("day", "out_of_range", "日期应在1到28之间。", "The day must lie between 1 and 28."));
    }
    if !(0..=23).contains(&form.hour) {
        return Err(Fault::invalid("hour", "out_of_range", "时刻应在0到23之间。", "The hour must lie between 0 and 23."));
    }
    let next_run_at = form.enabled.then(|| next_run(call.at, form.day, form.hour));
    let row =
        ReminderScheduleRow { region_id: call.region.to_string(), enabled: form.enabled, day: form.day, hour: form.hour, next_run_at };
    let tx = anlan.begin(call).await?;
    tx.set_reminder_schedule(row).await?;
    anlan.finish(tx, call, "reminder.schedule", &format!("{}日{}时", form.day, form.hour), &json!({ "enabled": form.enabled })).await?;
    Ok(ReminderSchedule { next_run_at, ..form.clone() })
}

/// The first such day and hour after a moment.
fn next_run(after: DateTime<Utc>, day: i64, hour: i64) -> DateTime<Utc> {
    use chrono::Datelike;
    let month = Month::of(anlan_core::days::china_day(after));
    let (day, hour) = (u32::try_from(day).unwrap_or(1), u32::try_from(hour).unwrap_or(9));
    let at = |month: Month| china_hour(month.first_day().with_day(day).unwrap_or(month.first_day()), hour);
    if at(month) > after { at(month) } else { at(month.plus(1)) }
}

/// Sends the reminders of a region's schedule when their time has come; gives how many units were reminded.
///
/// Called from the binary's loop. The next time is set in the same breath, so that a restart does not send twice.
///
/// # Errors
/// No pack in force, or the store fails.
pub async fn due_reminders(anlan: &Anlan, call: &Call) -> Result<usize, Fault> {
    let Some(row) = anlan.store.region(&call.region).reminder_schedule().await?.filter(|row| row.enabled) else { return Ok(0) };
    if row.next_run_at.is_none_or(|at| at > call.at) {
        return Ok(0);
    }
    let next_run_at = Some(next_run(call.at, row.day, row.hour));
    let tx = anlan.begin(call).await?;
    tx.set_reminder_schedule(ReminderScheduleRow { next_run_at, ..row }).await?;
    anlan.finish(tx, call, "reminder.run", &call.today().to_string(), &json!({})).await?;
    remind(anlan, call, Month::of(call.today()).plus(-1), None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_time_lies_after_now() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(next_run(at("2023-11-03T01:00:00Z"), 3, 10), at("2023-11-03T02:00:00Z"));
        assert_eq!(next_run(at("2023-11-03T02:00:00Z"), 3, 10), at("2023-12-03T02:00:00Z"));
    }
}
