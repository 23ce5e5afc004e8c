//! A river or basin: few sections by the mean of each item, more by the ratio of their classes.

use super::class::Class;
use super::evaluation::RatioLine;
use super::mean::mean;
use super::quality::Body;
use super::section::{SectionClass, judge_section};
use super::standard::Standards;
use super::{Basis, NotAssessed};
use crate::rule::number::Number;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A section with its items' values; `None` for one that should have been measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionValues {
    /// Its name.
    pub name: String,
    /// Items by name or alias.
    pub values: Vec<(String, Option<Number>)>,
}

/// Shares of a river's sections, exact, in percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// Sections of the good classes (Ⅰ to Ⅲ).
    pub good: Number,
    /// Sections beyond the last class (劣Ⅴ).
    pub beyond: Number,
}

/// An item's share of sections over the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverShare {
    /// The item.
    pub item: Arc<str>,
    /// Sections over.
    pub sections: usize,
    /// In percent of all sections, exact.
    pub share: Number,
}

/// How a river was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RiverClass {
    /// Fewer sections than the ratio method asks for: the mean of each item over them, judged as one section.
    ByMean {
        /// The class of the means.
        class: Box<SectionClass>,
        /// Sections in the mean.
        sections: usize,
        /// Clause of the method.
        basis: Basis,
    },
    /// By the ratio of classes: a state, never a class.
    ByRatio {
        /// The line that held, with its state.
        line: Box<RatioLine>,
        /// The shares.
        shares: Shares,
        /// Sections of each class, Ⅰ first.
        counts: [usize; 6],
        /// Items over the standard by their share of sections, at most as many as the evaluation names.
        main: Vec<OverShare>,
        /// Every section with its class.
        because: Vec<(String, SectionClass)>,
        /// Clauses of the method and of the main indicators.
        basis: Vec<Basis>,
    },
}

/// Judges a river from its sections.
///
/// # Errors
/// [`NotAssessed`]: no section; one that cannot be judged (it is named: leaving it out could only flatter the river);
/// in the method of means an item that only some sections measured.
pub fn judge_river(standards: &Standards, body: Body, sections: &[SectionValues]) -> Result<RiverClass, NotAssessed> {
    let mut because = Vec::with_capacity(sections.len());
    for section in sections {
        let values: Vec<(&str, Option<Number>)> = section.values.iter().map(|(item, value)| (item.as_str(), value.clone())).collect();
        let class = judge_section(standards, body, &values);
        because
            .push((section.name.clone(), class.map_err(|why| NotAssessed::Section { section: section.name.clone(), why: Box::new(why) })?));
    }
    if because.is_empty() {
        return Err(NotAssessed::NothingToJudge);
    }
    if because.len() < standards.evaluation.ratio_from_sections { by_mean(standards, body, &because) } else { by_ratio(standards, because) }
}

fn by_mean(standards: &Standards, body: Body, because: &[(String, SectionClass)]) -> Result<RiverClass, NotAssessed> {
    let mut by_item: BTreeMap<&str, Vec<Number>> = BTreeMap::new();
    for judged in because.iter().flat_map(|(_, class)| &class.because) {
        by_item.entry(&judged.item).or_default().push(judged.value.clone());
    }
    let mut values = Vec::with_capacity(by_item.len());
    for (item, numbers) in by_item {
        if numbers.len() < because.len() {
            let lacks = because.iter().find(|(_, class)| !class.because.iter().any(|judged| *judged.item == *item));
            return Err(NotAssessed::NoValue { item: item.into(), at: lacks.map(|(name, _)| name.clone()) });
        }
        values.push((item, Some(mean(&numbers)?)));
    }
    let basis = standards.evaluation.basis(&standards.evaluation.ratio_clause);
    Ok(RiverClass::ByMean { class: Box::new(judge_section(standards, body, &values)?), sections: because.len(), basis })
}

fn by_ratio(standards: &Standards, because: Vec<(String, SectionClass)>) -> Result<RiverClass, NotAssessed> {
    let evaluation = &standards.evaluation;
    let mut counts = [0; 6];
    let mut over: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for (_, class) in &because {
        counts[usize::from(class.class.place())] += 1;
        for judged in class.because.iter().filter(|judged| judged.class > evaluation.good_up_to) {
            *over.entry(judged.item.clone()).or_default() += 1;
        }
    }
    let shares = shares(evaluation.good_up_to, &counts).ok_or(NotAssessed::NothingToJudge)?;
    let line = evaluation.state_by_ratio(&shares.good, &shares.beyond).cloned().ok_or(NotAssessed::NothingToJudge)?;
    let mut main = Vec::with_capacity(over.len());
    for (item, sections) in over {
        let share = percent(sections, because.len()).ok_or(NotAssessed::TooLong)?;
        main.push(OverShare { item, sections, share });
    }
    main.sort_by_key(|over| (Reverse(over.sections), standards.quality.place(&over.item)));
    main.truncate(evaluation.main.most);
    let basis = vec![evaluation.basis(&evaluation.ratio_clause), evaluation.basis(&evaluation.main.river_clause)];
    Ok(RiverClass::ByRatio { line: Box::new(line), shares, counts, main, because, basis })
}

/// Shares of the good classes and of those beyond the last, from the sections of each class; `None` without any section.
#[must_use]
pub fn shares(good_up_to: Class, counts: &[usize; 6]) -> Option<Shares> {
    let all: usize = counts.iter().sum();
    let good: usize = counts.iter().take(usize::from(good_up_to.place()) + 1).sum();
    Some(Shares { good: percent(good, all)?, beyond: percent(counts[usize::from(Class::BEYOND.place())], all)? })
}

fn percent(part: usize, all: usize) -> Option<Number> {
    Number::whole(100).times(&Number::fraction(i64::try_from(part).ok()?, i64::try_from(all).ok()?)?)
}
