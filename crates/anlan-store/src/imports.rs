//! Imports: what was uploaded, how it was mapped, what came of it.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::issued::import;
use anlan_core::ids::ImportId;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

impl<C: ConnectionTrait> Regional<'_, C> {
    /// One import.
    ///
    /// # Errors
    /// The database fails.
    pub async fn import(&self, id: ImportId) -> Result<Option<import::Model>, StoreError> {
        within(import::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// The latest imports.
    ///
    /// # Errors
    /// The database fails.
    pub async fn imports(&self, limit: u64) -> Result<Vec<import::Model>, StoreError> {
        let query = import::Entity::find().filter(import::Column::RegionId.eq(self.region.as_str()));
        within(query.order_by_desc(import::Column::RecordedAt).limit(limit).all(self.db)).await
    }
}

impl Tx {
    /// Records an upload.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_import(&self, row: import::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Keeps an upload's mapping or result.
    ///
    /// # Errors
    /// The database fails.
    pub async fn change_import(&self, row: import::Model) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }
}
