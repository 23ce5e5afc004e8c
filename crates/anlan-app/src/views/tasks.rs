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
    pub sources: Vec<Choice>,
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
