//! Connections at hand. The driver's pool asks each connection that comes back to it whether it
//! still answers: a round trip more for every statement and every transaction, of one that has
//! just answered. So those that did what they were asked are kept here, and the pool opens them,
//! and takes those back that may have failed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement,
};
use sea_query_sqlx::SqlxValues;
use sqlx::pool::PoolConnection;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Executor, PgConnection, PgPool, Postgres};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use crate::pool::IDLE_BEFORE_PING;

/// How long a connection is kept from the pool, which closes those that have grown old.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// A pool and those of its connections that nobody uses. Cheap to clone.
#[derive(Clone)]
pub(crate) struct AtHand(Arc<Shared>);

struct Shared {
    pool: PgPool,
    /// One for each connection that the pool may have, held by whoever uses one. So whoever has
    /// a turn and finds none kept finds one at the pool, or room for one.
    turns: Arc<Semaphore>,
    /// The one that was used last is the last.
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    connection: PoolConnection<Postgres>,
    since: Instant,
    used: Instant,
}

/// A connection in use. One that is dropped goes back to the pool, to be asked.
pub(super) struct Lent {
    kept: Kept,
    from: AtHand,
    // Last, so that the connection is where others find it when their turn has come.
    turn: OwnedSemaphorePermit,
}

impl AtHand {
    pub(super) fn of(pool: PgPool) -> Self {
        let max = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        let turns = Arc::new(Semaphore::new(max.min(Semaphore::MAX_PERMITS)));
        Self(Arc::new(Shared { pool, turns, kept: Mutex::default() }))
    }

    /// Whose they are.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.0.pool
    }

    /// How many are here.
    pub(crate) fn idle(&self) -> usize {
        self.lock().len()
    }

    /// Lets the pool have those that are here.
    pub(super) fn give_back(&self) {
        let all = std::mem::take(&mut *self.lock());
        drop(all);
    }

    /// Closes those that are here without a word to the database.
    pub(super) fn discard(&self) {
        for kept in std::mem::take(&mut *self.lock()) {
            drop(kept.connection.detach());
        }
    }

    /// Nobody gets a turn from now on.
    pub(super) fn close(&self) {
        self.0.turns.close();
    }

    /// A turn for whoever takes a connection from the pool itself, where there is one then.
    pub(super) async fn turn_at_pool(&self) -> Result<OwnedSemaphorePermit, DbErr> {
        let turn = self.bounded(self.turn()).await?;
        self.give_back();
        Ok(turn)
    }

    pub(super) async fn lend(&self) -> Result<Lent, DbErr> {
        self.bounded(async {
            let turn = self.turn().await?;
            let kept = match self.take_fresh() {
                Some(kept) => kept,
                // In a box: opening one is large, and rare.
                None => Kept::new(Box::pin(self.pool().acquire()).await.map_err(not_acquired)?),
            };
            Ok(Lent { kept, from: self.clone(), turn })
        })
        .await
    }

    async fn bounded<T>(
        &self,
        waiting: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        let limit = self.pool().options().get_acquire_timeout();
        let waited = timeout(limit, waiting).await;
        waited.unwrap_or(Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)))
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit, DbErr> {
        let turn = Arc::clone(&self.0.turns).acquire_owned().await;
        turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))
    }

    /// The one that was used last, unless it should be asked first.
    fn take_fresh(&self) -> Option<Kept> {
        let last = self.lock().pop()?;
        if last.used.elapsed() < IDLE_BEFORE_PING {
            return Some(last);
        }
        // The others have been here for longer.
        self.give_back();
        None
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn new(connection: PoolConnection<Postgres>) -> Self {
        let now = Instant::now();
        Self { connection, since: now, used: now }
    }
}

impl Lent {
    /// It has answered all that it was asked, and is in no transaction.
    pub(super) fn put_back(self) {
        let Self { mut kept, from, turn } = self;
        kept.used = Instant::now();
        if kept.since.elapsed() >= KEPT_FOR {
            return;
        }
        from.lock().push(kept);
        drop(turn);
        // Looked at afterwards: a pool that is closed meanwhile waits for this one.
        if from.pool().is_closed() {
            from.give_back();
        }
    }

    pub(super) fn connection(&mut self) -> &mut PgConnection {
        &mut self.kept.connection
    }

    pub(super) async fn execute(&mut self, statement: Statement) -> Result<ExecResult, DbErr> {
        let done = query(statement).execute(self.connection()).await;
        done.map(Into::into).map_err(not_executed)
    }

    pub(super) async fn execute_unprepared(&mut self, sql: &str) -> Result<ExecResult, DbErr> {
        let done = self.connection().execute(AssertSqlSafe(sql.to_owned())).await;
        done.map(Into::into).map_err(not_executed)
    }

    pub(super) async fn query_one(
        &mut self,
        statement: Statement,
    ) -> Result<Option<QueryResult>, DbErr> {
        let row = query(statement).fetch_optional(self.connection()).await;
        row.map(|row| row.map(Into::into)).map_err(not_queried)
    }

    pub(super) async fn query_all(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let rows = query(statement).fetch_all(self.connection()).await;
        rows.map(|rows| rows.into_iter().map(Into::into).collect()).map_err(not_queried)
    }
}

/// For one statement each.
#[async_trait]
impl ConnectionTrait for AtHand {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = lent.execute(statement).await?;
        lent.put_back();
        Ok(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = lent.execute_unprepared(sql).await?;
        lent.put_back();
        Ok(done)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let row = lent.query_one(statement).await?;
        lent.put_back();
        Ok(row)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let rows = lent.query_all(statement).await?;
        lent.put_back();
        Ok(rows)
    }

    fn support_returning(&self) -> bool {
        true
    }
}

fn query(statement: Statement) -> Query<'static, Postgres, SqlxValues> {
    let values = statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn not_executed(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn not_queried(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}

fn not_acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
    }
}
