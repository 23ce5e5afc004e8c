//! Imports.

use crate::imports::SheetKind;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A field a column can hold.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportField {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Whether its column must be there.
    pub required: bool,
}

/// The fields of a kind of sheet.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportFields {
    /// The kind.
    pub list: SheetKind,
    /// Its label.
    pub label: String,
    /// Its fields.
    pub fields: Vec<ImportField>,
}

/// A fault of a workbook: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportFault {
    /// The sheet.
    pub sheet: String,
    /// The row, as Excel numbers rows.
    pub row: Option<u32>,
    /// The column's header.
    pub column: Option<String>,
    /// The value found.
    pub value: Option<String>,
    /// Stable word for programs.
    pub code: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// The same in English.
    pub message_en: String,
}

impl ImportFault {
    /// A fault at a place.
    pub(crate) fn new(
        sheet: &str,
        row: Option<u32>,
        column: Option<String>,
        value: Option<String>,
        code: &str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { sheet: sheet.to_owned(), row, column, value, code: code.to_owned(), message: zh.into(), message_en: en.into() }
    }
}

/// A column as recognised.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ColumnView {
    /// Its place, from 0.
    pub index: usize,
    /// Its letter.
    pub letter: String,
    /// Its header.
    pub header: String,
    /// The field it holds.
    pub field: Option<String>,
    /// A few of its values.
    pub samples: Vec<String>,
}

/// How a sheet's shares are written.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShareScaleView {
    /// The scale; null when the user has to choose.
    pub scale: Option<crate::imports::ShareScale>,
    /// What it was told by.
    pub evidence: String,
}

/// A sheet as recognised.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// What it holds; null when not taken in.
    pub kind: Option<SheetKind>,
    /// The row of its headers.
    pub header_row: Option<u32>,
    /// Rows below the headers that are not blank.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// Its share scale, when it has a share column.
    pub share_scale: Option<ShareScaleView>,
}

/// How many rows would do what.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct ImportCounts {
    /// New items and reports.
    pub accepted: usize,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Rows that correct what is known.
    pub corrected: usize,
    /// Rows with a fault, or held back by another row's.
    pub faulty: usize,
}

/// One cell that corrects what is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCorrection {
    /// The sheet.
    pub sheet: String,
    /// The row.
    pub row: u32,
    /// The item's number.
    pub number: String,
    /// The field's label.
    pub label: String,
    /// As known.
    pub old: String,
    /// As it would be.
    pub new: String,
}

/// A unit that would be registered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NewUnit {
    /// Its name.
    pub name: String,
    /// Its kind's label.
    pub kind: String,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// Nothing is recorded yet.
    Preview,
    /// It is recorded.
    Confirmed,
}

impl ImportState {
    /// The state of a stored word.
    #[must_use]
    pub fn of(word: &str) -> Self {
        if word == "confirmed" { Self::Confirmed } else { Self::Preview }
    }
}

/// What an import would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportPreview {
    /// Its id.
    pub id: Uuid,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// The sheets.
    pub sheets: Vec<SheetView>,
    /// The counts.
    pub counts: ImportCounts,
    /// Every fault.
    pub faults: Vec<ImportFault>,
    /// What was read in a way that people should see before they confirm: total rows passed over, months read as their last day, shares
    /// written as text.
    pub notes: Vec<ImportFault>,
    /// Every correction.
    pub corrections: Vec<ImportCorrection>,
    /// Units that would be registered.
    pub new_units: Vec<NewUnit>,
    /// Rivers that would be registered.
    pub new_rivers: Vec<String>,
    /// Chiefs' posts that would be registered.
    pub new_chiefs: Vec<String>,
    /// Whether unknown units and rivers are registered.
    pub register_units: bool,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportResult {
    /// New items and reports.
    pub accepted: usize,
    /// Rows that say what was known.
    pub unchanged: usize,
    /// Rows that corrected what was known.
    pub corrected: usize,
    /// Every fault.
    pub faults: Vec<ImportFault>,
    /// What was read in a way that people should see.
    pub notes: Vec<ImportFault>,
}

impl ImportResult {
    pub(crate) fn of(counts: &ImportCounts, faults: Vec<ImportFault>, notes: Vec<ImportFault>) -> Self {
        Self { accepted: counts.accepted, unchanged: counts.unchanged, corrected: counts.corrected, faults, notes }
    }
}

/// A tenure that ends because an import names who follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EndedTenure {
    /// The post.
    pub post: String,
    /// Whose tenure ends.
    pub person: String,
    /// Its last day.
    pub until_on: NaiveDate,
    /// Who follows on the next day.
    pub follows: String,
}

/// What a roster of chiefs would add, or added.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RosterImport {
    /// New posts.
    pub posts: usize,
    /// New tenures.
    pub tenures: usize,
    /// Tenures that those who follow end.
    pub ended: Vec<EndedTenure>,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Whether it was recorded; never with a fault.
    pub confirmed: bool,
    /// Every fault.
    pub faults: Vec<ImportFault>,
}

/// An import in the list of imports.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportBrief {
    /// Its id.
    pub id: Uuid,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// When it was uploaded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// What came of it.
    pub result: ImportResult,
}
