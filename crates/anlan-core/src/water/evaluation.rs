//! The numbers and words of the evaluation method (`standards/evaluation-2011-22.toml`), checked against the quality standard.

use super::Basis;
use super::class::Class;
use super::reading::Flag;
use crate::rule::number::Number;
use chrono::NaiveDate;
use serde::Deserialize;
use std::sync::Arc;

/// A state of water quality (优 to 重度污染). Its colour is not a light's colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its word in data and code.
    pub key: Arc<str>,
    /// As the evaluation writes it.
    pub text: Arc<str>,
    /// As the public is told; our wording, not the standard's.
    pub plain: Arc<str>,
    /// Colour on maps, in words.
    pub colour: Arc<str>,
    /// Place from the best, 0.
    pub place: u8,
    /// Classes of a section it stands for.
    pub classes: Vec<Class>,
}

/// Main pollution indicators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MainRules {
    /// Most that are named.
    pub most: usize,
    /// Items that come first once over the standard.
    pub first: Vec<Arc<str>>,
    /// Items without times over.
    pub no_times: Vec<Arc<str>>,
    /// Decimals of the times over, when shown.
    pub times_decimals: u8,
    /// Clause for a section.
    pub clause: Arc<str>,
    /// Clause for a river.
    pub river_clause: Arc<str>,
}

/// A band of percentages; `from` is inside, `below` is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Lower bound.
    pub from: Option<Number>,
    /// Upper bound.
    pub below: Option<Number>,
}

impl Band {
    pub(super) fn holds(&self, share: &Number) -> bool {
        self.from.as_ref().is_none_or(|from| share >= from) && self.below.as_ref().is_none_or(|below| share < below)
    }
}

/// One line of the ratio method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatioLine {
    /// The state it gives.
    pub state: State,
    /// Share of good sections, percent.
    pub good: Band,
    /// Share of sections beyond the last class, percent.
    pub beyond: Band,
}

/// Fewest values of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Values in full.
    pub values: usize,
    /// Fewest that are enough.
    pub at_least: usize,
    /// Where it stands.
    pub clause: Arc<str>,
}

/// What a flag does to a reading in statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Half its detection limit.
    HalfLimit,
    /// As reported.
    AsReported,
    /// Not at all, and it is no sample.
    LeftOut,
}

/// A flag of a reading.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRule {
    /// Which.
    pub key: Flag,
    /// As people write it.
    pub label: Arc<str>,
    /// Marks and texts by which it is recognised.
    pub marks: Vec<String>,
    /// What it does.
    #[serde(rename = "use")]
    pub used: Use,
    /// Where it stands.
    pub clause: Arc<str>,
    /// How sure it is.
    pub source: String,
}

/// Comparison of two periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonRules {
    /// Steps of state from which there is some change.
    pub some_from_steps: u8,
    /// Steps from which it is marked.
    pub marked_from_steps: u8,
    /// Percentage points above which there is some change.
    pub some_over_points: Number,
    /// Points above which it is marked.
    pub marked_over_points: Number,
    /// Words.
    pub texts: ChangeTexts,
    /// Clauses: both ways together, by ratio, by state.
    pub clauses: [Arc<str>; 3],
}

/// Words for a change.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeTexts {
    /// No change to speak of.
    pub none: Arc<str>,
    /// Some, better.
    pub some_better: Arc<str>,
    /// Some, worse.
    pub some_worse: Arc<str>,
    /// Marked, better.
    pub marked_better: Arc<str>,
    /// Marked, worse.
    pub marked_worse: Arc<str>,
}

/// Critical values of the rank correlation for a number of periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Critical {
    /// Periods.
    pub n: usize,
    /// At 0.05.
    pub w05: Number,
    /// At 0.01.
    pub w01: Number,
}

/// Trend over many periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendRules {
    /// Where it stands.
    pub clause: Arc<str>,
    /// Words for a significant rise, fall, and neither.
    pub texts: [Arc<str>; 3],
    /// The table, by rising `n`.
    pub critical: Vec<Critical>,
}

/// The evaluation method.
#[derive(Debug)]
pub struct Evaluation {
    /// Its id, named in every result.
    pub id: Arc<str>,
    /// Title.
    pub title: String,
    /// Number of the document.
    pub number: String,
    /// Version.
    pub version: String,
    /// First day in force.
    pub from: NaiveDate,
    /// The quality standard it is written for.
    pub quality: String,
    /// How sure the file is.
    pub source: String,
    /// The last good class (Ⅲ); an item worse than it is over the standard.
    pub good_up_to: Class,
    /// Clause of a section's class.
    pub section_clause: Arc<str>,
    /// The states, the best first.
    pub states: Vec<State>,
    /// Main pollution indicators.
    pub main: MainRules,
    /// Sections from which the ratio method is used.
    pub ratio_from_sections: usize,
    /// Its lines: exactly one holds for every pair of shares.
    pub ratio: Vec<RatioLine>,
    /// Clause of a river's evaluation.
    pub ratio_clause: Arc<str>,
    /// A year's values.
    pub year: Period,
    /// A quarter's values.
    pub quarter: Period,
    /// Flags.
    pub flags: Vec<FlagRule>,
    /// Two periods compared.
    pub comparison: ComparisonRules,
    /// Many periods.
    pub trend: TrendRules,
    /// Clause of the improvement rate.
    pub improvement_clause: Arc<str>,
}

impl Evaluation {
    /// A clause of this evaluation.
    #[must_use]
    pub fn basis(&self, clause: &Arc<str>) -> Basis {
        Basis { standard: self.id.clone(), clause: clause.clone() }
    }

    /// The state a class stands for; every class has one.
    #[must_use]
    pub fn state_of(&self, class: Class) -> Option<&State> {
        self.states.iter().find(|state| state.classes.contains(&class))
    }

    /// The state by the ratio method; shares in percent, 0 to 100 together.
    #[must_use]
    pub fn state_by_ratio(&self, good: &Number, beyond: &Number) -> Option<&RatioLine> {
        self.ratio.iter().find(|line| line.good.holds(good) && line.beyond.holds(beyond))
    }

    /// What a flag does.
    #[must_use]
    pub fn flag(&self, flag: Flag) -> Option<&FlagRule> {
        self.flags.iter().find(|rule| rule.key == flag)
    }
}
