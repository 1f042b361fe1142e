//! What the tests of syncs have in common: a script of what happens at Vapi and in the
//! store, in order and nothing else.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::AuditKind;
use domain::studio::Revision;
use domain::sync::SyncAction;
use domain::value::{AssistantId, IntentId};
use mockall::Sequence;
use uuid::Uuid;

use super::{ForgetAssistant, SyncAssistant, SyncError, SyncReport};
use crate::port::{
    AssistantGateway, Claim, FieldChange, Integrations, KeyFingerprint, Lease, LiveAssistant,
    OpenIntent, OwnerMarker, Push, RemoteBody, RemoteJson, StudioRecord, SyncRecord,
};
use crate::use_case::fixture::{
    Mocks, SERVER_KEY, TestClock, at, caller, nth_id, origin, settings, studio, user_id,
};
use crate::{GatewayError, Settings};

pub(super) const LEASE: Lease = Lease { holder: Uuid::from_u128(900), fence: 4 };
/// The revision that is saved.
pub(super) const REVISION: Revision = 7;
/// From when on an open intent is searched.
pub(super) fn search_from() -> DateTime<Utc> {
    at(-420)
}

pub(super) fn assistant(n: u64) -> AssistantId {
    AssistantId::parse(&nth_id(1000 + n).to_string()).unwrap()
}

pub(super) fn fingerprint(key: &str) -> KeyFingerprint {
    KeyFingerprint::new(format!("fingerprint of {key}"))
}

/// An assistant of the user that is as wanted.
pub(super) fn live(n: u64) -> LiveAssistant {
    LiveAssistant {
        id: assistant(n),
        name: Some("My Organization".into()),
        marker: Some(OwnerMarker { owner: user_id(), intent: None }),
        created_at: at(-100),
        body: RemoteBody::new("wanted"),
    }
}

/// An assistant of the user that differs from what is wanted.
pub(super) fn outdated(n: u64) -> LiveAssistant {
    LiveAssistant { body: RemoteBody::new("outdated"), ..live(n) }
}

/// Another user's assistant.
pub(super) fn foreign(n: u64) -> LiveAssistant {
    let owner = domain::value::UserId::new(nth_id(2));
    LiveAssistant { marker: Some(OwnerMarker { owner, intent: None }), ..live(n) }
}

/// An assistant was linked under the server's key.
pub(super) fn linked(n: u64) -> SyncRecord {
    SyncRecord {
        linked: Some(assistant(n)),
        key_fingerprint: Some(fingerprint(SERVER_KEY)),
        confirmations: 3,
        ..SyncRecord::default()
    }
}

/// The same, with an attempt to create that ended unclear.
pub(super) fn unclear(record: SyncRecord, still_on_its_way: u64) -> SyncRecord {
    let intent = OpenIntent {
        id: IntentId::new(nth_id(500)),
        search_from: search_from(),
        still_on_its_way: Duration::from_secs(still_on_its_way),
    };
    SyncRecord { intent: Some(intent), ..record }
}

pub(super) struct Stage {
    /// In a box, for the futures of tests are no larger than those of programs may be.
    pub(super) mocks: Box<Mocks>,
    pub(super) settings: Settings,
    gateway: Option<Arc<dyn AssistantGateway>>,
    order: Sequence,
}

impl Stage {
    /// Nobody is at work, and this is what is known of the assistant.
    pub(super) fn of(record: SyncRecord) -> Self {
        let mut stage = Self::bare(Some(Integrations::default()));
        let known = record.clone();
        stage.mocks.syncs.expect_load().returning(move |_| Ok(known.clone()));
        stage.expect_claim(Claim::Granted(LEASE, record));
        stage.save(studio(REVISION));
        stage
    }

    /// What is stored, and what is planned; nothing is known of syncs.
    pub(super) fn bare(integrations: Option<Integrations>) -> Self {
        let mut mocks = Mocks::default();
        mocks.entrust(integrations);
        mocks.sealer.expect_fingerprint().returning(|key| fingerprint(key.expose()));
        mocks.gateway.expect_plan().returning(|live, _, marker| planned(live, marker));
        mocks
            .gateway
            .expect_snapshot()
            .returning(|live| RemoteJson::new(format!("snapshot of {}", live.id)));
        Self { mocks: Box::new(mocks), settings: settings(), gateway: None, order: Sequence::new() }
    }

    /// The configuration that is saved.
    pub(super) fn save(&mut self, record: StudioRecord) {
        self.mocks
            .configs
            .expect_load()
            .withf(|who, _| *who == caller())
            .returning(move |_, _| Ok(Some(record.clone())));
    }

