//! The way to a Postgres: a pool of connections, and whether anybody answers at its end.
//!
//! A machine that is frozen or cut off refuses nothing and ends no connection: who waits for it
//! waits for ever. So whoever has waited for [`DOUBTED_AFTER`] has the database asked on a
//! connection of its own. When that brings nothing either, the database is away: whoever waits
//! is told so, and whoever comes is told so at once, until it answers again.

mod probe;

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr, SqlxPostgresConnector};
use sqlx::PgPool;
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, Postgres};
use tokio::sync::{Notify, OwnedSemaphorePermit};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::at_hand::AtHand;
use crate::failure::{Heard, heard, no_answer};

/// How long an answer may take before it is doubted that there will be one. Ours take
/// milliseconds.
const DOUBTED_AFTER: Duration = Duration::from_millis(300);

/// How long a pool lives before it is given up for another. Each of a pool's connections may
/// fail because of one and the same event.
const POOL_LIVES: Duration = Duration::from_secs(1);

/// The way to one Postgres.
pub(crate) struct Link {
    address: PgConnectOptions,
    options: PoolOptions<Postgres>,
    pool: Mutex<Pool>,
    /// Whether nobody answers.
    away: AtomicBool,
    /// Wakes those who have waited for long when it is.
    left: Notify,
    opened: Instant,
    /// When it last answered anything, in milliseconds since then.
    heard: AtomicU64,
    /// Whether it is being asked right now.
    asked: AtomicBool,
}

/// Connections that were made since the database last failed.
#[derive(Clone)]
struct Pool {
    at_hand: AtHand<Postgres>,
    inner: PgPool,
    since: Instant,
}

/// Who asks the database for something, and for how long.
#[derive(Clone)]
pub(crate) struct Bounds {
    link: Arc<Link>,
    pool: Instant,
    deadline: Instant,
}

impl Link {
    /// Over a pool that has opened a connection.
    pub(crate) fn new(
        address: PgConnectOptions,
        options: PoolOptions<Postgres>,
        pool: PgPool,
    ) -> Arc<Self> {
        Arc::new(Self {
            address,
            options,
            pool: Mutex::new(Pool::of(pool)),
            away: AtomicBool::new(false),
            left: Notify::new(),
            opened: Instant::now(),
            heard: AtomicU64::new(0),
            asked: AtomicBool::new(false),
        })
    }

    /// The connections as they are now, and bounds for what is asked of one.
    pub(crate) fn at_hand(self: &Arc<Self>, limit: Duration) -> (AtHand<Postgres>, Bounds) {
        let pool = lock(&self.pool);
        (pool.at_hand.clone(), self.bounds(pool.since, limit))
    }

    /// The pool itself, and a turn at it.
    pub(crate) async fn pool(&self) -> Result<(DatabaseConnection, OwnedSemaphorePermit), DbErr> {
        let pool = lock(&self.pool).clone();
        let turn = pool.at_hand.turn_at_pool().await?;
        Ok((SqlxPostgresConnector::from_sqlx_postgres_pool(pool.inner), turn))
    }

    fn bounds(self: &Arc<Self>, pool: Instant, limit: Duration) -> Bounds {
        Bounds { link: Arc::clone(self), pool, deadline: Instant::now() + limit }
    }

    /// Closes the connections, waiting for those in use.
    pub(crate) async fn close(&self) {
        let pool = lock(&self.pool).clone();
        pool.at_hand.close().await;
    }

    /// Whether it is of no use to ask.
    fn is_away(&self) -> bool {
        self.away.load(Ordering::Acquire)
    }

    fn last_heard(&self) -> Instant {
        self.opened + Duration::from_millis(self.heard.load(Ordering::Relaxed))
    }

    fn note_answer(&self) {
        let now = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        // All threads look at it: it is written once a millisecond, not for each answer.
        if self.heard.load(Ordering::Relaxed) != now {
            self.heard.store(now, Ordering::Relaxed);
        }
    }

    /// Gives up the pool that was opened then for another: a connection that does not answer can
    /// be closed in no other way, and one that failed is rarely alone. What still works in the
    /// former one is finished.
    fn renew(&self, since: Instant) {
        self.replace_pool(|pool| pool.since == since && since.elapsed() >= POOL_LIVES);
    }

    fn replace_pool(&self, is_due: impl FnOnce(&Pool) -> bool) {
        let mut pool = lock(&self.pool);
        if pool.inner.is_closed() || !is_due(&pool) {
            return;
        }
        let new = self.options.clone().connect_lazy_with(self.address.clone());
        let former = std::mem::replace(&mut *pool, Pool::of(new));
        drop(pool);
        former.give_up();
    }
}

impl Pool {
    fn of(inner: PgPool) -> Self {
        Self { at_hand: AtHand::of(inner.clone()), inner, since: Instant::now() }
    }

    /// Closes the idle ones. Whoever uses one, or waits for one, is not disturbed; the last of
    /// them closes the rest.
    fn give_up(self) {
        self.at_hand.discard();
        while let Some(idle) = self.inner.try_acquire() {
            drop(idle.detach());
        }
    }
}

impl Bounds {
    /// Waits for an answer, for no longer than there may be one.
    pub(crate) async fn wait<T>(
        &self,
        answer: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        if self.link.is_away() {
            return Err(no_answer());
        }
        let mut answer = std::pin::pin!(answer);
        let look = Instant::now() + DOUBTED_AFTER;
        // Nearly all answers come before that: nothing but the clock is looked at meanwhile.
        match timeout_at(look.min(self.deadline), &mut answer).await {
            Ok(answered) => {
                self.judge(&answered);
                answered
            }
            Err(_) => self.wait_for_long(answer).await,
        }
    }

    async fn wait_for_long<T>(
        &self,
        mut answer: Pin<&mut impl Future<Output = Result<T, DbErr>>>,
    ) -> Result<T, DbErr> {
        let link = &self.link;
        loop {
            let mut left = std::pin::pin!(link.left.notified());
            left.as_mut().enable();
            if link.is_away() {
                return Err(no_answer());
            }
            let now = Instant::now();
            if now >= self.deadline {
                link.renew(self.pool);
                return Err(no_answer());
            }
            link.doubt();
            tokio::select! {
                biased;
                answered = &mut answer => {
                    self.judge(&answered);
                    return answered;
                }
                () = left => {}
                () = sleep_until((now + DOUBTED_AFTER).min(self.deadline)) => {}
            }
        }
    }

    fn judge<T>(&self, answered: &Result<T, DbErr>) {
        match answered.as_ref().map_or_else(heard, |_| Heard::Answer) {
            Heard::Answer => self.link.note_answer(),
            Heard::Nothing => self.link.doubt(),
            Heard::End => {
                self.link.renew(self.pool);
                self.link.ask();
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
