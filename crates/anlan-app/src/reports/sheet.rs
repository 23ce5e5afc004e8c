//! A month's reports: for a liaison its own items, for the office all.

use crate::lists::{item_row, report_view, visible};
use crate::views::{ReportRow, ReportSheet, ShareAt};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Call, Fault};
use anlan_core::ids::RegionId;
use anlan_core::month::Month;
use anlan_core::pack::Packs;
use chrono::{Datelike, NaiveDate};

/// The day a month's reports are due: the pack's day of the following month.
///
/// # Errors
/// No pack is in force.
pub fn due_on(packs: &Packs, region: &RegionId, month: Month) -> Result<NaiveDate, Fault> {
    let pack = packs.in_force(region.as_str(), month.last_day())?;
    let first = month.plus(1).first_day();
    Ok(first.with_day(pack.reporting.due_day).unwrap_or(first))
}

/// Whether a report is wanted for a month: started, and neither closed out nor reported 100 % before it.
pub(crate) fn is_due(entry: &Entry, month: Month) -> bool {
    entry.content().start_on <= month.last_day()
        && !entry.done_by(month.plus(-1))
        && entry.item.closed.is_none_or(|(on, _)| on > month.last_day())
}

/// The reports of a month the actor may see.
///
/// # Errors
/// No pack is in force, or the store fails.
pub async fn sheet(anlan: &Anlan, call: &Call, month: Month) -> Result<ReportSheet, Fault> {
    let due_on = due_on(&anlan.packs, &call.region, month)?;
    let book = anlan.year(&call.region, month.year()).await?;
    let past = call.today() > due_on;
    let mut rows = Vec::new();
    for entry in visible(&book, call).filter(|entry| entry.content().start_on <= month.last_day()) {
        rows.push(row(anlan, call, &book, entry, month, past).await?);
    }
    let due: Vec<&ReportRow> = rows.iter().filter(|row| !row.done).collect();
    let (reported, late) = (due.iter().filter(|row| row.report.is_some()).count(), due.iter().filter(|row| row.late).count());
    Ok(ReportSheet { month, due_on, due: due.len(), reported, late, rows })
}

async fn row(anlan: &Anlan, call: &Call, book: &YearBook, entry: &Entry, month: Month, past: bool) -> Result<ReportRow, Fault> {
    let held = entry.report_for(month).and_then(|held| entry.reports.iter().find(|report| report.id == held.fact));
    let report = match held {
        Some(report) => Some(report_view(anlan, call, report, &entry.reports).await?),
        None => None,
    };
    let previous = entry.last_report(month.plus(-1)).map(|report| ShareAt { month: report.month, share: report.share.to_string() });
    let due = is_due(entry, month);
    Ok(ReportRow { item: item_row(book, entry, month), previous, late: due && past && report.is_none(), done: !due, report })
}
