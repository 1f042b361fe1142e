//! A model of the store and of Vapi, in which a process can be killed at any moment.

mod departure;

use std::collections::VecDeque;
use std::future::{pending, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::integration::VapiKey;
use domain::sync::SyncFacts;
use domain::value::{AssistantId, IntentId, UserId};
use uuid::Uuid;

use super::super::stage::{REVISION, fingerprint, linked, live, planned};
use super::super::{SyncAssistant, SyncError, SyncReport};
use crate::port::{
    AssistantGateway, AssistantRemoval, AssistantSyncStore, Claim, Clock, Confirmation, Drift,
    Integrations, KeyFingerprint, Lease, LiveAssistant, OpenIntent, OwnerMarker, Push, RemoteJson,
    SyncRecord,
};
use crate::use_case::fixture::{Mocks, TestClock, caller, origin, settings, studio};
use crate::{GatewayError, Ports, Reach, StoreError};

/// What becomes of a create.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Answered,
    AnsweredSlowly,
    Refused,
    /// 500, and nothing was made.
    FailedUnmade,
    /// 500, and it was made.
    FailedMade,
    /// No answer, and nothing was made.
    LostUnmade,
    /// No answer, and it was made.
    LostMade,
    /// No answer, and it is made as late as the request may take.
    LostMadeLate,
    /// No answer, and it is made when nobody reckons with it any more.
    LostMadeTooLate,
}

impl Fate {
    pub(super) const ALL: [Self; 9] = [
        Self::Answered,
        Self::AnsweredSlowly,
        Self::Refused,
        Self::FailedUnmade,
        Self::FailedMade,
        Self::LostUnmade,
        Self::LostMade,
        Self::LostMadeLate,
        Self::LostMadeTooLate,
    ];
}

#[derive(Debug, Clone, Copy)]
struct Attempt {
    id: IntentId,
    search_from: DateTime<Utc>,
    /// Until when it is looked for; `None` until a sync has settled it.
    searched_until: Option<Duration>,
    over_at: Duration,
}

#[derive(Default)]
pub(super) struct State {
    /// At Vapi, oldest first.
    assistants: Vec<LiveAssistant>,
    on_their_way: Vec<(Duration, LiveAssistant)>,
    fates: VecDeque<Fate>,
    pub(super) made: u64,
    /// Most assistants that there ever were at one time.
    pub(super) most: usize,
    record: SyncRecord,
    attempt: Option<Attempt>,
    lease: Option<(Lease, Duration)>,
    fences: i64,
    /// How many moments the process still lives.
    pub(super) lives_for: Option<u32>,
    dead: bool,
    /// The user was deleted, and all that was stored of them.
    gone: bool,
    removal: Option<AssistantRemoval>,
}

/// The store and Vapi.
pub(super) struct World {
    clock: Arc<TestClock>,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Start {
    Never,
    Linked,
    LinkedToOneThatIsGone,
}

impl World {
    pub(super) fn new(start: Start, fates: &[Fate]) -> Arc<Self> {
        let mut state = State { fates: fates.iter().copied().collect(), ..State::default() };
        match start {
            Start::Never => {}
            Start::LinkedToOneThatIsGone => state.record = linked(1),
            Start::Linked => {
                state.record = linked(1);
                state.assistants = vec![live(1)];
            }
        }
        Arc::new(Self { clock: Arc::new(TestClock::default()), state: Mutex::new(state) })
    }

    /// What there is by now.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        let now = self.clock.monotonic();
        let mut state = self.state.lock().unwrap();
        let (landed, still) =
            std::mem::take(&mut state.on_their_way).into_iter().partition(|(at, _)| *at <= now);
        state.on_their_way = still;
        state.assistants.extend(Vec::into_iter(landed).map(|(_, assistant)| assistant));
        state.most = state.most.max(state.assistants.len());
        state
    }

    /// A moment at which the process may be killed.
    async fn moment(&self) {
        let dead = {
            let mut state = self.state();
            match &mut state.lives_for {
                Some(0) => state.dead = true,
                Some(moments) => *moments -= 1,
                None => {}
            }
            state.dead
        };
        if dead {
            pending::<()>().await;
        }
    }

