//! Items, their reports and their lights.

use super::{ActionView, Named};
use anlan_core::item::List;
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_core::pack::explain::Explained;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The label of an item's field.
#[must_use]
pub fn field_label(field: &str) -> &'static str {
    const LABELS: [(&str, &str); 22] = [
        ("number", "编号"),
        ("title", "名称"),
        ("river", "河流"),
        ("unit", "责任单位"),
        ("helpers", "配合单位"),
        ("chief", "河长"),
        ("measure", "具体措施"),
        ("indicator", "量化指标"),
        ("unit_of_measure", "计量单位"),
        ("target", "目标值"),
        ("money", "资金（万元）"),
        ("money_source", "资金来源"),
        ("hard", "难度较大"),
        ("points", "分值"),
        ("source", "来源"),
        ("place", "位置"),
        ("kind", "类别"),
        ("description", "详细描述"),
        ("start_on", "开始时间"),
        ("limit_on", "完成时限"),
        ("closed_on", "销号时间"),
        ("share", "累计进度"),
    ];
    LABELS.iter().find(|(key, _)| *key == field).map_or("", |(_, label)| label)
}

/// A report in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShareAt {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The cumulative share, in percent.
    pub share: String,
}

/// A light in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LightAt {
    /// The light that holds.
    pub light: Light,
    /// The rule the computed light rests on.
    pub rule: String,
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// Whether a confirmed change by hand holds instead of the computed light.
    pub overridden: bool,
}

/// Whether an item still stands on its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// It does.
    Open,
    /// It was closed out.
    Closed,
}

/// What a fact says of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// It entered its list.
    Opened,
    /// It was wrong from the beginning.
    Correction,
    /// Something else holds from a day.
    Change,
    /// It was closed out.
    Closed,
    /// A close-out is taken back.
    CloseOutWithdrawn,
    /// Its close-out was asked for.
    CloseAsked,
    /// The checker returned it.
    CloseReturned,
    /// It was opened again.
    Reopened,
    /// Its clock stops.
    Paused,
    /// Its clock runs again.
    Resumed,
}

/// How far a change by hand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverrideState {
    /// It waits for a second person.
    Proposed,
    /// It holds.
    Confirmed,
    /// It does not.
    Refused,
}

/// An item in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ItemRow {
    /// Its id.
    pub id: Uuid,
    /// Its list.
    pub list: List,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its year.
    pub year: i32,
    /// Its river.
    pub river: Option<Named>,
    /// Its responsible unit.
    pub unit: Named,
    /// First day.
    pub start_on: NaiveDate,
    /// Limit.
    pub limit_on: NaiveDate,
    /// Whether it still stands on its list.
    pub state: ItemState,
    /// Day of close-out.
    pub closed_on: Option<NaiveDate>,
    /// A hard item.
    pub hard: Option<bool>,
    /// Money in 万元.
    pub money_wan: Option<String>,
    /// Indicator.
    pub indicator: Option<String>,
    /// Unit of measure.
    pub unit_of_measure: Option<String>,
    /// Target.
    pub target: Option<String>,
    /// The last report.
    pub progress: Option<ShareAt>,
    /// The light of the month asked for.
    pub light: Option<LightAt>,
    /// Changes with every fact about the item: for If-Match.
    pub version: String,
}

/// Which items, in which order.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct ItemQuery {
    /// The year; the present one when absent.
    pub year: Option<i32>,
    /// One list.
    pub list: Option<List>,
    /// Part of number, title, unit or river.
    pub q: Option<String>,
    /// A unit.
    pub unit: Option<Uuid>,
    /// A river.
    pub river: Option<Uuid>,
    /// A light; `none` for items without one.
    pub light: Option<String>,
    /// A rule.
    pub rule: Option<String>,
    /// `open` or `closed`, `done`, or `overdue` (limit passed, not done).
    pub state: Option<String>,
    /// Hard items only, or others only.
    pub hard: Option<bool>,
    /// An indicator.
    pub indicator: Option<String>,
    /// The month whose light counts (YYYY-MM); the last one that ended when absent.
    pub month: Option<String>,
    /// `number`, `title`, `unit`, `river`, `start_on`, `limit_on`, `progress` or `light`.
    pub sort: Option<String>,
    /// `asc` or `desc`.
    pub order: Option<String>,
    /// Page, from 1.
    pub page: Option<usize>,
    /// Rows a page, 1 to 500.
    pub page_size: Option<usize>,
}

