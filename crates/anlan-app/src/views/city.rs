//! An office above districts: what these contribute, how their figures compare, what it sends them.

use super::{FigureView, MatterBrief, PublicText, PublicTextPage, StaleFigure};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// A region in the tree below an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(no_recursion)]
pub struct RegionNode {
    /// The region.
    pub region: RegionName,
    /// Whether it keeps its books in this installation.
    pub here: bool,
    /// What is below an office above others; none for a district.
    pub below: Option<Vec<RegionNode>>,
}

/// Which day and which part of the tree is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ComparisonQuery {
    /// The last day that counts; today when absent.
    pub as_of: Option<NaiveDate>,
    /// What was recorded later does not count; all when absent.
    pub known_at: Option<DateTime<Utc>>,
    /// Code of an office in the tree: the districts below it; all of the own office when absent.
    pub below: Option<String>,
}

/// Which month is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CityQuery {
    /// `2023-10`; the last month that ended when absent.
    pub month: Option<String>,
}

/// A region by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegionName {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A text that a district finished for the office above.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleBrief {
    /// The district.
    pub region: RegionName,
    /// The text.
    pub text: PublicText,
    /// The period it is of.
    pub period: String,
    /// Texts of this office that took it in, by number, or by title before they have one; given up ones not counted.
    pub taken_by: Vec<String>,
}

/// A text sent to districts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SentText {
    /// In short.
    pub text: PublicText,
    /// By when an answer is asked for.
    pub answer_by: Option<NaiveDate>,
    /// To whom, and the text each answered with.
    pub answers: Vec<SentAnswer>,
}

/// What came of a text sent to a district.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SentAnswer {
    /// The district.
    pub region: RegionName,
    /// Its answer.
    pub answer: Option<PublicText>,
    /// Whether the answer is late: not there after the day, or finished after it.
    pub late: bool,
}

/// A district as the office above sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CityDistrict {
    /// The district.
    pub region: RegionName,
    /// Whether it keeps its books in this installation.
    pub here: bool,
    /// On which day it last recorded anything.
    pub last_recorded_on: Option<NaiveDate>,
    /// Number of the latest circular of lights, and its month.
    pub circular: Option<(String, String)>,
    /// Its articles of the month.
    pub articles: Vec<ArticleBrief>,
    /// Whether it contributed nothing by the day, which has passed.
    pub article_late: bool,
    /// How many texts sent to it wait for an answer.
    pub waiting: usize,
    /// How many of these are late.
    pub waiting_late: usize,
}

/// Everything an office above districts has to see of a month.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CityBoard {
    /// The month.
    pub month: String,
    /// Months that can be asked for, the newest first.
    pub months: Vec<String>,
    /// By when each district contributes; none when nothing is owed.
    pub articles_due_on: Option<NaiveDate>,
    /// Where that stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// The regions directly below.
    pub districts: Vec<CityDistrict>,
    /// All that is below, however many levels.
    pub tree: RegionNode,
    /// What was sent to them, the newest first.
    pub sent: Vec<SentText>,
}

/// A figure, district by district.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparedFigure {
    /// Its word.
    pub key: String,
    /// Its name, as the first district that has it names it.
    pub name: String,
    /// Of each district in order; none where its rules have no such figure.
    pub districts: Vec<Option<FigureView>>,
    /// The sum with its unit, where all can be added.
    pub sum: Option<String>,
    /// Why there is no sum.
    pub no_sum: Option<String>,
}

/// A district whose figures cannot be computed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FaultyDistrict {
    /// The district.
    pub region: RegionName,
    /// Why.
    pub why: String,
}

/// The districts' figures side by side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DistrictComparison {
    /// The last day that counts.
    pub as_of: NaiveDate,
    /// What was recorded later does not count.
    pub known_at: DateTime<Utc>,
    /// All that is below the own office.
    pub tree: RegionNode,
    /// The office whose districts these are.
    pub below: RegionName,
    /// The districts that keep their books here.
    pub districts: Vec<RegionName>,
    /// Those that do not.
    pub elsewhere: Vec<RegionName>,
    /// Those whose figures cannot be computed, and why.
    pub faulty: Vec<FaultyDistrict>,
    /// The figures.
    pub rows: Vec<ComparedFigure>,
}

/// What the districts contributed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticleList {
    /// The articles, the newest first.
    pub articles: Vec<ArticleBrief>,
}

/// A text that another office gave this one to read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SharedText {
    /// Whose it is.
    pub region: RegionName,
    /// The text as issued.
    pub text: PublicTextPage,
    /// What would read otherwise by what is known there now.
    pub stale: Vec<StaleFigure>,
}

/// A text that the office above sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReceivedText {
    /// From which region.
    pub region: RegionName,
    /// The text.
    pub text: PublicText,
    /// By when an answer is asked for; none when none is.
    pub answer_by: Option<NaiveDate>,
    /// This region's answers to it that were not given up.
    pub answers: Vec<MatterBrief>,
    /// Whether the day has passed without a finished answer.
    pub late: bool,
}

/// A kind of text that answers what the office above sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerTemplate {
    /// Its word.
    pub key: String,
    /// Its label.
    pub label: String,
}

/// What the office above sent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReceivedList {
    /// The texts, the newest first.
    pub texts: Vec<ReceivedText>,
    /// How they can be answered by the actor.
    pub answer_by_template: Vec<AnswerTemplate>,
    /// The month an answer would be of.
    pub month: String,
}

/// Taking an article in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeArticle {
    /// The state the text was read in.
    pub base: usize,
    /// The district's code.
    pub region: String,
    /// The article.
    pub article: Uuid,
}
