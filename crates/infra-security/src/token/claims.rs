//! What an access token carries, as it is on the wire.

use application::TokenError;
use application::port::AccessClaims;
use chrono::{DateTime, TimeDelta, Utc};
use domain::value::{SessionId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How far a token's `iat` and `nbf` may be ahead: the clocks of two replicas differ by
/// this much at most. `exp` has no leeway; a client just refreshes a little earlier.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(10);

/// All are required and none may come twice; others are ignored. Times are whole seconds
/// since 1970. `aud` is one string, not a list.
#[derive(Serialize, Deserialize)]
pub(super) struct WireClaims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
}

impl WireClaims {
    pub(super) fn new(issuer: &str, audience: &str, claims: &AccessClaims) -> Self {
        let issued_at = claims.issued_at.timestamp();
        Self {
            iss: issuer.to_owned(),
            aud: audience.to_owned(),
            sub: claims.user_id.as_uuid(),
            sid: claims.session_id.as_uuid(),
            iat: issued_at,
            nbf: issued_at,
            exp: claims.expires_at.timestamp(),
            jti: claims.token_id,
        }
    }

    /// Judges the times of claims that are genuine otherwise. A token expires at `exp`, not
    /// after it.
    pub(super) fn judge(self, now: DateTime<Utc>) -> Result<AccessClaims, TokenError> {
        let time = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenError::Invalid);
        let (issued_at, not_before, expires_at) =
            (time(self.iat)?, time(self.nbf)?, time(self.exp)?);
        if issued_at.max(not_before) - now > CLOCK_SKEW {
            return Err(TokenError::Invalid);
        }
        if now >= expires_at {
            return Err(TokenError::Expired);
        }
        Ok(AccessClaims {
            user_id: UserId::new(self.sub),
            session_id: SessionId::new(self.sid),
            token_id: self.jti,
            issued_at,
            expires_at,
        })
    }
}
