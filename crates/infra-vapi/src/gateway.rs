//! The gateway.

use std::sync::Arc;
use std::time::Duration;

use application::GatewayError;
use application::port::{
    AssistantGateway, Drift, LiveAssistant, OwnerMarker, Push, RemoteBody, RemoteJson, Tracer,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::assistant::Assistant;
use domain::integration::VapiKey;
use domain::value::{AssistantId, UserId};
use serde_json::Value;
use tokio::time::Instant;

use crate::http::{Call, CallError, Transport, VapiOptions, VapiSetupError, repeated};
use crate::redaction::redacted;
use crate::{drift, listing, plan, remote};

/// Vapi, over HTTP.
#[derive(Debug)]
pub struct HttpVapi {
    transport: Transport,
}

impl HttpVapi {
    /// Builds the one client; nothing is sent.
    pub fn new(options: VapiOptions) -> Result<Self, VapiSetupError> {
        Transport::new(options).map(|transport| Self { transport })
    }

    /// Tells this one of every call; without one, spans are made and not exported.
    #[must_use]
    pub fn with_tracer(self, tracer: Arc<dyn Tracer>) -> Self {
        Self { transport: self.transport.with_tracer(tracer) }
    }

    /// Sends once, and reads an assistant: the one of this id, where it is known.
    async fn assistant(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
        id: Option<AssistantId>,
        deadline: Instant,
    ) -> Result<LiveAssistant, CallError> {
        let that_one = |answer: Value| {
            remote::assistant(&answer).filter(|live| id.is_none_or(|id| live.id == id))
        };
        self.transport.ask(key, call, deadline, that_one).await
    }
}

fn without_secrets(body: &RemoteBody) -> RemoteJson {
    let body = serde_json::from_str(body.expose()).unwrap_or(Value::Null);
    RemoteJson::new(redacted(&body).to_string())
}

#[async_trait]
impl AssistantGateway for HttpVapi {
    fn plan(&self, live: Option<&LiveAssistant>, wanted: &Assistant, marker: OwnerMarker) -> Push {
        plan::plan(live, wanted, marker)
    }

    fn snapshot(&self, live: &LiveAssistant) -> RemoteJson {
        without_secrets(&live.body)
    }

    fn drift(&self, confirmed: &RemoteJson, live: &LiveAssistant) -> Vec<Drift> {
        drift::drift(confirmed, live)
    }

    fn shown(&self, push: &Push) -> RemoteJson {
        without_secrets(&push.payload)
    }

    async fn find(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let deadline = Instant::now() + limit;
        let call = Call::find(id);
        Ok(repeated(deadline, || self.assistant(key, &call, Some(id), deadline)).await?)
    }

    async fn search(
        &self,
        key: &VapiKey,
        owner: UserId,
        since: DateTime<Utc>,
        limit: Duration,
    ) -> Result<Vec<LiveAssistant>, GatewayError> {
        listing::owned(&self.transport, key, owner, since, Instant::now() + limit).await
    }

    async fn create(
        &self,
        key: &VapiKey,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let call = Call::create(push.payload.expose());
        Ok(self.assistant(key, &call, None, Instant::now() + limit).await?)
    }

    async fn update(
        &self,
        key: &VapiKey,
        id: AssistantId,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let call = Call::update(id, push.payload.expose());
        Ok(self.assistant(key, &call, Some(id), Instant::now() + limit).await?)
    }

    async fn delete(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<(), GatewayError> {
        let call = Call::delete(id);
        match self.assistant(key, &call, Some(id), Instant::now() + limit).await {
            Ok(_) | Err(CallError::Gateway(GatewayError::NotFound)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn check_key(&self, key: &VapiKey, limit: Duration) -> Result<(), GatewayError> {
        let deadline = Instant::now() + limit;
        let call = Call::list(vec![("limit", "1".to_owned())]);
        let list = |answer: Value| answer.is_array().then_some(());
        Ok(repeated(deadline, || self.transport.ask(key, &call, deadline, list)).await?)
    }
}
