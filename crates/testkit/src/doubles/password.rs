//! Passwords.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use application::HashError;
use application::port::{PasswordCheck, PasswordHash, PasswordHasher, PasswordStrength};
use async_trait::async_trait;
use domain::value::NewPassword;
use secrecy::{ExposeSecret, SecretString};

const PREFIX: &str = "$plain$";
const OUTDATED_PREFIX: &str = "$formerly-plain$";

/// Hashes that cost nothing and hide nothing.
#[derive(Debug, Default)]
pub struct PlainHasher {
    busy: AtomicBool,
    runs: AtomicU64,
}

impl PlainHasher {
    /// A hasher that is not busy.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a hasher of former days left behind: verified, and told to be replaced.
    pub fn outdated_hash(password: &str) -> PasswordHash {
        PasswordHash::new(format!("{OUTDATED_PREFIX}{password}"))
    }

    /// From now on every call is [`HashError::Busy`], or no longer is.
    pub fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::Relaxed);
    }

    /// How many times the work of a hash was done: each login costs one, whoever it is for.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    fn run(&self) -> Result<(), HashError> {
        if self.busy.load(Ordering::Relaxed) {
            return Err(HashError::Busy);
        }
        self.runs.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

#[async_trait]
impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: &NewPassword) -> Result<PasswordHash, HashError> {
        self.run()?;
        Ok(PasswordHash::new(format!("{PREFIX}{}", password.expose())))
    }

    async fn verify(
        &self,
        password: &SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<PasswordCheck, HashError> {
        self.run()?;
        let Some(hash) = hash else { return Ok(PasswordCheck::Wrong) };
        let (stored, right) = if let Some(stored) = hash.as_str().strip_prefix(PREFIX) {
            (stored, PasswordCheck::Right)
        } else if let Some(stored) = hash.as_str().strip_prefix(OUTDATED_PREFIX) {
            (stored, PasswordCheck::RightButOutdated)
        } else {
            return Err(HashError::Corrupt("no hash of this hasher".into()));
        };
        Ok(if stored == password.expose_secret() { right } else { PasswordCheck::Wrong })
    }
}

/// Takes a few well-known passwords, and any that holds a fact about its owner (of an
/// address, what stands before the `@`), for guessable.
#[derive(Debug, Clone, Copy, Default)]
pub struct NaiveStrength;

impl NaiveStrength {
    /// What everybody tries first.
    pub const WELL_KNOWN: [&str; 4] = ["password", "12345678", "qwertyuiop", "letmein1"];
}

#[async_trait]
impl PasswordStrength for NaiveStrength {
    async fn is_guessable(&self, password: &NewPassword, about_owner: Vec<String>) -> bool {
        let password = password.expose().to_lowercase();
        let told_by = |fact: &String| {
            let fact = fact.to_lowercase();
            let fact = fact.split_once('@').map_or(fact.as_str(), |(local, _)| local);
            !fact.is_empty() && password.contains(fact)
        };
        Self::WELL_KNOWN.contains(&password.as_str()) || about_owner.iter().any(told_by)
    }
}

#[cfg(test)]
mod tests {
    use application::port::PasswordCheck::{Right, RightButOutdated, Wrong};

    use super::*;

    #[tokio::test]
    async fn only_the_password_that_was_hashed_is_verified_and_no_hash_costs_the_same() {
        let hasher = PlainHasher::new();
        let hash = hasher.hash(&NewPassword::parse("correct horse").unwrap()).await.unwrap();
        let verify = async |password: &str, hash| hasher.verify(&password.into(), hash).await;
        assert_eq!(verify("correct horse", Some(hash.clone())).await.unwrap(), Right);
        assert_eq!(verify("wrong horse", Some(hash)).await.unwrap(), Wrong);
        assert_eq!(verify("correct horse", None).await.unwrap(), Wrong);
        assert_eq!(hasher.runs(), 4);
    }

    #[tokio::test]
    async fn an_outdated_hash_is_verified_and_told_to_be_outdated() {
        let (hasher, outdated) = (PlainHasher::new(), PlainHasher::outdated_hash("old horse"));
        let verify =
            async |password: &str| hasher.verify(&password.into(), Some(outdated.clone())).await;
        assert_eq!(verify("old horse").await.unwrap(), RightButOutdated);
        assert_eq!(verify("wrong horse").await.unwrap(), Wrong);
    }

    #[tokio::test]
    async fn a_busy_hasher_says_so() {
        let hasher = PlainHasher::new();
        hasher.set_busy(true);
        let refused = hasher.verify(&"correct horse".into(), None).await;
        assert!(matches!(refused, Err(HashError::Busy)));
    }

    #[tokio::test]
    async fn well_known_passwords_and_facts_about_the_owner_are_guessable() {
        let about = || vec!["ada@example.com".to_owned(), "Lovelace".to_owned(), String::new()];
        let guessable = async |text| {
            NaiveStrength.is_guessable(&NewPassword::parse(text).unwrap(), about()).await
        };
        assert!(guessable("Password").await);
        assert!(guessable("my name is ADA").await);
        assert!(guessable("lovelace1815").await);
        assert!(!guessable("correct horse battery").await);
    }
}
