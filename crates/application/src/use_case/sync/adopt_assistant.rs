//! A user brings an assistant that exists already.

use std::sync::Arc;
use std::time::Duration;

use domain::audit::AuditKind;
use domain::value::{AssistantId, RequestOrigin};
use domain::{Fault, FaultCode, Faults, Raw};

use super::assistant_key::{AssistantKey, AssistantKeys};
use super::leases::SyncLeases;
use super::outcome::SyncError;
use crate::port::{
    AssistantGateway, AssistantSyncStore, Clock, StudioConfigStore, StudioRecord, SyncRecord,
};
use crate::use_case::auditor::Auditor;
use crate::{Caller, GatewayError, Ports, Settings};

const FIELD: &str = "assistantId";
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

/// Links an existing assistant of the user's own key: never one of the server's, where
/// others' assistants are. Nothing at Vapi changes before the next push.
#[derive(Clone)]
pub struct AdoptAssistant {
    configs: Arc<dyn StudioConfigStore>,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    leases: SyncLeases,
    keys: AssistantKeys,
    clock: Arc<dyn Clock>,
    auditor: Auditor,
}

impl AdoptAssistant {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            leases: SyncLeases::new(ports),
            keys: AssistantKeys::new(ports, settings),
            clock: Arc::clone(&ports.clock),
            auditor: Auditor::new(ports),
        }
    }

    /// Shows that the assistant exists and is nobody else's, then links it under the lease;
    /// the configuration after. Linking what is linked changes nothing.
    pub async fn run(
        &self,
        caller: Caller,
        id: &Raw,
        origin: &RequestOrigin,
    ) -> Result<StudioRecord, AdoptError> {
        let before = self.load_config(caller).await?;
        let id = parse(id).map_err(AdoptError::Invalid)?;
        if before.linked == Some(id) {
            return Ok(before);
        }
        let key = self.keys.own(caller).await?;
        let owner = caller.user_id();
        let Some((lease, record)) = self.leases.take(owner).await.map_err(SyncError::from)? else {
            self.load_config(caller).await?;
            return Err(SyncError::Busy.into());
        };
        let work = self.examine(caller, &key, id, &record);
        let examined = match self.leases.hold(owner, lease, work).await {
            Some(examined) => examined,
            None => return Err(SyncError::Busy.into()),
        };
        if examined.is_ok() {
            let linked = self.syncs.link(owner, lease, id, &key.fingerprint).await;
            if !linked.map_err(SyncError::from)? {
                return Err(SyncError::Busy.into());
            }
        }
        self.leases.give_back(owner, lease).await;
        examined?;
        self.auditor.note(owner, AuditKind::AssistantAdopted, origin).await;
        Ok(self.load_config(caller).await?)
    }

    async fn examine(
        &self,
        caller: Caller,
        key: &AssistantKey,
        id: AssistantId,
        record: &SyncRecord,
    ) -> Result<(), AdoptError> {
        if record.linked.is_some_and(|linked| linked != id) {
            return Err(AdoptError::AlreadyLinked);
        }
        match self.gateway.find(&key.key, id, CALL_LIMIT).await {
            Ok(live) if live.marker.is_some_and(|marker| marker.owner != caller.user_id()) => {
                Err(SyncError::ForeignAssistant.into())
            }
            Ok(_) => Ok(()),
            Err(GatewayError::NotFound) => {
                let fault = Fault::new(FaultCode::UnknownValue, "is no assistant of your Vapi key");
                Err(AdoptError::Invalid(Faults::of(FIELD, fault)))
            }
            Err(error) => Err(SyncError::from(error).into()),
        }
    }

    async fn load_config(&self, caller: Caller) -> Result<StudioRecord, SyncError> {
        self.configs.load(caller, self.clock.now()).await?.ok_or(SyncError::Unauthenticated)
    }
}

fn parse(id: &Raw) -> Result<AssistantId, Faults> {
    let text = id.text().map_err(|fault| Faults::of(FIELD, fault))?;
    AssistantId::parse(text.trim()).ok_or_else(|| {
        Faults::of(FIELD, Fault::new(FaultCode::InvalidFormat, "must be the id of an assistant"))
    })
}

#[cfg(test)]
mod tests;
