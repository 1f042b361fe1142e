//! The one way to the database: who reads, who writes, in what turn, and for how long.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use application::StoreError;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::bounded::{Bounded, wait};
use crate::failure::{Failure, store_error};
use crate::link::Link;
use crate::single::Single;

/// How long a writer waits for its turn.
const TURN_LIMIT: Duration = Duration::from_secs(5);

/// How long a statement, or a transaction from its beginning to its end, waits for a Postgres that
/// answers others: for a lock, or a slow disk. One that answers nobody is noticed sooner.
const LIMIT: Duration = Duration::from_secs(5);

/// The same of work that grows with all that is stored.
const PATIENT_LIMIT: Duration = Duration::from_hours(1);

/// The way to a database. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Sql {
    way: Way,
    /// SQLite has one writer at a time and lets the others ask again and again, in no order.
    /// Ours queue up instead, before they take a connection.
    turns: Option<Arc<Mutex<()>>>,
    limit: Duration,
}

#[derive(Clone)]
enum Way {
    File(DatabaseConnection),
    Server(Arc<Link>),
}

/// A pool, in one's turn to write. For single statements, which are transactions of their own.
pub(crate) struct Writer {
    pool: Bounded<Single>,
    _turn: Option<OwnedMutexGuard<()>>,
}

/// A transaction that writes. Dropped without a commit, it has changed nothing.
pub(crate) struct Transaction {
    // First, so that it is over before the next one's turn begins.
    inner: Bounded<DatabaseTransaction>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Sql {
    /// To a file.
    pub(crate) fn of_file(connection: DatabaseConnection) -> Self {
        Self { way: Way::File(connection), turns: Some(Arc::default()), limit: LIMIT }
    }

    /// To a server.
    pub(crate) fn of_server(link: Arc<Link>) -> Self {
        Self { way: Way::Server(link), turns: None, limit: LIMIT }
    }

    /// For work that may take long: the schema's changes, tidying, an operator's.
    pub(crate) fn patient(&self) -> Self {
        Self { limit: PATIENT_LIMIT, ..self.clone() }
    }

    pub(crate) const fn backend(&self) -> DbBackend {
        match self.way {
            Way::File(_) => DbBackend::Sqlite,
            Way::Server(_) => DbBackend::Postgres,
        }
    }

    /// For one statement.
    pub(crate) fn reader(&self) -> Bounded<Single> {
        match &self.way {
            Way::File(pool) => Bounded { inner: Single::File(pool.clone()), bounds: None },
            Way::Server(link) => {
                let (at_hand, bounds) = link.at_hand(self.limit);
                Bounded { inner: Single::Server(at_hand), bounds: Some(bounds) }
            }
        }
    }

    /// For one statement.
    pub(crate) async fn writer(&self) -> Result<Writer, StoreError> {
        Ok(Writer { _turn: self.turn().await?, pool: self.reader() })
    }

    /// Begins as a writer: on SQLite a reader that turns writer is refused when another wrote
    /// in between.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        let turn = self.turn().await?;
        let (begun, bounds) = match &self.way {
            Way::File(pool) => (begin(pool.clone()).await, None),
            Way::Server(link) => {
                let (pool, bounds) = link.pool(self.limit);
                (bounds.wait(begin_to_end(pool)).await, Some(bounds))
            }
        };
        let inner = begun.map_err(store_error)?;
        Ok(Transaction { inner: Bounded { inner, bounds }, _turn: turn })
    }

    /// Closes the connections, waiting for those in use.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        match &self.way {
            Way::File(connection) => connection.close_by_ref().await,
            Way::Server(link) => {
                link.close().await;
                Ok(())
            }
        }
    }

    /// Calls this for each statement on a file.
    #[cfg(test)]
    pub(crate) fn on_statement(&mut self, callback: impl Fn() + Send + Sync + 'static) {
        let Way::File(connection) = &mut self.way else { panic!("not a file") };
        connection.set_metric_callback(move |_| callback());
    }

    async fn turn(&self) -> Result<Option<OwnedMutexGuard<()>>, StoreError> {
        let Some(turns) = &self.turns else { return Ok(None) };
        tokio::time::timeout(TURN_LIMIT, Arc::clone(turns).lock_owned())
            .await
            .map(Some)
            .map_err(|_| StoreError::Unavailable(Box::new(Failure::NoTurn)))
    }
}

async fn begin(pool: DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    pool.begin_with_options(options).await
}

/// Begins in a task of its own, which nobody gives up: Postgres's driver forgets a transaction
/// whose beginning was given up, and leaves it open on the connection, where the next statement
/// is then acknowledged and never committed.
async fn begin_to_end(pool: DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let begun = tokio::spawn(begin(pool)).await;
    begun.unwrap_or_else(|ended| Err(DbErr::Custom(ended.to_string())))
}

impl Deref for Writer {
    type Target = Bounded<Single>;

    fn deref(&self) -> &Self::Target {
        &self.pool
    }
}

impl Deref for Transaction {
    type Target = Bounded<DatabaseTransaction>;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl Transaction {
    /// As the library of the migrations needs it: without bounds.
    pub(crate) const fn bare(&self) -> &DatabaseTransaction {
        &self.inner.inner
    }

    /// What became of it is unknown when this fails without an answer.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Bounded { inner, bounds } = self.inner;
        wait(bounds.as_ref(), inner.commit()).await.map_err(store_error)
    }

    /// The same as dropping, but over when it returns.
    pub(crate) async fn roll_back(self) -> Result<(), StoreError> {
        let Bounded { inner, bounds } = self.inner;
        wait(bounds.as_ref(), inner.rollback()).await.map_err(store_error)
    }
}
