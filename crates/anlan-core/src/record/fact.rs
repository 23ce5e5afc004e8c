//! What was recorded, corrected and withdrawn, and what of it was known at a moment.

use crate::ids::{FactId, RecordId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a record says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordContent {
    /// Its values by column; a blank cell is absent. Of a name, as it was when recorded.
    pub values: BTreeMap<String, String>,
    /// What the columns that refer to something refer to, so that a renamed unit stays the same unit.
    #[serde(default)]
    pub refs: BTreeMap<String, Uuid>,
}

/// What happened to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordEvent {
    /// It was recorded.
    Recorded(RecordContent),
    /// It is recorded anew: the earlier fact was wrong.
    Corrected(RecordContent),
    /// It should never have been recorded.
    Withdrawn,
}

impl RecordEvent {
    /// The word of the store and the API.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Recorded(_) => "recorded",
            Self::Corrected(_) => "corrected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What it says, unless it takes back.
    #[must_use]
    pub fn content(&self) -> Option<&RecordContent> {
        match self {
            Self::Recorded(content) | Self::Corrected(content) => Some(content),
            Self::Withdrawn => None,
        }
    }
}

/// One fact about a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFact {
    /// Its id.
    pub id: FactId,
    /// The record it is about; the id of its first fact's record stays through all corrections.
    pub record_id: RecordId,
    /// The kind's key.
    pub kind: String,
    /// Which real thing or event it is, in one text; ids stand for names.
    pub identity: String,
    /// The day it happened; of a standing entry, the day it was recorded.
    pub occurred_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom.
    pub recorded_by: String,
    /// The fact it takes the place of.
    pub supersedes: Option<FactId>,
    /// Why, of a correction or withdrawal.
    pub reason: String,
    /// What happened.
    pub event: RecordEvent,
}

/// A record as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded<'a> {
    /// The latest fact that says something.
    pub latest: &'a RecordFact,
    /// What that fact says.
    pub content: &'a RecordContent,
    /// The fact that took it back.
    pub withdrawn: Option<&'a RecordFact>,
}

/// A record's facts known at a moment, each after the one it takes the place of: moments alone do not tell two facts of one
/// millisecond apart.
#[must_use]
pub fn line(facts: &[RecordFact], known_at: DateTime<Utc>) -> Vec<&RecordFact> {
    let mut line: Vec<&RecordFact> = Vec::with_capacity(facts.len());
    let mut next = facts.iter().find(|fact| fact.supersedes.is_none());
    while let Some(fact) = next.filter(|fact| fact.recorded_at <= known_at && line.len() < facts.len()) {
        line.push(fact);
        next = facts.iter().find(|later| later.supersedes == Some(fact.id));
    }
    line
}

/// A record from its facts, as known at a moment; none before its first fact.
#[must_use]
pub fn known(facts: &[RecordFact], known_at: DateTime<Utc>) -> Option<Recorded<'_>> {
    let mut held: Option<Recorded<'_>> = None;
    for fact in line(facts, known_at) {
        held = match (fact.event.content(), held) {
            (Some(content), _) => Some(Recorded { latest: fact, content, withdrawn: None }),
            (None, Some(held)) => Some(Recorded { withdrawn: Some(fact), ..held }),
            (None, None) => None,
        };
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(n: u128, minute: u32, event: RecordEvent) -> RecordFact {
        RecordFact {
            id: FactId(Uuid::from_u128(n)),
            record_id: RecordId(Uuid::from_u128(1)),
            kind: "sample".into(),
            identity: "x".into(),
            occurred_on: NaiveDate::from_ymd_opt(2022, 3, 1).unwrap(),
            recorded_at: DateTime::from_timestamp(i64::from(minute) * 60, 0).unwrap(),
            recorded_by: "周明".into(),
            supersedes: (n > 1).then(|| FactId(Uuid::from_u128(n - 1))),
            reason: String::new(),
            event,
        }
    }

    #[test]
    fn a_record_is_what_was_known_at_the_moment() {
        let says = |value: &str| RecordContent { values: [("氨氮".to_owned(), value.to_owned())].into(), refs: BTreeMap::new() };
        let facts = [
            fact(1, 1, RecordEvent::Recorded(says("0.5"))),
            fact(2, 2, RecordEvent::Corrected(says("0.4"))),
            fact(3, 3, RecordEvent::Withdrawn),
        ];
        let at = |minute: i64| known(&facts, DateTime::from_timestamp(minute * 60, 0).unwrap());
        assert_eq!(at(0), None);
        assert_eq!(at(1).unwrap().content, &says("0.5"));
        assert_eq!((at(2).unwrap().content, at(2).unwrap().withdrawn), (&says("0.4"), None));
        assert_eq!((at(3).unwrap().content, at(3).unwrap().withdrawn), (&says("0.4"), Some(&facts[2])));
        let mixed =
            [facts[2].clone(), facts[0].clone(), facts[1].clone()].map(|fact| RecordFact { recorded_at: facts[0].recorded_at, ..fact });
        assert_eq!(known(&mixed, facts[0].recorded_at).unwrap().latest.id, facts[1].id, "the order of one millisecond does not matter");
    }
}
