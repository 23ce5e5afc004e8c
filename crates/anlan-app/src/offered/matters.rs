//! Problems, letters and closed cases as rules see them, told from the facts known at a moment.

use super::columns::{CLOSED, CLOSED_COLUMNS};
use super::gather::Scope;
use super::row;
use crate::Fault;
use crate::matters::Register;
use anlan_core::item::List;
use anlan_core::matter::letter::Addressee;
use anlan_core::matter::{Matter, MatterKind, MatterState};
use anlan_core::month::Month;
use anlan_core::pack::{Pack, PackHead};
use anlan_core::rule::run::Facts;
use anlan_core::rule::sheet::TableSource;
use anlan_store::{Connection, MatterFilter, MatterOrder, Regional, StoreError};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most matters of a kind offered; a district has a few thousand a year.
const MOST: u64 = 200_000;

/// A problem as registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProblemMatter {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    /// Label of the source.
    pub(crate) source: String,
    /// Label of the finder's level, when a chief found it; else empty.
    pub(crate) finder_level: String,
    /// Post of the finder, when a chief found it; else empty.
    pub(crate) finder: String,
    pub(crate) river: String,
    pub(crate) unit: String,
    pub(crate) found_on: NaiveDate,
    pub(crate) limit_on: Option<NaiveDate>,
    pub(crate) prominent: Option<bool>,
    pub(crate) state: String,
    pub(crate) closed_on: Option<NaiveDate>,
    pub(crate) relapsed_on: Option<NaiveDate>,
}

/// A letter that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LetterMatter {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    /// Label of its kind.
    pub(crate) kind: String,
    pub(crate) addressee: String,
    /// 单位 or 河长.
    pub(crate) addressee_kind: String,
    /// Number of the item or problem; empty when there is none.
    pub(crate) matter: String,
    /// What the rule that proposed it calls its cause; empty when no rule did.
    pub(crate) cause: String,
    pub(crate) month: Option<Month>,
    pub(crate) signed_on: NaiveDate,
    pub(crate) reply_due_on: Option<NaiveDate>,
    pub(crate) replied_on: Option<NaiveDate>,
    pub(crate) settled_on: Option<NaiveDate>,
}

/// A case that was closed: one of the frame of the look-back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClosedMatter {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    /// Label of the source.
    pub(crate) source: String,
    pub(crate) kind: String,
    pub(crate) unit: String,
    pub(crate) river: String,
    pub(crate) closed_on: NaiveDate,
    /// The seed of its quarter's draw.
    pub(crate) seed: String,
    /// Label of the unit's kind.
    pub(crate) unit_kind: String,
}

/// An instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InstructionMatter {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) chief: String,
    /// The post it was written in; empty when none is registered.
    pub(crate) post: String,
    pub(crate) written_on: NaiveDate,
    pub(crate) unit: String,
    pub(crate) effective_on: Option<NaiveDate>,
    /// Whether a stuck matter was solved by it.
    pub(crate) solved: bool,
}

/// A drawn case that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LookedMatter {
    pub(crate) draw: Uuid,
    pub(crate) year: i32,
    pub(crate) quarter: u32,
    pub(crate) number: String,
    pub(crate) unit: String,
    pub(crate) kind: String,
    pub(crate) source: String,
    pub(crate) result: String,
    pub(crate) looked_on: NaiveDate,
    /// Whether what came back has been closed again.
    pub(crate) fixed_again: bool,
}

/// An inspection that was released; a sealed one is none yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReleasedInspection {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) from_on: NaiveDate,
    pub(crate) to_on: NaiveDate,
    pub(crate) released_on: NaiveDate,
    pub(crate) rivers: usize,
    pub(crate) units: usize,
    pub(crate) found: usize,
}

/// A meeting that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldMeeting {
    pub(crate) id: Uuid,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) on: NaiveDate,
    pub(crate) decisions: usize,
}

/// Every meeting recorded as held by the scope's moment.
///
/// # Errors
/// The store fails.
pub(super) async fn meetings<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>) -> Result<Vec<HeldMeeting>, Fault> {
    let mut all = Vec::new();
    for (id, _, matter) in told(scope, read, MatterKind::Meeting).await? {
        let Matter::Meeting(own) = matter else { continue };
        if own.state != MatterState::Held || own.content.on > scope.given.as_of {
            continue;
        }
        let decisions = own.decisions.len();
        all.push(HeldMeeting { id, title: own.content.title, kind: own.content.meeting, on: own.content.on, decisions });
    }
    let mut seen = BTreeMap::new();
    for own in &mut all {
        apart(&mut own.title, own.on, &mut seen);
    }
    Ok(all)
}

