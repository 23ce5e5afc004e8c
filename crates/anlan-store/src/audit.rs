//! The audit: one row a use case, chained per region. Rows are added and read, nothing else.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::accounts::audit;
use crate::tables::register::counter;
use anlan_core::chain::{self, Entry};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// The counter that holds the region's revision.
const REVISION: &str = "revision";
/// How the use cases begin that change nothing kept in memory, sealed work and signing in among them.
const QUIET: [&str; 6] = ["inspection.", "file.add", "request.refused", "session.", "account.", "password."];

/// Which rows of the audit are wanted; empty texts mean all.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Part of the actor's name.
    pub actor: String,
    /// The use case.
    pub action: String,
    /// The outcome.
    pub outcome: String,
}

fn entry(row: &audit::Model) -> Entry {
    Entry {
        seq: row.seq,
        at: row.at,
        actor: row.actor.clone(),
        role: row.role.clone(),
        action: row.action.clone(),
        target: row.target.clone(),
        outcome: row.outcome.clone(),
        detail: row.detail.clone(),
    }
}

impl<C: ConnectionTrait> Regional<'_, C> {
    /// The last row: its number is the region's revision, since whatever is written writes one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn last_audit(&self) -> Result<Option<audit::Model>, StoreError> {
        let query = audit::Entity::find().filter(audit::Column::RegionId.eq(self.region.as_str()));
        within(query.order_by_desc(audit::Column::Seq).one(self.db)).await
    }

    /// When something was last recorded: sealed work, uploads, signing in and accounts are not felt here.
    ///
    /// # Errors
    /// The database fails.
    pub async fn last_recorded_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let own = audit::Entity::find().filter(audit::Column::RegionId.eq(self.region.as_str()));
        let own = own.filter(audit::Column::Outcome.eq("done"));
        let own = QUIET.iter().fold(own, |own, start| own.filter(audit::Column::Action.starts_with(*start).not()));
        Ok(within(own.order_by_desc(audit::Column::Seq).one(self.db)).await?.map(|row| row.at))
    }

    /// The region's revision, 0 before anything was written: the number of the last row that is not sealed. What is kept in
    /// memory is kept as long as it stays the same; sealed work must not be felt there, not even as time.
    ///
    /// # Errors
    /// The database fails.
    pub async fn revision(&self) -> Result<i64, StoreError> {
        let held = counter::Entity::find_by_id((self.region.as_str().to_owned(), REVISION.to_owned())).one(self.db);
        if let Some(held) = within(held).await? {
            return Ok(held.value);
        }
        let query = audit::Entity::find().select_only().column_as(audit::Column::Seq.max(), "seq");
        let query = query.filter(audit::Column::RegionId.eq(self.region.as_str())).into_tuple::<Option<i64>>();
        Ok(within(query.one(self.db)).await?.flatten().unwrap_or(0))
    }

    /// A page of rows, latest first, with the number of all that fit.
    ///
    /// # Errors
    /// The database fails.
    pub async fn audit_page(&self, filter: &AuditFilter, page: u64, size: u64) -> Result<(Vec<audit::Model>, u64), StoreError> {
        let mut wanted = Condition::all().add(audit::Column::RegionId.eq(self.region.as_str()));
        if !filter.actor.is_empty() {
            wanted = wanted.add(audit::Column::Actor.contains(&filter.actor));
        }
        if !filter.action.is_empty() {
            wanted = wanted.add(audit::Column::Action.eq(&filter.action));
        }
        if !filter.outcome.is_empty() {
            wanted = wanted.add(audit::Column::Outcome.eq(&filter.outcome));
        }
        let query = audit::Entity::find().filter(wanted).order_by_desc(audit::Column::Seq);
        let total = within(query.clone().count(self.db)).await?;
        let rows = within(query.offset(page.saturating_mul(size)).limit(size).all(self.db)).await?;
        Ok((rows, total))
    }

    /// Walks the whole chain: the number of rows when it is intact, else the first row that does not fit.
    ///
    /// # Errors
    /// The database fails.
    pub async fn check_chain(&self) -> Result<Result<u64, i64>, StoreError> {
        let (mut previous, mut rows) = (String::new(), 0_i64);
        loop {
            let query = audit::Entity::find()
                .filter(audit::Column::RegionId.eq(self.region.as_str()))
                .filter(audit::Column::Seq.gt(rows))
                .order_by_asc(audit::Column::Seq)
                .limit(1000);
            let page = within(query.all(self.db)).await?;
            for row in &page {
                let fits = row.seq == rows + 1
                    && row.previous == previous
                    && row.hash == chain::link(&previous, self.region.as_str(), &entry(row));
                if !fits {
                    return Ok(Err(row.seq));
                }
                previous.clone_from(&row.hash);
                rows = row.seq;
            }
            if page.is_empty() {
                return Ok(Ok(rows.unsigned_abs()));
            }
        }
    }
}

impl Tx {
    /// Adds a row to the chain.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_audit(
        &self,
        at: DateTime<Utc>,
        actor: (&str, &str),
        action: &str,
        target: &str,
        outcome: &str,
        detail: &str,
    ) -> Result<i64, StoreError> {
        let last = self.read().last_audit().await?;
        let (seq, previous) = last.map_or((1, String::new()), |row| (row.seq + 1, row.hash));
        let entry = Entry {
            seq,
            at,
            actor: actor.0.to_owned(),
            role: actor.1.to_owned(),
            action: action.to_owned(),
            target: target.to_owned(),
            outcome: outcome.to_owned(),
            detail: detail.to_owned(),
        };
        let hash = chain::link(&previous, self.region.as_str(), &entry);
        let row = audit::Model {
            region_id: self.region.as_str().to_owned(),
            seq,
            at,
            actor: entry.actor,
            role: entry.role,
            action: entry.action,
            target: entry.target,
            outcome: entry.outcome,
            detail: entry.detail,
            previous,
            hash,
        };
        let quiet = QUIET.iter().any(|begin| row.action.starts_with(begin));
        within(row.into_active_model().insert(&self.tx)).await?;
        if !quiet {
            self.set_counter(REVISION, seq).await?;
        }
        Ok(seq)
    }
}
