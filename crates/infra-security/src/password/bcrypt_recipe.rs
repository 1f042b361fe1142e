//! Bcrypt's cost and a salt, as the former service's hashes tell them. Nothing new is
//! hashed with it.

use argon2::password_hash::phc::Output;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use secrecy::zeroize::Zeroizing;

use super::stored_hash::StoredHashError;

/// Cost and salt.
#[derive(Clone)]
pub(super) struct BcryptRecipe {
    cost: u32,
    salt: [u8; 16],
}

/// What hashes that are read begin with. They name repairs of other programs' faults and are
/// one algorithm in the former service's library, as here; `$2x$` asks for a fault, and
/// `$2$` is older than all of them.
const PREFIXES: [&str; 3] = ["$2a$", "$2b$", "$2y$"];
const SALT_CHARS: usize = 22;
const OUTPUT_BYTES: usize = 23;
/// Bytes of a password that count; bcrypt knows no more.
const KEY_BYTES: usize = 72;

/// Some programs left noise in the bits that a salt's last character has too many; bcrypt
/// ignores them.
const BASE_64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::BCRYPT, NO_PAD.with_decode_allow_trailing_bits(true));

impl BcryptRecipe {
    /// Least cost: bcrypt has no lower one.
    pub(super) const MIN_COST: u32 = 4;
    /// Most cost, as a power of two. The former service's library makes hashes of 12, which
    /// take 0.3 s; 14 takes 1.1 s, and each one more twice that of a core, while others wait
    /// in line: 31, the most that bcrypt has, would take more than a day.
    pub(super) const MAX_COST: u32 = 14;

    /// The one a stored hash names, with its output; what would be absurd to run is refused.
    pub(super) fn parse(hash: &str) -> Result<(Self, Output), StoredHashError> {
        let rest = PREFIXES.iter().find_map(|prefix| hash.strip_prefix(prefix));
        let (cost, encoded) = rest
            .ok_or(StoredHashError::Algorithm)?
            .split_once('$')
            .ok_or(StoredHashError::Malformed)?;
        let cost = parse_cost(cost)?;
        let (salt, output) =
            encoded.split_at_checked(SALT_CHARS).ok_or(StoredHashError::Malformed)?;
        let salt = decode(salt)?;
        let output = decode::<OUTPUT_BYTES>(output)?;
        let output = Output::new(&output).map_err(|_| StoredHashError::Malformed)?;
        Ok((Self { cost, salt }, output))
    }

    /// Whether a hash can have been made of this password: of one with a NUL the former
    /// service made none. Bcrypt repeats a password, a NUL between, until it has its 72
    /// bytes, so that `a` and `a\0a` would be the same.
    pub(super) fn takes(password: &[u8]) -> bool {
        !password.contains(&0)
    }

    /// Hashes the first 72 bytes, be it in the midst of a character, as the former service
    /// did.
    pub(super) fn derive(&self, password: &[u8]) -> Output {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        let len = password.len().min(KEY_BYTES);
        key[..len].copy_from_slice(&password[..len]);
        // The NUL that ends a text in C counts, if there is room for it.
        let key = &key[..(len + 1).min(KEY_BYTES)];
        let output = bcrypt::bcrypt(self.cost, self.salt, key);
        Output::new(&output[..OUTPUT_BYTES])
            .expect("the output is inside the bounds of a PHC string")
    }
}

fn parse_cost(text: &str) -> Result<u32, StoredHashError> {
    let [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = text.as_bytes() else {
        return Err(StoredHashError::Malformed);
    };
    let cost = u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
    (BcryptRecipe::MIN_COST..=BcryptRecipe::MAX_COST)
        .contains(&cost)
        .then_some(cost)
        .ok_or(StoredHashError::Cost)
}

/// Refuses what is not of exactly this length.
fn decode<const BYTES: usize>(text: &str) -> Result<[u8; BYTES], StoredHashError> {
    let bytes = BASE_64.decode(text).map_err(|_| StoredHashError::Malformed)?;
    bytes.try_into().map_err(|_| StoredHashError::Malformed)
}

#[cfg(test)]
mod tests;
