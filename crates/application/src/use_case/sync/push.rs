//! Making the assistant at Vapi the wanted one, under a lease.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::assistant::{Assistant, Warning};
use domain::studio::Revision;
use domain::sync::SyncAction;
use domain::value::{AssistantId, IntentId, UserId};

use super::assistant_key::AssistantKey;
use super::outcome::SyncError;
use crate::port::{
    AssistantGateway, AssistantSyncStore, Clock, Confirmation, Ids, Lease, LiveAssistant,
    OpenIntent, OwnerMarker, Push,
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
    /// The linked assistant lives, or lived, under another key.
    pub(super) key_changed: bool,
    pub(super) intent: Option<OpenIntent>,
    pub(super) wanted: &'a Assistant,
    pub(super) revision: Revision,
    pub(super) warnings: Vec<Warning>,
    /// Until when, by the monotonic clock, an answer must have been given.
    pub(super) deadline: Duration,
}

impl PushJob<'_> {
    /// Settles what is unclear, then updates, creates or leaves alone, and stores the end.
    pub(super) async fn run(&mut self) -> Result<(SyncAction, AssistantId), SyncError> {
        if let Some(intent) = self.intent {
            self.reconcile(intent).await?;
        }
        let (action, live) = match self.linked {
            Some(id) => match self.update(id).await? {
                Some(done) => done,
                None => self.replace().await?,
            },
            None => (SyncAction::Created, self.create().await?),
        };
        self.warn_of_what_was_not_taken(&live);
        self.confirm(action, &live).await?;
        Ok((action, live.id))
    }

    /// `None` when Vapi no longer has the assistant.
    async fn update(
        &mut self,
        id: AssistantId,
    ) -> Result<Option<(SyncAction, LiveAssistant)>, SyncError> {
        let live = match self.gateway.find(&self.key.key, id, self.begin_call()?).await {
            Ok(live) => live,
            Err(GatewayError::NotFound) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if live.marker.is_some_and(|marker| marker.owner != self.owner) {
            return Err(SyncError::ForeignAssistant);
        }
        let push = self.plan(Some(&live), None);
        if push.is_empty() {
            return Ok(Some((SyncAction::Unchanged, live)));
        }
        match self.gateway.update(&self.key.key, id, &push, self.begin_call()?).await {
            Ok(after) => Ok(Some((SyncAction::Updated, after))),
            Err(GatewayError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The linked assistant is not there: it was deleted, or the key is another's by now.
    async fn replace(&mut self) -> Result<(SyncAction, LiveAssistant), SyncError> {
        self.linked = None;
        if self.key_changed {
            // The key may be of an organisation that already has an assistant of this user.
            if self.adopt_since(DateTime::<Utc>::UNIX_EPOCH).await? {
                return self.adopted(SyncAction::Updated).await;
            }
            return Ok((SyncAction::Created, self.create().await?));
        }
        Ok((SyncAction::Recreated, self.create().await?))
    }

    /// Brings an adopted assistant up to date.
    async fn adopted(
        &mut self,
        action: SyncAction,
    ) -> Result<(SyncAction, LiveAssistant), SyncError> {
        let id = self.linked.ok_or(SyncError::Busy)?;
        let (_, live) = self.update(id).await?.ok_or(GatewayError::NotFound)?;
        Ok((action, live))
    }

    /// Writes the intent, then creates; looks for what an unclear end may have made.
    async fn create(&mut self) -> Result<LiveAssistant, SyncError> {
        let limit = self.begin_call()?.min(CALL_LIMIT);
        let intent = IntentId::new(self.ids.next());
        if !self.syncs.open_intent(self.owner, self.lease, intent, limit).await? {
            return Err(SyncError::Busy);
        }
        let begun = self.clock.now();
        let push = self.plan(None, Some(intent));
        let error = match self.gateway.create(&self.key.key, &push, limit).await {
            Ok(live) => return Ok(live),
            Err(error) => error,
        };
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
        // From here on earlier attempts count as unclear too.
        let since =
            self.intent.map_or(begun - chrono::TimeDelta::minutes(5), |intent| intent.search_from);
        self.intent =
            Some(OpenIntent { id: intent, search_from: since, still_on_its_way: Duration::ZERO });
        if self.time_left() >= SHORTEST_CALL && self.adopt_since(since).await.unwrap_or(false) {
            return Ok(self.adopted(SyncAction::Created).await?.1);
        }
        Err(error.into())
    }

    async fn confirm(&self, action: SyncAction, live: &LiveAssistant) -> Result<(), SyncError> {
        let confirmation = Confirmation {
            assistant: live.id,
            key_fingerprint: self.key.fingerprint.clone(),
            revision: self.revision,
            action,
            confirmed: self.gateway.snapshot(live),
            at: self.clock.now(),
            keep_searching: self.intent.is_some(),
        };
        let confirmed = self.syncs.confirm(self.owner, self.lease, confirmation).await?;
        if confirmed { Ok(()) } else { Err(SyncError::Busy) }
    }

    fn plan(&self, live: Option<&LiveAssistant>, intent: Option<IntentId>) -> Push {
        self.gateway.plan(live, self.wanted, OwnerMarker { owner: self.owner, intent })
    }

    /// A 200 proves nothing: what Vapi answered is compared with what was wanted.
    fn warn_of_what_was_not_taken(&mut self, live: &LiveAssistant) {
        for change in self.plan(Some(live), None).changes {
            let kept = change.from.as_ref().map_or("nothing", |value| value.as_str());
            let detail =
                format!("Vapi keeps {kept} for {} instead of what was sent.", change.field);
            self.warnings.push(Warning {
                setting: domain::studio::Setting::from_wire(&change.field),
                detail,
            });
        }
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_sub(self.clock.monotonic())
    }

    /// How long the next call may take; refused when an answer is due before it could end.
    fn begin_call(&self) -> Result<Duration, SyncError> {
        let left = self.call_limit();
        if left < SHORTEST_CALL { Err(SyncError::Busy) } else { Ok(left) }
    }

    pub(super) fn call_limit(&self) -> Duration {
        self.time_left().min(CALL_LIMIT)
    }
}
