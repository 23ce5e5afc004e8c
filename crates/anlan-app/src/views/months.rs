//! The month end, circulars, the overview.

use super::{ActionView, ItemRow, Named, OverrideView, StaleFigure};
use anlan_core::circular::{Difference, IssuedLight, LightCounts};
use anlan_core::figure::frozen::FrozenFigure;
use anlan_core::item::List;
use anlan_core::light::Light;
use anlan_core::month::Month;
use anlan_core::pack::explain::Explained;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A circular in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CircularBrief {
    /// Its id.
    pub id: Uuid,
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// Version within the month, from 1.
    pub version: i32,
    /// Document number.
    pub number: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// By whom.
    pub issued_by: String,
    /// Its lights.
    pub lights: LightCounts,
}

/// A list's lights.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListLights {
    /// The list.
    pub list: List,
    /// Its lights.
    pub lights: LightCounts,
}

/// An issued circular, as frozen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CircularPage {
    /// In short.
    #[serde(flatten)]
    pub brief: CircularBrief,
    /// Title.
    pub title: String,
    /// The day judged for.
    pub month_end: NaiveDate,
    /// What was recorded up to this moment was used.
    pub known_at: DateTime<Utc>,
    /// The pack.
    pub pack_id: String,
    /// Its title.
    pub pack_title: String,
    /// Its hash.
    pub pack_hash: String,
    /// SM3 over the frozen content.
    pub content_hash: String,
    /// Lights by list.
    pub lists: Vec<ListLights>,
    /// Every light.
    pub lights_of_items: Vec<IssuedLight>,
    /// The figures that its document names, as they stood.
    pub figures: Vec<FrozenFigure>,
    /// Those of them that would read otherwise now, for whoever may read figures.
    pub stale: Vec<StaleFigure>,
    /// Why they cannot be compared.
    pub not_compared: Option<String>,
}

/// A month among the year's.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthBrief {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// Whether it has ended.
    pub ended: bool,
    /// Items whose report is missing.
    pub missing: usize,
    /// Its lights.
    pub lights: LightCounts,
    /// Its circulars.
    pub circulars: Vec<CircularBrief>,
    /// Whether the lights now, or progress and limits, differ from those last issued. Figures that the document names are compared on
    /// the month's own page.
    pub stale: bool,
}

/// The light of the month before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviousLight {
    /// The light.
    pub light: Light,
    /// The rule.
    pub rule: String,
}

/// One item at the month's end.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthRow {
    /// The item.
    pub item: ItemRow,
    /// The computed light with its reasons.
    pub verdict: Explained,
    /// The month before.
    pub previous: Option<PreviousLight>,
    /// A change by hand.
    #[serde(rename = "override")]
    pub override_: Option<OverrideView>,
    /// The light last issued for this month.
    pub issued: Option<Light>,
}

/// How many reports are missing.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct MissingCount {
    /// Units.
    pub units: usize,
    /// Items.
    pub items: usize,
}

/// The pack in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackBrief {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its hash.
    pub hash: String,
}

/// The month end.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthPage {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// Its last day.
    pub month_end: NaiveDate,
    /// Whether it has ended.
    pub ended: bool,
    /// The day reports are due.
    pub due_on: NaiveDate,
    /// What an issue must be based on: changes with every record.
    pub basis: String,
    /// Missing reports.
    pub missing: MissingCount,
    /// Items with a light.
    pub rows: Vec<MonthRow>,
    /// Items that have not started.
    pub not_started: usize,
    /// The lights that hold.
    pub lights: LightCounts,
    /// Items whose light differs from the month before.
    pub changed: usize,
    /// Versions issued.
    pub circulars: Vec<CircularBrief>,
    /// Whether what would be issued now differs from what was last issued.
    pub stale: bool,
    /// How they differ.
    pub differences: Vec<Difference>,
    /// Figures of the last version that would read otherwise now.
    pub stale_figures: Vec<StaleFigure>,
    /// Why they cannot be compared.
    pub not_compared: Option<String>,
    /// The pack.
    pub pack: PackBrief,
    /// What can be done.
    pub actions: Vec<ActionView>,
}

/// Issuing a month.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct IssueCircular {
    /// Its id, made by whoever issues; a repeat changes nothing.
    pub id: Option<Uuid>,
    /// The basis shown on the month's page.
    pub basis: String,
}

/// Proposing another light.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ProposeOverride {
    /// Its id, made by whoever proposes; a repeat changes nothing.
    pub id: Option<Uuid>,
    /// The item.
    pub item_id: Uuid,
    /// The light.
    pub light: Light,
    /// Why, in writing.
    pub reason: String,
}

