//! A user pushes their configuration to Vapi.

use std::sync::Arc;
use std::time::Duration;

use domain::assistant::render;
use domain::value::UserId;

use super::assistant_key::{AssistantKey, AssistantKeys};
use super::hold::{LEASE_TTL, hold};
use super::outcome::{SyncError, SyncReport};
use super::push::{FormerKey, PushJob};
use crate::port::{
    AssistantGateway, AssistantSyncStore, Claim, Clock, Confirmation, Ids, KeyFingerprint, Lease,
    StudioConfigStore, StudioRecord, SyncRecord,
};
use crate::use_case::patience::jittered;
use crate::{Caller, Ports, Settings, VapiMode};

/// An answer comes within 20 s whatever Vapi does; the rest is for storing and answering.
const ANSWER_WITHIN: Duration = Duration::from_secs(19);
/// How long a sync waits for another one's end.
const WAIT_FOR_OTHER: Duration = Duration::from_secs(18);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// Pushes the configuration. See the [module](super) for how.
#[derive(Clone)]
pub struct SyncAssistant {
    configs: Arc<dyn StudioConfigStore>,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    keys: AssistantKeys,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    mode: VapiMode,
}

impl SyncAssistant {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            configs: Arc::clone(&ports.configs),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            keys: AssistantKeys::new(ports, settings),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            mode: settings.vapi_mode,
        }
    }

    /// Pushes, or joins the push at work. Has to be run to its end even when nobody waits
    /// for the answer any more.
    pub async fn run(&self, caller: Caller) -> Result<SyncReport, SyncError> {
        let arrived = self.clock.monotonic();
        // Nobody waits for their turn who has no key.
        self.keys.of(caller).await?;
        let mut known = self.syncs.load(caller.user_id()).await?;
        let seen_at_arrival = known.confirmations;
        loop {
            if known.confirmations > seen_at_arrival
                && let Some(report) = self.join(caller, &known).await?
            {
                return Ok(report);
            }
            if !known.facts.at_work {
                match self.claim(caller, &known).await? {
                    Claim::Granted(lease, record) => {
                        return self.push(caller, lease, record, arrived + ANSWER_WITHIN).await;
                    }
                    Claim::Refused(record) if record.confirmations > known.confirmations => {
                        known = record;
                        continue;
                    }
                    // Nothing is known of a user who is gone: the gate tells.
                    Claim::Refused(record) if record == SyncRecord::default() => {
                        self.load_config(caller).await?;
                    }
                    Claim::Refused(_) => {}
                }
            }
            if self.clock.monotonic().saturating_sub(arrived) >= WAIT_FOR_OTHER {
                return Err(SyncError::Busy);
            }
            self.clock.sleep(jittered(&*self.ids, LONGEST_PAUSE)).await;
            known = self.syncs.load(caller.user_id()).await?;
        }
    }

    async fn claim(&self, caller: Caller, known: &SyncRecord) -> Result<Claim, SyncError> {
        let holder = self.ids.next();
        Ok(self.syncs.claim(caller.user_id(), holder, known.confirmations, LEASE_TTL).await?)
    }

    /// The result of a sync that was confirmed meanwhile, if it pushed what is saved now.
    async fn join(
        &self,
        caller: Caller,
        record: &SyncRecord,
    ) -> Result<Option<SyncReport>, SyncError> {
        let studio = self.load_config(caller).await?;
        let (Some(id), Some(action)) = (record.linked, record.last_action) else {
            return Ok(None);
        };
        if record.facts.synced_revision != Some(studio.revision) {
            return Ok(None);
        }
        let config = studio.config.effective(&studio.account);
        let rendered = render(&config);
        Ok(Some(SyncReport {
            action,
            assistant_id: id,
            assistant: rendered.assistant,
            config,
            revision: studio.revision,
            warnings: rendered.warnings,
            mode: self.mode,
        }))
    }

    /// Pushes under the lease, and stores how it ended.
    async fn push(
        &self,
        caller: Caller,
        lease: Lease,
        record: SyncRecord,
        deadline: Duration,
    ) -> Result<SyncReport, SyncError> {
        let owner = caller.user_id();
        let work = self.push_current(caller, lease, record, deadline);
        let Some(pushed) = hold(&self.syncs, &self.clock, owner, lease, work).await else {
            return Err(SyncError::Busy);
        };
        let ended = match pushed {
            Ok((report, confirmation)) => {
                self.confirm(owner, lease, confirmation).await.map(|()| report)
            }
            Err(error) => Err(error),
        };
        if let Err(error) = &ended {
            self.store_failure(owner, lease, error).await;
        }
        ended
    }

    async fn confirm(
        &self,
        owner: UserId,
        lease: Lease,
        confirmation: Confirmation,
    ) -> Result<(), SyncError> {
        let confirmed = self.syncs.confirm(owner, lease, confirmation).await?;
        if confirmed { Ok(()) } else { Err(SyncError::Busy) }
    }

    async fn store_failure(&self, owner: UserId, lease: Lease, error: &SyncError) {
        let stored = match error {
            // Nothing failed: there was no time, or nobody to do it for.
            SyncError::Busy | SyncError::Unauthenticated => self.syncs.release(owner, lease).await,
            _ => self.syncs.fail(owner, lease, &error.in_words()).await,
        };
        if let Err(unstored) = stored {
            tracing::warn!(user = %owner, error = %unstored, "how a sync failed could not be stored");
        }
    }

    /// Key and configuration are read under the lease, so that what is pushed is the latest
    /// and whole, and never goes to where the assistant no longer lives.
    async fn push_current(
        &self,
        caller: Caller,
        lease: Lease,
        record: SyncRecord,
        deadline: Duration,
    ) -> Result<(SyncReport, Confirmation), SyncError> {
        let key = self.keys.of(caller).await?;
        let studio = self.load_config(caller).await?;
        let config = studio.config.effective(&studio.account);
        let rendered = render(&config);
        let mut job = PushJob {
            gateway: &*self.gateway,
            syncs: &*self.syncs,
            clock: &*self.clock,
            ids: &*self.ids,
            owner: caller.user_id(),
            lease,
            key: &key,
            linked: record.linked,
            forgotten: record.linked.is_none() && record.confirmations > 0,
            former_key: former_key(&self.keys, &key, record.key_fingerprint),
            intent: record.intent,
            wanted: &rendered.assistant,
            revision: studio.revision,
            warnings: rendered.warnings.clone(),
            deadline,
        };
        let confirmation = job.run().await?;
        let warnings = job.warnings;
        let report = SyncReport {
            action: confirmation.action,
            assistant_id: confirmation.assistant,
            assistant: rendered.assistant,
            config,
            revision: studio.revision,
            warnings,
            mode: self.mode,
        };
        Ok((report, confirmation))
    }

    async fn load_config(&self, caller: Caller) -> Result<StudioRecord, SyncError> {
        self.configs.load(caller, self.clock.now()).await?.ok_or(SyncError::Unauthenticated)
    }
}

/// The key that the linked assistant lives under, if it is another than today's.
fn former_key(
    keys: &AssistantKeys,
    current: &AssistantKey,
    before: Option<KeyFingerprint>,
) -> FormerKey {
    match before {
        Some(before) if before != current.fingerprint => keys
            .server_wide_of(Some(&before))
            .map_or(FormerKey::Gone, |key| FormerKey::OfTheServer(Box::new(key))),
        _ => FormerKey::None,
    }
}

#[cfg(test)]
mod tests;
