//! A user brings an assistant that exists already.

use std::sync::Arc;
use std::time::Duration;

use domain::audit::AuditKind;
use domain::value::{AssistantId, RequestOrigin};
use domain::{Fault, FaultCode, Faults, Raw};

use super::assistant_key::AssistantKeys;
use super::leases::SyncLeases;
use super::outcome::SyncError;
use crate::port::{AssistantGateway, AssistantSyncStore, Lease, StudioRecord};
use crate::use_case::auditor::Auditor;
use crate::use_case::studio::ViewStudioConfig;
use crate::{CallError, Caller, Ports, Settings, StoreError};

const FIELD: &str = "assistantId";
/// Longest time for the one call of Vapi.
const CALL_LIMIT: Duration = Duration::from_secs(8);

/// An adoption did not work.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// It is no id, or Vapi has no such assistant under the user's key.
    #[error("the request is invalid")]
    Invalid(Faults),
    /// Another assistant is linked: it has to be let go of first.
    #[error("another assistant is linked")]
    AlreadyLinked,
    /// As with a push.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

impl From<CallError> for AdoptError {
    fn from(error: CallError) -> Self {
        Self::Sync(error.into())
    }
}

impl From<StoreError> for AdoptError {
    fn from(error: StoreError) -> Self {
        Self::Sync(error.into())
    }
}

/// Links an existing assistant of the user's own key: never one of the server's, where
/// others' assistants are. Nothing at Vapi changes before the next push.
#[derive(Clone)]
pub struct AdoptAssistant {
    studio: ViewStudioConfig,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    leases: SyncLeases,
    keys: AssistantKeys,
    auditor: Auditor,
}

impl AdoptAssistant {
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

    /// Links it under the lease, so that no push is at work meanwhile; the configuration
    /// after. Linking what is linked changes nothing.
    pub async fn run(
        &self,
        caller: Caller,
        id: &Raw,
        origin: &RequestOrigin,
    ) -> Result<StudioRecord, AdoptError> {
        let before = self.studio.run(caller).await?;
        let id = parse(id).map_err(|fault| AdoptError::Invalid(Faults::of(FIELD, fault)))?;
        if before.linked == Some(id) {
            return Ok(before);
        }
        // Nobody waits for their turn who has no key.
        self.keys.own(caller).await?;
        let owner = caller.user_id();
        let Some((lease, record)) = self.leases.take(owner).await? else {
            self.studio.run(caller).await?;
            return Err(SyncError::Busy.into());
        };
        let work = async {
            match record.linked {
                None => self.link(caller, lease, id).await.map(|()| true),
                Some(linked) if linked == id => Ok(false),
                Some(_) => Err(AdoptError::AlreadyLinked),
            }
        };
        let Some(linked) = self.leases.hold(owner, lease, work).await else {
            return Err(SyncError::Busy.into());
        };
        self.leases.give_back(owner, lease).await;
        if linked? {
            self.auditor.note(owner, AuditKind::AssistantAdopted, origin).await;
        }
        Ok(self.studio.run(caller).await?)
    }

    /// Shows that it exists and is nobody else's first. The key is read under the lease, so
    /// that what is linked lives under the one of today.
    async fn link(&self, caller: Caller, lease: Lease, id: AssistantId) -> Result<(), AdoptError> {
        let owner = caller.user_id();
        let key = self.keys.own(caller).await?;
        if key.find_own(&*self.gateway, owner, id, CALL_LIMIT).await?.is_none() {
            let fault = Fault::new(FaultCode::UnknownValue, "is no assistant of your Vapi key");
            return Err(AdoptError::Invalid(Faults::of(FIELD, fault)));
        }
        let linked = self.syncs.link(owner, lease, id, &key.fingerprint).await?;
        if linked { Ok(()) } else { Err(SyncError::Busy.into()) }
    }
}

fn parse(id: &Raw) -> Result<AssistantId, Fault> {
    AssistantId::parse(id.text()?.trim())
        .ok_or_else(|| Fault::new(FaultCode::InvalidFormat, "must be the id of an assistant"))
}

#[cfg(test)]
mod tests;
