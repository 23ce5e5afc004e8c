//! Plans of rivers (一河一策方案): versions, review, gaps, comparison.

use super::{ActionView, Change, EvidenceForm, EvidenceView, MatterBrief, Named};
use anlan_core::access::Role;
use anlan_core::matter::plan::TargetOutcome;
use anlan_core::plan::{Chapter, GapKind, PlanList, PlanRow};
use anlan_core::review::Verdict;
use anlan_core::review::rule::{How, SeatKind};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// Begins a plan. What is left out follows from the river and the pack.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct OpenPlan {
    /// Id given by the caller, so that a repeat changes nothing.
    pub id: Option<Uuid>,
    /// The river.
    pub river_id: Uuid,
    /// First year.
    pub from_year: i32,
    /// Last year; by the level of the river's highest chief when left out.
    pub to_year: Option<i32>,
    /// Title; the pack's when left out.
    pub title: Option<String>,
}

/// What a version says.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct PlanBody {
    /// The five lists.
    #[schema(value_type = HashMap<String, Vec<PlanRow>>)]
    pub lists: BTreeMap<PlanList, Vec<PlanRow>>,
    /// The chapters' texts.
    #[serde(default)]
    #[schema(value_type = HashMap<String, String>)]
    pub chapters: BTreeMap<Chapter, String>,
}

/// Saves a version.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SaveVersion {
    /// The version it was made from; 0 for the first. Refused when there is a newer one.
    pub base: u32,
    /// What is new in it.
    pub note: String,
    /// What it says.
    pub body: PlanBody,
    /// Attachments.
    #[serde(default)]
    pub attachments: Vec<EvidenceForm>,
}

/// What was changed, in words.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct PlanText {
    /// The words.
    pub text: String,
}

/// Somebody to sit in a stage: exactly one of these.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct SeatForm {
    /// A unit.
    pub unit_id: Option<Uuid>,
    /// An account: an expert, a chief-general, or to whom a seat is handed.
    pub account_id: Option<Uuid>,
}

/// Fills the seats of the present stage.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SeatsForm {
    /// Who, in their order.
    pub seats: Vec<SeatForm>,
}

/// Adds a seat, asks somebody for advice, or hands a seat over.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SeatStep {
    /// The seat that asks or is handed over; none when the office adds one.
    pub seat: Option<usize>,
    /// Who.
    pub to: SeatForm,
    /// Why.
    pub reason: String,
}

/// Declares interests.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DeclareForm {
    /// The seat.
    pub seat: usize,
    /// Whether there is an interest.
    pub interest: bool,
    /// Which.
    #[serde(default)]
    pub text: String,
}

/// Gives an opinion.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct OpinionForm {
    /// The seat.
    pub seat: usize,
    /// The row's number; none for the whole plan.
    pub row: Option<String>,
    /// The opinion.
    pub text: String,
}

/// Answers an opinion.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AnswerOpinion {
    /// The opinion, by its place.
    pub opinion: usize,
    /// Whether it is adopted.
    pub adopted: bool,
    /// How, or why not.
    pub text: String,
}

/// Agrees or not.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SeatVerdict {
    /// The seat.
    pub seat: usize,
    /// What it says.
    pub verdict: Verdict,
    /// In words.
    #[serde(default)]
    pub text: String,
    /// The meeting that decided.
    pub meeting_id: Option<Uuid>,
    /// The document that says so.
    pub document: Option<String>,
    /// The version that was read; refused when there is a newer one.
    pub version: u32,
}

/// Records that a seat was silent beyond the last day.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct LapseForm {
    /// The seat.
    pub seat: usize,
}

/// Returns a plan.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReturnPlan {
    /// The seat; none when the office returns what cannot pass.
    pub seat: Option<usize>,
    /// To which stage, by its place; none to the drafting.
    pub to: Option<usize>,
    /// Why.
    pub reason: String,
}

