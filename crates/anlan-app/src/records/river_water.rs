//! Water quality of a river's sections by year and month, from the record books of sections and samples.

use super::kinds::kind_of;
use super::known::{KnownRecord, records_known};
use super::list::Seen;
use super::{kinds_of, names::Place};
use crate::views::{Named, RiverWater, SectionWater, WaterClass, WaterJudged, WaterMonth, WaterYear};
use crate::{Anlan, Call, Fault};
use anlan_core::month::Month;
use anlan_core::record::{Holds, RecordKind};
use anlan_core::rule::number::{Number, Rounding};
use anlan_core::water::mean::{Mean, Sample, judge_section_year};
use anlan_core::water::river::{RiverClass, SectionValues, judge_river};
use anlan_core::water::section::{SectionClass, judge_section};
use anlan_core::water::{Body, Class, ItemClass, NotAssessed, Standards};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The record books that water quality is kept in, by their keys in `standards/records.toml`.
const SECTION: &str = "section";
const SAMPLE: &str = "sample";

/// The classes of a river's sections that the actor may see, by year, and by month of one year.
///
/// # Errors
/// Not allowed, no such river, or the store fails.
pub async fn river_water(anlan: &Anlan, call: &Call, river: Uuid, year: Option<i32>) -> Result<RiverWater, Fault> {
    let seen = Seen::load(anlan, call, kind_of(anlan, call, SECTION)?).await?;
    let read = anlan.store.region(&call.region);
    if !read.rivers().await?.iter().any(|row| row.id == river) {
        return Err(Fault::not_found());
    }
    let samples = records_known(&read, kinds_of(anlan, &call.region), SAMPLE, call.today(), call.at).await?;
    let items = measured(kind_of(anlan, call, SAMPLE)?);
    let mut by_river = sections(&seen, call, &items, &samples);
    let sections = by_river.remove(&river).unwrap_or_default();
    let years: BTreeSet<i32> = sections.iter().flat_map(|section| section.samples.iter().map(|sample| sample.occurred_on.year())).collect();
    let years: Vec<i32> = years.into_iter().collect();
    let chosen = year.filter(|year| years.contains(year)).or_else(|| years.last().copied());
    let shown = |section: &Section<'_>| SectionWater {
        section: Named { id: section.id, name: section.name.clone() },
        unit: section.place.unit.map(|id| Named { id: id.0, name: seen.names.name(id.0).unwrap_or_default().to_owned() }),
        target: section.target.map(class),
        years: years.iter().map(|year| WaterYear { year: *year, judged: section.year(*year) }).collect(),
        months: chosen.map(|year| section.months(year)).unwrap_or_default(),
    };
    Ok(RiverWater {
        river_id: river,
        year: chosen,
        whole: years.iter().map(|year| WaterYear { year: *year, judged: whole(&sections, *year) }).collect(),
        sections: sections.iter().map(shown).collect(),
        years,
        basis: basis(),
    })
}

/// How each river's water was in a year, as a whole; rivers without sections are not among them.
///
/// # Errors
/// Not allowed, or the store fails.
pub(crate) async fn water_of_rivers(anlan: &Anlan, call: &Call, year: i32) -> Result<BTreeMap<Uuid, WaterJudged>, Fault> {
    let seen = Seen::load(anlan, call, kind_of(anlan, call, SECTION)?).await?;
    let read = anlan.store.region(&call.region);
    let samples = records_known(&read, kinds_of(anlan, &call.region), SAMPLE, call.today(), call.at).await?;
    let items = measured(kind_of(anlan, call, SAMPLE)?);
    let by_river = sections(&seen, call, &items, &samples);
    Ok(by_river.into_iter().filter_map(|(river, sections)| Some((river, whole(&sections, year)?))).collect())
}

/// The sections that the actor may see, by river, each river's by name.
fn sections<'a>(seen: &Seen<'_>, call: &Call, items: &'a [&'a str], samples: &'a [KnownRecord]) -> BTreeMap<Uuid, Vec<Section<'a>>> {
    let mut by_river: BTreeMap<Uuid, Vec<Section<'a>>> = BTreeMap::new();
    for held in seen.book.live() {
        let Some((river, place)) = seen.place(call, &held).and_then(|place| Some((place.river?, place))) else { continue };
        let values = seen.names.values(seen.kind, held.content);
        by_river.entry(river.0).or_default().push(Section::of(held.latest.record_id.0, &values, place, items, samples));
    }
    for own in by_river.values_mut() {
        own.sort_by(|a, b| a.name.cmp(&b.name));
    }
    by_river
}

