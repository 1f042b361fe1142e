//! What someone gets who signs up, logs in or refreshes.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::session::Session;
use domain::user::User;
use domain::value::{SessionId, UserId};
use secrecy::SecretString;

use crate::port::{AccessClaims, AccessTokens, Ids, RefreshToken, RefreshTokens};
use crate::{Ports, Settings};

/// Tokens and the user they are for.
#[derive(Debug, Clone)]
pub struct TokenGrant {
    /// Opens the API for a while.
    pub access_token: SecretString,
    /// Gets the next access token.
    pub refresh_token: RefreshToken,
    /// How long the access token lives.
    pub expires_in: TimeDelta,
    /// Whether the session was asked to last.
    pub remember: bool,
    /// The user.
    pub user: User,
}

/// Makes sessions and tokens.
#[derive(Clone)]
pub(super) struct TokenGrants {
    access_tokens: Arc<dyn AccessTokens>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    ids: Arc<dyn Ids>,
    access_token_ttl: TimeDelta,
}

impl TokenGrants {
    pub(super) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            access_tokens: Arc::clone(&ports.access_tokens),
            refresh_tokens: Arc::clone(&ports.refresh_tokens),
            ids: Arc::clone(&ports.ids),
            access_token_ttl: settings.access_token_ttl,
        }
    }

    /// A new session and its first refresh token.
    pub(super) fn open(
        &self,
        user: UserId,
        remember: bool,
        user_agent: Option<String>,
        now: DateTime<Utc>,
    ) -> (Session, RefreshToken) {
        let id = SessionId::new(self.ids.next());
        (Session::begin(id, user, remember, user_agent, now), self.refresh_tokens.mint())
    }

    /// The grant for a session and its current refresh token.
    pub(super) fn grant(
        &self,
        user: User,
        session: &Session,
        refresh_token: RefreshToken,
        now: DateTime<Utc>,
    ) -> TokenGrant {
        let claims = AccessClaims {
            user_id: user.id,
            session_id: session.id,
            token_id: self.ids.next(),
            issued_at: now,
            expires_at: now + self.access_token_ttl,
        };
        let access_token = self.access_tokens.issue(&claims);
        TokenGrant {
            access_token,
            refresh_token,
            expires_in: self.access_token_ttl,
            remember: session.remember,
            user,
        }
    }
}
