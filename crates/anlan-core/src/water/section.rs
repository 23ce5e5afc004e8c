//! A section's class: the worst of its items, with its state and main pollution indicators.

use super::class::{Class, ItemClass, Limit};
use super::evaluation::{Evaluation, State};
use super::quality::{Body, Item};
use super::standard::Standards;
use super::{Basis, NotAssessed};
use crate::rule::number::{Number, Rounding};
use std::cmp::Reverse;
use std::fmt;
use std::sync::Arc;

/// An item over the standard that is named as a main pollution indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MainItem {
    /// The item.
    pub item: Arc<str>,
    /// (value - limit) / limit, exact; none for items the evaluation gives no times (pH, oxygen).
    pub times_over: Option<Number>,
    /// The same as it is shown.
    pub shown: Option<Number>,
}

impl fmt::Display for MainItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.item)?;
        self.shown.as_ref().map_or(Ok(()), |times| write!(f, "({times})"))
    }
}

/// Why an item that was given takes no part in the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotEvaluated {
    /// The evaluation counts it as a reference item.
    ReferenceItem,
    /// The standard has no limit for it in that water.
    NoLimit,
}

/// A section's class and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionClass {
    /// The worst class among the items.
    pub class: Class,
    /// As the standard writes it.
    pub class_text: Arc<str>,
    /// Its state.
    pub state: State,
    /// Every item with its class, the worst first; among equals in the standard's order.
    pub because: Vec<ItemClass>,
    /// Main pollution indicators, none when the class is good.
    pub main: Vec<MainItem>,
    /// Items given that take no part.
    pub not_evaluated: Vec<(Arc<str>, NotEvaluated)>,
    /// Items of the evaluation that were not measured at all.
    pub not_measured: Vec<Arc<str>>,
    /// Clauses: of the class, of the main indicators.
    pub basis: Vec<Basis>,
}

/// Judges one section from its items' values in the standard's units.
///
/// An item with `None` should have been measured and was not: the section is not assessed. Items not listed are named in
/// [`SectionClass::not_measured`].
///
/// # Errors
/// [`NotAssessed`]: an unknown item, one listed twice, a missing value, nothing to judge.
pub fn judge_section(standards: &Standards, body: Body, values: &[(&str, Option<Number>)]) -> Result<SectionClass, NotAssessed> {
    let (quality, evaluation) = (&standards.quality, &standards.evaluation);
    let mut seen: Vec<&Item> = Vec::with_capacity(values.len());
    let mut because = Vec::with_capacity(values.len());
    let mut not_evaluated = Vec::new();
    for (name, value) in values {
        let item = quality.item(name).ok_or_else(|| NotAssessed::UnknownItem((*name).to_owned()))?;
        if seen.iter().any(|other| other.name == item.name) {
            return Err(NotAssessed::TwiceListed(item.name.clone()));
        }
        seen.push(item);
        if !item.evaluated {
            not_evaluated.push((item.name.clone(), NotEvaluated::ReferenceItem));
            continue;
        }
        let value = value.as_ref().ok_or_else(|| NotAssessed::NoValue { item: item.name.clone(), at: None })?;
        match quality.class_of(item, value, body) {
            Some(judged) => because.push(judged),
            None => not_evaluated.push((item.name.clone(), NotEvaluated::NoLimit)),
        }
    }
    because.sort_by_key(|judged| (Reverse(judged.class), quality.place(&judged.item)));
    let worst = because.first().ok_or(NotAssessed::NothingToJudge)?;
    let (class, class_text) = (worst.class, worst.class_text.clone());
    let state = evaluation.state_of(class).cloned().ok_or(NotAssessed::NothingToJudge)?;
    let main = main_items(standards, body, &because);
    let measured = |item: &&Item| seen.iter().any(|own| own.name == item.name);
    let not_measured = quality.items().iter().filter(|item| item.evaluated && !measured(item)).map(|item| item.name.clone()).collect();
    let basis = vec![evaluation.basis(&evaluation.section_clause), evaluation.basis(&evaluation.main.clause)];
    Ok(SectionClass { class, class_text, state, because, main, not_evaluated, not_measured, basis })
}

/// How far a value is over the limit of the last good class: (value - limit) / limit; `None` when it meets it, or the evaluation gives none.
#[must_use]
pub fn times_over(standards: &Standards, body: Body, judged: &ItemClass) -> Option<Number> {
    let evaluation = &standards.evaluation;
    if judged.class <= evaluation.good_up_to || evaluation.main.no_times.contains(&judged.item) {
        return None;
    }
    match standards.quality.limit(standards.quality.item(&judged.item)?, evaluation.good_up_to, body)? {
        Limit::AtMost(limit) => judged.value.minus(&limit)?.over(&limit),
        Limit::AtLeast(_) | Limit::Within(..) => None,
    }
}

fn main_items(standards: &Standards, body: Body, because: &[ItemClass]) -> Vec<MainItem> {
    let evaluation = &standards.evaluation;
    let over = because.iter().filter(|judged| judged.class > evaluation.good_up_to);
    let mut over: Vec<(&ItemClass, Option<Number>)> = over.map(|judged| (judged, times_over(standards, body, judged))).collect();
    // First the items the evaluation puts first, then by class, then by times over; those without times after those with.
    over.sort_by_key(|(judged, times)| {
        let first = evaluation.main.first.contains(&judged.item);
        (Reverse(first), Reverse(judged.class), Reverse(times.clone()), standards.quality.place(&judged.item))
    });
    over.truncate(evaluation.main.most);
    over.into_iter()
        .map(|(judged, times)| MainItem { item: judged.item.clone(), shown: shown(evaluation, times.as_ref()), times_over: times })
        .collect()
}

fn shown(evaluation: &Evaluation, times: Option<&Number>) -> Option<Number> {
    times.and_then(|times| times.round(i64::from(evaluation.main.times_decimals), Rounding::HalfEven))
}
