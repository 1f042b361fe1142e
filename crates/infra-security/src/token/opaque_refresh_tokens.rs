//! Refresh tokens that mean nothing to whoever holds them.

use application::SealError;
use application::port::{RefreshToken, RefreshTokenHash, RefreshTokens};
use aws_lc_rs::{digest, hkdf};

use crate::aead::{AeadKey, KeyBytes, NONCE_BYTES, Sealed};
use crate::random_secret;

/// 256 random bits as base64url without padding, 43 characters. What is stored is the
/// SHA-256 of the text; bits that nobody can guess need no slow hash.
///
/// A child is sealed by AES-256-GCM under HKDF-SHA256 of its parent's text, which is not
/// stored: nonce, ciphertext, tag.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpaqueRefreshTokens;

/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;
/// What the key that is derived from a parent is for.
const CHILD: &[u8] = b"ava refresh child v1";

impl RefreshTokens for OpaqueRefreshTokens {
    fn mint(&self) -> RefreshToken {
        RefreshToken::new(random_secret(TOKEN_BYTES))
    }

    fn hash(&self, token: &RefreshToken) -> RefreshTokenHash {
        let digest = digest::digest(&digest::SHA256, token.expose().as_bytes());
        let digest = <[u8; digest::SHA256_OUTPUT_LEN]>::try_from(digest.as_ref())
            .expect("SHA-256 gives 32 bytes");
        RefreshTokenHash::new(digest)
    }

    fn seal_child(&self, parent: &RefreshToken, child: &RefreshToken) -> Vec<u8> {
        let sealed = child_key(parent)
            .seal(CHILD, child.expose().as_bytes())
            .expect("AES-256-GCM seals a few bytes");
        [sealed.nonce.as_slice(), &sealed.ciphertext].concat()
    }

    fn open_child(&self, parent: &RefreshToken, sealed: &[u8]) -> Result<RefreshToken, SealError> {
        let (nonce, ciphertext) =
            sealed.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Broken)?;
        let sealed = Sealed { nonce: *nonce, ciphertext: ciphertext.to_vec() };
        let child = child_key(parent).open(CHILD, sealed)?;
        Ok(RefreshToken::new(child.as_str()))
    }
}

fn child_key(parent: &RefreshToken) -> AeadKey {
    let mut key = KeyBytes::default();
    hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
        .extract(parent.expose().as_bytes())
        .expand(&[CHILD], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(key.as_mut_slice()))
        .expect("HKDF-SHA256 gives 32 bytes");
    AeadKey::new(&key)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    const TOKENS: OpaqueRefreshTokens = OpaqueRefreshTokens;

    #[test]
    fn a_token_is_256_bits_as_text_and_never_the_same() {
        let token = TOKENS.mint();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(URL_SAFE_NO_PAD.decode(token.expose()).unwrap().len(), 32);
        assert_ne!(token.expose(), TOKENS.mint().expose());
    }

    #[test]
    fn what_is_stored_is_the_sha_256_of_the_text() {
        let abc = TOKENS.hash(&RefreshToken::new("abc"));
        assert_eq!(
            crate::hex::encode(abc.as_bytes()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_child_opens_with_its_parent_only() {
        let (parent, child) = (TOKENS.mint(), TOKENS.mint());
        let sealed = TOKENS.seal_child(&parent, &child);
        assert_eq!(TOKENS.open_child(&parent, &sealed).unwrap().expose(), child.expose());
        for other in [TOKENS.mint(), child, RefreshToken::new(""), RefreshToken::new("x")] {
            assert_eq!(TOKENS.open_child(&other, &sealed).unwrap_err(), SealError::Broken);
        }
    }

    #[test]
    fn the_stored_hash_of_a_parent_does_not_open_its_child() {
        let (parent, child) = (TOKENS.mint(), TOKENS.mint());
        let sealed = TOKENS.seal_child(&parent, &child);
        let hash = TOKENS.hash(&parent);
        for guess in [crate::hex::encode(hash.as_bytes()), URL_SAFE_NO_PAD.encode(hash.as_bytes())]
        {
            assert!(TOKENS.open_child(&RefreshToken::new(guess), &sealed).is_err());
        }
    }

    #[test]
    fn sealed_twice_a_child_looks_different_and_never_like_itself() {
        let (parent, child) = (TOKENS.mint(), TOKENS.mint());
        let sealed = TOKENS.seal_child(&parent, &child);
        assert_ne!(sealed, TOKENS.seal_child(&parent, &child));
        assert!(!sealed.windows(43).any(|window| window == child.expose().as_bytes()));
    }

    #[test]
    fn a_token_does_not_print_itself() {
        let token = TOKENS.mint();
        assert!(!format!("{token:?}").contains(token.expose()));
    }

    proptest! {
        #[test]
        fn any_child_of_any_parent_opens(parent in ".*", child in ".*") {
            let (parent, child) = (RefreshToken::new(parent), RefreshToken::new(child));
            let sealed = TOKENS.seal_child(&parent, &child);
            let opened = TOKENS.open_child(&parent, &sealed).unwrap();
            prop_assert_eq!(opened.expose(), child.expose());
        }

        #[test]
        fn with_any_bit_changed_a_child_does_not_open(
            at in any::<prop::sample::Index>(),
            bit in 0..8_u32,
        ) {
            let (parent, child) = (TOKENS.mint(), TOKENS.mint());
            let mut sealed = TOKENS.seal_child(&parent, &child);
            let at = at.index(sealed.len());
            sealed[at] ^= 1_u8 << bit;
            prop_assert!(TOKENS.open_child(&parent, &sealed).is_err());
        }

        #[test]
        fn any_bytes_are_refused_without_a_panic(bytes in any::<Vec<u8>>()) {
            prop_assert!(TOKENS.open_child(&TOKENS.mint(), &bytes).is_err());
        }
    }
}
