//! Problems: forms and pages.

use super::{AboutRecord, ActionView, EvidenceForm, EvidenceView, MatterBrief, MatterRef, Named, StoryStep};
use anlan_core::matter::problem::LookBackResult;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is said of a problem.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ProblemForm {
    /// In a few words, at most 100 characters.
    pub title: String,
    /// In full.
    #[serde(default)]
    pub description: String,
    /// Scheme of kinds.
    #[serde(default)]
    pub scheme: String,
    /// Kind within it.
    pub class: String,
    /// Where it came from.
    pub source: String,
    /// The river.
    pub river_id: Option<Uuid>,
    /// The reach.
    #[serde(default)]
    pub reach: String,
    /// The place in words.
    #[serde(default)]
    pub place: String,
    /// Longitude in degrees, CGCS2000.
    pub lon: Option<f64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// The day it was found.
    pub found_on: NaiveDate,
    /// Who found it, when not the one who records it.
    #[serde(default)]
    pub finder: String,
    /// The chief's post of the finder.
    pub finder_chief_id: Option<Uuid>,
    /// A prominent one.
    #[serde(default)]
    pub prominent: bool,
}

/// Reporting a problem.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReportProblem {
    /// Its id, made by whoever records it; a repeat is harmless.
    pub id: Option<Uuid>,
    /// What is said of it.
    pub content: ProblemForm,
    /// Photos, videos, documents.
    #[serde(default)]
    pub evidence: Vec<EvidenceForm>,
    /// The responsible unit, when it is known already.
    pub unit_id: Option<Uuid>,
    /// The limit; by the pack when absent.
    pub limit_on: Option<NaiveDate>,
    /// What is to be done.
    #[serde(default)]
    pub measure: String,
}

/// Correcting what is said of a problem.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CorrectProblem {
    /// What is right.
    pub content: ProblemForm,
    /// Why.
    pub reason: String,
}

/// Handing a problem to a unit.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AssignProblem {
    /// The unit.
    pub unit_id: Uuid,
    /// The limit; by the pack when absent.
    pub limit_on: Option<NaiveDate>,
    /// What is to be done.
    #[serde(default)]
    pub measure: String,
    /// Why, when it is handed over anew.
    #[serde(default)]
    pub reason: String,
}

/// Hanging a problem on the year's list.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ListProblem {
    /// The year of the list.
    pub year: i32,
    /// The decision it rests on.
    pub decision: String,
    /// The item that stands for it already, by id; a new one is opened when absent.
    pub item_id: Option<Uuid>,
}

/// Asking for a close-out.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AskCloseOut {
    /// What was done.
    pub text: String,
    /// Before and after.
    #[serde(default)]
    pub evidence: Vec<EvidenceForm>,
}

/// Checking a close-out on site.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CheckCloseOut {
    /// Whether it is agreed.
    pub agreed: bool,
    /// What the check rests on, or why it is returned.
    pub text: String,
    /// The day on site.
    pub checked_on: NaiveDate,
    /// What was seen.
    #[serde(default)]
    pub evidence: Vec<EvidenceForm>,
}

/// A reason.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct Because {
    /// Why.
    pub reason: String,
}

/// Opening again.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ReopenProblem {
    /// Why.
    pub reason: String,
    /// The new limit of a problem; an item keeps its own, so that its light is restored.
    pub limit_on: NaiveDate,
    /// Whether it came back after being put right: marked for points.
    pub relapse: bool,
    /// The day it was seen; today when absent.
    pub on: Option<NaiveDate>,
}

/// Merging into another one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct MergeProblem {
    /// The one that stays.
    pub into: Uuid,
    /// Why.
    pub reason: String,
}

/// One attempt at a close-out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttemptView {
    /// Who asked, with their post.
    pub asked_by: String,
    /// On which day.
    pub asked_on: NaiveDate,
    /// What was done.
    pub text: String,
    /// Before and after.
    pub evidence: Vec<EvidenceView>,
    /// Whether it was agreed; none while it waits.
    pub agreed: Option<bool>,
    /// Who checked, with their post.
    pub checked_by: Option<String>,
    /// The day on site.
    pub checked_on: Option<NaiveDate>,
    /// What the checker said.
    pub checked_text: Option<String>,
    /// What the checker saw.
    pub checked_evidence: Vec<EvidenceView>,
}

/// A neighbour.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NearView {
    /// The matter.
    pub problem: MatterBrief,
    /// Metres away; none when known by river and kind only.
    pub metres: Option<u32>,
}

/// Everything of a problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemPage {
    /// In short.
    pub row: MatterBrief,
    /// What is said of it.
    pub content: ProblemForm,
    /// Label of the scheme.
    pub scheme_label: String,
    /// The finder as told: name, post.
    pub finder: String,
    /// Who recorded it.
    pub reported_by: String,
    /// When.
    pub reported_at: DateTime<Utc>,
    /// Evidence of the finding.
    pub evidence: Vec<EvidenceView>,
    /// The task's unit, limit and measure.
    pub unit: Option<Named>,
    /// The limit, also when it is closed.
    pub limit_on: Option<NaiveDate>,
    /// What is to be done.
    pub measure: String,
    /// The item it is hung as.
    pub item: Option<Named>,
    /// Attempts at a close-out, latest first.
    pub attempts: Vec<AttemptView>,
    /// Why it was ended without a fix.
    pub unfixed_reason: Option<String>,
    /// When it came back.
    pub relapses: Vec<NaiveDate>,
    /// The one it was merged into.
    pub merged_into: Option<MatterRef>,
    /// The matter it came from, when the actor may see it.
    pub from: Option<MatterRef>,
    /// Letters, instructions and the like about it.
    pub about: Vec<MatterRef>,
    /// Records that name it, such as complaints about it, without secrets.
    pub records: Vec<AboutRecord>,
    /// Similar open ones nearby.
    pub near: Vec<NearView>,
    /// The whole story, oldest first.
    pub story: Vec<StoryStep>,
    /// How many facts there are: what an edit was made from.
    pub version: String,
    /// What can be done next.
    pub actions: Vec<ActionView>,
}

/// What the pages need to enter a problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemChoices {
    /// Schemes with their kinds.
    pub schemes: Vec<SchemeChoice>,
    /// Sources.
    pub sources: Vec<super::Choice>,
    /// Days allowed when nothing else is said.
    pub days: i64,
    /// Where that stands.
    pub clause: String,
}

/// A scheme of kinds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SchemeChoice {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Its kinds.
    pub kinds: Vec<String>,
}

/// A result of a look-back as told in the API.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct LookedForm {
    /// The number drawn.
    pub number: String,
    /// What was seen.
    pub result: LookBackResult,
    /// In words.
    pub note: String,
    /// The day.
    pub on: Option<NaiveDate>,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<EvidenceForm>,
    /// The new limit when it came back.
    pub limit_on: Option<NaiveDate>,
}
