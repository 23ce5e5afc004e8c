//! Yearly tasks (年度任务) and where they come from.

use super::{Choice, ItemForm, Named};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A row a yearly task can be drawn from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskCandidate {
    /// The source's word.
    pub source: String,
    /// Its label.
    pub source_label: String,
    /// The plan, record or problem.
    pub id: Uuid,
    /// The row of the plan; empty for the others.
    pub row: String,
    /// In words.
    pub name: String,
    /// River concerned.
    pub river: Option<Named>,
    /// Unit concerned.
    pub unit: Option<Named>,
    /// Its last day.
    pub limit_on: Option<NaiveDate>,
    /// Indicator.
    pub indicator: Option<String>,
    /// Its unit of measure.
    pub unit_of_measure: Option<String>,
    /// Target quantity.
    pub target: Option<String>,
    /// The year's tasks drawn from it.
    pub drawn: Vec<Named>,
}

/// What a year's tasks can be drawn from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskCandidates {
    /// The year.
    pub year: i32,
    /// The rows.
    pub rows: Vec<TaskCandidate>,
    /// Kinds of tasks.
    pub kinds: Vec<Choice>,
    /// The sources.
    pub sources: Vec<TaskSourceChoice>,
}

/// A source that the rules name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskSourceChoice {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Where its rows stand: `plan`, `problem`, or a record book's word.
    pub rows: String,
}

/// A row of a source.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SourceRef {
    /// The source's word.
    pub source: String,
    /// The plan, record or problem.
    pub id: Uuid,
    /// The row of the plan; empty for the others.
    #[serde(default)]
    pub row: String,
}

/// One task to be drawn.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DrawTask {
    /// A task of the year that serves these sources too; none for a new one.
    pub item_id: Option<Uuid>,
    /// What the new task is.
    pub content: Option<ItemForm>,
    /// Where it comes from.
    pub sources: Vec<SourceRef>,
}

/// Draws yearly tasks.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DrawTasks {
    /// The decision.
    pub decision: String,
    /// The tasks.
    pub tasks: Vec<DrawTask>,
}

/// The tasks drawn.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TasksDrawn {
    /// Their ids, in the order asked.
    pub items: Vec<Uuid>,
}

/// Where a task comes from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskSourceView {
    /// Label of the source.
    pub label: String,
    /// What its rows are: `plan`, `problem`, or a record book's word.
    pub rows: String,
    /// The plan, record or problem.
    pub id: Uuid,
    /// The row of the plan.
    pub row: String,
    /// In words.
    pub name: String,
}

/// How an entry of the calendar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarState {
    /// Done in time.
    Done,
    /// Done after its day.
    DoneLate,
    /// Not done, and its day has passed.
    Late,
    /// The period has ended, its day has not come.
    Waiting,
    /// The period has not ended.
    Coming,
}

/// A unit that is or was late.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LateUnit {
    /// The unit.
    pub unit: Named,
    /// Items without a report.
    pub missing: usize,
    /// The last day on which a report came after the day due.
    pub reported_on: Option<NaiveDate>,
}

/// One entry of the calendar.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CalendarEntry {
    /// The rule's word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// The period.
    pub period: String,
    /// The day due.
    pub due_on: NaiveDate,
    /// The day it was done.
    pub done_on: Option<NaiveDate>,
    /// How it stands.
    pub state: CalendarState,
    /// Who is or was late.
    pub late: Vec<LateUnit>,
    /// Where the rule stands.
    pub clause: String,
    /// Days until the day due; negative after it.
    pub in_days: i64,
}

/// A year's calendar.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CalendarYear {
    /// The year.
    pub year: i32,
    /// What is to be reported, in the order of the days due.
    pub entries: Vec<CalendarEntry>,
}
