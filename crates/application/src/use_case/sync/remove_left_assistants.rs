//! What a user who is gone had at Vapi goes too.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::integration::VapiKey;
use domain::value::{AssistantId, AssistantRemovalId, UserId};

use super::assistant_key::AssistantKeys;
use crate::port::{AssistantGateway, AssistantRemoval, AssistantRemovalStore, Clock};
use crate::{GatewayError, Ports, Settings, StoreError};

/// How long nobody else is given the same removal. That two work on one does no harm.
const PATIENCE: Duration = Duration::from_mins(1);
/// Longest time for one call of Vapi.
const CALL_LIMIT: Duration = Duration::from_secs(6);

/// Deletes at Vapi what deleted accounts have left under the server-wide key. To be run again
/// and again; what does not work is due again a minute later.
#[derive(Clone)]
pub struct RemoveLeftAssistants {
    removals: Arc<dyn AssistantRemovalStore>,
    gateway: Arc<dyn AssistantGateway>,
    keys: AssistantKeys,
    clock: Arc<dyn Clock>,
    /// Those that were already said to be under a key that we do not have.
    out_of_reach: Arc<Mutex<HashSet<AssistantRemovalId>>>,
}

impl RemoveLeftAssistants {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            removals: Arc::clone(&ports.removals),
            gateway: Arc::clone(&ports.gateway),
            keys: AssistantKeys::new(ports, settings),
            clock: Arc::clone(&ports.clock),
            out_of_reach: Arc::default(),
        }
    }

    /// Works off at most one removal that is due; whether there was one.
    pub async fn run(&self) -> Result<bool, StoreError> {
        let Some(removal) = self.removals.take_due(PATIENCE).await? else {
            return Ok(false);
        };
        let Some(key) = self.keys.server_wide_of(Some(&removal.key_fingerprint)) else {
            self.warn_once(&removal);
            return Ok(true);
        };
        match self.work_off(&key.key, &removal).await {
            Ok(true) => self.removals.done(removal.id).await?,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(
                    %error,
                    assistant = removal.assistant.map(tracing::field::display),
                    "what a deleted account has left at Vapi could not be deleted yet"
                );
            }
        }
        Ok(true)
    }

    /// Whether nothing can be left after it.
    async fn work_off(
        &self,
        key: &VapiKey,
        removal: &AssistantRemoval,
    ) -> Result<bool, GatewayError> {
        if let Some(id) = removal.assistant {
            self.delete_own(key, removal.owner, id).await?;
        }
        let Some(since) = removal.search_from else {
            return Ok(true);
        };
        // What is made while it is searched for may be missed.
        let is_last = self.clock.now() >= removal.search_until;
        self.delete_marked(key, removal.owner, since).await?;
        Ok(is_last)
    }

    /// One that was linked and bears no marker is the owner's, who had adopted it.
    async fn delete_own(
        &self,
        key: &VapiKey,
        owner: UserId,
        id: AssistantId,
    ) -> Result<(), GatewayError> {
        match self.gateway.find(key, id, CALL_LIMIT).await {
            Ok(live) if live.marker.is_none_or(|marker| marker.owner == owner) => {
                self.gateway.delete(key, id, CALL_LIMIT).await
            }
            Ok(_) => {
                tracing::warn!(assistant = %id, "the assistant of a deleted account bears another user's marker and stays");
                Ok(())
            }
            Err(GatewayError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn delete_marked(
        &self,
        key: &VapiKey,
        owner: UserId,
        since: DateTime<Utc>,
    ) -> Result<(), GatewayError> {
        for live in self.gateway.search(key, owner, since, CALL_LIMIT).await? {
            self.gateway.delete(key, live.id, CALL_LIMIT).await?;
        }
        Ok(())
    }

    fn warn_once(&self, removal: &AssistantRemoval) {
        let mut told = self.out_of_reach.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert(removal.id) {
            tracing::warn!(
                assistant = removal.assistant.map(tracing::field::display),
                "the assistant of a deleted account lives under another Vapi key than the server's and stays"
            );
        }
    }
}

#[cfg(test)]
mod tests;
