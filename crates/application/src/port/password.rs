//! Passwords.

use async_trait::async_trait;
use domain::value::NewPassword;
use secrecy::SecretString;

use crate::HashError;

/// A password hash in PHC string form. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps what a hasher or a store says.
    pub fn new(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// What became of a password that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCheck {
    /// It is not the one that was hashed.
    Wrong,
    /// It is.
    Right,
    /// It is, but the hash is of another kind or weaker than new ones are: replace it.
    RightButOutdated,
}

/// Hashes passwords, off the async workers, a bounded number at once.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a new password.
    async fn hash(&self, password: &NewPassword) -> Result<PasswordHash, HashError>;

    /// Tries the password against a hash. With no hash (no such user, no password) the same
    /// work is done and the answer is [`PasswordCheck::Wrong`], so that time tells nothing.
    async fn verify(
        &self,
        password: &SecretString,
        hash: Option<PasswordHash>,
    ) -> Result<PasswordCheck, HashError>;
}

/// Judges how easily a password is guessed.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait PasswordStrength: Send + Sync {
    /// Whether it is guessable by someone who knows these facts about its owner.
    async fn is_guessable(&self, password: &NewPassword, about_owner: Vec<String>) -> bool;
}
