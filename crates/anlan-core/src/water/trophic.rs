//! The trophic state of a lake or reservoir, TLI(Σ).
//!
//! The only place with floats: the formula has natural logarithms. Each result is rounded once, half to even, to the decimals
//! the standard's file names (3), and levels are decided by the rounded sum.

use super::standard::{Exact, float};
use super::{Basis, NotAssessed};
use crate::rule::number::{Number, Rounding};
use crate::text;
use serde::Deserialize;
use std::sync::Arc;

/// One item of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrophicItem {
    /// Its name.
    pub name: Arc<str>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its unit: mg/m³ for chlorophyll, m for transparency, else mg/L.
    pub unit: Arc<str>,
    /// Constant.
    pub a: Number,
    /// Factor of the logarithm.
    pub b: Number,
    /// Its weight, r² / Σr², exact.
    pub weight: Number,
}

/// The index's rules (`standards/tli.toml`).
#[derive(Debug)]
pub struct TrophicRules {
    /// Its id.
    pub id: Arc<str>,
    /// Title.
    pub title: String,
    /// How sure the file is.
    pub source: String,
    /// Where it stands.
    pub clause: Arc<str>,
    /// Decimals of results.
    pub decimals: u8,
    /// The items; all are needed.
    pub items: Vec<TrophicItem>,
    levels: Vec<Level>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Level {
    text: Arc<str>,
    below: Option<Exact>,
    up_to: Option<Exact>,
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
    decimals: u8,
    item: Vec<ItemFile>,
    level: Vec<Level>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    name: Arc<str>,
    #[serde(default)]
    aliases: Vec<String>,
    unit: Arc<str>,
    a: Exact,
    b: Exact,
    r: Exact,
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// One item's part in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrophicPart {
    /// The item.
    pub item: Arc<str>,
    /// Its value.
    pub value: Number,
    /// 10 × (a + b ln value), rounded.
    pub index: Number,
    /// Its weight, exact.
    pub weight: Number,
}

/// The trophic state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trophic {
    /// TLI(Σ), rounded.
    pub index: Number,
    /// Its level.
    pub level: Arc<str>,
    /// The items.
    pub because: Vec<TrophicPart>,
    /// Where it stands.
    pub basis: Basis,
}

impl TrophicRules {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|fault| fault.to_string())?;
        let square = |item: &ItemFile| item.r.0.times(&item.r.0);
        let sum = file.item.iter().try_fold(Number::ZERO, |sum, item| sum.plus(&square(item)?));
        let weight = |item: &ItemFile| square(item)?.over(sum.as_ref()?);
        let mut items = Vec::with_capacity(file.item.len());
        for item in file.item {
            let weight = weight(&item).ok_or_else(|| format!("item “{}”: no weight from r", item.name))?;
            items.push(TrophicItem { name: item.name, aliases: item.aliases, unit: item.unit, a: item.a.0, b: item.b.0, weight });
        }
        let bound = |level: &Level| level.below.clone().or_else(|| level.up_to.clone()).map(|exact| exact.0);
        let Some((last, before)) = file.level.split_last() else { return Err("no [[level]]".to_owned()) };
        let bounds: Vec<Option<Number>> = before.iter().map(bound).collect();
        if bound(last).is_some() || bounds.contains(&None) || !bounds.is_sorted_by(|a, b| a < b) {
            return Err("each [[level]] but the last needs one bound, rising".to_owned());
        }
        Ok(Self {
            id: file.id,
            title: file.title,
            source: file.source,
            clause: file.clause,
            decimals: file.decimals,
            items,
            levels: file.level,
        })
    }

    fn level(&self, index: &Number) -> Option<Arc<str>> {
        let holds = |level: &&Level| {
            level.below.as_ref().is_none_or(|bound| *index < bound.0) && level.up_to.as_ref().is_none_or(|bound| *index <= bound.0)
        };
        self.levels.iter().find(holds).map(|level| level.text.clone())
    }
}

/// The trophic state from all items of the index, each in its unit.
///
/// # Errors
/// [`NotAssessed`]: an item without value, a value of 0 or less (no logarithm).
pub fn judge_trophic(rules: &TrophicRules, values: &[(&str, Option<Number>)]) -> Result<Trophic, NotAssessed> {
    let plain = |name: &str| text::name(name).to_uppercase();
    let mut because = Vec::with_capacity(rules.items.len());
    let mut sum = 0.0;
    for item in &rules.items {
        let named = |name: &str| plain(name) == plain(&item.name) || item.aliases.iter().any(|alias| plain(alias) == plain(name));
        let value = values.iter().find(|(name, _)| named(name)).and_then(|(_, value)| value.clone());
        let value = value.ok_or_else(|| NotAssessed::NoValue { item: item.name.clone(), at: None })?;
        let odd = || NotAssessed::OutOfRange { item: item.name.clone(), value: value.clone() };
        let float = |number: &Number| float(number).ok_or_else(odd);
        if value.is_zero() || value.is_negative() {
            return Err(odd());
        }
        let index = 10.0 * (float(&item.a)? + float(&item.b)? * float(&value)?.ln());
        sum += float(&item.weight)? * index;
        let index = rounded(index, rules.decimals).ok_or_else(odd)?;
        because.push(TrophicPart { item: item.name.clone(), value, index, weight: item.weight.clone() });
    }
    let index = rounded(sum, rules.decimals).ok_or(NotAssessed::NothingToJudge)?;
    let level = rules.level(&index).ok_or(NotAssessed::NothingToJudge)?;
    let basis = Basis { standard: rules.id.clone(), clause: rules.clause.clone() };
    Ok(Trophic { index, level, because, basis })
}

fn rounded(value: f64, decimals: u8) -> Option<Number> {
    Number::parse(&format!("{value:.12}"))?.round(i64::from(decimals), Rounding::HalfEven)
}
