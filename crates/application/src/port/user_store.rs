//! Users.

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::account::Identifier;
use domain::audit::AuditEvent;
use domain::session::Session;
use domain::user::User;
use domain::value::{SessionId, UserId};

use super::{AssistantRemoval, PasswordHash, RefreshTokenHash};
use crate::{Caller, StoreError};

/// A user as stored, with the version to update it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUser {
    /// The user.
    pub user: User,
    /// Goes up by one at each update, from 0.
    pub version: i64,
}

/// A user who may be logging in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: User,
    /// `None` for a user who has no password, or is disabled.
    pub password_hash: Option<PasswordHash>,
    /// Whether the user has logged in from this address in the last 90 days.
    pub logged_in_from_here: bool,
}

/// A new password hash in the place of the one that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordChange {
    /// Whose.
    pub owner: UserId,
    /// The hash that was verified.
    pub from: PasswordHash,
    /// The hash in its place.
    pub to: PasswordHash,
    /// `Some`: every session but this one ends with the change. `None`: none does.
    pub end_all_but: Option<SessionId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What is written down of it; `None` when the user has no part in it.
    pub event: Option<AuditEvent>,
}

/// The end of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountDeletion {
    /// Whose.
    pub owner: UserId,
    /// The hash that was verified; `None` where an operator deletes, who verifies none.
    pub verified: Option<PasswordHash>,
    /// What is left to be deleted at Vapi.
    pub removal: Option<AssistantRemoval>,
    /// What is written down of it.
    pub event: AuditEvent,
}

/// Keeps users.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait UserStore: Send + Sync {
    /// Adds a user with a first session and its refresh token, and the event: all or nothing. Of any
    /// number of users with one email or phone at the same time, one is added, and the
    /// others are [`StoreError::Taken`].
    async fn add(
        &self,
        user: &User,
        password_hash: &PasswordHash,
        session: &Session,
        refresh_token: &RefreshTokenHash,
        event: &AuditEvent,
    ) -> Result<(), StoreError>;

    /// Who logs in with this, from this address; `None` for nobody. One statement.
    async fn find_credentials(
        &self,
        identifier: &Identifier,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<Option<Credentials>, StoreError>;

    /// The caller's user; `None` when the user is gone or the session has ended by `now`.
    /// One statement.
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredUser>, StoreError>;

    /// The caller's user and password hash; `None` when the user is gone or the session has
    /// ended by `now`. No address is asked about. One statement.
    async fn load_credentials(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Credentials>, StoreError>;

    /// Replaces the password hash, ends sessions and writes the event: all or nothing. False, and nothing
    /// done, when the user has another hash by now, is disabled, or is gone.
    async fn change_password(&self, change: &PasswordChange) -> Result<bool, StoreError>;

    /// Deletes the user and everything that is theirs, and writes the removal and the event:
    /// all or nothing. False, and nothing done, when the user is gone; and where a hash was
    /// verified, when they have another by now, or are disabled.
    async fn delete(&self, deletion: &AccountDeletion) -> Result<bool, StoreError>;

    /// Replaces the user that has `expected_version`. False when it has another by now, or
    /// is gone: load again. The email, the password and `created_at` are left alone.
    async fn update(&self, user: &User, expected_version: i64) -> Result<bool, StoreError>;
}
