//! From the names of facts to where they are found, and to the people who recorded them.

use crate::offered::fact_name::FactName;
use crate::offered::water::{SAMPLE, SECTION};
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
use anlan_store::{Connection, Regional};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
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
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        found.push(fact_ref(anlan, read, book, name).await?);
    }
    Ok(found)
}

/// A matter as a fact: its number and what it is in a few words.
async fn matter<C: Connection>(read: &Regional<'_, C>, id: uuid::Uuid, kind: FactKind, blank: FactRef) -> Result<FactRef, Fault> {
    let row = read.matter(anlan_core::ids::MatterId(id)).await?;
    let title = row.map_or_else(String::new, |row| format!("{} {}", row.number.unwrap_or_default(), row.title.replace('|', "")));
    Ok(FactRef { kind, title: title.trim().to_owned(), record_id: Some(id), ..blank })
}

/// Where a fact is found.
///
/// # Errors
/// The store fails.
pub(super) async fn fact_ref<C: Connection>(anlan: &Anlan, read: &Regional<'_, C>, book: &YearBook, name: &str) -> Result<FactRef, Fault> {
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
    Ok(match FactName::parse(name) {
        None => blank,
        Some(FactName::Unit(id)) => FactRef { kind: FactKind::Unit, title: book.name(id), ..blank },
        Some(FactName::Chief(id, _)) => FactRef { kind: FactKind::Chief, title: book.name(id), ..blank },
        Some(FactName::Problem(id)) => matter(read, id, FactKind::Problem, blank).await?,
        Some(FactName::Letter(id)) => matter(read, id, FactKind::Letter, blank).await?,
        Some(FactName::Instruction(id)) => matter(read, id, FactKind::Instruction, blank).await?,
        Some(FactName::Closed(id)) => match book.entry(ItemId(id)) {
            Some(_) => FactRef { kind: FactKind::ClosedCase, title: item(ItemId(id)), item_id: Some(id), ..blank },
            None => matter(read, id, FactKind::ClosedCase, blank).await?,
        },
        Some(FactName::Looked(id, number)) => {
            let found = matter(read, id, FactKind::LookBack, blank).await?;
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
            let title = record_title(anlan, read, book, &kind, id).await?;
            FactRef { kind: FactKind::Record, title, record_kind: Some(kind), record_id: Some(id), ..blank }
        }
        Some(FactName::Water(section, month, item)) => {
            let title = record_title(anlan, read, book, SECTION, section).await?;
            FactRef {
                kind: FactKind::Water,
                title: format!("{title} {} {item}", month.zh()),
                month: Some(month),
                record_kind: Some(SAMPLE.to_owned()),
                record_id: Some(section),
                ..blank
            }
        }
    })
}

async fn record_title<C: Connection>(
    anlan: &Anlan,
    read: &Regional<'_, C>,
    book: &YearBook,
    kind: &str,
    id: Uuid,
) -> Result<String, Fault> {
    let history = read.record_history(RecordId(id)).await?;
    let Some(kind) = kinds_of(anlan, &book.region).kind(kind) else { return Ok(String::new()) };
    let held = known(&history, DateTime::<Utc>::MAX_UTC);
    let words =
        held.map(|held| kind.identity.iter().filter_map(|column| held.content.values.get(column)).cloned().collect::<Vec<_>>().join(" "));
    Ok(format!("{} {}", kind.title, words.unwrap_or_default()))
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
            FactName::Unit(_) | FactName::Chief(..) => {}
            FactName::Problem(id) | FactName::Letter(id) | FactName::Instruction(id) | FactName::Looked(id, _) => {
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
