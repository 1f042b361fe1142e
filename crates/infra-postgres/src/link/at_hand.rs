//! Connections at hand. The driver's pool asks each connection that comes back to it whether it
//! still answers: a round trip more for every statement and every transaction, of one that has
//! just answered. So those that did what they were asked are kept here, and the pool opens them,
//! and takes those back that may have failed.
//!
//! What a connection hears, the thread that opened it learns first, and another that uses it has
//! to be woken: a good part of what a small statement costs. So whoever needs a connection gets
//! one that its own thread opened, where there is one.

mod census;
mod shelf;
mod statement;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgPool, Postgres};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use self::census::{Census, Home};
use self::shelf::Shelf;
use crate::pool::{IDLE_BEFORE_PING, PING_LIMIT};

/// How old a connection grows here.
const LIVES: Duration = Duration::from_mins(10);

/// How long a connection goes from one to another of its thread while others wait for any.
const AMONG_ITS_OWN: Duration = Duration::from_millis(20);

/// A pool and those of its connections that nobody uses. Cheap to clone.
#[derive(Clone)]
pub(crate) struct AtHand(Arc<Shared>);

struct Shared {
    pool: PgPool,
    /// One for each connection that the pool may have, held by whoever uses one. So whoever has
    /// a turn and finds none kept finds one at the pool, or room for one.
    turns: Arc<Semaphore>,
    shelf: Mutex<Shelf>,
    census: Census,
}

struct Kept {
    connection: PoolConnection<Postgres>,
    home: Home,
    since: Instant,
    used: Instant,
}

/// A connection in use. One that is dropped goes back to the pool, to be asked.
pub(super) struct Lent {
    kept: Kept,
    from: AtHand,
    /// When the turn came from others.
    turn_came: Instant,
    // Last, so that the connection is where others find it when their turn has come.
    turn: OwnedSemaphorePermit,
}

impl AtHand {
    pub(super) fn of(pool: PgPool) -> Self {
        let max = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        let turns = Arc::new(Semaphore::new(max.min(Semaphore::MAX_PERMITS)));
        let census = Census::up_to(max);
        Self(Arc::new(Shared { pool, turns, shelf: Mutex::default(), census }))
    }

    /// Whose they are.
    pub(crate) fn pool(&self) -> &PgPool {
        &self.0.pool
    }

    /// How many are here.
    pub(crate) fn idle(&self) -> usize {
        self.shelf().kept.len()
    }

    /// Lets the pool have those that are here.
    pub(super) fn give_back(&self) {
        drop(self.clear());
    }

    /// Closes those that are here without a word to the database.
    pub(super) fn discard(&self) {
        for kept in self.clear() {
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
            if let Ok(turn) = Arc::clone(&self.0.turns).try_acquire_owned() {
                return self.take(turn).await;
            }
            let mut passed_on = self.shelf().wait();
            let turn = tokio::select! {
                biased;
                Ok(lent) = &mut passed_on => return Ok(lent),
                turn = self.turn() => turn?,
            };
            passed_on.close();
            match passed_on.try_recv() {
                Ok(lent) => Ok(lent),
                Err(_) => self.take(turn).await,
            }
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

    async fn take(&self, turn: OwnedSemaphorePermit) -> Result<Lent, DbErr> {
        let ours = self.shelf().take_ours();
        let kept = match ours {
            Some(kept) if kept.used.elapsed() < IDLE_BEFORE_PING => kept,
            // In a box: large, and rare.
            Some(kept) => Box::pin(self.ask(kept)).await?,
            None => Box::pin(self.open_or_borrow()).await?,
        };
        Ok(Lent { kept, from: self.clone(), turn_came: Instant::now(), turn })
    }

    /// Where it doesn't answer, the others may not either.
    async fn ask(&self, mut kept: Kept) -> Result<Kept, DbErr> {
        if matches!(timeout(PING_LIMIT, kept.connection.ping()).await, Ok(Ok(()))) {
            return Ok(kept);
        }
        self.give_back();
        let Kept { connection, mut home, .. } = kept;
        drop(connection);
        self.0.census.move_here(&mut home);
        self.open(home).await
    }

    /// Opens one, or where no more may be open takes one of another thread, to use it or, where
    /// that one has many more, to open one here instead.
    async fn open_or_borrow(&self) -> Result<Kept, DbErr> {
        let census = &self.0.census;
        if let Some(home) = census.admit() {
            return self.open(home).await;
        }
        let theirs = self.shelf().kept.pop();
        match theirs {
            Some(Kept { connection, mut home, .. }) if census.is_uneven(&home) => {
                census.move_here(&mut home);
                // Nothing is lost with it.
                let _ = connection.close().await;
                self.open(home).await
            }
            Some(kept) if kept.used.elapsed() < IDLE_BEFORE_PING => Ok(kept),
            Some(kept) => self.ask(kept).await,
            // One is being closed.
            None => self.open(census.count()).await,
        }
    }

    async fn open(&self, home: Home) -> Result<Kept, DbErr> {
        let connection = self.pool().acquire().await.map_err(not_acquired)?;
        let now = Instant::now();
        Ok(Kept { connection, home, since: now, used: now })
    }

    fn clear(&self) -> Vec<Kept> {
        std::mem::take(&mut self.shelf().kept)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lent {
    /// It has answered all that it was asked, and is in no transaction.
    pub(super) fn put_back(mut self) {
        let now = Instant::now();
        self.kept.used = now;
        if now - self.kept.since >= LIVES {
            tokio::spawn(self.kept.connection.close());
            return;
        }
        let at_hand = self.from.clone();
        let mut here = at_hand.shelf();
        let others_are_due = now - self.turn_came >= AMONG_ITS_OWN;
        let unwanted = if others_are_due { Some(self) } else { here.pass_on(self) };
        let Some(Self { kept, turn, .. }) = unwanted else { return };
        here.kept.push(kept);
        drop(here);
        drop(turn);
        // Looked at afterwards: a pool that is closed meanwhile waits for this one.
        if at_hand.pool().is_closed() {
            at_hand.give_back();
        }
    }
}

fn not_acquired(error: sqlx::Error) -> DbErr {
    match error {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
    }
}
