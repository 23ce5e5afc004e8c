//! Points or money of one posting: exact to the millionth, added without loss.

use crate::rule::number::Number;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// An exact amount of points (分) or money (元), in millionths. One amount fits 64 bits; sums of any number of them fit too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Amount(i128);

/// A text that is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是至多六位小数的数 (an amount has at most six decimals)")]
pub struct NotAnAmount(pub String);

const UNIT: i64 = 1_000_000;

impl Amount {
    /// 0.
    pub const ZERO: Self = Self(0);

    /// From millionths, as stored.
    #[must_use]
    pub fn from_millionths(millionths: i64) -> Self {
        Self(millionths.into())
    }

    /// In millionths; `None` when it is no single amount but a sum beyond 64 bits.
    #[must_use]
    pub fn millionths(self) -> Option<i64> {
        i64::try_from(self.0).ok()
    }

    /// A number with at most six decimals; `None` otherwise.
    #[must_use]
    pub fn of(number: &Number) -> Option<Self> {
        number.times(&Number::whole(UNIT))?.to_whole().map(Self::from_millionths)
    }

    /// Parses a plain decimal such as `-0.5`.
    ///
    /// # Errors
    /// [`NotAnAmount`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotAnAmount> {
        Number::parse(text).as_ref().and_then(Self::of).ok_or_else(|| NotAnAmount(text.to_owned()))
    }

    /// Without sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl TryFrom<String> for Amount {
    type Error = NotAnAmount;
    fn try_from(text: String) -> Result<Self, NotAnAmount> {
        Self::parse(&text)
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.to_string()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, size) = (u128::from(UNIT.unsigned_abs()), self.0.unsigned_abs());
        let (whole, rest) = (size / unit, size % unit);
        let sign = if self.0 < 0 { "-" } else { "" };
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{rest:06}").trim_end_matches('0'))
    }
}

impl Add for Amount {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_written_exactly() {
        for text in ["0", "-0.5", "12.125", "-3", "0.000001"] {
            assert_eq!(Amount::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Amount::parse("1.50").unwrap().to_string(), "1.5");
        assert!(Amount::parse("0.0000001").is_err());
        assert!(Amount::parse("一分").is_err());
        assert_eq!(Amount::of(&Number::fraction(1, 3).unwrap()), None);
        let all = ["0.1", "0.2", "-0.3"].map(|text| Amount::parse(text).unwrap());
        assert_eq!(all.into_iter().sum::<Amount>(), Amount::ZERO);
    }
}