/// A page of items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ItemList {
    /// Its rows.
    pub rows: Vec<ItemRow>,
    /// All that fit.
    pub total: usize,
    /// Which page.
    pub page: usize,
    /// Rows a page.
    pub page_size: usize,
    /// Months of the year that have lights.
    #[schema(value_type = Vec<String>)]
    pub months: Vec<Month>,
    /// The month of the lights shown.
    #[schema(value_type = String)]
    pub month: Month,
}

/// What is said of an item, as sent and shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ItemForm {
    /// Its list.
    pub list: List,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its river.
    pub river_id: Option<Uuid>,
    /// Its responsible unit.
    pub unit_id: Uuid,
    /// Helping units.
    #[serde(default)]
    pub helpers: Vec<String>,
    /// First day.
    pub start_on: NaiveDate,
    /// Limit.
    pub limit_on: NaiveDate,
    /// Money in 万元.
    pub money_wan: Option<String>,
    /// Where it comes from.
    pub money_source: Option<String>,
    /// A hard item.
    pub hard: Option<bool>,
    /// The chief's post.
    pub chief_id: Option<Uuid>,
    /// That post's name.
    #[serde(default)]
    pub chief: Option<String>,
    /// Measure.
    pub measure: Option<String>,
    /// Indicator.
    pub indicator: Option<String>,
    /// Unit of measure.
    pub unit_of_measure: Option<String>,
    /// Target.
    pub target: Option<String>,
    /// Points.
    pub points: Option<String>,
    /// Where a problem came from.
    pub source: Option<String>,
    /// Where it lies.
    pub place: Option<String>,
    /// Kind of problem.
    pub kind: Option<String>,
    /// In full.
    pub description: Option<String>,
}

/// Opening an item.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct OpenItem {
    /// Its id, made by whoever records it; a repeat changes nothing.
    pub id: Option<Uuid>,
    /// Its year.
    pub year: i32,
    /// What is said of it.
    pub content: ItemForm,
    /// The day of the decision.
    pub opened_on: NaiveDate,
    /// The decision.
    pub decision: String,
}

/// Correcting or changing an item.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct EditItem {
    /// What is right, or holds now.
    pub content: ItemForm,
    /// `correction` (it was wrong from the beginning) or `change` (it holds from a day).
    pub kind: EditKind,
    /// The day a change holds from.
    pub effective_on: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

/// Correcting, or changing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EditKind {
    /// It was wrong from the beginning.
    Correction,
    /// It holds from a day.
    Change,
}

/// A file beside a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileRef {
    /// SM3 digest of its content.
    pub hash: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// Its type.
    pub media_type: String,
}

/// What a picture tells of its taking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FileParticulars {
    /// When, by the camera's clock.
    pub taken_at: Option<String>,
    /// Degrees north, to the millionth.
    pub latitude: Option<String>,
    /// Degrees east, to the millionth.
    pub longitude: Option<String>,
    /// Its maker and model.
    pub camera: Option<String>,
}

/// How far an upload has come.
#[derive(Debug, Clone)]
pub struct UploadState {
    /// Its id.
    pub id: Uuid,
    /// The file's size in bytes.
    pub size: u64,
    /// How many of them are on the disk.
    pub offset: u64,
    /// When it is cleared unless it is finished.
    pub expires_at: DateTime<Utc>,
    /// What it became.
    pub file: Option<FileRef>,
}

