//! The keys that this server works with.

use std::sync::Arc;

use application::port::ServerKeys;
use infra_security::{AeadSealer, JwtAccessTokens, Keyring, SigningKeys};
use uuid::Uuid;

/// Seals and signs, under other keys once they are replaced.
pub(crate) struct Live {
    pub(crate) sealer: Arc<AeadSealer>,
    pub(crate) tokens: Arc<JwtAccessTokens>,
    /// What is told to others of it.
    known: ServerKeys,
}

impl Live {
    /// The keys of the server of this id.
    pub(crate) fn new(server: Uuid, sealing: Keyring, signing: SigningKeys) -> Self {
        let known = ServerKeys { server, sealing: ids(&sealing), signing: kids(&signing) };
        Self {
            sealer: Arc::new(AeadSealer::new(sealing)),
            tokens: Arc::new(JwtAccessTokens::new(signing)),
            known,
        }
    }

    /// Which server this is, and the ids of its keys.
    pub(crate) fn known(&self) -> &ServerKeys {
        &self.known
    }

    /// Seals under other keys from now on.
    pub(super) fn seal_under(&mut self, keyring: Keyring) {
        self.known.sealing = ids(&keyring);
        self.sealer.replace(keyring);
    }

    /// Signs with other keys from now on.
    pub(super) fn sign_with(&mut self, keys: SigningKeys) {
        self.known.signing = kids(&keys);
        self.tokens.replace(keys);
    }
}

fn ids(keyring: &Keyring) -> Vec<String> {
    keyring.ids().map(str::to_owned).collect()
}

fn kids(keys: &SigningKeys) -> Vec<String> {
    keys.kids().map(str::to_owned).collect()
}
