//! What is known of the assistants at Vapi, and who may push right now.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::studio::Revision;
use domain::sync::{SyncAction, SyncFacts};
use domain::value::{AssistantId, IntentId, UserId};
use uuid::Uuid;

use super::RemoteJson;
use crate::StoreError;

/// Tells two Vapi keys apart without telling either.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyFingerprint(String);

impl KeyFingerprint {
    /// Wraps what a sealer or a store says.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The right to push for one user, for a while. The fence goes up with each lease, so that
/// the writes of a holder whose lease has passed to another change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Who holds it.
    pub holder: Uuid,
    /// Its number.
    pub fence: i64,
}

/// An attempt to create an assistant whose end is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenIntent {
    /// The latest attempt.
    pub id: IntentId,
    /// From when on an assistant of an attempt with an unclear end may have been created:
    /// five minutes before the earliest such attempt.
    pub search_from: DateTime<Utc>,
    /// How long the latest attempt may still be on its way; zero when it is over.
    pub still_on_its_way: Duration,
}

/// Everything known of a user's assistant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SyncRecord {
    /// The linked assistant.
    pub linked: Option<AssistantId>,
    /// The key it lives under.
    pub key_fingerprint: Option<KeyFingerprint>,
    /// How many times a sync was confirmed.
    pub confirmations: i64,
    /// What the last confirmed sync did.
    pub last_action: Option<SyncAction>,
    /// How it stands.
    pub facts: SyncFacts,
    /// Attempts to create with an unclear end: however old until a sync has settled them,
    /// and for ten minutes more.
    pub intent: Option<OpenIntent>,
    /// What Vapi last confirmed, without secrets.
    pub confirmed: Option<RemoteJson>,
}

impl SyncRecord {
    /// Whether one was linked once, and was let go of: it may still be at Vapi.
    pub const fn is_forgotten(&self) -> bool {
        self.linked.is_none() && self.confirmations > 0
    }
}

/// How the attempt to take the lease ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// It is ours, and this is what is known.
    Granted(Lease, SyncRecord),
    /// Another sync is at work, or one was confirmed since; this is what is known.
    Refused(SyncRecord),
}

/// A confirmed sync.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// The assistant.
    pub assistant: AssistantId,
    /// The key it lives under.
    pub key_fingerprint: KeyFingerprint,
    /// The revision that was pushed.
    pub revision: Revision,
    /// What was done.
    pub action: SyncAction,
    /// What Vapi confirmed, without secrets.
    pub confirmed: RemoteJson,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether attempts before this one have an unclear end still, so that what they may
    /// have made is looked for until ten minutes after the latest was settled.
    pub keep_searching: bool,
}

/// Keeps what is known of assistants, one row a user. Leases and intents go by the
/// database's clock. Every write under a lease answers false, and changes nothing, when
/// the lease has run out or has passed to another.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait AssistantSyncStore: Send + Sync {
    /// What is known; an empty record when nothing is. Writes nothing.
    async fn load(&self, owner: UserId) -> Result<SyncRecord, StoreError>;

    /// Takes the lease for `ttl`, if nobody holds it and no sync was confirmed beyond
    /// `confirmations`. Makes the row if there is none (no configuration row). Of any
    /// number at the same time one is granted.
    async fn claim(
        &self,
        owner: UserId,
        holder: Uuid,
        confirmations: i64,
        ttl: Duration,
    ) -> Result<Claim, StoreError>;

    /// Holds the lease for another `ttl` from now.
    async fn renew(&self, owner: UserId, lease: Lease, ttl: Duration) -> Result<bool, StoreError>;

    /// Writes down, before it is made, an attempt to create that may be on its way for
    /// `time_limit`. An older attempt with an unclear end keeps its place in `search_from`.
    async fn open_intent(
        &self,
        owner: UserId,
        lease: Lease,
        intent: IntentId,
        time_limit: Duration,
    ) -> Result<bool, StoreError>;

    /// The attempt was answered with an error that leaves open whether it happened: it is
    /// no longer on its way, but what it may have made is still looked for.
    async fn intent_answered(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError>;

    /// The attempt certainly made nothing, or what it made is linked. With
    /// `keep_searching`, older attempts are still looked for.
    async fn close_intent(
        &self,
        owner: UserId,
        lease: Lease,
        keep_searching: bool,
    ) -> Result<bool, StoreError>;

    /// Links an assistant that was found, before anything else is done to it. Nothing else
    /// changes but the key's fingerprint.
    async fn link(
        &self,
        owner: UserId,
        lease: Lease,
        assistant: AssistantId,
        key_fingerprint: &KeyFingerprint,
    ) -> Result<bool, StoreError>;

    /// Stores the end of a sync that worked: link, state, no error, one confirmation more;
    /// closes the intent and gives the lease back.
    async fn confirm(
        &self,
        owner: UserId,
        lease: Lease,
        confirmation: Confirmation,
    ) -> Result<bool, StoreError>;

    /// Stores the end of a sync that did not, in words for the user, and gives the lease
    /// back. Link, synced revision and intent stay.
    async fn fail(&self, owner: UserId, lease: Lease, error: &str) -> Result<bool, StoreError>;

    /// Notes whether the assistant was seen to be changed at Vapi. False, and nothing noted,
    /// when nothing is linked, a sync was confirmed beyond these, or one is at work.
    async fn note_drift(
        &self,
        owner: UserId,
        confirmations: i64,
        drifted: bool,
    ) -> Result<bool, StoreError>;

    /// Gives the lease back, nothing having been done.
    async fn release(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError>;

    /// Forgets the linked assistant and all that was confirmed of it, under a lease; open
    /// intents stay. Gives the lease back.
    async fn forget(&self, owner: UserId, lease: Lease) -> Result<bool, StoreError>;
}
