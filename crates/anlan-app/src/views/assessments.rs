//! Assessments: results, ledgers, appeals, back-tests.

use super::{ActionView, FileRef, StaleFigure};
use anlan_core::assessment::{
    Amount, Comparison, Coverage, Line, MissingAmount, OpenReading, Ranking, RuleChapter, Score, ShownTable, WhatIf,
};
use anlan_core::month::Month;
use anlan_core::rule::explain::Reasons;
use anlan_core::rule::sheet::Account;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A pack that a year can be assessed by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackChoice {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its hash.
    pub hash: String,
    /// Whether it is a draft, which cannot be published by.
    pub draft: bool,
    /// Whether it is the one in force for the year.
    pub in_force: bool,
}

/// A published version in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoundBrief {
    /// Its id.
    pub id: Uuid,
    /// The year assessed.
    pub year: i32,
    /// Version within the year, from 1.
    pub version: i32,
    /// Document number.
    pub number: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// By whom.
    pub published_by: String,
    /// Last day to contest what it posted.
    pub appeal_until: NaiveDate,
    /// Lines with amount among all.
    pub coverage: Coverage,
    /// Whether it ranks.
    pub ranked: bool,
}

/// A year with what was published of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AssessmentYear {
    /// The year.
    pub year: i32,
    /// Its published versions, oldest first.
    pub rounds: Vec<RoundBrief>,
    /// Packs it can be assessed by; empty for who may not try.
    pub packs: Vec<PackChoice>,
    /// Appeals not yet decided.
    pub open_appeals: usize,
    /// What can be done.
    pub actions: Vec<ActionView>,
}

/// A result as pages show it: without the reasons of each line, which are asked for one by one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResultView {
    /// The pack's id.
    pub pack_id: String,
    /// Its title.
    pub pack_title: String,
    /// Its hash.
    pub pack_hash: String,
    /// Day up to which facts had happened.
    pub as_of: NaiveDate,
    /// What is scored, such as 责任单位.
    pub subject_label: String,
    /// Coverage of points.
    pub coverage: Coverage,
    /// Coverage in percent below which no rank is published.
    pub coverage_needed: u32,
    /// The ranking.
    pub ranking: Ranking,
    /// Scores the reader may see: all, or their own unit's.
    pub scores: Vec<Score>,
    /// Money, likewise.
    pub money: Vec<Score>,
    /// Open points with their readings.
    pub open_points: Vec<OpenReading>,
    /// Tables the pack shows; none for a liaison.
    pub shown: Vec<ShownTable>,
    /// Lines without amount that the reader may see.
    pub not_assessed: Vec<LineView>,
    /// Lines that name nobody.
    pub unassigned: Vec<LineView>,
}

/// A line in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineView {
    /// Its key.
    pub key: String,
    /// Points or money.
    pub account: Account,
    /// The item.
    pub item: String,
    /// Whose.
    pub subject: Option<String>,
    /// The other side of a transfer.
    pub counterpart: Option<String>,
    /// The period.
    pub period: String,
    /// What the rule is.
    pub title: String,
    /// Its clause.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// How much.
    pub amount: Option<Amount>,
    /// Why there is no amount.
    pub missing: Option<MissingAmount>,
    /// How many facts it rests on.
    pub facts: usize,
}

impl From<&Line> for LineView {
    fn from(line: &Line) -> Self {
        Self {
            key: line.key.clone(),
            account: line.account,
            item: line.item.clone(),
            subject: line.subject.clone(),
            counterpart: line.counterpart.clone(),
            period: line.period.clone(),
            title: line.title.clone(),
            clause: line.clause.clone(),
            reading: line.reading.clone(),
            amount: line.amount,
            missing: line.missing.clone(),
            facts: line.facts.len(),
        }
    }
}

/// A result before it is published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviewPage {
    /// The year.
    pub year: i32,
    /// Whether the year has ended.
    pub ended: bool,
    /// What the publisher saw: publishing asks for it back.
    pub basis: String,
    /// Packs to choose from.
    pub packs: Vec<PackChoice>,
    /// The result.
    pub result: ResultView,
    /// What is wrong with the records, in words.
    pub problems: Vec<String>,
    /// Against the latest published version: postings that would be taken back.
    pub would_reverse: usize,
    /// Lines that would be posted.
    pub would_post: usize,
    /// What can be done.
    pub actions: Vec<ActionView>,
}

/// Publishes a year.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct PublishAssessment {
    /// Its id, made by the caller, so that a repeat is harmless.
    pub id: Option<Uuid>,
    /// The basis of the preview.
    pub basis: String,
}

