//! What a call is, and how it can go wrong.

use std::time::Duration;

use application::GatewayError;
use domain::value::{AssistantId, UserId};

/// A call that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the method of its name")]
pub enum Call {
    Find(AssistantId),
    Search(UserId),
    Create,
    Update(AssistantId),
    Delete(AssistantId),
    CheckKey,
}

/// A call without what it was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the method of its name")]
pub enum CallKind {
    Find,
    Search,
    Create,
    Update,
    Delete,
    CheckKey,
}

impl Call {
    /// Which method.
    pub const fn kind(self) -> CallKind {
        match self {
            Self::Find(_) => CallKind::Find,
            Self::Search(_) => CallKind::Search,
            Self::Create => CallKind::Create,
            Self::Update(_) => CallKind::Update,
            Self::Delete(_) => CallKind::Delete,
            Self::CheckKey => CallKind::CheckKey,
        }
    }
}

/// What a call that went wrong did at Vapi.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// All that it should.
    Done,
    /// Nothing yet: it is still on its way, and arrives with
    /// [`FakeGateway::land`](super::FakeGateway::land).
    Later,
}

/// How one call goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayFault {
    pub(super) error: Option<GatewayError>,
    pub(super) effect: Effect,
    pub(super) delay: Duration,
}

impl GatewayFault {
    /// The call fails with this error and does nothing.
    pub const fn error(error: GatewayError) -> Self {
        Self { error: Some(error), effect: Effect::None, delay: Duration::ZERO }
    }

    /// The call works, after this time. When that is no less than the call's limit, it
    /// times out at the limit instead, having worked.
    pub const fn slow(delay: Duration) -> Self {
        Self { error: None, effect: Effect::Done, delay }
    }

    /// The call does this, whatever it answers.
    #[must_use]
    pub fn with_effect(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }

    /// The call takes this long.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}
