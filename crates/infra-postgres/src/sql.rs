//! The one way to the database: who reads, who writes, and in what turn.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use application::StoreError;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::failure::{Failure, store_error};

/// How long a writer waits for its turn.
const TURN_LIMIT: Duration = Duration::from_secs(5);

/// A pool of connections. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sql {
    pub(crate) connection: DatabaseConnection,
    /// SQLite has one writer at a time and lets the others ask again and again, in no order.
    /// Ours queue up instead, before they take a connection.
    turns: Option<Arc<Mutex<()>>>,
}

/// A pool, in one's turn to write. For single statements, which are transactions of their own.
pub(crate) struct Writer<'a> {
    connection: &'a DatabaseConnection,
    _turn: Option<OwnedMutexGuard<()>>,
}

/// A transaction that writes. Dropped without a commit, it has changed nothing.
pub(crate) struct Transaction {
    // First, so that it is over before the next one's turn begins.
    inner: DatabaseTransaction,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Sql {
    pub(crate) fn new(connection: DatabaseConnection) -> Self {
        let sqlite = connection.get_database_backend() == DbBackend::Sqlite;
        Self { connection, turns: sqlite.then(Arc::default) }
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    pub(crate) const fn reader(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(crate) async fn writer(&self) -> Result<Writer<'_>, StoreError> {
        Ok(Writer { _turn: self.turn().await?, connection: &self.connection })
    }

    /// Begins as a writer: on SQLite a reader that turns writer is refused when another wrote
    /// in between.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        let turn = self.turn().await?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let inner = self.connection.begin_with_options(options).await.map_err(store_error)?;
        Ok(Transaction { inner, _turn: turn })
    }

    async fn turn(&self) -> Result<Option<OwnedMutexGuard<()>>, StoreError> {
        let Some(turns) = &self.turns else { return Ok(None) };
        tokio::time::timeout(TURN_LIMIT, Arc::clone(turns).lock_owned())
            .await
            .map(Some)
            .map_err(|_| StoreError::Unavailable(Box::new(Failure::NoTurn)))
    }
}

impl Deref for Writer<'_> {
    type Target = DatabaseConnection;

    fn deref(&self) -> &DatabaseConnection {
        self.connection
    }
}

impl Deref for Transaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.inner
    }
}

impl Transaction {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.inner.commit().await.map_err(store_error)
    }

    /// The same as dropping, but over when it returns.
    pub(crate) async fn roll_back(self) -> Result<(), StoreError> {
        self.inner.rollback().await.map_err(store_error)
    }
}
