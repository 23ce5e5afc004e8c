//! Records that name a problem (a complaint about it): the link, and what the problem's page tells of them.

use super::kinds::kinds_of;
use super::names::Names;
use crate::views::AboutProblem;
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Target, may};
use anlan_core::ids::{MatterId, RecordId};
use anlan_core::record::{RecordContent, RecordEvent, RecordFact, RecordKind, known};
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
pub(crate) async fn about_problem(anlan: &Anlan, call: &Call, id: MatterId, number: &str) -> Result<Vec<AboutProblem>, Fault> {
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
        let values = names.values(kind, content);
        let title = kind.identity.first().and_then(|column| values.get(column)).cloned().unwrap_or_default();
        let told = kind.columns.iter().filter(|column| !kind.identity.contains(&column.name) && !column.problem);
        let told = told.filter_map(|column| Some(format!("{}：{}", column.label(), values.get(&column.name)?)));
        found.push(AboutProblem {
            kind: kind.key.clone(),
            kind_label: kind.title.clone(),
            id: record,
            on: held.latest.occurred_on,
            title,
            told: told.collect::<Vec<_>>().join("；"),
        });
    }
    found.sort_by_key(|one| (one.on, one.id));
    Ok(found)
}