    /// One sync by a process; `None` when it was killed.
    pub(super) async fn sync(self: &Arc<Self>) -> Option<Result<SyncReport, SyncError>> {
        let sync = SyncAssistant::new(&self.ports_of_a_sync(), &settings());
        self.until_killed(Box::pin(sync.run(caller(), &origin()))).await
    }

    fn ports_of_a_sync(self: &Arc<Self>) -> Ports {
        let mut mocks = Mocks::default();
        let [secrets, configs] = [(); 2].map(|()| Arc::clone(self));
        mocks
            .secrets
            .expect_load()
            .returning(move |_, _| Ok((!secrets.state().gone).then(Integrations::default)));
        mocks
            .configs
            .expect_load()
            .returning(move |_, _| Ok((!configs.state().gone).then(|| studio(REVISION))));
        mocks.audit.expect_record().returning(|_| Ok(()));
        self.ports(mocks)
    }

    /// The wiring to this world, and to mocks of what is not in it.
    fn ports(self: &Arc<Self>, mut mocks: Mocks) -> Ports {
        mocks.clock = Arc::clone(&self.clock);
        mocks.sealer.expect_fingerprint().returning(|key| fingerprint(key.expose()));
        Ports {
            syncs: Arc::clone(self) as Arc<dyn AssistantSyncStore>,
            gateway: Arc::clone(self) as Arc<dyn AssistantGateway>,
            ..mocks.ports()
        }
    }

    async fn until_killed<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let killed = poll_fn(|_| if self.state().dead { Poll::Ready(()) } else { Poll::Pending });
        tokio::select! {
            biased;
            ended = work => Some(ended),
            () = killed => None,
        }
    }

    /// From here on nobody is killed.
    fn live_on(&self) {
        let mut state = self.state();
        (state.dead, state.lives_for) = (false, None);
    }

    /// Someone tries again and again until it works.
    async fn insist(self: &Arc<Self>) {
        self.live_on();
        for _ in 0..12 {
            self.clock.advance(Duration::from_secs(3));
            if self.sync().await.unwrap().is_ok() {
                return;
            }
        }
        panic!("no sync ever works again");
    }

    /// Whoever was cut off comes back only after this long.
    pub(super) fn stay_away(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// The end of each story.
    pub(super) async fn assert_one_in_the_end(self: &Arc<Self>, story: &str) {
        self.insist().await;
        self.clock.advance(Duration::from_secs(30));
        self.sync().await.unwrap().unwrap();
        let state = self.state();
        let ids: Vec<_> = state.assistants.iter().map(|assistant| assistant.id).collect();
        assert_eq!(ids, Vec::from_iter(state.record.linked), "{story}");
        assert_eq!(ids.len(), 1, "{story}");
    }

    fn holds(state: &State, lease: Lease, now: Duration) -> bool {
        state.lease.is_some_and(|(held, until)| held == lease && now < until)
    }

    /// A write under a lease.
    async fn write(
        &self,
        lease: Lease,
        write: impl FnOnce(&mut State, Duration) + Send,
    ) -> Result<bool, StoreError> {
        self.moment().await;
        let held = {
            let now = self.clock.monotonic();
            let mut state = self.state();
            let held = Self::holds(&state, lease, now);
            if held {
                write(&mut state, now);
            }
            held
        };
        self.moment().await;
        Ok(held)
    }

    fn record(&self, state: &State) -> SyncRecord {
        let now = self.clock.monotonic();
        let attempt =
            state.attempt.filter(|attempt| attempt.searched_until.is_none_or(|until| now < until));
        let intent = attempt.map(|attempt| OpenIntent {
            id: attempt.id,
            search_from: attempt.search_from,
            still_on_its_way: attempt.over_at.saturating_sub(now),
        });
        let at_work = state.lease.is_some_and(|(_, until)| now < until);
        let facts = SyncFacts { at_work, ..state.record.facts.clone() };
        SyncRecord { facts, intent, ..state.record.clone() }
    }

    fn make(&self, push: &Push, after: Option<Duration>) -> LiveAssistant {
        let now = self.clock.monotonic();
        let mut state = self.state();
        state.made += 1;
        let intent = push.payload.expose().rsplit(' ').next().unwrap();
        let intent = IntentId::new(Uuid::parse_str(intent).unwrap());
        let marker = OwnerMarker { owner: caller().user_id(), intent: Some(intent) };
        let made = LiveAssistant {
            marker: Some(marker),
            created_at: self.clock.now(),
            ..live(1 + state.made)
        };
        match after {
            Some(after) => state.on_their_way.push((now + after, made.clone())),
            None => state.assistants.push(made.clone()),
        }
        made
    }

    async fn time_out(&self, limit: Duration) -> GatewayError {
        self.wait(limit).await;
        GatewayError::TimedOut { reach: Reach::Unknown }
    }

    async fn wait(&self, span: Duration) {
        let until = self.clock.monotonic() + span;
        while self.clock.monotonic() < until {
            self.clock.sleep(Duration::from_secs(1)).await;
            self.moment().await;
        }
    }
}