    pub(super) fn expect_claim(&mut self, claim: Claim) {
        self.mocks
            .syncs
            .expect_claim()
            .withf(|owner, _, _, ttl| *owner == user_id() && *ttl == super::hold::LEASE_TTL)
            .times(1)
            .return_once(move |_, _, _, _| Ok(claim));
    }

    pub(super) fn expect_find(&mut self, n: u64, answer: Result<LiveAssistant, GatewayError>) {
        self.mocks
            .gateway
            .expect_find()
            .withf(move |_, id, limit| *id == assistant(n) && !limit.is_zero())
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(move |_, _, _| answer);
    }

    pub(super) fn expect_search(
        &mut self,
        from: DateTime<Utc>,
        answer: Result<Vec<LiveAssistant>, GatewayError>,
    ) {
        self.mocks
            .gateway
            .expect_search()
            .withf(move |_, owner, since, limit| {
                (*owner, *since) == (user_id(), from) && !limit.is_zero()
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _, _| answer);
    }

    /// Writes an attempt down, as on its way for as long as a call may take.
    pub(super) fn expect_open_intent(&mut self, held: bool) {
        self.mocks
            .syncs
            .expect_open_intent()
            .withf(|owner, lease, _, limit| {
                (*owner, *lease, *limit) == (user_id(), LEASE, Duration::from_secs(10))
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(move |_, _, _, _| Ok(held));
    }

    pub(super) fn expect_create(&mut self, answer: Result<LiveAssistant, GatewayError>) {
        self.mocks
            .gateway
            .expect_create()
            .withf(|_, push, limit| {
                push.payload.expose().starts_with("new, of intent ") && !limit.is_zero()
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _| answer);
    }

    pub(super) fn expect_update(&mut self, n: u64, answer: Result<LiveAssistant, GatewayError>) {
        self.mocks
            .gateway
            .expect_update()
            .withf(move |_, id, push, _| {
                *id == assistant(n) && push.payload.expose() == "difference"
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _, _| answer);
    }

    pub(super) fn expect_delete(&mut self, n: u64, answer: Result<(), GatewayError>) {
        self.mocks
            .gateway
            .expect_delete()
            .withf(move |_, id, _| *id == assistant(n))
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _| answer);
    }

    pub(super) fn expect_link(&mut self, n: u64, key: &'static str, held: bool) {
        self.mocks
            .syncs
            .expect_link()
            .withf(move |_, lease, id, under| {
                (*lease, *id) == (LEASE, assistant(n)) && *under == fingerprint(key)
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(move |_, _, _, _| Ok(held));
    }

    pub(super) fn expect_intent_answered(&mut self) {
        self.mocks
            .syncs
            .expect_intent_answered()
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _| Ok(true));
    }

    pub(super) fn expect_close_intent(&mut self, keep_searching: bool) {
        self.mocks
            .syncs
            .expect_close_intent()
            .withf(move |_, lease, keep| (*lease, *keep) == (LEASE, keep_searching))
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _| Ok(true));
    }

    pub(super) fn expect_confirm(&mut self, action: SyncAction, n: u64, keep_searching: bool) {
        self.expect_confirm_under(SERVER_KEY, action, n, keep_searching);
    }

    pub(super) fn expect_confirm_under(
        &mut self,
        key: &'static str,
        action: SyncAction,
        n: u64,
        keep_searching: bool,
    ) {
        self.mocks
            .syncs
            .expect_confirm()
            .withf(move |owner, lease, confirmation| {
                assert_eq!((*owner, *lease), (user_id(), LEASE));
                assert_eq!(confirmation.action, action);
                assert_eq!(confirmation.assistant, assistant(n));
                assert_eq!(confirmation.revision, REVISION);
                assert_eq!(confirmation.key_fingerprint, fingerprint(key));
                assert_eq!(confirmation.keep_searching, keep_searching);
                assert_eq!(
                    confirmation.confirmed.as_str(),
                    format!("snapshot of {}", assistant(n))
                );
                true
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _| Ok(true));
        self.mocks.expect_recorded(Some(user_id()), AuditKind::AssistantSynced);
    }

    /// The failure is stored in words that begin like this.
    pub(super) fn expect_fail(&mut self, words: &'static str) {
        self.mocks
            .syncs
            .expect_fail()
            .withf(move |owner, lease, error| {
                assert!(error.starts_with(words), "{error:?} does not begin with {words:?}");
                (*owner, *lease) == (user_id(), LEASE)
            })
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _, _| Ok(true));
        self.mocks.expect_recorded(Some(user_id()), AuditKind::SyncFailed);
    }

    /// The lease is given back, nothing having failed.
    pub(super) fn expect_release(&mut self) {
        self.mocks
            .syncs
            .expect_release()
            .withf(|owner, lease| (*owner, *lease) == (user_id(), LEASE))
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(|_, _| Ok(true));
    }

    pub(super) fn expect_forget(&mut self, held: bool) {
        self.mocks
            .syncs
            .expect_forget()
            .withf(|owner, lease| (*owner, *lease) == (user_id(), LEASE))
            .times(1)
            .in_sequence(&mut self.order)
            .return_once(move |_, _| Ok(held));
        if held {
            self.mocks.expect_recorded(Some(user_id()), AuditKind::AssistantForgotten);
        }
    }

    /// Vapi never answers.
    pub(super) fn stuck(&mut self) {
        self.gateway = Some(Arc::new(StuckVapi));
    }

    pub(super) fn clock(&self) -> Arc<TestClock> {
        Arc::clone(&self.mocks.clock)
    }

    pub(super) async fn sync(self) -> Result<SyncReport, SyncError> {
        let mut ports = self.mocks.ports();
        ports.gateway = self.gateway.unwrap_or(ports.gateway);
        SyncAssistant::new(&ports, &self.settings).run(caller(), &origin()).await
    }

    pub(super) async fn forget(self, remote: bool) -> Result<StudioRecord, SyncError> {
        let mut ports = self.mocks.ports();
        ports.gateway = self.gateway.unwrap_or(ports.gateway);
        ForgetAssistant::new(&ports, &self.settings).run(caller(), remote, &origin()).await
    }
}

/// What differs is the speed of the voice; the intent is written into what is new.
pub(super) fn planned(live: Option<&LiveAssistant>, marker: OwnerMarker) -> Push {
    assert_eq!(marker.owner, user_id());
    let change = |field: &str, from: Option<&str>| FieldChange {
        field: field.to_owned(),
        from: from.map(RemoteJson::new),
        to: Some(RemoteJson::new("1.0")),
    };
    match (live, marker.intent) {
        (None, Some(intent)) => Push {
            changes: vec![change("voiceSpeed", None)],
            payload: RemoteBody::new(format!("new, of intent {intent}")),
        },
        (Some(live), None) if live.body.expose() == "wanted" => {
            Push { changes: Vec::new(), payload: RemoteBody::new("{}") }
        }
        (Some(_), None) => Push {
            changes: vec![change("voiceSpeed", Some("0.9")), change("metadata.owner", None)],
            payload: RemoteBody::new("difference"),
        },
        unexpected => panic!("planned for {unexpected:?}"),
    }
}

/// Five minutes before now, from when on an attempt of now is looked for.
pub(super) fn five_minutes_ago() -> DateTime<Utc> {
    at(0) - TimeDelta::minutes(5)
}

struct StuckVapi;

#[async_trait::async_trait]
impl AssistantGateway for StuckVapi {
    #[allow(clippy::needless_lifetimes, reason = "as in the port")]
    fn plan<'a>(
        &self,
        live: Option<&'a LiveAssistant>,
        _: &domain::assistant::Assistant,
        marker: OwnerMarker,
    ) -> Push {
        planned(live, marker)
    }

    fn snapshot(&self, _: &LiveAssistant) -> RemoteJson {
        RemoteJson::new("{}")
    }

    async fn find(
        &self,
        _: &domain::integration::VapiKey,
        _: AssistantId,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        std::future::pending().await
    }

    async fn search(
        &self,
        _: &domain::integration::VapiKey,
        _: domain::value::UserId,
        _: DateTime<Utc>,
        _: Duration,
    ) -> Result<Vec<LiveAssistant>, GatewayError> {
        std::future::pending().await
    }

    async fn create(
        &self,
        _: &domain::integration::VapiKey,
        _: &Push,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        std::future::pending().await
    }

    async fn update(
        &self,
        _: &domain::integration::VapiKey,
        _: AssistantId,
        _: &Push,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        std::future::pending().await
    }

    async fn delete(
        &self,
        _: &domain::integration::VapiKey,
        _: AssistantId,
        _: Duration,
    ) -> Result<(), GatewayError> {
        std::future::pending().await
    }

    async fn check_key(
        &self,
        _: &domain::integration::VapiKey,
        _: Duration,
    ) -> Result<(), GatewayError> {
        std::future::pending().await
    }
}
