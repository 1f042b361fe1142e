//! Sessions and their refresh tokens.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::session::{Session, StoredRefreshToken};
use domain::user::User;
use domain::value::{SessionId, UserId};

use super::RefreshTokenHash;
use crate::StoreError;

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
    /// Adds a session with its first refresh token.
    async fn add(
        &self,
        session: &Session,
        refresh_token: &RefreshTokenHash,
    ) -> Result<(), StoreError>;

    /// The session and user of a refresh token, replaced or not, ended or not; `None` for
    /// a token nobody was ever given.
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

    /// Ends a session: from then on no token of it is worth anything. False when it was
    /// not alive.
    async fn revoke(
        &self,
        owner: UserId,
        session: SessionId,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Wipes sealed children whose grace is over by `now`, and forgets sessions that
    /// expired or were ended more than 30 days before. Answers how many rows it touched.
    async fn tidy(&self, now: DateTime<Utc>) -> Result<u64, StoreError>;
}
