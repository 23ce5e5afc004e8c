//! Days as offices write them: `2023年9月`, `9月底前`, `2023.9.30`, `9月中旬`, `年底前`.

use crate::month::Month;
use crate::text;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Which end of a vague period is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// A start: `2023年9月` is its first day.
    First,
    /// A limit: `2023年9月` is its last day.
    Last,
}

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADay {
    /// The parts do not make a day of the calendar, such as 32 January.
    #[error("no such day in the calendar")]
    NoSuchDay,
    /// The form is not known.
    #[error("not a date in a known form")]
    UnknownForm,
}

/// Reads a day in any form offices use; `year` completes a text without one.
///
/// # Errors
/// [`NotADay`]: an impossible day is told apart from an unknown form.
pub fn parse_day(text: &str, year: i32, edge: Edge) -> Result<NaiveDate, NotADay> {
    let text = text::name(text);
    let text = text.trim_end_matches(['前', '内']).trim_end_matches("以").trim_end_matches("之");
    if let Some(rest) = text.strip_suffix("年底").or_else(|| text.strip_suffix("年末")) {
        let year = if rest.is_empty() { year } else { number(rest)? };
        return last_of(year, 12);
    }
    let mut fields = text.replace(['年', '月', '.', '/', '-'], " ").replace(['日', '号'], "");
    let part = ["上旬", "中旬", "下旬", "底", "末", "初"].into_iter().find(|part| fields.contains(part));
    if let Some(part) = part {
        fields = fields.replace(part, "");
    }
    let fields: Vec<i32> = fields.split_whitespace().map(number).collect::<Result<_, _>>()?;
    let has_year = text.contains('年') || fields.len() == 3 || fields.first().is_some_and(|first| *first >= 1900);
    let (year, rest) = match (has_year, fields.as_slice()) {
        (true, [year, rest @ ..]) => (*year, rest),
        (_, rest) => (year, rest),
    };
    match (rest, part) {
        ([month], Some("上旬")) => within(year, *month, 1, 10, edge),
        ([month], Some("中旬")) => within(year, *month, 11, 20, edge),
        ([month], Some("下旬")) if edge == Edge::First => day(year, *month, 21),
        ([month], Some("初")) => day(year, *month, 1),
        ([month], Some(_)) => last_of(year, *month),
        ([month], None) if edge == Edge::First => day(year, *month, 1),
        ([month], None) => last_of(year, *month),
        ([month, on], None) => day(year, *month, *on),
        _ => Err(NotADay::UnknownForm),
    }
}

/// Reads a month: `2023年9月`, `2023-09`, `2023.9`, `9月`.
///
/// # Errors
/// [`NotADay`] for anything else.
pub fn parse_month(text: &str, year: i32) -> Result<Month, NotADay> {
    let text = text::name(text);
    let text = text.trim_end_matches(['份', '月']);
    let parts: Vec<i32> = text.split(['年', '.', '/', '-']).map(number).collect::<Result<_, _>>()?;
    let (year, month) = match parts.as_slice() {
        [month] => (year, *month),
        [year, month] => (*year, *month),
        _ => return Err(NotADay::UnknownForm),
    };
    u32::try_from(month).ok().and_then(|month| Month::new(year, month)).ok_or(NotADay::NoSuchDay)
}

/// A day as official texts write it: `2023年11月3日`.
#[must_use]
pub fn zh(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

/// The calendar day in China (UTC+8, no summer time) at a moment.
#[must_use]
pub fn china_day(at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::hours(8)).date_naive()
}

/// The moment a day begins in China, plus hours.
#[must_use]
pub fn china_hour(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(i64::from(hour) - 8)
}

fn number(text: &str) -> Result<i32, NotADay> {
    text.parse().map_err(|_| NotADay::UnknownForm)
}

fn day(year: i32, month: i32, on: i32) -> Result<NaiveDate, NotADay> {
    let parts = u32::try_from(month).ok().zip(u32::try_from(on).ok());
    parts
        .filter(|_| (1900..=2999).contains(&year))
        .and_then(|(month, on)| NaiveDate::from_ymd_opt(year, month, on))
        .ok_or(NotADay::NoSuchDay)
}

fn within(year: i32, month: i32, from: i32, to: i32, edge: Edge) -> Result<NaiveDate, NotADay> {
    day(year, month, if edge == Edge::First { from } else { to })
}

fn last_of(year: i32, month: i32) -> Result<NaiveDate, NotADay> {
    u32::try_from(month).ok().and_then(|month| Month::new(year, month)).map(Month::last_day).ok_or(NotADay::NoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_the_ledgers_use() {
        let cases = [
            ("2023年9月", Edge::Last, "2023-09-30"),
            ("2023年9月", Edge::First, "2023-09-01"),
            ("9月底前", Edge::Last, "2023-09-30"),
            ("2023.9.30", Edge::Last, "2023-09-30"),
            ("2023-9-30", Edge::Last, "2023-09-30"),
            ("2023/09/30", Edge::Last, "2023-09-30"),
            ("２０２３年９月３０日", Edge::Last, "2023-09-30"),
            ("2023年9月30日前", Edge::Last, "2023-09-30"),
            ("9月30日", Edge::Last, "2023-09-30"),
            ("2月底", Edge::Last, "2023-02-28"),
            ("9月中旬", Edge::Last, "2023-09-20"),
            ("9月上旬", Edge::First, "2023-09-01"),
            ("年底前", Edge::Last, "2023-12-31"),
            ("2024年底前", Edge::Last, "2024-12-31"),
            ("2023.9", Edge::Last, "2023-09-30"),
            ("2023年12月以前", Edge::Last, "2023-12-31"),
        ];
        for (text, edge, expected) in cases {
            assert_eq!(parse_day(text, 2023, edge).map(|d| d.to_string()), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn an_impossible_day_is_not_an_unknown_form() {
        assert_eq!(parse_day("2023年1月32日", 2023, Edge::Last), Err(NotADay::NoSuchDay));
        assert_eq!(parse_day("2023-13-01", 2023, Edge::Last), Err(NotADay::NoSuchDay));
        assert_eq!(parse_day("尽快", 2023, Edge::Last), Err(NotADay::UnknownForm));
        assert_eq!(parse_day("", 2023, Edge::Last), Err(NotADay::UnknownForm));
        assert_eq!(parse_day("83", 2023, Edge::Last), Err(NotADay::NoSuchDay));
    }

    #[test]
    fn months_in_words_and_digits() {
        for text in ["2023年9月", "2023-09", "2023.9", "9月", "9月份", "２０２３年９月"] {
            assert_eq!(parse_month(text, 2023).map(|m| m.to_string()), Ok("2023-09".to_owned()), "{text}");
        }
        assert!(parse_month("2023年13月", 2023).is_err());
    }

    #[test]
    fn official_form_has_no_leading_zeros() {
        assert_eq!(zh(NaiveDate::from_ymd_opt(2023, 11, 3).unwrap()), "2023年11月3日");
    }
}
