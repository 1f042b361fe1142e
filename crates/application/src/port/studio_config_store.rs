//! Studio configurations.

use std::num::NonZeroU32;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Change;
use domain::audit::AuditEvent;
use domain::studio::{AccountDefaults, Revision, StudioConfig};
use domain::sync::SyncFacts;
use domain::value::{AssistantId, UserId};

use super::SealedSecret;
use crate::{Caller, StoreError};

/// Everything that a configuration's answer is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct StudioRecord {
    /// The settings; the defaults for a user who never saved.
    pub config: StudioConfig,
    /// 0 for a user who never saved.
    pub revision: Revision,
    /// `None` for a user who never saved.
    pub updated_at: Option<DateTime<Utc>>,
    /// What unset settings follow.
    pub account: AccountDefaults,
    /// Whether a mail password is stored.
    pub smtp_password_set: bool,
    /// The assistant at Vapi.
    pub linked: Option<AssistantId>,
    /// How it stands.
    pub sync: SyncFacts,
}

/// A save.
#[derive(Debug, Clone)]
pub struct ConfigSave {
    /// The revision that the change was made from; the save makes the next one.
    pub expected: Revision,
    /// The settings after the change.
    pub config: StudioConfig,
    /// The API names of the fields that changed.
    pub changed: Vec<&'static str>,
    /// What becomes of the mail password.
    pub smtp_password: Change<SealedSecret>,
    /// How many revisions are kept besides the one that was synced last; `None`: all.
    pub keep: Option<NonZeroU32>,
    /// When.
    pub at: DateTime<Utc>,
    /// What is written down of it.
    pub event: AuditEvent,
}

/// A revision without its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionSummary {
    /// Its number, from 1.
    pub revision: Revision,
    /// When it was saved.
    pub created_at: DateTime<Utc>,
    /// Who saved it.
    pub author: UserId,
    /// The API names of the fields that it changed.
    pub changed: Vec<String>,
}

/// A revision.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisionRecord {
    /// What is known of it.
    pub summary: RevisionSummary,
    /// The settings.
    pub config: StudioConfig,
}

/// How a save ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveOutcome {
    /// It is durable, as revision `expected + 1`.
    Saved,
    /// Another save came first: load again.
    Stale,
    /// The user is gone.
    Gone,
}

/// Keeps configurations and their history.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait StudioConfigStore: Send + Sync {
    /// The caller's configuration; `None` when the user is gone or the session has ended
    /// by `now`. One statement, and it writes nothing. Whether a sync is at work is told by
    /// the database's clock.
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StudioRecord>, StoreError>;

    /// The caller's revisions before that one, latest first, at most so many; `None` when
    /// the user is gone or the session has ended by `now`. One statement.
    async fn list_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionSummary>>, StoreError>;

    /// The same, whole.
    async fn load_revisions(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError>;

    /// Stores the settings, the revision (a snapshot of the settings, its author being the
    /// owner, the changed fields), the mail password and the event, and deletes the revisions
    /// that are not to be kept: all or nothing. Of any number of saves from one revision, first
    /// saves too, exactly one is [`SaveOutcome::Saved`].
    async fn save(&self, owner: UserId, save: ConfigSave) -> Result<SaveOutcome, StoreError>;
}
