//! What the tests of syncs have in common: a script of what happens at Vapi and in the
//! store, in order and nothing else.

mod stuck_vapi;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::AuditKind;
use domain::integration::SecretKind;
use domain::studio::{Revision, Setting};
use domain::sync::{SyncAction, SyncFacts};
use domain::value::{AssistantId, IntentId};
use mockall::Sequence;
use secrecy::SecretString;
use uuid::Uuid;

use super::{ForgetAssistant, SyncAssistant, SyncError, SyncReport};
use crate::port::{
    AssistantGateway, Claim, Drift, FieldChange, Integrations, KeyFingerprint, Lease,
    LiveAssistant, OpenIntent, OwnerMarker, Push, RemoteBody, RemoteJson, StudioRecord, SyncRecord,
};
use crate::use_case::fixture::{
    Mocks, SERVER_KEY, TestClock, at, caller, nth_id, origin, sealed, settings, stored_secret,
    studio, user_id,
};
use crate::{GatewayError, Ports, Settings};
pub(super) use stuck_vapi::StuckVapi;

pub(super) const LEASE: Lease = Lease { holder: Uuid::from_u128(900), fence: 4 };
/// A key of the user's own.
pub(super) const OWN_KEY: &str = "own-vapi-key";
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

/// The same, and the end of that sync was confirmed.
pub(super) fn confirmed(n: u64) -> SyncRecord {
    SyncRecord {
        last_action: Some(SyncAction::Created),
        facts: SyncFacts { synced_revision: Some(REVISION), ..SyncFacts::default() },
        confirmed: Some(RemoteJson::new(format!("snapshot of {}", assistant(n)))),
        ..linked(n)
    }
}

/// It lives under this key.
pub(super) fn under(key: &str, record: SyncRecord) -> SyncRecord {
    SyncRecord { key_fingerprint: Some(fingerprint(key)), ..record }
}

/// One was linked, and was let go of.
pub(super) fn forgotten() -> SyncRecord {
    SyncRecord { confirmations: 3, ..SyncRecord::default() }
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

/// The user has entered a key of their own.
pub(super) fn own_key() -> Integrations {
    Integrations { vapi_key: Some(stored_secret(OWN_KEY)), twilio: None }
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

    /// This is what is known and nobody takes a lease: whoever writes anything panics.
    pub(super) fn seen(integrations: Integrations, record: SyncRecord) -> Self {
        let mut stage = Self::bare(Some(integrations));
        stage.save(StudioRecord {
            linked: record.linked,
            sync: record.facts.clone(),
            ..studio(REVISION)
        });
        stage.mocks.syncs.expect_load().returning(move |_| Ok(record.clone()));
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
        mocks
            .gateway
            .expect_shown()
            .returning(|push| RemoteJson::new(format!("shown: {}", push.payload.expose())));
        mocks
            .sealer
            .expect_open()
            .withf(|owner, kind, secret| {
                (*owner, *kind) == (user_id(), SecretKind::VapiKey) && *secret == sealed(OWN_KEY)
            })
            .returning(|_, _, _| Ok(SecretString::from(OWN_KEY)));
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

    /// This was changed at Vapi since it was confirmed.
    pub(super) fn expect_drift(&mut self, n: u64, drift: Vec<Drift>) {
        self.mocks
            .gateway
            .expect_drift()
            .withf(move |confirmed, live| {
                live.id == assistant(n)
                    && confirmed.as_str() == format!("snapshot of {}", assistant(n))
            })
            .times(1)
            .return_once(|_, _| drift);
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
            let kind = AuditKind::AssistantForgotten;
            let gone = assistant(1).to_string();
            self.mocks.expect_recorded_about(Some(user_id()), kind, vec![gone]);
        }
    }

    /// Vapi never answers.
    pub(super) fn stuck(&mut self) {
        self.gateway = Some(Arc::new(StuckVapi));
    }

    pub(super) fn clock(&self) -> Arc<TestClock> {
        Arc::clone(&self.mocks.clock)
    }

    /// The wiring.
    pub(super) fn wired(self) -> (Ports, Settings) {
        let mut ports = self.mocks.ports();
        ports.gateway = self.gateway.unwrap_or(ports.gateway);
        (ports, self.settings)
    }

    pub(super) async fn sync(self) -> Result<SyncReport, SyncError> {
        let (ports, settings) = self.wired();
        SyncAssistant::new(&ports, &settings).run(caller(), &origin()).await
    }

    pub(super) async fn forget(self, remote: bool) -> Result<StudioRecord, SyncError> {
        let (ports, settings) = self.wired();
        ForgetAssistant::new(&ports, &settings).run(caller(), remote, &origin()).await
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
        // Planned, not pushed.
        (None, None) => {
            Push { changes: vec![change("voiceSpeed", None)], payload: RemoteBody::new("new") }
        }
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

/// Somebody has made the voice faster at Vapi.
pub(super) fn faster() -> Vec<Drift> {
    vec![Drift {
        setting: Some(Setting::VoiceSpeed),
        path: "voice.speed".into(),
        from: Some(RemoteJson::new("1.0")),
        to: Some(RemoteJson::new("0.9")),
    }]
}

/// Five minutes before now, from when on an attempt of now is looked for.
pub(super) fn five_minutes_ago() -> DateTime<Utc> {
    at(0) - TimeDelta::minutes(5)
}
