//! Access tokens as JWTs.

use application::TokenError;
use application::port::{AccessClaims, AccessTokens};
use chrono::{DateTime, Utc};
use jsonwebtoken::Validation;
use secrecy::SecretString;

use super::claims::WireClaims;
use super::signing_key::{ALGORITHM, SigningKey, SigningKeyError};

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
    current: SigningKey,
    previous: Vec<SigningKey>,
    validation: Validation,
}

impl JwtAccessTokens {
    /// Signs with the bytes of the current secret, verifies by it and the previous ones.
    /// Each must have at least [`MIN_SIGNING_SECRET_BYTES`](crate::MIN_SIGNING_SECRET_BYTES),
    /// best made by [`random_secret`](crate::random_secret).
    pub fn new(current: &SecretString, previous: &[SecretString]) -> Result<Self, SigningKeyError> {
        let current =
            SigningKey::new(current).map_err(|bytes| SigningKeyError::CurrentTooShort { bytes })?;
        let previous = previous
            .iter()
            .zip(1..)
            .map(|(secret, place)| {
                SigningKey::new(secret)
                    .map_err(|bytes| SigningKeyError::PreviousTooShort { place, bytes })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { current, previous, validation: validation() })
    }

    fn keys(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&self.current).chain(&self.previous)
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
        jsonwebtoken::encode(&self.current.header, &claims, &self.current.encoding)
            .expect("strings and numbers are JSON, and HS256 signs anything")
            .into()
    }

    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<AccessClaims, TokenError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(TokenError::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenError::Invalid)?;
        self.keys()
            .filter(|key| key.header == header)
            .find_map(|key| {
                jsonwebtoken::decode::<WireClaims>(token, &key.decoding, &self.validation).ok()
            })
            .ok_or(TokenError::Invalid)?
            .claims
            .judge(now)
    }
}

/// Names the keys by their ids.
impl std::fmt::Debug for JwtAccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ids: Vec<&str> = self.keys().map(SigningKey::id).collect();
        f.debug_struct("JwtAccessTokens").field("keys", &ids).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
