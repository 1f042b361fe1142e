//! Access tokens and refresh tokens.

use actix_web::HttpRequest;
use actix_web::http::header;
use aws_lc_rs::{digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::failed::Failed;
use super::store::Caller;

const ISSUER: &str = "ava-studio";
const AUDIENCE: &str = "ava-studio-api";
/// How long an access token lives.
pub(super) const ACCESS_TTL: TimeDelta = TimeDelta::minutes(15);
/// How long a session lives that nobody uses.
pub(super) const SESSION_TTL: TimeDelta = TimeDelta::days(7);

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    jti: Uuid,
}

/// Signs and verifies access tokens.
#[derive(Clone)]
pub(super) struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Tokens {
    pub(super) fn new(secret: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.validate_nbf = true;
        Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }

    pub(super) fn caller(&self, request: &HttpRequest) -> Result<Caller, Failed> {
        let value = request.headers().get(header::AUTHORIZATION);
        let token = value
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
            .ok_or(Failed::UNAUTHENTICATED)?;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|_| Failed::UNAUTHENTICATED)?
            .claims;
        Ok(Caller { user: claims.sub, session: claims.sid })
    }

    pub(super) fn issue(&self, caller: Caller, now: DateTime<Utc>) -> anyhow::Result<String> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: caller.user,
            sid: caller.session,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + ACCESS_TTL).timestamp(),
            jti: new_id(),
        };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?)
    }
}

/// A refresh token.
pub(super) fn mint() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of one.
pub(super) fn hash(token: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref().to_vec()
}

/// Now, as exactly as databases keep it.
#[expect(clippy::disallowed_methods, reason = "the floor has no ports")]
pub(super) fn now() -> DateTime<Utc> {
    let now = Utc::now();
    DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
}

#[expect(clippy::disallowed_methods, reason = "the floor has no ports")]
pub(super) fn new_id() -> Uuid {
    Uuid::now_v7()
}
