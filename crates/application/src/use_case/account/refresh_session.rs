//! A session goes on.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::session::{RefreshVerdict, Session};
use domain::value::RequestOrigin;
use domain::{Fault, FaultCode, Faults, Raw};

use super::token_grant::{TokenGrant, TokenGrants};
use crate::port::{Clock, RefreshCandidate, RefreshToken, RefreshTokens, Rotation, SessionStore};
use crate::rate_limit::Allowance;
use crate::use_case::auditor::Auditor;
use crate::use_case::limits::Limits;
use crate::{Failure, Ports, Settings};

/// How many times a lost race is looked at again: the second look finds the winner's child.
const LOOKS: usize = 3;
/// Longest refresh token worth hashing, in bytes; ours have 43.
const MAX_BYTES: usize = 512;

/// A refresh did not work.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// The token is missing or of the wrong type.
    #[error("the request is invalid")]
    Invalid(Faults),
    /// The token is worth nothing: log in again.
    #[error("the session has ended")]
    Ended,
    /// Too often: try again later.
    #[error("asked for too often")]
    Limited(Allowance),
    /// Not the caller's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Exchanges a refresh token for new tokens.
#[derive(Clone)]
pub struct RefreshSession {
    sessions: Arc<dyn SessionStore>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    grants: TokenGrants,
    limits: Limits,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
    rotate: bool,
}

impl RefreshSession {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            sessions: Arc::clone(&ports.sessions),
            refresh_tokens: Arc::clone(&ports.refresh_tokens),
            grants: TokenGrants::new(ports, settings),
            limits: Limits::new(ports, settings),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
            rotate: settings.rotate_refresh_tokens,
        }
    }

    /// Replaces the token by its child. A token that was replaced a moment ago gets the
    /// same child again; one that was replaced before ends its session, for somebody else
    /// has it.
    pub async fn run(
        &self,
        token: &Raw,
        origin: &RequestOrigin,
    ) -> Result<TokenGrant, RefreshError> {
        let token = parse_refresh_token(token).map_err(RefreshError::Invalid)?;
        let hash = self.refresh_tokens.hash(&token);
        for _ in 0..LOOKS {
            let candidate = self
                .sessions
                .find(&hash)
                .await
                .map_err(Failure::from)?
                .ok_or(RefreshError::Ended)?;
            match candidate.token.judge(self.clock.now()) {
                RefreshVerdict::Ended => return Err(RefreshError::Ended),
                RefreshVerdict::Replayed => {
                    return self.end(&candidate.token.session, origin).await;
                }
                RefreshVerdict::Repeat { sealed_child } => {
                    return self.repeat(&token, candidate, &sealed_child);
                }
                RefreshVerdict::Rotate => {
                    let session = candidate.token.session.id;
                    self.limits.before_refresh(session).await?;
                    if let Some(grant) = self.renew(&token, candidate).await? {
                        self.limits.refreshed(session).await;
                        return Ok(grant);
                    }
                }
            }
        }
        Err(Failure::contended("the refresh token").into())
    }

    /// `None` when somebody else was first.
    async fn renew(
        &self,
        token: &RefreshToken,
        candidate: RefreshCandidate,
    ) -> Result<Option<TokenGrant>, Failure> {
        let session = candidate.token.session;
        let now = self.clock.now();
        let expires_at = now + Session::ttl(session.remember);
        if !self.rotate {
            let alive = self.sessions.touch(session.user_id, session.id, now, expires_at).await?;
            return Ok(
                alive.then(|| self.grants.grant(candidate.user, &session, token.clone(), now))
            );
        }
        let child = self.refresh_tokens.mint();
        let rotation = Rotation {
            session_id: session.id,
            user_id: session.user_id,
            parent: self.refresh_tokens.hash(token),
            child: self.refresh_tokens.hash(&child),
            sealed_child: self.refresh_tokens.seal_child(token, &child),
            at: now,
            expires_at,
        };
        let first = self.sessions.rotate(&rotation).await?;
        Ok(first.then(|| self.grants.grant(candidate.user, &session, child, now)))
    }

    fn repeat(
        &self,
        token: &RefreshToken,
        candidate: RefreshCandidate,
        sealed_child: &[u8],
    ) -> Result<TokenGrant, RefreshError> {
        let child = self.refresh_tokens.open_child(token, sealed_child).map_err(Failure::from)?;
        Ok(self.grants.grant(candidate.user, &candidate.token.session, child, self.clock.now()))
    }

    async fn end(
        &self,
        session: &Session,
        origin: &RequestOrigin,
    ) -> Result<TokenGrant, RefreshError> {
        tracing::warn!(session = %session.id, user = %session.user_id, "a replaced refresh token was used again; its session is ended");
        let event = self.auditor.event(session.user_id, AuditKind::RefreshTokenReused, origin);
        self.sessions
            .revoke(session.user_id, session.id, self.clock.now(), &event)
            .await
            .map_err(Failure::from)?;
        Err(RefreshError::Ended)
    }
}

/// The token that a client presents.
pub(super) fn parse_refresh_token(raw: &Raw) -> Result<RefreshToken, Faults> {
    match raw.text() {
        Ok(text) if text.len() <= MAX_BYTES => Ok(RefreshToken::new(text)),
        Ok(_) => Err(Faults::of(
            "refresh_token",
            Fault::new(FaultCode::TooLong, "is no refresh token of ours"),
        )),
        Err(fault) => Err(Faults::of("refresh_token", fault)),
    }
}

#[cfg(test)]
mod tests;
