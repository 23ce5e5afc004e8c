//! Regions, units, rivers, chiefs, tenures, lead units, and the counters that number documents.

use crate::connect::{AcrossRegions, Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::register::{chief, counter, lead_unit, region, river, tenure, unit};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $table:ident, $order:ident) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// The database fails.
        pub async fn $name(&self) -> Result<Vec<$table::Model>, StoreError> {
            let query = $table::Entity::find().filter($table::Column::RegionId.eq(self.region.as_str()));
            within(query.order_by_asc($table::Column::$order).all(self.db)).await
        }
    };
}

impl<C: ConnectionTrait> Regional<'_, C> {
    list!(
        /// All units.
        units, unit, Name
    );
    list!(
        /// All rivers.
        rivers, river, Name
    );
    list!(
        /// All chiefs' posts.
        chiefs, chief, Name
    );
    list!(
        /// All tenures.
        tenures, tenure, FromOn
    );
    list!(
        /// All lead units' times.
        lead_units, lead_unit, FromOn
    );

    /// The region's own row.
    ///
    /// # Errors
    /// The database fails.
    pub async fn own_row(&self) -> Result<Option<region::Model>, StoreError> {
        within(region::Entity::find_by_id(self.region.as_str().to_owned()).one(self.db)).await
    }
}

macro_rules! add {
    ($(#[$doc:meta])* $name:ident, $table:ident) => {
        $(#[$doc])*
        ///
        /// # Errors
        /// [`StoreError::Conflict`] when it is registered already.
        pub async fn $name(&self, rows: Vec<$table::Model>) -> Result<(), StoreError> {
            if rows.is_empty() {
                return Ok(());
            }
            let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
            within($table::Entity::insert_many(rows).exec_without_returning(&self.tx)).await.map(|_| ())
        }
    };
}

impl Tx {
    add!(
        /// Registers a region.
        add_regions, region
    );
    add!(
        /// Registers units.
        add_units, unit
    );
    add!(
        /// Registers rivers.
        add_rivers, river
    );
    add!(
        /// Registers chiefs' posts.
        add_chiefs, chief
    );
    add!(
        /// Records tenures.
        add_tenures, tenure
    );
    add!(
        /// Records lead units.
        add_lead_units, lead_unit
    );

    /// Changes a unit's name, kind or last day.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the name is taken.
    pub async fn change_unit(&self, row: unit::Model) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }

    /// Ends a tenure on its last day.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_tenure(&self, row: tenure::Model) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }

    /// Ends a lead unit's time on its last day.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_lead_unit(&self, row: lead_unit::Model) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }

    /// Sets a counter.
    ///
    /// # Errors
    /// The database fails.
    pub(crate) async fn set_counter(&self, name: &str, value: i64) -> Result<(), StoreError> {
        let key = (self.region.as_str().to_owned(), name.to_owned());
        let held = within(counter::Entity::find_by_id(key).one(&self.tx)).await?;
        let row = counter::Model { region_id: self.region.as_str().to_owned(), name: name.to_owned(), value }.into_active_model();
        if held.is_some() {
            within(row.reset_all().update(&self.tx)).await?;
        } else {
            within(row.insert(&self.tx)).await?;
        }
        Ok(())
    }

    /// The next number of a counter, from 1 and without gaps; a transaction that fails gives its number back.
    ///
    /// # Errors
    /// The database fails.
    pub async fn next_number(&self, name: &str) -> Result<i64, StoreError> {
        let key = (self.region.as_str().to_owned(), name.to_owned());
        let held = within(counter::Entity::find_by_id(key).lock_exclusive().one(&self.tx)).await?;
        let value = held.as_ref().map_or(1, |row| row.value + 1);
        let row = counter::Model { region_id: self.region.as_str().to_owned(), name: name.to_owned(), value }.into_active_model();
        match held {
            Some(_) => within(row.reset_all().update(&self.tx)).await?,
            None => within(row.insert(&self.tx)).await?,
        };
        Ok(value)
    }
}

impl AcrossRegions<'_> {
    /// All regions.
    ///
    /// # Errors
    /// The database fails.
    pub async fn regions(&self) -> Result<Vec<region::Model>, StoreError> {
        within(region::Entity::find().order_by_asc(region::Column::RegionId).all(self.db)).await
    }
}