/// One target's result.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TargetForm {
    /// The target's number.
    pub number: String,
    /// How it stands.
    pub outcome: TargetOutcome,
    /// The indicator's value found.
    pub value: Option<String>,
    /// On what this rests.
    #[serde(default)]
    pub text: String,
}

/// Evaluates a plan in force.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct EvaluatePlan {
    /// Every target.
    pub results: Vec<TargetForm>,
    /// The conclusion.
    pub text: String,
    /// The report and the like.
    #[serde(default)]
    pub evidence: Vec<EvidenceForm>,
}

/// A saved version in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionView {
    /// Its number.
    pub no: u32,
    /// What is new in it.
    pub note: String,
    /// Who saved it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// SM3 of what it says.
    pub digest: String,
    /// Whether it is the one in force.
    pub in_force: bool,
}

/// A gap.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapView {
    /// The list.
    pub list: PlanList,
    /// The row's number.
    pub number: String,
    /// What is open.
    pub kind: GapKind,
    /// In Chinese.
    pub label: String,
    /// Whether the plan cannot go to review with it.
    pub blocks: bool,
}

/// A seat of a stage.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SeatView {
    /// Its place in the visit.
    pub no: usize,
    /// As documents name it.
    pub name: String,
    /// Whether the actor sits here.
    pub mine: bool,
    /// The name of the seat that waits for this one.
    pub asked_by: Option<String>,
    /// Whose it was before, and why it was handed over.
    pub delegated: Vec<String>,
    /// Interests declared; none when not declared yet.
    pub declared: Option<String>,
    /// Whether it withdrew for an interest.
    pub recused: bool,
    /// What it says now.
    pub verdict: Option<Verdict>,
    /// Everything it said, the latest last.
    pub decisions: Vec<SeatDecision>,
}

/// What a seat said once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SeatDecision {
    /// What.
    pub verdict: Verdict,
    /// In words.
    pub text: String,
    /// Who; empty when silence was taken as agreeing.
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// Of which version.
    pub version: u32,
    /// The meeting.
    pub meeting: Option<Named>,
    /// The document.
    pub document: Option<String>,
}

/// One visit to a stage.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VisitView {
    /// The stage, by its place.
    pub stage: usize,
    /// Its label.
    pub label: String,
    /// When it opened.
    pub opened_on: NaiveDate,
    /// The last day.
    pub due_on: Option<NaiveDate>,
    /// Whether that day has passed without an end.
    pub overdue: bool,
    /// The seats.
    pub seats: Vec<SeatView>,
    /// `agreed`, `returned`, `undone`; none while it lasts.
    pub outcome: Option<String>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// Where to and why it returned the plan.
    pub returned: Option<String>,
}

/// A stage of the review.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StageView {
    /// Its place.
    pub no: usize,
    /// Its label.
    pub label: String,
    /// Who sits in it.
    pub seats: SeatKind,
    /// How many have to agree.
    pub how: How,
    /// The same in words.
    pub rule: String,
    /// `done`, `now` or `later`.
    pub state: String,
    /// Kinds of meetings that decide here.
    pub meetings: Vec<String>,
    /// Whether agreeing names a document.
    pub document: bool,
    /// Whether interests are declared.
    pub declares: bool,
    /// Whether the draft may change.
    pub amends: bool,
    /// Where this stands.
    pub clause: String,
}

/// An opinion with its answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpinionView {
    /// Its place.
    pub no: usize,
    /// The stage's label.
    pub stage: String,
    /// The seat's name.
    pub seat: String,
    /// Who.
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// About which version.
    pub version: u32,
    /// The row's number.
    pub row: Option<String>,
    /// The opinion.
    pub text: String,
    /// Whether it was adopted; none while it waits.
    pub adopted: Option<bool>,
    /// How, or why not.
    pub answer: String,
    /// Who answered, and when.
    pub answered: String,
    /// Whether the present stage waits for it.
    pub open: bool,
}

