//! The rows, and what a foreign key does.

use std::collections::BTreeMap;

use application::port::{PasswordHash, RefreshTokenHash, StoredSecret, StoredUser};
use application::{Caller, StoreError};
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::integration::SecretKind;
use domain::session::Session;
use domain::value::{AssistantRemovalId, AuditEventId, SessionId, UserId};
use uuid::Uuid;

use super::configs::ConfigRow;
use super::limits::Counts;
use super::operator::ServerRow;
use super::removals::RemovalRow;
use super::syncs::SyncRow;

/// All rows.
#[derive(Default)]
pub(super) struct State {
    pub(super) users: BTreeMap<UserId, UserRow>,
    pub(super) sessions: BTreeMap<SessionId, Session>,
    pub(super) tokens: BTreeMap<RefreshTokenHash, TokenRow>,
    pub(super) configs: BTreeMap<UserId, ConfigRow>,
    pub(super) syncs: BTreeMap<UserId, SyncRow>,
    pub(super) secrets: BTreeMap<(UserId, SecretKind), StoredSecret>,
    pub(super) events: BTreeMap<AuditEventId, AuditEvent>,
    pub(super) removals: BTreeMap<AssistantRemovalId, RemovalRow>,
    pub(super) limits: Counts,
    pub(super) servers: BTreeMap<Uuid, ServerRow>,
}

pub(super) struct UserRow {
    pub(super) stored: StoredUser,
    pub(super) password_hash: Option<PasswordHash>,
    pub(super) disabled_at: Option<DateTime<Utc>>,
}

pub(super) struct TokenRow {
    pub(super) session: SessionId,
    pub(super) replaced_at: Option<DateTime<Utc>>,
    pub(super) sealed_child: Option<Vec<u8>>,
}

impl State {
    /// The row of a caller whose session is alive, and who is not disabled.
    pub(super) fn member(&self, caller: Caller, now: DateTime<Utc>) -> Option<&UserRow> {
        let session = self.owned_session(caller.user_id(), caller.session_id())?;
        let user = self.users.get(&session.user_id).filter(|_| session.is_alive(now));
        user.filter(|row| row.disabled_at.is_none())
    }

    /// The session of this id, if it is this user's.
    pub(super) fn owned_session(&self, owner: UserId, id: SessionId) -> Option<&Session> {
        self.sessions.get(&id).filter(|session| session.user_id == owner)
    }

    /// The session of this id, if it is this user's and was not ended early.
    pub(super) fn unended_session(&mut self, owner: UserId, id: SessionId) -> Option<&mut Session> {
        self.sessions
            .get_mut(&id)
            .filter(|session| session.user_id == owner && session.revoked_at.is_none())
    }

    /// Adds a session with its first token; nothing is added when that cannot be.
    pub(super) fn insert_session(
        &mut self,
        session: &Session,
        token: &RefreshTokenHash,
    ) -> Result<(), StoreError> {
        if !self.users.contains_key(&session.user_id) {
            return Err(StoreError::Corrupt("the session has no user".into()));
        }
        if self.sessions.contains_key(&session.id) || self.tokens.contains_key(token) {
            return Err(StoreError::Corrupt("the session exists".into()));
        }
        self.sessions.insert(session.id, session.clone());
        self.tokens.insert(*token, TokenRow::current(session.id));
        Ok(())
    }

    /// Deletes a session with its tokens.
    pub(super) fn delete_session(&mut self, id: SessionId) {
        self.sessions.remove(&id);
        self.tokens.retain(|_, token| token.session != id);
    }

    /// Deletes a user and all that hangs on it. What happened stays, without what tells who
    /// it happened to.
    pub(super) fn delete_user(&mut self, id: UserId) -> bool {
        self.sessions.retain(|_, session| session.user_id != id);
        let sessions = &self.sessions;
        self.tokens.retain(|_, token| sessions.contains_key(&token.session));
        self.configs.remove(&id);
        self.syncs.remove(&id);
        self.secrets.retain(|(owner, _), _| *owner != id);
        self.scrub_events(id);
        self.users.remove(&id).is_some()
    }
}

impl TokenRow {
    /// A token that was not replaced yet.
    pub(super) const fn current(session: SessionId) -> Self {
        Self { session, replaced_at: None, sealed_child: None }
    }
}
