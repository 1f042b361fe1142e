//! The one way to the database: who reads, who writes, in what turn, and for how long.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use application::StoreError;
use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};
use sqlx::{Postgres, Sqlite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::at_hand::{AtHand, Held};
use crate::bounded::{Bounded, wait};
use crate::either::Either;
use crate::failure::{Failure, store_error};
use crate::link::Link;

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
    turns: Option<Arc<Semaphore>>,
    limit: Duration,
}

#[derive(Clone)]
enum Way {
    File(File),
    Server(Arc<Link>),
}

/// The connections to a file.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) readers: AtHand<Sqlite>,
    /// A pool of one: what it has read of the file stays true until another process writes.
    pub(crate) writer: AtHand<Sqlite>,
}

/// Where single statements are sent, each of which is a transaction of its own: the connections
/// that are at hand.
pub(crate) type Single = Either<AtHand<Sqlite>, AtHand<Postgres>>;

/// The same in one's turn to write.
pub(crate) struct Writer {
    pool: Bounded<Single>,
    _turn: Option<OwnedSemaphorePermit>,
}

/// A transaction that writes. Dropped without its end, it has changed nothing.
pub(crate) struct Transaction<C = Either<Held<Sqlite>, Held<Postgres>>> {
    // First, so that it is over before the next one's turn begins.
    inner: Bounded<C>,
    _turn: Option<OwnedSemaphorePermit>,
}

/// How a transaction ends.
#[async_trait]
pub(crate) trait End: ConnectionTrait + Send {
    async fn commit(self) -> Result<(), DbErr>;
    async fn roll_back(self) -> Result<(), DbErr>;
}

impl Sql {
    /// To a file.
    pub(crate) fn of_file(file: File) -> Self {
        Self { way: Way::File(file), turns: Some(Arc::new(Semaphore::new(1))), limit: LIMIT }
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
        self.single(|file| &file.readers)
    }

    /// For one statement.
    pub(crate) async fn writer(&self) -> Result<Writer, StoreError> {
        Ok(Writer { _turn: self.turn().await?, pool: self.single(|file| &file.writer) })
    }

    /// The connections themselves.
    pub(crate) fn pools(&self) -> Either<File, AtHand<Postgres>> {
        match &self.way {
            Way::File(file) => Either::File(file.clone()),
            Way::Server(link) => Either::Server(link.at_hand(self.limit).0),
        }
    }

    fn single(&self, of_file: impl FnOnce(&File) -> &AtHand<Sqlite>) -> Bounded<Single> {
        match &self.way {
            Way::File(file) => Bounded { inner: Either::File(of_file(file).clone()), bounds: None },
            Way::Server(link) => {
                let (at_hand, bounds) = link.at_hand(self.limit);
                Bounded { inner: Either::Server(at_hand), bounds: Some(bounds) }
            }
        }
    }

    /// Begins as a writer.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        let turn = self.turn().await?;
        let (begun, bounds) = match &self.way {
            Way::File(file) => (file.writer.clone().begin().await.map(Either::File), None),
            Way::Server(link) => {
                let (at_hand, bounds) = link.at_hand(self.limit);
                (bounds.wait(at_hand.begin()).await.map(Either::Server), Some(bounds))
            }
        };
        let inner = begun.map_err(store_error)?;
        Ok(Transaction { inner: Bounded { inner, bounds }, _turn: turn })
    }

    /// Begins one as the library of the migrations needs it, which takes no other.
    pub(crate) async fn begin_change_of_schema(
        &self,
    ) -> Result<Transaction<DatabaseTransaction>, StoreError> {
        let (pool, turn) = match &self.way {
            Way::File(File { writer, .. }) => {
                let turn = self.turn().await?;
                // Nobody else has it, as it is our turn.
                writer.give_back();
                (SqlxSqliteConnector::from_sqlx_sqlite_pool(writer.pool().clone()), turn)
            }
            Way::Server(link) => {
                let (pool, turn) = link.pool().await.map_err(store_error)?;
                (pool, Some(turn))
            }
        };
        let begun = to_its_end(async move { begin(&pool).await }).await;
        let inner = begun.map_err(store_error)?;
        Ok(Transaction { inner: Bounded { inner, bounds: None }, _turn: turn })
    }

    /// Closes the connections, waiting for those in use.
    pub(crate) async fn close(&self) {
        match &self.way {
            Way::File(File { readers, writer }) => {
                // The writer last: the last one to leave tidies up what was written.
                readers.close().await;
                writer.close().await;
            }
            Way::Server(link) => link.close().await,
        }
    }

    /// How many statements were sent to a file so far.
    #[cfg(test)]
    pub(crate) fn asked(&self) -> usize {
        let Way::File(File { readers, writer }) = &self.way else { panic!("not a file") };
        readers.asked() + writer.asked()
    }

    async fn turn(&self) -> Result<Option<OwnedSemaphorePermit>, StoreError> {
        let Some(turns) = &self.turns else { return Ok(None) };
        let turn = tokio::time::timeout(TURN_LIMIT, Arc::clone(turns).acquire_owned()).await;
        turn.ok()
            .and_then(Result::ok)
            .map(Some)
            .ok_or_else(|| StoreError::Unavailable(Box::new(Failure::NoTurn)))
    }
}

/// Begins a transaction in a task of its own, which nobody gives up: Postgres's driver forgets a
/// transaction whose beginning was given up, and leaves it open on the connection, where the next
/// statement is then acknowledged and never committed.
pub(crate) async fn to_its_end<T: Send + 'static>(
    beginning: impl Future<Output = Result<T, DbErr>> + Send + 'static,
) -> Result<T, DbErr> {
    let begun = tokio::spawn(beginning).await;
    begun.unwrap_or_else(|ended| Err(DbErr::Custom(ended.to_string())))
}

async fn begin(pool: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    pool.begin_with_options(options).await
}

impl Deref for Writer {
    type Target = Bounded<Single>;

    fn deref(&self) -> &Self::Target {
        &self.pool
    }
}

impl<C> Deref for Transaction<C> {
    type Target = Bounded<C>;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl Transaction<DatabaseTransaction> {
    /// As the library of the migrations needs it.
    pub(crate) const fn bare(&self) -> &DatabaseTransaction {
        &self.inner.inner
    }
}

impl<C: End> Transaction<C> {
    /// What became of it is unknown when this fails without an answer.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Bounded { inner, bounds } = self.inner;
        wait(bounds.as_ref(), inner.commit()).await.map_err(store_error)
    }

    /// The same as dropping, but over when it returns.
    pub(crate) async fn roll_back(self) -> Result<(), StoreError> {
        let Bounded { inner, bounds } = self.inner;
        wait(bounds.as_ref(), inner.roll_back()).await.map_err(store_error)
    }
}

#[async_trait]
impl End for DatabaseTransaction {
    async fn commit(self) -> Result<(), DbErr> {
        Self::commit(self).await
    }

    async fn roll_back(self) -> Result<(), DbErr> {
        self.rollback().await
    }
}

#[async_trait]
impl<F: End, S: End> End for Either<F, S> {
    async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::File(file) => file.commit().await,
            Self::Server(server) => server.commit().await,
        }
    }

    async fn roll_back(self) -> Result<(), DbErr> {
        match self {
            Self::File(file) => file.roll_back().await,
            Self::Server(server) => server.roll_back().await,
        }
    }
}
