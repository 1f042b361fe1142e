//! A user pushes their configuration to Vapi.

use std::sync::Arc;
use std::time::Duration;

use domain::assistant::render;
use domain::audit::AuditKind;
use domain::value::{RequestOrigin, UserId};

use super::assistant_key::AssistantKeys;
use super::former_key::FormerKey;
use super::leases::SyncLeases;
use super::outcome::{SyncError, SyncReport};
use super::push::PushJob;
use super::queue::Queues;
use crate::port::{
    AssistantGateway, AssistantSyncStore, Claim, Clock, Confirmation, Ids, Lease, SyncRecord,
};
use crate::use_case::auditor::Auditor;
use crate::use_case::limits::Limits;
use crate::use_case::patience::jittered;
use crate::use_case::studio::ViewStudioConfig;
use crate::{Caller, Ports, Settings, VapiMode};

/// An answer comes within 20 s whatever Vapi does; the rest is for storing and answering.
const ANSWER_WITHIN: Duration = Duration::from_secs(19);
/// How long a sync waits for another one's end.
const WAIT_FOR_OTHER: Duration = Duration::from_secs(18);
/// Between two looks at it.
const SHORTEST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Pushes the configuration. See the [module](super) for how.
#[derive(Clone)]
pub struct SyncAssistant {
    studio: ViewStudioConfig,
    syncs: Arc<dyn AssistantSyncStore>,
    gateway: Arc<dyn AssistantGateway>,
    leases: SyncLeases,
    queues: Queues,
    keys: AssistantKeys,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    limits: Limits,
    auditor: Auditor,
    mode: VapiMode,
}

impl SyncAssistant {
    pub(in crate::use_case) fn new(ports: &Ports, settings: &Settings) -> Self {
        Self {
            studio: ViewStudioConfig::new(ports),
            syncs: Arc::clone(&ports.syncs),
            gateway: Arc::clone(&ports.gateway),
            leases: SyncLeases::new(ports),
            queues: Queues::default(),
            keys: AssistantKeys::new(ports, settings),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            limits: Limits::new(ports, settings),
            auditor: Auditor::new(ports),
            mode: settings.vapi_mode,
        }
    }

    /// Pushes, or joins the push at work. Has to be run to its end even when nobody waits
    /// for the answer any more.
    pub async fn run(
        &self,
        caller: Caller,
        origin: &RequestOrigin,
    ) -> Result<SyncReport, SyncError> {
        let arrived = self.clock.monotonic();
        self.limits.sync(caller.user_id()).await?;
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
                match self.leases.claim(caller.user_id(), known.confirmations).await? {
                    Claim::Granted(lease, record) => {
                        let deadline = arrived + ANSWER_WITHIN;
                        let pushed = self.push(caller, lease, record, deadline).await;
                        self.write_down(caller.user_id(), &pushed, origin).await;
                        return pushed;
                    }
                    Claim::Refused(record) if record.confirmations > known.confirmations => {
                        known = record;
                        continue;
                    }
                    // Nothing is known of a user who is gone: the gate tells.
                    Claim::Refused(record) if record == SyncRecord::default() => {
                        self.studio.run(caller).await?;
                    }
                    Claim::Refused(_) => {}
                }
            }
            known = self.wait(caller.user_id(), known.confirmations, arrived).await?;
        }
    }

    /// Waits for the end of another's push, confirmed or not.
    async fn wait(
        &self,
        owner: UserId,
        seen: i64,
        arrived: Duration,
    ) -> Result<SyncRecord, SyncError> {
        let waited = || self.clock.monotonic().saturating_sub(arrived);
        let queue = self.queues.of(owner);
        // What has taken long may take longer, and others want the database as well.
        let longest = || (waited() / 4).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        let pause = || self.clock.sleep(jittered(&*self.ids, longest()));
        let _turn = if let Ok(turn) = queue.try_lock() {
            // What is known was asked just now.
            pause().await;
            turn
        } else {
            tokio::select! {
                biased;
                turn = queue.lock() => turn,
                () = self.clock.sleep(WAIT_FOR_OTHER.saturating_sub(waited())) => {
                    return Err(SyncError::Busy);
                }
            }
        };
        while waited() < WAIT_FOR_OTHER {
            let known = self.syncs.load(owner).await?;
            if known.confirmations > seen || !known.facts.at_work {
                return Ok(known);
            }
            pause().await;
        }
        Err(SyncError::Busy)
    }

    /// What became of a push that was begun.
    async fn write_down(
        &self,
        owner: UserId,
        pushed: &Result<SyncReport, SyncError>,
        origin: &RequestOrigin,
    ) {
        let kind = match pushed {
            Ok(_) => AuditKind::AssistantSynced,
            Err(SyncError::Busy | SyncError::Unauthenticated) => return,
            Err(_) => AuditKind::SyncFailed,
        };
        self.auditor.note(owner, kind, origin).await;
    }

    /// The result of a sync that was confirmed meanwhile, if it pushed what is saved now.
    async fn join(
        &self,
        caller: Caller,
        record: &SyncRecord,
    ) -> Result<Option<SyncReport>, SyncError> {
        let studio = self.studio.run(caller).await?;
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
        let Some(pushed) = self.leases.hold(owner, lease, work).await else {
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
        // Nothing failed: there was no time, or nobody to do it for.
        if matches!(error, SyncError::Busy | SyncError::Unauthenticated) {
            return self.leases.give_back(owner, lease).await;
        }
        if let Err(unstored) = self.syncs.fail(owner, lease, &error.in_words()).await {
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
        let studio = self.studio.run(caller).await?;
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
            forgotten: record.is_forgotten(),
            former_key: FormerKey::of(&self.keys, &key, record.key_fingerprint.as_ref()),
            intent: record.intent,
            confirmed: record.confirmed,
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
}

#[cfg(test)]
mod tests;