/// Of one name and day there may be several: rules tell them apart by their names.
fn apart(title: &mut String, on: NaiveDate, seen: &mut BTreeMap<(String, NaiveDate), usize>) {
    let times = seen.entry((title.clone(), on)).or_default();
    *times += 1;
    if *times > 1 {
        *title = format!("{title}（{times}）");
    }
}

/// Every inspection released by the scope's moment.
///
/// # Errors
/// The store fails.
pub(super) async fn inspections<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>) -> Result<Vec<ReleasedInspection>, Fault> {
    let mut all = Vec::new();
    for (id, _, matter) in told(scope, read, MatterKind::Inspection).await? {
        let Matter::Inspection(own) = matter else { continue };
        let Some(released_on) = own.released_on else { continue };
        all.push(ReleasedInspection {
            id,
            title: own.content.title,
            from_on: own.content.from_on,
            to_on: own.content.to_on,
            released_on,
            rivers: own.content.rivers.len(),
            units: own.content.units.len(),
            found: own.problems.len(),
        });
    }
    let mut seen = BTreeMap::new();
    for own in &mut all {
        apart(&mut own.title, own.from_on, &mut seen);
    }
    Ok(all)
}

/// Every instruction known at the scope's moment.
///
/// # Errors
/// The store fails.
pub(super) async fn instructions<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>) -> Result<Vec<InstructionMatter>, Fault> {
    let register = register(read).await?;
    let mut all = Vec::new();
    for (id, number, matter) in told(scope, read, MatterKind::Instruction).await? {
        let Matter::Instruction(own) = matter else { continue };
        all.push(InstructionMatter {
            id,
            number,
            chief: own.content.chief.clone(),
            post: own.content.chief_id.map(|id| register.name(id.0)).unwrap_or_default(),
            written_on: own.written_on,
            unit: own.order.as_ref().map(|order| register.name(order.unit_id.0)).unwrap_or_default(),
            effective_on: own.effect.as_ref().map(|(on, ..)| *on),
            solved: own.effect.as_ref().is_some_and(|(_, _, solved)| *solved),
        });
    }
    Ok(all)
}

/// Every drawn case that was looked at, as known at the scope's moment.
///
/// # Errors
/// The store fails.
pub(super) async fn looked<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>) -> Result<Vec<LookedMatter>, Fault> {
    let problems = told(scope, read, MatterKind::Problem).await?;
    let closed = |id: Uuid| {
        problems
            .iter()
            .any(|(own, _, matter)| *own == id && matches!(matter, Matter::Problem(problem) if problem.state == MatterState::Closed))
    };
    let item_closed = |id: Uuid| scope.book.entries.iter().any(|entry| entry.id.0 == id && entry.item.closed.is_some());
    let mut all = Vec::new();
    for (id, _, matter) in told(scope, read, MatterKind::Draw).await? {
        let Matter::Draw(draw) = matter else { continue };
        for looked in &draw.looked {
            let Some(row) = draw.row(&looked.number) else { continue };
            let relapsed = looked.result == anlan_core::matter::problem::LookBackResult::Relapsed;
            let again = row.matter_id.is_some_and(closed) || row.item_id.is_some_and(item_closed);
            all.push(LookedMatter {
                draw: id,
                year: draw.content.year,
                quarter: draw.content.quarter,
                number: looked.number.clone(),
                unit: row.unit.clone(),
                kind: row.class.clone(),
                source: row.source.clone(),
                result: crate::matters::result_zh(looked.result).to_owned(),
                looked_on: looked.on,
                fixed_again: relapsed && again,
            });
        }
    }
    Ok(all)
}

