//! A region's facts of one kind, grouped by record; kept in memory as long as their number stays the same.

use crate::Fault;
use anlan_core::ids::RecordId;
use anlan_core::record::{Holds, RecordFact, RecordKind, Recorded, known};
use anlan_core::rule::value::Kind;
use anlan_store::{Connection, Regional};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap};

/// The facts of one kind.
#[derive(Debug, Default)]
pub struct RecordBook {
    count: u64,
    records: Vec<Vec<RecordFact>>,
    by_id: HashMap<RecordId, usize>,
}

impl RecordBook {
    /// Reads every fact of a kind.
    ///
    /// # Errors
    /// The store fails.
    pub(crate) async fn load<C: Connection>(read: &Regional<'_, C>, kind: &str) -> Result<Self, Fault> {
        Ok(Self::of(read.record_facts(kind).await?))
    }

    /// From facts in the order of recording.
    pub(crate) fn of(facts: Vec<RecordFact>) -> Self {
        let mut book = Self { count: facts.len() as u64, ..Self::default() };
        for fact in facts {
            let place = *book.by_id.entry(fact.record_id).or_insert(book.records.len());
            match book.records.get_mut(place) {
                Some(record) => record.push(fact),
                None => book.records.push(vec![fact]),
            }
        }
        book
    }

    /// How many facts it holds.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The facts of a record.
    pub(crate) fn facts(&self, id: RecordId) -> Option<&[RecordFact]> {
        self.by_id.get(&id).map(|place| self.records[*place].as_slice())
    }

    /// Every record as known at a moment, withdrawn ones too.
    pub(crate) fn records(&self, known_at: DateTime<Utc>) -> impl Iterator<Item = Recorded<'_>> {
        self.records.iter().filter_map(move |facts| known(facts, known_at))
    }

    /// Every record that holds now.
    pub(crate) fn live(&self) -> impl Iterator<Item = Recorded<'_>> {
        self.records(DateTime::<Utc>::MAX_UTC).filter(|held| held.withdrawn.is_none())
    }

    /// The record that holds now with an identity.
    pub(crate) fn with_identity(&self, identity: &str) -> Option<Recorded<'_>> {
        self.live().find(|held| held.latest.identity == identity)
    }
}

/// Which record it is, in words.
pub(crate) fn title_of(kind: &RecordKind, values: &BTreeMap<String, String>) -> String {
    kind.identity.iter().filter_map(|column| values.get(column)).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// What the audit calls a record: its kind and what identifies it, without what people wrote in their own words, which whoever
/// reads the audit need not be allowed to read.
pub(crate) fn audit_name(kind: &RecordKind, id: RecordId, values: &BTreeMap<String, String>) -> String {
    let plain = |name: &&String| kind.column(name).is_some_and(|column| column.holds != Holds::Value(Kind::Text));
    let parts: Vec<&str> = kind.identity.iter().filter(plain).filter_map(|column| values.get(column)).map(String::as_str).collect();
    if parts.is_empty() { format!("{} {id}", kind.title) } else { format!("{} {}", kind.title, parts.join(" ")) }
}
