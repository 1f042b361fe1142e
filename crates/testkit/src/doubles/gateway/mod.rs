//! A Vapi in memory, with faults on demand.

mod account;
mod fault;
mod shape;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use application::port::{
    AssistantGateway, Clock, Drift, LiveAssistant, OwnerMarker, Push, RemoteBody, RemoteJson,
};
use application::{GatewayError, Reach, TraceContext};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::assistant::Assistant;
use domain::integration::VapiKey;
use domain::value::{AssistantId, UserId};

use self::account::Accounts;
pub use self::fault::{Call, CallKind, Effect, GatewayFault};

/// A Vapi with an account for each key. Every key is good until it is refused. Its
/// assistants are flat JSON objects whose fields are named as ours; `serverSecret` is a field of
/// others, and a secret.
pub struct FakeGateway {
    clock: Arc<dyn Clock>,
    world: Mutex<World>,
}

#[derive(Default)]
struct World {
    accounts: Accounts,
    calls: Vec<Call>,
    traces: Vec<Option<TraceContext>>,
    faults: VecDeque<(CallKind, GatewayFault)>,
    on_their_way: Vec<LateEffect>,
}

/// What a call does when it arrives at last.
type LateEffect = Box<dyn FnOnce(&mut Accounts, DateTime<Utc>) + Send>;

impl FakeGateway {
    /// An empty Vapi, where it is as late as this clock says and which is slow by it.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, world: Mutex::default() }
    }

    /// The next call of this kind goes wrong like this. Told several times, the next
    /// several calls of this kind go wrong, in this order.
    pub fn fail_next(&self, kind: CallKind, fault: GatewayFault) {
        self.world().faults.push_back((kind, fault));
    }

    /// Whatever is still on its way arrives.
    pub fn land(&self) {
        let now = self.clock.now();
        let mut world = self.world();
        for effect in std::mem::take(&mut world.on_their_way) {
            effect(&mut world.accounts, now);
        }
    }

    /// From now on every call with this key is [`GatewayError::KeyRefused`].
    pub fn refuse_key(&self, key: &VapiKey) {
        self.world().accounts.refuse(key);
    }

    /// Every call that was made, in their order.
    pub fn calls(&self) -> Vec<Call> {
        self.world().calls.clone()
    }

    /// The span that was at work at each call, in their order.
    pub fn traces(&self) -> Vec<Option<TraceContext>> {
        self.world().traces.clone()
    }

    /// How many calls of this kind were made.
    pub fn count(&self, kind: CallKind) -> usize {
        self.world().calls.iter().filter(|call| call.kind() == kind).count()
    }

    /// The assistants of this account, oldest first.
    pub fn assistants(&self, key: &VapiKey) -> Vec<LiveAssistant> {
        self.world().accounts.of(key).all()
    }

    /// Makes an assistant behind our back; its fields are an object as JSON text.
    pub fn make(&self, key: &VapiKey, fields: &str) -> LiveAssistant {
        let now = self.clock.now();
        self.world().accounts.of(key).create(&RemoteBody::new(fields), now)
    }

    /// Changes a field of an assistant behind our back, to this JSON text.
    pub fn set_field(&self, key: &VapiKey, id: AssistantId, field: &str, value: &str) {
        let fields = RemoteBody::new(format!("{{\"{field}\":{value}}}"));
        self.world().accounts.of(key).update(id, &fields).unwrap();
    }

    /// Deletes an assistant behind our back.
    pub fn remove(&self, key: &VapiKey, id: AssistantId) {
        self.world().accounts.of(key).delete(id);
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    /// Makes a call: writes it down, goes wrong if it is to, else does what it should.
    async fn call<T: Send>(
        &self,
        call: Call,
        key: &VapiKey,
        limit: Duration,
        effect: impl FnOnce(&mut Accounts, DateTime<Utc>) -> Result<T, GatewayError> + Send + 'static,
    ) -> Result<T, GatewayError> {
        let fault = self.begin(call);
        if !fault.delay.is_zero() {
            self.clock.sleep(fault.delay.min(limit)).await;
        }
        let now = self.clock.now();
        let mut world = self.world();
        world.accounts.check(key)?;
        let timed_out = || GatewayError::TimedOut { reach: Reach::Unknown };
        let error = if fault.delay >= limit { Some(timed_out()) } else { fault.error };
        match (fault.effect, error) {
            (Effect::Done, None) => effect(&mut world.accounts, now),
            (Effect::Done, Some(error)) => {
                // What the call would have answered is lost with its answer.
                let _ = effect(&mut world.accounts, now);
                Err(error)
            }
            (Effect::None, error) => Err(error.unwrap_or_else(timed_out)),
            (Effect::Later, error) => {
                world.on_their_way.push(Box::new(move |accounts, now| {
                    let _ = effect(accounts, now);
                }));
                Err(error.unwrap_or_else(timed_out))
            }
        }
    }

    fn begin(&self, call: Call) -> GatewayFault {
        let mut world = self.world();
        world.calls.push(call);
        world.traces.push(TraceContext::current());
        let planned = world.faults.iter().position(|(kind, _)| *kind == call.kind());
        let fault = planned.and_then(|index| world.faults.remove(index));
        fault.map_or(GatewayFault::slow(Duration::ZERO), |(_, fault)| fault)
    }
}

