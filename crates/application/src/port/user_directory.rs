//! Everybody, as an operator sees them: no caller is asked for, so no request may reach this.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::UserHandle;
use domain::audit::AuditEvent;
use domain::session::Session;
use domain::studio::Revision;
use domain::user::User;
use domain::value::{AuditEventId, UserId};

use super::{Integrations, PasswordHash, RevisionRecord, StudioRecord};
use crate::StoreError;

/// A user, and whether they are let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUser {
    /// The user.
    pub user: User,
    /// Since when they are kept out; `None` for a user who is not.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Which users are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserQuery {
    /// What their email, phone, name or organisation holds somewhere, in whatever case of its
    /// ASCII letters; `None`: all.
    pub search: Option<String>,
    /// The one that they come after; `None` for the first.
    pub after: Option<UserId>,
    /// How many at most.
    pub limit: u32,
}

/// All users, and what only an operator may do to them. A user who is disabled is nobody to every
/// other port: no session is added for them, no password is replaced, and nothing is loaded for
/// them or found by a refresh token of theirs; who logs in as them is found without a password.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait UserDirectory: Send + Sync {
    /// These users in the order of their ids, which is that of their sign-ups.
    async fn list(&self, query: &UserQuery) -> Result<Vec<ListedUser>, StoreError>;

    /// The user of this id or email; `None` for nobody.
    async fn find(&self, who: &UserHandle) -> Result<Option<ListedUser>, StoreError>;

    /// Adds a user who has no session, and the event: all or nothing. Of any number of users with
    /// one email or phone at the same time, one is added, and the others are
    /// [`StoreError::Taken`].
    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        event: &AuditEvent,
    ) -> Result<(), StoreError>;

    /// Replaces the password hash, whatever it was, ends every session and writes the event: all
    /// or nothing. False, and nothing done, when the user is gone.
    async fn set_password(
        &self,
        owner: UserId,
        password_hash: &PasswordHash,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Keeps the user out from now on, ends every session and writes the event: all or nothing.
    /// False, and nothing done, when they are kept out already, or are gone.
    async fn disable(
        &self,
        owner: UserId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Lets the user in again, and writes the event. Sessions that were ended stay ended. False,
    /// and nothing done, when they are not kept out, or are gone.
    async fn enable(&self, owner: UserId, event: &AuditEvent) -> Result<bool, StoreError>;
}

/// What is stored about any user, disabled or not, whoever asks. Each is one statement that
/// writes nothing, and answers `None` when the user is gone.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait UserRecords: Send + Sync {
    /// All their sessions that are kept, ended and expired ones too, latest used first; none for
    /// a user who is gone.
    async fn sessions(&self, owner: UserId) -> Result<Vec<Session>, StoreError>;

    /// Their configuration.
    async fn studio(&self, owner: UserId) -> Result<Option<StudioRecord>, StoreError>;

    /// What may be shown of their secrets.
    async fn integrations(&self, owner: UserId) -> Result<Option<Integrations>, StoreError>;

    /// Their revisions before that one, latest first, at most so many.
    async fn revisions(
        &self,
        owner: UserId,
        before: Option<Revision>,
        limit: u32,
    ) -> Result<Option<Vec<RevisionRecord>>, StoreError>;

    /// What happened to them before that event, latest first, at most so many.
    async fn events(
        &self,
        owner: UserId,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Option<Vec<AuditEvent>>, StoreError>;
}
