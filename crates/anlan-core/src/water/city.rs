//! The city water index CWQI: each item against the limit of one class; smaller is better.

use super::class::{Class, Limit};
use super::mean::mean;
use super::quality::{Body, Quality};
use super::river::SectionValues;
use super::standard::{Exact, Standards};
use super::{Basis, NotAssessed};
use crate::rule::number::{Number, Rounding};
use serde::Deserialize;
use std::sync::Arc;

/// How a section's items are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// Their mean.
    Mean,
    /// Their sum.
    Sum,
}

/// The index's rules (`standards/cwqi-2017.toml`).
#[derive(Debug)]
pub struct CityRules {
    /// Its id.
    pub id: Arc<str>,
    /// Title.
    pub title: String,
    /// How sure the file is.
    pub source: String,
    /// Where it stands.
    pub clause: Arc<str>,
    /// The class whose limits are the measure.
    pub class: Class,
    /// The middle of an item with a range (pH).
    pub neutral: Number,
    /// Mean or sum over a section's items.
    pub combine: Combine,
    /// Decimals when shown.
    pub decimals: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Arc<str>,
    title: String,
    #[serde(rename = "number")]
    _number: String,
    #[serde(rename = "version")]
    _version: String,
    #[serde(rename = "from")]
    _from: toml::value::Datetime,
    clause: Arc<str>,
    source: String,
    class: String,
    neutral: Exact,
    combine: Combine,
    decimals: u8,
}

/// A city's index with every section's and item's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityIndex {
    /// The mean over the sections, exact.
    pub index: Number,
    /// The same as it is shown.
    pub shown: Number,
    /// Each section, its index, and each item with value and part.
    pub because: Vec<SectionIndex>,
    /// Where it stands.
    pub basis: Basis,
}

/// One section's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionIndex {
    /// The section.
    pub section: String,
    /// Its items put together, exact.
    pub index: Number,
    /// Each item with its part, exact.
    pub items: Vec<(Arc<str>, Number)>,
}

impl CityRules {
    pub(super) fn read(text: &str, quality: &Quality) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|fault| fault.to_string())?;
        let class = quality.class_named(&file.class).ok_or_else(|| format!("no class “{}”", file.class))?;
        Ok(Self {
            id: file.id,
            title: file.title,
            source: file.source,
            clause: file.clause,
            class,
            neutral: file.neutral.0,
            combine: file.combine,
            decimals: file.decimals,
        })
    }

    /// One item's part: value / limit; limit / value where it must not be low; the share of the way from neutral to the bound in a range.
    fn part(&self, value: &Number, limit: &Limit) -> Option<Number> {
        match limit {
            Limit::AtMost(limit) => value.over(limit),
            Limit::AtLeast(limit) => limit.over(value),
            Limit::Within(low, high) => {
                let bound = if *value <= self.neutral { low } else { high };
                value.minus(&self.neutral)?.over(&bound.minus(&self.neutral)?)
            }
        }
    }
}

/// The index of a city from its sections. Items that take no part in the evaluation, or have no limit for that water, are left aside.
///
/// # Errors
/// [`NotAssessed`]: no section, an unknown item, a missing value, oxygen of 0 (no quotient).
pub fn city_index(standards: &Standards, body: Body, sections: &[SectionValues]) -> Result<CityIndex, NotAssessed> {
    let (quality, rules) = (&standards.quality, &standards.city);
    let mut because = Vec::with_capacity(sections.len());
    for section in sections {
        let mut items = Vec::with_capacity(section.values.len());
        for (name, value) in &section.values {
            let item = quality.item(name).ok_or_else(|| NotAssessed::UnknownItem(name.clone()))?;
            let Some(limit) = quality.limit(item, rules.class, body).filter(|_| item.evaluated) else { continue };
            let at = || Some(section.name.clone());
            let value = value.as_ref().ok_or_else(|| NotAssessed::NoValue { item: item.name.clone(), at: at() })?;
            let odd = || NotAssessed::OutOfRange { item: item.name.clone(), value: value.clone() };
            items.push((item.name.clone(), rules.part(value, &limit).ok_or_else(odd)?));
        }
        let parts: Vec<Number> = items.iter().map(|(_, part)| part.clone()).collect();
        let average = mean(&parts)?;
        let index = match rules.combine {
            Combine::Mean => average,
            Combine::Sum => parts.iter().try_fold(Number::ZERO, |sum, part| sum.plus(part)).ok_or(NotAssessed::TooLong)?,
        };
        because.push(SectionIndex { section: section.name.clone(), index, items });
    }
    let indices: Vec<Number> = because.iter().map(|section| section.index.clone()).collect();
    let index = mean(&indices)?;
    let shown = index.round(i64::from(rules.decimals), Rounding::HalfEven).ok_or(NotAssessed::TooLong)?;
    Ok(CityIndex { index, shown, because, basis: Basis { standard: rules.id.clone(), clause: rules.clause.clone() } })
}

/// (now − base) / base, 1 for 100 %; below 0 is better.
///
/// `None` for a base of 0.
#[must_use]
pub fn city_change(base: &CityIndex, now: &CityIndex) -> Option<Number> {
    now.index.minus(&base.index)?.over(&base.index)
}
