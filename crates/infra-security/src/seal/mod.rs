//! Sealing the secrets that users entrust to us.

mod aead_sealer;
mod keyring;

pub use aead_sealer::AeadSealer;
pub use keyring::{Keyring, KeyringError};
