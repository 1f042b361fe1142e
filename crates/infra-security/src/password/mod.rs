//! Hashing passwords and judging them.

mod admission;
mod algorithms;
mod argon2_hasher;
mod argon2_recipe;
mod bcrypt_recipe;
mod measure;
mod memory;
mod stored_hash;
mod threads;
mod zxcvbn_strength;

pub use admission::HashingLimits;
pub use argon2_hasher::Argon2Hasher;
pub use measure::describe_metrics;
pub use zxcvbn_strength::ZxcvbnStrength;

pub(crate) use stored_hash::is_verifiable;