/// Deciding on a proposal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DecideOverride {
    /// Confirm or refuse.
    pub agree: bool,
    /// Why.
    pub reason: Option<String>,
}

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TodoKey {
    /// Reports to write.
    ReportsDue,
    /// Reports past their day.
    ReportsLate,
    /// Reminders received.
    Reminders,
    /// Units that have not reported.
    UnitsMissing,
    /// Changes by hand of somebody else.
    OverridesToConfirm,
    /// A month that ended and is not issued.
    MonthToIssue,
    /// Months whose lights differ from those issued.
    LateFacts,
    /// The region has no rules or never had an item.
    ToSetUp,
    /// No list is imported.
    ListsEmpty,
    /// Accounts locked after wrong passwords.
    AccountsLocked,
    /// Accounts created and not enabled.
    AccountsToEnable,
    /// Problems nobody is responsible for yet.
    ProblemsToAssign,
    /// Close-outs that wait for their check on site.
    CloseOutsToCheck,
    /// Problems past their limit.
    ProblemsOverdue,
    /// Problems to put right.
    ProblemsToMend,
    /// Letters to take note of.
    LettersToReceive,
    /// Letters to answer.
    LettersToAnswer,
    /// Letters without an answer in time.
    LettersOverdue,
    /// Answers to check.
    RepliesToCheck,
    /// Instructions nobody acts on yet.
    InstructionsToAssign,
    /// Instructions to act on.
    InstructionsToAct,
    /// Results of instructions to check.
    InstructionsToCheck,
    /// Look-backs drawn and not finished.
    LookBacksToDo,
    /// Plans whose stage of review nobody sits in yet, or that are stuck.
    PlansToSeat,
    /// Plans that wait for one's signature.
    PlansToSign,
    /// Plans of one's unit with opinions to answer, or adopted and not in a new version.
    PlanOpinionsToAnswer,
    /// Plans of one's unit that were returned.
    PlansToResubmit,
    /// Changes that wait for one's signature.
    ChangesToSign,
    /// Dispatches of one's unit whose effect is not confirmed yet.
    DispatchesToAct,
    /// Dispatches past their day without a confirmed effect.
    DispatchesOverdue,
    /// Texts of one's own post that are drafted and not finished.
    TextsToFinish,
    /// Texts of the office above that ask for an answer.
    AboveToAnswer,
}

/// Something to do now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Todo {
    /// What.
    pub key: TodoKey,
    /// How many.
    pub count: usize,
    /// The month concerned.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
}

/// A list at a glance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListGlance {
    /// The list.
    pub list: List,
    /// Its items.
    pub items: usize,
    /// Items done.
    pub done: usize,
    /// Money in 万元.
    pub money_wan: String,
    /// Its lights.
    pub lights: LightCounts,
}

/// A unit's lights of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatrixCell {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// Whether they are issued.
    pub issued: bool,
    /// The lights.
    pub lights: LightCounts,
}

/// A unit's row in the matrix.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatrixRow {
    /// The unit.
    pub unit: Named,
    /// One cell for each month; null without lights.
    pub cells: Vec<Option<MatrixCell>>,
}

/// A physical quantity over the year's items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuantityGlance {
    /// The indicator.
    pub indicator: String,
    /// The unit of measure.
    pub unit_of_measure: String,
    /// Sum of targets.
    pub target: String,
    /// Sum of what is reached: the reported quantity, or the target of an item that is done.
    pub reached: String,
    /// Items.
    pub items: usize,
    /// Items done.
    pub items_done: usize,
}

/// The first page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Overview {
    /// The year.
    pub year: i32,
    /// The month of the lights.
    #[schema(value_type = String)]
    pub month: Month,
    /// What to do now.
    pub todo: Vec<Todo>,
    /// The lists.
    pub lists: Vec<ListGlance>,
    /// The matrix's months.
    #[schema(value_type = Vec<String>)]
    pub months: Vec<Month>,
    /// Units by months.
    pub matrix: Vec<MatrixRow>,
    /// Quantities.
    pub quantities: Vec<QuantityGlance>,
    /// Items past their limit and not done.
    pub overdue: Vec<ItemRow>,
}

/// An item whose report is missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissingItem {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
}

/// A reminder that was sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReminderSent {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// A unit whose reports are missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissingUnit {
    /// The unit.
    pub unit: Named,
    /// Its items.
    pub items: Vec<MissingItem>,
    /// Past the due day.
    pub late: bool,
    /// Reminders so far.
    pub reminders: Vec<ReminderSent>,
}

/// Who has not reported.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissingReports {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The day they are due.
    pub due_on: NaiveDate,
    /// The units.
    pub units: Vec<MissingUnit>,
}

/// Reminding units.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SendReminders {
    /// The month (YYYY-MM).
    #[schema(value_type = String)]
    pub month: Month,
    /// The units.
    pub unit_ids: Vec<Uuid>,
}

/// How many were reminded.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RemindersSent {
    /// Units reminded.
    pub sent: usize,
}

/// A reminder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Reminder {
    /// Its id.
    pub id: Uuid,
    /// The unit.
    pub unit: Named,
    /// The month.
    pub month: String,
    /// How many items.
    pub items: i64,
    /// Its text.
    pub text: String,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// By whom.
    pub sent_by: String,
}

/// When reminders go out by themselves.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ReminderSchedule {
    /// Whether they do.
    pub enabled: bool,
    /// Day of the following month, 1 to 28.
    pub day: i64,
    /// Hour in China, 0 to 23.
    pub hour: i64,
    /// The next time.
    #[serde(default)]
    pub next_run_at: Option<DateTime<Utc>>,
}
