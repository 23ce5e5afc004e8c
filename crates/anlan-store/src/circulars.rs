//! Issued circulars with the packs they were made by, and reminders.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::issued::{circular, pack_copy, reminder, reminder_schedule};
use anlan_core::ids::CircularId;
use anlan_core::month::Month;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

impl<C: ConnectionTrait> Regional<'_, C> {
    /// Circulars of a year (of every year when none is given), oldest month and version first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn circulars(&self, year: Option<i32>) -> Result<Vec<circular::Model>, StoreError> {
        let mut query = circular::Entity::find().filter(circular::Column::RegionId.eq(self.region.as_str()));
        if let Some(year) = year {
            query = query.filter(circular::Column::Month.starts_with(format!("{year:04}-")));
        }
        within(query.order_by_asc(circular::Column::Month).order_by_asc(circular::Column::Version).all(self.db)).await
    }

    /// The circulars of a month, oldest version first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn circulars_of(&self, month: Month) -> Result<Vec<circular::Model>, StoreError> {
        let query = circular::Entity::find()
            .filter(circular::Column::RegionId.eq(self.region.as_str()))
            .filter(circular::Column::Month.eq(month.to_string()))
            .order_by_asc(circular::Column::Version);
        within(query.all(self.db)).await
    }

    /// Month and number of the latest circular.
    ///
    /// # Errors
    /// The database fails.
    pub async fn latest_circular(&self) -> Result<Option<(String, String)>, StoreError> {
        let query = circular::Entity::find().select_only().columns([circular::Column::Month, circular::Column::Number]);
        let query = query.filter(circular::Column::RegionId.eq(self.region.as_str()));
        let query = query.order_by_desc(circular::Column::Month).order_by_desc(circular::Column::Version);
        within(query.limit(1).into_tuple::<(String, String)>().one(self.db)).await
    }

    /// The latest moment up to which an issued circular or published assessment used what was recorded.
    ///
    /// # Errors
    /// The database fails.
    pub async fn last_known_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let query = circular::Entity::find().select_only().column(circular::Column::KnownAt);
        let query = query.filter(circular::Column::RegionId.eq(self.region.as_str())).order_by_desc(circular::Column::KnownAt);
        let issued = within(query.limit(1).into_tuple::<DateTime<Utc>>().one(self.db)).await?;
        Ok(issued.max(self.last_assessed_at().await?))
    }

    /// One circular.
    ///
    /// # Errors
    /// The database fails.
    pub async fn circular(&self, id: CircularId) -> Result<Option<circular::Model>, StoreError> {
        within(circular::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// The files of a pack some result was made by.
    ///
    /// # Errors
    /// The database fails.
    pub async fn pack_copy(&self, hash: &str) -> Result<Option<pack_copy::Model>, StoreError> {
        within(pack_copy::Entity::find_by_id((self.region.as_str().to_owned(), hash.to_owned())).one(self.db)).await
    }

    /// Reminders for a month (for every month when none is given), latest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn reminders(&self, month: Option<Month>) -> Result<Vec<reminder::Model>, StoreError> {
        let mut query = reminder::Entity::find().filter(reminder::Column::RegionId.eq(self.region.as_str()));
        if let Some(month) = month {
            query = query.filter(reminder::Column::Month.eq(month.to_string()));
        }
        within(query.order_by_desc(reminder::Column::RecordedAt).all(self.db)).await
    }

    /// When reminders go out by themselves.
    ///
    /// # Errors
    /// The database fails.
    pub async fn reminder_schedule(&self) -> Result<Option<reminder_schedule::Model>, StoreError> {
        within(reminder_schedule::Entity::find_by_id(self.region.as_str().to_owned()).one(self.db)).await
    }
}

impl Tx {
    /// Records an issued circular.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when that version of the month is issued already.
    pub async fn add_circular(&self, row: circular::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Keeps a pack with what it decided; the same pack again changes nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn keep_pack(&self, row: pack_copy::Model) -> Result<(), StoreError> {
        if self.read().pack_copy(&row.hash).await?.is_none() {
            within(row.into_active_model().insert(&self.tx)).await?;
        }
        Ok(())
    }

    /// Records reminders.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_reminders(&self, rows: Vec<reminder::Model>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
        within(reminder::Entity::insert_many(rows).exec_without_returning(&self.tx)).await.map(|_| ())
    }

    /// Sets when reminders go out by themselves.
    ///
    /// # Errors
    /// The database fails.
    pub async fn set_reminder_schedule(&self, row: reminder_schedule::Model) -> Result<(), StoreError> {
        let known = self.read().reminder_schedule().await?.is_some();
        let row = row.into_active_model();
        if known {
            within(row.reset_all().update(&self.tx)).await?
        } else {
            within(row.insert(&self.tx)).await?
        };
        Ok(())
    }
}
