//! Monthly reports on items: cumulative share, quantity and note; a correction keeps the old one.

use crate::exact::{Quantity, Share};
use crate::ids::{FactId, ItemId};
use crate::month::Month;
use chrono::{DateTime, NaiveDate, Utc};

/// One recorded monthly report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Its own id.
    pub id: FactId,
    /// The item reported on.
    pub item_id: ItemId,
    /// The month reported.
    pub month: Month,
    /// Share of the whole work done by the month's end.
    pub share: Share,
    /// Quantity reached by then, in the item's unit of measure.
    pub quantity: Option<Quantity>,
    /// What the unit writes.
    pub note: Option<String>,
    /// The day it was reported.
    pub occurred_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// The report it corrects.
    pub supersedes: Option<FactId>,
    /// Digests of the files added as evidence.
    pub files: Vec<String>,
}

/// What a light needs of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// The month reported.
    pub month: Month,
    /// The cumulative share.
    pub share: Share,
    /// The fact.
    pub fact: FactId,
}

/// The quantity that holds for each month, among the reports recorded up to `known_at`: of the report that holds, when it tells one.
#[must_use]
pub fn known_quantities(reports: &[Progress], known_at: DateTime<Utc>) -> Vec<(Month, Quantity)> {
    let held = known(reports, known_at);
    let quantity = |report: &Report| reports.iter().find(|own| own.id == report.fact).and_then(|own| own.quantity);
    held.iter().filter_map(|report| Some((report.month, quantity(report)?))).collect()
}

/// The report that holds for each month, among those recorded up to `known_at`, in the order of months.
///
/// `reports` are in the order of recording; of two for one month the later recorded holds.
#[must_use]
pub fn known(reports: &[Progress], known_at: DateTime<Utc>) -> Vec<Report> {
    let mut held: Vec<Report> = Vec::with_capacity(reports.len());
    for report in reports.iter().filter(|report| report.recorded_at <= known_at) {
        let now = Report { month: report.month, share: report.share, fact: report.id };
        match held.binary_search_by_key(&report.month, |held| held.month) {
            Ok(at) => held[at] = now,
            Err(at) => held.insert(at, now),
        }
    }
    held
}
