//! What users have left to be deleted at Vapi.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::value::{AssistantId, AssistantRemovalId, UserId};

use super::KeyFingerprint;
use crate::StoreError;

/// An assistant to be deleted, or attempts to create one that may have made some: of a user
/// who is gone, or who has a key of their own by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssistantRemoval {
    /// Its id.
    pub id: AssistantRemovalId,
    /// Whose they were; their marker still names them.
    pub owner: UserId,
    /// The key that the assistant lives under.
    pub key_fingerprint: KeyFingerprint,
    /// The assistant.
    pub assistant: Option<AssistantId>,
    /// From when on attempts with an unclear end may have made others; `None` when there
    /// were none.
    pub search_from: Option<DateTime<Utc>>,
    /// Until when such an attempt may still come through; looked for until then.
    pub search_until: DateTime<Utc>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// Keeps removals until they are done. They belong to nobody.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait AssistantRemovalStore: Send + Sync {
    /// Adds one, which is due at once. That of a user who goes is written by
    /// [`UserStore::delete`](super::UserStore::delete).
    async fn add(&self, removal: &AssistantRemoval) -> Result<(), StoreError>;

    /// The removal that has waited longest of those that are due, and of which nobody else
    /// was given the next `patience`: it is due again after that, by the database's clock.
    async fn take_due(&self, patience: Duration) -> Result<Option<AssistantRemoval>, StoreError>;

    /// It is done, and forgotten.
    async fn done(&self, id: AssistantRemovalId) -> Result<(), StoreError>;
}
