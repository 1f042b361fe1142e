//! What users have left at Vapi under our own key goes too.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::integration::VapiKey;
use domain::value::{AssistantId, AssistantRemovalId, UserId};

use super::assistant_key::AssistantKeys;
use super::leases::{SyncLeases, Turn};
use crate::port::{AssistantGateway, AssistantRemoval, AssistantRemovalStore, Clock};
use crate::{GatewayError, Ports, Settings, StoreError};

/// How long nobody else is given the same removal. That two work on one does no harm.
const PATIENCE: Duration = Duration::from_mins(1);
/// Longest time for one call of Vapi.
const CALL_LIMIT: Duration = Duration::from_secs(6);

/// Deletes at Vapi what users have left under the server-wide key, who are gone or have a key
/// of their own. To be run again and again; what does not work is due again a minute later.
#[derive(Clone)]
pub struct RemoveLeftAssistants {
    removals: Arc<dyn AssistantRemovalStore>,
    gateway: Arc<dyn AssistantGateway>,
    leases: SyncLeases,
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
            leases: SyncLeases::new(ports),
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
        match self.work_off_undisturbed(&key.key, &removal).await? {
            Ok(true) => self.removals.done(removal.id).await?,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(
                    %error,
                    assistant = removal.assistant.map(tracing::field::display),
                    "what a user has left at Vapi could not be deleted yet"
                );
            }
        }
        Ok(true)
    }

    /// Whether nothing can be left after it. A user who is still here may have gone on with
    /// the assistant since, and no push goes on with it while it is deleted.
    async fn work_off_undisturbed(
        &self,
        key: &VapiKey,
        removal: &AssistantRemoval,
    ) -> Result<Result<bool, GatewayError>, StoreError> {
        let owner = removal.owner;
        let (lease, record) = match self.leases.turn(owner).await? {
            Turn::Ours(lease, record) => (lease, record),
            Turn::Gone => return Ok(self.work_off(key, removal).await),
            Turn::Busy => return Ok(Ok(false)),
        };
        let worked_off = if record.linked.is_some() && record.linked == removal.assistant {
            Some(Ok(true))
        } else {
            self.leases.hold(owner, lease, self.work_off(key, removal)).await
        };
        self.leases.give_back(owner, lease).await;
        Ok(worked_off.unwrap_or(Ok(false)))
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
                tracing::warn!(assistant = %id, "the assistant that a user has left bears another user's marker and stays");
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
                "the assistant that a user has left lives under another Vapi key than the server's and stays"
            );
        }
    }
}

#[cfg(test)]
mod tests;
