//! Which kinds of records a region keeps, and how their columns are filled in.

use super::names::Names;
use super::scale_of;
use crate::views::{FollowView, RecordColumnView, RecordHolds, RecordKindView};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, reach};
use anlan_core::ids::RegionId;
use anlan_core::record::{Holds, RecordColumn, RecordKind, RecordKinds, Refers};
use anlan_core::rule::value::{Kind, Scale};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The kinds of a region: the national ones and those its pack declares.
#[must_use]
pub fn kinds_of<'a>(anlan: &'a Anlan, region: &RegionId) -> &'a RecordKinds {
    match anlan.packs.of_region(region.as_str()) {
        Some(pack) => &pack.records,
        None => RecordKinds::national(),
    }
}

/// The kind of a key.
pub(super) fn kind_of<'a>(anlan: &'a Anlan, call: &Call, key: &str) -> Result<&'a RecordKind, Fault> {
    kinds_of(anlan, &call.region).kind(key).ok_or_else(Fault::not_found)
}

/// The scales a kind's columns use.
pub(super) fn scales_of(anlan: &Anlan, region: &RegionId, kind: &RecordKind) -> BTreeMap<String, Arc<Scale>> {
    let name = |column: &RecordColumn| match &column.holds {
        Holds::Scale(name) => Some(name.clone()),
        Holds::Value(_) | Holds::Measured(_) | Holds::Choice(_) | Holds::Refers(_) => None,
    };
    kind.columns.iter().filter_map(name).filter_map(|name| scale_of(anlan, region, &name).map(|scale| (name, scale))).collect()
}

/// The kinds the actor may look at, with what their forms and filters offer.
///
/// # Errors
/// Not allowed, or the store fails.
pub async fn kinds(anlan: &Anlan, call: &Call) -> Result<Vec<RecordKindView>, Fault> {
    let reads = reach(call.actor.role, Action::RecordRead);
    if reads == Reach::Nothing {
        return Err(Fault::not_allowed());
    }
    let writes = reach(call.actor.role, Action::RecordWrite) != Reach::Nothing;
    let all = kinds_of(anlan, &call.region);
    let mut views = Vec::new();
    for kind in all.all() {
        let (by_unit, by_river) = (all.belongs(kind, &|refers| *refers == Refers::Unit), all.belongs(kind, &belongs_to_river));
        // What belongs to no unit is no business of a unit's liaison.
        let within = match reads {
            Reach::Nothing | Reach::OwnChief => false,
            Reach::OwnUnit => by_unit,
            Reach::OwnRiver => by_river,
            Reach::Region => true,
        };
        if !within {
            continue;
        }
        let names = match writes {
            true => Some(Names::load(&anlan.store.region(&call.region), all, kind, DateTime::<Utc>::MAX_UTC).await?),
            false => None,
        };
        let scales = scales_of(anlan, &call.region, kind);
        let columns = kind.columns.iter().map(|column| column_view(column, names.as_ref(), &scales)).collect();
        views.push(RecordKindView {
            key: kind.key.clone(),
            title: kind.title.clone(),
            about: kind.about.clone(),
            standing: kind.occurred.is_none(),
            identity: kind.identity.clone(),
            columns,
            by_unit,
            by_river,
            follow: kind.follow.as_ref().map(|follow| FollowView {
                due: follow.due.clone(),
                done: follow.done.clone(),
                effect: follow.effect.clone(),
            }),
            item: kind.referring(|refers| *refers == Refers::Item).map(|column| column.name.clone()),
        });
    }
    Ok(views)
}

fn belongs_to_river(refers: &Refers) -> bool {
    matches!(refers, Refers::River | Refers::Chief)
}

fn column_view(column: &RecordColumn, names: Option<&Names>, scales: &BTreeMap<String, Arc<Scale>>) -> RecordColumnView {
    let (holds, choices) = match &column.holds {
        Holds::Value(Kind::Bool) => (RecordHolds::Bool, vec![]),
        Holds::Value(Kind::Number(_)) => (RecordHolds::Number, vec![]),
        Holds::Value(Kind::Date) => (RecordHolds::Date, vec![]),
        Holds::Value(Kind::Time) => (RecordHolds::Time, vec![]),
        Holds::Value(Kind::Month) => (RecordHolds::Month, vec![]),
        Holds::Value(Kind::Text | Kind::Grade(_) | Kind::Nothing) => (RecordHolds::Text, vec![]),
        Holds::Measured(_) => (RecordHolds::Measured, vec![]),
        Holds::Choice(words) => (RecordHolds::Choice, words.clone()),
        Holds::Scale(name) => {
            let steps = scales.get(name).map(|scale| scale.steps.iter().map(|step| (**step).to_owned()).collect());
            (RecordHolds::Choice, steps.unwrap_or_default())
        }
        // Too many to choose from: the number is typed, and checked.
        Holds::Refers(Refers::Item) => (RecordHolds::Text, vec![]),
        Holds::Refers(refers) => (RecordHolds::Choice, names.map(|names| names.of(refers)).unwrap_or_default()),
    };
    RecordColumnView {
        name: column.name.clone(),
        label: column.label(),
        holds,
        required: column.required,
        choices,
        hint: column.hint.clone(),
        secret: column.secret,
    }
}
