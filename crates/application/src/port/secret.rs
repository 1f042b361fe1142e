//! Secrets that users entrust to us.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::integration::{SecretKind, VapiKey};
use domain::value::UserId;
use secrecy::SecretString;

use super::KeyFingerprint;
use crate::{Caller, SealError, StoreError};

/// A secret as it is stored: ciphertext as text, and the id of the key that sealed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedSecret {
    /// The id of the sealing key.
    pub key_id: String,
    /// `v1.<key id>.<nonce>.<ciphertext>`, base64 without padding.
    pub ciphertext: String,
}

/// Seals and opens secrets. Owner and kind are bound in: moved to another user or another
/// kind, a ciphertext does not open.
#[cfg_attr(test, mockall::automock)]
pub trait SecretSealer: Send + Sync {
    /// Seals under the current key.
    fn seal(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: &SecretString,
    ) -> Result<SealedSecret, SealError>;

    /// Opens what any configured key has sealed.
    fn open(
        &self,
        owner: UserId,
        kind: SecretKind,
        sealed: &SealedSecret,
    ) -> Result<SecretString, SealError>;

    /// The id of the key that seals at this moment.
    fn sealing_key_id(&self) -> String;

    /// Tells two Vapi keys apart without telling either: stable over restarts and
    /// rotations, not reversible.
    fn fingerprint(&self, key: &VapiKey) -> KeyFingerprint;
}

/// A stored secret with what may be shown of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// The secret.
    pub sealed: SealedSecret,
    /// What may be shown.
    pub preview: String,
    /// Something public that goes with it (the phone number of Twilio credentials).
    pub detail: Option<String>,
    /// When its issuer last took it.
    pub verified_at: Option<DateTime<Utc>>,
    /// When it was stored.
    pub updated_at: DateTime<Utc>,
}

/// The secrets of a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Integrations {
    /// The Vapi key.
    pub vapi_key: Option<StoredSecret>,
    /// Twilio's account id and auth token.
    pub twilio: Option<StoredSecret>,
}

/// Keeps secrets, one of a kind per user.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// The caller's secrets but the mail password; `None` when the user is gone or the
    /// session has ended by `now`. One statement.
    async fn load(
        &self,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<Option<Integrations>, StoreError>;

    /// Stores a secret in the place of an older one of its kind, with the event: both or
    /// neither. False, and nothing written, when the user is gone.
    async fn put(
        &self,
        owner: UserId,
        kind: SecretKind,
        secret: StoredSecret,
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Forgets a secret, and writes the event if there was one; forgetting none is fine.
    async fn remove(
        &self,
        owner: UserId,
        kind: SecretKind,
        event: &AuditEvent,
    ) -> Result<(), StoreError>;
}
