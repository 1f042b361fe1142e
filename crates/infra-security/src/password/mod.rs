//! Hashing passwords and judging them.

mod admission;
mod argon2_hasher;
mod memory;
mod recipe;
mod stored_hash;
mod zxcvbn_strength;

pub use admission::HashingLimits;
pub use argon2_hasher::Argon2Hasher;
pub use zxcvbn_strength::ZxcvbnStrength;