/// A monthly report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Report {
    /// Its id.
    pub id: Uuid,
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// Cumulative share, in percent.
    pub share: String,
    /// Quantity reached.
    pub quantity: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// The day it was reported.
    pub occurred_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// The report that corrects it.
    pub superseded_by: Option<Uuid>,
    /// Its files.
    pub files: Vec<FileRef>,
}

/// Writing a report.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct WriteReport {
    /// Its id, made by whoever records it; a repeat changes nothing.
    pub id: Option<Uuid>,
    /// The month (YYYY-MM).
    #[schema(value_type = String)]
    pub month: Month,
    /// Cumulative share in percent, 0 to 100, at most two decimals.
    pub share: String,
    /// Quantity reached, in the item's unit of measure.
    pub quantity: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Digests of files uploaded before.
    #[serde(default)]
    pub files: Vec<String>,
    /// The report this one corrects.
    pub corrects: Option<Uuid>,
    /// Why it is corrected.
    pub reason: Option<String>,
}

/// One field that changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Change {
    /// The field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// As it was.
    pub old: String,
    /// As it is.
    pub new: String,
}

/// One fact of an item's history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub kind: HistoryKind,
    /// The day it holds from, or happened on.
    pub occurred_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// What changed.
    pub changes: Vec<Change>,
}

/// Plan against progress at a month's end.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoursePoint {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// Its last day.
    pub month_end: NaiveDate,
    /// Planned share in percent; null before the start.
    pub planned: Option<String>,
    /// Reported share in percent.
    pub reported: Option<String>,
}

/// A change of a light by hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OverrideView {
    /// Its id.
    pub id: Uuid,
    /// The item.
    pub item_id: Uuid,
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The light proposed.
    pub light: Light,
    /// Why.
    pub reason: String,
    /// By whom.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// How far it is.
    pub state: OverrideState,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What can be done with it.
    pub actions: Vec<ActionView>,
}

/// A light as issued.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IssuedAt {
    /// The circular.
    pub circular_id: Uuid,
    /// Its number.
    pub number: String,
    /// The light it gave.
    pub light: Light,
}

/// An item's light of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthLight {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The computed light with its reasons.
    pub verdict: Explained,
    /// A change by hand.
    #[serde(rename = "override")]
    pub override_: Option<OverrideView>,
    /// As last issued.
    pub issued: Option<IssuedAt>,
}

/// Everything of an item.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ItemPage {
    /// In short.
    pub row: ItemRow,
    /// What is said of it.
    pub content: ItemForm,
    /// The day it was opened.
    pub opened_on: NaiveDate,
    /// By which decision.
    pub decision: String,
    /// Its facts, latest first.
    pub history: Vec<HistoryEntry>,
    /// Plan against progress.
    pub course: Vec<CoursePoint>,
    /// Its reports, latest month first.
    pub reports: Vec<Report>,
    /// Its lights, latest month first.
    pub lights: Vec<MonthLight>,
    /// What can be done.
    pub actions: Vec<ActionView>,
    /// Fields that may only be changed with approval.
    pub approval: Vec<String>,
    /// Records that name it: dispatches, money, what was built.
    pub records: Vec<super::AboutRecord>,
    /// Where a yearly task comes from; empty when it was entered by hand or from a table.
    pub sources: Vec<super::TaskSourceView>,
}

/// One item's report of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportRow {
    /// The item.
    pub item: ItemRow,
    /// The last report before.
    pub previous: Option<ShareAt>,
    /// The report of the month.
    pub report: Option<Report>,
    /// Due day passed and not reported.
    pub late: bool,
    /// Done before the month, so that none is due.
    pub done: bool,
}

/// A month's reports.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportSheet {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The day they are due.
    pub due_on: NaiveDate,
    /// How many are due.
    pub due: usize,
    /// How many of these are there.
    pub reported: usize,
    /// How many are late.
    pub late: usize,
    /// The items.
    pub rows: Vec<ReportRow>,
}
