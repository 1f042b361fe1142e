//! Argon2id, a bounded number at once; what else is stored is still verified.

use std::io;
use std::sync::Arc;

use application::HashError;
use application::port::{PasswordCheck, PasswordHash, PasswordHasher};
use argon2::password_hash::phc::Output;
use async_trait::async_trait;
use domain::value::NewPassword;
use secrecy::{ExposeSecret, SecretString};

use super::admission::{Admission, HashingLimits};
use super::algorithms::{Algorithms, Derive, Recipe};
use super::argon2_recipe::Argon2Recipe;
use super::stored_hash::StoredHash;
use super::threads::{HashingThreads, Panicked};

/// Argon2id with 19 MiB, two passes and one lane; hashes are PHC strings.
///
/// Hashing runs on threads of its own, as many as its limits say, in memory that is kept: 19 MiB
/// for each. On Linux they have a lower priority than those that answer requests, which find a
/// core however many log in. Work whose caller went away runs to its end once it has begun, and
/// counts until then. A password of any length costs one hash, a wrong one and one
/// for an unknown user too.
///
/// A stored hash is verified by what it names, which may be other than ours, and is outdated
/// when it is of another kind or anything about it is less; what it asks for is bounded, and
/// beyond that it is [`HashError::Corrupt`] and is not run:
///
/// | Begins with | Bounds | Outdated |
/// | --- | --- | --- |
/// | `$argon2id$v=19$` | 256 MiB, 16 passes, 16 lanes, output of 16 bytes or more | under 19 MiB, two passes, 16 bytes of salt or 32 of output |
/// | `$argon2id$v=16$`, `$argon2i$`, `$argon2d$` | the same | always |
/// | `$2a$`, `$2b$`, `$2y$` (bcrypt) | cost 4 to 14 | always |
///
/// Argon2 that needs more than 19 MiB gets it for its own time. Bcrypt is the former
/// service's: of a password its first 72 bytes count, and one with a NUL is wrong. The hash
/// that replaces it covers the whole password, as it was given at that login.
///
/// An outdated hash takes the time of its own parameters, for a right password and a wrong
/// one: bcrypt of cost 12 takes 0.3 s, where ours take 0.02 s. Until it is replaced, time tells
/// that the account is an old one.
pub struct Argon2Hasher {
    admission: Admission,
    threads: HashingThreads,
    algorithms: Arc<dyn Derive>,
    decoy: StoredHash,
}

impl Argon2Hasher {
    /// A hasher that takes on this much. Several runtimes may share it.
    ///
    /// # Errors
    ///
    /// When the system gives it no threads.
    pub fn new(limits: HashingLimits) -> io::Result<Self> {
        Self::with(Arc::new(Algorithms::new()), limits)
    }

    fn with(algorithms: Arc<dyn Derive>, limits: HashingLimits) -> io::Result<Self> {
        Ok(Self {
            admission: Admission::new(limits),
            threads: HashingThreads::start(limits.at_once)?,
            algorithms,
            decoy: StoredHash::decoy(),
        })
    }

    async fn derive(&self, password: SecretString, recipe: Recipe) -> Result<Output, HashError> {
        let permit = self.admission.enter()?;
        let algorithms = Arc::clone(&self.algorithms);
        let work = self.threads.run(move || {
            // Given back when the work ends, not when its caller stops waiting.
            let _at_work = permit.begin();
            algorithms.derive(password.expose_secret().as_bytes(), &recipe)
        });
        match work.await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(argon2::Error::OutOfMemory)) => Err(HashError::Busy),
            Ok(Err(error)) => Err(HashError::Corrupt(Box::new(error))),
            // A fault of the library's, on parameters that it should have taken.
            Err(Panicked) => Err(HashError::Corrupt("hashing panicked".into())),
        }
    }
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: &NewPassword) -> Result<PasswordHash, HashError> {
        let recipe = Argon2Recipe::fresh();
        let made_by = Recipe::Argon2(recipe.clone());
        let output = self.derive(password.as_secret().clone(), made_by).await?;
        Ok(recipe.to_phc(output))
    }

    async fn verify(
        &self,
        password: &SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<PasswordCheck, HashError> {
        let is_known = hash.is_some();
        let stored = match hash {
            Some(hash) => {
                StoredHash::parse(&hash).map_err(|error| HashError::Corrupt(Box::new(error)))?
            }
            None => self.decoy.clone(),
        };
        let recipe = stored.recipe();
        // What is known to be wrong is hashed too, so that time tells nothing.
        let output = self.derive(password.clone(), recipe.clone()).await?;
        let can_be_right = is_known && recipe.takes(password.expose_secret().as_bytes());
        Ok(match stored.matches(&output) && can_be_right {
            false => PasswordCheck::Wrong,
            true if recipe.is_outdated() => PasswordCheck::RightButOutdated,
            true => PasswordCheck::Right,
        })
    }
}

impl std::fmt::Debug for Argon2Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Argon2Hasher").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