/// Matters of a kind as their facts tell them at the scope's moment, with their numbers.
async fn told<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>, kind: MatterKind) -> Result<Vec<(Uuid, String, Matter)>, Fault> {
    let days = scope.days();
    let filter = MatterFilter { opened: Some((*days.start(), *days.end())), ..MatterFilter::of(kind) };
    let rows = read.matters(&filter, MatterOrder::Latest, None, MOST).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut facts = read.matter_facts_of(&ids).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows.into_iter().rev() {
        let mut own = facts.remove(&row.id).unwrap_or_default();
        own.retain(|fact| fact.recorded_at <= scope.known_at);
        let told = Matter::told(&own).map_err(|refusal| StoreError::Damaged(format!("matter {}: {refusal}", row.id)))?;
        all.extend(told.map(|matter| (row.id, row.number.unwrap_or_default(), matter)));
    }
    Ok(all)
}

/// Names of the register, read where everything else is read.
async fn register<C: Connection>(read: &Regional<'_, C>) -> Result<Register, Fault> {
    Register::load(read, 0).await
}

fn head<'a>(scope: &Scope<'a>) -> Option<&'a PackHead> {
    scope.anlan.packs.loop_rules(scope.book.region.as_str(), scope.given.as_of).ok().map(|pack| &pack.head)
}

fn source_label(head: Option<&PackHead>, key: &str) -> String {
    head.and_then(|head| head.problem_sources.iter().find(|source| source.key == key))
        .map_or_else(|| key.to_owned(), |one| one.label.clone())
}

/// Every problem known at the scope's moment and found by its day.
///
/// # Errors
/// The store fails.
pub(super) async fn problems<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>) -> Result<Vec<ProblemMatter>, Fault> {
    let (register, head) = (register(read).await?, head(scope));
    let levels = scope.anlan.packs.of_region(scope.book.region.as_str());
    let level = |key: &str| {
        let labels = levels.map(|pack| &pack.head.chief_levels);
        labels.and_then(|all| all.iter().find(|level| level.key == key)).map_or_else(|| key.to_owned(), |level| level.label.clone())
    };
    let mut all = Vec::new();
    for (id, number, matter) in told(scope, read, MatterKind::Problem).await? {
        let Matter::Problem(problem) = matter else { continue };
        let content = &problem.content;
        all.push(ProblemMatter {
            id,
            number,
            title: content.title.clone(),
            kind: content.class.clone(),
            source: source_label(head, &content.source),
            finder_level: if content.finder.level.is_empty() { String::new() } else { level(&content.finder.level) },
            finder: content.finder.chief_id.map(|id| register.name(id)).unwrap_or_default(),
            river: content.river_id.map(|id| register.name(id.0)).unwrap_or_default(),
            unit: problem.task.as_ref().map(|task| register.name(task.unit_id.0)).unwrap_or_default(),
            found_on: content.found_on,
            limit_on: problem.task.as_ref().map(|task| task.limit_on),
            prominent: Some(content.prominent),
            state: problem.state.zh().to_owned(),
            closed_on: problem.closed_on,
            relapsed_on: problem.relapses.last().copied(),
        });
    }
    Ok(all)
}

/// Every letter known at the scope's moment, whatever its day: rules compare months and days themselves.
///
/// # Errors
/// The store fails.
pub(super) async fn letters<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>) -> Result<Vec<LetterMatter>, Fault> {
    let (register, head) = (register(read).await?, head(scope));
    let mut all = Vec::new();
    for (id, number, matter) in told(scope, read, MatterKind::Letter).await? {
        let Matter::Letter(letter) = matter else { continue };
        if letter.state == MatterState::Declined {
            continue;
        }
        let content = &letter.content;
        let (addressee, addressee_kind) = match content.to {
            Addressee::Unit { id } => (register.name(id.0), "单位"),
            Addressee::Chief { id } => (register.name(id.0), "河长"),
        };
        let item = content.items.first().and_then(|id| scope.book.entry(*id)).map(|entry| entry.number.clone());
        let proposed = content.proposed_by.as_ref();
        let matter = match (item, content.matters.first()) {
            (Some(number), _) => number,
            (None, Some(matter)) => read.matter(*matter).await?.and_then(|row| row.number).unwrap_or_default(),
            (None, None) => proposed.map(|proposed| proposed.about.clone()).unwrap_or_default(),
        };
        all.push(LetterMatter {
            id,
            number,
            kind: head.and_then(|head| head.letter(&content.letter)).map_or_else(|| content.letter.clone(), |kind| kind.label.clone()),
            addressee,
            addressee_kind: addressee_kind.to_owned(),
            matter,
            cause: proposed.map(|proposed| proposed.cause.clone()).unwrap_or_default(),
            month: content.month,
            signed_on: letter.issued_on,
            reply_due_on: letter.due_on,
            replied_on: letter.replies.last().filter(|reply| reply.returned.is_none()).map(|reply| reply.on),
            settled_on: letter.settled.as_ref().map(|(on, _)| *on),
        });
    }
    Ok(all)
}

