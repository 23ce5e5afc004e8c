//! Record books.

use super::{ActionView, ImportCorrection, ImportCounts, ImportFault, ImportState, LightAt, Named, ShareAt};
use anlan_core::record::Followed;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// How a column's cells are filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordHolds {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A measured value: a number, or below detection such as `0.025L` and `未检出`.
    Measured,
    /// A day.
    Date,
    /// A day with a time.
    Time,
    /// A month.
    Month,
    /// 是 or 否.
    Bool,
    /// One of the choices.
    Choice,
}

/// A column of a record book.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordColumnView {
    /// Its name: the key of its values.
    pub name: String,
    /// Its name with its unit.
    pub label: String,
    /// How its cells are filled in.
    pub holds: RecordHolds,
    /// Whether it must be filled in.
    pub required: bool,
    /// What may be chosen; empty unless the actor may record.
    pub choices: Vec<String>,
    /// What people have to know.
    pub hint: Option<String>,
    /// Whether its values are never shown in lists, searches, exports and histories.
    pub secret: bool,
}

/// A kind of record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordKindView {
    /// Its word.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// Whether its records belong to every year.
    pub standing: bool,
    /// The columns that say which real thing or event a record is.
    pub identity: Vec<String>,
    /// Its columns.
    pub columns: Vec<RecordColumnView>,
    /// Whether its records belong to units, and can be filtered by them.
    pub by_unit: bool,
    /// Whether they belong to rivers.
    pub by_river: bool,
    /// The columns by which they are followed up, when they order something.
    pub follow: Option<FollowView>,
    /// The column that names an item.
    pub item: Option<String>,
}

/// The columns by which a record that orders something is followed up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FollowView {
    /// By when it is to be done.
    pub due: String,
    /// The day its effect was confirmed.
    pub done: String,
    /// The effect.
    pub effect: String,
}

/// How far what a record ordered has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FollowState {
    /// Its effect is not confirmed yet.
    Open,
    /// Not confirmed, and its day is past.
    Overdue,
    /// Confirmed.
    Confirmed,
}

impl From<Followed> for FollowState {
    fn from(followed: Followed) -> Self {
        match followed {
            Followed::Open => Self::Open,
            Followed::Overdue => Self::Overdue,
            Followed::Confirmed => Self::Confirmed,
        }
    }
}

/// The item a record names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordItem {
    /// The item.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// More of it; none when the actor may not see it.
    pub seen: Option<RecordItemSeen>,
}

/// An item that a record names, as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordItemSeen {
    /// Its title.
    pub title: String,
    /// Its light of the month the office works on.
    pub light: Option<LightAt>,
    /// Its last share reported.
    pub progress: Option<ShareAt>,
}

/// A record that names a problem or an item.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AboutRecord {
    /// Its kind.
    pub kind: String,
    /// That kind's title.
    pub kind_label: String,
    /// The record.
    pub id: Uuid,
    /// The day.
    pub on: NaiveDate,
    /// What it is about.
    pub title: String,
    /// Its other values, without secrets.
    pub told: String,
    /// How far what it ordered has come.
    pub follow: Option<FollowState>,
}

/// Which records are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// The year they happened in; standing entries belong to all.
    pub year: Option<i32>,
    /// The unit they belong to.
    pub unit: Option<Uuid>,
    /// The river.
    pub river: Option<Uuid>,
    /// Text in any column.
    pub q: Option<String>,
    /// How far what they ordered has come; open ones are those past their day too.
    pub follow: Option<FollowState>,
    /// Withdrawn records instead of those that hold.
    pub withdrawn: Option<bool>,
    /// A column's name.
    pub sort: Option<String>,
    /// asc or desc.
    pub order: Option<String>,
    /// From 1.
    pub page: Option<usize>,
    /// 1 to 500.
    pub page_size: Option<usize>,
}

/// A record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordRow {
    /// Its id, the same through all corrections.
    pub id: Uuid,
    /// Its latest fact: what a correction has to name.
    pub version: Uuid,
    /// Which it is, in words.
    pub title: String,
    /// The day it happened.
    pub occurred_on: NaiveDate,
    /// How far what it ordered has come; none for kinds that order nothing.
    pub follow: Option<FollowState>,
    /// The item it names.
    pub item: Option<RecordItem>,
    /// Its values by column; blank ones are absent.
    pub values: BTreeMap<String, String>,
    /// The unit it belongs to.
    pub unit: Option<Named>,
    /// The river.
    pub river: Option<Named>,
    /// When that was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// Whether it was corrected.
    pub corrected: bool,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// A page of records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordList {
    /// The records.
    pub rows: Vec<RecordRow>,
    /// How many fit.
    pub total: usize,
    /// The page, from 1.
    pub page: usize,
    /// Its size.
    pub page_size: usize,
    /// Years that have records, latest first.
    pub years: Vec<i32>,
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecordEventKind {
    /// It was recorded.
    Recorded,
    /// It was corrected.
    Corrected,
    /// It was withdrawn.
    Withdrawn,
}

/// One value that a correction changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordChange {
    /// The column.
    pub label: String,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
}

/// One step of a record's history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordStep {
    /// The fact's id.
    pub id: Uuid,
    /// What happened.
    pub event: RecordEventKind,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// What it changed.
    pub changes: Vec<RecordChange>,
}

/// A record with its history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordPage {
    /// The record.
    pub row: RecordRow,
    /// Its history, latest first.
    pub history: Vec<RecordStep>,
    /// Secret columns that are filled in; their values are not told here.
    pub secrets: Vec<String>,
    /// What can be done with it.
    pub actions: Vec<ActionView>,
}

/// Recording.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct RecordForm {
    /// Made by the client, so that a repeat is harmless.
    pub id: Option<Uuid>,
    /// Texts by column, as people write them.
    pub values: BTreeMap<String, String>,
}

/// Correcting: the whole record anew.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct CorrectRecord {
    /// Texts by column, as people write them.
    pub values: BTreeMap<String, String>,
    /// Why.
    pub reason: String,
}

/// Withdrawing.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct WithdrawRecord {
    /// The version read.
    pub version: Uuid,
    /// Why.
    pub reason: String,
}

/// A column of a file as recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordHeader {
    /// Its letter.
    pub letter: String,
    /// Its header.
    pub header: String,
    /// The column it fills; null when it is not taken in.
    pub column: Option<String>,
}

/// A sheet of a file as recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordSheet {
    /// Its name.
    pub name: String,
    /// The row of its headers; null when the sheet is not taken in.
    pub header_row: Option<u32>,
    /// Rows taken in.
    pub rows: usize,
    /// Totals and repeated headers, not taken in.
    pub passed_over: usize,
    /// Its columns.
    pub columns: Vec<RecordHeader>,
}

/// What importing a file would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecordImport {
    /// Its id.
    pub id: Uuid,
    /// The kind of record.
    pub kind: String,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// The sheets.
    pub sheets: Vec<RecordSheet>,
    /// The counts.
    pub counts: ImportCounts,
    /// Every fault.
    pub faults: Vec<ImportFault>,
    /// Every correction; `number` says which record.
    pub corrections: Vec<ImportCorrection>,
}

/// A secret value is wanted.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SecretWanted {
    /// The column.
    pub column: String,
    /// Why it must be seen; kept in the audit.
    pub reason: String,
}

/// A secret value, shown once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecretShown {
    /// The column.
    pub column: String,
    /// Its value.
    pub value: String,
}
