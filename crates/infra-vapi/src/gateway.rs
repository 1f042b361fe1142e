//! The gateway.

use std::time::Duration;

use application::port::{AssistantGateway, LiveAssistant, OwnerMarker, Push, RemoteJson};
use application::{GatewayError, Reach};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::assistant::Assistant;
use domain::integration::VapiKey;
use domain::value::{AssistantId, UserId};
use serde_json::Value;
use tokio::time::Instant;

use crate::http::{Call, Transport, VapiOptions, VapiSetupError, repeated};
use crate::redaction::redacted;
use crate::{listing, plan, remote};

/// A success that isn't one: nobody knows what was done.
const NONSENSE: GatewayError = GatewayError::Unavailable { reach: Reach::Unknown };

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

    /// Sends once, and reads an assistant.
    async fn assistant(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
        deadline: Instant,
    ) -> Result<LiveAssistant, GatewayError> {
        let answer = self.transport.json(key, call, deadline).await?;
        remote::assistant(&answer).ok_or(NONSENSE)
    }
}

/// The answered assistant, if it is the one that was asked for.
fn that_is(live: LiveAssistant, id: AssistantId) -> Result<LiveAssistant, GatewayError> {
    if live.id == id { Ok(live) } else { Err(NONSENSE) }
}

#[async_trait]
impl AssistantGateway for HttpVapi {
    fn plan(&self, live: Option<&LiveAssistant>, wanted: &Assistant, marker: OwnerMarker) -> Push {
        plan::plan(live, wanted, marker)
    }

    fn snapshot(&self, live: &LiveAssistant) -> RemoteJson {
        let body = serde_json::from_str(live.body.expose()).unwrap_or(Value::Null);
        RemoteJson::new(redacted(&body).to_string())
    }

    async fn find(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let deadline = Instant::now() + limit;
        let call = Call::find(id);
        let answer = repeated(deadline, || self.transport.json(key, &call, deadline)).await?;
        that_is(remote::assistant(&answer).ok_or(NONSENSE)?, id)
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
        self.assistant(key, &call, Instant::now() + limit).await
    }

    async fn update(
        &self,
        key: &VapiKey,
        id: AssistantId,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let call = Call::update(id, push.payload.expose());
        that_is(self.assistant(key, &call, Instant::now() + limit).await?, id)
    }

    async fn delete(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<(), GatewayError> {
        let ended = self.assistant(key, &Call::delete(id), Instant::now() + limit).await;
        match ended.and_then(|live| that_is(live, id)) {
            Ok(_) | Err(GatewayError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn check_key(&self, key: &VapiKey, limit: Duration) -> Result<(), GatewayError> {
        let deadline = Instant::now() + limit;
        let call = Call::list(vec![("limit", "1".to_owned())]);
        let answer = repeated(deadline, || self.transport.json(key, &call, deadline)).await?;
        if answer.is_array() { Ok(()) } else { Err(NONSENSE) }
    }
}
