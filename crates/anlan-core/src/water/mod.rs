//! Water quality: classes, means, rivers, trends and indices by the national standards.
//!
//! The *methods* stand here; every limit, threshold, label and table stands in `standards/*.toml`, versioned, with its source.
//! Pure and exact: fractions throughout, only the logarithms of the trophic index are floats. A value that is missing is never
//! taken as a number: the answer is [`NotAssessed`] with its reason. Nothing of a district's points stands here.

pub mod change;
pub mod city;
pub mod class;
pub mod evaluation;
mod evaluation_file;
pub mod mean;
pub mod oxygen;
pub mod quality;
mod quality_file;
pub mod reading;
pub mod river;
pub mod section;
pub mod standard;
pub mod trend;
pub mod trophic;

use crate::rule::number::Number;
use std::fmt;
use std::sync::Arc;

pub use class::{Class, ItemClass, Limit};
pub use quality::Body;
pub use standard::Standards;

/// Where a result comes from: a standard's id and the clause in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Id of the standard, such as `gb3838-2002`.
    pub standard: Arc<str>,
    /// The clause.
    pub clause: Arc<str>,
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.standard, self.clause)
    }
}

/// Why there is no result (未评). Names what is missing, so that someone can supply it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAssessed {
    /// The standard has no item of that name.
    #[error("标准中没有“{0}”这一项目")]
    UnknownItem(String),
    /// An item is listed twice under different names or the same.
    #[error("项目“{0}”重复")]
    TwiceListed(Arc<str>),
    /// An item that should have a value has none.
    #[error("缺少“{item}”的数值{}", at.as_ref().map(|at| format!("（{at}）")).unwrap_or_default())]
    NoValue {
        /// The item.
        item: Arc<str>,
        /// The section, when several are judged together.
        at: Option<String>,
    },
    /// Fewer months with a usable value than the evaluation asks for.
    #[error("“{item}”{year}年只有{found}个月有可用数据，少于{needed}个月（{basis}）")]
    TooFewSamples {
        /// The item.
        item: Arc<str>,
        /// The year.
        year: i32,
        /// Months with at least one usable value.
        found: usize,
        /// Months needed.
        needed: usize,
        /// Where the minimum stands.
        basis: Basis,
    },
    /// No item that takes part in the evaluation was given.
    #[error("没有可参加评价的项目")]
    NothingToJudge,
    /// One section of a river cannot be judged, so the river cannot.
    #[error("断面“{section}”未评：{why}")]
    Section {
        /// The section.
        section: String,
        /// Its own reason.
        why: Box<NotAssessed>,
    },
    /// A rate with a base of 0.
    #[error("“{item}”的上期数值为0，改善率没有意义")]
    BaseIsZero {
        /// The item.
        item: Arc<str>,
    },
    /// An item without a better direction, such as pH.
    #[error("“{item}”没有越低越好或越高越好的方向，不计算改善率")]
    NoDirection {
        /// The item.
        item: Arc<str>,
    },
    /// Fewer periods than the trend's table begins with.
    #[error("只有{found}个时段，少于{needed}个，不作趋势判断")]
    TooFewPeriods {
        /// Periods given.
        found: usize,
        /// Periods needed.
        needed: usize,
    },
    /// A value outside what the formula allows, such as 0 in a logarithm.
    #[error("“{item}”的数值{value}不在公式的范围内")]
    OutOfRange {
        /// The item.
        item: Arc<str>,
        /// Its value.
        value: Number,
    },
    /// A fraction became longer than [`crate::rule::number::MOST_BITS`].
    #[error("数值过长，无法精确计算")]
    TooLong,
}

/// Place of the class of an item's value by the national standard in force: 0 (Ⅰ) to 5 (劣Ⅴ).
///
/// `None` for an unknown item, and for one without limits for that water (total nitrogen of a river, water temperature).
/// The value is in the standard's unit (mg/L for most). Limits are inclusive and equal limits give the better class; GB 3838-2002 table 1.
#[must_use]
pub fn class_of(item: &str, value: &Number, lake: bool) -> Option<u8> {
    let quality = &Standards::national().quality;
    Some(quality.class_of(quality.item(item)?, value, Body::lake(lake))?.class.place())
}

/// The limit of a class, 0 (Ⅰ) to 4 (Ⅴ), of an item by the national standard in force, in the standard's unit.
///
/// `None` for an unknown item, no limit for that water, class 5 (劣Ⅴ has none), and pH, whose limit is a range; GB 3838-2002 table 1.
#[must_use]
pub fn limit_of(item: &str, class: u8, lake: bool) -> Option<Number> {
    let quality = &Standards::national().quality;
    match quality.limit(quality.item(item)?, Class::at(class)?, Body::lake(lake))? {
        Limit::AtMost(limit) | Limit::AtLeast(limit) => Some(limit),
        Limit::Within(..) => None,
    }
}
