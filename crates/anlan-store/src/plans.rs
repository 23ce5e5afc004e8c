//! What versions of plans say, and where yearly tasks come from.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::plans::{plan_version, task_source};
use anlan_core::ids::{ItemId, MatterId};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Rows of one statement.
const CHUNK: usize = 500;

impl<C: ConnectionTrait> Regional<'_, C> {
    /// What a version of a plan says.
    ///
    /// # Errors
    /// The database fails.
    pub async fn plan_version(&self, plan: MatterId, no: u32) -> Result<Option<plan_version::Model>, StoreError> {
        let key = (self.region.as_str().to_owned(), plan.0, i64::from(no));
        within(plan_version::Entity::find_by_id(key).one(self.db)).await
    }

    /// What some versions of plans say, in no order.
    ///
    /// # Errors
    /// The database fails.
    pub async fn plan_versions(&self, wanted: &[(MatterId, u32)]) -> Result<Vec<plan_version::Model>, StoreError> {
        let mut rows = Vec::with_capacity(wanted.len());
        for chunk in wanted.chunks(CHUNK / 2) {
            let one = |(plan, no): &(MatterId, u32)| {
                Condition::all().add(plan_version::Column::PlanId.eq(plan.0)).add(plan_version::Column::No.eq(i64::from(*no)))
            };
            let any = chunk.iter().map(one).fold(Condition::any(), Condition::add);
            let query = plan_version::Entity::find().filter(plan_version::Column::RegionId.eq(self.region.as_str())).filter(any);
            rows.extend(within(query.all(self.db)).await?);
        }
        Ok(rows)
    }

    /// Where a task comes from.
    ///
    /// # Errors
    /// The database fails.
    pub async fn sources_of(&self, item: ItemId) -> Result<Vec<task_source::Model>, StoreError> {
        let query = task_source::Entity::find()
            .filter(task_source::Column::RegionId.eq(self.region.as_str()))
            .filter(task_source::Column::ItemId.eq(item.0))
            .order_by_asc(task_source::Column::RowKey);
        within(query.all(self.db)).await
    }

    /// The tasks drawn from any of these sources.
    ///
    /// # Errors
    /// The database fails.
    pub async fn drawn_from_any(&self, sources: &[Uuid]) -> Result<Vec<task_source::Model>, StoreError> {
        let mut rows = Vec::new();
        for chunk in sources.chunks(CHUNK) {
            let query = task_source::Entity::find().filter(task_source::Column::RegionId.eq(self.region.as_str()));
            rows.extend(within(query.filter(task_source::Column::SourceId.is_in(chunk.iter().copied())).all(self.db)).await?);
        }
        Ok(rows)
    }

    /// The tasks drawn from a source: a plan, a record or a problem.
    ///
    /// # Errors
    /// The database fails.
    pub async fn drawn_from(&self, source: Uuid) -> Result<Vec<task_source::Model>, StoreError> {
        let query = task_source::Entity::find()
            .filter(task_source::Column::RegionId.eq(self.region.as_str()))
            .filter(task_source::Column::SourceId.eq(source));
        within(query.all(self.db)).await
    }
}

impl Tx {
    /// Adds a version of a plan.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is one of that number.
    pub async fn add_plan_version(&self, row: plan_version::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Adds many versions at once: a bench or an import.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one is there already.
    pub async fn add_plan_versions(&self, rows: Vec<plan_version::Model>) -> Result<(), StoreError> {
        for chunk in rows.chunks(CHUNK) {
            let chunk = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
            within(plan_version::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }

    /// Says where tasks come from.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was said already.
    pub async fn add_task_sources(&self, rows: Vec<task_source::Model>) -> Result<(), StoreError> {
        for chunk in rows.chunks(CHUNK) {
            let chunk = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
            within(task_source::Entity::insert_many(chunk).exec_without_returning(&self.tx)).await?;
        }
        Ok(())
    }
}
