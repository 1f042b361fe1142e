//! What ports answer when they cannot do what they were asked: each variant says what the
//! caller can do about it.

use std::time::Duration;

use crate::rate_limit::Allowance;
use domain::Faults;
use domain::studio::Setting;

/// A cause, kept for the log.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A value that only one user can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// The email address.
    Email,
    /// The phone number.
    Phone,
}

/// A store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Someone else has this value: ask for another.
    #[error("{0:?} is taken")]
    Taken(Unique),
    /// The store cannot be reached or is overloaded: try again later.
    #[error("the store is unavailable")]
    Unavailable(#[source] BoxError),
    /// The store holds what cannot be, or refuses what must be possible: tell the operator.
    #[error("the store is corrupt")]
    Corrupt(#[source] BoxError),
}

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many are being hashed: try again later.
    #[error("too many passwords are being hashed")]
    Busy,
    /// The stored hash is none, or its parameters are absurd: tell the operator.
    #[error("the password hash is corrupt")]
    Corrupt(#[source] BoxError),
}

/// An access token is worth nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It was never worth anything.
    #[error("the token is invalid")]
    Invalid,
    /// It once was: refresh.
    #[error("the token has expired")]
    Expired,
}

/// A sealed secret cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed under a key that is not configured.
    #[error("the sealing key is not configured")]
    UnknownKey,
    /// It was changed, moved to another owner, or never was one.
    #[error("the sealed secret does not open")]
    Broken,
}

/// How far a request to Vapi got before it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It was never sent: nothing happened there.
    NotSent,
    /// It was answered, with an error: it may have happened, but is over.
    Answered,
    /// Nobody knows: it may have happened or happen still.
    Unknown,
}

/// Vapi could not or would not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// Vapi refuses what was sent: correct it. Each message with our setting, where it names one.
    #[error("Vapi rejected the request")]
    Rejected {
        /// What Vapi says of which setting.
        fields: Vec<(Option<Setting>, String)>,
    },
    /// Vapi refuses the key: enter another.
    #[error("Vapi refused the key")]
    KeyRefused,
    /// Vapi has no such assistant.
    #[error("Vapi has no such assistant")]
    NotFound,
    /// The assistant is bound to something else at Vapi.
    #[error("Vapi reports a conflict")]
    Conflict,
    /// Too many requests: try again after this time.
    #[error("Vapi is rate limiting")]
    RateLimited {
        /// As Vapi said it, where it did.
        retry_after: Option<Duration>,
    },
    /// Vapi is down or talks nonsense: try again later.
    #[error("Vapi is unavailable")]
    Unavailable {
        /// How far the request got.
        reach: Reach,
    },
    /// Vapi did not answer in time: try again later.
    #[error("Vapi did not answer in time")]
    TimedOut {
        /// How far the request got.
        reach: Reach,
    },
}

impl GatewayError {
    /// How far the request got.
    pub const fn reach(&self) -> Reach {
        match self {
            Self::Unavailable { reach } | Self::TimedOut { reach } => *reach,
            Self::RateLimited { .. }
            | Self::KeyRefused
            | Self::NotFound
            | Self::Conflict
            | Self::Rejected { .. } => Reach::NotSent,
        }
    }
}

/// A use case could not be carried out, through no fault of the caller's.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something needed is away or overloaded: try again later.
    #[error("not available right now")]
    Unavailable(#[source] BoxError),
    /// Something is wrong here: tell the operator.
    #[error("failed")]
    Internal(#[source] BoxError),
}

impl Failure {
    /// Gave up after losing too many races for one row.
    pub(crate) fn contended(what: &'static str) -> Self {
        Self::Unavailable(format!("{what} kept changing").into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.into()),
            StoreError::Taken(_) | StoreError::Corrupt(_) => Self::Internal(error.into()),
        }
    }
}

impl From<HashError> for Failure {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Unavailable(error.into()),
            HashError::Corrupt(_) => Self::Internal(error.into()),
        }
    }
}

impl From<SealError> for Failure {
    fn from(error: SealError) -> Self {
        Self::Internal(error.into())
    }
}

/// Nobody is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The token is worth nothing.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Its user asks too often: try again later.
    #[error("asked for too often")]
    Limited(Allowance),
}

/// A use case that only asks for a caller could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The user is gone, or the session has ended.
    #[error("the caller is nobody any more")]
    Unauthenticated,
    /// Not the caller's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for CallError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// A use case that takes a caller's fields could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The user is gone, or the session has ended.
    #[error("the caller is nobody any more")]
    Unauthenticated,
    /// Something is wrong with the fields.
    #[error("the request is invalid")]
    Invalid(Faults),
    /// Another user has this value.
    #[error("{0:?} is taken")]
    Taken(Unique),
    /// Too often: try again later.
    #[error("asked for too often")]
    Limited(Allowance),
    /// Not the caller's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for ChangeError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(unique) => Self::Taken(unique),
            StoreError::Unavailable(_) | StoreError::Corrupt(_) => Self::Failed(error.into()),
        }
    }
}

/// What an operator asked for could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// There is nobody of that id or email.
    #[error("there is no such user")]
    Unknown,
    /// Something is wrong with what was given.
    #[error("what was given is invalid")]
    Invalid(#[source] Faults),
    /// Another user has this value.
    #[error("{0:?} is taken")]
    Taken(Unique),
    /// Not the operator's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for OperatorError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Taken(unique) => Self::Taken(unique),
            StoreError::Unavailable(_) | StoreError::Corrupt(_) => Self::Failed(error.into()),
        }
    }
}

impl From<Faults> for OperatorError {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults)
    }
}

impl From<SealError> for ChangeError {
    fn from(error: SealError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Faults> for ChangeError {
    fn from(faults: Faults) -> Self {
        Self::Invalid(faults)
    }
}
