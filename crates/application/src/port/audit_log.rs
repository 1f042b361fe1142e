//! The history of accounts.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::value::AuditEventId;

use crate::{Caller, StoreError};

/// Keeps what happened; nothing is ever changed in it. Events that come with a change are
/// written by the store that makes the change, in the same transaction: both or neither.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Writes down what comes with no change of a store. Of a user who is gone by then, only
    /// what happened and when: neither from where nor to which fields.
    async fn record(&self, event: &AuditEvent) -> Result<(), StoreError>;

    /// The caller's events before that one, latest first, at most so many; `None` when the
    /// user is gone or the session has ended by `now`. One statement.
    async fn list(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Option<Vec<AuditEvent>>, StoreError>;
}
