//! The light of an item for a month: conditions tried in the pack's order, first match wins, each with its reasons.
//!
//! Only the *shapes* of conditions stand here; their order, parameters, colours, texts and clauses stand in the pack.

use crate::exact::Share;
use crate::ids::FactId;
use crate::item::Item;
use crate::month::Month;
use crate::pack::lights::{LightRules, Test};
use crate::progress::Report;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A light's colour, or that there is none to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Light {
    /// 绿灯
    Green,
    /// 黄灯
    Yellow,
    /// 红灯
    Red,
    /// 未评: the facts do not allow a judgement.
    NotAssessed,
}

impl Light {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Green, Self::Yellow, Self::Red, Self::NotAssessed];

    /// The word used in code, API and store.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::NotAssessed => "not_assessed",
        }
    }

    /// The light of that word.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|light| light.key() == key)
    }

    /// Word and shape, readable in black and white.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Green => "绿■",
            Self::Yellow => "黄▲",
            Self::Red => "红●",
            Self::NotAssessed => "未评○",
        }
    }
}

/// What a condition compared, with the facts it used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Done or closed out by the month's end?
    Done {
        /// The last report up to then.
        last: Option<Report>,
        /// Close-out on or before then.
        closed: Option<(NaiveDate, FactId)>,
    },
    /// Limit reached?
    Limit {
        /// The limit in force.
        limit_on: NaiveDate,
        /// The version that states it.
        version: FactId,
    },
    /// A report for the month?
    Reported {
        /// It, if any.
        report: Option<Report>,
        /// The last one before, if any.
        last: Option<Report>,
    },
    /// Planned against reported share.
    Plan {
        /// Days from the start to the month's end.
        gone: i64,
        /// Days from the start to the limit.
        total: i64,
        /// The version that states both.
        version: FactId,
        /// The report compared; absent only when there is none.
        report: Option<Report>,
        /// Gap that counts as behind.
        at_least: Share,
    },
    /// When the work ends at its present pace.
    Pace {
        /// Report at the start of the span.
        from: Option<Report>,
        /// Report for the month.
        to: Option<Report>,
        /// Days between the two month ends.
        days: i64,
        /// Day of finishing at that pace; none when nothing was gained, or beyond the calendar.
        finish: Option<NaiveDate>,
        /// The limit plus the days of grace.
        latest: NaiveDate,
    },
    /// Nothing compared: the last rule.
    Nothing,
}

/// One condition that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    /// Place of its rule in the pack, from 0.
    pub rule: u8,
    /// Whether it held.
    pub holds: bool,
    /// What it compared.
    pub compared: Compared,
}

/// A light with every condition tried on the way; the last one held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The light.
    pub light: Light,
    /// The day it is judged for, E.
    pub month_end: NaiveDate,
    /// Conditions in the order tried.
    pub because: Vec<Tried>,
}

impl Verdict {
    /// Place in the pack of the rule that decided.
    #[must_use]
    pub fn rule(&self) -> usize {
        self.because.last().map_or(0, |tried| usize::from(tried.rule))
    }
}

/// Judges an item for a month: `None` when it was not open or had not started by the month's last day.
///
/// `item` and `reports` are as known at the moment the judgement is made for; `reports` sorted by month.
#[must_use]
pub fn judge(rules: &LightRules, item: &Item, reports: &[Report], month: Month) -> Option<Verdict> {
    judge_at(rules, item, reports, month, month.last_day())
}

/// [`judge`] with the month's last day given, for loops over many items.
#[must_use]
pub fn judge_at(rules: &LightRules, item: &Item, reports: &[Report], month: Month, month_end: NaiveDate) -> Option<Verdict> {
    let version = item.on(month_end)?;
    if version.content.start_on > month_end {
        return None;
    }
    let past = &reports[..reports.partition_point(|report| report.month <= month)];
    let on = |month: Month| past.binary_search_by_key(&month, |report| report.month).ok().map(|at| past[at]);
    let case = Case { item, version, past, this: on(month), month_end };
    let mut because = Vec::with_capacity(rules.rules().len());
    for (place, rule) in (0_u8..).zip(rules.rules()) {
        let (holds, compared) = case.try_test(&rule.test, |months| {
            let earlier = month.plus(-months);
            (on(earlier), (month_end - earlier.last_day()).num_days())
        });
        because.push(Tried { rule: place, holds, compared });
        if holds {
            return Some(Verdict { light: rule.light, month_end, because });
        }
    }
    None // unreachable for a loaded pack: its last rule always holds
}

struct Case<'a> {
    item: &'a Item,
    version: &'a crate::item::Version,
    past: &'a [Report],
    this: Option<Report>,
    month_end: NaiveDate,
}

