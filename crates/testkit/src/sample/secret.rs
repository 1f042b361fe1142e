//! Secrets.

use application::port::{SealedSecret, StoredSecret};
use domain::integration::VapiKey;

use super::at;

/// Something sealed, which no sealer opens.
pub fn sealed(label: &str) -> SealedSecret {
    SealedSecret { key_id: format!("key-{label}"), ciphertext: format!("v1.key.nonce.{label}") }
}

/// A stored secret with everything that is optional.
pub fn stored_secret(label: &str) -> StoredSecret {
    StoredSecret {
        sealed: sealed(label),
        preview: format!("{label}…{label}"),
        detail: Some(format!("detail of {label}")),
        verified_at: Some(at(1)),
        updated_at: at(2),
    }
}

/// A Vapi key.
pub fn vapi_key(label: &str) -> VapiKey {
    VapiKey::parse(&format!("vapi-key-of-{label}")).unwrap()
}
