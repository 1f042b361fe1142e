//! One call of Vapi: sent once, within its time, its answer read up to a bound.

mod answer;
mod call;
mod circuit;
mod measure;
mod options;
mod retry;
mod retry_after;
mod transport;
mod upload;

pub(crate) use answer::Answer;
pub(crate) use call::{Call, Route};
pub use measure::describe_metrics;
pub use options::{VapiOptions, VapiSetupError};
pub(crate) use retry::repeated;
pub(crate) use retry_after::retry_after;
pub(crate) use transport::Transport;

use application::{GatewayError, Reach};

use self::circuit::Refused;

/// Why a call has no result.
#[derive(Debug, PartialEq)]
pub(crate) enum CallError {
    /// As the port tells it.
    Gateway(GatewayError),
    /// It was answered with success, and with more than is ever read.
    TooLarge,
    /// It was not sent, since Vapi keeps failing this key: trying again at once is of no use.
    CircuitOpen,
}

impl From<Refused> for CallError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Open => Self::CircuitOpen,
            Refused::Paused(rest) => {
                Self::Gateway(GatewayError::RateLimited { retry_after: Some(rest) })
            }
        }
    }
}

impl From<GatewayError> for CallError {
    fn from(error: GatewayError) -> Self {
        Self::Gateway(error)
    }
}

impl From<CallError> for GatewayError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Gateway(error) => error,
            CallError::TooLarge => Self::Unavailable { reach: Reach::Unknown },
            CallError::CircuitOpen => Self::Unavailable { reach: Reach::NotSent },
        }
    }
}
