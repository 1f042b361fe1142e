//! Making the assistant at Vapi the wanted one, under a lease.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::assistant::{Assistant, Warning};
use domain::studio::Revision;
use domain::sync::SyncAction;
use domain::value::{AssistantId, IntentId, UserId};

use super::absence::{Absence, none_is_on_its_way};
use super::assistant_key::AssistantKey;
use super::former_key::FormerKey;
use super::outcome::SyncError;
use super::warning::{not_taken, push_warnings};
use crate::port::{
    AssistantGateway, AssistantSyncStore, Clock, Confirmation, Ids, Lease, LiveAssistant,
    OpenIntent, OwnerMarker, Push, RemoteJson,
};
use crate::{GatewayError, Reach};

/// Longest time for one call of Vapi. A create that is not answered by then may be on its
/// way no longer: the time is written into its intent.
const CALL_LIMIT: Duration = Duration::from_secs(10);
/// A call with less time left than this is not begun.
const SHORTEST_CALL: Duration = Duration::from_secs(1);

/// One push for one user.
pub(super) struct PushJob<'a> {
    pub(super) gateway: &'a dyn AssistantGateway,
    pub(super) syncs: &'a dyn AssistantSyncStore,
    pub(super) clock: &'a dyn Clock,
    pub(super) ids: &'a dyn Ids,
    pub(super) owner: UserId,
    pub(super) lease: Lease,
    pub(super) key: &'a AssistantKey,
    /// The assistant under this key.
    pub(super) linked: Option<AssistantId>,
    /// One was linked once, and the user let go of it.
    pub(super) forgotten: bool,
    /// The key that the linked assistant lives under, if it is another than `key`.
    pub(super) former_key: FormerKey,
    pub(super) intent: Option<OpenIntent>,
    /// What Vapi last confirmed.
    pub(super) confirmed: Option<RemoteJson>,
    pub(super) wanted: &'a Assistant,
    pub(super) revision: Revision,
    pub(super) warnings: Vec<Warning>,
    /// Until when, by the monotonic clock, an answer must have been given.
    pub(super) deadline: Duration,
}

