//! A user looks at what a push would do.

use std::sync::Arc;

use domain::assistant::{Warning, render};
use domain::studio::Revision;
use domain::sync::SyncAction;
use domain::value::AssistantId;

use super::assistant_key::AssistantKeys;
use super::former_key::FormerKey;
use super::outcome::SyncError;
use super::survey::{Found, Survey};
use super::warning::{former_goes, former_stays, push_warnings, second_goes};
use crate::port::{
    AssistantGateway, AssistantSyncStore, Drift, FieldChange, OwnerMarker, RemoteJson,
};
use crate::use_case::studio::ViewStudioConfig;
use crate::{Caller, Ports, Settings, VapiMode};

/// What a push would do.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncPlan {
    /// What it would call itself.
    pub action: SyncAction,
    /// The assistant it would go on with; `None` when it would make one.
    pub assistant_id: Option<AssistantId>,
    /// What it would change there.
    pub changes: Vec<FieldChange>,
    /// What was changed there since the last push, by whomever.
    pub drift: Vec<Drift>,
    /// What it would adapt, replace, take away or leave behind.
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
    studio: ViewStudioConfig,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    keys: AssistantKeys,
    mode: VapiMode,
}

impl PlanSync {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            studio: ViewStudioConfig::new(ports),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            keys: AssistantKeys::new(ports, settings),
            mode: settings.vapi_mode,
        }
    }

    /// Compares three: what was last confirmed, what is saved, and what is at Vapi.
    pub async fn run(&self, caller: Caller) -> Result<SyncPlan, SyncError> {
        let owner = caller.user_id();
        let key = self.keys.of(caller).await?;
        let studio = self.studio.run(caller).await?;
        let record = self.syncs.load(owner).await?;
        let former_key = FormerKey::of(&self.keys, &key, record.key_fingerprint.as_ref());
        let survey = Survey {
            gateway: &*self.gateway,
            owner,
            key: &key,
            former_key: &former_key,
            record: &record,
        };
        let (found, surplus) = survey.run().await?;
        let rendered = render(&studio.config.effective(&studio.account));
        let marker = OwnerMarker { owner, intent: None };
        let push = self.gateway.plan(found.live(), &rendered.assistant, marker);
        let drift = match (&found, &record.confirmed) {
            (Found::Linked(live), Some(confirmed)) => self.gateway.drift(confirmed, live),
            _ => Vec::new(),
        };
        let mut warnings = rendered.warnings;
        warnings.extend(record.linked.and_then(|id| left_behind(id, &found, &former_key)));
        warnings.extend(surplus.into_iter().map(second_goes));
        warnings.extend(push_warnings(&push, &drift));
        Ok(SyncPlan {
            action: found.action(!push.is_empty()),
            assistant_id: found.live().map(|live| live.id),
            payload: self.gateway.shown(&push),
            changes: push.changes,
            drift,
            warnings,
            revision: studio.revision,
            mode: self.mode,
        })
    }
}

/// What becomes of the linked one where the key does not lead.
fn left_behind(linked: AssistantId, found: &Found, former_key: &FormerKey) -> Option<Warning> {
    if !found.leaves_the_linked_one() {
        return None;
    }
    match former_key {
        FormerKey::None => None,
        FormerKey::OfTheServer(_) => Some(former_goes(linked)),
        FormerKey::Gone => Some(former_stays(linked)),
    }
}

#[cfg(test)]
mod tests;
