//! A user lets go of their assistant.

use std::sync::Arc;
use std::time::Duration;

use domain::value::{RequestOrigin, UserId};

use super::assistant_key::AssistantKeys;
use super::leases::SyncLeases;
use super::outcome::SyncError;
use crate::port::{AssistantGateway, AssistantSyncStore, Lease, StudioRecord, SyncRecord};
use crate::use_case::auditor::Auditor;
use crate::use_case::studio::ViewStudioConfig;
use crate::{Caller, Ports, Settings};

/// Longest time for one call of Vapi; there are two.
const CALL_LIMIT: Duration = Duration::from_secs(6);

/// Forgets the linked assistant; on demand it is deleted at Vapi first.
#[derive(Clone)]
pub struct ForgetAssistant {
    studio: ViewStudioConfig,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    leases: SyncLeases,
    keys: AssistantKeys,
    auditor: Auditor,
}

impl ForgetAssistant {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            studio: ViewStudioConfig::new(ports),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            leases: SyncLeases::new(ports),
            keys: AssistantKeys::new(ports, settings),
            auditor: Auditor::new(ports),
        }
    }

    /// Forgets under the lease, so that no sync is at work meanwhile; the configuration after.
    pub async fn run(
        &self,
        caller: Caller,
        remote: bool,
        origin: &RequestOrigin,
    ) -> Result<StudioRecord, SyncError> {
        let before = self.studio.run(caller).await?;
        if before.linked.is_none() {
            return Ok(before);
        }
        let owner = caller.user_id();
        let Some((lease, record)) = self.leases.take(owner).await? else {
            self.studio.run(caller).await?;
            return Err(SyncError::Busy);
        };
        let work = self.delete_remotely(caller, &record, remote);
        let ended = match self.leases.hold(owner, lease, work).await {
            Some(Ok(())) => self.forget(owner, lease).await,
            Some(Err(error)) => Err(error),
            None => return Err(SyncError::Busy),
        };
        if let Err(error) = ended {
            self.leases.give_back(owner, lease).await;
            return Err(error);
        }
        if let Some(id) = record.linked {
            self.auditor.note_forgotten(owner, id, origin).await;
        }
        Ok(self.studio.run(caller).await?)
    }

    async fn delete_remotely(
        &self,
        caller: Caller,
        record: &SyncRecord,
        remote: bool,
    ) -> Result<(), SyncError> {
        let Some(id) = record.linked.filter(|_| remote) else {
            return Ok(());
        };
        let key = self.keys.under(caller, record.key_fingerprint.as_ref()).await?;
        let found = key.find_own(&*self.gateway, caller.user_id(), id, CALL_LIMIT).await?;
        if found.is_some() {
            self.gateway.delete(&key.key, id, CALL_LIMIT).await?;
        }
        Ok(())
    }

    async fn forget(&self, owner: UserId, lease: Lease) -> Result<(), SyncError> {
        if self.syncs.forget(owner, lease).await? { Ok(()) } else { Err(SyncError::Busy) }
    }
}

#[cfg(test)]
mod tests;
