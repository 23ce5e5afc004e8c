//! The office's commands, one file each.

pub mod account;
pub mod assess;
pub mod backup;
pub mod bench;
pub mod check;
pub mod circular;
pub mod demo;
pub mod district;
pub mod export;
pub mod figures;
pub mod import;
pub mod lights;
pub mod pack;
pub mod sample;
pub mod serve;

use anlan_core::days::china_hour;
use anyhow::{Context as _, Result};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// A moment as people write it: a day means its end.
fn moment(text: &str) -> Result<DateTime<Utc>> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(china_hour(day, 24) - TimeDelta::milliseconds(1));
    }
    Ok(DateTime::parse_from_rfc3339(text)
        .with_context(|| format!("`{text}` is neither a day (2023-10-31) nor a moment (2023-10-31T09:00:00+08:00)"))?
        .to_utc())
}
