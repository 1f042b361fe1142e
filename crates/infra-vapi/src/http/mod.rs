//! One call of Vapi: sent once, within its time, its answer read up to a bound.

mod answer;
mod call;
mod retry;
mod retry_after;
mod transport;
mod upload;

pub(crate) use answer::Answer;
pub(crate) use call::{Call, Route};
pub(crate) use retry::repeated;
pub(crate) use retry_after::retry_after;
pub(crate) use transport::Transport;
pub use transport::{VapiOptions, VapiSetupError};

use application::{GatewayError, Reach};

/// Why a call has no result.
#[derive(Debug, PartialEq)]
pub(crate) enum CallError {
    /// As the port tells it.
    Gateway(GatewayError),
    /// It was answered with success, and with more than is ever read.
    TooLarge,
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
        }
    }
}
