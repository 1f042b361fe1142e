//! Access tokens as JWTs.

use application::TokenError;
use application::port::{AccessClaims, AccessTokens};
use chrono::{DateTime, Utc};
use jsonwebtoken::Validation;
use secrecy::SecretString;

use super::claims::WireClaims;
use super::signing_key::ALGORITHM;
use super::signing_keys::SigningKeys;
use crate::replaceable::Replaceable;

/// `iss` of our tokens.
pub const ISSUER: &str = "ava-studio";
/// `aud` of our tokens.
pub const AUDIENCE: &str = "ava-studio-api";

/// Longest token that is looked at, in bytes; ours have about 470.
const MAX_TOKEN_BYTES: usize = 4096;

/// JWTs under HS256, of type `at+jwt` (RFC 9068), with the claims `iss`, `aud`, `sub`,
/// `sid`, `iat`, `nbf`, `exp` and `jti`.
///
/// The header of a token must be exactly the one that we write: HS256, the type, and the id
/// of a configured key. So no header can bring a key along (`jwk`, `jku`, `x5u`) or ask
/// for what is not understood (`crit`). Times are judged by the caller's clock: `exp`
/// without leeway, `iat` and `nbf` with 10 s for replicas whose clocks differ.
pub struct JwtAccessTokens {
    keys: Replaceable<SigningKeys>,
    validation: Validation,
}

impl JwtAccessTokens {
    /// Signs with the first key, verifies by the one that a token names.
    pub fn new(keys: SigningKeys) -> Self {
        Self { keys: Replaceable::new(keys), validation: validation() }
    }

    /// Other keys from the next call on; a call that has begun ends under the old ones.
    pub fn replace(&self, keys: SigningKeys) {
        self.keys.replace(keys);
    }
}

/// All but the times, for which the library would ask the system.
fn validation() -> Validation {
    let mut validation = Validation::new(ALGORITHM);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "nbf", "exp"]);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation
}

impl AccessTokens for JwtAccessTokens {
    fn issue(&self, claims: &AccessClaims) -> SecretString {
        let claims = WireClaims::new(ISSUER, AUDIENCE, claims);
        let keys = self.keys.current();
        let key = keys.signing_key();
        jsonwebtoken::encode(&key.header, &claims, &key.encoding)
            .expect("strings and numbers are JSON, and HS256 signs anything")
            .into()
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<AccessClaims, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Invalid)?;
        let keys = self.keys.current();
        let key = keys.find(&header).ok_or(TokenError::Invalid)?;
        jsonwebtoken::decode::<WireClaims>(token, &key.decoding, &self.validation)
            .map_err(|_| TokenError::Invalid)?
            .claims
            .judge(now)
    }
}

/// Names the keys by their ids.
impl std::fmt::Debug for JwtAccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JwtAccessTokens")
            .field("keys", &self.keys.current())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
