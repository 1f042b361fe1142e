//! Any history of saves, pushes, edits at Vapi, lost answers and changes of the key: a plan
//! writes nothing, and the push after it does what the plan said and nothing else.

use std::collections::BTreeSet;
use std::time::Duration;

use application::port::{LiveAssistant, SyncRecord};
use application::use_case::UseCases;
use application::use_case::sync::{SyncPlan, SyncReport};
use application::{Caller, GatewayError, Reach, Settings, VapiMode};
use ava_testkit::contract::Stores;
use ava_testkit::doubles::{Call, CallKind, Effect, GatewayFault};
use ava_testkit::house::House;
use ava_testkit::sample;
use chrono::TimeDelta;
use domain::Raw;
use domain::account::SignUpFields;
use domain::assistant::Warning;
use domain::integration::{SecretKind, VapiKey};
use domain::sync::SyncAction;
use domain::value::{AssistantId, RequestOrigin};
use proptest::prelude::*;
use proptest::sample::select;
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

const LIMIT: Duration = Duration::from_secs(5);

#[derive(Debug, Clone)]
enum Event {
    /// Saves a setting.
    Save(&'static str, Raw),
    /// Plans, then pushes.
    Push,
    /// Plans, then pushes; the answer of a create is lost, which did this.
    PushInVain(Effect),
    /// Somebody changes a field of every assistant at Vapi.
    Edit(&'static str, &'static str),
    /// Somebody deletes the linked assistant at Vapi.
    Delete,
    /// Whatever is on its way to Vapi arrives.
    Land,
    /// Lets go of the assistant.
    Forget(bool),
    /// Makes an assistant at Vapi, and links it.
    Adopt,
    /// Enters a key, while Vapi says nothing of assistants or does.
    Enter(&'static str, bool),
    /// Takes the key back.
    TakeBack,
    /// Looks whether anything changed.
    View,
    /// What was left at Vapi is removed.
    Remove,
    /// Lets time pass.
    Wait(u64),
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (25_u32..=400).prop_map(|cents| Event::Save("voiceSpeed", hundredths(cents))),
        1 => (0_u32..=200).prop_map(|cents| Event::Save("aiTemperature", hundredths(cents))),
        2 => ("voiceProvider", &["11labs", "openai", "deepgram"][..]).prop_map_save(),
        1 => ("systemPrompt", &["Be brief.", "Be kind."][..]).prop_map_save(),
        1 => ("organizationName", &["Bakery", "Garage"][..]).prop_map_save(),
        8 => Just(Event::Push),
        2 => select(vec![Effect::None, Effect::Done, Effect::Later]).prop_map(Event::PushInVain),
        4 => select(vec![
            ("voiceSpeed", "1.1"),
            ("firstMessage", "\"Allô ?\""),
            ("tools", "[1]"),
            ("serverSecret", "\"hush\""),
            ("model.provider", "\"groq\""),
        ]).prop_map(|(field, value)| Event::Edit(field, value)),
        1 => Just(Event::Delete),
        1 => Just(Event::Land),
        1 => any::<bool>().prop_map(Event::Forget),
        1 => Just(Event::Adopt),
        1 => (select(vec!["bakery", "garage"]), any::<bool>())
            .prop_map(|(key, vapi_is_away)| Event::Enter(key, vapi_is_away)),
        1 => Just(Event::TakeBack),
        1 => Just(Event::View),
        1 => Just(Event::Remove),
        2 => (1_u64..20).prop_map(Event::Wait),
    ]
}

/// A setting and some of its values.
trait Saves {
    fn prop_map_save(self) -> BoxedStrategy<Event>;
}

impl Saves for (&'static str, &'static [&'static str]) {
    fn prop_map_save(self) -> BoxedStrategy<Event> {
        let (setting, values) = self;
        select(values).prop_map(move |value| Event::Save(setting, text(value))).boxed()
    }
}

struct Story {
    house: House,
    stores: Stores,
    use_cases: UseCases,
    caller: Caller,
    /// The key that counts.
    key: VapiKey,
    server_key: VapiKey,
    /// What the last push left at Vapi.
    confirmed: Option<LiveAssistant>,
}

impl Story {
    async fn begin() -> Self {
        let house = House::default();
        let server_key = sample::vapi_key("the-server");
        let settings = Settings {
            access_token_ttl: TimeDelta::minutes(15),
            rotate_refresh_tokens: true,
            vapi_mode: VapiMode::Sandbox,
            server_vapi_key: Some(server_key.clone()),
            rate_limits: None,
            revisions_kept: None,
        };
        let use_cases = UseCases::new(&house.ports(), &settings);
        let stores = house.stores.stores();
        let fields = SignUpFields {
            email: text("ada@example.com"),
            password: text("correct horse battery"),
            ..SignUpFields::default()
        };
        let grant = use_cases.sign_up.run(&fields, RequestOrigin::default()).await;
        let token = grant.expect("a sign-up").access_token;
        let (caller, _) = use_cases.authenticate.run(token.expose_secret()).expect("a caller");
        let key = server_key.clone();
        Self { house, stores, use_cases, caller, key, server_key, confirmed: None }
    }

    async fn play(&mut self, event: Event) {
        let gateway = &self.house.gateway;
        let origin = RequestOrigin::default();
        match event {
            Event::Save(setting, value) => {
                let patch = &self.use_cases.patch_studio_config;
                let fields = [(setting.to_owned(), value)];
                patch.run(self.caller, &fields, None, &origin).await.expect("a save");
            }
            Event::Push => self.push(None).await,
            Event::PushInVain(effect) => self.push(Some(effect)).await,
            Event::Edit(field, value) => {
                for live in gateway.assistants(&self.key) {
                    gateway.set_field(&self.key, live.id, field, value);
                }
            }
            Event::Delete => {
                if let Some(id) = self.record().await.linked {
                    gateway.remove(&self.key, id);
                }
            }
            Event::Land => gateway.land(),
            Event::Forget(remote) => {
                let forget = &self.use_cases.forget_assistant;
                forget.run(self.caller, remote, &origin).await.expect("a farewell");
            }
            Event::Adopt => self.adopt(&origin).await,
            Event::Enter(key, vapi_is_away) => {
                let asked = gateway.count(CallKind::Find);
                let away = GatewayError::Unavailable { reach: Reach::NotSent };
                if vapi_is_away {
                    gateway.fail_next(CallKind::Find, GatewayFault::error(away));
                }
                self.key = sample::vapi_key(key);
                let save = &self.use_cases.save_vapi_key;
                save.run(self.caller, &text(self.key.expose()), &origin).await.expect("a key");
                if vapi_is_away && gateway.count(CallKind::Find) == asked {
                    self.ask_once().await;
                }
            }
            Event::TakeBack => {
                self.key = self.server_key.clone();
                let remove = &self.use_cases.remove_secret;
                remove.run(self.caller, SecretKind::VapiKey, &origin).await.expect("no key");
            }
            Event::View => self.view().await,
            Event::Remove => self.remove_what_is_left().await,
            Event::Wait(seconds) => self.house.clock.advance(Duration::from_secs(seconds)),
        }
    }

    /// Plans, then pushes.
    async fn push(&mut self, create_is_lost: Option<Effect>) {
        let before = self.assistants();
        let linked = self.record().await;
        let planned = self.plan().await;
        if let (Some(effect), Ok(SyncPlan { assistant_id: None, .. })) = (create_is_lost, &planned)
        {
            let lost = GatewayError::TimedOut { reach: Reach::Unknown };
            let fault = GatewayFault::error(lost).with_effect(effect);
            self.house.gateway.fail_next(CallKind::Create, fault);
            // Whether it is found at once is another story.
            if let Ok(report) = self.sync().await {
                self.confirm(report.assistant_id);
            }
            return;
        }
        let calls = self.house.gateway.calls().len();
        match (planned, self.sync().await) {
            (Ok(plan), Ok(report)) => {
                assert_drift(&plan, &linked, self.confirmed.as_ref(), &before);
                let after = self.assistants();
                let wrote = self.house.gateway.calls().split_off(calls);
                assert_done(&plan, &report, &before, &after, &wrote);
                self.confirm(report.assistant_id);
            }
            (Err(planned), Err(pushed)) => assert_eq!(planned, pushed),
            (planned, pushed) => panic!("planned {planned:?}, and then {pushed:?}"),
        }
    }

    /// Remembers what a push has left at Vapi.
    fn confirm(&mut self, id: AssistantId) {
        self.confirmed = self.assistants().into_iter().find(|live| live.id == id);
    }

    /// A plan, which writes nothing anywhere.
    async fn plan(&self) -> Result<SyncPlan, String> {
        let before = (self.record().await, self.assistants());
        let calls = self.house.gateway.calls().len();
        let plan = self.use_cases.plan_sync.run(self.caller).await;
        let made = self.house.gateway.calls().split_off(calls);
        assert!(made.iter().all(|call| !is_write(call)), "{made:?}");
        assert_eq!((self.record().await, self.assistants()), before);
        plan.map_err(|error| error.to_string())
    }

    async fn sync(&self) -> Result<SyncReport, String> {
        let origin = RequestOrigin::default();
        let pushed = self.use_cases.sync_assistant.run(self.caller, &origin).await;
        pushed.map_err(|error| error.to_string())
    }

    async fn adopt(&self, origin: &RequestOrigin) {
        if self.key.expose() == self.server_key.expose() || self.record().await.linked.is_some() {
            return;
        }
        let made = self.house.gateway.make(&self.key, r#"{"tools":[2]}"#);
        let adopt = &self.use_cases.adopt_assistant;
        let id = text(&made.id.to_string());
        let studio = adopt.run(self.caller, &id, origin).await.expect("an adoption");
        assert_eq!(studio.linked, Some(made.id));
    }

    /// What it says is what a plan says.
    async fn view(&self) {
        let plan = self.plan().await;
        let record = self.record().await;
        let viewed = self.use_cases.view_sync.run(self.caller).await.expect("a state");
        assert_eq!(self.record().await.facts, viewed.sync);
        if let (Some(_), Some(id), Ok(plan)) = (record.confirmed, record.linked, plan)
            && plan.assistant_id == Some(id)
        {
            assert_eq!(viewed.sync.drifted, !plan.drift.is_empty());
        }
    }

    /// What the user goes on with stays.
    async fn remove_what_is_left(&self) {
        let linked = self.record().await.linked;
        let is_there = |live: &LiveAssistant| Some(live.id) == linked;
        let before = self.assistants().iter().any(is_there);
        while self.use_cases.remove_left_assistants.run().await.expect("a job") {}
        assert_eq!(self.assistants().iter().any(is_there), before);
    }

    /// Takes the fault away that nobody has met.
    async fn ask_once(&self) {
        let nobody = sample::assistant_id("nobody's");
        let gateway: &dyn application::port::AssistantGateway = &*self.house.gateway;
        gateway.find(&self.key, nobody, LIMIT).await.expect_err("a fault");
    }

    async fn record(&self) -> SyncRecord {
        self.stores.syncs.load(self.caller.user_id()).await.expect("a record")
    }

    fn assistants(&self) -> Vec<LiveAssistant> {
        self.house.gateway.assistants(&self.key)
    }
}

/// The push did what was planned: to the same assistant, in the same fields, and called itself
/// the same.
fn assert_done(
    plan: &SyncPlan,
    report: &SyncReport,
    before: &[LiveAssistant],
    after: &[LiveAssistant],
    made: &[Call],
) {
    assert_eq!((report.action, report.revision), (plan.action, plan.revision));
    assert!(plan.assistant_id.is_none_or(|id| id == report.assistant_id));
    let id = report.assistant_id;
    let expected = match plan.assistant_id {
        None => vec![Call::Create],
        Some(_) if plan.changes.is_empty() => Vec::new(),
        Some(id) => vec![Call::Update(id)],
    };
    let deletes = |call: &Call| matches!(call, Call::Delete(_));
    let wrote = made.iter().filter(|call| is_write(call) && !deletes(call)).copied();
    assert_eq!(wrote.collect::<Vec<_>>(), expected);
    if plan.action == SyncAction::Unchanged {
        assert_eq!(plan.changes, []);
    }

    let (before, after) = (body_of(before, id), body_of(after, id));
    for change in &plan.changes {
        let value = |body: &Map<String, Value>| body.get(&change.field).cloned().filter(is_set);
        let text = |json: &application::port::RemoteJson| {
            serde_json::from_str::<Value>(json.as_str()).expect("JSON")
        };
        assert_eq!(value(&before), change.from.as_ref().map(text), "{}", change.field);
        if change.field != "metadata" {
            assert_eq!(value(&after), change.to.as_ref().map(text), "{}", change.field);
        }
    }
    let planned: BTreeSet<_> = plan.changes.iter().map(|change| change.field.as_str()).collect();
    for field in differing(&before, &after) {
        assert!(planned.contains(field.as_str()), "{field} was not planned");
    }
    assert_eq!(of_settings(&plan.warnings), of_settings(&report.warnings));
}

/// What is said to have been changed is what was, since the last push to the linked one.
fn assert_drift(
    plan: &SyncPlan,
    record: &SyncRecord,
    confirmed: Option<&LiveAssistant>,
    before: &[LiveAssistant],
) {
    let told: BTreeSet<_> = plan.drift.iter().map(|drift| drift.path.clone()).collect();
    let linked = record.linked.filter(|id| plan.assistant_id == Some(*id));
    let mut expected = BTreeSet::new();
    if let (Some(id), Some(confirmed)) = (linked, confirmed.filter(|_| record.confirmed.is_some()))
        && confirmed.id == id
    {
        expected = differing(&object(confirmed), &body_of(before, id));
        expected.retain(|field| !["metadata", "serverSecret"].contains(&field.as_str()));
    }
    assert_eq!(told, expected);
}

/// But those of second and former assistants, which tell of what is done or will be.
fn of_settings(warnings: &[Warning]) -> Vec<&Warning> {
    let is_of_another = |warning: &&Warning| {
        warning.detail.contains("assistant of yours") || warning.detail.contains("former assistant")
    };
    warnings.iter().filter(|warning| !is_of_another(warning)).collect()
}

const fn is_write(call: &Call) -> bool {
    matches!(call.kind(), CallKind::Create | CallKind::Update | CallKind::Delete)
}

fn is_set(value: &Value) -> bool {
    !value.is_null()
}

/// As short as people write them: JSON keeps such a number as it is.
fn hundredths(count: u32) -> Raw {
    Raw::Number(f64::from(count) / 100.0)
}

fn text(text: &str) -> Raw {
    Raw::Text(text.to_owned())
}

fn object(live: &LiveAssistant) -> Map<String, Value> {
    serde_json::from_str(live.body.expose()).expect("an object")
}

/// Nothing, of one that is not there.
fn body_of(all: &[LiveAssistant], id: AssistantId) -> Map<String, Value> {
    all.iter().find(|live| live.id == id).map(object).unwrap_or_default()
}

fn differing(before: &Map<String, Value>, after: &Map<String, Value>) -> BTreeSet<String> {
    let fields = before.keys().chain(after.keys()).filter(|field| *field != "id");
    let value = |body: &Map<String, Value>, field: &str| body.get(field).cloned().filter(is_set);
    fields.filter(|field| value(before, field) != value(after, field)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_push_does_what_was_planned_and_a_plan_does_nothing(
        events in proptest::collection::vec(any_event(), 0..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let mut story = Story::begin().await;
            for event in events {
                story.play(event).await;
            }
        });
    }
}
