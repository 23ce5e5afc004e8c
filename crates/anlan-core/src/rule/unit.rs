//! Units of numbers: what may be added to, compared with and multiplied by what.

use std::collections::BTreeMap;
use std::fmt;

/// Units known without being declared, by family with their size in the family's first unit.
const FAMILIES: &[&[(&str, i64)]] = &[
    &[("元", 1), ("万元", 10_000), ("亿元", 100_000_000)],
    &[("分钟", 1), ("小时", 60), ("天", 1440)],
    &[("米", 1), ("公里", 1000), ("千米", 1000)],
    &[("平方米", 1), ("亩", 0), ("公顷", 10_000)],
];

/// Units known without being declared that convert to nothing else.
const PLAIN: &[&str] = &["分", "mg/L", "立方米", "万立方米", "吨", "万吨", "万亩", "工作日"];

/// A number without unit, or one of the three kinds of ratio that must not be mixed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ratio {
    /// 数
    Plain,
    /// %: 30% is 0.3
    Percent,
    /// 百分点: the difference of two percentages
    Point,
    /// 倍
    Times,
}

/// The unit of a number: a ratio, or a product of named units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// No named unit.
    Ratio(Ratio),
    /// Named units with their powers, none of them 0.
    Of(BTreeMap<String, i8>),
}

impl Unit {
    /// 数
    pub const PLAIN: Self = Self::Ratio(Ratio::Plain);

    /// The unit of that name, if it is built in or declared.
    #[must_use]
    pub fn named(name: &str, declared: &[String]) -> Option<Self> {
        Some(match name {
            "数" | "number" | "个" | "次" | "名" | "人" | "条" | "处" | "件" => Self::PLAIN,
            "%" | "％" => Self::Ratio(Ratio::Percent),
            "百分点" => Self::Ratio(Ratio::Point),
            "倍" => Self::Ratio(Ratio::Times),
            _ if is_known(name) || declared.iter().any(|unit| unit == name) => Self::Of([(name.to_owned(), 1)].into()),
            _ => return None,
        })
    }