#[async_trait]
impl AssistantSyncStore for World {
    async fn load(&self, _: UserId) -> Result<SyncRecord, StoreError> {
        self.moment().await;
        let state = self.state();
        Ok(self.record(&state))
    }

    async fn claim(
        &self,
        _: UserId,
        holder: Uuid,
        confirmations: i64,
        ttl: Duration,
    ) -> Result<Claim, StoreError> {
        self.moment().await;
        let claim = {
            let mut state = self.state();
            let record = self.record(&state);
            if state.gone || record.facts.at_work || record.confirmations > confirmations {
                Claim::Refused(record)
            } else {
                state.fences += 1;
                let lease = Lease { holder, fence: state.fences };
                state.lease = Some((lease, self.clock.monotonic() + ttl));
                Claim::Granted(lease, record)
            }
        };
        self.moment().await;
        Ok(claim)
    }

    async fn renew(&self, _: UserId, lease: Lease, ttl: Duration) -> Result<bool, StoreError> {
        self.write(lease, |state, now| state.lease = Some((lease, now + ttl))).await
    }

    async fn open_intent(
        &self,
        _: UserId,
        lease: Lease,
        intent: IntentId,
        time_limit: Duration,
    ) -> Result<bool, StoreError> {
        let five_minutes_ago = self.clock.now() - TimeDelta::minutes(5);
        self.write(lease, |state, now| {
            let search_from = state.attempt.map_or(five_minutes_ago, |attempt| attempt.search_from);
            let over_at = now + time_limit;
            state.attempt =
                Some(Attempt { id: intent, search_from, searched_until: None, over_at });
        })
        .await
    }

    async fn intent_answered(&self, _: UserId, lease: Lease) -> Result<bool, StoreError> {
        self.write(lease, |state, now| {
            if let Some(attempt) = &mut state.attempt {
                attempt.over_at = now;
            }
        })
        .await
    }

    async fn close_intent(
        &self,
        _: UserId,
        lease: Lease,
        keep_searching: bool,
    ) -> Result<bool, StoreError> {
        self.write(lease, |state, now| close(state, now, keep_searching)).await
    }

    async fn link(
        &self,
        _: UserId,
        lease: Lease,
        assistant: AssistantId,
        key_fingerprint: &KeyFingerprint,
    ) -> Result<bool, StoreError> {
        self.write(lease, |state, _| {
            state.record.linked = Some(assistant);
            state.record.key_fingerprint = Some(key_fingerprint.clone());
        })
        .await
    }

