//! Exact numbers: shares, quantities, money. Scaled integers, never floats; what does not fit is refused, not rounded.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no exact number of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotExact {
    /// No number at all.
    #[error("not a number")]
    NotANumber,
    /// More decimal places than the kind keeps.
    #[error("at most {0} decimal places are kept")]
    TooFine(u32),
    /// Outside the kind's range.
    #[error("out of range")]
    OutOfRange,
}

/// Parses a plain decimal text into an integer scaled by 10^places.
fn scaled(text: &str, places: u32) -> Result<i64, NotExact> {
    let text = crate::text::narrow(text).replace(',', "");
    let (negative, digits) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(NotExact::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let kept = u32::try_from(fraction.len()).map_err(|_| NotExact::TooFine(places))?;
    if kept > places {
        return Err(NotExact::TooFine(places));
    }
    let number = format!("{whole}{fraction}").parse::<i64>().ok();
    let number = number.and_then(|n| n.checked_mul(10_i64.pow(places - kept))).ok_or(NotExact::OutOfRange)?;
    Ok(if negative { -number } else { number })
}

/// Writes an integer scaled by 10^places without trailing zeros.
fn write_scaled(f: &mut fmt::Formatter<'_>, value: i64, places: u32) -> fmt::Result {
    let unit = 10_u64.pow(places);
    let (whole, fraction) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let sign = if value < 0 { "-" } else { "" };
    if fraction == 0 {
        return write!(f, "{sign}{whole}");
    }
    let fraction = format!("{fraction:0width$}", width = places as usize);
    write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
}

/// A cumulative share of an item's work: 0 to 100 %, in hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(i32);

impl Share {
    /// 100 %.
    pub const FULL: Self = Self(10_000);
    /// 0 %.
    pub const NONE: Self = Self(0);

    /// From hundredths of a percent, 0..=10000.
    #[must_use]
    pub fn from_hundredths(hundredths: i32) -> Option<Self> {
        (0..=10_000).contains(&hundredths).then_some(Self(hundredths))
    }

    /// Parses a percentage without its sign: `83`, `83.5`. At most two decimals.
    ///
    /// # Errors
    /// Not a number, finer than 0.01 %, or outside 0..=100.
    pub fn parse_percent(text: &str) -> Result<Self, NotExact> {
        let hundredths = i32::try_from(scaled(text, 2)?).map_err(|_| NotExact::OutOfRange)?;
        Self::from_hundredths(hundredths).ok_or(NotExact::OutOfRange)
    }

    /// Hundredths of a percent.
    #[must_use]
    pub fn hundredths(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, i64::from(self.0), 2)
    }
}

macro_rules! text_serde {
    ($name:ident, $parse:expr) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                $parse(&text).map_err(|fault| serde::de::Error::custom(format!("`{text}`: {fault}")))
            }
        }
    };
}

/// A physical quantity in its own unit of measure, in thousandths; 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i64);

impl Quantity {
    /// From thousandths of the unit, 0 or more.
    #[must_use]
    pub fn from_thousandths(thousandths: i64) -> Option<Self> {
        (thousandths >= 0).then_some(Self(thousandths))
    }

    /// Parses `3360` or `12.5`: at most three decimals, 0 or more.
    ///
    /// # Errors
    /// Not a number, too fine or out of range.
    pub fn parse(text: &str) -> Result<Self, NotExact> {
        Self::from_thousandths(scaled(text, 3)?).ok_or(NotExact::OutOfRange)
    }

    /// Thousandths of the unit.
    #[must_use]
    pub fn thousandths(self) -> i64 {
        self.0
    }

    /// The sum; saturates far beyond anything real.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, 3)
    }
}

/// Money in fen (0.01 yuan); 0 or more. Written in 万元 as the office's tables do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    /// From fen, 0 or more.
    #[must_use]
    pub fn from_fen(fen: i64) -> Option<Self> {
        (fen >= 0).then_some(Self(fen))
    }

    /// Parses an amount in 万元 (10 000 yuan), at most six decimals.
    ///
    /// # Errors
    /// Not a number, finer than a fen or out of range.
    pub fn parse_wan(text: &str) -> Result<Self, NotExact> {
        Self::from_fen(scaled(text, 6)?).ok_or(NotExact::OutOfRange)
    }

    /// Fen.
    #[must_use]
    pub fn fen(self) -> i64 {
        self.0
    }

    /// The sum; saturates far beyond anything real.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// In 万元, without the unit.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, 6)
    }
}

/// Points of a task (分值), in thousandths; 0 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// Parses `1` or `0.5`: at most three decimals, 0 or more.
    ///
    /// # Errors
    /// Not a number, too fine or out of range.
    pub fn parse(text: &str) -> Result<Self, NotExact> {
        let thousandths = scaled(text, 3)?;
        if thousandths < 0 { Err(NotExact::OutOfRange) } else { Ok(Self(thousandths)) }
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_scaled(f, self.0, 3)
    }
}

text_serde!(Share, Share::parse_percent);
text_serde!(Quantity, Quantity::parse);
text_serde!(Money, Money::parse_wan);
text_serde!(Points, Points::parse);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_keep_two_places_and_stay_within_100() {
        assert_eq!(Share::parse_percent("83.5").unwrap().to_string(), "83.5");
        assert_eq!(Share::parse_percent("８３").unwrap().hundredths(), 8300);
        assert_eq!(Share::parse_percent("100.00").unwrap(), Share::FULL);
        assert_eq!(Share::parse_percent("100.01"), Err(NotExact::OutOfRange));
        assert_eq!(Share::parse_percent("-1"), Err(NotExact::OutOfRange));
        assert_eq!(Share::parse_percent("33.333"), Err(NotExact::TooFine(2)));
        assert_eq!(Share::parse_percent("1e2"), Err(NotExact::NotANumber));
        assert_eq!(Share::parse_percent(""), Err(NotExact::NotANumber));
    }

    #[test]
    fn money_is_kept_to_the_fen() {
        let sum = ["2350", "0.000001", "1,640.5"].map(|t| Money::parse_wan(t).unwrap());
        assert_eq!(sum.into_iter().fold(Money::default(), Money::plus).to_string(), "3990.500001");
        assert_eq!(Money::parse_wan("99999999999999999999"), Err(NotExact::OutOfRange));
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["0", "3360", "0.125", "10700"] {
            assert_eq!(Quantity::parse(text).unwrap().to_string(), text);
        }
    }
}
