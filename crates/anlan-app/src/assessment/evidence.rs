//! From the names of facts to where they are found, and to the people who recorded them.

use crate::offered::fact_name::FactName;
use crate::offered::water::SAMPLE;
use crate::records::kinds_of;
use crate::views::{FactKind, FactRef};
use crate::year::{Entry, YearBook};
use crate::{Anlan, Fault};
use anlan_core::ids::{ItemId, MatterId, RecordId};
use anlan_core::item::ItemEvent;
use anlan_core::matter::person::{names_in, plain_name};
use anlan_core::matter::{Matter, MatterKind};
use anlan_core::month::Month;
use anlan_core::record::{RecordFact, known};
use anlan_store::{Connection, MatterRow, Regional};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Where each fact is found.
///
/// # Errors
/// The store fails.
pub(crate) async fn fact_refs<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    book: &YearBook,
    names: &[String],
) -> Result<Vec<FactRef>, Fault> {
    let titles = Titles::of(anlan, read, book, names).await?;
    Ok(names.iter().map(|name| fact_ref(&titles, book, name)).collect())
}

/// What matters and records are called, each read once.
struct Titles {
    matters: HashMap<Uuid, String>,
    records: HashMap<Uuid, String>,
}

impl Titles {
    async fn of<C: Connection>(anlan: &Anlan, read: &Regional<'_, C>, book: &YearBook, names: &[String]) -> Result<Self, Fault> {
        let (mut matters, mut records) = (BTreeSet::new(), BTreeSet::new());
        for name in names.iter().filter_map(|name| FactName::parse(name)) {
            match name {
                FactName::Problem(id)
                | FactName::Letter(id)
                | FactName::Instruction(id)
                | FactName::Closed(id)
                | FactName::Inspection(id)
                | FactName::Meeting(id)
                | FactName::Looked(id, _) => {
                    matters.insert(id);
                }
                FactName::Record(_, id, _) | FactName::Water(id, _, _) => {
                    records.insert(id);
                }
                FactName::Unit(_) | FactName::Chief(..) | FactName::Lead(_) | FactName::Item(_) | FactName::Light(..) => {}
            }
        }
        let of_matter = |row: MatterRow| {
            let title = format!("{} {}", row.number.unwrap_or_default(), row.title.replace('|', ""));
            (row.id, title.trim().to_owned())
        };
        let mut histories: HashMap<Uuid, Vec<RecordFact>> = HashMap::new();
        for fact in read.record_histories(&records.into_iter().collect::<Vec<_>>()).await? {
            histories.entry(fact.record_id.0).or_default().push(fact);
        }
        let kinds = kinds_of(anlan, &book.region);
        let of_record = |(id, history): (Uuid, Vec<RecordFact>)| {
            let kind = history.first().and_then(|fact| kinds.kind(&fact.kind))?;
            let held = known(&history, DateTime::<Utc>::MAX_UTC);
            let words = |held: anlan_core::record::Recorded<'_>| {
                kind.identity.iter().filter_map(|column| held.content.values.get(column)).cloned().collect::<Vec<_>>().join(" ")
            };
            Some((id, format!("{} {}", kind.title, held.map(words).unwrap_or_default())))
        };
        Ok(Self {
            matters: read.matters_of(&matters.into_iter().collect::<Vec<_>>()).await?.into_iter().map(of_matter).collect(),
            records: histories.into_iter().filter_map(of_record).collect(),
        })
    }

    /// A matter as a fact: its number and what it is in a few words.
    fn matter(&self, id: Uuid, kind: FactKind, blank: FactRef) -> FactRef {
        FactRef { kind, title: self.matters.get(&id).cloned().unwrap_or_default(), record_id: Some(id), ..blank }
    }

    fn record(&self, id: Uuid) -> String {
        self.records.get(&id).cloned().unwrap_or_default()
    }
}

