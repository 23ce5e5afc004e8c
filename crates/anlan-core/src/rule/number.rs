//! Exact numbers of the rules: fractions of whole numbers, never rounded unless a rule says so.
//!
//! Small ones are two machine words; what does not fit becomes a big fraction, so that no sum or quotient is ever inexact.
//! A fraction longer than [`MOST_BITS`] is refused: a rule that needs more should round where its document rounds.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// Longest numerator or denominator, in bits.
pub const MOST_BITS: u64 = 4096;

/// An exact fraction.
#[derive(Debug, Clone)]
pub enum Number {
    /// Numerator and denominator without common factor; the denominator is above 0.
    Small(i64, i64),
    /// One that does not fit two words.
    Big(Arc<BigRational>),
}

/// How a number is cut to some digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// 四舍五入: half away from zero, as a spreadsheet's ROUND.
    HalfUp,
    /// Half to even, GB/T 8170-2008 (四舍六入五成双).
    HalfEven,
    /// Away from zero, as ROUNDUP.
    Up,
    /// Towards zero, as ROUNDDOWN.
    Down,
}

impl Number {
    /// 0.
    pub const ZERO: Self = Self::Small(0, 1);
    /// 1.
    pub const ONE: Self = Self::Small(1, 1);

    /// A whole number.
    #[must_use]
    pub fn whole(n: i64) -> Self {
        Self::Small(n, 1)
    }

    /// `n / d`; `None` when `d` is 0.
    #[must_use]
    pub fn fraction(n: i64, d: i64) -> Option<Self> {
        (d != 0).then(|| Self::reduced(i128::from(n), i128::from(d)))
    }

    /// Parses a plain decimal such as `-12.50`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(decimals) || digits.len() > 60 || digits.ends_with('.') {
            return None;
        }
        let top: BigInt = format!("{whole}{decimals}").parse().ok()?;
        let bottom = BigInt::from(10).pow(u32::try_from(decimals.len()).ok()?);
        let number = Self::of_big(BigRational::new(top, bottom))?;
        Some(if negative { number.negated() } else { number })
    }

    fn reduced(n: i128, d: i128) -> Self {
        let (n, d) = if d < 0 { (-n, -d) } else { (n, d) };
        let shared = gcd(n.unsigned_abs(), d.unsigned_abs()).max(1).cast_signed();
        let (n, d) = (n / shared, d / shared);
        match (i64::try_from(n), i64::try_from(d)) {
            (Ok(n), Ok(d)) => Self::Small(n, d),
            (Ok(_) | Err(_), Ok(_) | Err(_)) => Self::Big(Arc::new(BigRational::new_raw(n.into(), d.into()))),
        }
    }

    fn of_big(value: BigRational) -> Option<Self> {
        if value.numer().bits() > MOST_BITS || value.denom().bits() > MOST_BITS {
            return None;
        }
        Some(match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(n), Some(d)) => Self::Small(n, d),
            (Some(_) | None, Some(_) | None) => Self::Big(Arc::new(value)),
        })
    }

    fn big(&self) -> BigRational {
        match self {
            Self::Small(n, d) => BigRational::new_raw((*n).into(), (*d).into()),
            Self::Big(value) => (**value).clone(),
        }
    }

    /// Sum; `None` beyond [`MOST_BITS`].
    #[must_use]
    pub fn plus(&self, other: &Self) -> Option<Self> {
        if let (Self::Small(a, b), Self::Small(c, d)) = (self, other) {
            if b == d {
                let sum = i128::from(*a) + i128::from(*c);
                return Some(
                    if *b == 1
                        && let Ok(small) = i64::try_from(sum)
                    {
                        Self::Small(small, 1)
                    } else {
                        Self::reduced(sum, (*b).into())
                    },
                );
            }
            let (a, b, c, d) = (i128::from(*a), i128::from(*b), i128::from(*c), i128::from(*d));
            if let Some(top) = (a * d).checked_add(c * b) {
                return Some(Self::reduced(top, b * d));
            }
        }
        Self::of_big(self.big() + other.big())
    }

    /// Difference; `None` beyond [`MOST_BITS`].
    #[must_use]
    pub fn minus(&self, other: &Self) -> Option<Self> {
        self.plus(&other.negated())
    }

    /// Product; `None` beyond [`MOST_BITS`].
    #[must_use]
    pub fn times(&self, other: &Self) -> Option<Self> {
        if let (Self::Small(a, b), Self::Small(c, d)) = (self, other) {
            return Some(Self::reduced(i128::from(*a) * i128::from(*c), i128::from(*b) * i128::from(*d)));
        }
        Self::of_big(self.big() * other.big())
    }

    /// Quotient; `None` for a divisor of 0 or beyond [`MOST_BITS`].
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if let (Self::Small(a, b), Self::Small(c, d)) = (self, other) {
            return Some(Self::reduced(i128::from(*a) * i128::from(*d), i128::from(*b) * i128::from(*c)));
        }
        Self::of_big(self.big() / other.big())
    }

    /// A whole power, -64 to 64; `None` outside it, for 0 to a negative power, or beyond [`MOST_BITS`].
    #[must_use]
    pub fn power(&self, exponent: &Self) -> Option<Self> {
        let exponent = exponent.to_whole().filter(|n| (-64..=64).contains(n))?;
        let base = if exponent < 0 { Self::ONE.over(self)? } else { self.clone() };
        (0..exponent.abs()).try_fold(Self::ONE, |product, _| product.times(&base))
    }

    /// With the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        match self {
            Self::Small(n, d) => Self::reduced(-i128::from(*n), i128::from(*d)),
            Self::Big(value) => Self::of_big(-(**value).clone()).unwrap_or(Self::ZERO),
        }
    }

    /// Without sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { self.negated() } else { self.clone() }
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Small(0, _))
    }

    /// Whether it is below 0.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        match self {
            Self::Small(n, _) => *n < 0,
            Self::Big(value) => value.is_negative(),
        }
    }

    /// The whole number it is, if it is one that fits.
    #[must_use]
    pub fn to_whole(&self) -> Option<i64> {
        if let Self::Small(n, 1) = self { Some(*n) } else { None }
    }

    /// Cut to `digits` decimals (negative: tens, hundreds), -30 to 30.
    #[must_use]
    pub fn round(&self, digits: i64, how: Rounding) -> Option<Self> {
        let scale = Self::whole(10).power(&Self::whole(digits.clamp(-30, 30)))?;
        let scaled = self.times(&scale)?.big();
        let floor = scaled.floor().to_integer();
        let rest = &scaled - BigRational::from_integer(floor.clone());
        let half = BigRational::new(1.into(), 2.into());
        let up = match how {
            _ if rest.is_zero() => false,
            Rounding::Up => !scaled.is_negative(),
            Rounding::Down => scaled.is_negative(),
            Rounding::HalfUp => rest > half || (rest == half && !scaled.is_negative()),
            Rounding::HalfEven => rest > half || (rest == half && !(&floor % BigInt::from(2)).is_zero()),
        };
        let whole = if up { floor + BigInt::one() } else { floor };
        Self::of_big(BigRational::from_integer(whole))?.over(&scale)
    }

    /// As a decimal text; a fraction that never ends is cut, half up, to `digits` decimals and marked by the caller if need be.
    #[must_use]
    pub fn decimal(&self, digits: u32) -> String {
        let places = self.decimals().unwrap_or(digits).min(60);
        let scaled = (self.big() * BigRational::from_integer(BigInt::from(10).pow(places))).round().to_integer();
        let sign = if scaled.is_negative() { "-" } else { "" };
        let text = format!("{:0>width$}", scaled.abs(), width = places as usize + 1);
        let (whole, rest) = text.split_at(text.len() - places as usize);
        if rest.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest}").trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }

    /// How many decimals it has; `None` when they never end.
    #[must_use]
    pub fn decimals(&self) -> Option<u32> {
        let mut rest = self.big().denom().clone();
        let mut twos = 0;
        let mut fives = 0;
        for (factor, count) in [(2, &mut twos), (5, &mut fives)] {
            let factor = BigInt::from(factor);
            while (&rest % &factor).is_zero() {
                rest /= &factor;
                *count += 1;
            }
        }
        rest.is_one().then_some(twos.max(fives))
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
        return gcd_words(a, b).into();
    }
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return gcd_words(a, b).into();
        }
    }
    a
}

