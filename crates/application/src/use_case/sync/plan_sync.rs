//! A user looks at what a push would do.

use std::sync::Arc;

use domain::assistant::{Warning, render};
use domain::studio::Revision;
use domain::sync::SyncAction;
use domain::value::AssistantId;

use super::assistant_key::AssistantKeys;
use super::outcome::SyncError;
use super::push::former_key;
use super::survey::Survey;
use super::warning::push_warnings;
use crate::port::{
    AssistantGateway, AssistantSyncStore, Clock, Drift, FieldChange, OwnerMarker, RemoteJson,
    StudioConfigStore,
};
use crate::{Caller, Ports, Settings, VapiMode};

/// What a push would do.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncPlan {
    /// What it would call itself.
    pub action: SyncAction,
    /// The assistant it would change; `None` when it would make one.
    pub assistant_id: Option<AssistantId>,
    /// What it would change there.
    pub changes: Vec<FieldChange>,
    /// What was changed there since the last push, by whomever.
    pub drift: Vec<Drift>,
    /// What it would adapt or replace.
    pub warnings: Vec<Warning>,
    /// What it would send, secrets taken out. A create bears the id of its attempt besides.
    pub payload: RemoteJson,
    /// The revision it would push.
    pub revision: Revision,
    /// Which Vapi.
    pub mode: VapiMode,
}

/// Plans a push: reads, and writes nothing anywhere.
#[derive(Clone)]
pub struct PlanSync {
    configs: Arc<dyn StudioConfigStore>,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    keys: AssistantKeys,
    clock: Arc<dyn Clock>,
    mode: VapiMode,
}

impl PlanSync {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            keys: AssistantKeys::new(ports, settings),
            clock: Arc::clone(&ports.clock),
            mode: settings.vapi_mode,
        }
    }

    /// Compares three: what was last confirmed, what is saved, and what is at Vapi.
    pub async fn run(&self, caller: Caller) -> Result<SyncPlan, SyncError> {
        let owner = caller.user_id();
        let key = self.keys.of(caller).await?;
        let studio = self.configs.load(caller, self.clock.now()).await?;
        let studio = studio.ok_or(SyncError::Unauthenticated)?;
        let record = self.syncs.load(owner).await?;
        let survey = Survey {
            gateway: &*self.gateway,
            owner,
            key: &key,
            former_key: former_key(&self.keys, &key, record.key_fingerprint.clone()),
            record: &record,
        };
        let found = survey.run().await?;
        let rendered = render(&studio.config.effective(&studio.account));
        let marker = OwnerMarker { owner, intent: None };
        let push = self.gateway.plan(found.live.as_ref(), &rendered.assistant, marker);
        let drift = match (&found.live, &record.confirmed) {
            (Some(live), Some(confirmed)) if found.is_linked => self.gateway.drift(confirmed, live),
            _ => Vec::new(),
        };
        let mut warnings = rendered.warnings;
        warnings.extend(push_warnings(&push, &drift));
        let unchanged = found.is_linked && push.is_empty();
        Ok(SyncPlan {
            action: if unchanged { SyncAction::Unchanged } else { found.action },
            assistant_id: found.live.map(|live| live.id),
            payload: self.gateway.shown(&push),
            changes: push.changes,
            drift,
            warnings,
            revision: studio.revision,
            mode: self.mode,
        })
    }
}

#[cfg(test)]
mod tests;