/// Where a fact is found.
fn fact_ref(titles: &Titles, book: &YearBook, name: &str) -> FactRef {
    let blank = FactRef {
        name: name.to_owned(),
        kind: FactKind::Other,
        title: name.to_owned(),
        item_id: None,
        month: None,
        record_kind: None,
        record_id: None,
    };
    let item = |id: ItemId| book.entry(id).map_or_else(String::new, |entry| format!("{} {}", entry.number, entry.content().title));
    match FactName::parse(name) {
        None => blank,
        Some(FactName::Unit(id)) => FactRef { kind: FactKind::Unit, title: book.name(id), ..blank },
        Some(FactName::Chief(id, _)) => FactRef { kind: FactKind::Chief, title: book.name(id), ..blank },
        Some(FactName::Problem(id)) => titles.matter(id, FactKind::Problem, blank),
        Some(FactName::Letter(id)) => titles.matter(id, FactKind::Letter, blank),
        Some(FactName::Inspection(id)) => titles.matter(id, FactKind::Inspection, blank),
        Some(FactName::Instruction(id)) => titles.matter(id, FactKind::Instruction, blank),
        Some(FactName::Meeting(id)) => titles.matter(id, FactKind::Meeting, blank),
        Some(FactName::Lead(id)) => {
            let row = book.lead_units.iter().find(|row| row.id == id);
            let title = row.map(|row| format!("{} {}（{}起）", book.name(row.river_id), book.name(row.unit_id), row.from_on));
            let record_id = row.map(|row| row.river_id);
            FactRef { kind: FactKind::LeadUnit, title: title.unwrap_or_default(), record_id, ..blank }
        }
        Some(FactName::Closed(id)) => match book.entry(ItemId(id)) {
            Some(_) => FactRef { kind: FactKind::ClosedCase, title: item(ItemId(id)), item_id: Some(id), ..blank },
            None => titles.matter(id, FactKind::ClosedCase, blank),
        },
        Some(FactName::Looked(id, number)) => {
            let found = titles.matter(id, FactKind::LookBack, blank);
            FactRef { title: format!("{} {number}", found.title), ..found }
        }
        Some(FactName::Item(id)) => FactRef { kind: FactKind::Item, title: item(id), item_id: Some(id.0), ..blank },
        Some(FactName::Light(id, month)) => FactRef {
            kind: FactKind::Light,
            title: format!("{}（{}）", item(id), month.zh()),
            item_id: Some(id.0),
            month: Some(month),
            ..blank
        },
        Some(FactName::Record(kind, id, _)) => {
            FactRef { kind: FactKind::Record, title: titles.record(id), record_kind: Some(kind), record_id: Some(id), ..blank }
        }
        Some(FactName::Water(section, month, item)) => FactRef {
            kind: FactKind::Water,
            title: format!("{} {} {item}", titles.record(section), month.zh()),
            month: Some(month),
            record_kind: Some(SAMPLE.to_owned()),
            record_id: Some(section),
            ..blank
        },
    }
}

/// Whoever had a hand in facts, by plain name, and in what: they do not decide on what rests on them.
pub(super) type Hands = BTreeMap<String, String>;

fn hand(hands: &mut Hands, who: &str, what: String) {
    hands.entry(plain_name(who)).or_insert(what);
}

