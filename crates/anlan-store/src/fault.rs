//! What can go wrong with the store, named for what the caller can do.

use sea_orm::{DbErr, SqlErr};
use std::future::Future;
use std::time::Duration;

/// Longest time one call to the database may take.
const DEADLINE: Duration = Duration::from_secs(20);

/// A store's failure.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else recorded the same thing first: read again.
    #[error("somebody else recorded the same at the same time (他人已同时登记): {0}")]
    Conflict(String),
    /// What the row refers to is not there.
    #[error("what is referred to does not exist (引用的对象不存在): {0}")]
    Missing(String),
    /// The disk or the database is full: nothing was recorded.
    #[error("the disk is full, nothing was recorded: free some space and try again (磁盘已满，未作任何更改，请清理后重试)")]
    Full,
    /// No answer in time: nothing is known to be recorded.
    #[error("the database did not answer in time: try again (数据库未及时响应，请重试)")]
    TooSlow,
    /// A commit failed: look before repeating.
    #[error("the outcome of the last step is unknown: look before repeating it (提交结果未知，请先核对再重做): {0}")]
    OutcomeUnknown(String),
    /// Stored data cannot be read back.
    #[error("stored data is damaged (存储的数据已损坏): {0}")]
    Damaged(String),
    /// Anything else of the database.
    #[error("database: {0}")]
    Database(DbErr),
    /// A file could not be stored or read.
    #[error("file store (文件存储): {0}")]
    File(#[from] std::io::Error),
}

impl StoreError {
    /// Whether somebody else recorded the same first.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }

    /// Whether what is referred to is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing(_))
    }
}

impl From<DbErr> for StoreError {
    fn from(fault: DbErr) -> Self {
        // By SQLSTATE and result code only: a sharded database reports no constraint name.
        match fault.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(text)) => return Self::Conflict(text),
            Some(SqlErr::ForeignKeyConstraintViolation(text)) => return Self::Missing(text),
            _ => {}
        }
        let text = fault.to_string();
        let full = ["database or disk is full", "disk I/O error", "(code: 13)", "53100"];
        if full.iter().any(|sign| text.contains(sign)) { Self::Full } else { Self::Database(fault) }
    }
}

/// Runs a call to the database within its deadline.
pub(crate) async fn within<T>(call: impl Future<Output = Result<T, DbErr>>) -> Result<T, StoreError> {
    match tokio::time::timeout(DEADLINE, call).await {
        Ok(result) => result.map_err(StoreError::from),
        Err(_) => Err(StoreError::TooSlow),
    }
}

/// A commit within its deadline; whatever goes wrong, the outcome is unknown.
pub(crate) async fn committed(call: impl Future<Output = Result<(), DbErr>>) -> Result<(), StoreError> {
    match within(call).await {
        Ok(()) => Ok(()),
        Err(StoreError::Full) => Err(StoreError::Full),
        Err(fault) => Err(StoreError::OutcomeUnknown(fault.to_string())),
    }
}