/// A review.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReviewView {
    /// The pack it is reviewed by.
    pub pack: String,
    /// The route.
    pub route: String,
    /// Why that route.
    pub route_clause: String,
    /// When it began.
    pub begun_on: NaiveDate,
    /// The stages.
    pub stages: Vec<StageView>,
    /// Every visit, in order.
    pub visits: Vec<VisitView>,
    /// Every opinion.
    pub opinions: Vec<OpinionView>,
    /// Whether it passed.
    pub passed: bool,
    /// Whether all were heard and too few agree.
    pub stuck: bool,
}

/// An approval.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApprovalView {
    /// The version.
    pub version: u32,
    /// The day.
    pub on: NaiveDate,
    /// The document.
    pub document: Option<String>,
}

/// An evaluation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvaluationView {
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
    /// The version.
    pub version: u32,
    /// Every target.
    pub results: Vec<TargetForm>,
    /// How many by outcome: met, partly, not met, not assessed.
    pub counts: [usize; 4],
    /// The conclusion.
    pub text: String,
    /// Files.
    pub files: Vec<EvidenceView>,
}

/// How many rows of a plan carry money, and how much, by year and source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanMoneyView {
    /// The year.
    pub year: i32,
    /// The source.
    pub source: String,
    /// In 万元.
    pub amount: String,
}

/// A task drawn from a row of the plan.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DrawnTask {
    /// The row's number.
    pub row: String,
    /// The item.
    pub item: Named,
}

/// A plan's page, with one of its versions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanPage {
    /// In short.
    pub row: MatterBrief,
    /// First year.
    pub from_year: i32,
    /// Last year.
    pub to_year: i32,
    /// Its versions, the latest first.
    pub versions: Vec<VersionView>,
    /// The version shown; 0 when there is none.
    pub version: u32,
    /// What it says.
    pub body: PlanBody,
    /// Its attachments.
    pub attachments: Vec<EvidenceView>,
    /// Its gaps.
    pub gaps: Vec<GapView>,
    /// Its money by year and source.
    pub money: Vec<PlanMoneyView>,
    /// All of it, in 万元.
    pub money_total: String,
    /// Names of the units in its rows.
    #[schema(value_type = HashMap<String, String>)]
    pub units: BTreeMap<Uuid, String>,
    /// Its reviews, the latest first.
    pub reviews: Vec<ReviewView>,
    /// Its approvals, the latest first.
    pub approvals: Vec<ApprovalView>,
    /// Its evaluations, the latest first.
    pub evaluations: Vec<EvaluationView>,
    /// Yearly tasks drawn from its rows.
    pub drawn: Vec<DrawnTask>,
    /// What the actor may do.
    pub actions: Vec<ActionView>,
}

/// One row that differs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RowChangeView {
    /// The list.
    pub list: PlanList,
    /// The row's number.
    pub number: String,
    /// `added`, `changed` or `removed`.
    pub change: String,
    /// What the row says now, or said.
    pub text: String,
    /// The fields that differ.
    pub fields: Vec<Change>,
}

/// Two versions compared.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanComparison {
    /// The older one.
    pub old: u32,
    /// The newer one.
    pub new: u32,
    /// Every row that differs.
    pub rows: Vec<RowChangeView>,
    /// Chapters whose text differs.
    pub chapters: Vec<Change>,
}

/// The figures of plans and yearly tasks, as the pack's rules make them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanFigures {
    /// The period.
    pub period: super::LoopPeriod,
    /// Every table the pack shows.
    pub tables: Vec<super::LoopTable>,
}

/// Somebody who can be seated.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Seatable {
    /// The unit or account.
    pub id: Uuid,
    /// As documents name them.
    pub name: String,
    /// `unit` or `account`.
    pub of: String,
    /// An account's role.
    pub role: Option<Role>,
}

/// A river and its lead unit, for the page of lead units.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RiverPlanRow {
    /// The river.
    pub river: Named,
    /// Its lead unit.
    pub unit: Option<Named>,
    /// Its latest plan.
    pub plan: Option<MatterBrief>,
    /// The way its plan is decided.
    pub route: String,
    /// For how many years.
    pub years: i32,
    /// Whether the actor may begin a plan for it.
    pub may_open: bool,
}
