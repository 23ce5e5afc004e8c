//! Records as facts for the rules: what had happened by a day and was known by a moment.

use super::book::RecordBook;
use super::names::Names;
use crate::Fault;
use anlan_core::ids::{FactId, RecordId};
use anlan_core::record::{RecordKind, RecordKinds};
use anlan_store::{Connection, Regional};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A record that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRecord {
    /// The fact it rests on.
    pub id: FactId,
    /// The record, the same through all corrections.
    pub record_id: RecordId,
    /// The day it happened.
    pub occurred_on: NaiveDate,
    /// Its values by column as [`anlan_core::rule::value::Kind::read`] takes them; blank ones are absent. Names are those of
    /// the register as it stands. Secret columns are never among them.
    pub values: BTreeMap<String, String>,
}

/// The records of a kind of all years: not superseded, not withdrawn, recorded by `known_at`, happened by `as_of`. In the
/// order of their days, then of their identities. A standing entry, such as a section, belongs to every day.
///
/// # Errors
/// No such kind, or the store fails.
pub async fn records_known<C: Connection>(
    read: &Regional<'_, C>,
    kinds: &RecordKinds,
    kind: &str,
    as_of: NaiveDate,
    known_at: DateTime<Utc>,
) -> Result<Vec<KnownRecord>, Fault> {
    let kind = kinds.kind(kind).ok_or_else(Fault::not_found)?;
    let book = RecordBook::load(read, &kind.key).await?;
    of_book(read, kinds, kind, &book, NaiveDate::MIN..=as_of, known_at).await
}

/// The same for the days of some years only: of many years of patrols, one year's are read.
///
/// # Errors
/// No such kind, or the store fails.
pub async fn records_known_in<C: Connection>(
    read: &Regional<'_, C>,
    kinds: &RecordKinds,
    kind: &str,
    days: RangeInclusive<NaiveDate>,
    known_at: DateTime<Utc>,
) -> Result<Vec<KnownRecord>, Fault> {
    use chrono::Datelike as _;
    let kind = kinds.kind(kind).ok_or_else(Fault::not_found)?;
    let facts = match kind.occurred {
        Some(_) => read.record_facts_in(&kind.key, days.start().year()..=days.end().year()).await?,
        None => read.record_facts(&kind.key).await?,
    };
    of_book(read, kinds, kind, &RecordBook::of(facts), days, known_at).await
}

async fn of_book<C: Connection>(
    read: &Regional<'_, C>,
    kinds: &RecordKinds,
    kind: &RecordKind,
    book: &RecordBook,
    days: RangeInclusive<NaiveDate>,
    known_at: DateTime<Utc>,
) -> Result<Vec<KnownRecord>, Fault> {
    let names = Names::load(read, kinds, kind, known_at).await?;
    let holds = book.records(known_at).filter(|held| held.withdrawn.is_none());
    let holds = holds.filter(|held| kind.occurred.is_none() || days.contains(&held.latest.occurred_on));
    let mut records: Vec<KnownRecord> = holds
        .map(|held| KnownRecord {
            id: held.latest.id,
            record_id: held.latest.record_id,
            occurred_on: held.latest.occurred_on,
            values: names.values(kind, held.content),
        })
        .collect();
    let place = |record: &KnownRecord| {
        let identity: Vec<String> = kind.identity.iter().map(|column| record.values.get(column).cloned().unwrap_or_default()).collect();
        (kind.occurred.is_some().then_some(record.occurred_on), identity, record.id)
    };
    records.sort_by_cached_key(place);
    Ok(records)
}
