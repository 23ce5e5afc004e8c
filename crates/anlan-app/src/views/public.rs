//! What everybody may see.

use super::ErratumView;
use anlan_core::matter::text::{Distribution, FrozenTable};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A region with public pages.
#[derive(Debug, Clone)]
pub struct PublicRegion {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A region's first page.
#[derive(Debug, Clone)]
pub struct PublicFront {
    /// The region.
    pub region: PublicRegion,
    /// The office.
    pub office: String,
    /// The phone for complaints.
    pub phone: String,
    /// Whether it has rivers of its own to tell of.
    pub rivers: bool,
    /// What was published, the newest first.
    pub texts: Vec<PublicText>,
}

/// A finished text in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicText {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// What kind of text it is.
    pub label: String,
    /// Its number.
    pub number: Option<String>,
    /// Its number through all years, of a bulletin.
    pub serial: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// When.
    pub on: NaiveDate,
}

/// A chapter of a finished text, its figures filled in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicChapter {
    /// The title of the article that begins with it.
    pub title: Option<String>,
    /// Its heading.
    pub heading: String,
    /// Its paragraphs.
    pub lines: Vec<String>,
    /// Its table.
    pub table: Option<FrozenTable>,
}

/// A figure of a finished text, for those who cannot see its records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicFigure {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its definition and period.
    pub about: String,
}

/// A finished text as it was issued.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PublicTextPage {
    /// In short.
    pub text: PublicText,
    /// Where it went.
    pub distribution: Option<Distribution>,
    /// Its chapters.
    pub chapters: Vec<PublicChapter>,
    /// Up to which day is counted.
    pub as_of: NaiveDate,
    /// Its figures.
    pub figures: Vec<PublicFigure>,
    /// Errata to it.
    pub errata: Vec<ErratumView>,
}

/// A chief's post.
#[derive(Debug, Clone)]
pub struct PublicChief {
    /// The post.
    pub post: String,
    /// Its level's label.
    pub level: String,
    /// Who holds it; none when it is vacant.
    pub person: Option<String>,
}

/// How a river's water is, in plain words.
#[derive(Debug, Clone)]
pub struct PublicWater {
    /// Its class, when it has one.
    pub class: Option<String>,
    /// What that means, or why there is none.
    pub words: String,
}

/// A river.
#[derive(Debug, Clone)]
pub struct PublicRiver {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its level's label.
    pub level: String,
    /// Its lead unit today.
    pub lead_unit: Option<String>,
    /// Its chiefs, the highest first.
    pub chiefs: Vec<PublicChief>,
    /// Its water this year.
    pub water: PublicWater,
}

/// Every river of a region.
#[derive(Debug, Clone)]
pub struct PublicRivers {
    /// The region.
    pub region: PublicRegion,
    /// The office.
    pub office: String,
    /// The phone for complaints.
    pub phone: String,
    /// Where it stands that this is public.
    pub clause: String,
    /// The year of the water.
    pub year: i32,
    /// The rivers.
    pub rivers: Vec<PublicRiver>,
}

/// One river.
#[derive(Debug, Clone)]
pub struct PublicRiverPage {
    /// The region.
    pub region: PublicRegion,
    /// The office.
    pub office: String,
    /// The phone for complaints.
    pub phone: String,
    /// Where it stands that this is public.
    pub clause: String,
    /// The year of the water.
    pub year: i32,
    /// The river.
    pub river: PublicRiver,
    /// What is forbidden there.
    pub forbidden: Vec<String>,
}
