//! Fills the fact tables that a pack declares from what was known at a moment.

use super::columns::{
    CHIEF_COLUMNS, CHIEFS, CLOSED, CLOSED_COLUMNS, ChiefOf, INSPECTION_COLUMNS, INSPECTIONS, INSTRUCTION_COLUMNS, INSTRUCTIONS,
    ITEM_COLUMNS, ITEMS, ItemOf, LEAD_COLUMNS, LEADS, LETTER_COLUMNS, LETTERS, LIGHT_COLUMNS, LIGHTS, LOOKED, LOOKED_COLUMNS, LeadOf,
    LightOf, MEETING_COLUMNS, MEETINGS, PROBLEM_COLUMNS, PROBLEMS, UNIT_COLUMNS, UNITS, UnitOf, WATER, WATER_COLUMNS,
};
use super::fact_name::FactName;
use super::matters::{closed_cases, inspections, instructions, letters, looked, meetings, problems as registered};
use super::water::water_rows;
use super::{check, record_kind, row};
use crate::lights::lights_known;
use crate::records::{kinds_of, records_known_in};
use crate::year::YearBook;
use crate::{Anlan, Fault};
use anlan_core::days::china_day;
use anlan_core::exact::Share;
use anlan_core::item::Item;
use anlan_core::light::Light;
use anlan_core::pack::case::read_period;
use anlan_core::pack::{Pack, Period};
use anlan_core::progress::{known, known_quantities};
use anlan_core::record::RecordKind;
use anlan_core::rule::run::{FactRow, Facts, Given};
use anlan_core::rule::sheet::{TableDef, TableSource};
use anlan_core::rule::value::{Value, Why};
use anlan_store::{Connection, Regional};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How many years before the one assessed are offered of record books.
const YEARS_BEFORE: i32 = 10;

/// Most problems told; more are only counted.
const MOST_PROBLEMS: usize = 50;

/// The facts of a year for a pack, and what is wrong with the records.
#[derive(Debug, Clone)]
pub(crate) struct Gathered {
    pub(crate) facts: Facts,
    pub(crate) problems: Vec<String>,
    /// The same by the table they were found in.
    pub(crate) by_table: BTreeMap<String, Vec<String>>,
}

/// What is gathered, and up to when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) anlan: &'a Anlan,
    pub(crate) book: &'a YearBook,
    pub(crate) given: &'a Given,
    pub(crate) known_at: DateTime<Utc>,
}

impl Scope<'_> {
    /// The days whose records are offered.
    pub(crate) fn days(&self) -> RangeInclusive<NaiveDate> {
        let first = NaiveDate::from_ymd_opt(self.given.from.year() - YEARS_BEFORE, 1, 1).unwrap_or(self.given.from);
        first..=self.given.as_of
    }
}

/// A whole year as far as it had happened at a moment.
pub(crate) fn given_of(year: i32, known_at: DateTime<Utc>) -> Result<Given, Fault> {
    let whole = Given::year(year).ok_or_else(|| Fault::invalid("year", "bad_year", "年份有误。", "No such year."))?;
    Ok(Given { as_of: whole.to.min(china_day(known_at)), ..whole })
}

/// A period as far as it had happened at a moment: `2023-10`, `2023Q3` or `2023`.
///
/// # Errors
/// No such period, or one that has not begun.
pub(crate) fn given_of_period(text: &str, known_at: DateTime<Utc>) -> Result<Given, Fault> {
    let today = china_day(known_at);
    let plain = text.len() <= 7 && !text.contains('~');
    let whole = read_period(text, Period::Month).filter(|whole| plain && (2000..=2100).contains(&whole.from.year()));
    let whole = whole.ok_or_else(|| {
        Fault::invalid("period", "bad_period", "期间应写成 2023-10、2023Q3 或 2023。", "A period is written 2023-10, 2023Q3 or 2023.")
    })?;
    if whole.from > today {
        return Err(Fault::invalid("period", "future_period", "这一期间还没有开始。", "This period has not begun."));
    }
    Ok(Given { as_of: whole.to.min(today), ..whole })
}

