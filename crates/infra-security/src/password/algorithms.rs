//! What passwords are hashed with: Argon2, and bcrypt for what is still stored of it.

use argon2::password_hash::phc::Output;

use super::argon2_recipe::Argon2Recipe;
use super::bcrypt_recipe::BcryptRecipe;
use super::memory::Argon2Memory;

/// An algorithm with its parameters and a salt.
#[derive(Clone)]
pub(super) enum Recipe {
    Argon2(Argon2Recipe),
    Bcrypt(BcryptRecipe),
}

impl Recipe {
    /// Whether it is of another kind or weaker than the one for new hashes.
    pub(super) fn is_outdated(&self) -> bool {
        match self {
            Self::Argon2(recipe) => recipe.is_outdated(),
            Self::Bcrypt(_) => true,
        }
    }

    /// Whether a hash can have been made of this password by it.
    pub(super) fn takes(&self, password: &[u8]) -> bool {
        match self {
            Self::Argon2(_) => true,
            Self::Bcrypt(_) => BcryptRecipe::takes(password),
        }
    }
}

/// Hashes a password by a recipe: the one expensive step, tens of milliseconds of a core, or
/// by an outdated one up to two seconds.
pub(super) trait Derive: Send + Sync {
    fn derive(&self, password: &[u8], recipe: &Recipe) -> Result<Output, argon2::Error>;
}

/// Every algorithm that a recipe may name.
pub(super) struct Algorithms {
    argon2: Argon2Memory,
}

impl Algorithms {
    /// Keeps the memory that new hashes need.
    pub(super) fn new() -> Self {
        Self { argon2: Argon2Memory::sized_for(&Argon2Recipe::fresh()) }
    }
}

impl Derive for Algorithms {
    fn derive(&self, password: &[u8], recipe: &Recipe) -> Result<Output, argon2::Error> {
        match recipe {
            Recipe::Argon2(recipe) => self.argon2.derive(password, recipe),
            Recipe::Bcrypt(recipe) => Ok(recipe.derive(password)),
        }
    }
}
