//! The light of an item for a month, by the pack's own rules: facts are laid into the pack's tables, its sheet is run, each light
//! keeps the row it came from. What is compared, in which order and with which words, stands in the pack.

use crate::exact::Share;
use crate::item::Item;
use crate::month::Month;
use crate::offer::{ItemMonth, offer_items, offer_pauses, offer_reports};
use crate::pack::ListsPack;
use crate::pack::lights::{ITEMS, LightRules, PAUSES, REPORTS};
use crate::progress::Report;
use crate::rule::run::{Facts, Given, Readings, Run, run};
use crate::rule::sheet::Ordered;
use crate::rule::value::Value;
use chrono::NaiveDate;
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

/// An item with the reports that hold for it, as known at the moment a judgement is made for; reports sorted by month.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The item.
    pub item: &'a Item,
    /// Its reports.
    pub reports: &'a [Report],
}

/// A light and the rule that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The light.
    pub light: Light,
    /// The day it is judged for, E.
    pub month_end: NaiveDate,
    rule: u8,
}

impl Verdict {
    /// Place in the pack of the rule that decided.
    #[must_use]
    pub fn rule(&self) -> usize {
        usize::from(self.rule)
    }
}

/// Lights of some items for some months, with the run that gave them.
#[derive(Debug)]
pub struct Judged<'p> {
    /// The sheet as it was run.
    pub run: Run<'p>,
    rules: &'p LightRules,
    months: Vec<Month>,
    /// By item and month: the verdict and its row in the table of lights.
    verdicts: Vec<Option<(Verdict, u32)>>,
}

impl Judged<'_> {
    /// The light of an item (by its place) for a month; `None` when it was not open or had not started by the month's last day.
    #[must_use]
    pub fn verdict(&self, item: usize, month: Month) -> Option<Verdict> {
        self.found(item, month).map(|(verdict, _)| verdict)
    }

    /// The row of that light in the table of lights.
    #[must_use]
    pub fn row(&self, item: usize, month: Month) -> Option<u32> {
        self.found(item, month).map(|(_, row)| row)
    }

    /// The rules it was judged by.
    #[must_use]
    pub fn rules(&self) -> &LightRules {
        self.rules
    }

    fn found(&self, item: usize, month: Month) -> Option<(Verdict, u32)> {
        let place = self.months.iter().position(|own| *own == month)?;
        *self.verdicts.get(item * self.months.len() + place)?
    }
}