/// Gathers the facts that a pack declares.
///
/// # Errors
/// The pack declares what is not offered, or the store fails.
pub(crate) async fn gather<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    book: &YearBook,
    pack: &Pack,
    given: &Given,
    known_at: DateTime<Utc>,
) -> Result<Gathered, Fault> {
    check(anlan, &book.region, pack)?;
    let scope = Scope { anlan, book, given, known_at };
    let mut facts = Facts::default();
    let mut problems = Vec::new();
    let mut by_table = BTreeMap::new();
    for def in pack.sheet.tables.iter().filter(|def| matches!(def.source, TableSource::Fact(_))) {
        let name = &*def.shape.name;
        let before = problems.len();
        let rows = if name == UNITS.0 {
            units(&scope).iter().map(|of| row(def, UNIT_COLUMNS, of, &of.name())).collect()
        } else if name == LIGHTS.0 {
            lights(&scope, &mut problems).iter().map(|of| row(def, LIGHT_COLUMNS, of, &of.name())).collect()
        } else if name == ITEMS.0 {
            items(&scope).iter().map(|of| row(def, ITEM_COLUMNS, of, &of.name())).collect()
        } else if name == WATER.0 {
            let rows = water_rows(&scope, read, &mut problems).await?;
            rows.iter().map(|of| row(def, WATER_COLUMNS, of, &of.name())).collect()
        } else if name == CHIEFS.0 {
            chiefs(&scope).iter().map(|of| row(def, CHIEF_COLUMNS, of, &of.name())).collect()
        } else if name == PROBLEMS.0 {
            registered(&scope, read).await?.iter().map(|of| row(def, PROBLEM_COLUMNS, of, &of.name())).collect()
        } else if name == LETTERS.0 {
            letters(&scope, read).await?.iter().map(|of| row(def, LETTER_COLUMNS, of, &of.name())).collect()
        } else if name == CLOSED.0 {
            closed_cases(&scope, read).await?.iter().map(|of| row(def, CLOSED_COLUMNS, of, &of.name())).collect()
        } else if name == INSTRUCTIONS.0 {
            instructions(&scope, read).await?.iter().map(|of| row(def, INSTRUCTION_COLUMNS, of, &of.name())).collect()
        } else if name == INSPECTIONS.0 {
            inspections(&scope, read).await?.iter().map(|of| row(def, INSPECTION_COLUMNS, of, &of.name())).collect()
        } else if name == LOOKED.0 {
            looked(&scope, read).await?.iter().map(|of| row(def, LOOKED_COLUMNS, of, &of.name())).collect()
        } else if name == MEETINGS.0 {
            meetings(&scope, read).await?.iter().map(|of| row(def, MEETING_COLUMNS, of, &of.name())).collect()
        } else if name == LEADS.0 {
            leads(&scope).iter().map(|of| row(def, LEAD_COLUMNS, of, &of.name())).collect()
        } else if let Some(kind) = record_kind(anlan, &book.region, name) {
            records(&scope, read, kind, def, &mut problems).await?
        } else {
            vec![]
        };
        facts.0.insert(name.to_owned(), rows);
        let own: &[String] = problems.get(before..).unwrap_or_default();
        by_table.insert(name.to_owned(), own.iter().take(MOST_PROBLEMS).cloned().collect());
    }
    if problems.len() > MOST_PROBLEMS {
        let more = problems.len() - MOST_PROBLEMS;
        problems.truncate(MOST_PROBLEMS);
        problems.push(format!("另有{more}处。"));
    }
    Ok(Gathered { facts, problems, by_table })
}

fn units(scope: &Scope<'_>) -> Vec<UnitOf> {
    let pack = scope.anlan.packs.of_region(scope.book.region.as_str());
    let label = |key: &str| {
        let kind = pack.and_then(|pack| pack.head.unit_kinds.iter().find(|kind| kind.key == key));
        kind.map_or_else(|| key.to_owned(), |kind| kind.label.clone())
    };
    let given = scope.given;
    let held = scope.book.units.iter().filter(|unit| unit.from_on <= given.to && unit.until_on.is_none_or(|until| until >= given.from));
    held.map(|unit| UnitOf { id: unit.id, name: unit.name.clone(), kind: label(&unit.kind) }).collect()
}

/// One row for each tenure recorded by the moment and begun by the period's last day; a post that has none has one row.
fn chiefs(scope: &Scope<'_>) -> Vec<ChiefOf> {
    let (book, pack) = (scope.book, scope.anlan.packs.of_region(scope.book.region.as_str()));
    let level = |key: &str| {
        let kind = pack.and_then(|pack| pack.head.chief_levels.iter().find(|kind| kind.key == key));
        kind.map_or_else(|| key.to_owned(), |kind| kind.label.clone())
    };
    let mut found = Vec::new();
    for chief in &book.chiefs {
        let blank = || ChiefOf {
            chief: chief.id,
            tenure: None,
            name: chief.name.clone(),
            level: level(&chief.level),
            river: chief.river_id.map(|id| book.name(id)).unwrap_or_default(),
            from_on: None,
            until_on: None,
            person: String::new(),
        };
        let held = |tenure: &&anlan_store::TenureRow| {
            tenure.chief_id == chief.id && tenure.recorded_at <= scope.known_at && tenure.from_on <= scope.given.to
        };
        let tenures = book.tenures.iter().filter(held).map(|tenure| ChiefOf {
            tenure: Some(tenure.id),
            from_on: Some(tenure.from_on),
            until_on: tenure.until_on,
            person: tenure.person.clone(),
            ..blank()
        });
        let before = found.len();
        found.extend(tenures);
        if found.len() == before {
            found.push(blank());
        }
    }
    found
}

/// Lead units recorded by the moment and begun by the day.
fn leads(scope: &Scope<'_>) -> Vec<LeadOf> {
    let book = scope.book;
    let known = book.lead_units.iter().filter(|row| row.recorded_at <= scope.known_at && row.from_on <= scope.given.as_of);
    let of = |row: &anlan_store::LeadUnitRow| LeadOf {
        id: row.id,
        river: book.name(row.river_id),
        unit: book.name(row.unit_id),
        from_on: row.from_on,
        until_on: row.until_on,
    };
    known.map(of).collect()
}

