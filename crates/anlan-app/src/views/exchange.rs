//! Exchange with another platform.

use super::{ImportCorrection, ImportFault, ImportState};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A kind that can be exchanged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExchangeKind {
    /// Its word.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What it holds.
    pub about: String,
}

/// Making a package.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendPackage {
    /// The year of what has days; the running one when absent.
    #[serde(default)]
    pub year: Option<i32>,
    /// Words of the kinds; all when absent.
    #[serde(default)]
    pub kinds: Option<Vec<String>>,
}

/// A field in which both sides differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExchangeField {
    /// The column.
    pub label: String,
    /// What stands here; empty when nothing.
    pub ours: String,
    /// What the package says.
    pub theirs: String,
}

/// A row that contradicts what stands here; it is never taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExchangeConflict {
    /// The kind's word.
    pub kind: String,
    /// The file in the package.
    pub file: String,
    /// The row, as Excel numbers rows.
    pub row: u32,
    /// The record here.
    pub record_id: Uuid,
    /// Which it is, in words.
    pub title: String,
    /// Why it was not taken in.
    pub why: String,
    /// Where both differ.
    pub fields: Vec<ExchangeField>,
}

/// What a part of a package did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExchangePart {
    /// The kind's word.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// Rows in the package.
    pub rows: usize,
    /// New records.
    pub accepted: usize,
    /// Corrected ones: the package's version was made from ours.
    pub corrected: usize,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Rows that say what was here before: ours is newer.
    pub older: usize,
    /// Rows that contradict.
    pub conflicts: usize,
    /// Rows with a fault.
    pub faulty: usize,
}

/// What taking a package in would do; once it was, its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExchangeReceipt {
    /// `anlan-receipt`.
    pub format: String,
    /// Version of the format.
    pub version: u32,
    /// Its id here.
    pub id: Uuid,
    /// The package's own id.
    pub package: Uuid,
    /// SM3 over the package.
    pub digest: String,
    /// Its file's name.
    pub file_name: String,
    /// The region it is about.
    pub region: String,
    /// The year.
    pub year: i32,
    /// When the sender made it.
    pub made_at: DateTime<Utc>,
    /// Who made it.
    pub made_by: String,
    /// Looked at, or taken in.
    pub state: ImportState,
    /// When it was taken in.
    pub received_at: Option<DateTime<Utc>>,
    /// By whom.
    pub received_by: String,
    /// What each kind did.
    pub parts: Vec<ExchangePart>,
    /// Rows that contradict what stands here.
    pub conflicts: Vec<ExchangeConflict>,
    /// Cells that correct what stands here.
    pub corrections: Vec<ImportCorrection>,
    /// Rows that cannot be taken in.
    pub faults: Vec<ImportFault>,
}

/// A package in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExchangeBrief {
    /// Its id here.
    pub id: Uuid,
    /// Its file's name.
    pub file_name: String,
    /// Its own id.
    pub package: Uuid,
    /// When the sender made it.
    pub made_at: DateTime<Utc>,
    /// Who made it.
    pub made_by: String,
    /// Looked at, or taken in.
    pub state: ImportState,
    /// When it was uploaded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// When it was taken in.
    pub received_at: Option<DateTime<Utc>>,
    /// By whom; empty while it was not.
    pub received_by: String,
    /// New records.
    pub accepted: usize,
    /// Corrected ones.
    pub corrected: usize,
    /// Rows that say what was known.
    pub unchanged: usize,
    /// Rows that contradicted.
    pub conflicts: usize,
}
