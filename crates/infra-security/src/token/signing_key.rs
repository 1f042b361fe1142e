//! A key that access tokens are signed with.

use aws_lc_rs::digest;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};

/// Fewest bytes of a signing secret: as many as HS256's output (RFC 7518 §3.2).
pub const MIN_SIGNING_SECRET_BYTES: usize = 32;

/// The one algorithm.
pub(super) const ALGORITHM: Algorithm = Algorithm::HS256;
/// What kind of token it is, so that no other kind passes for it (RFC 9068 §2.1).
const TYPE: &str = "at+jwt";
/// Keeps the id of a key apart from any other digest of it.
const KEY_ID: &[u8] = b"ava-studio signing key id v1\0";
/// Bytes of the digest in a key's id.
const KEY_ID_BYTES: usize = 4;

/// Why secrets cannot sign. Names them by their place, counted from one, and never repeats any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningKeyError {
    /// The current secret is too short to be one.
    #[error(
        "the signing secret has {bytes} bytes, it must have at least {MIN_SIGNING_SECRET_BYTES}"
    )]
    CurrentTooShort {
        /// How many it has.
        bytes: usize,
    },
    /// A previous secret is too short to be one.
    #[error(
        "previous signing secret {place} has {bytes} bytes, it must have at least \
         {MIN_SIGNING_SECRET_BYTES}"
    )]
    PreviousTooShort {
        /// Its place, from one.
        place: usize,
        /// How many it has.
        bytes: usize,
    },
    /// There is no secret at all.
    #[error("there is no signing secret; write one a line")]
    Empty,
    /// The secret of a line is too short to be one.
    #[error(
        "the signing secret of line {line} has {bytes} bytes, it must have at least \
         {MIN_SIGNING_SECRET_BYTES}"
    )]
    LineTooShort {
        /// The line, from one; lines that are ignored count too.
        line: usize,
        /// How many it has.
        bytes: usize,
    },
    /// A secret has the id of one before it, as the same secret has.
    #[error("the signing secret of line {line} is there before")]
    Duplicate {
        /// The line, from one; lines that are ignored count too.
        line: usize,
    },
}

/// A key, with the only header that a token under it may have.
pub(super) struct SigningKey {
    pub(super) header: Header,
    pub(super) encoding: EncodingKey,
    pub(super) decoding: DecodingKey,
}

impl SigningKey {
    /// The key of this secret, or how many bytes it has if they are too few.
    pub(super) fn new(secret: &str) -> Result<Self, usize> {
        let secret = secret.as_bytes();
        if secret.len() < MIN_SIGNING_SECRET_BYTES {
            return Err(secret.len());
        }
        let mut header = Header::new(ALGORITHM);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key_id(secret));
        Ok(Self {
            header,
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
        })
    }

    /// Its id.
    pub(super) fn id(&self) -> &str {
        self.header.kid.as_deref().unwrap_or_default()
    }
}

/// Eight hexadecimal digits: they tell our few keys apart and tell nothing of them.
fn key_id(secret: &[u8]) -> String {
    let mut sha256 = digest::Context::new(&digest::SHA256);
    sha256.update(KEY_ID);
    sha256.update(secret);
    crate::hex::encode(&sha256.finish().as_ref()[..KEY_ID_BYTES])
}
