//! Finding records: filter, search, sort, page, in memory over the kind's facts.

use super::book::{RecordBook, title_of};
use super::kinds::{kind_of, kinds_of, scales_of};
use super::names::{Names, Place};
use crate::lists::{item_row, may_see, work_month};
use crate::views::{FollowState, Named, RecordItem, RecordItemSeen, RecordList, RecordQuery, RecordRow};
use crate::{Anlan, Call, Fault};
use anlan_core::access::{Action, Reach, Target, may, reach};
use anlan_core::ids::ItemId;
use anlan_core::record::{Holds, RecordKind, Recorded, Refers};
use anlan_core::rule::number::Number;
use anlan_core::rule::value::Scale;
use anlan_core::text;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A page of the records that fit, as far as the actor may see them.
///
/// # Errors
/// Not allowed, no such kind, or the store fails.
pub async fn list(anlan: &Anlan, call: &Call, kind: &str, query: &RecordQuery) -> Result<RecordList, Fault> {
    let kind = kind_of(anlan, call, kind)?;
    let (rows, years) = fitting(anlan, call, kind, query).await?;
    let page_size = query.page_size.unwrap_or(50).clamp(1, 500);
    let page = query.page.unwrap_or(1).max(1);
    let total = rows.len();
    let mut rows: Vec<RecordRow> = rows.into_iter().skip((page - 1).saturating_mul(page_size)).take(page_size).collect();
    about_items(anlan, call, rows.iter_mut().filter_map(|row| row.item.as_mut())).await?;
    Ok(RecordList { rows, total, page, page_size, years })
}

/// A kind's records with the names of what they refer to, as far as the actor may see them.
pub(super) struct Seen<'a> {
    pub(super) kind: &'a RecordKind,
    pub(super) book: Arc<RecordBook>,
    pub(super) names: Names,
}

impl<'a> Seen<'a> {
    pub(super) async fn load(anlan: &Anlan, call: &Call, kind: &'a RecordKind) -> Result<Self, Fault> {
        if reach(call.actor.role, Action::RecordRead) == Reach::Nothing {
            return Err(Fault::not_allowed());
        }
        let book = anlan.record_book(&call.region, &kind.key).await?;
        let names = Names::load(&anlan.store.region(&call.region), kinds_of(anlan, &call.region), kind, DateTime::<Utc>::MAX_UTC).await?;
        Ok(Self { kind, book, names })
    }

    /// Where a record belongs, when the actor may see it.
    pub(super) fn place(&self, call: &Call, held: &Recorded<'_>) -> Option<Place> {
        let place = self.names.place(self.kind, held.content);
        let target = Target { unit_id: place.unit, river_id: place.river, chief_id: None };
        may(&call.actor, Action::RecordRead, target).then_some(place)
    }

    pub(super) fn row(&self, held: &Recorded<'_>, place: Place, today: NaiveDate) -> RecordRow {
        let values = self.names.values(self.kind, held.content);
        let last = held.withdrawn.unwrap_or(held.latest);
        let named = |id: uuid::Uuid| Named { id, name: self.names.name(id).unwrap_or_default().to_owned() };
        let item = self.kind.referring(|refers| *refers == Refers::Item).and_then(|column| held.content.refs.get(&column.name));
        RecordRow {
            id: held.latest.record_id.0,
            version: last.id.0,
            title: title_of(self.kind, &values),
            occurred_on: held.latest.occurred_on,
            follow: self.kind.follow.as_ref().map(|follow| follow.of(&values, today).into()),
            item: item.map(|id| RecordItem { id: *id, number: self.names.name(*id).unwrap_or_default().to_owned(), seen: None }),
            values,
            unit: place.unit.map(|id| named(id.0)),
            river: place.river.map(|id| named(id.0)),
            recorded_at: last.recorded_at,
            recorded_by: last.recorded_by.clone(),
            corrected: held.latest.supersedes.is_some(),
            withdrawn: held.withdrawn.is_some(),
        }
    }
}

