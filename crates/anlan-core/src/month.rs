//! A calendar month, the office's unit of reporting.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A month of the years 1900 to 2999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(i32);

/// A text or pair of numbers that is no month.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no month: YYYY-MM is expected (月份应写作 2023-10)")]
pub struct NotAMonth(pub String);

impl Month {
    /// Year 1900..=2999 and month 1..=12.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        let fits = (1900..=2999).contains(&year) && (1..=12).contains(&month);
        if fits { Some(Self(year * 12 + i32::try_from(month).ok()? - 1)) } else { None }
    }

    /// The month a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0().cast_signed())
    }

    /// Parses `YYYY-MM`.
    ///
    /// # Errors
    /// [`NotAMonth`] with the text.
    pub fn parse(text: &str) -> Result<Self, NotAMonth> {
        let parts = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        parts.and_then(|(year, month)| Self::new(year.parse().ok()?, month.parse().ok()?)).ok_or_else(|| NotAMonth(text.to_owned()))
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 for January.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    /// The month of a year that is nearest to this one.
    #[must_use]
    pub fn within(self, year: i32) -> Self {
        let first = year * 12;
        Self(self.0.clamp(first, first + 11))
    }

    /// The month `n` months later (earlier when negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    /// The first day.
    #[must_use]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.number(), 1).unwrap_or_default()
    }

    /// The last day, E in the rules.
    #[must_use]
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or_default()
    }

    /// All months from this one to `last`, both included; empty when `last` is earlier.
    pub fn up_to(self, last: Self) -> impl Iterator<Item = Self> {
        (self.0..=last.0).map(Self)
    }

    /// As an official text writes it: `2023年10月`.
    #[must_use]
    pub fn zh(self) -> String {
        format!("{}年{}月", self.year(), self.number())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;
    fn try_from(text: String) -> Result<Self, NotAMonth> {
        Self::parse(&text)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_ends() {
        let february = Month::parse("2024-02").unwrap();
        assert_eq!(february.last_day().to_string(), "2024-02-29");
        assert_eq!(february.plus(-2).to_string(), "2023-12");
        assert_eq!(Month::of(february.last_day()), february);
        assert_eq!(february.zh(), "2024年2月");
    }

    #[test]
    fn only_real_months_parse() {
        for wrong in ["2023-13", "2023-00", "2023-1", "23-01", "2023年1月", ""] {
            assert!(Month::parse(wrong).is_err(), "{wrong}");
        }
    }
}
