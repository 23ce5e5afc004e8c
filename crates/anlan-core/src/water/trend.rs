//! A trend over many periods: Spearman's rank correlation with time, exact.

use super::evaluation::Evaluation;
use super::{Basis, NotAssessed};
use crate::rule::number::Number;
use std::sync::Arc;

/// What the trend is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The values rise.
    Rising,
    /// The values fall.
    Falling,
    /// Neither is significant.
    None,
}

/// A trend with what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// 1 − 6Σd² / (N³ − N), exact, −1 to 1.
    pub coefficient: Number,
    /// Whether values rise or fall. Better or worse depends on the item.
    pub direction: Direction,
    /// As the evaluation words it.
    pub text: Arc<str>,
    /// The level reached, 0.05 or 0.01 in hundredths; none when not significant.
    pub level_hundredths: Option<u8>,
    /// Periods.
    pub periods: usize,
    /// The N of the table's line used: the largest not above `periods`, whose bound is the stricter one.
    pub critical_n: usize,
    /// The critical values of that line, at 0.05 and 0.01.
    pub critical: (Number, Number),
    /// Where it stands.
    pub basis: Basis,
}

/// The trend of values in the order of time. Equal values share the mean of their ranks.
///
/// # Errors
/// [`NotAssessed::TooFewPeriods`] below the first line of the table; a missing period is for the caller to refuse.
pub fn trend(evaluation: &Evaluation, values: &[Number]) -> Result<Trend, NotAssessed> {
    let rules = &evaluation.trend;
    let needed = rules.critical.first().map_or(usize::MAX, |line| line.n);
    let few = NotAssessed::TooFewPeriods { found: values.len(), needed };
    let line = rules.critical.iter().rev().find(|line| line.n <= values.len()).ok_or(few)?;
    let coefficient = correlation(values).ok_or(NotAssessed::TooLong)?;
    let size = coefficient.abs();
    let level_hundredths = if size >= line.w01 {
        Some(1)
    } else if size >= line.w05 {
        Some(5)
    } else {
        None
    };
    let direction = match level_hundredths {
        None => Direction::None,
        Some(_) if coefficient.is_negative() => Direction::Falling,
        Some(_) => Direction::Rising,
    };
    let text = match direction {
        Direction::Rising => &rules.texts[0],
        Direction::Falling => &rules.texts[1],
        Direction::None => &rules.texts[2],
    };
    Ok(Trend {
        coefficient,
        direction,
        text: text.clone(),
        level_hundredths,
        periods: values.len(),
        critical_n: line.n,
        critical: (line.w05.clone(), line.w01.clone()),
        basis: evaluation.basis(&rules.clause),
    })
}

fn correlation(values: &[Number]) -> Option<Number> {
    let n = i64::try_from(values.len()).ok()?;
    let mut squares: i64 = 0; // of twice the rank difference
    for (time, value) in (1_i64..).zip(values) {
        let below = i64::try_from(values.iter().filter(|other| *other < value).count()).ok()?;
        let equal = i64::try_from(values.iter().filter(|other| *other == value).count()).ok()?;
        let twice_rank = 2 * below + equal + 1;
        squares += (2 * time - twice_rank).pow(2);
    }
    let fall = Number::fraction(6 * squares, 4)?.over(&Number::whole(n.checked_pow(3)? - n))?;
    Number::ONE.minus(&fall)
}
