//! Access tokens for users who never logged in: as the product's own, but for whose they are.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{EncodingKey, Header};
use serde_json::{Map, Value};

use crate::seed::{session_id, user_id};

/// How much longer than the product's they live, in seconds.
const LONGER: i64 = 24 * 60 * 60;

/// Makes tokens after one of the product's.
pub(crate) struct TokenMaker {
    header: Header,
    claims: Map<String, Value>,
    key: EncodingKey,
}

impl TokenMaker {
    pub(crate) fn after(token: &str, secret: &str) -> anyhow::Result<Self> {
        let header = jsonwebtoken::decode_header(token)?;
        let claims = token.split('.').nth(1).context("a token without claims")?;
        let mut claims: Map<String, Value> =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims)?)?;
        let expires_at = claims.get("exp").and_then(Value::as_i64).context("no expiry")?;
        claims.insert("exp".to_owned(), (expires_at + LONGER).into());
        Ok(Self { header, claims, key: EncodingKey::from_secret(secret.as_bytes()) })
    }

    /// The token of the user of this number.
    pub(crate) fn of(&self, user: u32) -> anyhow::Result<String> {
        let mut claims = self.claims.clone();
        claims.insert("sub".to_owned(), user_id(user).to_string().into());
        claims.insert("sid".to_owned(), session_id(user).to_string().into());
        Ok(jsonwebtoken::encode(&self.header, &claims, &self.key)?)
    }
}
