//! A user asks how the configuration and the assistant stand to each other.

use std::sync::Arc;
use std::time::Duration;

use domain::sync::SyncFacts;

use super::assistant_key::AssistantKeys;
use super::outcome::SyncError;
use crate::port::{AssistantGateway, AssistantSyncStore, StudioRecord};
use crate::use_case::studio::ViewStudioConfig;
use crate::{CallError, Caller, Ports, Settings};

/// How long Vapi may take to say how the assistant is.
const LOOK_LIMIT: Duration = Duration::from_secs(3);

/// The state of the sync. Looks at Vapi whether somebody changed the assistant there, and
/// remembers it; when Vapi cannot be asked, what was last known is answered.
#[derive(Clone)]
pub struct ViewSync {
    studio: ViewStudioConfig,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    keys: AssistantKeys,
}

impl ViewSync {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            studio: ViewStudioConfig::new(ports),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            keys: AssistantKeys::new(ports, settings),
        }
    }

    /// The configuration with its sync.
    pub async fn run(&self, caller: Caller) -> Result<StudioRecord, CallError> {
        let mut studio = self.studio.run(caller).await?;
        if studio.linked.is_none() || !can_drift(&studio.sync) {
            return Ok(studio);
        }
        match self.look(caller).await {
            Ok(Some(drifted)) => studio.sync.drifted = drifted,
            Ok(None) => {}
            Err(SyncError::Unauthenticated) => return Err(CallError::Unauthenticated),
            Err(SyncError::Failed(failure)) => return Err(failure.into()),
            Err(error) => tracing::info!(%error, "the assistant could not be looked at"),
        }
        Ok(studio)
    }

    /// Whether the assistant is another than was confirmed. Remembered where it is news;
    /// `None` when there is nothing to compare, or a push is or was at work meanwhile.
    async fn look(&self, caller: Caller) -> Result<Option<bool>, SyncError> {
        let owner = caller.user_id();
        let record = self.syncs.load(owner).await?;
        let (Some(id), Some(confirmed)) = (record.linked, &record.confirmed) else {
            return Ok(None);
        };
        let key = self.keys.under(caller, record.key_fingerprint.as_ref()).await?;
        // Under another key than its own, that it is not there tells nothing.
        if !can_drift(&record.facts) || record.key_fingerprint.as_ref() != Some(&key.fingerprint) {
            return Ok(None);
        }
        let drifted = match key.find_own(&*self.gateway, owner, id, LOOK_LIMIT).await? {
            Some(live) => !self.gateway.drift(confirmed, &live).is_empty(),
            None => true,
        };
        let is_known = drifted == record.facts.drifted
            || self.syncs.note_drift(owner, record.confirmations, drifted).await?;
        Ok(is_known.then_some(drifted))
    }
}

/// Whether there is anything that it could have drifted from.
const fn can_drift(facts: &SyncFacts) -> bool {
    !facts.at_work && facts.synced_revision.is_some()
}

#[cfg(test)]
mod tests;