/// Judges items for months; `None` when there are no months, or more facts than a run may take.
#[must_use]
pub fn judge_all<'p>(pack: &'p ListsPack, items: &[Known<'_>], months: &[Month]) -> Option<Judged<'p>> {
    let rules = &pack.lights;
    let (first, last) = (months.iter().min()?, months.iter().max()?);
    let given = Given { from: first.first_day(), to: last.last_day(), as_of: last.last_day() };
    let mut cases = Vec::with_capacity(items.len() * months.len());
    for (place, known) in (0_i64..).zip(items) {
        cases.extend(months.iter().filter_map(|month| ItemMonth::of(place, known.item, *month)));
    }
    let mut facts = Facts::default();
    facts.0.insert(ITEMS.to_owned(), offer_items(&pack.sheet, &cases));
    facts.0.insert(REPORTS.to_owned(), offer_reports(&pack.sheet, items));
    facts.0.insert(PAUSES.to_owned(), offer_pauses(&pack.sheet, items, *last));
    facts.0.retain(|name, _| pack.sheet.table(name).is_some());
    let run = run(&pack.sheet, facts, &given, &Readings::new()).ok()?;
    let mut verdicts = vec![None; items.len() * months.len()];
    for (row, cells) in (0_u32..).zip(&run.tables[rules.table].rows) {
        let [item, month, light, rule] = rules.columns.map(|column| &cells.cells[column]);
        let (Value::Number(item), Value::Month(month)) = (item, month) else { continue };
        let place = item.to_whole().and_then(|item| usize::try_from(item).ok()).zip(months.iter().position(|own| own == month));
        let Some((item, at)) = place else { continue };
        let decided = |rule: &str| rules.rules().iter().position(|own| own.key == rule).and_then(|place| u8::try_from(place).ok());
        let (light, rule) = match (light, rule) {
            (Value::Grade(light), Value::Text(rule)) => (rules.scale[usize::from(*light)], decided(rule)),
            // A condition that cannot be told: no light is made up.
            (_, _) => (Light::NotAssessed, undecided(&run, rules, &cells.cells)),
        };
        let last = u8::try_from(rules.rules().len().saturating_sub(1)).unwrap_or(u8::MAX);
        let verdict = Verdict { light, month_end: month.last_day(), rule: rule.unwrap_or(last) };
        verdicts[item * months.len() + at] = Some((verdict, row));
    }
    Some(Judged { run, rules, months: months.to_vec(), verdicts })
}

/// The rule whose condition cannot be told, where the trying stopped.
fn undecided(run: &Run<'_>, rules: &LightRules, cells: &[Value]) -> Option<u8> {
    let Some((_, Ordered::Choose(cases))) = &run.sheet.step_of(rules.table)?.ordered else { return None };
    let place = cases.iter().position(|case| run.tried_case(case, &run.place(cells)).holds.is_none())?;
    u8::try_from(place).ok()
}

/// Judges one item for one month.
#[must_use]
pub fn judge(pack: &ListsPack, item: &Item, reports: &[Report], month: Month) -> Option<Verdict> {
    judge_all(pack, &[Known { item, reports }], &[month])?.verdict(0, month)
}

/// The planned share by a day in hundredths of a percent, rounded half up, for display only.
#[must_use]
pub fn planned_for_display(gone: i64, total: i64) -> Share {
    let full = i64::from(Share::FULL.hundredths());
    let hundredths = if total <= 0 || gone >= total { full } else { (2 * full * gone.max(0) + total) / (2 * total) };
    i32::try_from(hundredths).ok().and_then(Share::from_hundredths).unwrap_or(Share::FULL)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FactId;
    use crate::item::ItemEvent;
    use crate::item::tests::{at, content, day, fact};
    use proptest::prelude::*;
    use std::sync::OnceLock;
    use uuid::Uuid;

    fn tongliang() -> &'static ListsPack {
        static PACK: OnceLock<ListsPack> = OnceLock::new();
        PACK.get_or_init(crate::pack::tests::tongliang)
    }

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
        let pack = tongliang();
        let verdict = judge(pack, &item, &reports(shares), Month::parse(month).unwrap())?;
        Some((verdict.light, pack.lights.rules()[verdict.rule()].key.clone()))
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
    fn a_condition_that_cannot_be_told_is_named_and_lights_nothing() {
        let mut files = crate::pack::tests::tongliang_files();
        files.entry("rules.toml".into()).and_modify(|text| *text = text.replace("非 KNOWN(本月进度)", "本月进度 < 0%"));
        let pack = ListsPack::of(crate::pack::Pack::load("tongliang-lists-2023", files).unwrap()).unwrap();
        let opened = ItemEvent::Opened { content: content("2023-01-01", "2023-12-31"), decision: String::new() };
        let item = Item::known(&[fact(1, "2023-01-01", "2023-01-01", None, opened)], at("2030-01-01")).unwrap();
        let january = Month::parse("2023-01").unwrap();
        let judged = judge_all(&pack, &[Known { item: &item, reports: &[] }], &[january]).unwrap();
        let told = crate::pack::explain::explain(&judged, 0, january).unwrap();
        assert_eq!((told.light, told.rule.as_str()), (Light::NotAssessed, "no_report"));
        let last = told.because.last().unwrap();
        assert!(!last.holds && last.text.contains("不能确定") && last.text.contains("没有数据"), "{}", last.text);
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
        fn behind_agrees_with_exact_fractions(gone in 0_i64..300, total in 1_i64..300, share in 0_i32..10_000) {
            use rust_decimal::Decimal;
            let start = day("2023-01-31") - chrono::Days::new(u64::try_from(gone).unwrap());
            let limit = start + chrono::Days::new(u64::try_from(total).unwrap());
            prop_assume!(limit > day("2023-01-31"));
            let share = Share::from_hundredths(share).unwrap();
            let reports = [Report { month: Month::parse("2023-01").unwrap(), share, fact: FactId(Uuid::from_u128(100)) }];
            let opened = ItemEvent::Opened { content: content(&start.to_string(), &limit.to_string()), decision: String::new() };
            let item = Item::known(&[fact(1, &start.to_string(), "2023-01-01", None, opened)], at("2030-01-01")).unwrap();
            // Gap of 10 points, compared with cross-multiplied decimals: an independent way to the same answer.
            let behind = Decimal::from(100 * gone) >= (Decimal::new(i64::from(share.hundredths()), 2) + Decimal::from(10)) * Decimal::from(total);
            let verdict = judge(tongliang(), &item, &reports, Month::parse("2023-01").unwrap()).unwrap();
            prop_assert_eq!(verdict.light == Light::Yellow, behind);
        }
    }
}
