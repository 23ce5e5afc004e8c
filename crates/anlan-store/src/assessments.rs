//! Published assessments, their postings, appeals and decisions: added and read, nothing else.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::assessments::{appeal, appeal_decision, assessment_round, posting};
use anlan_core::ids::{AppealId, PostingId, RoundId};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows bound in one insert; SQLite takes 32 766 values in a statement.
const CHUNK: usize = 500;

impl<C: ConnectionTrait> Regional<'_, C> {
    /// Published versions of a year (of every year when none is given), by year and version.
    ///
    /// # Errors
    /// The database fails.
    pub async fn assessment_rounds(&self, year: Option<i32>) -> Result<Vec<assessment_round::Model>, StoreError> {
        let mut query = assessment_round::Entity::find().filter(assessment_round::Column::RegionId.eq(self.region.as_str()));
        if let Some(year) = year {
            query = query.filter(assessment_round::Column::Year.eq(i64::from(year)));
        }
        let query = query.order_by_asc(assessment_round::Column::Year).order_by_asc(assessment_round::Column::Version);
        within(query.all(self.db)).await
    }

    /// One published version.
    ///
    /// # Errors
    /// The database fails.
    pub async fn assessment_round(&self, id: RoundId) -> Result<Option<assessment_round::Model>, StoreError> {
        within(assessment_round::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// The latest moment up to which a published assessment used what was recorded.
    pub(crate) async fn last_assessed_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let query = assessment_round::Entity::find().select_only().column(assessment_round::Column::KnownAt);
        let query = query.filter(assessment_round::Column::RegionId.eq(self.region.as_str()));
        let query = query.order_by_desc(assessment_round::Column::KnownAt).limit(1);
        within(query.into_tuple::<DateTime<Utc>>().one(self.db)).await
    }

    /// A year's postings in the order of posting.
    ///
    /// # Errors
    /// The database fails.
    pub async fn postings(&self, year: i32) -> Result<Vec<posting::Model>, StoreError> {
        let query = posting::Entity::find()
            .filter(posting::Column::RegionId.eq(self.region.as_str()))
            .filter(posting::Column::Year.eq(i64::from(year)))
            .order_by_asc(posting::Column::PostedAt)
            .order_by_asc(posting::Column::Id);
        within(query.all(self.db)).await
    }

    /// One posting.
    ///
    /// # Errors
    /// The database fails.
    pub async fn posting(&self, id: PostingId) -> Result<Option<posting::Model>, StoreError> {
        within(posting::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// A year's appeals, each with its decision once there is one, in the order of lodging.
    ///
    /// # Errors
    /// The database fails.
    pub async fn appeals(&self, year: i32) -> Result<Vec<(appeal::Model, Option<appeal_decision::Model>)>, StoreError> {
        let query = appeal::Entity::find()
            .filter(appeal::Column::RegionId.eq(self.region.as_str()))
            .filter(appeal::Column::Year.eq(i64::from(year)))
            .order_by_asc(appeal::Column::LodgedAt)
            .order_by_asc(appeal::Column::Id);
        let appeals = within(query.all(self.db)).await?;
        let mut decided: HashMap<Uuid, appeal_decision::Model> = HashMap::new();
        for chunk in appeals.chunks(CHUNK) {
            let query = appeal_decision::Entity::find()
                .filter(appeal_decision::Column::RegionId.eq(self.region.as_str()))
                .filter(appeal_decision::Column::AppealId.is_in(chunk.iter().map(|row| row.id)));
            decided.extend(within(query.all(self.db)).await?.into_iter().map(|row| (row.appeal_id, row)));
        }
        Ok(appeals
            .into_iter()
            .map(|row| {
                let decision = decided.remove(&row.id);
                (row, decision)
            })
            .collect())
    }

    /// One appeal with its decision.
    ///
    /// # Errors
    /// The database fails.
    pub async fn appeal(&self, id: AppealId) -> Result<Option<(appeal::Model, Option<appeal_decision::Model>)>, StoreError> {
        let key = (self.region.as_str().to_owned(), id.0);
        let Some(row) = within(appeal::Entity::find_by_id(key.clone()).one(self.db)).await? else { return Ok(None) };
        Ok(Some((row, within(appeal_decision::Entity::find_by_id(key).one(self.db)).await?)))
    }
}

impl Tx {
    /// Records a published version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when that version of the year is published already.
    pub async fn add_assessment_round(&self, row: assessment_round::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Records postings, any number at once.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one takes back what is taken back already.
    pub async fn add_postings(&self, rows: Vec<posting::Model>) -> Result<(), StoreError> {
        let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(CHUNK).collect();
            within(posting::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }

    /// Records an appeal.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the posting is contested already.
    pub async fn add_appeal(&self, row: appeal::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Records what was decided on an appeal.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is decided already.
    pub async fn add_appeal_decision(&self, row: appeal_decision::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }
}
