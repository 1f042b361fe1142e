//! A user lets go of their assistant.

use std::sync::Arc;
use std::time::Duration;

use super::assistant_key::AssistantKeys;
use super::hold::{LEASE_TTL, hold};
use super::outcome::SyncError;
use crate::port::{
    AssistantGateway, AssistantSyncStore, Claim, Clock, Ids, Lease, StudioConfigStore,
    StudioRecord, SyncRecord,
};
use crate::use_case::patience::Patience;
use crate::{Caller, GatewayError, Ports, Settings};

/// Longest time for one call of Vapi; there are two.
const CALL_LIMIT: Duration = Duration::from_secs(6);

/// Forgets the linked assistant; on demand it is deleted at Vapi first.
#[derive(Clone)]
pub struct ForgetAssistant {
    configs: Arc<dyn StudioConfigStore>,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    keys: AssistantKeys,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl ForgetAssistant {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            keys: AssistantKeys::new(ports, settings),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Forgets under the lease, so that no sync is at work meanwhile; the configuration after.
    pub async fn run(&self, caller: Caller, remote: bool) -> Result<StudioRecord, SyncError> {
        let before = self.load_config(caller).await?;
        if before.linked.is_none() {
            return Ok(before);
        }
        let (lease, record) = self.claim(caller).await?;
        let work = self.forget(caller, lease, record, remote);
        let ended = hold(&self.syncs, &self.clock, caller.user_id(), lease, work).await;
        match ended {
            Some(Ok(())) => self.load_config(caller).await,
            Some(Err(error)) => {
                self.syncs.release(caller.user_id(), lease).await?;
                Err(error)
            }
            None => Err(SyncError::Busy),
        }
    }

    async fn claim(&self, caller: Caller) -> Result<(Lease, SyncRecord), SyncError> {
        let mut patience = Patience::new(&self.clock, &self.ids);
        loop {
            let known = self.syncs.load(caller.user_id()).await?;
            let claim = self
                .syncs
                .claim(caller.user_id(), self.ids.next(), known.confirmations, LEASE_TTL)
                .await?;
            if let Claim::Granted(lease, record) = claim {
                return Ok((lease, record));
            }
            if !patience.wait().await {
                return Err(SyncError::Busy);
            }
        }
    }

    async fn forget(
        &self,
        caller: Caller,
        lease: Lease,
        record: SyncRecord,
        remote: bool,
    ) -> Result<(), SyncError> {
        if remote && let Some(id) = record.linked {
            let key = self.keys.of(caller).await?;
            match self.gateway.find(&key.key, id, CALL_LIMIT).await {
                Ok(live) if live.marker.is_some_and(|marker| marker.owner != caller.user_id()) => {
                    return Err(SyncError::ForeignAssistant);
                }
                Ok(_) => self.gateway.delete(&key.key, id, CALL_LIMIT).await?,
                Err(GatewayError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if self.syncs.forget(caller.user_id(), lease).await? {
            Ok(())
        } else {
            Err(SyncError::Busy)
        }
    }

    async fn load_config(&self, caller: Caller) -> Result<StudioRecord, SyncError> {
        self.configs.load(caller, self.clock.now()).await?.ok_or(SyncError::Unauthenticated)
    }
}