    /// Every built-in name, for messages and the lexer.
    pub fn builtin() -> impl Iterator<Item = &'static str> {
        let ratios = ["数", "个", "次", "名", "人", "条", "处", "件", "百分点", "倍"];
        let families = FAMILIES.iter().flat_map(|family| family.iter().map(|(name, _)| *name));
        ratios.into_iter().chain(families).chain(PLAIN.iter().copied())
    }

    /// The unit of `a + b`; `None` when they do not add up.
    #[must_use]
    pub fn sum(&self, other: &Self) -> Option<Self> {
        use Ratio::{Percent, Plain, Point, Times};
        match (self, other) {
            (Self::Ratio(a), Self::Ratio(b)) => Some(Self::Ratio(match (a, b) {
                (Percent, Percent | Plain | Point) | (Plain | Point, Percent) => Percent,
                (Plain, Plain) => Plain,
                (Point, Point) => Point,
                (Times, Times | Plain) | (Plain, Times) => Times,
                (Plain, Point) | (Point, Plain | Times) | (Percent, Times) | (Times, Percent | Point) => return None,
            })),
            (Self::Of(a), Self::Of(b)) => (a == b).then(|| self.clone()),
            (Self::Ratio(_), Self::Of(_)) | (Self::Of(_), Self::Ratio(_)) => None,
        }
    }

    /// The unit of `a - b`; a percentage less a percentage is percentage points.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Option<Self> {
        let both = (self, other) == (&Self::Ratio(Ratio::Percent), &Self::Ratio(Ratio::Percent));
        if both { Some(Self::Ratio(Ratio::Point)) } else { self.sum(other) }
    }

    /// Whether `a < b` has a meaning.
    #[must_use]
    pub fn compares(&self, other: &Self) -> bool {
        let plain = |unit: &Self| *unit == Self::PLAIN;
        let ratio = |unit: &Self| matches!(unit, Self::Ratio(Ratio::Percent | Ratio::Times | Ratio::Plain));
        self == other || (plain(self) && ratio(other)) || (ratio(self) && plain(other))
    }

    /// The unit of `a * b` (`sign` 1) or `a / b` (`sign` -1).
    #[must_use]
    pub fn product(&self, other: &Self, sign: i8) -> Self {
        match (self, other) {
            (Self::Ratio(_), Self::Ratio(_)) => Self::PLAIN,
            (Self::Of(_), Self::Ratio(_)) => self.clone(),
            (a, Self::Of(b)) => {
                let mut powers = if let Self::Of(powers) = a { powers.clone() } else { BTreeMap::new() };
                for (name, power) in b {
                    let sum = powers.entry(name.clone()).or_insert(0);
                    *sum = sum.saturating_add(power * sign);
                }
                powers.retain(|_, power| *power != 0);
                if powers.is_empty() { Self::PLAIN } else { Self::Of(powers) }
            }
        }
    }

    /// How many of `to` one of this is, when both belong to one family.
    #[must_use]
    pub fn conversion(&self, to: &Self) -> Option<(i64, i64)> {
        // A percentage is stored as the fraction it is.
        if let (Self::Ratio(_), Self::Ratio(_)) = (self, to) {
            return Some((1, 1));
        }
        let single = |unit: &Self| match unit {
            Self::Of(powers) if powers.len() == 1 && powers.values().all(|power| *power == 1) => powers.keys().next().cloned(),
            Self::Of(_) | Self::Ratio(_) => None,
        };
        let (from, to) = (single(self)?, single(to)?);
        let size =
            |family: &[(&str, i64)], name: &str| family.iter().find(|(unit, size)| *unit == name && *size > 0).map(|(_, size)| *size);
        FAMILIES.iter().find_map(|family| Some((size(family, &from)?, size(family, &to)?)))
    }
}

fn is_known(name: &str) -> bool {
    PLAIN.contains(&name) || FAMILIES.iter().any(|family| family.iter().any(|(unit, _)| *unit == name))
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(Ratio::Plain) => f.write_str("数"),
            Self::Ratio(Ratio::Percent) => f.write_str("%"),
            Self::Ratio(Ratio::Point) => f.write_str("百分点"),
            Self::Ratio(Ratio::Times) => f.write_str("倍"),
            Self::Of(powers) => {
                for (place, (name, power)) in powers.iter().enumerate() {
                    let dot = if place > 0 { "·" } else { "" };
                    if *power == 1 { write!(f, "{dot}{name}")? } else { write!(f, "{dot}{name}^{power}")? }
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str) -> Unit {
        Unit::named(name, &["头".to_owned()]).unwrap()
    }

    #[test]
    fn percentages_and_points_are_kept_apart() {
        assert_eq!(unit("%").difference(&unit("%")), Some(unit("百分点")));
        assert_eq!(unit("%").sum(&unit("百分点")), Some(unit("%")));
        assert!(!unit("%").compares(&unit("百分点")));
        assert!(Unit::PLAIN.compares(&unit("%")));
        assert_eq!(unit("分").sum(&unit("万元")), None);
        assert_eq!(unit("万元").sum(&unit("元")), None);
    }

    #[test]
    fn units_multiply_and_cancel() {
        assert_eq!(unit("万元").product(&unit("倍"), 1), unit("万元"));
        assert_eq!(unit("万元").product(&unit("万元"), -1), Unit::PLAIN);
        assert_eq!(unit("头").product(&unit("亩"), -1).to_string(), "亩^-1·头");
        assert_eq!(unit("亿元").conversion(&unit("万元")), Some((100_000_000, 10_000)));
        assert_eq!(unit("亿元").conversion(&unit("天")), None);
        assert_eq!(Unit::named("斤", &[]), None);
    }
}
