//! The class of one item's value, with the limits it was held against.

use super::Basis;
use crate::rule::number::Number;
use std::fmt;
use std::sync::Arc;

/// A class by its place: 0 (Ⅰ) to 4 (Ⅴ), and 5 beyond them (劣Ⅴ). Smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(u8);

impl Class {
    /// The best, Ⅰ.
    pub const BEST: Self = Self(0);
    /// Beyond the last, 劣Ⅴ.
    pub const BEYOND: Self = Self(5);

    /// The class at that place, 0 to 5.
    #[must_use]
    pub fn at(place: u8) -> Option<Self> {
        (place <= Self::BEYOND.0).then_some(Self(place))
    }

    /// 0 (Ⅰ) to 5 (劣Ⅴ).
    #[must_use]
    pub fn place(self) -> u8 {
        self.0
    }

    /// All six, the best first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (0..=Self::BEYOND.0).map(Self)
    }
}

/// What a value must meet. Bounds are included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Not more than.
    AtMost(Number),
    /// Not less than.
    AtLeast(Number),
    /// From the first to the second.
    Within(Number, Number),
}

impl Limit {
    /// Whether a value meets it.
    #[must_use]
    pub fn is_met_by(&self, value: &Number) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Within(low, high) => value >= low && value <= high,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "≤{limit}"),
            Self::AtLeast(limit) => write!(f, "≥{limit}"),
            Self::Within(low, high) => write!(f, "{low}～{high}"),
        }
    }
}

/// An item's value with its class and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemClass {
    /// The item's name in the standard.
    pub item: Arc<str>,
    /// The value judged, in `unit`.
    pub value: Number,
    /// The standard's unit; empty for a number without one.
    pub unit: Arc<str>,
    /// Its class.
    pub class: Class,
    /// The class as the standard writes it.
    pub class_text: Arc<str>,
    /// Limit of the class it has; none beyond the last.
    pub met: Option<Limit>,
    /// Limit of the next better class, which it missed, with that class; none for the best.
    pub missed: Option<(Arc<str>, Limit)>,
    /// Where the limits stand.
    pub basis: Basis,
}

impl fmt::Display for ItemClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}：", self.item, self.value, self.unit)?;
        if let Some((class, limit)) = &self.missed {
            write!(f, "劣于{class}类限值（{limit}），")?;
        }
        if let Some(limit) = &self.met {
            write!(f, "符合{}类限值（{limit}），", self.class_text)?;
        }
        write!(f, "{}类（{}）", self.class_text, self.basis)
    }
}