/// Everyone who recorded, closed or issued any of these facts.
///
/// # Errors
/// The store fails.
pub(super) async fn hands<C: Connection>(read: &Regional<'_, C>, book: &YearBook, names: &[String]) -> Result<Hands, Fault> {
    let mut found = Hands::new();
    let mut samples: Option<Vec<RecordFact>> = None;
    for name in names.iter().filter_map(|name| FactName::parse(name)) {
        match name {
            FactName::Unit(_) | FactName::Chief(..) | FactName::Lead(_) => {}
            FactName::Problem(id)
            | FactName::Letter(id)
            | FactName::Instruction(id)
            | FactName::Inspection(id)
            | FactName::Meeting(id)
            | FactName::Looked(id, _) => {
                of_matter(read, id, &mut found).await?;
            }
            FactName::Closed(id) => {
                of_item(book.entry(ItemId(id)), &mut found);
                of_matter(read, id, &mut found).await?;
            }
            FactName::Item(id) => {
                of_item(book.entry(id), &mut found);
                of_problem_behind(read, id, &mut found).await?;
            }
            FactName::Light(id, month) => {
                of_item(book.entry(id), &mut found);
                of_problem_behind(read, id, &mut found).await?;
                of_light(book, id, month, &mut found);
            }
            FactName::Record(_, id, _) => of_records(&read.record_history(RecordId(id)).await?, &mut found),
            FactName::Water(section, month, _) => {
                of_records(&read.record_history(RecordId(section)).await?, &mut found);
                let all = match samples.take() {
                    Some(all) => all,
                    None => read.record_facts(SAMPLE).await?,
                };
                let of_month = |fact: &&RecordFact| {
                    let refers = fact.event.content().is_some_and(|content| content.refs.values().any(|id| *id == section));
                    refers && Month::of(fact.occurred_on) == month
                };
                all.iter().filter(of_month).for_each(|fact| of_records(std::slice::from_ref(fact), &mut found));
                samples = Some(all);
            }
        }
    }
    Ok(found)
}

/// Who found a problem, and whoever recorded anything of a matter.
async fn of_matter<C: Connection>(read: &Regional<'_, C>, id: Uuid, hands: &mut Hands) -> Result<(), Fault> {
    let facts = read.matter_facts(MatterId(id)).await?;
    let Ok(Some(matter)) = Matter::told(&facts) else { return Ok(()) };
    let title = matter.head().title;
    if let Matter::Problem(problem) = &matter {
        for name in problem.finders().into_iter().flat_map(names_in) {
            hand(hands, name, format!("发现了问题“{title}”"));
        }
    }
    for fact in &facts {
        hand(hands, &fact.by.name, format!("办理了“{title}”"));
    }
    Ok(())
}

/// Those who found or worked on the problem that an item stands for.
async fn of_problem_behind<C: Connection>(read: &Regional<'_, C>, id: ItemId, hands: &mut Hands) -> Result<(), Fault> {
    for row in read.matters_about(id.0).await? {
        if row.kind == MatterKind::Problem.key() && row.item_id == Some(id.0) {
            of_matter(read, row.id, hands).await?;
        }
    }
    Ok(())
}

fn of_item(entry: Option<&Entry>, hands: &mut Hands) {
    let Some(entry) = entry else { return };
    for fact in &entry.facts {
        let what = match &fact.event {
            ItemEvent::ClosedOut { .. } | ItemEvent::CloseOutWithdrawn | ItemEvent::CloseReturned { .. } | ItemEvent::Reopened { .. } => {
                "办理了事项的销号"
            }
            ItemEvent::CloseAsked { .. } => "申请了事项的销号",
            ItemEvent::Opened { .. } | ItemEvent::Corrected { .. } | ItemEvent::Changed { .. } => "登记了事项",
            ItemEvent::Paused { .. } | ItemEvent::Resumed => "批准了事项的暂停",
        };
        hand(hands, &fact.recorded_by, format!("{what}{}", entry.number));
    }
    for report in &entry.reports {
        hand(hands, &report.recorded_by, format!("填报了事项{}的进展", entry.number));
    }
}

fn of_light(book: &YearBook, id: ItemId, month: Month, hands: &mut Hands) {
    for (row, _) in book.circulars.iter().filter(|(_, circular)| circular.month == month) {
        hand(hands, &row.recorded_by, format!("签发了{}的亮灯通报", month.zh()));
    }
    for change in book.overrides.iter().filter(|change| change.row.item_id == id.0 && change.month == month) {
        hand(hands, &change.row.recorded_by, format!("提出了{}亮灯的人工调整", month.zh()));
        if let Some(decision) = &change.decision {
            hand(hands, &decision.recorded_by, format!("确认了{}亮灯的人工调整", month.zh()));
        }
    }
}

fn of_records(facts: &[RecordFact], hands: &mut Hands) {
    for fact in facts {
        hand(hands, &fact.recorded_by, format!("登记了{}的记录", fact.occurred_on));
    }
}
