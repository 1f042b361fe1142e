//! The adapters that guard something: password hashes, tokens, sealed secrets, limits, and
//! the system's time and ids.
//!
//! | Port | Adapter |
//! | --- | --- |
//! | `PasswordHasher` | [`Argon2Hasher`]; verifies stored Argon2 of other kinds and bcrypt too |
//! | `PasswordStrength` | [`ZxcvbnStrength`] |
//! | `AccessTokens` | [`JwtAccessTokens`] over [`SigningKeys`] |
//! | `RefreshTokens` | [`OpaqueRefreshTokens`] |
//! | `SecretSealer` | [`AeadSealer`] over a [`Keyring`] |
//! | `FormerSecrets` | [`FernetSecrets`]: what the former service hashed and encrypted |
//! | `RateLimiter`, `RequestMeter` | [`MemoryRateLimiter`] |
//! | `Clock`, `Ids` | [`SystemClock`], [`SystemIds`] |
//!
//! [`KeyLines`] is the text of a key file, to be edited. Keys are replaced while the adapters
//! are in use.
//!
//! It must not know where keys come from (the server reads the configuration), where
//! anything is stored, nor what a use case does with an answer. No error and no `Debug`
//! here repeats a password, a token or a key.
//!
//! To add an adapter: a file named after what it is, in the module of what it guards, its
//! port's promises as tests beside it, and a line in the table above. Primitives come from
//! `aws-lc-rs`; a new use of a key gets a domain-separating text of its own.

mod aead;
mod clock;
mod fernet;
mod hex;
mod ids;
mod key_lines;
mod limit;
mod password;
mod random;
mod replaceable;
mod seal;
mod token;

pub use clock::SystemClock;
pub use fernet::{FernetKeyError, FernetSecrets};
pub use ids::SystemIds;
pub use key_lines::{KeyKind, KeyLines, KeyLinesError};
pub use limit::MemoryRateLimiter;
pub use password::{Argon2Hasher, HashingLimits, ZxcvbnStrength, describe_metrics};
pub use random::random_secret;
pub use seal::{AeadSealer, Keyring, KeyringError, vapi_key_fingerprint};
pub use token::{
    AUDIENCE, ISSUER, JwtAccessTokens, MIN_SIGNING_SECRET_BYTES, OpaqueRefreshTokens,
    SigningKeyError, SigningKeys,
};
