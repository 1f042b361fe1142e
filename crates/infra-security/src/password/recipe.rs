//! What a password is hashed with: Argon2id's parameters and a salt.

use argon2::password_hash::phc::{Output, Salt};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::random;

/// Parameters and salt. The algorithm is always Argon2id, its version 19 (1.3).
#[derive(Clone)]
pub(super) struct Recipe {
    params: Params,
    salt: Salt,
}

impl Recipe {
    pub(super) const ALGORITHM: Algorithm = Algorithm::Argon2id;
    pub(super) const VERSION: Version = Version::V0x13;
    /// OWASP's first choice (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
    const MEMORY_KIB: u32 = 19 * 1024;
    const PASSES: u32 = 2;
    const LANES: u32 = 1;
    const OUTPUT_BYTES: usize = 32;
    const SALT_BYTES: usize = 16;

    /// The one for new hashes, with a salt of its own.
    pub(super) fn fresh() -> Self {
        let params =
            Params::new(Self::MEMORY_KIB, Self::PASSES, Self::LANES, Some(Self::OUTPUT_BYTES))
                .expect("the parameters are inside Argon2's bounds");
        let salt = Salt::new(&random::bytes::<{ Self::SALT_BYTES }>())
            .expect("the salt is inside the bounds of a PHC string");
        Self { params, salt }
    }

    /// The one a stored hash names.
    pub(super) const fn stored(params: Params, salt: Salt) -> Self {
        Self { params, salt }
    }

    pub(super) const fn params(&self) -> &Params {
        &self.params
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
        Argon2::new(Self::ALGORITHM, Self::VERSION, self.params.clone())
    }
}

/// Hashes a password by a recipe: the one expensive step, tens of milliseconds on a core.
pub(super) trait Derive: Send + Sync {
    fn derive(&self, password: &[u8], recipe: &Recipe) -> Result<Output, argon2::Error>;
}
