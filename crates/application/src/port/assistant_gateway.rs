//! Vapi.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::assistant::Assistant;
use domain::integration::VapiKey;
use domain::studio::Setting;
use domain::value::{AssistantId, IntentId, UserId};

use crate::GatewayError;

/// A JSON text in Vapi's own shape, which only the adapter reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteJson(String);

impl RemoteJson {
    /// Wraps a JSON text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whose an assistant is: what we write into its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerMarker {
    /// The user.
    pub owner: UserId,
    /// The attempt that made it.
    pub intent: Option<IntentId>,
}

/// Vapi's whole answer about an assistant. It may hold the secrets of tools and servers, and
/// is there to be merged over and compared with: it is never stored, logged or shown, and
/// does not print itself. What may be kept is [`AssistantGateway::snapshot`].
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteBody(String);

impl RemoteBody {
    /// Wraps a JSON text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The JSON text, secrets and all.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for RemoteBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RemoteBody(…)")
    }
}

/// An assistant as it is at Vapi.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveAssistant {
    /// Its id.
    pub id: AssistantId,
    /// Its name.
    pub name: Option<String>,
    /// Whose it is; `None` for one that we did not make.
    pub marker: Option<OwnerMarker>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// All of it.
    pub body: RemoteBody,
}

/// A field of ours in which the live assistant differs from the wanted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Our field's API name (`voiceSpeed`), `systemPrompt` standing for the whole composed
    /// prompt; the dotted path at Vapi for what is no field of ours.
    pub field: String,
    /// The value at Vapi, as JSON text without secrets; `None` where there is none.
    pub from: Option<RemoteJson>,
    /// The wanted value, as JSON text without secrets; `None` where there is to be none.
    pub to: Option<RemoteJson>,
}

/// Something that was changed at Vapi since it was last confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Our setting that it stands for, the whole composed prompt being the system prompt's;
    /// `None` for what is no setting of ours.
    pub setting: Option<Setting>,
    /// The dotted path at Vapi, such as `voice.speed` or `model.toolIds`.
    pub path: String,
    /// The value that was confirmed, as JSON text without secrets; `None` where there was none.
    pub from: Option<RemoteJson>,
    /// The live value, as JSON text without secrets; `None` where there is none.
    pub to: Option<RemoteJson>,
}

/// What has to be sent to make the live assistant the wanted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// The differences; empty when nothing has to be sent.
    pub changes: Vec<FieldChange>,
    /// The request's body: only the top-level objects that change, each built over the
    /// live one, so that what others put there survives.
    pub payload: RemoteBody,
}

impl Push {
    /// Whether nothing has to be sent.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Vapi's assistants. Every call ends within its `limit`. No call is repeated, but
/// [`find`](Self::find), [`search`](Self::search) and [`check_key`](Self::check_key), which
/// change nothing, may be within their limit. A call with a key that Vapi keeps failing, or asked
/// to spare, may be refused at once without being sent.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait AssistantGateway: Send + Sync {
    /// What has to be sent to make `live` (or a new assistant) the wanted one with this
    /// marker. Pure.
    #[allow(clippy::needless_lifetimes, reason = "mockall asks for the name")]
    fn plan<'a>(
        &self,
        live: Option<&'a LiveAssistant>,
        wanted: &Assistant,
        marker: OwnerMarker,
    ) -> Push;

    /// What may be stored and shown of an assistant: all of it, secrets taken out. Pure.
    fn snapshot(&self, live: &LiveAssistant) -> RemoteJson;

    /// What was changed in the live assistant since this was confirmed ([`snapshot`](Self::snapshot)
    /// of then), by whomever: what Vapi itself keeps account of (times, versions) and the marker
    /// aside. Pure.
    fn drift(&self, confirmed: &RemoteJson, live: &LiveAssistant) -> Vec<Drift>;

    /// What may be shown of a request's body: all of it, secrets taken out. Pure.
    fn shown(&self, push: &Push) -> RemoteJson;

    /// The assistant of this id; [`GatewayError::NotFound`] only for Vapi's own 404.
    async fn find(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError>;

    /// All assistants with this owner's marker that were made since, oldest first, however
    /// many others there are.
    async fn search(
        &self,
        key: &VapiKey,
        owner: UserId,
        since: DateTime<Utc>,
        limit: Duration,
    ) -> Result<Vec<LiveAssistant>, GatewayError>;

    /// Makes an assistant.
    async fn create(
        &self,
        key: &VapiKey,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError>;

    /// Changes an assistant. Answers it as it is after.
    async fn update(
        &self,
        key: &VapiKey,
        id: AssistantId,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError>;

    /// Deletes an assistant; one that is gone already is fine.
    async fn delete(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<(), GatewayError>;

    /// Whether Vapi takes this key.
    async fn check_key(&self, key: &VapiKey, limit: Duration) -> Result<(), GatewayError>;
}
