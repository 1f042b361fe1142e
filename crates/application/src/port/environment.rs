//! Time, ids, and the state of the house.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::StoreError;

/// Time.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time of day, cut to microseconds, which is what stores keep.
    fn now(&self) -> DateTime<Utc>;

    /// Time since some fixed moment, never going back; for measuring spans.
    fn monotonic(&self) -> Duration;

    /// Waits.
    async fn sleep(&self, span: Duration);
}

/// New ids.
#[cfg_attr(test, mockall::automock)]
pub trait Ids: Send + Sync {
    /// An id nobody has yet, later ones sorting after earlier ones (UUID v7).
    fn next(&self) -> Uuid;
}

/// Whether requests can be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// The database answers and has every change of the schema that this program knows.
    /// It may have more: a newer program is being rolled out.
    Ready {
        /// Changes that this program does not know.
        unknown_migrations: Vec<String>,
    },
    /// The database answers, but changes of the schema are still to be applied.
    MigrationsPending {
        /// Which.
        pending: Vec<String>,
    },
}

/// The state of the database.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait DatabaseHealth: Send + Sync {
    /// Asks the database, anew each time.
    async fn check(&self) -> Result<Readiness, StoreError>;
}
