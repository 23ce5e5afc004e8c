//! Two periods compared: by state, by the shares of classes, and an item's improvement rate.
//!
//! Only the same items at the same sections compare; that is for the caller to see to.

use super::class::Limit;
use super::evaluation::{Evaluation, State};
use super::quality::{Body, Quality};
use super::river::Shares;
use super::standard::Standards;
use super::{Basis, Class, NotAssessed};
use crate::rule::number::Number;
use std::sync::Arc;

/// How large a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Degree {
    /// 有所
    Some,
    /// 明显
    Marked,
}

/// A change between two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// 无明显变化
    None,
    /// 好转
    Better(Degree),
    /// 下降
    Worse(Degree),
}

impl Change {
    fn degree(self) -> Option<Degree> {
        match self {
            Self::None => None,
            Self::Better(degree) | Self::Worse(degree) => Some(degree),
        }
    }

    /// The larger of two; of equal ones in opposite directions the worse.
    fn larger(self, other: Self) -> Self {
        match self.degree().cmp(&other.degree()) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal => {
                if matches!(other, Self::Worse(_)) {
                    other
                } else {
                    self
                }
            }
        }
    }
}

/// A change with its words and what was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The change.
    pub change: Change,
    /// As the evaluation words it.
    pub text: Arc<str>,
    /// The numbers behind it, for people.
    pub because: String,
    /// Where it stands.
    pub basis: Basis,
}

fn compared(evaluation: &Evaluation, change: Change, because: String, clause: usize) -> Compared {
    let texts = &evaluation.comparison.texts;
    let text = match change {
        Change::None => &texts.none,
        Change::Better(Degree::Some) => &texts.some_better,
        Change::Better(Degree::Marked) => &texts.marked_better,
        Change::Worse(Degree::Some) => &texts.some_worse,
        Change::Worse(Degree::Marked) => &texts.marked_worse,
    };
    Compared { change, text: text.clone(), because, basis: evaluation.basis(&evaluation.comparison.clauses[clause]) }
}

/// Compares two states by their steps.
#[must_use]
pub fn compare_states(evaluation: &Evaluation, before: &State, now: &State) -> Compared {
    let rules = &evaluation.comparison;
    let steps = before.place.abs_diff(now.place);
    let degree = if steps >= rules.marked_from_steps { Degree::Marked } else { Degree::Some };
    let change = match now.place.cmp(&before.place) {
        _ if steps < rules.some_from_steps => Change::None,
        std::cmp::Ordering::Less => Change::Better(degree),
        std::cmp::Ordering::Greater => Change::Worse(degree),
        std::cmp::Ordering::Equal => Change::None,
    };
    compared(evaluation, change, format!("由{}到{}，变化{steps}级", before.text, now.text), 2)
}

/// Compares the shares of two periods by ΔG − ΔD, in percentage points; `None` only for fractions too long to compute.
#[must_use]
pub fn compare_shares(evaluation: &Evaluation, before: &Shares, now: &Shares) -> Option<Compared> {
    let rules = &evaluation.comparison;
    let good = now.good.minus(&before.good)?;
    let beyond = now.beyond.minus(&before.beyond)?;
    let points = good.minus(&beyond)?;
    let degree = if points.abs() > rules.marked_over_points { Degree::Marked } else { Degree::Some };
    let change = if points.abs() <= rules.some_over_points {
        Change::None
    } else if points.is_negative() {
        Change::Worse(degree)
    } else {
        Change::Better(degree)
    };
    Some(compared(evaluation, change, format!("ΔG={good}，ΔD={beyond}，ΔG-ΔD={points}个百分点"), 1))
}

/// Both ways together: the larger change holds.
#[must_use]
pub fn compare_both(evaluation: &Evaluation, by_state: &Compared, by_shares: &Compared) -> Compared {
    let change = by_state.change.larger(by_shares.change);
    compared(evaluation, change, format!("{}（{}）；{}（{}）", by_state.text, by_state.because, by_shares.text, by_shares.because), 0)
}

/// An item's improvement rate with what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// The item.
    pub item: Arc<str>,
    /// The earlier value.
    pub before: Number,
    /// The later value.
    pub now: Number,
    /// Exact, 1 for 100 %; above 0 is better, whichever way the item's values run.
    pub rate: Number,
    /// Where it stands.
    pub basis: Basis,
}

/// (before − now) / before; the sign is reversed for an item that must not be low, such as dissolved oxygen.
///
/// # Errors
/// [`NotAssessed`]: an unknown item, a missing value, a base of 0, an item without a better direction (pH).
pub fn improvement(standards: &Standards, item: &str, before: Option<&Number>, now: Option<&Number>) -> Result<Improvement, NotAssessed> {
    let (quality, evaluation) = (&standards.quality, &standards.evaluation);
    let found = quality.item(item).ok_or_else(|| NotAssessed::UnknownItem(item.to_owned()))?;
    let name = &found.name;
    let missing = |at: &str| NotAssessed::NoValue { item: name.clone(), at: Some(at.to_owned()) };
    let before = before.ok_or_else(|| missing("上期"))?;
    let now = now.ok_or_else(|| missing("本期"))?;
    let rising_is_worse = runs_up(quality, name).ok_or_else(|| NotAssessed::NoDirection { item: name.clone() })?;
    if before.is_zero() {
        return Err(NotAssessed::BaseIsZero { item: name.clone() });
    }
    let rate = before.minus(now).and_then(|gain| gain.over(before)).ok_or(NotAssessed::TooLong)?;
    let rate = if rising_is_worse { rate } else { rate.negated() };
    let basis = evaluation.basis(&evaluation.improvement_clause);
    Ok(Improvement { item: name.clone(), before: before.clone(), now: now.clone(), rate, basis })
}

/// Whether a rising value is worse; `None` for an item without direction.
fn runs_up(quality: &Quality, name: &str) -> Option<bool> {
    let item = quality.item(name)?;
    let limit = quality.limit(item, Class::BEST, Body::River).or_else(|| quality.limit(item, Class::BEST, Body::Lake))?;
    match limit {
        Limit::AtMost(_) => Some(true),
        Limit::AtLeast(_) => Some(false),
        Limit::Within(..) => None,
    }
}
