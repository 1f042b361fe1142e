//! Access tokens, which say who calls, and refresh tokens, which get new ones.

mod claims;
mod jwt_access_tokens;
mod opaque_refresh_tokens;
mod signing_key;
mod signing_keys;

pub use jwt_access_tokens::{AUDIENCE, ISSUER, JwtAccessTokens};
pub use opaque_refresh_tokens::OpaqueRefreshTokens;
pub use signing_key::{MIN_SIGNING_SECRET_BYTES, SigningKeyError};
pub use signing_keys::SigningKeys;
