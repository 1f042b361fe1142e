//! What was changed at Vapi is told, and nothing else is.

use application::port::{AssistantGateway, Drift, LiveAssistant, RemoteBody};
use ava_infra_vapi::HttpVapi;
use chrono::DateTime;
use domain::assistant::Assistant;
use domain::studio::Setting;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::configs::any_assistant;
use crate::support::{LIMIT, MARKER, created, id, key, sandbox, uncalled, wanted};

/// The assistant that Vapi would have made of this.
fn live(vapi: &HttpVapi, wanted: &Assistant) -> (LiveAssistant, Value) {
    let push = vapi.plan(None, wanted, MARKER);
    let body: Value = serde_json::from_str(push.payload.expose()).unwrap();
    (with_body(&body), body)
}

fn with_body(body: &Value) -> LiveAssistant {
    LiveAssistant {
        id: id(),
        name: None,
        marker: Some(MARKER),
        created_at: DateTime::UNIX_EPOCH,
        body: RemoteBody::new(body.to_string()),
    }
}

/// The place of each setting of ours that an assistant has.
fn places(body: &Value) -> Vec<(Setting, &'static str)> {
    let all = [
        (Setting::OrganizationName, "/name"),
        (Setting::FirstMessage, "/firstMessage"),
        (Setting::AiModel, "/model/model"),
        (Setting::AiTemperature, "/model/temperature"),
        (Setting::AiMaxTokens, "/model/maxTokens"),
        (Setting::SystemPrompt, "/model/messages/0/content"),
        (Setting::VoiceProvider, "/voice/provider"),
        (Setting::VoiceId, "/voice/voiceId"),
        (Setting::VoiceSpeed, "/voice/speed"),
        (Setting::VoiceSpeed, "/voice/speakingRate"),
        (Setting::VoiceSpeed, "/voice/generationConfig/speed"),
        (Setting::TranscriberProvider, "/transcriber/provider"),
        (Setting::TranscriberModel, "/transcriber/model"),
        (Setting::TranscriberLanguage, "/transcriber/language"),
    ];
    all.into_iter().filter(|(_, pointer)| body.pointer(pointer).is_some()).collect()
}

fn settings(drift: &[Drift]) -> Vec<Option<Setting>> {
    drift.iter().map(|drift| drift.setting).collect()
}

proptest! {
    #[test]
    fn an_assistant_as_it_was_confirmed_has_no_drift(wanted in any_assistant()) {
        let vapi = uncalled();
        let (live, _) = live(vapi, &wanted);
        prop_assert_eq!(vapi.drift(&vapi.snapshot(&live), &live), []);
    }

    #[test]
    fn an_edit_of_a_field_of_ours_is_told_as_that_setting_alone(
        wanted in any_assistant(),
        pick in any::<prop::sample::Index>(),
        value in select(vec![json!("edited elsewhere"), json!(0.123), json!(77), Value::Null]),
    ) {
        let vapi = uncalled();
        let (live, mut body) = live(vapi, &wanted);
        let places = places(&body);
        let (setting, pointer) = places[pick.index(places.len())];
        let before = std::mem::replace(body.pointer_mut(pointer).unwrap(), value.clone());
        prop_assume!(before != value);
        let drift = vapi.drift(&vapi.snapshot(&live), &with_body(&body));
        prop_assert_eq!(settings(&drift), [Some(setting)], "{:?}", drift);
    }
}

#[tokio::test]
async fn a_push_leaves_no_drift_and_an_edit_in_the_dashboard_is_one() {
    let (sandbox, vapi) = sandbox().await;
    let made = created(&vapi, MARKER).await;
    let confirmed = vapi.snapshot(&made);
    let read = vapi.find(&key(), made.id, LIMIT).await.unwrap();
    assert_eq!(vapi.drift(&confirmed, &read), []);

    let edit = json!({
        "voice": {"speed": 1.1}, "model": {"toolIds": ["theirs"]}, "endCallMessage": "Bye",
    });
    sandbox.edit_assistant(made.id.as_uuid(), edit.as_object().unwrap().clone()).await.unwrap();
    let read = vapi.find(&key(), made.id, LIMIT).await.unwrap();
    let drift = vapi.drift(&confirmed, &read);
    let told: Vec<_> = drift
        .iter()
        .map(|drift| (drift.setting, drift.path.as_str(), drift.to.as_ref().unwrap().as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (None, "endCallMessage", "\"Bye\""),
            (None, "model.toolIds", "[\"theirs\"]"),
            (Some(Setting::VoiceSpeed), "voice.speed", "1.1"),
        ]
    );

    let push = vapi.plan(Some(&read), &wanted(), MARKER);
    let pushed = vapi.update(&key(), made.id, &push, LIMIT).await.unwrap();
    let left = vapi.drift(&confirmed, &pushed);
    assert_eq!(settings(&left), [None, None], "what others want stays");
    let read = vapi.find(&key(), made.id, LIMIT).await.unwrap();
    assert_eq!(vapi.drift(&vapi.snapshot(&pushed), &read), []);
}

#[tokio::test]
async fn what_is_shown_of_a_push_is_all_of_it_without_its_secrets() {
    let (sandbox, vapi) = sandbox().await;
    let made = created(&vapi, MARKER).await;
    let tools = json!({"model": {"tools": [{"type": "function", "server": {"secret": "s3cret"}}]}});
    sandbox.edit_assistant(made.id.as_uuid(), tools.as_object().unwrap().clone()).await.unwrap();
    let read = vapi.find(&key(), made.id, LIMIT).await.unwrap();
    let mut desired = wanted();
    desired.model.temperature = 0.1;
    let push = vapi.plan(Some(&read), &desired, MARKER);
    let shown: Value = serde_json::from_str(vapi.shown(&push).as_str()).unwrap();
    let mut expected: Value = serde_json::from_str(push.payload.expose()).unwrap();
    assert_eq!(expected["model"]["tools"][0]["server"]["secret"], "s3cret");
    expected["model"]["tools"][0]["server"]["secret"] = json!("[redacted]");
    assert_eq!(shown, expected);
    let nothing = vapi.plan(Some(&made), &wanted(), MARKER);
    assert_eq!(vapi.shown(&nothing).as_str(), "{}");
}
