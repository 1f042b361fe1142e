use domain::assistant::render;
use domain::studio::{AccountDefaults, Setting};

use super::*;
use crate::doubles::ManualClock;
use crate::sample;

const LIMIT: Duration = Duration::from_secs(5);

fn gateway() -> (Arc<ManualClock>, FakeGateway) {
    let clock = Arc::new(ManualClock::new());
    (Arc::clone(&clock), FakeGateway::new(clock))
}

fn wanted(name: &str) -> Assistant {
    let account = AccountDefaults {
        email: "ada@example.com".to_owned(),
        organization_name: Some(name.to_owned()),
    };
    render(&domain::studio::StudioConfig::default().effective(&account)).assistant
}

fn marker(label: &str) -> OwnerMarker {
    OwnerMarker { owner: sample::user_id(label), intent: Some(sample::intent_id(label)) }
}

fn updating(label: &str) -> OwnerMarker {
    OwnerMarker { intent: None, ..marker(label) }
}

#[tokio::test]
async fn what_was_created_needs_no_push_and_what_changed_since_does() {
    let (_, gateway) = gateway();
    let key = sample::vapi_key("ada");
    let push = gateway.plan(None, &wanted("Bakery"), marker("ada"));
    let live = gateway.create(&key, &push, LIMIT).await.unwrap();
    assert_eq!(live.name.as_deref(), Some("Bakery"));
    assert_eq!(live.marker, Some(marker("ada")));
    assert!(gateway.plan(Some(&live), &wanted("Bakery"), updating("ada")).is_empty());

    gateway.set_field(&key, live.id, "voiceSpeed", "1.2");
    gateway.set_field(&key, live.id, "tools", "[1]");
    let live = gateway.find(&key, live.id, LIMIT).await.unwrap();
    let push = gateway.plan(Some(&live), &wanted("Patisserie"), updating("ada"));
    let fields: Vec<_> = push.changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["organizationName", "voiceSpeed"]);
    let live = gateway.update(&key, live.id, &push, LIMIT).await.unwrap();
    assert!(gateway.plan(Some(&live), &wanted("Patisserie"), updating("ada")).is_empty());
    assert!(live.body.expose().contains(r#""tools":[1]"#));
    assert_eq!(live.marker, Some(marker("ada")));
}

#[tokio::test]
async fn a_search_finds_the_owner_s_assistants_of_one_account_since_a_time_oldest_first() {
    let (clock, gateway) = gateway();
    let key = sample::vapi_key("shared");
    let mut made = Vec::new();
    for owner in ["ada", "eve", "ada", "ada"] {
        let push = gateway.plan(None, &wanted("x"), marker(owner));
        made.push(gateway.create(&key, &push, LIMIT).await.unwrap());
        clock.advance(Duration::from_secs(1));
    }
    let ada = sample::user_id("ada");
    let found = gateway.search(&key, ada, sample::at(1), LIMIT).await.unwrap();
    assert_eq!(found, [made[2].clone(), made[3].clone()]);
    let elsewhere = gateway.search(&sample::vapi_key("own"), ada, sample::time(), LIMIT).await;
    assert_eq!(elsewhere, Ok(Vec::new()));
}

#[tokio::test]
async fn a_fault_hits_the_next_call_of_its_kind_once_before_or_after_its_effect() {
    let (_, gateway) = gateway();
    let key = sample::vapi_key("ada");
    let push = gateway.plan(None, &wanted("x"), marker("ada"));
    let down = GatewayError::Unavailable { reach: Reach::Answered };
    gateway.fail_next(CallKind::Create, GatewayFault::error(down.clone()));
    gateway
        .fail_next(CallKind::Create, GatewayFault::error(down.clone()).with_effect(Effect::Done));
    assert_eq!(gateway.create(&key, &push, LIMIT).await, Err(down.clone()));
    assert_eq!(gateway.assistants(&key), []);
    assert_eq!(gateway.create(&key, &push, LIMIT).await, Err(down));
    assert_eq!(gateway.assistants(&key).len(), 1);
    assert!(gateway.create(&key, &push, LIMIT).await.is_ok());
    assert_eq!(gateway.calls(), [Call::Create; 3]);
}

#[tokio::test]
async fn a_slow_call_ends_at_its_limit_and_one_on_its_way_arrives_when_it_lands() {
    let (clock, gateway) = gateway();
    let key = sample::vapi_key("ada");
    let push = gateway.plan(None, &wanted("x"), marker("ada"));
    let late = GatewayFault::slow(Duration::from_mins(1)).with_effect(Effect::Later);
    gateway.fail_next(CallKind::Create, late);
    let timed_out = Err(GatewayError::TimedOut { reach: Reach::Unknown });
    assert_eq!(gateway.create(&key, &push, LIMIT).await, timed_out);
    assert_eq!(clock.monotonic(), LIMIT);
    assert_eq!(gateway.assistants(&key), []);
    gateway.land();
    assert_eq!(gateway.assistants(&key).len(), 1);
}

#[tokio::test]
async fn only_what_is_gone_is_not_found_and_deleting_it_again_is_fine() {
    let (_, gateway) = gateway();
    let key = sample::vapi_key("ada");
    let live = gateway.make(&key, "{}");
    assert_eq!(live.marker, None);
    for _ in 0..2 {
        gateway.delete(&key, live.id, LIMIT).await.unwrap();
    }
    assert_eq!(gateway.find(&key, live.id, LIMIT).await, Err(GatewayError::NotFound));
    assert_eq!(gateway.count(CallKind::Delete), 2);
}

#[tokio::test]
async fn a_refused_key_is_refused_everywhere_and_others_are_not() {
    let (_, gateway) = gateway();
    let (bad, good) = (sample::vapi_key("bad"), sample::vapi_key("good"));
    gateway.refuse_key(&bad);
    assert_eq!(gateway.check_key(&bad, LIMIT).await, Err(GatewayError::KeyRefused));
    assert_eq!(gateway.check_key(&good, LIMIT).await, Ok(()));
}

#[test]
fn a_snapshot_holds_all_but_secrets() {
    let (_, gateway) = gateway();
    let live = gateway.make(&sample::vapi_key("ada"), r#"{"tools":[1],"serverSecret":"hush"}"#);
    let snapshot = gateway.snapshot(&live);
    assert!(snapshot.as_str().contains("tools"));
    assert!(!snapshot.as_str().contains("hush"));
}

#[tokio::test]
async fn drift_is_what_was_changed_behind_our_back_since_it_was_confirmed() {
    let (_, gateway) = gateway();
    let key = sample::vapi_key("ada");
    let push = gateway.plan(None, &wanted("Bakery"), marker("ada"));
    let live = gateway.create(&key, &push, LIMIT).await.unwrap();
    let confirmed = gateway.snapshot(&live);
    assert_eq!(gateway.drift(&confirmed, &live), []);

    gateway.set_field(&key, live.id, "voiceSpeed", "1.2");
    gateway.set_field(&key, live.id, "tools", "[1]");
    gateway.set_field(&key, live.id, "serverSecret", "\"hush\"");
    gateway.set_field(&key, live.id, "metadata", "{}");
    let live = gateway.find(&key, live.id, LIMIT).await.unwrap();
    let drift = gateway.drift(&confirmed, &live);
    let told: Vec<_> = drift.iter().map(|drift| (drift.path.as_str(), drift.setting)).collect();
    assert_eq!(told, [("tools", None), ("voiceSpeed", Some(Setting::VoiceSpeed))]);
    assert_eq!((&drift[0].from, &drift[0].to), (&None, &Some(RemoteJson::new("[1]"))));
    assert_eq!(drift[1].to, Some(RemoteJson::new("1.2")));
    assert_eq!(gateway.drift(&gateway.snapshot(&live), &live), []);
    assert_eq!(gateway.drift(&RemoteJson::new("{"), &live), []);
}

#[test]
fn a_push_is_shown_without_secrets() {
    let (_, gateway) = gateway();
    let payload = RemoteBody::new(r#"{"tools":[1],"serverSecret":"hush"}"#);
    let push = Push { changes: Vec::new(), payload };
    assert_eq!(gateway.shown(&push), RemoteJson::new(r#"{"tools":[1]}"#));
}
