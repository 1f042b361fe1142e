//! How a sync ends.

use std::time::Duration;

use domain::assistant::{Assistant, Warning};
use domain::studio::{EffectiveConfig, Revision};
use domain::sync::SyncAction;
use domain::value::AssistantId;

use crate::rate_limit::Allowance;
use crate::{CallError, Failure, GatewayError, SealError, StoreError, VapiMode};

/// A sync that worked.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncReport {
    /// What was done.
    pub action: SyncAction,
    /// The assistant at Vapi.
    pub assistant_id: AssistantId,
    /// What was pushed.
    pub assistant: Assistant,
    /// What it was rendered from.
    pub config: EffectiveConfig,
    /// Its revision.
    pub revision: Revision,
    /// What had to be adapted.
    pub warnings: Vec<Warning>,
    /// Which Vapi.
    pub mode: VapiMode,
}

/// A sync that did not.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The user is gone, or the session has ended.
    #[error("the caller is nobody any more")]
    Unauthenticated,
    /// There is no key to call Vapi with.
    #[error("no Vapi key is configured")]
    NotConfigured,
    /// The linked assistant bears another user's marker.
    #[error("the assistant belongs to another user")]
    ForeignAssistant,
    /// Vapi could not or would not.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// Whether an earlier attempt made the assistant is not known yet.
    #[error("an earlier attempt to create the assistant has an unclear end")]
    Unclear {
        /// When it will be.
        retry_after: Duration,
    },
    /// Another sync of this user is at work for longer than can be waited.
    #[error("another sync is at work")]
    Busy,
    /// Too often: try again later.
    #[error("asked for too often")]
    Limited(Allowance),
    /// Not the caller's fault.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for SyncError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<SealError> for SyncError {
    fn from(error: SealError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<CallError> for SyncError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unauthenticated => Self::Unauthenticated,
            CallError::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl SyncError {
    /// What is kept as the last error, in words that a shop owner understands.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::NotConfigured => "No Vapi key is set up yet.".to_owned(),
            Self::ForeignAssistant => "The linked assistant belongs to another account.".to_owned(),
            Self::Unclear { .. } => {
                "Vapi has not said yet whether the assistant was made. Please try again in a moment.".to_owned()
            }
            Self::Gateway(error) => gateway_in_words(error),
            Self::Unauthenticated | Self::Busy | Self::Limited(_) | Self::Failed(_) => {
                "The push could not be finished. Please try again.".to_owned()
            }
        }
    }
}

fn gateway_in_words(error: &GatewayError) -> String {
    match error {
        GatewayError::Rejected { fields } => {
            let said: Vec<_> = fields.iter().map(|(_, message)| message.as_str()).collect();
            format!("Vapi did not accept the settings: {}", said.join("; "))
        }
        GatewayError::KeyRefused => {
            "Vapi refused the key. Please enter a private key of your organisation.".to_owned()
        }
        GatewayError::NotFound => "Vapi no longer has the assistant.".to_owned(),
        GatewayError::Conflict => "Vapi reports that the assistant is in use elsewhere.".to_owned(),
        GatewayError::RateLimited { .. } => {
            "Vapi asks us to slow down. Please try again in a moment.".to_owned()
        }
        GatewayError::Unavailable { .. } => {
            "Vapi could not be reached. Please try again in a moment.".to_owned()
        }
        GatewayError::TimedOut { .. } => {
            "Vapi did not answer in time. Please try again in a moment.".to_owned()
        }
    }
}
