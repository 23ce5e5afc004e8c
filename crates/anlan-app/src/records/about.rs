//! Records that name a problem (a complaint about it) or an item (a dispatch, money, what was built): the link, and what the page
//! of the problem or item tells of them.

use super::kinds::kinds_of;
use super::names::Names;
use crate::lists::target_of;
use crate::views::AboutRecord;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::ids::{ItemId, MatterId, RecordId};
use anlan_core::item::ItemContent;
use anlan_core::record::{RecordColumn, RecordContent, RecordEvent, RecordFact, RecordKind, Recorded, Refers, known};
use anlan_store::Tx;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

fn numbers<'a>(kind: &'a RecordKind, values: &'a BTreeMap<String, String>) -> impl Iterator<Item = &'a str> {
    let named = kind.columns.iter().filter(|column| column.problem).filter_map(|column| values.get(&column.name));
    named.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// The numbers of problems that texts by column name.
pub(super) fn named<'a>(kind: &RecordKind, texts: impl Iterator<Item = &'a BTreeMap<String, String>>) -> Vec<String> {
    let mut all: Vec<String> = texts.flat_map(|values| numbers(kind, values).map(str::to_owned).collect::<Vec<_>>()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Links what was recorded to the problems it names.
pub(super) async fn link(tx: &Tx, kind: &RecordKind, names: &Names, facts: &[RecordFact]) -> Result<(), Fault> {
    for fact in facts {
        let (RecordEvent::Recorded(content) | RecordEvent::Corrected(content)) = &fact.event else { continue };
        for problem in numbers(kind, &content.values).filter_map(|number| names.problem(number)) {
            tx.link_matter(MatterId(problem), &[("record", fact.record_id.0)]).await?;
        }
    }
    Ok(())
}

/// Records that name a problem now and that the actor may see, oldest first; without secrets.
///
/// # Errors
/// The store fails.
pub(crate) async fn about_problem(anlan: &Anlan, call: &Call, id: MatterId, number: &str) -> Result<Vec<AboutRecord>, Fault> {
    let read = anlan.store.region(&call.region);
    let kinds = kinds_of(anlan, &call.region);
    let mut found = Vec::new();
    for record in read.links_of(id, "record").await? {
        let facts = read.record_history(RecordId(record)).await?;
        let Some(held) = known(&facts, DateTime::<Utc>::MAX_UTC).filter(|held| held.withdrawn.is_none()) else { continue };
        let Some(kind) = kinds.kind(&held.latest.kind) else { continue };
        let content: &RecordContent = held.content;
        if !numbers(kind, &content.values).any(|own| own == number) {
            continue;
        }
        let names = Names::load(&read, kinds, kind, DateTime::<Utc>::MAX_UTC).await?;
        let place = names.place(kind, content);
        if !may(&call.actor, Action::RecordRead, Target { unit_id: place.unit, river_id: place.river, chief_id: None }) {
            continue;
        }
        found.push(about(call, kind, &names, &held));
    }
    found.sort_by_key(|one| (one.on, one.id));
    Ok(found)
}

/// Records that name an item which the actor may see, in the order of their kinds and days. What belongs to no unit or river of its
/// own belongs to the item's. Costs a count for each kind that names items; what is read is kept.
///
/// # Errors
/// The store fails.
pub(crate) async fn about_item(anlan: &Anlan, call: &Call, id: ItemId, item: &ItemContent) -> Result<Vec<AboutRecord>, Fault> {
    let kinds = kinds_of(anlan, &call.region);
    let now = DateTime::<Utc>::MAX_UTC;
    let mut all = Vec::new();
    for kind in kinds.all() {
        let Some(column) = kind.referring(|refers| *refers == Refers::Item) else { continue };
        let book = anlan.record_book(&call.region, &kind.key).await?;
        let named: Vec<_> = book.live().filter(|held| held.content.refs.get(&column.name) == Some(&id.0)).collect();
        if named.is_empty() {
            continue;
        }
        let names = Names::load(&anlan.store.region(&call.region), kinds, kind, now).await?;
        let mut found: Vec<AboutRecord> = Vec::new();
        for held in named {
            let (place, own) = (names.place(kind, held.content), target_of(item));
            let target = Target { unit_id: place.unit.or(own.unit_id), river_id: place.river.or(own.river_id), chief_id: None };
            if may(&call.actor, Action::RecordRead, target) {
                found.push(about(call, kind, &names, &held));
            }
        }
        found.sort_by_key(|one| (one.on, one.id));
        all.extend(found);
    }
    Ok(all)
}

/// A record in short: what identifies it is its title, what names the thing asked about is left out.
fn about(call: &Call, kind: &RecordKind, names: &Names, held: &Recorded<'_>) -> AboutRecord {
    let values = names.values(kind, held.content);
    let item = |column: &RecordColumn| column.refers() == Some(&Refers::Item);
    let mut identity = kind.identity.iter().filter_map(|name| kind.column(name)).filter(|column| !item(column));
    let title = match kind.columns.iter().any(item) {
        false => identity.next().and_then(|column| values.get(&column.name)).cloned().unwrap_or_default(),
        true => identity.filter_map(|column| values.get(&column.name)).map(String::as_str).collect::<Vec<_>>().join(" "),
    };
    let told = kind.columns.iter().filter(|column| !kind.identity.contains(&column.name) && !column.problem && !item(column));
    let told = told.filter_map(|column| Some(format!("{}：{}", column.label(), values.get(&column.name)?)));
    AboutRecord {
        kind: kind.key.clone(),
        kind_label: kind.title.clone(),
        id: held.latest.record_id.0,
        on: held.latest.occurred_on,
        title,
        told: told.collect::<Vec<_>>().join("；"),
        follow: kind.follow.as_ref().map(|follow| follow.of(&values, call.today()).into()),
    }
}
