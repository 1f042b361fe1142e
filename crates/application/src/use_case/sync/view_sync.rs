//! A user asks how the configuration and the assistant stand to each other.

use std::sync::Arc;
use std::time::Duration;

use super::assistant_key::AssistantKeys;
use super::outcome::SyncError;
use crate::port::{AssistantGateway, AssistantSyncStore, Clock, StudioConfigStore, StudioRecord};
use crate::{CallError, Caller, Failure, GatewayError, Ports, Settings};

/// How long Vapi may take to say how the assistant is.
const LOOK_LIMIT: Duration = Duration::from_secs(3);

/// The state of the sync. Looks at Vapi whether somebody changed the assistant there, and
/// remembers it; when Vapi cannot be asked, what was last known is answered.
#[derive(Clone)]
pub struct ViewSync {
    configs: Arc<dyn StudioConfigStore>,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    keys: AssistantKeys,
    clock: Arc<dyn Clock>,
}

impl ViewSync {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            keys: AssistantKeys::new(ports, settings),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// The configuration with its sync.
    pub async fn run(&self, caller: Caller) -> Result<StudioRecord, CallError> {
        let studio = self.configs.load(caller, self.clock.now()).await?;
        let mut studio = studio.ok_or(CallError::Unauthenticated)?;
        if studio.linked.is_none() || studio.sync.at_work || studio.sync.synced_revision.is_none() {
            return Ok(studio);
        }
        match self.look(caller, studio.sync.drifted).await {
            Ok(drifted) => studio.sync.drifted = drifted,
            Err(SyncError::Unauthenticated) => return Err(CallError::Unauthenticated),
            Err(SyncError::Failed(failure @ Failure::Unavailable(_))) => return Err(failure.into()),
            Err(error) => tracing::info!(%error, "the assistant could not be looked at"),
        }
        Ok(studio)
    }

    /// Whether the assistant is another than was confirmed. Remembered where it is news, and
    /// nothing was confirmed meanwhile.
    async fn look(&self, caller: Caller, known: bool) -> Result<bool, SyncError> {
        let owner = caller.user_id();
        let record = self.syncs.load(owner).await?;
        let (Some(id), Some(confirmed)) = (record.linked, &record.confirmed) else {
            return Ok(known);
        };
        let key = self.keys.under(caller, record.key_fingerprint.as_ref()).await?;
        let drifted = match self.gateway.find(&key.key, id, LOOK_LIMIT).await {
            Ok(live) => !self.gateway.drift(confirmed, &live).is_empty(),
            Err(GatewayError::NotFound) => true,
            Err(error) => return Err(error.into()),
        };
        if drifted != known && !self.syncs.note_drift(owner, record.confirmations, drifted).await? {
            return Ok(known);
        }
        Ok(drifted)
    }
}

#[cfg(test)]
mod tests;
