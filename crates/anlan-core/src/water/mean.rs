//! The yearly mean of an item: each month's mean first, then the mean of the months; non-detects and flags as the evaluation says.
//!
//! Means are exact and never rounded before they are classed. The mean of pH is the mean of its values.

use super::evaluation::Evaluation;
use super::quality::Body;
use super::reading::{Flag, Reading};
use super::section::{SectionClass, judge_section};
use super::standard::Standards;
use super::{Basis, NotAssessed};
use crate::month::Month;
use crate::rule::number::Number;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One reading and its day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The day of sampling.
    pub on: NaiveDate,
    /// What was reported.
    pub reading: Reading,
}

/// A yearly mean with what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mean {
    /// The item.
    pub item: Arc<str>,
    /// The year.
    pub year: i32,
    /// The mean, exact, in the unit of the readings.
    pub value: Number,
    /// Months with at least one usable reading.
    pub months: usize,
    /// Usable readings.
    pub samples: usize,
    /// Of these, non-detects at half their limit.
    pub non_detects: usize,
    /// Readings that were not used: the day and the flag; no flag when there was a text without number.
    pub left_out: Vec<(NaiveDate, Option<Flag>)>,
    /// Clauses used.
    pub basis: Vec<Basis>,
}

/// The mean of an item's samples of a year; samples of other years are ignored.
///
/// # Errors
/// [`NotAssessed::TooFewSamples`] with fewer usable months than the evaluation asks for.
pub fn yearly_mean(evaluation: &Evaluation, item: &Arc<str>, year: i32, samples: &[Sample]) -> Result<Mean, NotAssessed> {
    let mut by_month: BTreeMap<Month, Vec<Number>> = BTreeMap::new();
    let mut left_out = Vec::new();
    let (mut used, mut non_detects) = (0, 0);
    for sample in samples.iter().filter(|sample| sample.on.year() == year) {
        match sample.reading.counted(evaluation) {
            Some(number) => {
                by_month.entry(Month::of(sample.on)).or_default().push(number);
                used += 1;
                non_detects += usize::from(sample.reading.flag == Some(Flag::NonDetect));
            }
            None => left_out.push((sample.on, sample.reading.flag)),
        }
    }
    let basis = evaluation.basis(&evaluation.year.clause);
    if by_month.len() < evaluation.year.at_least {
        let (found, needed) = (by_month.len(), evaluation.year.at_least);
        return Err(NotAssessed::TooFewSamples { item: item.clone(), year, found, needed, basis });
    }
    let months: Vec<Number> = by_month.values().map(|month| mean(month)).collect::<Result<_, _>>()?;
    let mut clauses = vec![basis];
    if non_detects > 0
        && let Some(rule) = evaluation.flag(Flag::NonDetect)
    {
        clauses.push(evaluation.basis(&rule.clause));
    }
    Ok(Mean { item: item.clone(), year, value: mean(&months)?, months: months.len(), samples: used, non_detects, left_out, basis: clauses })
}

/// The mean of each month's usable samples of one item, exact; a month without any is absent.
#[must_use]
pub fn monthly_means<'a>(evaluation: &Evaluation, samples: impl Iterator<Item = &'a Sample>) -> BTreeMap<Month, Number> {
    let mut by_month: BTreeMap<Month, Vec<Number>> = BTreeMap::new();
    for sample in samples {
        if let Some(number) = sample.reading.counted(evaluation) {
            by_month.entry(Month::of(sample.on)).or_default().push(number);
        }
    }
    by_month.into_iter().filter_map(|(month, numbers)| Some((month, mean(&numbers).ok()?))).collect()
}

/// The exact mean of at least one number.
pub(super) fn mean(numbers: &[Number]) -> Result<Number, NotAssessed> {
    let sum = numbers.iter().try_fold(Number::ZERO, |sum, number| sum.plus(number)).ok_or(NotAssessed::TooLong)?;
    let count = i64::try_from(numbers.len()).map_err(|_| NotAssessed::TooLong)?;
    sum.over(&Number::whole(count)).ok_or(NotAssessed::NothingToJudge)
}

/// A section's year: the mean of each item, and the class of the means.
///
/// `items` are the items that were to be sampled, each with its samples; one without enough of them leaves the year not assessed.
///
/// # Errors
/// [`NotAssessed`]: an unknown item, too few samples, nothing to judge.
pub fn judge_section_year(
    standards: &Standards,
    body: Body,
    year: i32,
    items: &[(&str, &[Sample])],
) -> Result<(Vec<Mean>, SectionClass), NotAssessed> {
    let mut means = Vec::with_capacity(items.len());
    for (name, samples) in items {
        let item = standards.quality.item(name).ok_or_else(|| NotAssessed::UnknownItem((*name).to_owned()))?;
        means.push(yearly_mean(&standards.evaluation, &item.name, year, samples)?);
    }
    let values: Vec<(&str, Option<Number>)> = means.iter().map(|mean| (&*mean.item, Some(mean.value.clone()))).collect();
    let class = judge_section(standards, body, &values)?;
    Ok((means, class))
}
