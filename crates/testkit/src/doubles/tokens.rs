//! Tokens.

use std::sync::atomic::{AtomicU64, Ordering};

use application::port::{
    AccessClaims, AccessTokens, RefreshToken, RefreshTokenHash, RefreshTokens,
};
use application::{SealError, TokenError};
use chrono::{DateTime, SubsecRound, Utc};
use domain::value::{SessionId, UserId};
use secrecy::SecretString;
use uuid::Uuid;

use crate::digest::{digest, hex};

/// Access tokens that anyone could forge, but that notice a slip: a changed character, or
/// a wrong time.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainAccessTokens;

impl AccessTokens for PlainAccessTokens {
    fn issue(&self, claims: &AccessClaims) -> SecretString {
        let said = format!(
            "{}.{}.{}.{}.{}",
            claims.user_id,
            claims.session_id,
            claims.token_id,
            claims.issued_at.timestamp(),
            claims.expires_at.timestamp()
        );
        format!("{said}.{}", checksum(&said)).into()
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<AccessClaims, TokenError> {
        let claims = read(token).ok_or(TokenError::Invalid)?;
        if now.trunc_subsecs(0) < claims.issued_at {
            Err(TokenError::Invalid)
        } else if now < claims.expires_at {
            Ok(claims)
        } else {
            Err(TokenError::Expired)
        }
    }
}

fn checksum(said: &str) -> String {
    hex(&digest(said)[..8])
}

fn read(token: &str) -> Option<AccessClaims> {
    let (said, sum) = token.rsplit_once('.')?;
    let mut parts = said.split('.');
    let claims = AccessClaims {
        user_id: UserId::new(Uuid::try_parse(parts.next()?).ok()?),
        session_id: SessionId::new(Uuid::try_parse(parts.next()?).ok()?),
        token_id: Uuid::try_parse(parts.next()?).ok()?,
        issued_at: time(parts.next()?)?,
        expires_at: time(parts.next()?)?,
    };
    (parts.next().is_none() && sum == checksum(said)).then_some(claims)
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(text.parse().ok()?, 0)
}

/// Refresh tokens that count.
#[derive(Debug, Default)]
pub struct PlainRefreshTokens {
    minted: AtomicU64,
}

impl PlainRefreshTokens {
    /// Tokens from 1 on.
    pub fn new() -> Self {
        Self::default()
    }
}

impl RefreshTokens for PlainRefreshTokens {
    fn mint(&self) -> RefreshToken {
        let number = self.minted.fetch_add(1, Ordering::Relaxed) + 1;
        RefreshToken::new(format!("refresh-token-{number:030}"))
    }

    fn hash(&self, token: &RefreshToken) -> RefreshTokenHash {
        RefreshTokenHash::new(digest(token.expose()))
    }

    fn seal_child(&self, parent: &RefreshToken, child: &RefreshToken) -> Vec<u8> {
        [self.hash(parent).as_bytes().as_slice(), child.expose().as_bytes()].concat()
    }

    fn open_child(&self, parent: &RefreshToken, sealed: &[u8]) -> Result<RefreshToken, SealError> {
        sealed
            .strip_prefix(self.hash(parent).as_bytes().as_slice())
            .and_then(|child| String::from_utf8(child.to_vec()).ok())
            .map(RefreshToken::new)
            .ok_or(SealError::Broken)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::sample::{session_id, user_id, uuid};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn claims() -> AccessClaims {
        AccessClaims {
            user_id: user_id("ada"),
            session_id: session_id("ada"),
            token_id: uuid("token"),
            issued_at: at(100),
            expires_at: at(1000),
        }
    }

    #[test]
    fn an_access_token_says_what_it_was_issued_for_while_it_lives() {
        let token = PlainAccessTokens.issue(&claims());
        let verify = |seconds| PlainAccessTokens.verify(token.expose_secret(), at(seconds));
        assert_eq!(verify(100), Ok(claims()));
        assert_eq!(verify(999), Ok(claims()));
        assert_eq!(verify(1000), Err(TokenError::Expired));
        assert_eq!(verify(99), Err(TokenError::Invalid));
    }

    #[test]
    fn a_changed_access_token_is_invalid() {
        let token = PlainAccessTokens.issue(&claims()).expose_secret().to_owned();
        for broken in [token.replace(".1000.", ".9000."), format!("{token}0"), String::new()] {
            assert_eq!(PlainAccessTokens.verify(&broken, at(200)), Err(TokenError::Invalid));
        }
    }

    #[test]
    fn a_child_opens_for_who_holds_its_parent_only() {
        let tokens = PlainRefreshTokens::new();
        let (parent, child) = (tokens.mint(), tokens.mint());
        assert_ne!(tokens.hash(&parent), tokens.hash(&child));
        let sealed = tokens.seal_child(&parent, &child);
        assert_eq!(tokens.open_child(&parent, &sealed).unwrap().expose(), child.expose());
        assert_eq!(tokens.open_child(&child, &sealed).unwrap_err(), SealError::Broken);
    }
}