/// The items of the samples' columns that take part in a class.
fn measured(kind: &RecordKind) -> Vec<&str> {
    let quality = &Standards::national().quality;
    let columns = kind.columns.iter().filter(|column| matches!(column.holds, Holds::Measured(_)));
    columns.map(|column| column.name.as_str()).filter(|name| quality.item(name).is_some_and(|item| item.evaluated)).collect()
}

/// A section with its samples.
struct Section<'a> {
    id: Uuid,
    name: String,
    place: Place,
    body: Body,
    target: Option<Class>,
    samples: Vec<&'a KnownRecord>,
    items: &'a [&'a str],
}

impl<'a> Section<'a> {
    fn of(id: Uuid, values: &BTreeMap<String, String>, place: Place, items: &'a [&'a str], samples: &'a [KnownRecord]) -> Self {
        let value = |column: &str| values.get(column).map_or("", String::as_str);
        let name = value("断面名称").to_owned();
        let own = samples.iter().filter(|sample| sample.values.get("断面").is_some_and(|section| *section == name)).collect();
        let target = Standards::national().quality.class_named(value("考核目标"));
        Self { id, place, body: Body::lake(value("水体类型") == "湖库"), target, samples: own, items, name }
    }

    fn samples_of(&self, year: i32) -> Vec<&'a KnownRecord> {
        self.samples.iter().copied().filter(|sample| sample.occurred_on.year() == year).collect()
    }

    /// Its year with the means; none when it was not sampled that year.
    fn judge(&self, year: i32) -> Option<Result<(Vec<Mean>, SectionClass), NotAssessed>> {
        let samples = self.samples_of(year);
        if samples.is_empty() {
            return None;
        }
        let of_items: Vec<(&str, Vec<Sample>)> = self.items.iter().map(|item| (*item, readings(&samples, item))).collect();
        let given: Vec<(&str, &[Sample])> =
            of_items.iter().filter(|(_, samples)| !samples.is_empty()).map(|(item, samples)| (*item, samples.as_slice())).collect();
        Some(judge_section_year(Standards::national(), self.body, year, &given))
    }

    fn year(&self, year: i32) -> Option<WaterJudged> {
        let samples = self.samples_of(year).len();
        Some(match self.judge(year)? {
            Ok((_, judged)) => assessed(&judged, samples),
            Err(why) => not_assessed(why.to_string(), samples),
        })
    }

    fn months(&self, year: i32) -> Vec<WaterMonth> {
        let month = |month: Month| WaterMonth { month, judged: self.month(month) };
        (1..=12).filter_map(|number| Month::new(year, number)).map(month).collect()
    }

    fn month(&self, month: Month) -> Option<WaterJudged> {
        let samples: Vec<&KnownRecord> = self.samples.iter().copied().filter(|sample| Month::of(sample.occurred_on) == month).collect();
        if samples.is_empty() {
            return None;
        }
        let evaluation = &Standards::national().evaluation;
        let value = |item: &str| {
            let readings = readings(&samples, item);
            let counted: Vec<Number> = readings.iter().filter_map(|sample| sample.reading.counted(evaluation)).collect();
            (!readings.is_empty()).then(|| mean(&counted))
        };
        let values: Vec<(&str, Option<Number>)> = self.items.iter().filter_map(|item| Some((*item, value(item)?))).collect();
        let flags: BTreeSet<&str> = samples.iter().filter_map(|sample| sample.values.get("标记")).map(String::as_str).collect();
        Some(match judge_section(Standards::national(), self.body, &values) {
            Ok(judged) => assessed(&judged, samples.len()),
            Err(_) if !flags.is_empty() => not_assessed(flags.into_iter().collect::<Vec<_>>().join("、"), samples.len()),
            Err(why) => not_assessed(why.to_string(), samples.len()),
        })
    }
}

