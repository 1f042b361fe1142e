//! An operator seals everybody's secrets under another key.

use std::sync::Arc;

use domain::integration::SecretKind;
use domain::value::UserId;

use crate::port::{OwnedSecret, SealedSecret, SealedSecrets, SecretSealer};
use crate::{SealError, StoreError};

/// How many secrets are read at once.
const BATCH: u32 = 100;
/// How often all is gone through before those who keep saving under an older key are let be.
const MOST_PASSES: usize = 10;

/// What became of the secrets that were sealed under another key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resealed {
    /// How many were sealed anew.
    pub count: u64,
    /// Whose secret, and which, does not open with the keys that are configured: it was left
    /// as it is.
    pub broken: Vec<(UserId, SecretKind)>,
}

/// Seals every secret under the key that seals now. It may be cut off and run again at any
/// time, for it only looks at what is sealed under another key.
#[derive(Clone)]
pub struct ResealSecrets {
    secrets: Arc<dyn SealedSecrets>,
    sealer: Arc<dyn SecretSealer>,
}

/// What one pass came to.
#[derive(Default)]
struct Pass {
    replaced: u64,
    changed_meanwhile: u64,
    broken: Vec<(UserId, SecretKind)>,
}

impl ResealSecrets {
    /// Wires it to the ports it needs.
    pub fn new(secrets: Arc<dyn SealedSecrets>, sealer: Arc<dyn SecretSealer>) -> Self {
        Self { secrets, sealer }
    }

    /// Tells after each batch how many were sealed anew so far. Passes again until there is
    /// nothing left that it could seal: a server that has not read the new key yet may have
    /// saved meanwhile under an older one.
    pub async fn run(
        &self,
        on_progress: &(dyn Fn(u64) + Send + Sync),
    ) -> Result<Resealed, StoreError> {
        let mut all = Resealed::default();
        for _ in 0..MOST_PASSES {
            let before = all.count;
            let pass = self.pass(&|replaced| on_progress(before + replaced)).await?;
            all.count += pass.replaced;
            all.broken = pass.broken;
            if pass.replaced + pass.changed_meanwhile == 0 {
                break;
            }
        }
        Ok(all)
    }

    async fn pass(&self, on_progress: &(dyn Fn(u64) + Send + Sync)) -> Result<Pass, StoreError> {
        let key_id = self.sealer.sealing_key_id();
        let mut pass = Pass::default();
        let mut last: Option<OwnedSecret> = None;
        loop {
            let mut batch =
                self.secrets.sealed_under_another(&key_id, BATCH, last.as_ref()).await?;
            for secret in &batch {
                self.reseal(secret, &mut pass).await?;
            }
            if batch.is_empty() {
                return Ok(pass);
            }
            on_progress(pass.replaced);
            last = batch.pop();
        }
    }

    async fn reseal(&self, secret: &OwnedSecret, pass: &mut Pass) -> Result<(), StoreError> {
        match self.sealed_anew(secret) {
            Ok(sealed) if self.secrets.replace(secret, &sealed).await? => pass.replaced += 1,
            Ok(_) => pass.changed_meanwhile += 1,
            Err(_) => pass.broken.push((secret.owner, secret.kind)),
        }
        Ok(())
    }

    fn sealed_anew(&self, secret: &OwnedSecret) -> Result<SealedSecret, SealError> {
        let opened = self.sealer.open(secret.owner, secret.kind, &secret.sealed)?;
        self.sealer.seal(secret.owner, secret.kind, &opened)
    }
}

#[cfg(test)]
mod tests;
