//! The fact tables that the office's own records offer to a pack: which columns there are, and how a pack's declared columns are filled.
//!
//! A pack declares the columns it uses; anything else it declares is refused when it is loaded.

use crate::item::{Item, List};
use crate::light::Known;
use crate::month::Month;
use crate::pack::lights::{ITEMS, PAUSES, REPORTS};
use crate::rule::number::Number;
use crate::rule::run::FactRow;
use crate::rule::sheet::Sheet;
use crate::rule::value::{Kind, Value};
use chrono::NaiveDate;
use std::sync::Arc;
use uuid::Uuid;

/// An item as it stood at a month's end.
#[derive(Debug, Clone)]
pub struct ItemMonth<'a> {
    place: i64,
    month: Month,
    month_end: NaiveDate,
    version: &'a crate::item::Version,
    closed: Option<NaiveDate>,
    relapsed: Option<NaiveDate>,
}

impl<'a> ItemMonth<'a> {
    /// The item at a month's end; `None` when it was not open by then.
    #[must_use]
    pub fn of(place: i64, item: &'a Item, month: Month) -> Option<Self> {
        let month_end = month.last_day();
        let version = item.on(month_end)?;
        let (closed, relapsed) = (item.closed_as_of(month_end), item.relapsed_by(month_end));
        Some(Self { place, month, month_end, version, closed, relapsed })
    }
}

type Fill<T> = fn(&T) -> Option<Value>;

/// A column offered: its name, its kind's name, and how it is filled.
type Offered<T> = (&'static str, &'static str, Fill<T>);

fn item_columns<'a>() -> Vec<Offered<ItemMonth<'a>>> {
    vec![
        ("事项", "数", |case| Some(whole(case.place))),
        ("月份", "月份", |case| Some(Value::Month(case.month))),
        ("判定日", "日期", |case| Some(Value::Date(case.month_end))),
        ("编号", "文字", |case| Some(Value::text(&case.version.content.number))),
        ("清单", "文字", |case| Some(Value::text(list_word(case.version.content.list)))),
        ("开始", "日期", |case| Some(Value::Date(case.version.content.start_on))),
        ("时限", "日期", |case| Some(Value::Date(case.version.content.limit_on))),
        ("销号日", "日期", |case| case.closed.map(Value::Date)),
        ("复发日", "日期", |case| case.relapsed.map(Value::Date)),
        ("难度较大", "是否", |case| case.version.content.hard.map(Value::Bool)),
    ]
}

struct ReportOf {
    place: i64,
    report: crate::progress::Report,
}

const REPORT_COLUMNS: &[Offered<ReportOf>] = &[
    ("事项", "数", |of| Some(whole(of.place))),
    ("月份", "月份", |of| Some(Value::Month(of.report.month))),
    ("累计进度", "%", |of| Number::fraction(of.report.share.hundredths().into(), 10_000).map(Value::Number)),
];

struct PauseIn {
    place: i64,
    month: Month,
    days: i64,
    at_end: bool,
    fact: Uuid,
}

const PAUSE_COLUMNS: &[Offered<PauseIn>] = &[
    ("事项", "数", |of| Some(whole(of.place))),
    ("月份", "月份", |of| Some(Value::Month(of.month))),
    ("天数", "天", |of| Some(whole(of.days))),
    ("月末", "是否", |of| Some(Value::Bool(of.at_end))),
];

/// A list as rules name it.
#[must_use]
pub fn list_word(list: List) -> &'static str {
    match list {
        List::Major => "重大事项",
        List::Measure => "一河一策",
        List::Problem => "突出问题",
    }
}

fn whole(n: i64) -> Value {
    Value::Number(Number::whole(n))
}