/// Every record that fits, in the order asked for, and the years that have any.
pub(super) async fn fitting(
    anlan: &Anlan,
    call: &Call,
    kind: &RecordKind,
    query: &RecordQuery,
) -> Result<(Vec<RecordRow>, Vec<i32>), Fault> {
    let seen = Seen::load(anlan, call, kind).await?;
    let wanted = query.q.as_deref().map(text::name).filter(|wanted| !wanted.is_empty());
    let year = query.year.filter(|_| kind.occurred.is_some());
    let (mut rows, mut years) = (Vec::new(), BTreeSet::new());
    for held in seen.book.records(DateTime::<Utc>::MAX_UTC) {
        if held.withdrawn.is_some() != query.withdrawn.unwrap_or(false) {
            continue;
        }
        let Some(place) = seen.place(call, &held) else { continue };
        years.insert(held.latest.occurred_on.year());
        let fits = year.is_none_or(|year| held.latest.occurred_on.year() == year)
            && query.unit.is_none_or(|unit| place.unit.is_some_and(|id| id.0 == unit))
            && query.river.is_none_or(|river| place.river.is_some_and(|id| id.0 == river));
        if !fits {
            continue;
        }
        let row = seen.row(&held, place, call.today());
        let waits =
            |wanted: FollowState| row.follow == Some(wanted) || wanted == FollowState::Open && row.follow == Some(FollowState::Overdue);
        if !query.follow.is_none_or(waits) {
            continue;
        }
        if wanted.as_deref().is_none_or(|wanted| row.values.values().any(|value| text::name(value).contains(wanted))) {
            rows.push(row);
        }
    }
    sort(&mut rows, kind, query, &scales_of(anlan, &call.region, kind));
    let years = if kind.occurred.is_some() { years.into_iter().rev().collect() } else { vec![] };
    Ok((rows, years))
}

/// Tells of the items that records name what the actor may see: title, light and progress now.
pub(super) async fn about_items(anlan: &Anlan, call: &Call, items: impl Iterator<Item = &mut RecordItem>) -> Result<(), Fault> {
    let items: Vec<&mut RecordItem> = items.collect();
    let ids: Vec<uuid::Uuid> = items.iter().map(|item| item.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let years: BTreeMap<uuid::Uuid, i64> =
        anlan.store.region(&call.region).items_of(&ids).await?.into_iter().map(|row| (row.id, row.year)).collect();
    for item in items {
        let Some(year) = years.get(&item.id).and_then(|year| i32::try_from(*year).ok()) else { continue };
        let book = anlan.year(&call.region, year).await?;
        let Some(entry) = book.entry(ItemId(item.id)).filter(|entry| may_see(call, entry.content())) else { continue };
        let row = item_row(&book, entry, work_month(call.today()).within(year));
        item.seen = Some(RecordItemSeen { title: row.title, light: row.light, progress: row.progress });
    }
    Ok(())
}

fn sort(rows: &mut [RecordRow], kind: &RecordKind, query: &RecordQuery, scales: &BTreeMap<String, Arc<Scale>>) {
    let descending = query.order.as_deref() == Some("desc");
    match query.sort.as_deref().and_then(|name| kind.column(name)) {
        Some(column) => rows.sort_by(|a, b| {
            let scale = if let Holds::Scale(name) = &column.holds { scales.get(name) } else { None };
            let by_value = |a: &String, b: &String| scale.map_or_else(|| by_value(a, b), |scale| scale.place(a).cmp(&scale.place(b)));
            let order = match (a.values.get(&column.name), b.values.get(&column.name)) {
                (Some(a), Some(b)) if descending => by_value(b, a),
                (Some(a), Some(b)) => by_value(a, b),
                // Blank ones come last either way.
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => Ordering::Equal,
            };
            order.then_with(|| a.title.cmp(&b.title))
        }),
        None if kind.occurred.is_some() => rows.sort_by(|a, b| b.occurred_on.cmp(&a.occurred_on).then_with(|| a.title.cmp(&b.title))),
        None => rows.sort_by(|a, b| a.title.cmp(&b.title)),
    }
}

/// Numbers by size, a limit of detection by its number, the rest by its characters.
fn by_value(a: &str, b: &str) -> Ordering {
    let number = |text: &str| Number::parse(text.trim_start_matches(['<', '>']).trim_end_matches('L'));
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}
