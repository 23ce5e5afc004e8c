//! Meetings, inspections, look-backs: forms and pages.

use super::{ActionView, EvidenceView, MatterBrief, MatterRef, Named, ProblemForm};
use anlan_core::item::List;
use anlan_core::matter::draw::FrameRow;
use anlan_core::matter::inspection::Answer;
use anlan_core::matter::meeting::AdoptedRow;
use anlan_core::matter::problem::LookBackResult;
use anlan_core::matter::rate::Rate;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Planning a meeting.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MeetingForm {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// The kind, such as 总河长会议 or 季度调度会.
    pub meeting: String,
    /// The title.
    pub title: String,
    /// The day.
    pub on: NaiveDate,
    /// Where.
    #[serde(default)]
    pub place: String,
    /// Points of the agenda.
    #[serde(default)]
    pub agenda: Vec<String>,
    /// Items on the agenda.
    #[serde(default)]
    pub items: Vec<Uuid>,
    /// Problems to be shown.
    #[serde(default)]
    pub shown: Vec<Uuid>,
}

/// Recording that it was held.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct HoldMeeting {
    /// Who attended.
    pub attended: String,
    /// The minutes, one paragraph each.
    pub minutes: Vec<String>,
}

/// A decision.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DecideForm {
    /// Its id, made by whoever records it; a repeat is harmless.
    pub id: Option<Uuid>,
    /// What was decided.
    pub text: String,
    /// Who is to act.
    pub unit_id: Option<Uuid>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// What it becomes: `nothing`, `item` (on the list of major matters), `task_order`.
    pub becomes: DecisionBecomes,
}

/// What a decision becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionBecomes {
    /// It is only recorded.
    Nothing,
    /// An item on the list of major matters.
    Item,
    /// A task order, a letter of the kind named by the pack for it.
    TaskOrder,
}

/// Adopting a list.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AdoptList {
    /// The year.
    pub year: i32,
    /// The list.
    pub list: List,
}

/// A decision as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionView {
    /// What was decided.
    pub text: String,
    /// Who is to act.
    pub unit: Option<Named>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// The item it became.
    pub item: Option<Named>,
    /// The task order it became.
    pub letter: Option<MatterRef>,
}

/// A list as adopted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdoptedView {
    /// The year.
    pub year: i32,
    /// The list.
    pub list: List,
    /// Its name.
    pub list_label: String,
    /// SM3 over the rows.
    pub digest: String,
    /// The rows, frozen.
    pub rows: Vec<AdoptedRow>,
    /// How many of them say something else by now.
    pub changed: Vec<String>,
    /// Items that entered the list since.
    pub added: Vec<String>,
}

/// A problem as it is shown at a meeting.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ShownProblem {
    /// In short.
    pub row: MatterBrief,
    /// In full.
    pub description: String,
    /// The finder.
    pub finder: String,
    /// Photos and videos.
    pub evidence: Vec<EvidenceView>,
}

/// Everything of a meeting.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MeetingPage {
    /// In short.
    pub row: MatterBrief,
    /// What is planned.
    pub content: MeetingForm,
    /// Items on the agenda.
    pub items: Vec<Named>,
    /// Problems to be shown.
    pub shown: Vec<ShownProblem>,
    /// Who attended.
    pub attended: String,
    /// The minutes.
    pub minutes: Vec<String>,
    /// Decisions.
    pub decisions: Vec<DecisionView>,
    /// Lists adopted.
    pub adopted: Vec<AdoptedView>,
    /// What can be done next.
    pub actions: Vec<ActionView>,
}

/// Planning an inspection.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct InspectionForm {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// The title.
    pub title: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: NaiveDate,
    /// The team.
    pub team: Vec<String>,
    /// Units to be visited.
    #[serde(default)]
    pub units: Vec<Uuid>,
    /// Rivers to be visited.
    #[serde(default)]
    pub rivers: Vec<Uuid>,
    /// Questions of the checklist.
    #[serde(default)]
    pub checklist: Vec<String>,
}