impl PushJob<'_> {
    /// Settles what is unclear, then updates, creates or leaves alone. Answers what is to
    /// be confirmed.
    pub(super) async fn run(&mut self) -> Result<Confirmation, SyncError> {
        let (action, live) = self.push().await?;
        self.warn_of_what_was_not_taken(&live);
        Ok(self.confirmation(action, &live))
    }

    async fn push(&mut self) -> Result<(SyncAction, LiveAssistant), SyncError> {
        if let Some(id) = self.linked
            && let Some(live) = self.find(id).await?
        {
            if let Some(intent) = self.intent {
                self.delete_surplus(id, intent.search_from).await?;
            }
            if let Some(done) = self.bring_up_to_date(live).await? {
                return Ok(done);
            }
        }
        self.make().await
    }

    async fn find(&self, id: AssistantId) -> Result<Option<LiveAssistant>, SyncError> {
        self.key.find_own(self.gateway, self.owner, id, self.begin_call()?).await
    }

    /// `None` when Vapi no longer has the assistant.
    async fn bring_up_to_date(
        &mut self,
        live: LiveAssistant,
    ) -> Result<Option<(SyncAction, LiveAssistant)>, SyncError> {
        let push = self.plan(Some(&live), None);
        if push.is_empty() {
            return Ok(Some((SyncAction::Unchanged, live)));
        }
        let replaced = self.warnings_of_what_is_replaced(&live, &push);
        match self.gateway.update(&self.key.key, live.id, &push, self.begin_call()?).await {
            Ok(after) => {
                self.warnings.extend(replaced);
                Ok(Some((SyncAction::Updated, after)))
            }
            Err(GatewayError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Nothing is linked, or what was is not there: it was deleted, or the key is another's
    /// by now. Creates, unless an earlier attempt made one already or may do so still.
    async fn make(&mut self) -> Result<(SyncAction, LiveAssistant), SyncError> {
        let gone = self.linked.take();
        let absence = Absence::of(gone, self.forgotten, &self.former_key);
        if let Some(since) = absence.search_from(self.intent)
            && let Some(id) = self.adopt(since, gone).await?
        {
            let (done, live) = self.adopted(id).await?;
            return Ok((absence.when_found(done), live));
        }
        none_is_on_its_way(self.intent)?;
        let live = self.create().await?;
        self.leave(gone).await;
        Ok((absence.when_made(), live))
    }

    /// Brings an adopted assistant up to date.
    async fn adopted(&mut self, id: AssistantId) -> Result<(SyncAction, LiveAssistant), SyncError> {
        let live = self.find(id).await?.ok_or(GatewayError::NotFound)?;
        Ok(self.bring_up_to_date(live).await?.ok_or(GatewayError::NotFound)?)
    }

    /// Writes the intent, then creates.
    async fn create(&mut self) -> Result<LiveAssistant, SyncError> {
        let intent = IntentId::new(self.ids.next());
        let limit = self.open_intent(intent).await?;
        let begun = self.clock.now();
        let push = self.plan(None, Some(intent));
        match self.gateway.create(&self.key.key, &push, limit).await {
            Ok(live) => Ok(live),
            Err(error) => self.after_failed_create(intent, begun, error).await,
        }
    }

    /// How long the attempt may take: it is over by the time that its intent says, however
    /// long that took to be written.
    async fn open_intent(&self, intent: IntentId) -> Result<Duration, SyncError> {
        self.begin_call()?;
        let over = self.clock.monotonic() + CALL_LIMIT;
        if !self.syncs.open_intent(self.owner, self.lease, intent, CALL_LIMIT).await? {
            return Err(SyncError::Busy);
        }
        let limit = over.saturating_sub(self.clock.monotonic()).min(self.time_left());
        if limit < SHORTEST_CALL {
            self.syncs.close_intent(self.owner, self.lease, self.intent.is_some()).await?;
            return Err(SyncError::Busy);
        }
        Ok(limit)
    }

    /// Looks for what an unclear end may have made.
    async fn after_failed_create(
        &mut self,
        intent: IntentId,
        begun: DateTime<Utc>,
        error: GatewayError,
    ) -> Result<LiveAssistant, SyncError> {
        match error.reach() {
            Reach::NotSent => {
                self.syncs.close_intent(self.owner, self.lease, self.intent.is_some()).await?;
                return Err(error.into());
            }
            Reach::Answered => {
                self.syncs.intent_answered(self.owner, self.lease).await?;
            }
            Reach::Unknown => {}
        }
        let since =
            self.intent.map_or(begun - chrono::TimeDelta::minutes(5), |intent| intent.search_from);
        // From here on earlier attempts count as unclear too.
        self.intent =
            Some(OpenIntent { id: intent, search_from: since, still_on_its_way: Duration::ZERO });
        match self.adopt(since, None).await {
            Ok(Some(id)) => Ok(self.adopted(id).await?.1),
            Ok(None) | Err(_) => Err(error.into()),
        }
    }

    fn confirmation(&self, action: SyncAction, live: &LiveAssistant) -> Confirmation {
        Confirmation {
            assistant: live.id,
            key_fingerprint: self.key.fingerprint.clone(),
            revision: self.revision,
            action,
            confirmed: self.gateway.snapshot(live),
            at: self.clock.now(),
            keep_searching: self.intent.is_some(),
        }
    }

    fn plan(&self, live: Option<&LiveAssistant>, intent: Option<IntentId>) -> Push {
        self.gateway.plan(live, self.wanted, OwnerMarker { owner: self.owner, intent })
    }

    fn warnings_of_what_is_replaced(&self, live: &LiveAssistant, push: &Push) -> Vec<Warning> {
        // Of another assistant than the linked one nothing was confirmed.
        let confirmed = self.confirmed.as_ref().filter(|_| self.linked == Some(live.id));
        let drift = confirmed.map(|confirmed| self.gateway.drift(confirmed, live));
        push_warnings(push, &drift.unwrap_or_default())
    }

    /// A 200 proves nothing: what Vapi answered is compared with what was wanted.
    fn warn_of_what_was_not_taken(&mut self, live: &LiveAssistant) {
        let push = self.plan(Some(live), None);
        self.warnings.extend(push.changes.iter().map(not_taken));
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_sub(self.clock.monotonic())
    }

    /// How long the next call may take; refused when an answer is due before it could end.
    pub(super) fn begin_call(&self) -> Result<Duration, SyncError> {
        let limit = self.time_left().min(CALL_LIMIT);
        if limit < SHORTEST_CALL { Err(SyncError::Busy) } else { Ok(limit) }
    }
}

#[cfg(test)]
mod tests;