/// The lights of every month that had ended: those last issued, else those that hold.
fn lights(scope: &Scope<'_>, problems: &mut Vec<String>) -> Vec<LightOf> {
    let book = scope.book;
    let mut found = Vec::new();
    for month in book.months().into_iter().filter(|month| month.last_day() < china_day(scope.known_at)) {
        let issued = book.circulars.iter().rev().find(|(row, circular)| circular.month == month && row.known_at <= scope.known_at);
        let (lights, known_at): (Vec<(String, Light)>, _) = match (issued, book.pack(month)) {
            (Some((_, circular)), _) => {
                (circular.lights.iter().map(|light| (light.item_id.clone(), light.light)).collect(), circular.known_at)
            }
            (None, Ok(pack)) => {
                let now = lights_known(book, pack, month, scope.known_at);
                if !now.is_empty() {
                    problems.push(format!("{}没有签发亮灯通报，按现有记录判定的{}个亮灯计算。", month.zh(), now.len()));
                }
                (now.into_iter().map(|light| (light.item_id, light.light)).collect(), scope.known_at)
            }
            (None, Err(_)) => {
                problems.push(format!("{}既没有签发亮灯通报，也没有生效的亮灯规则包，没有亮灯。", month.zh()));
                continue;
            }
        };
        for (id, light) in lights {
            let Some(entry) = id.parse().ok().and_then(|id| book.entry(anlan_core::ids::ItemId(id))) else { continue };
            let Some(item) = Item::known(&entry.facts, known_at) else { continue };
            let Some(version) = item.on(month.last_day()) else { continue };
            let content = version.content.clone();
            found.push(LightOf {
                item: entry.id,
                number: entry.number.clone(),
                month,
                light,
                issued: issued.is_some(),
                unit: book.unit_name(content.unit_id),
                river: book.river_name(content.river_id),
                content,
            });
        }
    }
    found
}

fn items(scope: &Scope<'_>) -> Vec<ItemOf> {
    let (book, as_of) = (scope.book, scope.given.as_of);
    let of = |entry: &crate::year::Entry| {
        let item = Item::known(&entry.facts, scope.known_at)?;
        let content = item.on(as_of)?.content.clone();
        let closed = item.closed.map(|(on, _)| on);
        let reports = known(&entry.reports, scope.known_at);
        let since = item.relapsed_by(as_of).map(anlan_core::month::Month::of);
        let counts = |report: &&anlan_core::progress::Report| report.share == Share::FULL && since.is_none_or(|since| report.month > since);
        let full = reports.iter().find(counts).map(|report| report.month.last_day());
        let up_to = reports.iter().filter(|report| report.month.first_day() <= as_of && since.is_none_or(|since| report.month > since));
        let share = up_to.max_by_key(|report| report.month).map(|report| report.share);
        let quantities = known_quantities(&entry.reports, scope.known_at);
        let reached = quantities.into_iter().filter(|(month, _)| month.first_day() <= as_of && since.is_none_or(|since| *month > since));
        Some(ItemOf {
            reached: reached.max_by_key(|(month, _)| *month).map(|(_, quantity)| quantity),
            share,
            item: entry.id,
            number: entry.number.clone(),
            unit: book.unit_name(content.unit_id),
            river: book.river_name(content.river_id),
            done_on: closed.or(full).filter(|day| *day <= as_of),
            content,
        })
    };
    book.entries.iter().filter_map(of).collect()
}

/// The rows of a record book, cells read by the kinds the pack declares; one that cannot be read is missing, and told.
async fn records<C: Connection>(
    scope: &Scope<'_>,
    read: &Regional<'_, C>,
    kind: &RecordKind,
    def: &TableDef,
    problems: &mut Vec<String>,
) -> Result<Vec<FactRow>, Fault> {
    let kinds = kinds_of(scope.anlan, &scope.book.region);
    let all = records_known_in(read, kinds, &kind.key, scope.days(), scope.known_at).await?;
    let mut rows = Vec::with_capacity(all.len());
    for record in all {
        let mut cells = Vec::with_capacity(def.columns.len());
        for column in def.columns.iter() {
            let cell = match record.values.get(&*column.name).filter(|text| !text.trim().is_empty()) {
                None => Value::no_data(&column.name),
                Some(text) => match column.kind.read(text) {
                    Ok(value) => value,
                    Err(fault) => {
                        problems.push(format!("{}（{}）的“{}”：{fault}。", kind.title, record.occurred_on, column.name));
                        Value::Missing(Box::new(Why::NoData(format!("{}：{fault}", column.name).into())))
                    }
                },
            };
            cells.push(cell);
        }
        let name = FactName::Record(kind.key.clone(), record.record_id.0, record.id.0);
        rows.push(FactRow { name: Some(Arc::from(name.to_string())), cells });
    }
    Ok(rows)
}
