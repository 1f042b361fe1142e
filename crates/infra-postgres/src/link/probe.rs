//! Asking a database whether it is there, and waiting for it when it is not.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::{ConnectOptions, Connection};
use tokio::time::{Instant, sleep, timeout};

use super::{DOUBTED_AFTER, Link};
use crate::failure::{Failure, Heard, driver_failure, heard_of_driver};

/// How long a new connection may take before the database is away. When anybody is answered
/// meanwhile, it is not.
const PROBE_LIMIT: Duration = Duration::from_millis(700);

/// The same of one that is away already.
const RETURN_LIMIT: Duration = Duration::from_secs(1);

/// How often one that is away is asked.
const RETURN_PAUSE: Duration = Duration::from_millis(100);

impl Link {
    /// Somebody waits for long. That others are answered is an answer, too.
    pub(super) fn doubt(self: &Arc<Self>) {
        if self.last_heard().elapsed() >= DOUBTED_AFTER {
            self.ask();
        }
    }

    /// Asks on a connection of its own, unless that is being done.
    pub(super) fn ask(self: &Arc<Self>) {
        if self.is_away() || self.asked.swap(true, Ordering::AcqRel) {
            return;
        }
        let link = Arc::clone(self);
        tokio::spawn(async move {
            let asked = Instant::now();
            let silence = link.probe(PROBE_LIMIT).await.err();
            match silence.filter(|_| link.last_heard() < asked) {
                Some(cause) => link.leave(&cause),
                None => link.note_answer(),
            }
            link.asked.store(false, Ordering::Release);
        });
    }

    /// Whether it answers, if only that it refuses us.
    async fn probe(&self, limit: Duration) -> Result<(), Failure> {
        match timeout(limit, self.address.connect()).await {
            Ok(Ok(connection)) => {
                // The answer has come; how it ends is of no matter.
                tokio::spawn(timeout(RETURN_LIMIT, connection.close()));
                Ok(())
            }
            Ok(Err(error)) if heard_of_driver(&error) == Heard::Answer => Ok(()),
            Ok(Err(error)) => Err(driver_failure(error)),
            Err(_) => Err(Failure::NoAnswer),
        }
    }

    /// From now on everybody is told that it is away, until it is back.
    fn leave(self: &Arc<Self>, cause: &Failure) {
        tracing::warn!(%cause, "the database is away; whoever needs it is told to come back");
        self.away.store(true, Ordering::Release);
        self.left.notify_waiters();
        let link = Arc::downgrade(self);
        let since = Instant::now();
        tokio::spawn(async move {
            loop {
                sleep(RETURN_PAUSE).await;
                let Some(link) = link.upgrade() else { return };
                if link.probe(RETURN_LIMIT).await.is_ok() {
                    link.come_back();
                    let seconds = since.elapsed().as_secs_f32();
                    tracing::info!(seconds, "the database is back");
                    return;
                }
            }
        });
    }

    /// No connection of before is used again.
    fn come_back(&self) {
        self.replace_pool(|_| true);
        self.note_answer();
        self.away.store(false, Ordering::Release);
    }
}
