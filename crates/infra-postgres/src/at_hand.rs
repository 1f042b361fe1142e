//! Connections at hand. The driver's pool asks each connection that comes back to it whether it
//! still answers: a round trip more for every statement and every transaction, of one that has
//! just answered. So those that did what they were asked are kept here, and the pool opens them,
//! and takes those back that may have failed.
//!
//! What a connection to a server hears, the thread that opened it learns first, and another that
//! uses it has to be woken: a good part of what a small statement costs. So whoever needs a
//! connection gets one that its own thread opened, where there is one. A file's have a thread of
//! their own, which it costs the same to wake from anywhere.

mod census;
mod driver;
mod held;
mod shelf;
mod statement;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Pool};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use self::census::{Census, Home};
pub(crate) use self::driver::Driver;
pub(crate) use self::held::Held;
use self::shelf::Shelf;
use crate::pool::{IDLE_BEFORE_PING, PING_LIMIT};

/// How old a connection to a server grows here.
const LIVES: Duration = Duration::from_mins(10);

/// How long a connection goes from one to another of its thread while others wait for any.
const AMONG_ITS_OWN: Duration = Duration::from_millis(20);

/// A pool and those of its connections that nobody uses. Cheap to clone.
pub(crate) struct AtHand<D: Driver>(Arc<Shared<D>>);

struct Shared<D: Driver> {
    pool: Pool<D>,
    /// One for each connection that the pool may have, held by whoever uses one. So whoever has
    /// a turn and finds none kept finds one at the pool, or room for one.
    turns: Arc<Semaphore>,
    shelf: Mutex<Shelf<D>>,
    census: Census,
    /// How many statements were sent.
    #[cfg(test)]
    asked: std::sync::atomic::AtomicUsize,
}

struct Kept<D: Driver> {
    connection: PoolConnection<D>,
    home: Home,
    since: Instant,
    used: Instant,
}

/// A connection in use. One that is dropped goes back to the pool, to be asked.
pub(super) struct Lent<D: Driver> {
    kept: Kept<D>,
    from: AtHand<D>,
    /// When the turn came from others.
    turn_came: Instant,
    // Last, so that the connection is where others find it when their turn has come.
    turn: OwnedSemaphorePermit,
}

impl<D: Driver> Clone for AtHand<D> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<D: Driver> AtHand<D> {
    pub(crate) fn of(pool: Pool<D>) -> Self {
        let max = usize::try_from(pool.options().get_max_connections()).unwrap_or(usize::MAX);
        let turns = Arc::new(Semaphore::new(max.min(Semaphore::MAX_PERMITS)));
        Self(Arc::new(Shared {
            pool,
            turns,
            shelf: Mutex::new(Shelf::new()),
            census: Census::up_to(max, D::HAS_SOCKETS),
            #[cfg(test)]
            asked: std::sync::atomic::AtomicUsize::new(0),
        }))
    }

    /// Whose they are.
    pub(crate) fn pool(&self) -> &Pool<D> {
        &self.0.pool
    }

    /// How many are here.
    pub(crate) fn idle(&self) -> usize {
        self.shelf().kept.len()
    }

    /// How many statements were sent so far.
    #[cfg(test)]
    pub(crate) fn asked(&self) -> usize {
        self.0.asked.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Lets the pool have those that are here.
    pub(crate) fn give_back(&self) {
        drop(self.clear());
    }

    /// Closes those that are here without a word to the database.
    pub(crate) fn discard(&self) {
        for kept in self.clear() {
            drop(kept.connection.detach());
        }
    }

    /// Closes them all, waiting for those in use. Nobody gets a turn from now on.
    pub(crate) async fn close(&self) {
        let closed = self.pool().close();
        self.0.turns.close();
        self.give_back();
        closed.await;
    }

    /// A turn for whoever takes a connection from the pool itself, where there is one then.
    pub(crate) async fn turn_at_pool(&self) -> Result<OwnedSemaphorePermit, DbErr> {
        let turn = self.bounded(self.turn()).await?;
        self.give_back();
        Ok(turn)
    }

    pub(super) async fn lend(&self) -> Result<Lent<D>, DbErr> {
        self.bounded(async {
            if let Ok(turn) = Arc::clone(&self.0.turns).try_acquire_owned() {
                return self.take(turn).await;
            }
            let mut passed_on = self.shelf().wait(self.0.census.here());
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

    async fn take(&self, turn: OwnedSemaphorePermit) -> Result<Lent<D>, DbErr> {
        let ours = self.shelf().take_ours(self.0.census.here());
        let kept = match ours {
            Some(kept) if kept.used.elapsed() < IDLE_BEFORE_PING => kept,
            // In a box: large, and rare.
            Some(kept) => Box::pin(self.ask(kept)).await?,
            None => Box::pin(self.open_or_borrow()).await?,
        };
        Ok(Lent { kept, from: self.clone(), turn_came: Instant::now(), turn })
    }

    /// Where it doesn't answer, the others may not either.
    async fn ask(&self, mut kept: Kept<D>) -> Result<Kept<D>, DbErr> {
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
    async fn open_or_borrow(&self) -> Result<Kept<D>, DbErr> {
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

    async fn open(&self, home: Home) -> Result<Kept<D>, DbErr> {
        let connection = self.pool().acquire().await.map_err(not_acquired)?;
        let now = Instant::now();
        Ok(Kept { connection, home, since: now, used: now })
    }

    fn clear(&self) -> Vec<Kept<D>> {
        std::mem::take(&mut self.shelf().kept)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf<D>> {
        self.0.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<D: Driver> Lent<D> {
    /// It has answered all that it was asked, and is in no transaction.
    pub(super) fn put_back(mut self) {
        let now = Instant::now();
        self.kept.used = now;
        if D::HAS_SOCKETS && now - self.kept.since >= LIVES {
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
