//! Figures as they stood when the document that names them was issued: what it keeps of them, so that it never changes and can be
//! compared with what is known later.

use crate::rule::sheet::FigureOf;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The named figures of an issued document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenFigures {
    /// What had happened up to this day was counted.
    pub as_of: NaiveDate,
    /// What was recorded up to this moment was known.
    pub known_at: DateTime<Utc>,
    /// Each figure, by name.
    pub figures: Vec<FrozenFigure>,
    /// The packs they rest on.
    pub packs: Vec<KeptPack>,
}

/// A figure as it stood when what names it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FrozenFigure {
    /// Its name.
    pub name: String,
    /// Its value, as people read it.
    pub value: String,
    /// Whether it could not be assessed: the value says why.
    #[serde(default)]
    pub missing: bool,
    /// How it is computed, as the pack writes it; empty for what is no computed cell.
    #[serde(default)]
    pub formula: String,
    /// Of a named figure: what else the annex tells of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<FrozenNamed>,
}

/// What a named figure is and rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FrozenNamed {
    /// Its word.
    pub key: String,
    /// Its definition in words.
    pub about: String,
    /// The period it is of, in words.
    pub period: String,
    /// How many are known, and how many there are, where the pack says how to count it.
    pub coverage: Option<(String, String)>,
    /// How many records are behind it.
    pub records: usize,
    /// SM3 over their names, sorted.
    pub records_digest: String,
    /// Hash of its rules.
    pub pack_hash: String,
    /// Exact, as a machine reads it, where it is a number that is assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// A pack that named figures rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPack {
    /// Its title.
    pub title: String,
    /// Its hash.
    pub hash: String,
    /// The kind of period: this year up to the day, or the whole year before.
    pub of: FigureOf,
}
