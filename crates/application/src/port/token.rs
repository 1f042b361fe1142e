//! Tokens.

use chrono::{DateTime, Utc};
use domain::value::{SessionId, UserId};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::{SealError, TokenError};

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessClaims {
    /// `sub`
    pub user_id: UserId,
    /// `sid`
    pub session_id: SessionId,
    /// `jti`
    pub token_id: Uuid,
    /// `iat` and `nbf`; whole seconds.
    pub issued_at: DateTime<Utc>,
    /// `exp`; whole seconds.
    pub expires_at: DateTime<Utc>,
}

/// Signed access tokens.
#[cfg_attr(test, mockall::automock)]
pub trait AccessTokens: Send + Sync {
    /// Signs. Fractions of seconds are cut.
    fn issue(&self, claims: &AccessClaims) -> SecretString;

    /// Verifies the signature, the algorithm, the type, issuer, audience, and the times at `now`.
    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<AccessClaims, TokenError>;
}

/// A refresh token: 256 random bits as text. Does not print itself.
#[derive(Debug, Clone)]
pub struct RefreshToken(SecretString);

impl RefreshToken {
    /// Wraps what was minted or presented.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(token.into())
    }

    /// The token, for the client, for hashing and for sealing only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// SHA-256 of a refresh token: what is stored of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefreshTokenHash([u8; 32]);

impl RefreshTokenHash {
    /// Wraps a digest.
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Opaque refresh tokens.
#[cfg_attr(test, mockall::automock)]
pub trait RefreshTokens: Send + Sync {
    /// A new one.
    fn mint(&self) -> RefreshToken;

    /// What to store of it.
    fn hash(&self, token: &RefreshToken) -> RefreshTokenHash;

    /// Seals the child under a key derived from its parent, so that only who holds the
    /// parent can have it.
    fn seal_child(&self, parent: &RefreshToken, child: &RefreshToken) -> Vec<u8>;

    /// Opens what [`seal_child`](Self::seal_child) sealed.
    fn open_child(&self, parent: &RefreshToken, sealed: &[u8]) -> Result<RefreshToken, SealError>;
}
