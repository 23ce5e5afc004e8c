//! Patrols: the chiefs' duty, what patrols found, the monthly report.

use super::{ActionView, FactRef, RecordKindView, RecordRow};
use anlan_core::pack::loops::DutyState;
use anlan_core::rule::explain::Reasons;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// The period judged and the rules it was judged by.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoopPeriod {
    /// As asked for: `2023-10`, `2023Q3`, `2023`.
    pub period: String,
    /// Its first day.
    pub from_on: NaiveDate,
    /// Its last day.
    pub until_on: NaiveDate,
    /// Up to which day.
    pub as_of: NaiveDate,
    /// The rules' title.
    pub rules: String,
    /// The document they are written from.
    pub document: String,
    /// What is wrong with the records, in words.
    pub problems: Vec<String>,
}

/// A chief's duty in one window.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyRow {
    /// Its name, to ask for its reasons.
    pub key: String,
    /// The post.
    pub chief: String,
    /// Its id, when it is registered.
    pub chief_id: Option<Uuid>,
    /// The level's label.
    pub level: String,
    /// The river; empty when none.
    pub river: String,
    /// Who holds it; empty when nobody.
    pub person: String,
    /// The window: a quarter, a month, a week.
    pub window: String,
    /// Its first day.
    pub from_on: String,
    /// Its last day.
    pub until_on: String,
    /// Patrols due.
    pub due: String,
    /// Patrols that count; why not, when it cannot be told.
    pub done: String,
    /// Patrols missing.
    pub missing: String,
    /// How the chief stands.
    pub state: DutyState,
    /// The pack's word for it.
    pub word: String,
}

/// How many windows are in each state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyCount {
    /// The state.
    pub state: DutyState,
    /// The pack's word for it.
    pub word: String,
    /// How many windows.
    pub windows: usize,
    /// How many posts.
    pub posts: usize,
}

/// Which windows are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DutyQuery {
    /// `2023-10`, `2023Q3` or `2023`; the running quarter when absent.
    pub period: Option<String>,
    /// A level's label.
    pub level: Option<String>,
    /// A state's word: `fulfilled`, `open`, `missing`, `not_assessed`.
    #[param(value_type = Option<String>)]
    pub state: Option<DutyState>,
    /// Text in the post, person or river.
    pub q: Option<String>,
}

/// The chiefs' duty in a period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DutyPage {
    /// The period.
    pub period: LoopPeriod,
    /// Levels that have windows.
    pub levels: Vec<String>,
    /// Of what fits but for the state.
    pub counts: Vec<DutyCount>,
    /// The windows that fit.
    pub rows: Vec<DutyRow>,
    /// How many fit; more than 1000 are not written out.
    pub total: usize,
}

/// A table that the rules show.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoopTable {
    /// Its name.
    pub name: String,
    /// What it is.
    pub title: String,
    /// Where the rule stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Its columns.
    pub headers: Vec<String>,
    /// Its rows.
    pub rows: Vec<LoopRow>,
}

/// A row of such a table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoopRow {
    /// Its name, to ask for its reasons.
    pub key: String,
    /// Its cells, as people read them.
    pub cells: Vec<String>,
    /// Why it cannot be told whether it belongs here.
    pub doubt: Option<String>,
}

/// Why a row is as it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LoopReasons {
    /// The reasons, down to single facts.
    pub reasons: Reasons,
    /// Where the facts are found.
    pub facts: Vec<FactRef>,
}

/// Which row's reasons.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichRow {
    /// The period.
    pub period: String,
    /// The table.
    pub table: String,
    /// The row.
    pub key: String,
    /// Of the pack of plans, not of the loop.
    #[serde(default)]
    pub plans: bool,
}

/// The monthly report of patrols and findings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PatrolReport {
    /// The month.
    pub period: LoopPeriod,
    /// What each level of chief found.
    pub found: LoopTable,
    /// Chiefs who did not report what others found.
    pub under_reporting: LoopTable,
    /// Letters to chiefs in the year so far, by kind.
    pub letters: LoopTable,
    /// Windows that ended in the month without the patrols due.
    pub missed: Vec<DutyRow>,
    /// Windows of the month in each state.
    pub counts: Vec<DutyCount>,
}

/// A chief's own page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MyPatrols {
    /// The post.
    pub chief: String,
    /// The running quarter.
    pub period: LoopPeriod,
    /// The post's windows, latest first.
    pub duty: Vec<DutyRow>,
    /// The post's patrols of the year, latest first.
    pub patrols: Vec<RecordRow>,
    /// The form.
    pub form: RecordKindView,
    /// What can be done.
    pub actions: Vec<ActionView>,
}

/// Recording a patrol of one's own.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct OwnPatrol {
    /// Made by the client, so that a repeat is harmless.
    pub id: Option<Uuid>,
    /// Texts by column; the post is the caller's own.
    pub values: BTreeMap<String, String>,
}

/// What a track tells.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrackRead {
    /// Begin, as the form takes it.
    pub begin: String,
    /// End.
    pub end: String,
    /// Length in kilometres.
    pub kilometres: String,
    /// How many points it has.
    pub points: usize,
}
