//! Why the lines of a key file are not edited.

use crate::seal::KeyringError;
use crate::token::SigningKeyError;

/// Why the lines of a key file are not read or edited. Never repeats any of them, nor an id
/// that was asked for: it may be a key put in the wrong place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyLinesError {
    /// They are no sealing keys.
    #[error(transparent)]
    Sealing(#[from] KeyringError),
    /// They are no signing secrets.
    #[error(transparent)]
    Signing(#[from] SigningKeyError),
    /// What is to be appended is no key, or more than one.
    #[error("this is not one key")]
    NotOne,
    /// There is a key of this id.
    #[error("there is a key of this id already")]
    Taken,
    /// There is no key of this id.
    #[error("there is no key of this id")]
    Unknown,
    /// The first key is in use.
    #[error("this key is the first, which is in use; move another to the front before")]
    First,
    /// An id was given to a signing key.
    #[error("a signing key has its id from its secret, no other can be given to it")]
    IdNotToGive,
}
