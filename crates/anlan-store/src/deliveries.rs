//! Where letters go besides the app, and how each try went.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::matters::{contact, delivery};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

impl<C: ConnectionTrait> Regional<'_, C> {
    /// A unit's addresses that are not empty.
    ///
    /// # Errors
    /// The database fails.
    pub async fn contacts(&self, unit: Uuid) -> Result<Vec<contact::Model>, StoreError> {
        let query = contact::Entity::find()
            .filter(contact::Column::RegionId.eq(self.region.as_str()))
            .filter(contact::Column::UnitId.eq(unit))
            .filter(contact::Column::Address.ne(""));
        within(query.all(self.db)).await
    }

    /// Deliveries of a letter.
    ///
    /// # Errors
    /// The database fails.
    pub async fn deliveries(&self, letter: Uuid) -> Result<Vec<delivery::Model>, StoreError> {
        let query = delivery::Entity::find()
            .filter(delivery::Column::RegionId.eq(self.region.as_str()))
            .filter(delivery::Column::LetterId.eq(letter));
        within(query.order_by_asc(delivery::Column::Id).all(self.db)).await
    }

    /// Deliveries to be tried by now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn deliveries_due(&self, at: DateTime<Utc>, limit: u64) -> Result<Vec<delivery::Model>, StoreError> {
        let query = delivery::Entity::find()
            .filter(delivery::Column::RegionId.eq(self.region.as_str()))
            .filter(delivery::Column::State.eq("waiting"))
            .filter(delivery::Column::NextAt.lte(at));
        within(query.order_by_asc(delivery::Column::NextAt).limit(limit).all(self.db)).await
    }
}

impl Tx {
    /// Adds a delivery.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_delivery(&self, row: delivery::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Puts how a delivery stands.
    ///
    /// # Errors
    /// The database fails.
    pub async fn put_delivery(&self, row: delivery::Model) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }

    /// Puts a unit's address.
    ///
    /// # Errors
    /// The database fails.
    pub async fn put_contact(&self, row: contact::Model) -> Result<(), StoreError> {
        let key = (row.region_id.clone(), row.unit_id, row.channel.clone());
        let held = within(contact::Entity::find_by_id(key).one(&self.tx)).await?;
        let row = row.into_active_model();
        match held {
            Some(_) => within(row.reset_all().update(&self.tx)).await.map(|_| ()),
            None => within(row.insert(&self.tx)).await.map(|_| ()),
        }
    }
}
