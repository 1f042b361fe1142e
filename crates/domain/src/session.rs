//! How long a login lasts and what a refresh token is worth.

use chrono::{DateTime, TimeDelta, Utc};

use crate::value::{SessionId, UserId};

/// How long a replaced refresh token still gets the same child: a lost answer, two tabs.
pub const REPLAY_GRACE: TimeDelta = TimeDelta::seconds(10);

/// How long a login lasts without `remember`.
pub const SESSION_TTL: TimeDelta = TimeDelta::days(7);

/// How long a login lasts with `remember`.
pub const REMEMBERED_SESSION_TTL: TimeDelta = TimeDelta::days(30);

/// A login: one user, one device, one family of refresh tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id; `sid` in access tokens.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last login or refresh.
    pub last_used_at: DateTime<Utc>,
    /// From then on no refresh token of it is worth anything.
    pub expires_at: DateTime<Utc>,
    /// When it was ended early.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether it was asked to last.
    pub remember: bool,
    /// What it was opened with: the client's `User-Agent`.
    pub user_agent: Option<String>,
}

impl Session {
    /// A session that begins now.
    pub fn begin(
        id: SessionId,
        user_id: UserId,
        remember: bool,
        user_agent: Option<String>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            user_id,
            created_at: now,
            last_used_at: now,
            expires_at: now + Self::ttl(remember),
            revoked_at: None,
            remember,
            user_agent,
        }
    }

    /// How long a refresh token lives from its last use.
    pub const fn ttl(remember: bool) -> TimeDelta {
        if remember { REMEMBERED_SESSION_TTL } else { SESSION_TTL }
    }

    /// Whether it is neither ended nor expired.
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// What a store knows of a presented refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRefreshToken {
    /// The session it belongs to.
    pub session: Session,
    /// When it was replaced by its child; `None` while it is the current one.
    pub replaced_at: Option<DateTime<Utc>>,
    /// The child, sealed under a key derived from this token; wiped after the grace.
    pub sealed_child: Option<Vec<u8>>,
}

/// What the use of a refresh token means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefreshVerdict {
    /// It is the current one: replace it.
    Rotate,
    /// It was replaced a moment ago: give the same child again.
    Repeat {
        /// The sealed child.
        sealed_child: Vec<u8>,
    },
    /// It was replaced before: someone else has it. The session ends.
    Replayed,
    /// Its session is over.
    Ended,
}

impl StoredRefreshToken {
    /// Judges the use of this token at `now`.
    pub fn judge(&self, now: DateTime<Utc>) -> RefreshVerdict {
        if !self.session.is_alive(now) {
            return RefreshVerdict::Ended;
        }
        match (self.replaced_at, &self.sealed_child) {
            (None, _) => RefreshVerdict::Rotate,
            (Some(replaced_at), Some(child)) if now < replaced_at + REPLAY_GRACE => {
                RefreshVerdict::Repeat { sealed_child: child.clone() }
            }
            (Some(_), _) => RefreshVerdict::Replayed,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn token(replaced_at: Option<i64>, sealed_child: Option<Vec<u8>>) -> StoredRefreshToken {
        let session = Session::begin(
            SessionId::new(Uuid::nil()),
            UserId::new(Uuid::nil()),
            false,
            None,
            at(0),
        );
        StoredRefreshToken { session, replaced_at: replaced_at.map(at), sealed_child }
    }

    #[test]
    fn the_current_token_rotates() {
        assert_eq!(token(None, None).judge(at(5)), RefreshVerdict::Rotate);
    }

    #[test]
    fn a_replaced_token_repeats_its_child_inside_the_grace_and_ends_the_session_after() {
        let replaced = token(Some(100), Some(vec![1]));
        assert_eq!(replaced.judge(at(109)), RefreshVerdict::Repeat { sealed_child: vec![1] });
        assert_eq!(replaced.judge(at(110)), RefreshVerdict::Replayed);
        assert_eq!(token(Some(100), None).judge(at(101)), RefreshVerdict::Replayed);
    }

    #[test]
    fn a_session_that_is_over_is_over_for_every_token() {
        let mut ended = token(None, None);
        assert_eq!(ended.judge(at(0) + SESSION_TTL), RefreshVerdict::Ended);
        ended.session.revoked_at = Some(at(1));
        assert_eq!(ended.judge(at(2)), RefreshVerdict::Ended);
    }
}