/// An entry made on the spot; its id is made by the phone, so that sending it twice is harmless.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SpotForm {
    /// Its id.
    pub id: Uuid,
    /// Where, in words.
    pub place: String,
    /// When, by the phone's clock.
    pub noted_at: DateTime<Utc>,
    /// Answers.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// A finding, if there was one.
    pub finding: Option<ProblemForm>,
    /// Photos and videos of the finding.
    #[serde(default)]
    pub evidence: Vec<super::EvidenceForm>,
    /// The unit it would be handed to.
    pub unit_id: Option<Uuid>,
}

/// An entry as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SpotView {
    /// Its id.
    pub id: Uuid,
    /// Who made it.
    pub by: String,
    /// Where.
    pub place: String,
    /// When, by the phone's clock.
    pub noted_at: DateTime<Utc>,
    /// Answers.
    pub answers: Vec<Answer>,
    /// The finding.
    pub finding: Option<ProblemForm>,
    /// Photos and videos.
    pub evidence: Vec<EvidenceView>,
    /// The unit it would be handed to.
    pub unit: Option<Named>,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
}

/// Everything of an inspection.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InspectionPage {
    /// In short.
    pub row: MatterBrief,
    /// What is planned.
    pub content: InspectionForm,
    /// Units to be visited.
    pub units: Vec<Named>,
    /// Rivers to be visited.
    pub rivers: Vec<Named>,
    /// Who planned it.
    pub planned_by: String,
    /// Entries, latest first.
    pub entries: Vec<SpotView>,
    /// Problems its findings became.
    pub problems: Vec<MatterRef>,
    /// What can be done next.
    pub actions: Vec<ActionView>,
}

/// Drawing a sample.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DrawForm {
    /// Its id, made by whoever records it.
    pub id: Option<Uuid>,
    /// The year.
    pub year: i32,
    /// The quarter, 1 to 4.
    pub quarter: u32,
    /// The seed, made in public; made here when empty.
    #[serde(default)]
    pub seed: String,
}

/// A drawn case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DrawnView {
    /// The frame's row.
    pub case: FrameRow,
    /// What was seen.
    pub result: Option<LookBackResult>,
    /// In words.
    pub note: String,
    /// The day.
    pub on: Option<NaiveDate>,
    /// Who looked.
    pub by: String,
}

/// A rate of relapses.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelapseRate {
    /// Of what: a unit, a kind, all.
    pub label: String,
    /// Sampled.
    pub sampled: usize,
    /// Could not be told.
    pub cannot_tell: usize,
    /// The rate with its 95 % interval; none when nothing could be told.
    pub rate: Option<Rate>,
}

/// Everything of a draw.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DrawPage {
    /// In short.
    pub row: MatterBrief,
    /// The year.
    pub year: i32,
    /// The quarter.
    pub quarter: u32,
    /// The seed.
    pub seed: String,
    /// The pack.
    pub pack_id: String,
    /// Its hash.
    pub pack_hash: String,
    /// How many stood in the frame.
    pub frame: usize,
    /// By source: in the frame, drawn.
    pub strata: Vec<Stratum>,
    /// The cases drawn.
    pub drawn: Vec<DrawnView>,
    /// Whether drawing again gives the same; none when the pack of that time is not kept.
    pub redrawn: Option<bool>,
    /// What can be done next.
    pub actions: Vec<ActionView>,
}

/// A stratum.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Stratum {
    /// The source.
    pub label: String,
    /// In the frame.
    pub frame: usize,
    /// Drawn.
    pub drawn: usize,
}

/// Relapse rates of a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelapseRates {
    /// The year.
    pub year: i32,
    /// Of everything.
    pub all: RelapseRate,
    /// By unit.
    pub units: Vec<RelapseRate>,
    /// By kind of problem.
    pub classes: Vec<RelapseRate>,
    /// By source.
    pub sources: Vec<RelapseRate>,
    /// Relapses that were put right again.
    pub relapses_fixed: usize,
}
