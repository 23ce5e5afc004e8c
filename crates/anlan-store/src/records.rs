//! Facts of the record books: added and read, nothing else.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::records::record_fact;
use anlan_core::ids::{FactId, RecordId};
use anlan_core::record::{RecordContent, RecordEvent, RecordFact};
use chrono::Datelike;
use sea_orm::sea_query::{Query, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, Select};
use std::ops::RangeInclusive;
use uuid::Uuid;

/// Rows bound in one insert; SQLite takes 32 766 values in a statement.
const CHUNK: usize = 500;

fn fact(row: record_fact::Model) -> Result<RecordFact, StoreError> {
    let damaged = |what: String| StoreError::Damaged(format!("record_fact {}: {what}", row.id));
    let content = || serde_json::from_str::<RecordContent>(&row.content).map_err(|e| damaged(e.to_string()));
    let event = match row.event.as_str() {
        "recorded" => RecordEvent::Recorded(content()?),
        "corrected" => RecordEvent::Corrected(content()?),
        "withdrawn" => RecordEvent::Withdrawn,
        other => return Err(damaged(format!("event {other}"))),
    };
    Ok(RecordFact {
        id: FactId(row.id),
        record_id: RecordId(row.record_id),
        kind: row.kind,
        identity: row.identity,
        occurred_on: row.occurred_on,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
        supersedes: row.supersedes.map(FactId),
        reason: row.reason,
        event,
    })
}

impl<C: ConnectionTrait> Regional<'_, C> {
    fn of_kind(&self, kind: &str) -> Select<record_fact::Entity> {
        record_fact::Entity::find()
            .filter(record_fact::Column::RegionId.eq(self.region.as_str()))
            .filter(record_fact::Column::Kind.eq(kind))
    }

    async fn in_order(&self, query: Select<record_fact::Entity>) -> Result<Vec<RecordFact>, StoreError> {
        let query = query.order_by_asc(record_fact::Column::RecordedAt).order_by_asc(record_fact::Column::Id);
        within(query.all(self.db)).await?.into_iter().map(fact).collect()
    }

    /// Every fact of a kind, in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn record_facts(&self, kind: &str) -> Result<Vec<RecordFact>, StoreError> {
        self.in_order(self.of_kind(kind)).await
    }

    /// The facts of every record of a kind that was ever told to have happened in these years, in the order of recording:
    /// whole records, so that a day corrected out of the years is seen to be so.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn record_facts_in(&self, kind: &str, years: RangeInclusive<i32>) -> Result<Vec<RecordFact>, StoreError> {
        let (first, last) = (i64::from(*years.start()), i64::from(*years.end()));
        self.in_order(self.whole(kind, record_fact::Column::Year.between(first, last))).await
    }

    /// The facts of every record of a kind that ever had this identity, in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn record_facts_identified(&self, kind: &str, identity: &str) -> Result<Vec<RecordFact>, StoreError> {
        self.in_order(self.whole(kind, record_fact::Column::Identity.eq(identity))).await
    }

    /// All facts of the records that have a fact which fits.
    fn whole(&self, kind: &str, fits: SimpleExpr) -> Select<record_fact::Entity> {
        let records = Query::select()
            .column(record_fact::Column::RecordId)
            .from(record_fact::Entity)
            .and_where(record_fact::Column::RegionId.eq(self.region.as_str()))
            .and_where(record_fact::Column::Kind.eq(kind))
            .and_where(fits)
            .to_owned();
        self.of_kind(kind).filter(record_fact::Column::RecordId.in_subquery(records))
    }

    /// The facts of one record, in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn record_history(&self, id: RecordId) -> Result<Vec<RecordFact>, StoreError> {
        let query = record_fact::Entity::find()
            .filter(record_fact::Column::RegionId.eq(self.region.as_str()))
            .filter(record_fact::Column::RecordId.eq(id.0));
        self.in_order(query).await
    }

    /// The facts of several records, in the order of recording.
    ///
    /// # Errors
    /// The database fails or a row is damaged.
    pub async fn record_histories(&self, ids: &[Uuid]) -> Result<Vec<RecordFact>, StoreError> {
        let mut facts = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let query = record_fact::Entity::find()
                .filter(record_fact::Column::RegionId.eq(self.region.as_str()))
                .filter(record_fact::Column::RecordId.is_in(chunk.iter().copied()));
            facts.extend(self.in_order(query).await?);
        }
        Ok(facts)
    }

    /// How many facts of a kind there are: since none is ever changed, the same number means the same facts.
    ///
    /// # Errors
    /// The database fails.
    pub async fn record_count(&self, kind: &str) -> Result<u64, StoreError> {
        within(self.of_kind(kind).count(self.db)).await
    }
}

impl Tx {
    /// Records facts, any number at once.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a fact of that id is recorded already, or the fact it supersedes is superseded already.
    pub async fn add_record_facts(&self, facts: Vec<RecordFact>) -> Result<(), StoreError> {
        let mut rows = Vec::with_capacity(facts.len());
        for fact in facts {
            let content = match fact.event.content() {
                Some(content) => serde_json::to_string(content).map_err(|e| StoreError::Damaged(e.to_string()))?,
                None => String::new(),
            };
            let row = record_fact::Model {
                region_id: self.region.as_str().to_owned(),
                id: fact.id.0,
                record_id: fact.record_id.0,
                kind: fact.kind,
                identity: fact.identity,
                occurred_on: fact.occurred_on,
                year: i64::from(fact.occurred_on.year()),
                event: fact.event.key().to_owned(),
                content,
                recorded_at: fact.recorded_at,
                recorded_by: fact.recorded_by,
                supersedes: fact.supersedes.map(|id| id.0),
                reason: fact.reason,
            };
            rows.push(row.into_active_model());
        }
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
            within(record_fact::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }
}
