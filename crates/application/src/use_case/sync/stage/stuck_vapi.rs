//! A Vapi that never answers.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::assistant::Assistant;
use domain::integration::VapiKey;
use domain::value::{AssistantId, UserId};

use super::planned;
use crate::GatewayError;
use crate::port::{AssistantGateway, Drift, LiveAssistant, OwnerMarker, Push, RemoteJson};

pub(in super::super) struct StuckVapi;

#[async_trait::async_trait]
impl AssistantGateway for StuckVapi {
    #[allow(clippy::needless_lifetimes, reason = "as in the port")]
    fn plan<'a>(
        &self,
        live: Option<&'a LiveAssistant>,
        _: &Assistant,
        marker: OwnerMarker,
    ) -> Push {
        planned(live, marker)
    }

    fn snapshot(&self, _: &LiveAssistant) -> RemoteJson {
        RemoteJson::new("{}")
    }

    fn drift(&self, _: &RemoteJson, _: &LiveAssistant) -> Vec<Drift> {
        Vec::new()
    }

    fn shown(&self, _: &Push) -> RemoteJson {
        RemoteJson::new("{}")
    }

    async fn find(
        &self,
        _: &VapiKey,
        _: AssistantId,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        std::future::pending().await
    }

    async fn search(
        &self,
        _: &VapiKey,
        _: UserId,
        _: DateTime<Utc>,
        _: Duration,
    ) -> Result<Vec<LiveAssistant>, GatewayError> {
        std::future::pending().await
    }

    async fn create(
        &self,
        _: &VapiKey,
        _: &Push,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        std::future::pending().await
    }

    async fn update(
        &self,
        _: &VapiKey,
        _: AssistantId,
        _: &Push,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        std::future::pending().await
    }

    async fn delete(&self, _: &VapiKey, _: AssistantId, _: Duration) -> Result<(), GatewayError> {
        std::future::pending().await
    }

    async fn check_key(&self, _: &VapiKey, _: Duration) -> Result<(), GatewayError> {
        std::future::pending().await
    }
}
