//! Every outcome of a use case as a problem: exhaustive, so that a new outcome asks for its
//! answer.

use std::time::Duration;

use application::use_case::account::{LogInError, RefreshError};
use application::use_case::studio::PatchError;
use application::use_case::sync::{AdoptError, SyncError};
use application::{
    CallError, ChangeError, EntryError, Failure, GatewayError, StoreError, TokenError, Unique,
};
use domain::FaultCode;
use domain::studio::Setting;

use crate::problem::{Problem, ProblemError, ProblemKind};

const SOON: Duration = Duration::from_secs(1);
const WHEN_VAPI_MAY_BE_BACK: Duration = Duration::from_secs(10);

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable(_) => Self::new(ProblemKind::Unavailable).retry_after(SOON),
            Failure::Internal(_) => Self::new(ProblemKind::Internal),
        }
        .because(failure)
    }
}

/// An answer that cannot be written as JSON.
impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::new(ProblemKind::Internal).because(error)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<CallError> for Problem {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unauthenticated => Self::invalid_token(),
            CallError::Failed(failure) => failure.into(),
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Unauthenticated => Self::invalid_token(),
            ChangeError::Invalid(faults) => Self::invalid(&faults),
            ChangeError::Taken(Unique::Email) => Self::new(ProblemKind::EmailTaken),
            ChangeError::Taken(Unique::Phone) => Self::new(ProblemKind::PhoneTaken),
            ChangeError::Limited(allowance) => Self::limited(&allowance),
            ChangeError::Failed(failure) => failure.into(),
        }
    }
}

impl From<LogInError> for Problem {
    fn from(error: LogInError) -> Self {
        match error {
            LogInError::Invalid(faults) => Self::invalid(&faults),
            LogInError::WrongCredentials => Self::new(ProblemKind::InvalidCredentials),
            LogInError::Limited(allowance) => Self::limited(&allowance),
            LogInError::Failed(failure) => failure.into(),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Invalid(faults) => Self::invalid(&faults),
            RefreshError::Ended => {
                Self::invalid_token().with_detail("The session has ended; please log in again.")
            }
            RefreshError::Limited(allowance) => Self::limited(&allowance),
            RefreshError::Failed(failure) => failure.into(),
        }
    }
}

impl From<EntryError> for Problem {
    fn from(error: EntryError) -> Self {
        match error {
            EntryError::Token(error) => error.into(),
            EntryError::Limited(allowance) => Self::limited(&allowance),
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => Self::invalid_token(),
            TokenError::Expired => Self::new(ProblemKind::TokenExpired),
        }
    }
}

impl Problem {
    /// The problem of a refused change of the configuration; a stale one needs the current
    /// `ETag`, which the handler adds.
    pub(crate) fn of_patch(error: PatchError) -> Self {
        match error {
            PatchError::Unauthenticated => Self::invalid_token(),
            PatchError::Invalid(faults) => Self::invalid(&faults),
            PatchError::Stale(record) => Self::new(ProblemKind::StaleRevision).with_detail(format!(
                "The configuration was changed since you loaded it; it is at revision {} by now.",
                record.revision
            )),
            PatchError::Failed(failure) => failure.into(),
        }
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Unauthenticated => Self::invalid_token(),
            SyncError::NotConfigured => Self::new(ProblemKind::VapiNotConfigured),
            SyncError::ForeignAssistant => Self::new(ProblemKind::AssistantConflict)
                .with_detail("The linked assistant belongs to another account."),
            SyncError::Gateway(error) => error.into(),
            SyncError::Unclear { retry_after } => Self::new(ProblemKind::VapiUnavailable)
                .with_detail("Vapi has not said yet whether the assistant was made; please try again in a moment.")
                .retry_after(retry_after),
            SyncError::Busy => Self::new(ProblemKind::Unavailable)
                .with_detail("Another sync is still at work; please try again in a moment.")
                .retry_after(SOON),
            SyncError::Limited(allowance) => Self::limited(&allowance),
            SyncError::Failed(failure) => failure.into(),
        }
    }
}

impl From<AdoptError> for Problem {
    fn from(error: AdoptError) -> Self {
        match error {
            AdoptError::Invalid(faults) => Self::invalid(&faults),
            AdoptError::AlreadyLinked => Self::new(ProblemKind::AssistantConflict)
                .with_detail("Another assistant is linked; please let go of it first."),
            AdoptError::Sync(SyncError::NotConfigured) => Self::new(ProblemKind::VapiNotConfigured)
                .with_detail("To link an assistant of yours, enter a Vapi key of your own first."),
            AdoptError::Sync(error) => error.into(),
        }
    }
}

impl From<GatewayError> for Problem {
    fn from(error: GatewayError) -> Self {
        let problem = match &error {
            GatewayError::Rejected { fields } => rejected(fields),
            GatewayError::KeyRefused => Self::new(ProblemKind::VapiKeyRefused),
            GatewayError::NotFound => Self::new(ProblemKind::VapiRejected)
                .with_detail("Vapi no longer has the assistant."),
            GatewayError::Conflict => Self::new(ProblemKind::AssistantConflict),
            GatewayError::RateLimited { retry_after } => Self::new(ProblemKind::VapiRateLimited)
                .retry_after(retry_after.unwrap_or(WHEN_VAPI_MAY_BE_BACK)),
            GatewayError::Unavailable { .. } => {
                Self::new(ProblemKind::VapiUnavailable).retry_after(WHEN_VAPI_MAY_BE_BACK)
            }
            GatewayError::TimedOut { .. } => Self::new(ProblemKind::VapiTimeout),
        };
        problem.because(error)
    }
}

fn rejected(fields: &[(Option<Setting>, String)]) -> Problem {
    let errors: Vec<_> = fields
        .iter()
        .map(|(setting, message)| ProblemError {
            pointer: setting.map_or_else(String::new, |setting| format!("/{}", setting.wire())),
            code: FaultCode::Rejected.as_str(),
            detail: message.clone(),
        })
        .collect();
    Problem::new(ProblemKind::VapiRejected)
        .with_detail("Vapi did not accept the settings.")
        .with_errors(errors)
}
