//! How far a region is set up, and copying packs for it.

use super::{ActionView, EndedTenure, ImportFault};
use anlan_core::month::Month;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The steps from an empty region to its first lights, each counted from records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SetupPage {
    /// The region's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The year the steps are about.
    pub year: i32,
    /// The month whose reports and lights are counted.
    #[schema(value_type = String)]
    pub month: Month,
    /// The steps in their order.
    pub steps: Vec<SetupStep>,
    /// The first step that is not done.
    pub next: Option<SetupKey>,
    /// Its packs.
    pub packs: Vec<SetupPack>,
    /// Whose packs can be copied: about what the region has no rules of.
    pub candidates: Vec<PackSource>,
    /// What the asker may do.
    pub actions: Vec<ActionView>,
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetupKey {
    /// Rules.
    Packs,
    /// Units.
    Units,
    /// Rivers.
    Rivers,
    /// Chiefs' posts and who holds them.
    Chiefs,
    /// The year's lists.
    Lists,
    /// The month's reports.
    Reports,
    /// The month's lights.
    Lights,
    /// The units' accounts.
    Accounts,
}

/// How far a step is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SetupStep {
    /// Which.
    pub key: SetupKey,
    /// Whether it is done.
    pub done: bool,
    /// What is there.
    pub counts: Vec<SetupCount>,
    /// What is missing and who does what about it.
    pub missing: Option<String>,
}

/// A count with its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SetupCount {
    /// Its name.
    pub label: String,
    /// How many.
    pub count: usize,
    /// Of how many, where that is known.
    pub of: Option<usize>,
}

/// A pack of the region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SetupPack {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub topic: SetupTopic,
    /// Title of the pack it was copied from, and whose it is.
    pub copied_from: Option<String>,
}

/// What a pack is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetupTopic {
    /// Lists and lights.
    Lists,
    /// The year's assessment.
    Assessment,
    /// The closed loop.
    Loop,
    /// Plans.
    Plan,
    /// Anything else.
    Other,
}

/// A region whose packs can be copied.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackSource {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its packs.
    pub packs: Vec<PackCandidate>,
}

/// A pack that can be copied.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackCandidate {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub topic: SetupTopic,
    /// The document it is written from.
    pub document: String,
    /// How many different clauses of documents its rules name.
    pub clauses: usize,
    /// How many tables of facts and steps it has.
    pub rules: usize,
    /// Packs of the same region that have to be copied with it, since it names their figures.
    pub needs: Vec<String>,
    /// Why it cannot stand beside the rules that the region has; none when it can.
    pub why_not: Option<String>,
}

/// Copying packs.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CopyPacks {
    /// Whose, by code.
    pub from: String,
    /// Which; all when empty.
    #[serde(default)]
    pub packs: Vec<String>,
    /// First part of the copies' names: lower-case letters.
    pub key: String,
    /// What stands for the first character of document numbers.
    pub word: String,
}

/// What a workbook of units, rivers and chiefs would add, or added.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct RegisterImport {
    /// New units.
    pub units: usize,
    /// New rivers.
    pub rivers: usize,
    /// Lead units taken up.
    pub lead_units: usize,
    /// New posts.
    pub posts: usize,
    /// New tenures.
    pub tenures: usize,
    /// Tenures that those who follow end.
    pub ended: Vec<EndedTenure>,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Sheets that are none of the three.
    pub passed_over: Vec<String>,
    /// Whether it was recorded; never with a fault.
    pub confirmed: bool,
    /// Every fault.
    pub faults: Vec<ImportFault>,
}
