//! What everybody may see.

use super::ErratumView;
use anlan_core::matter::text::{Distribution, FrozenTable};
use chrono::NaiveDate;
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
    /// What was published, the newest first.
    pub texts: Vec<PublicText>,
}

/// A published text in short.
#[derive(Debug, Clone)]
pub struct PublicText {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// What kind of text it is.
    pub label: String,
    /// Its number.
    pub number: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// When.
    pub on: NaiveDate,
}

/// A published text.
#[derive(Debug, Clone)]
pub struct PublicTextPage {
    /// In short.
    pub text: PublicText,
    /// Where it went.
    pub distribution: Option<Distribution>,
    /// Heading, paragraphs, table.
    pub chapters: Vec<(String, Vec<String>, Option<FrozenTable>)>,
    /// Up to which day is counted.
    pub as_of: NaiveDate,
    /// Name, value and definition of its figures.
    pub figures: Vec<(String, String, String)>,
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
