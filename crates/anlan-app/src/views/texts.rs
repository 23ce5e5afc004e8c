//! Texts written from records: duty reports, public chapters.

use super::{ActionView, LoopPeriod, MatterBrief, Named, RegionName, StoryStep};
use anlan_core::figure::frozen::FrozenFigure;
use anlan_core::matter::text::{Article, Correction, Distribution, FrozenTable, TextChapter};
use anlan_core::pack::texts::PaperForm;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Which period is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TextBoardQuery {
    /// `2023`, `2023Q3`, `2023-10`; the running year when absent.
    pub period: Option<String>,
}

/// A kind of text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextTemplateView {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
    /// Where it stands that it is written.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
}

/// A period that texts are written for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextPeriod {
    /// `2023`, `2023Q3`, `2023-10`.
    pub key: String,
    /// In words.
    pub label: String,
}

/// A post's text of one kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextBoardCell {
    /// Whether the post has to write it.
    pub due: bool,
    /// The text, when there is one.
    pub text: Option<MatterBrief>,
    /// Whether the actor may draft it.
    pub may_draft: bool,
}

/// A post with its texts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextBoardRow {
    /// The post.
    pub chief: Named,
    /// Its river.
    pub river: Option<Named>,
    /// Who holds it; empty when nobody.
    pub person: String,
    /// One for each kind of text, in their order.
    pub texts: Vec<TextBoardCell>,
}

/// The office's own texts of a kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OfficeTexts {
    /// The kind.
    pub template: TextTemplateView,
    /// Those of the period.
    pub texts: Vec<MatterBrief>,
    /// Whether the actor may draft one.
    pub may_draft: bool,
}

/// Which posts have which texts of a period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextBoard {
    /// The period and the rules.
    pub period: LoopPeriod,
    /// The latest periods that texts are written for, the newest first, and the one asked for.
    pub periods: Vec<TextPeriod>,
    /// The kinds of texts.
    pub templates: Vec<TextTemplateView>,
    /// The posts.
    pub rows: Vec<TextBoardRow>,
    /// The office's own texts, kind by kind.
    pub office: Vec<OfficeTexts>,
    /// What the actor may do for all.
    pub actions: Vec<ActionView>,
}

/// Drafting texts.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftTexts {
    /// Word of the kind.
    pub template: String,
    /// The period.
    pub period: String,
    /// Of these posts; of all that have none when absent.
    #[serde(default)]
    pub chief_ids: Option<Vec<Uuid>>,
    /// The text of the office above that it answers.
    #[serde(default)]
    pub answers: Option<Uuid>,
}

/// Texts that were drafted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextsDrafted {
    /// Their ids.
    pub ids: Vec<Uuid>,
}

/// Saving what a text says.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveText {
    /// The state it was edited from.
    pub base: usize,
    /// The title.
    pub title: String,
    /// The chapters.
    pub chapters: Vec<TextChapter>,
    /// Where it goes, of the office.
    #[serde(default)]
    pub distribution: Option<Distribution>,
}

/// Setting right beside a finished text what it says wrongly.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectText {
    /// The state that was read.
    pub base: usize,
    /// Why it was wrong.
    pub reason: String,
}

/// Of which figure the reasons are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TextFigureQuery {
    /// Its name; needed for a text of the office.
    pub figure: Option<String>,
}

/// An erratum to a finished text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErratumView {
    /// The day.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
    /// What was set right.
    pub corrections: Vec<Correction>,
}

/// Finishing a text.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishText {
    /// The state that was read.
    pub base: usize,
}

/// What a finished text rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FrozenView {
    /// Who finished it.
    pub by: String,
    /// On which day.
    pub on: Option<NaiveDate>,
    /// What was recorded up to this moment was known.
    pub known_at: DateTime<Utc>,
    /// The rules' title.
    pub rules: String,
    /// Their hash.
    pub rules_hash: String,
    /// How many records are behind it.
    pub records: usize,
    /// SM3 over their names.
    pub records_digest: String,
}

/// A figure of a finished text that would read otherwise now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StaleFigure {
    /// The figure, or the table.
    pub name: String,
    /// As the text says.
    pub was: String,
    /// As known now.
    pub now: String,
}

/// A text's page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TextPage {
    /// In short.
    pub row: MatterBrief,
    /// Label of its kind.
    pub label: String,
    /// Where it stands that it is written.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// The period.
    pub period: String,
    /// Up to which day is counted.
    pub as_of: NaiveDate,
    /// The period's last day.
    pub until_on: NaiveDate,
    /// Its state, to edit from.
    pub base: usize,
    /// The title.
    pub title: String,
    /// The chapters, with names of figures in braces.
    pub chapters: Vec<TextChapter>,
    /// Every figure it may name; once finished, those it names.
    pub figures: Vec<FrozenFigure>,
    /// The tables it names.
    pub tables: Vec<FrozenTable>,
    /// Whether the post is in the table of figures.
    pub in_table: bool,
    /// What it rests on, once finished.
    pub frozen: Option<FrozenView>,
    /// How it looks, of the office.
    pub form: Option<PaperForm>,
    /// Its number, once finished.
    pub number: Option<String>,
    /// Its number through all years, of a finished bulletin.
    pub serial: Option<String>,
    /// The districts' articles taken into it.
    pub articles: Vec<Article>,
    /// Whether it takes districts' articles in.
    pub collects: bool,
    /// The districts it can be sent to.
    pub districts: Vec<RegionName>,
    /// Where it goes, of the office.
    pub distribution: Option<Distribution>,
    /// Whether everybody may read it once it is finished.
    pub public: bool,
    /// Errata to it.
    pub errata: Vec<ErratumView>,
    /// What an erratum would set right now.
    pub corrections: Vec<Correction>,
    /// What would read otherwise now.
    pub stale: Vec<StaleFigure>,
    /// Why a finished text cannot be compared with what is known now.
    pub not_compared: Option<String>,
    /// What the actor may do.
    pub actions: Vec<ActionView>,
    /// Its story.
    pub story: Vec<StoryStep>,
}