impl Case<'_> {
    fn try_test(&self, test: &Test, earlier: impl Fn(i32) -> (Option<Report>, i64)) -> (bool, Compared) {
        let (start, limit) = (self.version.content.start_on, self.version.content.limit_on);
        let last = self.past.last().copied();
        match *test {
            Test::Done => {
                let closed = self.item.closed.filter(|(on, _)| *on <= self.month_end);
                let done = closed.is_some() || last.is_some_and(|report| report.share == Share::FULL);
                (done, Compared::Done { last, closed })
            }
            Test::LimitReached => (limit <= self.month_end, Compared::Limit { limit_on: limit, version: self.version.fact }),
            Test::NotReported => (self.this.is_none(), Compared::Reported { report: self.this, last }),
            Test::Behind { at_least } => {
                let gone = (self.month_end - start).num_days();
                let total = (limit - start).num_days();
                let share = self.this.or(last).map_or(Share::NONE, |report| report.share);
                let compared = Compared::Plan { gone, total, version: self.version.fact, report: self.this.or(last), at_least };
                (is_behind(gone, total, share, at_least), compared)
            }
            Test::TooSlow { months, grace_days } => {
                let (from, days) = earlier(months);
                let latest = limit.checked_add_days(Days::new(grace_days)).unwrap_or(NaiveDate::MAX);
                let span = from.zip(self.this);
                let finish = span.and_then(|(from, to)| finish_at_pace(self.month_end, days, from.share, to.share));
                let slow = span.is_some() && finish.is_none_or(|day| day > latest);
                (slow, Compared::Pace { from, to: self.this, days, finish, latest })
            }
            Test::Otherwise => (true, Compared::Nothing),
        }
    }
}

/// min(100, 100 x gone / total) - share >= at_least, in whole numbers.
fn is_behind(gone: i64, total: i64, share: Share, at_least: Share) -> bool {
    let full = i64::from(Share::FULL.hundredths());
    let needed = i64::from(share.hundredths()) + i64::from(at_least.hundredths());
    if total <= 0 || gone >= total { full >= needed } else { full * gone >= needed * total }
}

/// The planned share by a day in hundredths of a percent, rounded half up, for display only.
#[must_use]
pub fn planned_for_display(gone: i64, total: i64) -> Share {
    let full = i64::from(Share::FULL.hundredths());
    let hundredths = if total <= 0 || gone >= total { full } else { (2 * full * gone.max(0) + total) / (2 * total) };
    i32::try_from(hundredths).ok().and_then(Share::from_hundredths).unwrap_or(Share::FULL)
}

