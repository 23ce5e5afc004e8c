//! The items and limits of the quality standard (`standards/gb3838-2002.toml`), found by name or alias.

use super::Basis;
use super::class::{Class, ItemClass, Limit};
use crate::rule::number::Number;
use crate::text;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which limits apply. A river-type reservoir is judged as a river.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// 河流
    River,
    /// 湖、库
    Lake,
}

impl Body {
    /// From the answer to "is it a lake or reservoir?".
    #[must_use]
    pub fn lake(lake: bool) -> Self {
        if lake { Self::Lake } else { Self::River }
    }
}

/// How the limits of an item read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limits {
    /// No numeric limit by class.
    None,
    /// At most this, by class, for rivers and for lakes.
    AtMost(ByBody),
    /// At least this, by class.
    AtLeast(ByBody),
    /// One range for every class.
    Within(Number, Number),
    /// One limit at most, only for sources of drinking water (table 2).
    SourceWater(Number),
}

/// Limits by class, the best first; `None` when the standard has none for that water.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByBody {
    /// For rivers.
    pub river: Option<Vec<Number>>,
    /// For lakes and reservoirs.
    pub lake: Option<Vec<Number>>,
}

impl ByBody {
    fn of(&self, body: Body) -> Option<&[Number]> {
        match body {
            Body::River => self.river.as_deref(),
            Body::Lake => self.lake.as_deref(),
        }
    }
}

/// One item of the standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name as ledgers write it.
    pub name: Arc<str>,
    /// Other names it is found by.
    pub aliases: Vec<String>,
    /// Where it stands in the standard.
    pub clause: Arc<str>,
    /// Unit of its limits.
    pub unit: Arc<str>,
    /// Its limits.
    pub limits: Limits,
    /// Whether it takes part in a section's class (21 items do).
    pub evaluated: bool,
    /// Decimals usual in reports; nothing is rounded to them before it is classed.
    pub decimals: u8,
    /// What else the standard says.
    pub note: Option<String>,
    /// How sure the numbers are.
    pub source: String,
}

/// Saturated dissolved oxygen: `top / (offset + temperature)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saturation {
    /// The item, dissolved oxygen.
    pub item: Arc<str>,
    /// The class that may be reached by saturation.
    pub class: Class,
    /// Share of saturation that reaches it.
    pub share: Number,
    /// Numerator, mg/L times ℃.
    pub top: Number,
    /// Added to the temperature, ℃.
    pub offset: Number,
    /// Range of temperatures the formula is used for, ℃.
    pub temperature: (Number, Number),
    /// Where it stands.
    pub clause: Arc<str>,
}

/// The quality standard.
#[derive(Debug)]
pub struct Quality {
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
    /// How sure the file is.
    pub source: String,
    /// Oxygen by saturation.
    pub saturation: Saturation,
    pub(super) classes: Vec<Arc<str>>,
    pub(super) items: Vec<Item>,
    pub(super) names: BTreeMap<String, usize>,
}

/// A name made comparable: narrow, without blanks, capital, plain digits for lowered and raised ones.
pub(super) fn key(name: &str) -> String {
    let plain = text::name(name).to_uppercase();
    let chars = plain.chars().filter(|c| *c != '\u{fe0f}').map(|c| match c {
        '₀'..='₉' => char::from_u32(u32::from(c) - u32::from('₀') + u32::from('0')).unwrap_or(c),
        '²' => '2',
        '³' => '3',
        '—' | '–' | '‐' | '−' => '-',
        other => other,
    });
    chars.collect()
}

impl Quality {
    /// Every item, in the order of the standard.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item of that name or alias; blanks, case, full-width letters and a unit in brackets behind it do not matter.
    #[must_use]
    pub fn item(&self, name: &str) -> Option<&Item> {
        let name = key(name);
        let found = self.names.get(&name).or_else(|| {
            let (bare, unit) = name.strip_suffix(')')?.rsplit_once('(')?;
            self.names.get(bare).filter(|at| key(&self.items[**at].unit) == unit)
        });
        found.map(|at| &self.items[*at])
    }

    /// Place of an item in the standard.
    pub(super) fn place(&self, name: &str) -> usize {
        self.names.get(&key(name)).copied().unwrap_or(usize::MAX)
    }

    /// A class as the standard writes it.
    #[must_use]
    pub fn class_text(&self, class: Class) -> &Arc<str> {
        &self.classes[usize::from(class.place())]
    }

    /// The class of that text, with or without 类.
    #[must_use]
    pub fn class_named(&self, text: &str) -> Option<Class> {
        let text = text.trim().trim_end_matches('类');
        let at = self.classes.iter().position(|class| **class == *text)?;
        Class::at(u8::try_from(at).ok()?)
    }

    /// An item's limit of a class for that water; `None` where the standard has none, and beyond the last class.
    #[must_use]
    pub fn limit(&self, item: &Item, class: Class, body: Body) -> Option<Limit> {
        if class == Class::BEYOND {
            return None;
        }
        let at = usize::from(class.place());
        match &item.limits {
            Limits::None | Limits::SourceWater(_) => None,
            Limits::AtMost(by) => by.of(body)?.get(at).cloned().map(Limit::AtMost),
            Limits::AtLeast(by) => by.of(body)?.get(at).cloned().map(Limit::AtLeast),
            Limits::Within(low, high) => Some(Limit::Within(low.clone(), high.clone())),
        }
    }

    /// The class of a value in the item's unit: the best class whose limit it meets, bounds included; `None` without limits for that water.
    #[must_use]
    pub fn class_of(&self, item: &Item, value: &Number, body: Body) -> Option<ItemClass> {
        self.limit(item, Class::BEST, body)?;
        let limit = |class: Class| self.limit(item, class, body);
        let class = Class::all().find(|class| limit(*class).is_none_or(|limit| limit.is_met_by(value))).unwrap_or(Class::BEYOND);
        let better = class.place().checked_sub(1).and_then(Class::at);
        Some(ItemClass {
            item: item.name.clone(),
            value: value.clone(),
            unit: item.unit.clone(),
            class,
            class_text: self.class_text(class).clone(),
            met: limit(class),
            missed: better.and_then(|better| Some((self.class_text(better).clone(), limit(better)?))),
            basis: self.basis(&item.clause),
        })
    }

    /// A clause of this standard.
    #[must_use]
    pub fn basis(&self, clause: &Arc<str>) -> Basis {
        Basis { standard: self.id.clone(), clause: clause.clone() }
    }
}
