//! A published version as frozen: the result with everything its documents need.

use crate::views::RoundBrief;
use crate::{Anlan, Fault};
use anlan_core::assessment::Assessment;
use anlan_core::figure::frozen::FrozenFigures;
use anlan_core::pack::papers::PaperText;
use anlan_store::{RoundRow, StoreError};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The frozen content of a published version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedAssessment {
    /// The region's name then.
    pub region_name: String,
    /// The year.
    pub year: i32,
    /// Version within the year, from 1.
    pub version: i32,
    /// Document number.
    pub number: String,
    /// Number of the first version, on a later one.
    pub first_number: Option<String>,
    /// Title of the document; `|` breaks its line.
    pub title: String,
    /// Moment up to which records were used.
    pub known_at: DateTime<Utc>,
    /// The day it was published.
    pub published_on: NaiveDate,
    /// Last day to contest what it posted.
    pub appeal_until: NaiveDate,
    /// Working days for that.
    pub appeal_workdays: i64,
    /// Issuing office, as signed.
    pub issuer: String,
    /// Red mark at the head.
    pub mark: String,
    /// Whom it is sent to.
    pub addressee: String,
    /// Copies.
    pub cc: String,
    /// What its document is drawn by; none in those published before there were templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperText>,
    /// The figures of the region that its document names, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named: Option<FrozenFigures>,
    /// The result.
    pub assessment: Assessment,
    /// What was wrong with the records.
    pub problems: Vec<String>,
}

/// Reads a frozen content.
///
/// # Errors
/// It no longer fits its digest.
pub(crate) fn read_content(row: &RoundRow) -> Result<PublishedAssessment, Fault> {
    let damaged = |what: String| Fault::from(StoreError::Damaged(format!("assessment {}: {what}", row.number)));
    if anlan_core::digest::hex(row.content.as_bytes()) != row.content_hash {
        return Err(damaged("its content does not fit its digest".to_owned()));
    }
    serde_json::from_str(&row.content).map_err(|e| damaged(e.to_string()))
}

pub(super) fn brief(row: &RoundRow, content: &PublishedAssessment) -> RoundBrief {
    RoundBrief {
        id: row.id,
        year: content.year,
        version: content.version,
        number: row.number.clone(),
        published_at: row.published_at,
        published_by: row.published_by.clone(),
        appeal_until: content.appeal_until,
        coverage: content.assessment.coverage.clone(),
        ranked: content.assessment.ranking.published,
    }
}

/// A published version with its row.
pub(super) type Round = (RoundRow, std::sync::Arc<PublishedAssessment>);

impl Anlan {
    /// A year's published versions, oldest first.
    ///
    /// # Errors
    /// One is damaged, or the store fails.
    pub(super) async fn rounds(&self, region: &anlan_core::ids::RegionId, year: Option<i32>) -> Result<Vec<Round>, Fault> {
        let rows = self.store.region(region).assessment_rounds(year).await?;
        rows.into_iter()
            .map(|row| {
                let content = self.published(&row)?;
                Ok((row, content))
            })
            .collect()
    }
}
