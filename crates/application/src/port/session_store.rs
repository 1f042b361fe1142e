//! Sessions and their refresh tokens.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::session::{Session, StoredRefreshToken};
use domain::user::User;
use domain::value::{SessionId, UserId};

use super::{PasswordHash, RefreshTokenHash};
use crate::{Caller, StoreError};

/// What is known of a presented refresh token and its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshCandidate {
    /// Whose session it is.
    pub user: User,
    /// The token and its session.
    pub token: StoredRefreshToken,
}

/// The replacement of a refresh token by its child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The session.
    pub session_id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// The token that is replaced.
    pub parent: RefreshTokenHash,
    /// The token that replaces it.
    pub child: RefreshTokenHash,
    /// The child, sealed for who holds the parent.
    pub sealed_child: Vec<u8>,
    /// When.
    pub at: DateTime<Utc>,
    /// The session's new end.
    pub expires_at: DateTime<Utc>,
}

/// Keeps sessions.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Adds a session with its first refresh token and the event, for a user whose password hash was just
    /// verified. False, and nothing added, when the user has another hash by now, is disabled, or
    /// is gone: a login that overlaps a change of the password does not outlive it.
    async fn add(
        &self,
        session: &Session,
        refresh_token: &RefreshTokenHash,
        verified: &PasswordHash,
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// The session and user of a refresh token, replaced or not, ended or not; `None` for
    /// a token nobody was ever given, and for one of a user who is disabled.
    async fn find(
        &self,
        refresh_token: &RefreshTokenHash,
    ) -> Result<Option<RefreshCandidate>, StoreError>;

    /// Replaces the parent by the child, if the parent is its session's current token and
    /// the session was not ended. Of any number at the same time exactly one is true; for
    /// the others, find the parent again.
    async fn rotate(&self, rotation: &Rotation) -> Result<bool, StoreError>;

    /// Notes the use of a token that is kept, and the session's new end. False when the
    /// session was ended.
    async fn touch(
        &self,
        owner: UserId,
        session: SessionId,
        at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Ends a session, and writes the event: from then on no token of it is worth anything.
    /// False, and nothing written, when it was not alive.
    async fn revoke(
        &self,
        owner: UserId,
        session: SessionId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// The caller's sessions that are alive at `now`, latest used first; `None` when the user
    /// is gone or the caller's own session has ended by then. One statement.
    async fn list(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Session>>, StoreError>;

    /// All the caller's sessions that are kept, ended and expired ones too, latest used
    /// first; `None` when the user is gone or the caller's own session has ended by `now`.
    /// One statement.
    async fn list_kept(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Session>>, StoreError>;

    /// Ends every session of the user that is alive, but this one, and writes the event if
    /// there were any. Answers how many.
    async fn revoke_others(
        &self,
        owner: UserId,
        keep: SessionId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError>;

    /// Wipes sealed children whose grace is over by `now`, and forgets sessions that
    /// expired or were ended more than 30 days before. Answers how many rows it touched.
    async fn tidy(&self, now: DateTime<Utc>) -> Result<u64, StoreError>;
}
