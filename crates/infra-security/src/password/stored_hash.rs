//! A hash as it is stored: a PHC string.

use application::port::PasswordHash;
use argon2::Params;
use argon2::password_hash::phc::{self, Output, ParamsString};
use aws_lc_rs::constant_time;

use super::recipe::Recipe;
use crate::random;

/// Most memory that a stored hash may ask for, in KiB: 256 MiB.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
/// Most passes that a stored hash may ask for.
const MAX_PASSES: u32 = 16;
/// Most lanes that a stored hash may ask for.
const MAX_LANES: u32 = 16;
/// Fewest bytes of output: fewer than 128 bits could be met by chance.
const MIN_OUTPUT_BYTES: usize = 16;

/// A recipe and what it made of a password.
#[derive(Clone)]
pub(super) struct StoredHash {
    recipe: Recipe,
    output: Output,
}

/// Why a text is no hash that we would run. Does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum StoredHashError {
    #[error("it is no PHC string with salt and output")]
    Malformed,
    #[error("it is not Argon2id of version 19")]
    Algorithm,
    #[error(
        "its parameters are not m, t and p with at most {MAX_MEMORY_KIB} KiB, \
         {MAX_PASSES} passes and {MAX_LANES} lanes"
    )]
    Parameters,
    #[error("its output has less than {MIN_OUTPUT_BYTES} bytes")]
    Output,
}

impl StoredHash {
    pub(super) const fn new(recipe: Recipe, output: Output) -> Self {
        Self { recipe, output }
    }

    /// One that costs what a real one of ours costs, and that no password is known for.
    pub(super) fn decoy() -> Self {
        let output = Output::new(&random::bytes::<32>())
            .expect("the output is inside the bounds of a PHC string");
        Self { recipe: Recipe::fresh(), output }
    }

    /// Parses, and refuses what would be absurd to run.
    pub(super) fn parse(hash: &PasswordHash) -> Result<Self, StoredHashError> {
        let phc = phc::PasswordHash::new(hash.as_str()).map_err(|_| StoredHashError::Malformed)?;
        let (salt, output) = phc.salt.zip(phc.hash).ok_or(StoredHashError::Malformed)?;
        if phc.algorithm != Recipe::ALGORITHM.ident()
            || phc.version != Some(u32::from(Recipe::VERSION))
        {
            return Err(StoredHashError::Algorithm);
        }
        if output.len() < MIN_OUTPUT_BYTES {
            return Err(StoredHashError::Output);
        }
        let params = params(&phc.params, output.len()).ok_or(StoredHashError::Parameters)?;
        Ok(Self { recipe: Recipe::stored(params, salt), output })
    }

    /// The text to store.
    pub(super) fn to_phc(&self) -> PasswordHash {
        let params = ParamsString::try_from(self.recipe.params())
            .expect("three numbers are parameters of a PHC string");
        let phc = phc::PasswordHash {
            algorithm: Recipe::ALGORITHM.ident(),
            version: Some(Recipe::VERSION.into()),
            params,
            salt: Some(*self.recipe.salt()),
            hash: Some(self.output),
        };
        PasswordHash::new(phc.to_string())
    }

    pub(super) const fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Whether it is the same output, in a time that does not tell how much of it is.
    pub(super) fn matches(&self, output: &Output) -> bool {
        constant_time::verify_slices_are_equal(self.output.as_bytes(), output.as_bytes()).is_ok()
    }
}

fn params(named: &ParamsString, output_len: usize) -> Option<Params> {
    let memory_kib = named.get_decimal("m")?;
    let passes = named.get_decimal("t")?;
    let lanes = named.get_decimal("p")?;
    let sane = named.iter().count() == 3
        && memory_kib <= MAX_MEMORY_KIB
        && passes <= MAX_PASSES
        && lanes <= MAX_LANES;
    sane.then(|| Params::new(memory_kib, passes, lanes, Some(output_len)).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SALT: &str = "c2FsdCBvZiAxNiBieXRlcw";
    const OUTPUT: &str = "mq9Kzp6sF9vlHCEhNQ/BH4L5s2dvN+qmqOLxLGl+qv0";

    fn parse(text: &str) -> Result<StoredHash, StoredHashError> {
        StoredHash::parse(&PasswordHash::new(text))
    }

    #[test]
    fn what_is_stored_is_parsed_again_as_it_was() {
        let text = StoredHash::decoy().to_phc();
        assert!(text.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(parse(text.as_str()).unwrap().to_phc() == text);
    }

    #[test]
    fn absurd_parameters_are_refused_before_they_are_run() {
        for params in [
            "m=262145,t=2,p=1",
            "m=4294967295,t=2,p=1",
            "m=19456,t=17,p=1",
            "m=19456,t=4294967295,p=1",
            "m=19456,t=2,p=17",
            "m=19456,t=0,p=1",
            "m=19456,t=2,p=0",
            "m=7,t=2,p=1",
            "m=64,t=2,p=16",
            "m=19456,t=2",
            "m=19456,t=2,p=1,data=c29tZQ",
            "m=19456,t=2,p=-1",
            "m=19456,t=2,p=1,p=1",
        ] {
            let parsed = parse(&format!("$argon2id$v=19${params}${SALT}${OUTPUT}"));
            assert!(
                matches!(parsed, Err(StoredHashError::Parameters | StoredHashError::Malformed)),
                "{params} was taken"
            );
        }
        assert!(parse(&format!("$argon2id$v=19$m=262144,t=16,p=16${SALT}${OUTPUT}")).is_ok());
    }

    #[test]
    fn what_is_no_argon2id_hash_is_refused() {
        let good = "m=19456,t=2,p=1";
        for text in [
            String::new(),
            "$2b$12$LJ3m4ys3Lk0TSwHCpNqyFeK0qP4WWqfNxvM1xqjB4s0TQFYkpZl8S".to_owned(),
            format!("$argon2i$v=19${good}${SALT}${OUTPUT}"),
            format!("$argon2id$v=16${good}${SALT}${OUTPUT}"),
            format!("$argon2id${good}${SALT}${OUTPUT}"),
            format!("$argon2id$v=19${good}${SALT}"),
            format!("$argon2id$v=19${good}$c2FsdA${OUTPUT}"),
            format!("$argon2id$v=19${good}${}${OUTPUT}", "c2Fs".repeat(17)),
            format!("$argon2id$v=19${good}${SALT}$c2hvcnQ"),
            format!("$argon2id$v=19${good}${SALT}$bGVzcyB0aGFuIDE2"),
            format!("$argon2id$v=19${good}${SALT}${}", "b3V0".repeat(22)),
            format!("$argon2id$v=19${good}${SALT}${OUTPUT}$more"),
        ] {
            assert!(parse(&text).is_err(), "{text} was taken");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_a_panic(text in ".*", phc in "\\$argon2id\\$v=19\\$[mtp=,0-9]{0,30}\\$[A-Za-z0-9+/]{0,90}\\$[A-Za-z0-9+/]{0,90}") {
            let _ = parse(&text);
            if let Ok(stored) = parse(&phc) {
                prop_assert!(stored.recipe().block_count() <= 256 * 1024);
            }
        }
    }
}