/// A published version.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoundPage {
    /// In short.
    #[serde(flatten)]
    pub brief: RoundBrief,
    /// Title of the document.
    pub title: String,
    /// Moment up to which records were used.
    pub known_at: DateTime<Utc>,
    /// SM3 of the frozen content.
    pub content_hash: String,
    /// The result as far as the reader may see it.
    pub result: ResultView,
    /// What was wrong with the records then.
    pub problems: Vec<String>,
    /// Figures of the region in its document that would read otherwise now, for whoever may read figures.
    pub stale: Vec<StaleFigure>,
    /// Why they cannot be compared.
    pub not_compared: Option<String>,
    /// Other versions of the year.
    pub versions: Vec<RoundBrief>,
}

/// Which result is asked for: a published version, or a preview.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichResult {
    /// A published version; the latest when absent.
    pub version: Option<i32>,
    /// A preview by this pack instead.
    pub pack: Option<String>,
    /// A preview by the pack in force instead.
    #[serde(default)]
    pub preview: bool,
}

/// State of an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppealState {
    /// 待裁定
    Lodged,
    /// 申诉成立
    Upheld,
    /// 申诉不成立
    Rejected,
}

/// An appeal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AppealView {
    /// Its id.
    pub id: Uuid,
    /// The year.
    pub year: i32,
    /// The posting contested.
    pub posting_id: Uuid,
    /// Its line's key.
    pub line: String,
    /// The unit.
    pub subject: String,
    /// The item.
    pub item: String,
    /// The period.
    pub period: String,
    /// The amount contested.
    pub amount: Option<Amount>,
    /// Why it is contested.
    pub text: String,
    /// Evidence.
    pub files: Vec<FileRef>,
    /// Last day it could be lodged.
    pub due_on: NaiveDate,
    /// When it was lodged.
    pub lodged_at: DateTime<Utc>,
    /// By whom.
    pub lodged_by: String,
    /// Its state.
    pub state: AppealState,
    /// Why it was decided so.
    pub decision: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// By whom.
    pub decided_by: Option<String>,
    /// What can be done, and why not.
    pub actions: Vec<ActionView>,
}

/// Contests a posting.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct LodgeAppeal {
    /// Its id, made by the caller.
    pub id: Option<Uuid>,
    /// Why.
    pub text: String,
    /// Hashes of uploaded files.
    #[serde(default)]
    pub files: Vec<String>,
}

/// Decides an appeal.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DecideAppeal {
    /// Whether the unit is right. The score changes only with the records or rules and a new version, never by this alone.
    pub upheld: bool,
    /// Why.
    pub text: String,
}

/// One line of a statement of account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LedgerEntry {
    /// The posting; none in a preview.
    pub posting_id: Option<Uuid>,
    /// Version that posted it; none in a preview.
    pub version: Option<i32>,
    /// When it was posted.
    pub posted_at: Option<DateTime<Utc>>,
    /// By whom.
    pub posted_by: Option<String>,
    /// The line.
    #[serde(flatten)]
    pub line: LineView,
    /// Sum of its account up to here.
    pub running: Amount,
    /// The posting it takes back.
    pub reverses: Option<Uuid>,
    /// The posting that takes it back.
    pub reversed_by: Option<Uuid>,
    /// Last day to contest it.
    pub appeal_until: Option<NaiveDate>,
    /// Its appeal.
    pub appeal: Option<AppealView>,
    /// What can be done.
    pub actions: Vec<ActionView>,
}

/// A unit's statement of account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LedgerPage {
    /// The year.
    pub year: i32,
    /// Whose.
    pub subject: String,
    /// The version shown; none for a preview.
    pub version: Option<i32>,
    /// Its score of points.
    pub score: Option<Score>,
    /// Its place.
    pub rank: Option<usize>,
    /// Its money.
    pub money: Option<Score>,
    /// Its lines in the order of posting.
    pub entries: Vec<LedgerEntry>,
}

/// What a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A unit of the register.
    Unit,
    /// A month's light of an item.
    Light,
    /// An item.
    Item,
    /// A record of a record book.
    Record,
    /// A section's month, made of samples.
    Water,
    /// A chief's post.
    Chief,
    /// A registered problem.
    Problem,
    /// A letter.
    Letter,
    /// A closed case.
    ClosedCase,
    /// An instruction.
    Instruction,
    /// An inspection that was released.
    Inspection,
    /// A look-back at a case.
    LookBack,
    /// A meeting that was held.
    Meeting,
    /// A river's lead unit.
    LeadUnit,
    /// Not told.
    Other,
}

/// Where a fact of a line is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FactRef {
    /// Its name in the reasons.
    pub name: String,
    /// What it is.
    pub kind: FactKind,
    /// In words.
    pub title: String,
    /// The item, of an item or light.
    pub item_id: Option<Uuid>,
    /// The month, of a light or of water.
    #[schema(value_type = Option<String>)]
    pub month: Option<Month>,
    /// The kind of record.
    pub record_kind: Option<String>,
    /// The record; of water, the section's.
    pub record_id: Option<Uuid>,
}

