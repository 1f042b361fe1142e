//! What becomes of the linked assistant when another Vapi key counts.

use std::sync::Arc;
use std::time::Duration;

use domain::value::{AssistantId, AssistantRemovalId, RequestOrigin, UserId};

use super::assistant_key::{AssistantKey, AssistantKeys};
use super::leases::SyncLeases;
use super::left_assistants::LeftAssistants;
use super::outcome::SyncError;
use crate::port::{
    AssistantGateway, AssistantRemovalStore, AssistantSyncStore, Clock, Ids, Lease, SyncRecord,
};
use crate::use_case::auditor::Auditor;
use crate::{Caller, Ports, Settings};

/// How long Vapi may take to say whether the assistant is there.
const CALL_LIMIT: Duration = Duration::from_secs(4);

/// Follows a change of the key: an assistant that the key of today leads to stays linked, one
/// that it does not lead to is forgotten.
#[derive(Clone)]
pub(in crate::use_case) struct KeyChange {
    syncs: Arc<dyn AssistantSyncStore>,
    removals: Arc<dyn AssistantRemovalStore>,
    gateway: Arc<dyn AssistantGateway>,
    leases: SyncLeases,
    keys: AssistantKeys,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl KeyChange {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            syncs: Arc::clone(&ports.syncs),
            removals: Arc::clone(&ports.removals),
            gateway: Arc::clone(&ports.gateway),
            leases: SyncLeases::new(ports),
            keys: AssistantKeys::new(ports, settings),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// To be called once the change is stored, which stays whatever becomes of this: what is
    /// not settled here, the next push settles.
    pub(in crate::use_case) async fn follow(&self, caller: Caller, origin: &RequestOrigin) {
        if let Err(error) = self.settle(caller, origin).await {
            let user = caller.user_id();
            tracing::warn!(%user, %error, "a new Vapi key's assistant is left to the next push");
        }
    }

    async fn settle(&self, caller: Caller, origin: &RequestOrigin) -> Result<(), SyncError> {
        let owner = caller.user_id();
        let known = self.syncs.load(owner).await?;
        if self.out_of_reach(caller, &known).await?.is_none() {
            return Ok(());
        }
        let Some((lease, record)) = self.leases.take(owner).await? else {
            return Err(SyncError::Busy);
        };
        let work = self.settle_under_lease(caller, lease, &record);
        match self.leases.hold(owner, lease, work).await {
            None => Err(SyncError::Busy),
            Some(Ok(Some(gone))) => self.forget(owner, lease, gone, origin).await,
            Some(settled) => {
                self.leases.give_back(owner, lease).await;
                settled.map(drop)
            }
        }
    }

    /// The linked assistant, unless it lives under the key of today; and that key, if there
    /// is one.
    async fn out_of_reach(
        &self,
        caller: Caller,
        record: &SyncRecord,
    ) -> Result<Option<(AssistantId, Option<AssistantKey>)>, SyncError> {
        let (Some(id), Some(under)) = (record.linked, &record.key_fingerprint) else {
            return Ok(None);
        };
        let today = match self.keys.of(caller).await {
            Ok(key) if key.fingerprint == *under => return Ok(None),
            Ok(key) => Some(key),
            Err(SyncError::NotConfigured) => None,
            Err(error) => return Err(error),
        };
        Ok(Some((id, today)))
    }

    /// Links it under the key of today, where that is another of the same organisation.
    /// Answers the assistant that it does not lead to, which is to be forgotten: one under
    /// our own key is handed on before, so that it does not stay behind.
    async fn settle_under_lease(
        &self,
        caller: Caller,
        lease: Lease,
        record: &SyncRecord,
    ) -> Result<Option<AssistantId>, SyncError> {
        let owner = caller.user_id();
        let Some((id, today)) = self.out_of_reach(caller, record).await? else {
            return Ok(None);
        };
        if let Some(key) = today
            && key.find_own(&*self.gateway, owner, id, CALL_LIMIT).await?.is_some()
        {
            let linked = self.syncs.link(owner, lease, id, &key.fingerprint).await?;
            return if linked { Ok(None) } else { Err(SyncError::Busy) };
        }
        self.hand_on(owner, record).await?;
        Ok(Some(id))
    }

    /// What unclear attempts may have made besides is not looked for: their owner is still
    /// here, and may make another under our key again.
    async fn hand_on(&self, owner: UserId, record: &SyncRecord) -> Result<(), SyncError> {
        let linked = SyncRecord { intent: None, ..record.clone() };
        let id = AssistantRemovalId::new(self.ids.next());
        let (server_wide, now) = (self.keys.server_wide_fingerprint(), self.clock.now());
        let left = LeftAssistants::of(owner, &linked, server_wide, id, now);
        if let Some(removal) = left.removal {
            self.removals.add(&removal).await?;
        }
        Ok(())
    }

    async fn forget(
        &self,
        owner: UserId,
        lease: Lease,
        gone: AssistantId,
        origin: &RequestOrigin,
    ) -> Result<(), SyncError> {
        let forgotten = self.syncs.forget(owner, lease).await;
        if !matches!(forgotten, Ok(true)) {
            self.leases.give_back(owner, lease).await;
        }
        if !forgotten? {
            return Err(SyncError::Busy);
        }
        self.auditor.note_forgotten(owner, gone, origin).await;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