/// `to_day + ceil((100 - to) x days / (to - from))`; `None` when nothing was gained or the day lies beyond the calendar.
fn finish_at_pace(to_day: NaiveDate, days: i64, from: Share, to: Share) -> Option<NaiveDate> {
    let gain = i64::from(to.hundredths() - from.hundredths());
    if gain <= 0 {
        return None;
    }
    let left = i64::from(Share::FULL.hundredths() - to.hundredths());
    let needed = (left * days + gain - 1) / gain;
    to_day.checked_add_days(Days::new(u64::try_from(needed).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::ItemEvent;
    use crate::item::tests::{at, content, day, fact};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn reports(shares: &[(&str, i32)]) -> Vec<Report> {
        let made = shares.iter().enumerate().map(|(n, (month, share))| Report {
            month: Month::parse(month).unwrap(),
            share: Share::from_hundredths(share * 100).unwrap(),
            fact: FactId(Uuid::from_u128(100 + n as u128)),
        });
        made.collect()
    }

    fn light(start: &str, limit: &str, closed: Option<&str>, shares: &[(&str, i32)], month: &str) -> Option<(Light, String)> {
        let opened = ItemEvent::Opened { content: content(start, limit), decision: String::new() };
        let mut facts = vec![fact(1, start, "2023-01-01", None, opened)];
        if let Some(on) = closed {
            facts.push(fact(2, on, "2023-01-01", None, ItemEvent::ClosedOut { basis: String::new() }));
        }
        let item = Item::known(&facts, at("2030-01-01")).unwrap();
        let rules = crate::pack::tests::tongliang();
        let verdict = judge(&rules.lights, &item, &reports(shares), Month::parse(month).unwrap())?;
        Some((verdict.light, rules.lights.rules()[verdict.rule()].key.clone()))
    }

    fn is(light: Light, rule: &str) -> Option<(Light, String)> {
        Some((light, rule.to_owned()))
    }

    #[test]
    fn bounds_lie_where_the_rule_puts_them() {
        let year = ("2023-01-01", "2023-12-31");
        assert_eq!(light("2023-02-01", "2023-06-30", None, &[], "2023-01"), None, "not started");
        assert_eq!(light("2023-01-31", "2023-06-30", None, &[], "2023-01"), is(Light::NotAssessed, "no_report"));
        assert_eq!(light(year.0, "2023-06-30", None, &[("2023-06", 99)], "2023-06"), is(Light::Red, "overdue"), "limit on E");
        assert_eq!(light(year.0, "2023-07-01", None, &[("2023-06", 99)], "2023-06"), is(Light::Green, "on_schedule"));
        assert_eq!(light(year.0, "2023-06-30", None, &[("2023-06", 100)], "2023-06"), is(Light::Green, "done"));
        assert_eq!(light(year.0, "2023-06-30", Some("2023-06-30"), &[], "2023-06"), is(Light::Green, "done"), "closed on E");
        assert_eq!(light(year.0, "2023-06-30", Some("2023-07-01"), &[], "2023-06"), is(Light::Red, "overdue"), "closed after E");
        assert_eq!(light(year.0, year.1, None, &[("2023-05", 100)], "2023-06"), is(Light::Green, "done"), "done earlier, silent since");
    }

    #[test]
    fn behind_is_exact_at_the_bound() {
        // 100 days in all, 30 gone by 31 January: planned 30.
        let span = ("2023-01-01", "2023-04-11");
        assert_eq!(light(span.0, span.1, None, &[("2023-01", 20)], "2023-01"), is(Light::Yellow, "behind"));
        assert_eq!(light(span.0, span.1, None, &[("2023-01", 21)], "2023-01"), is(Light::Green, "on_schedule"));
    }

    #[test]
    fn too_slow_counts_days_between_month_ends() {
        // 40 -> 50 in 91 days (31 March to 30 June): 455 days more, to 27 September 2024.
        let shares = [("2023-03", 40), ("2023-06", 50)];
        assert_eq!(light("2023-01-01", "2024-08-28", None, &shares, "2023-06"), is(Light::Green, "on_schedule"), "limit + 30 = finish");
        assert_eq!(light("2023-01-01", "2024-08-27", None, &shares, "2023-06"), is(Light::Yellow, "too_slow"), "one day later");
        let slow = [("2023-03", 49), ("2023-06", 50)];
        assert_eq!(light("2023-01-01", "2023-12-31", None, &slow, "2023-06"), is(Light::Yellow, "too_slow"));
        let still = [("2023-03", 50), ("2023-06", 50)];
        assert_eq!(light("2023-01-01", "2023-12-31", None, &still, "2023-06"), is(Light::Yellow, "too_slow"), "no gain");
        let gap = [("2023-04", 50), ("2023-06", 50)];
        assert_eq!(light("2023-01-01", "2023-12-31", None, &gap, "2023-06"), is(Light::Green, "on_schedule"), "third month before missing");
    }

    proptest! {
        #[test]
        fn behind_agrees_with_exact_fractions(gone in 0_i64..2000, total in 1_i64..2000, share in 0_i32..=10_000, gap in 0_i32..=3000) {
            use rust_decimal::Decimal;
            // Compare gone/total with cross-multiplied decimals: an independent way to the same answer.
            let planned_times_total = (Decimal::from(100 * gone)).min(Decimal::from(100 * total));
            let needed = (Decimal::new(i64::from(share), 2) + Decimal::new(i64::from(gap), 2)) * Decimal::from(total);
            let (share, gap) = (Share::from_hundredths(share).unwrap(), Share::from_hundredths(gap).unwrap());
            prop_assert_eq!(is_behind(gone, total, share, gap), planned_times_total >= needed);
        }

        #[test]
        fn the_finish_is_the_first_day_the_pace_reaches_100(from in 0_i32..10_000, to in 0_i32..10_000, days in 1_i64..200) {
            let (from, to) = (Share::from_hundredths(from).unwrap(), Share::from_hundredths(to).unwrap());
            let end = day("2023-10-31");
            let Some(finish) = finish_at_pace(end, days, from, to) else {
                prop_assert!(to <= from || i64::from(10_000 - to.hundredths()) * days / i64::from(to.hundredths() - from.hundredths()) > 1_000_000);
                return Ok(());
            };
            let gain = i64::from(to.hundredths() - from.hundredths());
            let left = i64::from(10_000 - to.hundredths());
            let needed = (finish - end).num_days();
            prop_assert!(needed * gain >= left * days);
            prop_assert!(needed == 0 || (needed - 1) * gain < left * days);
        }
    }
}
