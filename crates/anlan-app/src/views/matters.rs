//! Matters in lists, and what is common to their pages.

use super::{ActionView, FileRef, Named};
use anlan_core::matter::MatterState;
use anlan_core::matter::problem::{Evidence, Stage};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A matter in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatterBrief {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its number; empty when it has none.
    pub number: String,
    /// In a few words.
    pub title: String,
    /// Its state.
    pub state: MatterState,
    /// That state in Chinese.
    pub state_label: String,
    /// Whether nothing more is waited for.
    pub ended: bool,
    /// Kind within its kind.
    pub class: String,
    /// Its label.
    pub class_label: String,
    /// Where it came from.
    pub source: String,
    /// Its label.
    pub source_label: String,
    /// Unit concerned.
    pub unit: Option<Named>,
    /// River concerned.
    pub river: Option<Named>,
    /// Chief's post concerned.
    pub chief: Option<Named>,
    /// Item concerned.
    pub item_id: Option<Uuid>,
    /// When it began.
    pub opened_on: NaiveDate,
    /// By when the next step is due.
    pub due_on: Option<NaiveDate>,
    /// Whether that day has passed.
    pub overdue: bool,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
    /// Where it lies.
    pub place: String,
    /// A prominent one.
    pub prominent: bool,
}

/// A page of matters.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatterList {
    /// The rows.
    pub rows: Vec<MatterBrief>,
    /// How many fit, counted up to `counted_to`.
    pub total: u64,
    /// Up to how many were counted: when `total` equals it, there may be more.
    pub counted_to: u64,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
    /// What the actor may do with the list.
    pub actions: Vec<ActionView>,
}

/// Which matters are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
pub struct MatterQuery {
    /// A state, or `open` for all that are not ended, `overdue` for those past their day.
    pub state: Option<String>,
    /// Of this unit.
    pub unit: Option<Uuid>,
    /// Of this river.
    pub river: Option<Uuid>,
    /// Of this chief's post.
    pub chief: Option<Uuid>,
    /// About this item.
    pub item: Option<Uuid>,
    /// Of this class.
    pub class: Option<String>,
    /// From this source.
    pub source: Option<String>,
    /// Prominent ones only.
    pub prominent: Option<bool>,
    /// Opened in this year.
    pub year: Option<i32>,
    /// Part of number, title or place.
    pub q: Option<String>,
    /// `latest` (the default) or `due`.
    pub order: Option<String>,
    /// Where to go on, as the last page said.
    pub after: Option<String>,
    /// Rows of a page, 1 to 200.
    pub size: Option<u64>,
}

/// One cell of the board.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TallyView {
    /// What is counted: a state, a unit, a class.
    pub key: String,
    /// Its label.
    pub label: String,
    /// How many there are.
    pub total: i64,
    /// How many are not ended.
    pub open: i64,
}

/// How a kind of matter stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatterBoard {
    /// Those opened in this year; none means of any year.
    pub year: Option<i32>,
    /// By state.
    pub states: Vec<TallyView>,
    /// By unit, most open first.
    pub units: Vec<TallyView>,
    /// By class.
    pub classes: Vec<TallyView>,
    /// How many open ones are past their day, counted up to `counted_to`.
    pub overdue: u64,
    /// Up to how many were counted.
    pub counted_to: u64,
}

/// A file as evidence, as it is sent in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct EvidenceForm {
    /// Its hash.
    pub hash: String,
    /// At what stage it was taken.
    pub stage: Stage,
    /// A remark.
    #[serde(default)]
    pub note: String,
}

/// A file as evidence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceView {
    /// The file.
    pub file: FileRef,
    /// At what stage it was taken.
    pub stage: Stage,
    /// A remark.
    pub note: String,
    /// Who uploaded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

/// One step of a story.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StoryStep {
    /// The day it happened.
    pub on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// What kind of step: `opened`, `reported`, `lit`, `instructed`, `written_to`, `inspected`, `asked`, `returned`, `closed`,
    /// `looked_back`, `reopened`, `met`, `changed`.
    pub kind: String,
    /// In a few words.
    pub title: String,
    /// In full.
    pub text: String,
    /// Who, with their post.
    pub by: String,
    /// The matter it belongs to, with its kind.
    pub matter: Option<MatterRef>,
    /// A circular it belongs to.
    pub circular_id: Option<Uuid>,
    /// Files.
    pub evidence: Vec<EvidenceView>,
    /// The light, when one was lit.
    pub light: Option<anlan_core::light::Light>,
}

/// A matter by kind and number.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatterRef {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// Its number; empty when it has none.
    pub number: String,
    /// In a few words.
    pub title: String,
}

impl From<&EvidenceForm> for Evidence {
    fn from(form: &EvidenceForm) -> Self {
        Self { hash: form.hash.clone(), name: String::new(), stage: form.stage, note: form.note.trim().to_owned() }
    }
}

/// A ledger that can be imported.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LedgerView {
    /// Its word.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What it is.
    pub about: String,
    /// Its columns; those that are required end with `*`.
    pub columns: Vec<String>,
}

/// What importing a ledger did, or would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LedgerImport {
    /// Rows read.
    pub rows: usize,
    /// Whether they were recorded.
    pub recorded: bool,
    /// Every fault; with one, nothing is recorded.
    pub faults: Vec<super::ImportFault>,
}
