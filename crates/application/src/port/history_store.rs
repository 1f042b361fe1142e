//! What is kept of everybody's past, to be cut down.

use std::num::NonZeroU32;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::value::{AuditEventId, UserId};

use crate::StoreError;

/// What one batch of forgetting came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten<P> {
    /// How many were forgotten.
    pub count: u64,
    /// Where the next batch begins; `None` when nothing is left to be forgotten, or what is left
    /// is being written by others.
    pub next: Option<P>,
}

/// Everybody's revisions and events. A revision is superfluous when so many newer ones of its
/// owner are kept, and it is not the one that was synced last.
#[async_trait]
pub trait HistoryStore: Send + Sync {
    /// How many revisions are superfluous.
    async fn superfluous_revisions(&self, keep: NonZeroU32) -> Result<u64, StoreError>;

    /// Forgets at most so many superfluous revisions, those of that owner and of the owners after
    /// them in the order of ids. Waits for nobody who is writing any of them: those stay.
    async fn forget_revisions(
        &self,
        keep: NonZeroU32,
        from: Option<UserId>,
        limit: u32,
    ) -> Result<Forgotten<UserId>, StoreError>;

    /// How many events happened before that time, to whomever.
    async fn events_before(&self, time: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Forgets at most so many events that happened before that time, those after that one in the
    /// order of ids. Waits for nobody who is writing any of them: those stay.
    async fn forget_events(
        &self,
        time: DateTime<Utc>,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Forgotten<AuditEventId>, StoreError>;
}
