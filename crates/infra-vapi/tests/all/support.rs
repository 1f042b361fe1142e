//! What the tests share: a key, a wanted assistant, and every call behind one name.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use application::port::{AssistantGateway, LiveAssistant, OwnerMarker, Push};
use application::{GatewayError, Reach};
use ava_infra_vapi::{HttpVapi, VapiOptions};
use chrono::DateTime;
use domain::assistant::{Assistant, render};
use domain::integration::VapiKey;
use domain::studio::{AccountDefaults, StudioConfig};
use domain::value::{AssistantId, IntentId, UserId};
use uuid::Uuid;
use vapi_sandbox::{Sandbox, SandboxConfig};

pub(crate) const KEY: &str = "key-of-one-organisation";
pub(crate) const OWNER: UserId = UserId::new(Uuid::from_u128(0xADA));
pub(crate) const MARKER: OwnerMarker =
    OwnerMarker { owner: OWNER, intent: Some(IntentId::new(Uuid::from_u128(0x1))) };
/// Time enough for anything that works.
pub(crate) const LIMIT: Duration = Duration::from_secs(10);

pub(crate) const UNKNOWN: GatewayError = GatewayError::Unavailable { reach: Reach::Unknown };
pub(crate) const ANSWERED: GatewayError = GatewayError::Unavailable { reach: Reach::Answered };
pub(crate) const NOT_SENT: GatewayError = GatewayError::Unavailable { reach: Reach::NotSent };

pub(crate) fn gateway(base_url: impl Into<String>) -> HttpVapi {
    HttpVapi::new(VapiOptions { base_url: base_url.into() }).unwrap()
}

/// A gateway for what is pure: it is never asked to call anybody.
pub(crate) fn uncalled() -> &'static HttpVapi {
    static GATEWAY: LazyLock<HttpVapi> = LazyLock::new(|| gateway("http://127.0.0.1:9"));
    &GATEWAY
}

pub(crate) async fn sandbox() -> (Sandbox, HttpVapi) {
    let sandbox = Sandbox::start(([127, 0, 0, 1], 0).into(), SandboxConfig::default()).await;
    let sandbox = sandbox.unwrap();
    let vapi = gateway(sandbox.url());
    (sandbox, vapi)
}

pub(crate) fn key() -> VapiKey {
    VapiKey::parse(KEY).unwrap()
}

pub(crate) fn id() -> AssistantId {
    AssistantId::parse("3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10").unwrap()
}

/// The assistant of a user who changed nothing.
pub(crate) fn wanted() -> Assistant {
    let account = AccountDefaults { email: "ada@example.com".into(), organization_name: None };
    render(&StudioConfig::default().effective(&account)).assistant
}

pub(crate) fn new_push(vapi: &HttpVapi) -> Push {
    vapi.plan(None, &wanted(), MARKER)
}

pub(crate) async fn created(vapi: &HttpVapi, marker: OwnerMarker) -> LiveAssistant {
    let push = vapi.plan(None, &wanted(), marker);
    vapi.create(&key(), &push, LIMIT).await.unwrap()
}

/// Each call of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Find,
    Search,
    Create,
    Update,
    Delete,
    CheckKey,
}

impl Op {
    pub(crate) const ALL: [Self; 6] =
        [Self::Find, Self::Search, Self::Create, Self::Update, Self::Delete, Self::CheckKey];

    /// Whether it is sent once and never again.
    pub(crate) fn changes_something(self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Delete)
    }

    pub(crate) fn has_body(self) -> bool {
        matches!(self, Self::Create | Self::Update)
    }

    pub(crate) async fn run(self, vapi: &HttpVapi, limit: Duration) -> Result<(), GatewayError> {
        let (key, push) = (key(), new_push(vapi));
        match self {
            Self::Find => vapi.find(&key, id(), limit).await.map(drop),
            Self::Search => vapi.search(&key, OWNER, DateTime::UNIX_EPOCH, limit).await.map(drop),
            Self::Create => vapi.create(&key, &push, limit).await.map(drop),
            Self::Update => vapi.update(&key, id(), &push, limit).await.map(drop),
            Self::Delete => vapi.delete(&key, id(), limit).await,
            Self::CheckKey => vapi.check_key(&key, limit).await,
        }
    }

    /// Runs it, and holds it to its limit.
    pub(crate) async fn within(self, vapi: &HttpVapi, limit: Duration) -> Result<(), GatewayError> {
        let begun = Instant::now();
        let ended = self.run(vapi, limit).await;
        let took = begun.elapsed();
        // On a busy machine a timer rings late.
        assert!(took < limit + Duration::from_secs(1), "{self:?} took {took:?} of {limit:?}");
        ended
    }
}
