//! What the keys of a file are for, and so how they are written.

use secrecy::SecretString;

use super::KeyLinesError;
use crate::seal::{Keyring, KeyringError};
use crate::token::{SigningKeyError, SigningKeys};

/// Random bytes of a signing secret that is made; as text they have 64 characters.
const SECRET_BYTES: usize = 48;

/// What the keys of a file are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Keys of a [`Keyring`].
    Sealing,
    /// Secrets of [`SigningKeys`].
    Signing,
}

impl KeyKind {
    /// The ids of a text that holds keys of this kind, in their order; none of one that holds
    /// no key.
    pub(super) fn ids(self, text: &str) -> Result<Vec<String>, KeyLinesError> {
        match self {
            Self::Sealing => match Keyring::parse(text) {
                Ok(keyring) => Ok(keyring.ids().map(str::to_owned).collect()),
                Err(KeyringError::Empty) => Ok(Vec::new()),
                Err(error) => Err(error.into()),
            },
            Self::Signing => match SigningKeys::parse(text) {
                Ok(keys) => Ok(keys.kids().map(str::to_owned).collect()),
                Err(SigningKeyError::Empty) => Ok(Vec::new()),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// The keys of a line that holds some.
    pub(super) fn keys_of(self, line: &str) -> Vec<&str> {
        match self {
            Self::Sealing => line.split(',').map(str::trim).filter(|key| !key.is_empty()).collect(),
            Self::Signing => vec![line.trim()],
        }
    }

    /// The id of a text that is one key.
    pub(super) fn id_of(self, key: &str) -> Result<String, KeyLinesError> {
        let mut ids = self.ids(key)?;
        match (ids.pop(), ids.is_empty()) {
            (Some(id), true) => Ok(id),
            _ => Err(KeyLinesError::NotOne),
        }
    }

    /// A new random key. What it is called is the concern of a sealing key alone.
    pub(super) fn generate(self, id: &str) -> Result<SecretString, KeyLinesError> {
        Ok(match self {
            Self::Sealing => Keyring::generate(id)?.into(),
            Self::Signing => crate::random_secret(SECRET_BYTES).into(),
        })
    }
}
