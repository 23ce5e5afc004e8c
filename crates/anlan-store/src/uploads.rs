//! Rows of uploads and of pictures' clean copies. The bytes are in [`crate::parts`] and [`crate::blobs`].

use crate::StoreError;
use crate::connect::{Regional, Tx};
use crate::fault::within;
use crate::tables::uploads::{clean_copy, upload};
use anlan_core::ids::AccountId;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};
use uuid::Uuid;

impl<C: ConnectionTrait> Regional<'_, C> {
    /// An upload.
    ///
    /// # Errors
    /// The database fails.
    pub async fn upload(&self, id: Uuid) -> Result<Option<upload::Model>, StoreError> {
        within(upload::Entity::find_by_id((self.region.as_str().to_owned(), id)).one(self.db)).await
    }

    /// Every upload that has not finished.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unfinished_uploads(&self) -> Result<Vec<upload::Model>, StoreError> {
        let query = upload::Entity::find().filter(upload::Column::RegionId.eq(self.region.as_str()));
        within(query.filter(upload::Column::FileHash.is_null()).all(self.db)).await
    }

    /// How many uploads of an account have not finished.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unfinished_uploads_of(&self, account: AccountId) -> Result<u64, StoreError> {
        let query = upload::Entity::find().filter(upload::Column::RegionId.eq(self.region.as_str()));
        let query = query.filter(upload::Column::AccountId.eq(account.0)).filter(upload::Column::FileHash.is_null());
        within(query.count(self.db)).await
    }

    /// Whether an account brought this very content itself.
    ///
    /// # Errors
    /// The database fails.
    pub async fn brought_by(&self, account: AccountId, hash: &str) -> Result<bool, StoreError> {
        let query = upload::Entity::find().filter(upload::Column::RegionId.eq(self.region.as_str()));
        let query = query.filter(upload::Column::AccountId.eq(account.0)).filter(upload::Column::FileHash.eq(hash));
        Ok(within(query.count(self.db)).await? > 0)
    }

    /// A picture's clean copy.
    ///
    /// # Errors
    /// The database fails.
    pub async fn clean_copy(&self, hash: &str) -> Result<Option<clean_copy::Model>, StoreError> {
        within(clean_copy::Entity::find_by_id((self.region.as_str().to_owned(), hash.to_owned())).one(self.db)).await
    }

    /// All clean copies.
    ///
    /// # Errors
    /// The database fails.
    pub async fn clean_copies(&self) -> Result<Vec<clean_copy::Model>, StoreError> {
        within(clean_copy::Entity::find().filter(clean_copy::Column::RegionId.eq(self.region.as_str())).all(self.db)).await
    }
}

impl Tx {
    /// Begins an upload.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there is one of that id.
    pub async fn add_upload(&self, row: upload::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Notes what an upload became.
    ///
    /// # Errors
    /// The database fails.
    pub async fn finish_upload(&self, row: upload::Model) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }

    /// Forgets an upload that did not finish.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_upload(&self, id: Uuid) -> Result<(), StoreError> {
        let query = upload::Entity::delete_many().filter(upload::Column::RegionId.eq(self.region.as_str()));
        within(query.filter(upload::Column::Id.eq(id)).filter(upload::Column::FileHash.is_null()).exec(&self.tx)).await.map(|_| ())
    }

    /// Forgets the uploads that were begun before a moment and did not finish.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_uploads_before(&self, moment: DateTime<Utc>) -> Result<(), StoreError> {
        let query = upload::Entity::delete_many().filter(upload::Column::RegionId.eq(self.region.as_str()));
        let query = query.filter(upload::Column::FileHash.is_null()).filter(upload::Column::BegunAt.lt(moment));
        within(query.exec(&self.tx)).await.map(|_| ())
    }

    /// Records a picture's clean copy; the same again changes nothing.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_clean_copy(&self, row: clean_copy::Model) -> Result<(), StoreError> {
        if self.read().clean_copy(&row.file_hash).await?.is_none() {
            within(row.into_active_model().insert(&self.tx)).await?;
        }
        Ok(())
    }
}
