//! Argon2id, a bounded number at once.

use std::panic;
use std::sync::Arc;

use application::HashError;
use application::port::{PasswordHash, PasswordHasher};
use argon2::password_hash::phc::Output;
use async_trait::async_trait;
use domain::value::NewPassword;
use secrecy::{ExposeSecret, SecretString};

use super::admission::{Admission, HashingLimits};
use super::memory::Argon2Memory;
use super::recipe::{Derive, Recipe};
use super::stored_hash::StoredHash;

/// Argon2id with 19 MiB, two passes and one lane; hashes are PHC strings.
///
/// Hashing runs on tokio's blocking threads, no more at once than its limits say, in memory
/// that is kept: 19 MiB for each that runs at once. Work whose caller went away runs to its
/// end and counts until then. A password of any length costs one hash, a wrong one and one
/// for an unknown user too.
///
/// A stored hash is verified by the parameters it names, which may be others than ours; up
/// to 256 MiB, 16 passes and 16 lanes, beyond which it is [`HashError::Corrupt`] and is
/// not run. Hashes that need more than 19 MiB get it for their own time.
pub struct Argon2Hasher {
    admission: Admission,
    argon2: Arc<dyn Derive>,
    decoy: StoredHash,
}

impl Argon2Hasher {
    /// A hasher that takes on this much. It must be used inside a tokio runtime; several
    /// runtimes may share it.
    pub fn new(limits: HashingLimits) -> Self {
        let decoy = StoredHash::decoy();
        let argon2 = Arc::new(Argon2Memory::sized_for(decoy.recipe()));
        Self { admission: Admission::new(limits), argon2, decoy }
    }

    async fn derive(&self, password: SecretString, recipe: Recipe) -> Result<Output, HashError> {
        let permit = self.admission.enter().await?;
        let argon2 = Arc::clone(&self.argon2);
        let work = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, not when its caller stops waiting.
            let _permit = permit;
            argon2.derive(password.expose_secret().as_bytes(), &recipe)
        });
        match work.await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(argon2::Error::OutOfMemory)) => Err(HashError::Busy),
            Ok(Err(error)) => Err(HashError::Corrupt(Box::new(error))),
            Err(lost) => match lost.try_into_panic() {
                Ok(payload) => panic::resume_unwind(payload),
                // The runtime is being shut down.
                Err(_) => Err(HashError::Busy),
            },
        }
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &NewPassword) -> Result<PasswordHash, HashError> {
        let recipe = Recipe::fresh();
        let output = self.derive(password.as_secret().clone(), recipe.clone()).await?;
        Ok(StoredHash::new(recipe, output).to_phc())
    }

    async fn verify(
        &self,
        password: &SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<bool, HashError> {
        let is_known = hash.is_some();
        let stored = match hash {
            Some(hash) => {
                StoredHash::parse(&hash).map_err(|error| HashError::Corrupt(Box::new(error)))?
            }
            None => self.decoy.clone(),
        };
        let output = self.derive(password.clone(), stored.recipe().clone()).await?;
        Ok(stored.matches(&output) && is_known)
    }
}

impl std::fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Argon2Hasher").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