/// Every case closed by the scope's day: problems, and items that stand for none.
///
/// # Errors
/// The store fails.
pub(super) async fn closed_cases<C: Connection>(scope: &Scope<'_>, read: &Regional<'_, C>) -> Result<Vec<ClosedMatter>, Fault> {
    let seeds: BTreeMap<(i32, u32), String> = told(scope, read, MatterKind::Draw)
        .await?
        .into_iter()
        .filter_map(|(_, _, matter)| if let Matter::Draw(draw) = matter { Some(draw.content) } else { None })
        .map(|content| ((content.year, content.quarter), content.seed))
        .collect();
    let cases = closed_between(scope, read, (*scope.days().start(), scope.given.as_of)).await?;
    let seed = |on: NaiveDate| seeds.get(&(on.year(), on.month0() / 3 + 1)).cloned().unwrap_or_default();
    Ok(cases.into_iter().map(|case| ClosedMatter { seed: seed(case.closed_on), ..case }).collect())
}

/// What was closed in some days and is closed still, without seeds: the frame of a look-back, in the order of numbers.
///
/// # Errors
/// The store fails.
pub(crate) async fn closed_between<C: Connection>(
    scope: &Scope<'_>,
    read: &Regional<'_, C>,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<ClosedMatter>, Fault> {
    let (register, head) = (register(read).await?, head(scope));
    let lists = scope.anlan.packs.of_region(scope.book.region.as_str());
    let unit_kind = |unit: Uuid| {
        let key = register.unit(unit).map(|row| row.kind.as_str()).unwrap_or_default();
        let kinds = lists.map(|pack| &pack.head.unit_kinds);
        kinds.and_then(|kinds| kinds.iter().find(|kind| kind.key == key)).map_or_else(|| key.to_owned(), |kind| kind.label.clone())
    };
    let filter = MatterFilter { states: vec![MatterState::Closed], closed: Some(days), ..MatterFilter::of(MatterKind::Problem) };
    let rows = read.matters(&filter, MatterOrder::Latest, None, MOST).await?;
    let standing: Vec<Uuid> = rows.iter().filter_map(|row| row.item_id).collect();
    let mut all: Vec<ClosedMatter> = rows
        .into_iter()
        .filter_map(|row| {
            Some(ClosedMatter {
                id: row.id,
                number: row.number?,
                source: source_label(head, &row.source),
                kind: row.class,
                unit: row.unit_id.map(|id| register.name(id)).unwrap_or_default(),
                river: row.river_id.map(|id| register.name(id)).unwrap_or_default(),
                closed_on: row.closed_on?,
                seed: String::new(),
                unit_kind: row.unit_id.map(unit_kind).unwrap_or_default(),
            })
        })
        .collect();
    for entry in &scope.book.entries {
        let Some((on, _)) = entry.item.closed.filter(|(on, _)| (days.0..=days.1).contains(on)) else { continue };
        if entry.list != List::Problem || standing.contains(&entry.id.0) {
            continue;
        }
        let content = entry.content();
        all.push(ClosedMatter {
            id: entry.id.0,
            number: entry.number.clone(),
            source: content.source.clone().unwrap_or_default(),
            kind: content.kind.clone().unwrap_or_default(),
            unit: scope.book.unit_name(content.unit_id),
            river: scope.book.river_name(content.river_id),
            closed_on: on,
            seed: String::new(),
            unit_kind: unit_kind(content.unit_id.0),
        });
    }
    all.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(all)
}

/// Only the frame of a look-back as facts; every other table of the pack stays empty.
pub(crate) fn frame_facts(pack: &Pack, cases: &[ClosedMatter]) -> Facts {
    let mut facts = Facts::default();
    for def in pack.sheet.tables.iter().filter(|def| matches!(def.source, TableSource::Fact(_))) {
        let name = &*def.shape.name;
        let rows = if name == CLOSED.0 { cases.iter().map(|of| row(def, CLOSED_COLUMNS, of, &of.name())).collect() } else { vec![] };
        facts.0.insert(name.to_owned(), rows);
    }
    facts
}
