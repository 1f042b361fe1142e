//! Connections at hand for single statements. The driver's pool asks each connection that comes
//! back to it whether it still answers: a round trip more for every statement, of one that has
//! just answered. So up to half of the pool's are kept here between statements. Statements that
//! find all of these at work go through the pool, as transactions do.

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
use sqlx::{AssertSqlSafe, Executor, PgPool, Postgres};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::Instant;

use crate::pool::IDLE_BEFORE_PING;

/// How long a connection is kept from the pool, which closes those that have grown old.
const KEPT_FOR: Duration = Duration::from_secs(30);

/// Connections of a pool, for one statement each.
#[derive(Clone)]
pub(crate) struct AtHand {
    pool: PgPool,
    /// One for each that may be kept, held while it is at work.
    turns: Arc<Semaphore>,
    /// The one that was used last is the last.
    kept: Arc<Mutex<Vec<Kept>>>,
}

struct Kept {
    connection: PoolConnection<Postgres>,
    since: Instant,
    used: Instant,
}

/// A connection in use. One that is dropped goes back to the pool, to be asked.
struct Lent<'a> {
    kept: Kept,
    from: &'a AtHand,
    /// None when it goes back to the pool.
    turn: Option<SemaphorePermit<'a>>,
}

impl AtHand {
    /// Of this pool. Its other half always comes back to it: nobody waits there for one that is
    /// kept here.
    pub(super) fn of(pool: PgPool) -> Self {
        let half = usize::try_from(pool.options().get_max_connections() / 2).unwrap_or_default();
        let turns = Arc::new(Semaphore::new(half.min(Semaphore::MAX_PERMITS)));
        Self { pool, turns, kept: Arc::default() }
    }

    /// Whose they are.
    pub(crate) const fn pool(&self) -> &PgPool {
        &self.pool
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

    async fn lend(&self) -> Result<Lent<'_>, DbErr> {
        let turn = self.turns.try_acquire().ok();
        let kept = match turn.as_ref().and_then(|_| self.take_fresh()) {
            Some(kept) => kept,
            None => Kept::new(self.pool.acquire().await.map_err(not_acquired)?),
        };
        Ok(Lent { kept, from: self, turn })
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
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn new(connection: PoolConnection<Postgres>) -> Self {
        let now = Instant::now();
        Self { connection, since: now, used: now }
    }
}

impl Lent<'_> {
    /// It has answered all that it was asked.
    fn put_back(self) {
        let Self { mut kept, from, turn } = self;
        kept.used = Instant::now();
        let is_old = kept.since.elapsed() >= KEPT_FOR;
        if turn.is_none() || is_old {
            return;
        }
        from.lock().push(kept);
        // Looked at afterwards: a pool that is closed meanwhile waits for this one.
        if from.pool.is_closed() {
            from.give_back();
        }
    }
}

#[async_trait]
impl ConnectionTrait for AtHand {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Postgres
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = query(statement).execute(&mut *lent.kept.connection).await;
        let done = done.map_err(|error| DbErr::Exec(RuntimeErr::SqlxError(error.into())))?;
        lent.put_back();
        Ok(done.into())
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let mut lent = self.lend().await?;
        let done = lent.kept.connection.execute(AssertSqlSafe(sql.to_owned())).await;
        let done = done.map_err(|error| DbErr::Exec(RuntimeErr::SqlxError(error.into())))?;
        lent.put_back();
        Ok(done.into())
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let row = query(statement).fetch_optional(&mut *lent.kept.connection).await;
        let row = row.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))?;
        lent.put_back();
        Ok(row.map(Into::into))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let mut lent = self.lend().await?;
        let rows = query(statement).fetch_all(&mut *lent.kept.connection).await;
        let rows = rows.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))?;
        lent.put_back();
        Ok(rows.into_iter().map(Into::into).collect())
    }

    fn support_returning(&self) -> bool {
        true
    }
}

fn query(statement: Statement) -> Query<'static, Postgres, SqlxValues> {
    let values = statement.values.unwrap_or_else(|| sea_orm::Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn not_acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
    }
}