/// One item of some samples as reported, each with the flag of the whole sample.
fn readings(samples: &[&KnownRecord], item: &str) -> Vec<Sample> {
    let evaluation = &Standards::national().evaluation;
    let reading = |sample: &&KnownRecord| {
        let flag = sample.values.get("标记").and_then(|mark| evaluation.flag_named(mark));
        let reading = evaluation.read_cell(sample.values.get(item)?).ok()??;
        Some(Sample { on: sample.occurred_on, reading: reading.flagged(flag) })
    };
    samples.iter().filter_map(reading).collect()
}

fn mean(numbers: &[Number]) -> Option<Number> {
    let sum = numbers.iter().try_fold(Number::ZERO, |sum, number| sum.plus(number))?;
    sum.over(&Number::whole(i64::try_from(numbers.len()).ok()?))
}

/// The river as a whole: sections of running water that were sampled by that year. One of them without a class leaves it 未评.
fn whole(sections: &[Section<'_>], year: i32) -> Option<WaterJudged> {
    let begun =
        |section: &&Section<'_>| section.body == Body::River && section.samples.iter().any(|sample| sample.occurred_on.year() <= year);
    let (mut values, mut samples) = (Vec::new(), 0);
    for section in sections.iter().filter(begun) {
        samples += section.samples_of(year).len();
        let means = match section.judge(year) {
            Some(Ok((means, _))) => means,
            Some(Err(why)) => return Some(not_assessed(format!("断面“{}”未评：{why}", section.name), samples)),
            None => return Some(not_assessed(format!("断面“{}”没有当年的样品", section.name), samples)),
        };
        let means = means.into_iter().map(|mean| (mean.item.to_string(), Some(mean.value))).collect();
        values.push(SectionValues { name: section.name.clone(), values: means });
    }
    if values.is_empty() {
        return None;
    }
    Some(match judge_river(Standards::national(), Body::River, &values) {
        Ok(RiverClass::ByMean { class, .. }) => assessed(&class, samples),
        Ok(RiverClass::ByRatio { line, main, because, .. }) => WaterJudged {
            class: None,
            state: Some(line.state.text.to_string()),
            main: main.iter().map(|over| format!("{}（{}个断面）", over.item, over.sections)).collect(),
            because: because.iter().map(|(name, class)| format!("{name}：{}类", class.class_text)).collect(),
            why_not: None,
            samples,
        },
        Err(why) => not_assessed(why.to_string(), samples),
    })
}

fn class(class: Class) -> WaterClass {
    match class.place() {
        0 => WaterClass::First,
        1 => WaterClass::Second,
        2 => WaterClass::Third,
        3 => WaterClass::Fourth,
        4 => WaterClass::Fifth,
        _ => WaterClass::Beyond,
    }
}

/// A class as the standard writes it.
pub(crate) fn class_text(class: WaterClass) -> String {
    let place = match class {
        WaterClass::First => 0,
        WaterClass::Second => 1,
        WaterClass::Third => 2,
        WaterClass::Fourth => 3,
        WaterClass::Fifth => 4,
        WaterClass::Beyond => 5,
    };
    Class::at(place).map_or_else(String::new, |class| Standards::national().quality.class_text(class).to_string())
}

fn assessed(judged: &SectionClass, samples: usize) -> WaterJudged {
    WaterJudged {
        class: Some(class(judged.class)),
        state: Some(judged.state.text.to_string()),
        main: judged.main.iter().map(ToString::to_string).collect(),
        because: judged.because.iter().map(in_words).collect(),
        why_not: None,
        samples,
    }
}

/// An item with its value as reports round it; the class is that of the exact value.
fn in_words(judged: &ItemClass) -> String {
    let decimals = Standards::national().quality.item(&judged.item).map_or(3, |item| item.decimals);
    let value = judged.value.round(i64::from(decimals), Rounding::HalfEven).unwrap_or_else(|| judged.value.clone());
    let missed = judged.missed.as_ref().map(|(class, limit)| format!("，劣于{class}类限值（{limit}）")).unwrap_or_default();
    format!("{} {value}{}：{}类{missed}", judged.item, judged.unit, judged.class_text)
}

fn not_assessed(why: String, samples: usize) -> WaterJudged {
    WaterJudged { class: None, state: None, main: vec![], because: vec![], why_not: Some(why), samples }
}

fn basis() -> String {
    let standards = Standards::national();
    format!(
        "《{}》（{}）、《{}》（{}）",
        standards.quality.title, standards.quality.number, standards.evaluation.title, standards.evaluation.number
    )
}
