//! Working days by the State Council's yearly notices: public holidays and make-up working days, as versioned data.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Which days are worked, for the years that are known.
#[derive(Debug, Default)]
pub struct Calendar {
    years: BTreeMap<i32, (BTreeSet<NaiveDate>, BTreeSet<NaiveDate>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i32,
    #[expect(dead_code, reason = "for people: where the days come from")]
    source: String,
    holidays: Vec<String>,
    workdays: Vec<String>,
}

impl Calendar {
    /// Reads the calendar's text.
    ///
    /// # Errors
    /// The text is not a calendar.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|fault| fault.to_string())?;
        let mut years = BTreeMap::new();
        for year in file.year {
            let days = |ranges: &[String]| -> Result<BTreeSet<NaiveDate>, String> {
                let mut all = BTreeSet::new();
                for range in ranges {
                    let (from, to) = range.split_once('~').unwrap_or((range, range));
                    let day =
                        |text: &str| format!("{}-{text}", year.year).parse::<NaiveDate>().map_err(|_| format!("{}: {text}", year.year));
                    let (from, to) = (day(from)?, day(to)?);
                    all.extend(from.iter_days().take_while(|day| *day <= to));
                }
                Ok(all)
            };
            years.insert(year.year, (days(&year.holidays)?, days(&year.workdays)?));
        }
        Ok(Self { years })
    }

    /// The calendar checked in as `standards/workdays.toml`; without years if that file were broken, which a test excludes.
    pub fn national() -> &'static Self {
        static NATIONAL: OnceLock<Calendar> = OnceLock::new();
        NATIONAL.get_or_init(|| Self::read(include_str!("../../../../standards/workdays.toml")).unwrap_or_default())
    }

    /// Whether a day is worked; `None` for a year that is not known.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> Option<bool> {
        let (holidays, workdays) = self.years.get(&day.year())?;
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        Some(workdays.contains(&day) || (!weekend && !holidays.contains(&day)))
    }

    /// The `n`-th working day after a day (`n` ≥ 1), the day itself not counted; `None` beyond the years known or 10,000 days.
    #[must_use]
    pub fn after(&self, day: NaiveDate, n: i64) -> Option<NaiveDate> {
        if n == 0 {
            return Some(day);
        }
        let (mut left, mut at) = (n.abs(), day);
        for _ in 0..10_000 {
            at = if n > 0 { at.checked_add_days(Days::new(1)) } else { at.checked_sub_days(Days::new(1)) }?;
            left -= i64::from(self.is_workday(at)?);
            if left == 0 {
                return Some(at);
            }
        }
        None
    }

    /// Working days from one day to another, both counted; `None` beyond the years known.
    #[must_use]
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Option<i64> {
        if (to - from).num_days().abs() > 10_000 {
            return None;
        }
        let (sign, from, to) = if from <= to { (1, from, to) } else { (-1, to, from) };
        let days = from.iter_days().take_while(|day| *day <= to).map(|day| self.is_workday(day).map(i64::from));
        days.sum::<Option<i64>>().map(|days| days * sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_make_up_saturday_counts() {
        let calendar = Calendar::read(include_str!("../../../../standards/workdays.toml")).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(calendar.after(day("2021-09-29"), 7), Some(day("2021-10-14")));
        assert_eq!(calendar.is_workday(day("2021-10-09")), Some(true));
        assert_eq!(calendar.is_workday(day("2021-10-08")), Some(true));
        assert_eq!(calendar.is_workday(day("2023-01-27")), Some(false));
        assert_eq!(calendar.is_workday(day("1999-01-04")), None);
        assert_eq!(calendar.between(day("2023-09-28"), day("2023-10-08")), Some(3));
    }
}
