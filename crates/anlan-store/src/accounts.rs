//! Accounts and sessions: the one state that is changed in place, each change with an audit row beside it.

use crate::connect::{Regional, Tx};
use crate::fault::{StoreError, within};
use crate::tables::accounts::{account, session};
use anlan_core::ids::AccountId;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

/// A changed account: its row as it is to be.
pub type AccountChange = account::Model;

impl<C: ConnectionTrait> Regional<'_, C> {
    /// All accounts.
    ///
    /// # Errors
    /// The database fails.
    pub async fn accounts(&self) -> Result<Vec<account::Model>, StoreError> {
        let query = account::Entity::find().filter(account::Column::RegionId.eq(self.region.as_str()));
        within(query.order_by_asc(account::Column::Login).all(self.db)).await
    }

    /// The account of a login.
    ///
    /// # Errors
    /// The database fails.
    pub async fn account_of(&self, login: &str) -> Result<Option<account::Model>, StoreError> {
        let query =
            account::Entity::find().filter(account::Column::RegionId.eq(self.region.as_str())).filter(account::Column::Login.eq(login));
        within(query.one(self.db)).await
    }

    /// The account of an id.
    ///
    /// # Errors
    /// The database fails.
    pub async fn account(&self, id: AccountId) -> Result<Option<account::Model>, StoreError> {
        within(account::Entity::find_by_id((self.region.as_str().to_owned(), id.0)).one(self.db)).await
    }

    /// A session with its account.
    ///
    /// # Errors
    /// The database fails.
    pub async fn session(&self, token_hash: &str) -> Result<Option<(session::Model, account::Model)>, StoreError> {
        let key = (self.region.as_str().to_owned(), token_hash.to_owned());
        let Some(found) = within(session::Entity::find_by_id(key).one(self.db)).await? else { return Ok(None) };
        Ok(self.account(AccountId(found.account_id)).await?.map(|account| (found, account)))
    }
}

impl Tx {
    /// Adds an account.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the login is taken.
    pub async fn add_account(&self, row: account::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Changes an account.
    ///
    /// # Errors
    /// The database fails.
    pub async fn change_account(&self, row: AccountChange) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }

    /// Opens a session.
    ///
    /// # Errors
    /// The database fails.
    pub async fn add_session(&self, row: session::Model) -> Result<(), StoreError> {
        within(row.into_active_model().insert(&self.tx)).await.map(|_| ())
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// The database fails.
    pub async fn touch_session(&self, row: session::Model) -> Result<(), StoreError> {
        within(row.into_active_model().reset_all().update(&self.tx)).await.map(|_| ())
    }

    /// Ends one session.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_session(&self, token_hash: &str) -> Result<(), StoreError> {
        let key = (self.region.as_str().to_owned(), token_hash.to_owned());
        within(session::Entity::delete_by_id(key).exec(&self.tx)).await.map(|_| ())
    }

    /// Ends every session of an account but one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_sessions_of(&self, account: AccountId, but: Option<&str>) -> Result<(), StoreError> {
        let mut query = session::Entity::delete_many()
            .filter(session::Column::RegionId.eq(self.region.as_str()))
            .filter(session::Column::AccountId.eq(account.0));
        if let Some(kept) = but {
            query = query.filter(session::Column::TokenHash.ne(kept));
        }
        within(query.exec(&self.tx)).await.map(|_| ())
    }

    /// Ends sessions not used since a moment.
    ///
    /// # Errors
    /// The database fails.
    pub async fn end_idle_sessions(&self, since: DateTime<Utc>) -> Result<(), StoreError> {
        let query = session::Entity::delete_many()
            .filter(session::Column::RegionId.eq(self.region.as_str()))
            .filter(session::Column::SeenAt.lt(since));
        within(query.exec(&self.tx)).await.map(|_| ())
    }
}