/// Whether a pack's fact tables for the lights declare only what is offered.
///
/// # Errors
/// The table or column that is not offered, with those that are.
pub fn check_offered(sheet: &Sheet) -> Result<(), String> {
    let items: Vec<(&str, &str)> = item_columns().iter().map(|(name, kind, _)| (*name, *kind)).collect();
    let reports: Vec<(&str, &str)> = REPORT_COLUMNS.iter().map(|(name, kind, _)| (*name, *kind)).collect();
    let pauses: Vec<(&str, &str)> = PAUSE_COLUMNS.iter().map(|(name, kind, _)| (*name, *kind)).collect();
    for def in &sheet.tables {
        if !matches!(def.source, crate::rule::sheet::TableSource::Fact(_)) {
            continue;
        }
        let offered = match &*def.shape.name {
            ITEMS => &items,
            REPORTS => &reports,
            PAUSES => &pauses,
            other => {
                return Err(format!("fact table `{other}` is not offered to the lights: use `{ITEMS}`, `{REPORTS}` and `{PAUSES}`"));
            }
        };
        for column in def.columns.iter() {
            let kind =
                offered.iter().find(|(name, _)| **name == *column.name).map(|(_, kind)| Kind::named(kind, &sheet.scales, &sheet.units));
            if kind.flatten().as_ref() != Some(&column.kind) {
                let all: Vec<String> = offered.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
                return Err(format!(
                    "`{}` offers no column `{}: {}`; it offers {}",
                    def.shape.name,
                    column.name,
                    column.kind,
                    all.join(", ")
                ));
            }
        }
    }
    Ok(())
}

fn fills<T>(sheet: &Sheet, table: &str, offered: &[Offered<T>]) -> Vec<(Fill<T>, Value)> {
    let Some(place) = sheet.table(table) else { return Vec::new() };
    let nothing: Fill<T> = |_| None;
    let find = |name: &str| offered.iter().find(|(own, _, _)| *own == name).map_or(nothing, |(_, _, fill)| *fill);
    sheet.tables[place].columns.iter().map(|column| (find(&column.name), Value::no_data(&column.name))).collect()
}

fn row<T>(of: &T, fills: &[(Fill<T>, Value)], name: Uuid) -> FactRow {
    let cells = fills.iter().map(|(fill, absent)| fill(of).unwrap_or_else(|| absent.clone())).collect();
    let mut text = [0_u8; uuid::fmt::Hyphenated::LENGTH];
    FactRow { name: Some(Arc::from(&*name.hyphenated().encode_lower(&mut text))), cells }
}

/// Rows of the items' table.
#[must_use]
pub fn offer_items(sheet: &Sheet, cases: &[ItemMonth<'_>]) -> Vec<FactRow> {
    let fills = fills(sheet, ITEMS, &item_columns());
    cases.iter().map(|case| row(case, &fills, case.version.fact.0)).collect()
}

/// Rows of the reports' table.
#[must_use]
pub fn offer_reports(sheet: &Sheet, items: &[Known<'_>]) -> Vec<FactRow> {
    let fills = fills(sheet, REPORTS, REPORT_COLUMNS);
    let all = (0_i64..).zip(items).flat_map(|(place, known)| known.reports.iter().map(move |report| ReportOf { place, report: *report }));
    all.map(|of| row(&of, &fills, of.report.fact.0)).collect()
}

/// Rows of the pauses' table: for every item and month up to the last one, the days that do not count, where there are any.
#[must_use]
pub fn offer_pauses(sheet: &Sheet, items: &[Known<'_>], last: Month) -> Vec<FactRow> {
    if sheet.table(PAUSES).is_none() {
        return Vec::new();
    }
    let fills = fills(sheet, PAUSES, PAUSE_COLUMNS);
    let mut rows = Vec::new();
    for (place, known) in (0_i64..).zip(items) {
        for pause in known.item.pauses() {
            let until = pause.until.map_or(last, |until| Month::of(until).min(last));
            let months =
                std::iter::successors(Some(Month::of(pause.from)), |month| Some(month.plus(1))).take_while(|month| *month <= until);
            rows.extend(months.map(|month| {
                let of = PauseIn { place, month, days: pause.days_in(month), at_end: pause.covers(month.last_day()), fact: pause.fact.0 };
                row(&of, &fills, of.fact)
            }));
        }
    }
    rows
}
