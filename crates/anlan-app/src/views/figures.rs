//! Figures.

use super::FactRef;
use anlan_core::rule::explain::Reasons;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Of which day, as known when.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FigureQuery {
    /// The last day that counts; today when absent.
    pub as_of: Option<NaiveDate>,
    /// What was recorded later does not count; now when absent.
    pub known_at: Option<DateTime<Utc>>,
}

/// How much is known of what a figure rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureCoverage {
    /// How many are known.
    pub known: String,
    /// How many there are.
    pub all: String,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureView {
    /// Its word.
    pub key: String,
    /// Its name, by which texts insert it.
    pub name: String,
    /// Its definition in words.
    pub about: String,
    /// Its formula.
    pub formula: String,
    /// Its unit; empty when it is no number.
    pub unit: String,
    /// Exact, without unit; absent when it cannot be told.
    pub value: Option<String>,
    /// As documents write it; why it is missing, when it is.
    pub shown: String,
    /// How much is known, where the pack says how to count it.
    pub coverage: Option<FigureCoverage>,
    /// How many records are behind it.
    pub records: usize,
    /// The period it is of.
    pub period: String,
    /// Where it stands.
    pub clause: String,
    /// Who says so, where the document does not.
    pub reading: Option<String>,
    /// Whether districts' values of it may be added.
    pub adds: bool,
    /// Whether the office's first page shows it.
    pub front: bool,
    /// How its definition differs from what its word means elsewhere.
    pub differs: Option<String>,
    /// Title of the rules.
    pub rules: String,
    /// Their word.
    pub pack: String,
}

/// Every figure of a region on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FigurePage {
    /// The last day that counts.
    pub as_of: NaiveDate,
    /// What was recorded later does not count.
    pub known_at: DateTime<Utc>,
    /// The figures, pack by pack.
    pub figures: Vec<FigureView>,
    /// What is wrong with the records behind them.
    pub problems: Vec<String>,
}

/// A figure with what it rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FigureRecords {
    /// The figure.
    pub figure: FigureView,
    /// The last day that counts.
    pub as_of: NaiveDate,
    /// What was recorded later does not count.
    pub known_at: DateTime<Utc>,
    /// Its reasons, down to single facts.
    pub reasons: Reasons,
    /// The records behind it.
    pub facts: Vec<FactRef>,
}
