//! AES-256-GCM under random nonces, and keys that wipe themselves.

use application::SealError;
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use secrecy::zeroize::Zeroizing;

/// Bytes of a key.
pub(crate) const KEY_BYTES: usize = 32;
/// Bytes of a nonce.
pub(crate) const NONCE_BYTES: usize = NONCE_LEN;

/// A key, wiped when dropped.
pub(crate) type KeyBytes = Zeroizing<[u8; KEY_BYTES]>;

/// Seals and opens. A key takes 2^32 seals before two random nonces are likely enough to
/// meet (NIST SP 800-38D §8.3).
pub(crate) struct AeadKey(RandomizedNonceKey);

/// A ciphertext with its tag, and the nonce that it needs to open.
pub(crate) struct Sealed {
    pub(crate) nonce: [u8; NONCE_BYTES],
    pub(crate) ciphertext: Vec<u8>,
}

impl AeadKey {
    /// The key of these bytes.
    pub(crate) fn new(bytes: &KeyBytes) -> Self {
        let key = RandomizedNonceKey::new(&AES_256_GCM, bytes.as_slice())
            .expect("AES-256-GCM takes a key of 32 bytes");
        Self(key)
    }

    pub(crate) fn seal(&self, bound_to: &[u8], secret: &[u8]) -> Result<Sealed, SealError> {
        let mut ciphertext = secret.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(bound_to), &mut ciphertext)
            .map_err(|_| SealError::Broken)?;
        Ok(Sealed { nonce: *nonce.as_ref(), ciphertext })
    }

    pub(crate) fn open(
        &self,
        bound_to: &[u8],
        sealed: Sealed,
    ) -> Result<Zeroizing<String>, SealError> {
        let nonce = Nonce::from(&sealed.nonce);
        let mut in_out = Zeroizing::new(sealed.ciphertext);
        let secret = self
            .0
            .open_in_place(nonce, Aad::from(bound_to), &mut in_out)
            .map_err(|_| SealError::Broken)?;
        let text = std::str::from_utf8(secret).map_err(|_| SealError::Broken)?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}
