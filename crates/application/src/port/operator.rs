//! What an operator needs and no request has: stores that know no owner.

use async_trait::async_trait;
use domain::integration::SecretKind;
use domain::value::UserId;
use uuid::Uuid;

use super::SealedSecret;
use crate::StoreError;

/// A sealed secret and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedSecret {
    /// Whose.
    pub owner: UserId,
    /// Which.
    pub kind: SecretKind,
    /// The ciphertext.
    pub sealed: SealedSecret,
}

/// How many secrets a key seals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// The key.
    pub key_id: String,
    /// How many.
    pub secrets: u64,
}

/// Everybody's sealed secrets, to seal them under another key.
#[async_trait]
pub trait SealedSecrets: Send + Sync {
    /// Which keys are needed, by their ids.
    async fn key_uses(&self) -> Result<Vec<KeyUse>, StoreError>;

    /// At most so many secrets that are sealed under another key than this one, those after
    /// `after` in the order of key id, owner and kind.
    async fn sealed_under_another(
        &self,
        key_id: &str,
        limit: u32,
        after: Option<&OwnedSecret>,
    ) -> Result<Vec<OwnedSecret>, StoreError>;

    /// Replaces a ciphertext by one of the same secret; nothing else changes. False when it
    /// is another by now: what the owner has saved meanwhile stays.
    async fn replace(&self, secret: &OwnedSecret, by: &SealedSecret) -> Result<bool, StoreError>;
}

/// A server that is running, and the keys that it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerKeys {
    /// The server, as long as it runs.
    pub server: Uuid,
    /// The ids of its sealing keys, the one that seals first.
    pub sealing: Vec<String>,
    /// The ids of its signing keys, the one that signs first.
    pub signing: Vec<String>,
}

/// Which servers run on this database. One that was silent for 30 seconds, by the database's
/// clock, runs no more.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait ServerRegistry: Send + Sync {
    /// This server runs, with these keys. To be said every ten seconds and whenever the keys
    /// have changed.
    async fn announce(&self, server: &ServerKeys) -> Result<(), StoreError>;

    /// The server stops.
    async fn leave(&self, server: Uuid) -> Result<(), StoreError>;

    /// Those that run. Forgets those that do not.
    async fn running(&self) -> Result<Vec<ServerKeys>, StoreError>;
}
