//! A rate with its 95 % interval after Wilson (1927): for the relapse rate of a sample, which may be small or without any relapse.

use serde::{Deserialize, Serialize};

/// How many of how many, with the 95 % Wilson interval, in hundredths of a percent, rounded half up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rate {
    /// Those that have it.
    pub of: u32,
    /// Those that could be told.
    pub among: u32,
    /// The share, in hundredths of a percent.
    pub share: u32,
    /// Lower end.
    pub low: u32,
    /// Upper end.
    pub high: u32,
}

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

impl Rate {
    /// The rate; `None` among none, and when more have it than there are.
    #[must_use]
    pub fn of(of: u32, among: u32) -> Option<Self> {
        if among == 0 || of > among {
            return None;
        }
        let (n, p) = (f64::from(among), f64::from(of) / f64::from(among));
        let (scale, centre) = (1.0 + Z * Z / n, p + Z * Z / (2.0 * n));
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
        let hundredths = |share: f64| (share.clamp(0.0, 1.0) * 10_000.0).round() as u32;
        let low = if of == 0 { 0 } else { hundredths((centre - half) / scale) };
        let high = if of == among { 10_000 } else { hundredths((centre + half) / scale) };
        Some(Self { of, among, share: hundredths(p), low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    /// Published values: Wilson interval of 0/10, 1/10, 2/32 and 10/10.
    #[test]
    fn agrees_with_worked_values() {
        let ends = |of, among| Rate::of(of, among).map(|rate| (rate.low, rate.high));
        assert_eq!(ends(0, 10), Some((0, 2775)));
        assert_eq!(ends(1, 10), Some((179, 4042)));
        assert_eq!(ends(2, 32), Some((173, 2015)));
        assert_eq!(ends(10, 10), Some((7225, 10_000)));
        assert_eq!(Rate::of(0, 0), None);
        assert_eq!(Rate::of(3, 2), None);
    }
}
