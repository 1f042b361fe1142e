//! What is known of assistants.

use std::time::Duration;

use application::StoreError;
use application::port::{
    AssistantSyncStore, BroughtAssistant, Claim, Confirmation, KeyFingerprint, Lease, OpenIntent,
    SyncRecord,
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::value::{AssistantId, IntentId, UserId};
use uuid::Uuid;

use super::MemoryStores;
use super::state::State;

/// How far before its intent an assistant may seem to have been created.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(5);

/// How long what an attempt may have made is looked for once it is settled.
const SEARCHED: TimeDelta = TimeDelta::minutes(10);

/// What is known of one assistant. `known` has neither its intent nor whether a sync is at
/// work: these hang on the time.
#[derive(Default)]
pub(super) struct SyncRow {
    known: SyncRecord,
    fence: i64,
    held: Option<Held>,
    intent: Option<Intent>,
}

struct Held {
    lease: Lease,
    until: DateTime<Utc>,
}

#[derive(Clone, Copy)]
struct Intent {
    id: IntentId,
    search_from: DateTime<Utc>,
    /// `None` until a sync has settled it.
    searched_until: Option<DateTime<Utc>>,
    on_its_way_until: DateTime<Utc>,
}

#[async_trait]
impl AssistantSyncStore for MemoryStores {
    async fn load(&self, owner: UserId) -> Result<SyncRecord, StoreError> {
        Ok(self.state()?.sync_record(owner, self.database_time()))
    }

    async fn claim(
        &self,
        owner: UserId,
        holder: Uuid,
        confirmations: i64,
        ttl: Duration,
    ) -> Result<Claim, StoreError> {
        let mut state = self.state()?;
        if !state.users.contains_key(&owner) {
            return Ok(Claim::Refused(SyncRecord::default()));
        }
        let now = self.database_time();
        let row = state.syncs.entry(owner).or_default();
        if row.is_held(now) || row.known.confirmations > confirmations {
            return Ok(Claim::Refused(row.record(now)));
        }
        row.fence += 1;
        let lease = Lease { holder, fence: row.fence };
        row.held = Some(Held { lease, until: now + ttl });
        Ok(Claim::Granted(lease, row.record(now)))
    }

    async fn renew(&self, owner: UserId, lease: Lease, ttl: Duration) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, now| {
            row.held = Some(Held { lease, until: now + ttl });
        })
    }

    async fn open_intent(
        &self,
        owner: UserId,
        lease: Lease,
        intent: IntentId,
        time_limit: Duration,
    ) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, now| {
            let earlier = row.open_intent(now).map(|earlier| earlier.search_from);
            row.intent = Some(Intent {
                id: intent,
                search_from: earlier.unwrap_or(now - CLOCKS_APART),
                searched_until: None,
                on_its_way_until: now + time_limit,
            });
        })
    }

    async fn intent_answered(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, now| {
            row.intent = row.intent.map(|intent| Intent { on_its_way_until: now, ..intent });
        })
    }

    async fn close_intent(
        &self,
        owner: UserId,
        lease: Lease,
        keep_searching: bool,
    ) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, now| row.end_intent(now, keep_searching))
    }

    async fn link(
        &self,
        owner: UserId,
        lease: Lease,
        assistant: AssistantId,
        key_fingerprint: &KeyFingerprint,
    ) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, _| {
            row.known.linked = Some(assistant);
            row.known.key_fingerprint = Some(key_fingerprint.clone());
        })
    }

    async fn confirm(
        &self,
        owner: UserId,
        lease: Lease,
        confirmation: Confirmation,
    ) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, now| {
            row.held = None;
            row.end_intent(now, confirmation.keep_searching);
            row.confirm(confirmation);
        })
    }

    async fn fail(&self, owner: UserId, lease: Lease, error: &str) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, _| {
            row.held = None;
            row.known.facts.last_error = Some(error.to_owned());
        })
    }

    async fn release(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, _| row.held = None)
    }

    async fn note_drift(
        &self,
        owner: UserId,
        confirmations: i64,
        drifted: bool,
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let now = self.database_time();
        let row = state.syncs.get_mut(&owner).filter(|row| {
            row.known.linked.is_some()
                && row.known.confirmations == confirmations
                && !row.is_held(now)
        });
        Ok(row.map(|row| row.known.facts.drifted = drifted).is_some())
    }

    async fn forget(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError> {
        self.under_lease(owner, lease, |row, _| {
            row.held = None;
            row.known =
                SyncRecord { confirmations: row.known.confirmations, ..SyncRecord::default() };
        })
    }
}

impl MemoryStores {
    /// Writes under a lease, if it is alive.
    fn under_lease(
        &self,
        owner: UserId,
        lease: Lease,
        write: impl FnOnce(&mut SyncRow, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let now = self.database_time();
        let row = state.syncs.get_mut(&owner).filter(|row| row.is_held_under(lease, now));
        Ok(row.map(|row| write(row, now)).is_some())
    }
}

impl State {
    /// The assistant that an account brings.
    pub(super) fn bring_assistant(&mut self, owner: UserId, brought: &BroughtAssistant) {
        let BroughtAssistant { id, key_fingerprint } = brought.clone();
        let known = SyncRecord { linked: Some(id), key_fingerprint, ..SyncRecord::default() };
        self.syncs.insert(owner, SyncRow { known, ..SyncRow::default() });
    }

    /// What is known at `now` by the database's clock.
    pub(super) fn sync_record(&self, owner: UserId, now: DateTime<Utc>) -> SyncRecord {
        self.syncs.get(&owner).map(|row| row.record(now)).unwrap_or_default()
    }
}

impl SyncRow {
    fn is_held(&self, now: DateTime<Utc>) -> bool {
        self.held.as_ref().is_some_and(|held| now < held.until)
    }

    fn is_held_under(&self, lease: Lease, now: DateTime<Utc>) -> bool {
        self.is_held(now) && self.held.as_ref().is_some_and(|held| held.lease == lease)
    }

    fn open_intent(&self, now: DateTime<Utc>) -> Option<Intent> {
        self.intent.filter(|intent| intent.searched_until.is_none_or(|until| now < until))
    }

    fn end_intent(&mut self, now: DateTime<Utc>, keep_searching: bool) {
        self.intent = self.open_intent(now).filter(|_| keep_searching).map(|intent| Intent {
            on_its_way_until: now,
            searched_until: intent.searched_until.or(Some(now + SEARCHED)),
            ..intent
        });
    }

    fn confirm(&mut self, confirmation: Confirmation) {
        let known = &mut self.known;
        known.linked = Some(confirmation.assistant);
        known.key_fingerprint = Some(confirmation.key_fingerprint);
        known.confirmations += 1;
        known.last_action = Some(confirmation.action);
        known.confirmed = Some(confirmation.confirmed);
        known.facts.synced_revision = Some(confirmation.revision);
        known.facts.synced_at = Some(confirmation.at);
        known.facts.last_error = None;
        known.facts.drifted = false;
    }

    fn record(&self, now: DateTime<Utc>) -> SyncRecord {
        let mut record = self.known.clone();
        record.facts.at_work = self.is_held(now);
        record.intent = self.open_intent(now).map(|intent| OpenIntent {
            id: intent.id,
            search_from: intent.search_from,
            still_on_its_way: (intent.on_its_way_until - now).to_std().unwrap_or_default(),
        });
        record
    }
}