/// A line with its reasons.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinePage {
    /// The year.
    pub year: i32,
    /// The version; none for a preview.
    pub version: Option<i32>,
    /// The line.
    pub line: LineView,
    /// Its reasons.
    pub reasons: Option<Reasons>,
    /// Its facts.
    pub facts: Vec<FactRef>,
    /// Its posting that holds.
    pub posting_id: Option<Uuid>,
    /// Its appeal.
    pub appeal: Option<AppealView>,
}

/// A line is asked for by its key.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichLine {
    /// Its key.
    pub key: String,
}

/// What a unit did not get is asked for by item or by the rule's table.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichMissed {
    /// The unit.
    pub subject: String,
    /// The item, such as 难事项加分.
    pub item: Option<String>,
    /// The rule's table.
    pub table: Option<String>,
}

/// What one rule did not give, and by which condition.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Missed {
    /// The rule's table.
    pub table: String,
    /// What the rule is.
    pub title: String,
    /// Its clause.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// The item it posts to.
    pub item: String,
    /// Lines it gave the unit all the same.
    pub given: usize,
    /// Rows that came near, each with the conditions that failed.
    pub nearest: Vec<Reasons>,
}

/// Why a unit did not get what it might have.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhyNotPage {
    /// The unit.
    pub subject: String,
    /// By rule, in the order of the pack.
    pub missed: Vec<Missed>,
}

/// The rules of a pack clause by clause, with the year's lines.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleBookPage {
    /// The year.
    pub year: i32,
    /// The pack's id.
    pub pack_id: String,
    /// Its title.
    pub title: String,
    /// The document it is written from.
    pub document: String,
    /// Open points with their readings.
    pub open_points: Vec<OpenReading>,
    /// By clause.
    pub chapters: Vec<RuleChapter>,
    /// Lines named in the chapters, as far as the reader may see them.
    pub lines: Vec<LineView>,
}

/// Another pack over past years.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub struct RunBacktest {
    /// The years; the one before the present when empty, at most ten.
    #[serde(default)]
    pub years: Vec<i32>,
    /// The pack compared with; the one in force for each year when absent.
    pub base: Option<String>,
    /// The pack tried; the base when absent.
    pub pack: Option<String>,
    /// Files put in place of that pack's, by name.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// What the checker says of an edited pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackNote {
    /// Whether the pack cannot be used.
    pub error: bool,
    /// The file.
    pub file: String,
    /// The line, from 1; 0 when it is not known.
    pub line: usize,
    /// The clause concerned.
    pub clause: String,
    /// What is wrong and what to declare, in both languages.
    pub text: String,
    /// The open point it is about.
    pub open_point: Option<String>,
}

/// One year under both packs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BacktestYear {
    /// The year.
    pub year: i32,
    /// The pack compared with.
    pub base: PackChoice,
    /// Coverage under it.
    pub base_coverage: Coverage,
    /// Coverage under the one tried.
    pub coverage: Coverage,
    /// The difference.
    pub comparison: Comparison,
    /// What is wrong with the records.
    pub problems: Vec<String>,
}

/// A back-test.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BacktestPage {
    /// Whether the pack tried can be used.
    pub usable: bool,
    /// What the checker says.
    pub notes: Vec<PackNote>,
    /// The years, when it can be used.
    pub years: Vec<BacktestYear>,
}

/// The rule files of a pack, to be edited and tried.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackFiles {
    /// The pack.
    pub pack: PackChoice,
    /// Its files.
    pub files: BTreeMap<String, String>,
    /// What the checker says.
    pub notes: Vec<PackNote>,
}

/// What if one fact were not there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhatIfPage {
    /// The year.
    pub year: i32,
    /// The answer.
    pub what_if: WhatIf,
    /// Where the facts are found, in the order of the changes.
    pub facts: Vec<Option<FactRef>>,
}

/// Which unit's facts are taken away.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhichSubject {
    /// The unit.
    pub subject: String,
    /// Most facts tried; 20 when absent, at most 60.
    pub most: Option<usize>,
}

/// A column that the records offer to packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfferedColumn {
    /// Its name.
    pub name: String,
    /// The kind to declare.
    pub kind: String,
    /// What it holds.
    pub about: String,
}

/// A table that the records offer to packs of the assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OfferedTable {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub about: String,
    /// Columns that tell its rows apart; empty when rows may repeat.
    pub key: Vec<String>,
    /// Its columns.
    pub columns: Vec<OfferedColumn>,
}
