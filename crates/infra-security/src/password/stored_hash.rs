//! A hash as it is stored.

use application::port::PasswordHash;
use argon2::password_hash::phc::Output;
use aws_lc_rs::constant_time;

use super::algorithms::Recipe;
use super::argon2_recipe::Argon2Recipe;
use super::bcrypt_recipe::BcryptRecipe;
use crate::random;

/// A recipe and what it made of a password.
#[derive(Clone)]
pub(super) struct StoredHash {
    recipe: Recipe,
    output: Output,
}

/// Whether a text is a hash that we would run.
pub(crate) fn is_verifiable(hash: &PasswordHash) -> bool {
    StoredHash::parse(hash).is_ok()
}

/// Why a text is no hash that we would run. Does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum StoredHashError {
    #[error("it has not the form of an Argon2 or bcrypt hash")]
    Malformed,
    #[error(
        "it is not Argon2id, Argon2i or Argon2d of version 16 or 19, nor bcrypt of $2a$, $2b$ \
         or $2y$"
    )]
    Algorithm,
    #[error(
        "its parameters are not m, t and p with at most {} KiB, {} passes and {} lanes",
        Argon2Recipe::MAX_MEMORY_KIB,
        Argon2Recipe::MAX_PASSES,
        Argon2Recipe::MAX_LANES
    )]
    Parameters,
    #[error("its cost is not from {} to {}", BcryptRecipe::MIN_COST, BcryptRecipe::MAX_COST)]
    Cost,
    #[error("its output has less than {} bytes", Argon2Recipe::MIN_OUTPUT_BYTES)]
    Output,
}

impl StoredHash {
    /// One that costs what a real one of ours costs, and that no password is known for.
    pub(super) fn decoy() -> Self {
        let output = Output::new(&random::bytes::<32>())
            .expect("the output is inside the bounds of a PHC string");
        Self { recipe: Recipe::Argon2(Argon2Recipe::fresh()), output }
    }

    /// Parses, and refuses what would be absurd to run.
    pub(super) fn parse(hash: &PasswordHash) -> Result<Self, StoredHashError> {
        let text = hash.as_str();
        let (recipe, output) = if text.starts_with("$2") {
            let (recipe, output) = BcryptRecipe::parse(text)?;
            (Recipe::Bcrypt(recipe), output)
        } else {
            let (recipe, output) = Argon2Recipe::parse(text)?;
            (Recipe::Argon2(recipe), output)
        };
        Ok(Self { recipe, output })
    }

    pub(super) const fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Whether it is the same output, in a time that does not tell how much of it is.
    pub(super) fn matches(&self, output: &Output) -> bool {
        constant_time::verify_slices_are_equal(self.output.as_bytes(), output.as_bytes()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<StoredHash, StoredHashError> {
        StoredHash::parse(&PasswordHash::new(text))
    }

    #[test]
    fn a_hash_is_read_as_what_it_says_it_is() {
        let argon2 = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdCBvZiAxNiBieXRlcw$vBnSjY56Tov2Tda4Kgtic7ZKw3jWZd1MHKLUCA5SwHQ";
        let bcrypt = "$2b$12$bcw.I6xjm/JM/546SShRbeI6iXFRJLjBpzuy6vO8dhXz3tswqe2TG";
        assert!(matches!(parse(argon2).unwrap().recipe(), Recipe::Argon2(_)));
        assert!(matches!(parse(bcrypt).unwrap().recipe(), Recipe::Bcrypt(_)));
        for text in ["", "$", "$2", "$2x$", "$1$salt$output", "$bcrypt-sha256$v=2,t=2b,r=12$", "x"]
        {
            assert!(parse(text).is_err(), "{text} was taken");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_a_panic(text in "\\PC*", hash in "\\$[2a]\\PC*") {
            let _ = parse(&text);
            let _ = parse(&hash);
        }
    }
}
