//! Sessions.

use std::cmp::Reverse;

use application::port::{PasswordHash, RefreshCandidate, RefreshTokenHash, Rotation, SessionStore};
use application::{Caller, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::AuditEvent;
use domain::session::{REPLAY_GRACE, Session, StoredRefreshToken};
use domain::value::{SessionId, UserId};

use super::MemoryStores;
use super::state::{State, TokenRow};

/// How long a session that is over is remembered.
const KEPT: TimeDelta = TimeDelta::days(30);

#[async_trait]
impl SessionStore for MemoryStores {
    async fn add(
        &self,
        session: &Session,
        refresh_token: &RefreshTokenHash,
        verified: &PasswordHash,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        if state.user_with(session.user_id, verified).is_none() {
            return Ok(false);
        }
        state.check_event(event)?;
        state.insert_session(session, refresh_token)?;
        state.write_event(event);
        Ok(true)
    }

    async fn find(
        &self,
        refresh_token: &RefreshTokenHash,
    ) -> Result<Option<RefreshCandidate>, StoreError> {
        Ok(self.state()?.candidate(refresh_token))
    }

    async fn rotate(&self, rotation: &Rotation) -> Result<bool, StoreError> {
        Ok(self.state()?.rotate(rotation).is_some())
    }

    async fn touch(
        &self,
        owner: UserId,
        session: SessionId,
        at: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let session = state.unended_session(owner, session);
        Ok(session.map(|session| extend(session, at, expires_at)).is_some())
    }

    async fn revoke(
        &self,
        owner: UserId,
        session: SessionId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        state.check_event(event)?;
        let alive = state.unended_session(owner, session).filter(|session| session.is_alive(at));
        let ended = alive.map(|session| session.revoked_at = Some(at)).is_some();
        if ended {
            state.write_event(event);
        }
        Ok(ended)
    }

    async fn list(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Session>>, StoreError> {
        let state = self.state()?;
        let alive = |session: &Session| session.is_alive(now);
        Ok(state.member(caller, now).map(|_| state.sessions_of(caller.user_id(), alive)))
    }

    async fn list_kept(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Session>>, StoreError> {
        let state = self.state()?;
        Ok(state.member(caller, now).map(|_| state.sessions_of(caller.user_id(), |_| true)))
    }

    async fn revoke_others(
        &self,
        owner: UserId,
        keep: SessionId,
        at: DateTime<Utc>,
        event: &AuditEvent,
    ) -> Result<u64, StoreError> {
        let mut state = self.state()?;
        state.check_event(event)?;
        let ended = state.end_sessions(owner, Some(keep), at);
        if ended > 0 {
            state.write_event(event);
        }
        Ok(ended)
    }

    async fn tidy(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut state = self.state()?;
        let wiped = state.wipe_children(now - REPLAY_GRACE);
        let forgotten = state.forget_sessions(now - KEPT);
        Ok(wiped + forgotten)
    }
}

fn extend(session: &mut Session, at: DateTime<Utc>, expires_at: DateTime<Utc>) {
    session.last_used_at = at;
    session.expires_at = expires_at;
}

impl State {
    fn candidate(&self, token: &RefreshTokenHash) -> Option<RefreshCandidate> {
        let token = self.tokens.get(token)?;
        let session = self.sessions.get(&token.session)?.clone();
        let user = self.users.get(&session.user_id).filter(|row| row.disabled_at.is_none())?;
        let user = user.stored.user.clone();
        let token = StoredRefreshToken {
            session,
            replaced_at: token.replaced_at,
            sealed_child: token.sealed_child.clone(),
        };
        Some(RefreshCandidate { user, token })
    }

    fn rotate(&mut self, rotation: &Rotation) -> Option<()> {
        let session = self.owned_session(rotation.user_id, rotation.session_id)?.id;
        self.tokens
            .get(&rotation.parent)
            .filter(|parent| parent.session == session && parent.replaced_at.is_none())?;
        extend(self.unended_session(rotation.user_id, session)?, rotation.at, rotation.expires_at);
        let parent = TokenRow {
            replaced_at: Some(rotation.at),
            sealed_child: Some(rotation.sealed_child.clone()),
            ..TokenRow::current(session)
        };
        self.tokens.insert(rotation.parent, parent);
        self.tokens.insert(rotation.child, TokenRow::current(session));
        Some(())
    }

    pub(super) fn sessions_of(
        &self,
        owner: UserId,
        wanted: impl Fn(&Session) -> bool,
    ) -> Vec<Session> {
        let of_owner = self.sessions.values().filter(|session| session.user_id == owner);
        let mut sessions: Vec<_> = of_owner.filter(|session| wanted(session)).cloned().collect();
        sessions.sort_by_key(|session| Reverse((session.last_used_at, session.id)));
        sessions
    }

    /// Ends every session of a user, or all but one, those that have expired too. Answers how
    /// many of them were alive.
    pub(super) fn end_sessions(
        &mut self,
        owner: UserId,
        keep: Option<SessionId>,
        at: DateTime<Utc>,
    ) -> u64 {
        let others = self.sessions.values_mut().filter(|session| {
            session.user_id == owner && Some(session.id) != keep && session.revoked_at.is_none()
        });
        let was_alive = others.filter_map(|session| {
            let alive = session.is_alive(at);
            session.revoked_at = Some(at);
            alive.then_some(())
        });
        count(was_alive)
    }

    fn wipe_children(&mut self, replaced_by: DateTime<Utc>) -> u64 {
        let over = self
            .tokens
            .values_mut()
            .filter(|token| token.replaced_at.is_some_and(|at| at <= replaced_by));
        count(over.filter_map(|token| token.sealed_child.take()))
    }

    fn forget_sessions(&mut self, over_before: DateTime<Utc>) -> u64 {
        let over: Vec<_> = self
            .sessions
            .values()
            .filter(|session| {
                session.revoked_at.unwrap_or(session.expires_at).min(session.expires_at)
                    < over_before
            })
            .map(|session| session.id)
            .collect();
        count(over.into_iter().map(|session| self.delete_session(session)))
    }
}

fn count<T>(rows: impl Iterator<Item = T>) -> u64 {
    rows.fold(0, |count, _| count + 1)
}
