//! Argon2's parameters and a salt, as a PHC string tells them.

use application::port::PasswordHash;
use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Params, Version};

use super::stored_hash::StoredHashError;
use crate::random;

/// Variant, version, parameters and salt.
#[derive(Clone)]
pub(super) struct Argon2Recipe {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
}

impl Argon2Recipe {
    const ALGORITHM: Algorithm = Algorithm::Argon2id;
    const VERSION: Version = Version::V0x13;
    /// OWASP's first choice (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
    const MEMORY_KIB: u32 = 19 * 1024;
    const PASSES: u32 = 2;
    const LANES: u32 = 1;
    const OUTPUT_BYTES: usize = 32;
    const SALT_BYTES: usize = 16;

    /// Most memory that a stored hash may ask for, in KiB: 256 MiB.
    pub(super) const MAX_MEMORY_KIB: u32 = 256 * 1024;
    /// Most passes that a stored hash may ask for.
    pub(super) const MAX_PASSES: u32 = 16;
    /// Most lanes that a stored hash may ask for.
    pub(super) const MAX_LANES: u32 = 16;
    /// Fewest bytes of output: fewer than 128 bits could be met by chance.
    pub(super) const MIN_OUTPUT_BYTES: usize = 16;

    /// The one for new hashes, with a salt of its own.
    pub(super) fn fresh() -> Self {
        let params =
            Params::new(Self::MEMORY_KIB, Self::PASSES, Self::LANES, Some(Self::OUTPUT_BYTES))
                .expect("the parameters are inside Argon2's bounds");
        let salt = Salt::new(&random::bytes::<{ Self::SALT_BYTES }>())
            .expect("the salt is inside the bounds of a PHC string");
        Self { algorithm: Self::ALGORITHM, version: Self::VERSION, params, salt }
    }

    /// The one a stored hash names, with its output; what would be absurd to run is refused.
    pub(super) fn parse(hash: &str) -> Result<(Self, Output), StoredHashError> {
        let phc = phc::PasswordHash::new(hash).map_err(|_| StoredHashError::Malformed)?;
        let (salt, output) = phc.salt.zip(phc.hash).ok_or(StoredHashError::Malformed)?;
        let algorithm = Algorithm::new(phc.algorithm).map_err(|_| StoredHashError::Algorithm)?;
        let version = match phc.version {
            Some(named) => Version::try_from(named).map_err(|_| StoredHashError::Algorithm)?,
            // Version 16 had no field for it: the reference implementation reads it so.
            None => Version::V0x10,
        };
        if output.len() < Self::MIN_OUTPUT_BYTES {
            return Err(StoredHashError::Output);
        }
        let params = params(&phc.params, output.len()).ok_or(StoredHashError::Parameters)?;
        Ok((Self { algorithm, version, params, salt }, output))
    }

    /// The text to store.
    pub(super) fn to_phc(&self, output: Output) -> PasswordHash {
        let params = ParamsString::try_from(&self.params)
            .expect("three numbers are parameters of a PHC string");
        let phc = phc::PasswordHash {
            algorithm: self.algorithm.ident(),
            version: Some(self.version.into()),
            params,
            salt: Some(self.salt),
            hash: Some(output),
        };
        PasswordHash::new(phc.to_string())
    }

    /// Whether anything about it is less than what new hashes have. More of one does not make
    /// up for less of another. Lanes don't count: they share out the work, which is memory
    /// times passes.
    pub(super) fn is_outdated(&self) -> bool {
        self.algorithm != Self::ALGORITHM
            || self.version != Self::VERSION
            || self.params.m_cost() < Self::MEMORY_KIB
            || self.params.t_cost() < Self::PASSES
            || self.output_len() < Self::OUTPUT_BYTES
            || self.salt.len() < Self::SALT_BYTES
    }

    pub(super) const fn salt(&self) -> &Salt {
        &self.salt
    }

    /// Bytes of the output.
    pub(super) fn output_len(&self) -> usize {
        self.params.output_len().unwrap_or(Self::OUTPUT_BYTES)
    }

    /// Blocks of 1 KiB that hashing with it needs.
    pub(super) const fn block_count(&self) -> usize {
        self.params.block_count()
    }

    /// The algorithm with these parameters.
    pub(super) fn algorithm(&self) -> Argon2<'static> {
        Argon2::new(self.algorithm, self.version, self.params.clone())
    }
}

