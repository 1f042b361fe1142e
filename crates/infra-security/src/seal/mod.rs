//! Sealing the secrets that users entrust to us.

mod aead_sealer;
mod keyring;

pub use aead_sealer::{AeadSealer, vapi_key_fingerprint};
pub use keyring::{Keyring, KeyringError};
