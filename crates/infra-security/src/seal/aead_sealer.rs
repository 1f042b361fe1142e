//! Sealed secrets as text.

use application::SealError;
use application::port::{KeyFingerprint, SealedSecret, SecretSealer};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::integration::{SecretKind, VapiKey};
use domain::value::UserId;
use secrecy::{ExposeSecret, SecretString};

use super::keyring::Keyring;
use crate::aead::{NONCE_BYTES, Sealed};
use crate::hex;
use crate::replaceable::Replaceable;

/// AES-256-GCM under the keys of a keyring. The text is
/// `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url without padding;
/// format, owner, kind and key id are bound in as associated data.
pub struct AeadSealer {
    keyring: Replaceable<Keyring>,
}

const VERSION: &str = "v1";
/// Keeps what is sealed here apart from whatever else a key may be used for.
const SEALED_SECRET: &[u8] = b"ava-studio sealed secret v1\0";
const FINGERPRINT: &[u8] = b"ava-studio vapi key fingerprint v1\0";
/// Bytes of the digest that a fingerprint shows: enough that no two keys ever share one.
const FINGERPRINT_BYTES: usize = 16;

impl AeadSealer {
    /// Seals under the first key of the keyring, opens under any.
    pub fn new(keyring: Keyring) -> Self {
        Self { keyring: Replaceable::new(keyring) }
    }

    /// Another keyring from the next call on; a call that has begun ends under the old one.
    pub fn replace(&self, keyring: Keyring) {
        self.keyring.replace(keyring);
    }
}

impl SecretSealer for AeadSealer {
    fn seal(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: &SecretString,
    ) -> Result<SealedSecret, SealError> {
        let keyring = self.keyring.current();
        let (key_id, key) = keyring.sealing_key();
        let sealed = key.seal(&bound_to(owner, kind, key_id), secret.expose_secret().as_bytes())?;
        let nonce = URL_SAFE_NO_PAD.encode(sealed.nonce);
        let ciphertext = URL_SAFE_NO_PAD.encode(sealed.ciphertext);
        Ok(SealedSecret {
            key_id: key_id.to_owned(),
            ciphertext: format!("{VERSION}.{key_id}.{nonce}.{ciphertext}"),
        })
    }

    fn open(
        &self,
        owner: UserId,
        kind: SecretKind,
        sealed: &SealedSecret,
    ) -> Result<SecretString, SealError> {
        let (key_id, ciphertext) = parse(&sealed.ciphertext).ok_or(SealError::Broken)?;
        if key_id != sealed.key_id {
            return Err(SealError::Broken);
        }
        let keyring = self.keyring.current();
        let key = keyring.find(key_id).ok_or(SealError::UnknownKey)?;
        let secret = key.open(&bound_to(owner, kind, key_id), ciphertext)?;
        Ok(SecretString::from(secret.as_str()))
    }

    fn fingerprint(&self, key: &VapiKey) -> KeyFingerprint {
        vapi_key_fingerprint(key)
    }

    fn sealing_key_id(&self) -> String {
        self.keyring.current().sealing_key().0.to_owned()
    }
}

/// Names the keys by their ids.
impl std::fmt::Debug for AeadSealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AeadSealer").field("keyring", &self.keyring.current()).finish()
    }
}

/// Tells a Vapi key from others, whatever secrets are sealed under.
pub fn vapi_key_fingerprint(key: &VapiKey) -> KeyFingerprint {
    let mut sha256 = digest::Context::new(&digest::SHA256);
    sha256.update(FINGERPRINT);
    sha256.update(key.expose().as_bytes());
    KeyFingerprint::new(hex::encode(&sha256.finish().as_ref()[..FINGERPRINT_BYTES]))
}

/// The associated data. Only the key id, which comes last, has no fixed length or end.
fn bound_to(owner: UserId, kind: SecretKind, key_id: &str) -> Vec<u8> {
    let owner = owner.as_uuid();
    [SEALED_SECRET, owner.as_bytes(), kind.as_str().as_bytes(), b"\0", key_id.as_bytes()].concat()
}