fn params(named: &ParamsString, output_len: usize) -> Option<Params> {
    let memory_kib = named.get_decimal("m")?;
    let passes = named.get_decimal("t")?;
    let lanes = named.get_decimal("p")?;
    let sane = named.iter().count() == 3
        && memory_kib <= Argon2Recipe::MAX_MEMORY_KIB
        && passes <= Argon2Recipe::MAX_PASSES
        && lanes <= Argon2Recipe::MAX_LANES;
    sane.then(|| Params::new(memory_kib, passes, lanes, Some(output_len)).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SALT: &str = "c2FsdCBvZiAxNiBieXRlcw";
    const OUTPUT: &str = "mq9Kzp6sF9vlHCEhNQ/BH4L5s2dvN+qmqOLxLGl+qv0";
    const GOOD: &str = "m=19456,t=2,p=1";

    fn is_outdated(text: &str) -> bool {
        Argon2Recipe::parse(text).unwrap().0.is_outdated()
    }

    #[test]
    fn what_is_stored_is_parsed_again_as_it_was() {
        let text = Argon2Recipe::fresh().to_phc(Output::new(&[7; 32]).unwrap());
        assert!(text.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let (recipe, output) = Argon2Recipe::parse(text.as_str()).unwrap();
        assert!(recipe.to_phc(output) == text);
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
            for kind in ["argon2id$v=19", "argon2i$v=19", "argon2d$v=19", "argon2i$v=16", "argon2i"]
            {
                let parsed = Argon2Recipe::parse(&format!("${kind}${params}${SALT}${OUTPUT}"));
                assert!(
                    matches!(parsed, Err(StoredHashError::Parameters | StoredHashError::Malformed)),
                    "{kind} with {params} was taken"
                );
            }
        }
        let most = format!("$argon2id$v=19$m=262144,t=16,p=16${SALT}${OUTPUT}");
        assert!(Argon2Recipe::parse(&most).is_ok());
    }

    #[test]
    fn what_is_no_argon2_hash_is_refused() {
        for text in [
            String::new(),
            format!("$argon2$v=19${GOOD}${SALT}${OUTPUT}"),
            format!("$argon2ds$v=19${GOOD}${SALT}${OUTPUT}"),
            format!("$scrypt$v=19${GOOD}${SALT}${OUTPUT}"),
            format!("$argon2id$v=17${GOOD}${SALT}${OUTPUT}"),
            format!("$argon2id$v=20${GOOD}${SALT}${OUTPUT}"),
            format!("$argon2id$v=19${GOOD}${SALT}"),
            format!("$argon2id$v=19${GOOD}$c2FsdA${OUTPUT}"),
            format!("$argon2id$v=19${GOOD}${}${OUTPUT}", "c2Fs".repeat(17)),
            format!("$argon2id$v=19${GOOD}${SALT}$c2hvcnQ"),
            format!("$argon2id$v=19${GOOD}${SALT}$bGVzcyB0aGFuIDE2"),
            format!("$argon2id$v=19${GOOD}${SALT}${}", "b3V0".repeat(22)),
            format!("$argon2id$v=19${GOOD}${SALT}${OUTPUT}$more"),
        ] {
            assert!(Argon2Recipe::parse(&text).is_err(), "{text} was taken");
        }
    }

    #[test]
    fn what_new_hashes_have_and_more_is_not_outdated() {
        assert!(!Argon2Recipe::fresh().is_outdated());
        for params in [GOOD, "m=19457,t=2,p=1", "m=19456,t=3,p=1", "m=65536,t=3,p=4"] {
            let text = format!("$argon2id$v=19${params}${SALT}${OUTPUT}");
            assert!(!is_outdated(&text), "{text} is outdated");
        }
    }

    #[test]
    fn another_kind_and_less_of_anything_is_outdated() {
        for text in [
            format!("$argon2id$v=19$m=19455,t=2,p=1${SALT}${OUTPUT}"),
            format!("$argon2id$v=19$m=262144,t=1,p=1${SALT}${OUTPUT}"),
            format!("$argon2id$v=19$m=8,t=16,p=1${SALT}${OUTPUT}"),
            format!("$argon2id$v=19${GOOD}$OCBieXRlcy4${OUTPUT}"),
            format!("$argon2id$v=19${GOOD}${SALT}${SALT}"),
            format!("$argon2id$v=16${GOOD}${SALT}${OUTPUT}"),
            format!("$argon2id${GOOD}${SALT}${OUTPUT}"),
            format!("$argon2i$v=19${GOOD}${SALT}${OUTPUT}"),
            format!("$argon2d$v=19$m=65536,t=3,p=4${SALT}${OUTPUT}"),
        ] {
            assert!(is_outdated(&text), "{text} is not outdated");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_without_a_panic(
            text in ".*",
            phc in "\\$argon2(id|i|d)(\\$v=1[69])?\\$[mtp=,0-9]{0,30}\\$[A-Za-z0-9+/]{0,90}\\$[A-Za-z0-9+/]{0,90}",
        ) {
            let _ = Argon2Recipe::parse(&text);
            if let Ok((recipe, _)) = Argon2Recipe::parse(&phc) {
                prop_assert!(recipe.block_count() <= 256 * 1024);
            }
        }
    }
}
