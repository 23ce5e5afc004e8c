//! Opening a database, and the two ways into it: one region, or reading across regions.

use crate::fault::{StoreError, committed, within};
use crate::schema::Steps;
use crate::tables::register::region;
use anlan_core::ids::RegionId;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QuerySelect,
    RuntimeErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::path::Path;
use std::time::Duration;

/// How long a file may be held by others before opening it, or writing to it, is given up.
const LOCKED_AT_MOST: Duration = Duration::from_secs(10);

/// An open database.
#[derive(Debug, Clone)]
pub struct Store {
    db: DatabaseConnection,
}

/// Reading inside one region.
#[derive(Debug)]
pub struct Regional<'a, C = DatabaseConnection> {
    pub(crate) db: &'a C,
    pub(crate) region: &'a RegionId,
}

/// Reading across regions: no writes, no locks.
#[derive(Debug)]
pub struct AcrossRegions<'a> {
    pub(crate) db: &'a DatabaseConnection,
}

/// One region's write transaction; dropped without [`Tx::commit`] it leaves nothing behind.
#[derive(Debug)]
pub struct Tx {
    pub(crate) tx: DatabaseTransaction,
    pub(crate) region: RegionId,
}

impl Store {
    /// Opens (and brings up to date) an SQLite file.
    ///
    /// # Errors
    /// The file cannot be opened or its schema not brought up to date.
    pub async fn open_file(path: &Path) -> Result<Self, StoreError> {
        with_write_ahead_log(path).await?;
        Self::open_sqlite(&format!("sqlite://{}?mode=rwc", path.display()), 8).await
    }

    /// An SQLite database in memory, gone with the store: for tests and benchmarks.
    ///
    /// # Errors
    /// The schema cannot be made.
    pub async fn in_memory() -> Result<Self, StoreError> {
        Self::open_sqlite("sqlite::memory:", 1).await
    }

    async fn open_sqlite(url: &str, connections: u32) -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(connections).min_connections(1).sqlx_logging(false);
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
        options.map_sqlx_sqlite_opts(|sqlite| {
            use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).busy_timeout(LOCKED_AT_MOST).foreign_keys(true)
        });
        Self::open_with(options).await
    }

    /// Opens (and brings up to date) a PostgreSQL database.
    ///
    /// # Errors
    /// No connection, or its schema cannot be brought up to date.
    pub async fn open_postgres(url: &str) -> Result<Self, StoreError> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(10).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
        Self::open_with(options).await
    }

    async fn open_with(options: ConnectOptions) -> Result<Self, StoreError> {
        let db = within(Database::connect(options)).await?;
        within(Steps::up(&db, None)).await?;
        Ok(Self { db })
    }

    /// Lets the database count its rows anew, so that it chooses its indexes by what is there: after many rows came at once.
    ///
    /// # Errors
    /// The database fails.
    pub async fn count_rows(&self) -> Result<(), StoreError> {
        within(self.db.execute_unprepared("analyze")).await.map(|_| ())
    }

    /// Tells every statement that is run from here on, with what it took: so that the cost of a page is counted, not guessed.
    #[must_use]
    pub fn telling(mut self, told: impl Fn(&str, Duration) + Send + Sync + 'static) -> Self {
        self.db.set_metric_callback(move |info| told(&info.statement.sql, info.elapsed));
        self
    }

    /// Reads inside one region.
    #[must_use]
    pub fn region<'a>(&'a self, region: &'a RegionId) -> Regional<'a> {
        Regional { db: &self.db, region }
    }

    /// Reads across regions.
    #[must_use]
    pub fn across(&self) -> AcrossRegions<'_> {
        AcrossRegions { db: &self.db }
    }

    /// Begins the one kind of write transaction there is: one region, and immediate on SQLite, so that two writers wait
    /// for each other instead of failing.
    ///
    /// # Errors
    /// No connection or lock in time.
    pub async fn write(&self, region: &RegionId) -> Result<Tx, StoreError> {
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
        let tx = within(self.db.begin_with_options(options)).await?;
        // Locked first, so that two writers of a region (each adds to its audit chain) wait in line instead of in a ring.
        within(region::Entity::find_by_id(region.as_str().to_owned()).lock_exclusive().one(&tx)).await?;
        Ok(Tx { tx, region: region.clone() })
    }

    /// Copies the whole database into a new SQLite file, consistent at one moment.
    ///
    /// # Errors
    /// The database is not SQLite, or the file cannot be written.
    pub async fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        if self.db.get_database_backend() != DbBackend::Sqlite {
            let text = "only the embedded database is copied here: use pg_dump for PostgreSQL (PostgreSQL 请用 pg_dump 备份)";
            return Err(StoreError::Database(DbErr::Custom(text.to_owned())));
        }
        let target = path.display().to_string().replace('\'', "''");
        within(self.db.execute_unprepared(&format!("vacuum into '{target}'"))).await.map(|_| ())
    }
}

/// Turns a file to the write-ahead log before the pool opens it. The mode stays in the file; only the turn needs the file alone,
/// and SQLite answers "locked" to it at once instead of waiting, so that two first connections (of one pool or of two
/// processes) would fail each other.
async fn with_write_ahead_log(path: &Path) -> Result<(), StoreError> {
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
    use sqlx::{ConnectOptions, Connection};
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    let began = tokio::time::Instant::now();
    loop {
        let turned = match options.connect().await {
            Ok(connection) => connection.close().await,
            Err(fault) => Err(fault),
        };
        let locked = turned.as_ref().is_err_and(|fault| fault.as_database_error().and_then(|it| it.code()).is_some_and(|it| it == "5"));
        if !locked || began.elapsed() > LOCKED_AT_MOST {
            return turned.map_err(|fault| DbErr::Conn(RuntimeErr::SqlxError(fault.into())).into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

impl Tx {
    /// Reads inside the transaction.
    #[must_use]
    pub fn read(&self) -> Regional<'_, DatabaseTransaction> {
        Regional { db: &self.tx, region: &self.region }
    }

    /// Makes everything written lasting, at once.
    ///
    /// # Errors
    /// [`StoreError::OutcomeUnknown`] when the commit's own answer is lost.
    pub async fn commit(self) -> Result<(), StoreError> {
        committed(self.tx.commit()).await
    }
}