/// The key id and the rest.
fn parse(text: &str) -> Option<(&str, Sealed)> {
    let mut parts = text.split('.');
    let (version, key_id) = (parts.next()?, parts.next()?);
    let nonce = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    let ciphertext = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    let nonce = <[u8; NONCE_BYTES]>::try_from(nonce).ok()?;
    let is_whole = version == VERSION && parts.next().is_none();
    is_whole.then_some((key_id, Sealed { nonce, ciphertext }))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn vault(lines: &[&str]) -> AeadSealer {
        AeadSealer::new(Keyring::parse(&lines.join(",")).unwrap())
    }

    fn one_key() -> AeadSealer {
        vault(&[&Keyring::generate("main").unwrap()])
    }

    fn owner(id: u128) -> UserId {
        UserId::new(Uuid::from_u128(id))
    }

    fn seal(vault: &AeadSealer, secret: &str) -> SealedSecret {
        vault.seal(owner(1), SecretKind::VapiKey, &secret.into()).unwrap()
    }

    fn open(vault: &AeadSealer, sealed: &SealedSecret) -> Result<String, SealError> {
        let secret = vault.open(owner(1), SecretKind::VapiKey, sealed)?;
        Ok(secret.expose_secret().to_owned())
    }

    #[test]
    fn the_text_names_its_format_and_its_key() {
        let sealed = seal(&one_key(), "secret");
        assert_eq!(sealed.key_id, "main");
        assert!(sealed.ciphertext.starts_with("v1.main."));
        assert_eq!(sealed.ciphertext.split('.').count(), 4);
    }

    #[test]
    fn sealed_twice_a_secret_looks_different() {
        let vault = one_key();
        assert_ne!(seal(&vault, "secret"), seal(&vault, "secret"));
    }

    #[test]
    fn moved_to_another_owner_or_kind_a_secret_does_not_open() {
        let vault = one_key();
        for sealed_as in SecretKind::ALL {
            let sealed = vault.seal(owner(1), sealed_as, &"secret".into()).unwrap();
            for opened_as in SecretKind::ALL {
                let opened = vault.open(owner(1), opened_as, &sealed);
                assert_eq!(opened.is_ok(), sealed_as == opened_as);
                let moved = vault.open(owner(2), opened_as, &sealed);
                assert_eq!(moved.unwrap_err(), SealError::Broken);
            }
        }
    }

    #[test]
    fn parts_of_two_secrets_make_no_third() {
        let vault = one_key();
        let (one, other) = (seal(&vault, "one"), seal(&vault, "other"));
        let one: Vec<&str> = one.ciphertext.split('.').collect();
        let other: Vec<&str> = other.ciphertext.split('.').collect();
        for parts in [[one[2], other[3]], [other[2], one[3]], [one[3], one[2]]] {
            let ciphertext = format!("v1.main.{}.{}", parts[0], parts[1]);
            let mixed = SealedSecret { key_id: "main".to_owned(), ciphertext };
            assert_eq!(open(&vault, &mixed), Err(SealError::Broken));
        }
    }

    #[test]
    fn any_key_of_the_ring_opens_and_the_first_seals() {
        let (old_key, new_key) =
            (Keyring::generate("old").unwrap(), Keyring::generate("new").unwrap());
        let sealed = seal(&vault(&[&old_key]), "secret");
        let rotated = vault(&[&new_key, &old_key]);
        assert_eq!(open(&rotated, &sealed).unwrap(), "secret");
        assert_eq!(seal(&rotated, "secret").key_id, "new");
        assert_eq!(open(&vault(&[&new_key]), &sealed), Err(SealError::UnknownKey));
    }

    #[test]
    fn a_replaced_keyring_seals_and_opens_from_the_next_call_on() {
        let (old_key, new_key) =
            (Keyring::generate("old").unwrap(), Keyring::generate("new").unwrap());
        let vault = vault(&[&old_key]);
        let sealed = seal(&vault, "secret");
        assert_eq!(vault.sealing_key_id(), "old");

        vault.replace(Keyring::parse(&format!("{new_key}\n{old_key}")).unwrap());
        assert_eq!(vault.sealing_key_id(), "new");
        assert_eq!(seal(&vault, "secret").key_id, "new");
        assert_eq!(open(&vault, &sealed).unwrap(), "secret");

        vault.replace(Keyring::parse(&new_key).unwrap());
        assert_eq!(open(&vault, &sealed), Err(SealError::UnknownKey));
    }

    #[test]
    fn while_keyrings_are_replaced_everything_that_is_sealed_opens() {
        let [one, two] = ["one", "two"].map(|id| Keyring::generate(id).unwrap());
        let vault = vault(&[&one, &two]);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for keys in [[&one, &two], [&two, &one]].iter().cycle() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    vault.replace(Keyring::parse(&format!("{}\n{}", keys[0], keys[1])).unwrap());
                }
            });
            for _ in 0..1_000 {
                let opened = open(&vault, &seal(&vault, "secret"));
                // Whatever comes of it, the other thread ends.
                stop.store(opened.is_err(), Ordering::Relaxed);
                assert_eq!(opened.as_deref(), Ok("secret"));
            }
            stop.store(true, Ordering::Relaxed);
        });
    }

    #[test]
    fn another_key_of_the_same_id_does_not_open() {
        let sealed = seal(&one_key(), "secret");
        assert_eq!(open(&one_key(), &sealed), Err(SealError::Broken));
    }

    #[test]
    fn the_key_id_is_bound_in() {
        let key = Keyring::generate("one").unwrap();
        let same_key = key.replacen("one", "two", 1);
        let vault = vault(&[&key, &same_key]);
        let sealed = seal(&vault, "secret");
        let renamed = SealedSecret {
            key_id: "two".to_owned(),
            ciphertext: sealed.ciphertext.replacen(".one.", ".two.", 1),
        };
        assert_eq!(open(&vault, &renamed), Err(SealError::Broken));
        let misnamed = SealedSecret { key_id: "two".to_owned(), ..sealed };
        assert_eq!(open(&vault, &misnamed), Err(SealError::Broken));
    }

    #[test]
    fn with_anything_before_or_after_it_does_not_open() {
        let vault = one_key();
        let sealed = seal(&vault, "secret");
        for (before, after) in
            [("", "."), ("", ".more"), ("", "="), ("", "\n"), (".", ""), (" ", "")]
        {
            let ciphertext = format!("{before}{}{after}", sealed.ciphertext);
            let padded = SealedSecret { key_id: sealed.key_id.clone(), ciphertext };
            assert_eq!(open(&vault, &padded), Err(SealError::Broken));
        }
    }

    #[test]
    fn a_fingerprint_tells_keys_apart_and_stays_over_rotations() {
        let key = |text: &str| VapiKey::parse(text).unwrap();
        let fingerprint = one_key().fingerprint(&key("11111111-2222-3333-4444-555555555555"));
        assert_eq!(fingerprint.as_str(), "91d8dd4f43597201d3c5dcfa6c3b1c91");
        let other = one_key().fingerprint(&key("11111111-2222-3333-4444-555555555556"));
        assert_ne!(fingerprint, other);
    }

    #[test]
    fn neither_the_sealer_nor_what_it_seals_prints_a_secret() {
        let line = Keyring::generate("main").unwrap();
        let vault = vault(&[&line]);
        assert_eq!(format!("{vault:?}"), r#"AeadSealer { keyring: Keyring ["main"] }"#);
        let sealed = seal(&vault, "hunter2hunter2");
        assert!(!format!("{sealed:?}").contains("hunter2"));
        let opened = vault.open(owner(1), SecretKind::VapiKey, &sealed).unwrap();
        assert!(!format!("{opened:?}").contains("hunter2"));
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(secret in ".*", id in any::<u128>()) {
            let vault = one_key();
            for kind in SecretKind::ALL {
                let sealed = vault.seal(owner(id), kind, &secret.as_str().into()).unwrap();
                let opened = vault.open(owner(id), kind, &sealed).unwrap();
                prop_assert_eq!(opened.expose_secret(), secret.as_str());
            }
        }

        #[test]
        fn with_any_character_changed_it_does_not_open(
            secret in ".{0,40}",
            at in any::<prop::sample::Index>(),
            replacement in "[A-Za-z0-9_.=-]",
        ) {
            let vault = one_key();
            let mut sealed = seal(&vault, &secret);
            let at = at.index(sealed.ciphertext.len());
            prop_assume!(sealed.ciphertext[at..=at] != replacement);
            sealed.ciphertext.replace_range(at..=at, &replacement);
            prop_assert!(open(&vault, &sealed).is_err());
        }

        #[test]
        fn cut_anywhere_it_does_not_open(secret in ".{0,40}", at in any::<prop::sample::Index>()) {
            let vault = one_key();
            let mut sealed = seal(&vault, &secret);
            sealed.ciphertext.truncate(at.index(sealed.ciphertext.len()));
            prop_assert_eq!(open(&vault, &sealed), Err(SealError::Broken));
        }

        #[test]
        fn any_text_is_refused_without_a_panic(text in ".*", parts in "v1\\.main\\.[A-Za-z0-9_-]{14,18}\\.[A-Za-z0-9_-]{0,60}") {
            let vault = one_key();
            for ciphertext in [text, parts] {
                let sealed = SealedSecret { key_id: "main".to_owned(), ciphertext };
                prop_assert_eq!(open(&vault, &sealed), Err(SealError::Broken));
            }
        }
    }
}
