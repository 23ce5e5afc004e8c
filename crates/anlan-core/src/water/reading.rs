//! A reported value as the laboratory wrote it: number, detection limit and flag, with the text kept.

use super::evaluation::{Evaluation, Use};
use crate::rule::number::Number;
use crate::text;
use serde::{Deserialize, Serialize};

/// Why a reading is not an ordinary value. What each does in statistics stands in the evaluation standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Below the detection limit.
    NonDetect,
    /// Doubtful, not confirmed.
    Outlier,
    /// Not sampled.
    Suspended,
    /// No flow.
    Dry,
    /// Under ice.
    Frozen,
}

impl Flag {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::NonDetect, Self::Outlier, Self::Suspended, Self::Dry, Self::Frozen];
}

/// One reported value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// As reported.
    pub text: String,
    /// The measured value, or the detection limit of a non-detect; none when there is no number.
    pub number: Option<Number>,
    /// What it is, when it is no ordinary value.
    pub flag: Option<Flag>,
}

/// A text that is no reading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是监测值（如0.12、0.025L、<0.025、ND(0.025)、未检出）")]
pub struct NotAReading(pub String);

impl Reading {
    /// An ordinary measured value.
    #[must_use]
    pub fn value(number: Number) -> Self {
        Self { text: number.to_string(), number: Some(number), flag: None }
    }

    /// The same reading with a flag of the whole sample (断流, 冰封, 可疑, 停测); a non-detect keeps its own flag when `flag` is none.
    #[must_use]
    pub fn flagged(self, flag: Option<Flag>) -> Self {
        Self { flag: flag.or(self.flag), ..self }
    }

    /// The value used in statistics, in the item's unit: measured, or half the detection limit; `None` when it is left out or has no number.
    #[must_use]
    pub fn counted(&self, evaluation: &Evaluation) -> Option<Number> {
        let number = self.number.as_ref()?;
        match self.flag.map(|flag| evaluation.flag(flag).map(|rule| rule.used)) {
            None | Some(Some(Use::AsReported)) => Some(number.clone()),
            Some(Some(Use::HalfLimit)) => number.over(&Number::whole(2)),
            Some(Some(Use::LeftOut) | None) => None,
        }
    }
}

impl Evaluation {
    /// Reads a cell: `0.12`, `0.025L`, `<0.025`, `ND(0.025)`, `未检出`, or a flag's mark such as `断流`. `Ok(None)` for an empty one or a dash.
    ///
    /// # Errors
    /// [`NotAReading`] with the text, also for a negative number.
    pub fn read_cell(&self, cell: &str) -> Result<Option<Reading>, NotAReading> {
        let kept = cell.trim().to_owned();
        let plain = text::name(cell).to_uppercase();
        if plain.is_empty() || plain.chars().all(|c| matches!(c, '-' | '—' | '/')) {
            return Ok(None);
        }
        let number = |text: &str| Number::parse(text).filter(|number| !number.is_negative());
        if let Some(number) = number(&plain) {
            return Ok(Some(Reading { text: kept, number: Some(number), flag: None }));
        }
        for rule in &self.flags {
            for mark in &rule.marks {
                let mark = mark.to_uppercase();
                let Some((before, after)) = plain.split_once(&mark) else { continue };
                let rest = if before.is_empty() { after } else { before };
                if !before.is_empty() && !after.is_empty() {
                    continue;
                }
                let bare = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(rest);
                let bare = bare.strip_prefix('<').unwrap_or(bare);
                let bare = bare.strip_suffix('L').unwrap_or(bare);
                if bare.is_empty() || number(bare).is_some() {
                    return Ok(Some(Reading { text: kept, number: number(bare), flag: Some(rule.key) }));
                }
            }
        }
        Err(NotAReading(kept))
    }

    /// The flag a mark means (`断流`, `冰封`, `可疑`, `停测`, or a label).
    #[must_use]
    pub fn flag_named(&self, mark: &str) -> Option<Flag> {
        let mark = text::name(mark).to_uppercase();
        let is = |rule: &&super::evaluation::FlagRule| {
            text::name(&rule.label) == mark || rule.marks.iter().any(|own| own.to_uppercase() == mark)
        };
        self.flags.iter().find(is).map(|rule| rule.key)
    }
}
