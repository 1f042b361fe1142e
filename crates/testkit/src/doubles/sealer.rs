//! Sealed secrets.

use application::SealError;
use application::port::{KeyFingerprint, SealedSecret, SecretSealer};
use domain::integration::{SecretKind, VapiKey};
use domain::value::UserId;
use secrecy::{ExposeSecret, SecretString};

use crate::digest::{digest, hex, unhex};

/// Seals that keep nothing secret, but are bound to owner and kind like real ones, and do
/// not hold the secret as it is.
#[derive(Debug, Clone)]
pub struct PlainSealer {
    current: String,
    older: Vec<String>,
}

impl PlainSealer {
    /// A sealer with one key.
    pub fn new() -> Self {
        Self::with_keys("plain", &[])
    }

    /// A sealer that seals under one key and opens what it or an older one has sealed.
    pub fn with_keys(current: &str, older: &[&str]) -> Self {
        Self {
            current: current.to_owned(),
            older: older.iter().map(|&key| key.to_owned()).collect(),
        }
    }
}

impl Default for PlainSealer {
    fn default() -> Self {
        Self::new()
    }
}

impl SecretSealer for PlainSealer {
    fn seal(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: &SecretString,
    ) -> Result<SealedSecret, SealError> {
        let text = hex(secret.expose_secret().as_bytes());
        let ciphertext =
            format!("v1.{}.{}.{text}", self.current, bound(&self.current, owner, kind, &text));
        Ok(SealedSecret { key_id: self.current.clone(), ciphertext })
    }

    fn open(
        &self,
        owner: UserId,
        kind: SecretKind,
        sealed: &SealedSecret,
    ) -> Result<SecretString, SealError> {
        if sealed.key_id != self.current && !self.older.contains(&sealed.key_id) {
            return Err(SealError::UnknownKey);
        }
        let opened = || {
            let rest = sealed.ciphertext.strip_prefix("v1.")?.strip_prefix(&sealed.key_id)?;
            let (tag, text) = rest.strip_prefix('.')?.split_once('.')?;
            let secret = String::from_utf8(unhex(text)?).ok()?;
            (tag == bound(&sealed.key_id, owner, kind, text)).then(|| secret.into())
        };
        opened().ok_or(SealError::Broken)
    }

    fn sealing_key_id(&self) -> String {
        self.current.clone()
    }

    fn fingerprint(&self, key: &VapiKey) -> KeyFingerprint {
        KeyFingerprint::new(hex(&digest(&format!("vapi key {}", key.expose()))))
    }
}

/// Stands where a nonce would, and differs with all that is bound in.
fn bound(key: &str, owner: UserId, kind: SecretKind, text: &str) -> String {
    hex(&digest(&format!("{key} {owner} {} {text}", kind.as_str()))[..8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{user_id, vapi_key};

    fn ada_s_key(by: &PlainSealer) -> SealedSecret {
        by.seal(user_id("ada"), SecretKind::VapiKey, &"clé 0123456789".into()).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_for_its_owner_and_kind_only() {
        let plain = PlainSealer::new();
        let sealed = ada_s_key(&plain);
        assert!(!sealed.ciphertext.contains("0123456789"));
        let open = |owner, kind| plain.open(user_id(owner), kind, &sealed);
        assert_eq!(open("ada", SecretKind::VapiKey).unwrap().expose_secret(), "clé 0123456789");
        assert_eq!(open("eve", SecretKind::VapiKey).unwrap_err(), SealError::Broken);
        assert_eq!(open("ada", SecretKind::SmtpPassword).unwrap_err(), SealError::Broken);
    }

    #[test]
    fn an_older_key_opens_and_an_unknown_one_does_not() {
        let sealed = ada_s_key(&PlainSealer::with_keys("old", &[]));
        let open = |by: PlainSealer| by.open(user_id("ada"), SecretKind::VapiKey, &sealed);
        assert!(open(PlainSealer::with_keys("new", &["old"])).is_ok());
        assert_eq!(open(PlainSealer::new()).unwrap_err(), SealError::UnknownKey);
    }

    #[test]
    fn a_changed_ciphertext_does_not_open() {
        let plain = PlainSealer::new();
        let mut changed = ada_s_key(&plain);
        changed.ciphertext.push_str("00");
        let opened = plain.open(user_id("ada"), SecretKind::VapiKey, &changed);
        assert_eq!(opened.unwrap_err(), SealError::Broken);
    }

    #[test]
    fn fingerprints_tell_keys_apart_without_telling_them() {
        let plain = PlainSealer::new();
        let fingerprint = plain.fingerprint(&vapi_key("ada"));
        assert_eq!(fingerprint, PlainSealer::with_keys("new", &[]).fingerprint(&vapi_key("ada")));
        assert_ne!(fingerprint, plain.fingerprint(&vapi_key("eve")));
        assert!(!fingerprint.as_str().contains("ada"));
    }
}