fn gcd_words(mut a: u64, mut b: u64) -> u64 {
    if b == 1 || a == 1 {
        return 1;
    }
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Self::Small(a, b), Self::Small(c, d)) = (self, other) {
            if b == d {
                return a.cmp(c);
            }
            return (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)));
        }
        self.big().cmp(&other.big())
    }
}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        match self {
            Self::Small(n, d) => (n, d).hash(state),
            Self::Big(value) => value.hash(state),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal(6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn rounds_as_a_spreadsheet_does() {
        assert_eq!(n("1.005").round(2, Rounding::HalfUp), Some(n("1.01")));
        assert_eq!(n("89.445").round(2, Rounding::HalfUp), Some(n("89.45")));
        assert_eq!(n("-2.5").round(0, Rounding::HalfUp), Some(n("-3")));
        assert_eq!(n("-2.1").round(0, Rounding::Up), Some(n("-3")));
        assert_eq!(n("-2.9").round(0, Rounding::Down), Some(n("-2")));
        assert_eq!(n("0.25").round(1, Rounding::HalfEven), Some(n("0.2")));
        assert_eq!(n("0.35").round(1, Rounding::HalfEven), Some(n("0.4")));
        assert_eq!(n("0.2501").round(1, Rounding::HalfEven), Some(n("0.3")));
        assert_eq!(n("1234").round(-2, Rounding::HalfUp), Some(n("1200")));
    }

    #[test]
    fn a_third_stays_a_third() {
        let third = Number::ONE.over(&Number::whole(3)).unwrap();
        assert_eq!(third.times(&Number::whole(3)), Some(Number::ONE));
        assert_eq!(third.decimal(4), "0.3333");
        assert_eq!(Number::ONE.over(&Number::ZERO), None);
        assert_eq!(n("0.1").plus(&n("0.2")), Some(n("0.3")));
        assert_eq!(n("-0.50").to_string(), "-0.5");
        assert_eq!(Number::parse("1."), None);
        assert_eq!(Number::parse("1e5"), None);
    }

    proptest! {
        #[test]
        fn small_and_big_agree(a in any::<i64>(), b in 1_i64.., c in any::<i64>(), d in 1_i64..) {
            let (x, y) = (Number::fraction(a, b).unwrap(), Number::fraction(c, d).unwrap());
            let (p, q) = (BigRational::new(a.into(), b.into()), BigRational::new(c.into(), d.into()));
            prop_assert_eq!(x.plus(&y).unwrap().big(), &p + &q);
            prop_assert_eq!(x.minus(&y).unwrap().big(), &p - &q);
            prop_assert_eq!(x.times(&y).unwrap().big(), &p * &q);
            prop_assert_eq!(x.cmp(&y), p.cmp(&q));
            if c != 0 {
                prop_assert_eq!(x.over(&y).unwrap().big(), &p / &q);
            }
        }
    }
}