    async fn confirm(
        &self,
        _: UserId,
        lease: Lease,
        confirmation: Confirmation,
    ) -> Result<bool, StoreError> {
        self.write(lease, |state, now| {
            state.record.linked = Some(confirmation.assistant);
            state.record.key_fingerprint = Some(confirmation.key_fingerprint);
            state.record.confirmations += 1;
            state.record.last_action = Some(confirmation.action);
            state.record.facts.synced_revision = Some(confirmation.revision);
            close(state, now, confirmation.keep_searching);
            state.lease = None;
        })
        .await
    }

    async fn fail(&self, _: UserId, lease: Lease, _: &str) -> Result<bool, StoreError> {
        self.write(lease, |state, _| state.lease = None).await
    }

    async fn release(&self, _: UserId, lease: Lease) -> Result<bool, StoreError> {
        self.write(lease, |state, _| state.lease = None).await
    }

    async fn note_drift(&self, _: UserId, _: i64, _: bool) -> Result<bool, StoreError> {
        panic!("a sync notes no drift")
    }

    async fn forget(&self, _: UserId, _: Lease) -> Result<bool, StoreError> {
        panic!("a sync forgets nothing")
    }
}

fn close(state: &mut State, now: Duration, keep_searching: bool) {
    state.attempt = state.attempt.filter(|_| keep_searching).map(|attempt| Attempt {
        over_at: now,
        searched_until: attempt.searched_until.or(Some(now + Duration::from_mins(10))),
        ..attempt
    });
}

#[async_trait]
impl AssistantGateway for World {
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

    fn drift(&self, _: &RemoteJson, _: &LiveAssistant) -> Vec<Drift> {
        panic!("nobody changes anything here")
    }

    fn shown(&self, _: &Push) -> RemoteJson {
        panic!("a sync shows nothing")
    }

    async fn find(
        &self,
        _: &VapiKey,
        id: AssistantId,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        self.moment().await;
        let state = self.state();
        let found = state.assistants.iter().find(|assistant| assistant.id == id);
        found.cloned().ok_or(GatewayError::NotFound)
    }

    async fn search(
        &self,
        _: &VapiKey,
        owner: UserId,
        since: DateTime<Utc>,
        _: Duration,
    ) -> Result<Vec<LiveAssistant>, GatewayError> {
        self.moment().await;
        let mut found = self.state().assistants.clone();
        found.retain(|assistant| {
            assistant.created_at >= since
                && assistant.marker.is_some_and(|marker| marker.owner == owner)
        });
        Ok(found)
    }

    async fn create(
        &self,
        _: &VapiKey,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        self.moment().await;
        let failed = GatewayError::Unavailable { reach: Reach::Answered };
        let fate = self.state().fates.pop_front().unwrap_or(Fate::Answered);
        let answer = match fate {
            Fate::Answered => Ok(self.make(push, None)),
            Fate::AnsweredSlowly => {
                let made = self.make(push, None);
                self.wait(limit / 2).await;
                Ok(made)
            }
            Fate::Refused => Err(GatewayError::Rejected { fields: Vec::new() }),
            Fate::FailedUnmade => Err(failed),
            Fate::FailedMade => {
                self.make(push, None);
                Err(failed)
            }
            Fate::LostUnmade => Err(self.time_out(limit).await),
            Fate::LostMade => {
                self.make(push, None);
                Err(self.time_out(limit).await)
            }
            Fate::LostMadeLate => {
                self.make(push, Some(limit));
                Err(self.time_out(limit).await)
            }
            Fate::LostMadeTooLate => {
                self.make(push, Some(limit + Duration::from_secs(9)));
                Err(self.time_out(limit).await)
            }
        };
        self.moment().await;
        answer
    }

    async fn update(
        &self,
        _: &VapiKey,
        _: AssistantId,
        _: &Push,
        _: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        panic!("nothing ever differs here")
    }

    async fn delete(&self, _: &VapiKey, id: AssistantId, _: Duration) -> Result<(), GatewayError> {
        self.moment().await;
        self.state().assistants.retain(|assistant| assistant.id != id);
        self.moment().await;
        Ok(())
    }

    async fn check_key(&self, _: &VapiKey, _: Duration) -> Result<(), GatewayError> {
        panic!("a sync checks no key")
    }
}