impl fmt::Debug for FakeGateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeGateway").finish_non_exhaustive()
    }
}

#[async_trait]
impl AssistantGateway for FakeGateway {
    fn plan(&self, live: Option<&LiveAssistant>, wanted: &Assistant, marker: OwnerMarker) -> Push {
        shape::plan(live, wanted, marker)
    }

    fn snapshot(&self, live: &LiveAssistant) -> RemoteJson {
        shape::snapshot(live)
    }

    fn drift(&self, confirmed: &RemoteJson, live: &LiveAssistant) -> Vec<Drift> {
        shape::drift(confirmed, live)
    }

    fn shown(&self, push: &Push) -> RemoteJson {
        shape::shown(push)
    }

    async fn find(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let owner = key.clone();
        self.call(Call::Find(id), key, limit, move |accounts, _| accounts.of(&owner).find(id)).await
    }

    async fn search(
        &self,
        key: &VapiKey,
        owner: UserId,
        since: DateTime<Utc>,
        limit: Duration,
    ) -> Result<Vec<LiveAssistant>, GatewayError> {
        let account = key.clone();
        self.call(Call::Search(owner), key, limit, move |accounts, _| {
            let mut found = accounts.of(&account).all();
            found.retain(|live| {
                live.created_at >= since && live.marker.is_some_and(|by| by.owner == owner)
            });
            Ok(found)
        })
        .await
    }

    async fn create(
        &self,
        key: &VapiKey,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let (account, fields) = (key.clone(), push.payload.clone());
        self.call(Call::Create, key, limit, move |accounts, now| {
            Ok(accounts.of(&account).create(&fields, now))
        })
        .await
    }

    async fn update(
        &self,
        key: &VapiKey,
        id: AssistantId,
        push: &Push,
        limit: Duration,
    ) -> Result<LiveAssistant, GatewayError> {
        let (account, fields) = (key.clone(), push.payload.clone());
        self.call(Call::Update(id), key, limit, move |accounts, _| {
            accounts.of(&account).update(id, &fields)
        })
        .await
    }

    async fn delete(
        &self,
        key: &VapiKey,
        id: AssistantId,
        limit: Duration,
    ) -> Result<(), GatewayError> {
        let account = key.clone();
        self.call(Call::Delete(id), key, limit, move |accounts, _| {
            accounts.of(&account).delete(id);
            Ok(())
        })
        .await
    }

    async fn check_key(&self, key: &VapiKey, limit: Duration) -> Result<(), GatewayError> {
        self.call(Call::CheckKey, key, limit, |_, _| Ok(())).await
    }
}
