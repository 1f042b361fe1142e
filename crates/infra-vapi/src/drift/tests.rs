use application::port::{Drift, LiveAssistant, RemoteJson};
use domain::studio::Setting;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::drift;
use crate::redaction::redacted;
use crate::remote;

/// An assistant with something of everything.
fn answer() -> Value {
    json!({
        "id": "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10", "orgId": "o",
        "createdAt": "2026-11-22T10:00:00.000Z", "updatedAt": "2026-11-22T10:00:00.000Z",
        "isServerUrlSecretSet": true, "latestVersion": null,
        "name": "Ada's Bakery", "firstMessage": "Hello!",
        "model": {
            "provider": "openai", "model": "gpt-4o-mini", "temperature": 0.7, "maxTokens": 500,
            "messages": [
                {"role": "assistant", "content": "an example"},
                {"role": "system", "content": "Be kind.", "future": 1},
                {"role": "system", "content": "another's"},
            ],
            "tools": [{"type": "function", "server": {"url": "https://x", "secret": "s3cret"}}],
            "toolIds": ["t"], "unset": null,
        },
        "voice": {
            "provider": "11labs", "voiceId": "sarah", "speed": 1, "speakingRate": 1,
            "generationConfig": {"speed": 1, "volume": 2}, "stability": 0.5,
            "fallbackPlan": {"voices": [{"provider": "azure", "voiceId": "emma"}]},
        },
        "transcriber": {"provider": "deepgram", "model": "nova-2", "language": "en"},
        "metadata": {"avaOwner": "o", "avaIntent": "i", "theirs": 7},
        "server": {"url": "https://x", "headers": {"x": "s3cret"}}, "hooks": [1],
    })
}

fn live(answer: &Value) -> LiveAssistant {
    remote::assistant(answer).unwrap()
}

fn confirmed(answer: &Value) -> RemoteJson {
    RemoteJson::new(redacted(answer).to_string())
}

/// A difference: setting, path, what was and what is.
type Told = (Option<Setting>, String, Option<String>, Option<String>);

fn told(drift: Drift) -> Told {
    let text = |value: Option<RemoteJson>| value.map(|value| value.as_str().to_owned());
    (drift.setting, drift.path, text(drift.from), text(drift.to))
}

/// What differs after this edit of what was confirmed.
fn after(edit: impl FnOnce(&mut Value)) -> Vec<Told> {
    let mut edited = answer();
    edit(&mut edited);
    drift(&confirmed(&answer()), &live(&edited)).into_iter().map(told).collect()
}

/// What differs after this value came to a place.
fn after_setting(pointer: &str, value: Value) -> Vec<Told> {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    after(|answer| answer.pointer_mut(parent).unwrap()[name] = value)
}

fn one(setting: Option<Setting>, path: &str, from: Option<&str>, to: Option<&str>) -> Vec<Told> {
    let text = |value: Option<&str>| value.map(ToOwned::to_owned);
    vec![(setting, path.to_owned(), text(from), text(to))]
}

#[test]
fn what_is_as_it_was_confirmed_has_no_drift() {
    assert_eq!(after(|_| {}), []);
}

#[test]
fn each_setting_is_told_by_its_name_wherever_it_is() {
    for (pointer, setting) in [
        ("/name", Setting::OrganizationName),
        ("/firstMessage", Setting::FirstMessage),
        ("/model/model", Setting::AiModel),
        ("/model/temperature", Setting::AiTemperature),
        ("/model/maxTokens", Setting::AiMaxTokens),
        ("/voice/provider", Setting::VoiceProvider),
        ("/voice/voiceId", Setting::VoiceId),
        ("/voice/speed", Setting::VoiceSpeed),
        ("/voice/speakingRate", Setting::VoiceSpeed),
        ("/voice/generationConfig/speed", Setting::VoiceSpeed),
        ("/transcriber/provider", Setting::TranscriberProvider),
        ("/transcriber/model", Setting::TranscriberModel),
        ("/transcriber/language", Setting::TranscriberLanguage),
    ] {
        let before = answer().pointer(pointer).unwrap().to_string();
        let path = pointer[1..].replace('/', ".");
        let expected = one(Some(setting), &path, Some(&before), Some("2.5"));
        assert_eq!(after_setting(pointer, json!(2.5)), expected);
        assert_eq!(
            after_setting(pointer, Value::Null),
            one(Some(setting), &path, Some(&before), None)
        );
    }
}

#[test]
fn what_is_no_setting_of_ours_is_told_by_its_path_alone() {
    for (pointer, path, before, now) in [
        ("/model/provider", "model.provider", Some("\"openai\""), json!("google")),
        ("/voice/stability", "voice.stability", Some("0.5"), json!(0.6)),
        ("/voice/generationConfig/volume", "voice.generationConfig.volume", Some("2"), json!(1)),
        ("/model/toolIds", "model.toolIds", Some("[\"t\"]"), json!(["t", "u"])),
        ("/hooks", "hooks", Some("[1]"), json!([])),
        ("/metadata/theirs", "metadata.theirs", Some("7"), json!(8)),
        ("/maxDurationSeconds", "maxDurationSeconds", None, json!(600)),
        ("/model/unset", "model.unset", None, json!(false)),
    ] {
        let expected = one(None, path, before, Some(&now.to_string()));
        assert_eq!(after_setting(pointer, now), expected);
    }
}

#[test]
fn an_object_that_comes_or_goes_is_told_leaf_by_leaf() {
    assert_eq!(
        after_setting("/startSpeakingPlan", json!({"waitSeconds": 1, "smart": {"a": true}})),
        [
            one(None, "startSpeakingPlan.smart.a", None, Some("true")),
            one(None, "startSpeakingPlan.waitSeconds", None, Some("1")),
        ]
        .concat()
    );
    assert_eq!(
        after(|answer| answer["transcriber"] = Value::Null),
        [
            one(Some(Setting::TranscriberLanguage), "transcriber.language", Some("\"en\""), None),
            one(Some(Setting::TranscriberModel), "transcriber.model", Some("\"nova-2\""), None),
            one(
                Some(Setting::TranscriberProvider),
                "transcriber.provider",
                Some("\"deepgram\""),
                None
            ),
        ]
        .concat()
    );
    assert_eq!(after_setting("/keypadInputPlan", json!({})), []);
    assert_eq!(
        after_setting("/voice/fallbackPlan", json!("x")),
        one(
            None,
            "voice.fallbackPlan",
            Some(r#"{"voices":[{"provider":"azure","voiceId":"emma"}]}"#),
            Some("\"x\"")
        )
    );
}

#[test]
fn what_vapi_keeps_account_of_and_the_marker_are_no_drift() {
    for pointer in [
        "/orgId",
        "/updatedAt",
        "/latestVersion",
        "/modelDeprecations",
        "/isServerUrlSecretSet",
        "/analyticsMetadata",
        "/isDeleted",
        "/workflowIds",
        "/metadata/avaOwner",
        "/metadata/avaIntent",
    ] {
        assert_eq!(after_setting(pointer, json!(["changed"])), [], "{pointer}");
        assert_eq!(after_setting(pointer, Value::Null), [], "{pointer}");
    }
    // Of such a name deeper in, somebody else keeps account.
    assert_eq!(
        after_setting("/server/id", json!("x")),
        one(None, "server.id", None, Some("\"x\""))
    );
}

#[test]
fn a_name_with_a_dot_is_not_taken_for_a_place() {
    let told = after(|answer| answer["model.temperature"] = json!(2));
    assert_eq!(told, one(None, "model.temperature", None, Some("2")));
}

#[test]
fn values_that_mean_the_same_are_no_drift() {
    for (pointer, value) in [
        ("/voice/speed", json!(1.0)),
        ("/model/temperature", json!(0.699_999_999_999_999_9)),
        ("/hooks", json!([1.0])),
        (
            "/voice/fallbackPlan/voices/0",
            json!({"provider": "azure", "voiceId": "emma", "x": null}),
        ),
    ] {
        assert_eq!(after(|answer| *answer.pointer_mut(pointer).unwrap() = value), [], "{pointer}");
    }
}

#[test]
fn the_first_system_message_is_the_prompt_and_the_others_are_not_ours() {
    let prompt = |from, to| one(Some(Setting::SystemPrompt), "model.messages", from, to);
    let kind = Some("\"Be kind.\"");
    assert_eq!(
        after(|answer| answer["model"]["messages"][1]["content"] = json!("Be rude.")),
        prompt(kind, Some("\"Be rude.\""))
    );
    assert_eq!(
        after(|answer| answer["model"]["messages"][1]["content"] = Value::Null),
        prompt(kind, None)
    );
    // The next system message is the prompt then.
    let removed = after(|answer| {
        answer["model"]["messages"].as_array_mut().unwrap().remove(1);
    });
    assert_eq!(removed[0], prompt(kind, Some("\"another's\"")).remove(0));

    let gone = after(|answer| answer["model"]["messages"] = Value::Null);
    let others =
        r#"[{"content":"an example","role":"assistant"},{"content":"another's","role":"system"}]"#;
    assert_eq!(
        gone,
        [prompt(kind, None), one(None, "model.messages", Some(others), None)].concat()
    );
}

#[test]
fn other_messages_differ_without_the_prompt() {
    for edit in [
        |messages: &mut Vec<Value>| messages.truncate(2),
        |messages: &mut Vec<Value>| messages.swap(0, 1),
        |messages: &mut Vec<Value>| messages[0]["content"] = json!("x"),
        |messages: &mut Vec<Value>| messages[1]["future"] = json!(2),
        |messages: &mut Vec<Value>| messages.push(json!("no message")),
    ] {
        let told = after(|answer| edit(answer["model"]["messages"].as_array_mut().unwrap()));
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].0, told[0].1.as_str()), (None, "model.messages"));
        assert!(!told[0].2.as_ref().unwrap().contains("Be kind."), "{told:?}");
    }
    let told = after(|answer| answer["model"]["messages"] = json!("no list"));
    assert_eq!((told[0].0, told[0].3.as_deref()), (None, Some("\"no list\"")));
}

#[test]
fn a_secret_is_compared_by_whether_there_is_one() {
    let changed = after(|answer| answer["model"]["tools"][0]["server"]["secret"] = json!("n3w"));
    assert_eq!(changed, []);
    let gone = after(|answer| answer["server"]["headers"] = Value::Null);
    assert_eq!(gone, one(None, "server.headers", Some("\"[redacted]\""), None));
    let told = after(|answer| answer["model"]["tools"][0]["async"] = json!(true));
    assert_eq!(told[0].1, "model.tools");
    assert!(!format!("{told:?}").contains("s3cret"));
}

#[test]
fn what_was_confirmed_with_its_secrets_in_it_shows_none() {
    let mut edited = answer();
    edited["server"]["headers"] = Value::Null;
    let told = drift(&RemoteJson::new(answer().to_string()), &live(&edited));
    assert_eq!(told.len(), 1);
    assert!(!format!("{told:?}").contains("s3cret"));
}

#[test]
fn a_broken_confirmation_tells_nothing() {
    for text in ["", "{", "null", "[]", "7", "\"x\""] {
        assert_eq!(drift(&RemoteJson::new(text), &live(&answer())), [], "{text:?}");
    }
}

/// Names that mean something somewhere, and one that doesn't.
const NAMES: &[&str] = &[
    "model",
    "messages",
    "role",
    "content",
    "provider",
    "voice",
    "speed",
    "generationConfig",
    "metadata",
    "avaOwner",
    "orgId",
    "secret",
    "x",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(vec!["system", "user", "a", "https://u:p@x/?s"]).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(select(NAMES), inner, 0..8)
                .prop_map(|fields| json!(fields)),
        ]
    })
}

/// An assistant to whose fields anything may have happened.
fn any_answer() -> impl Strategy<Value = Value> {
    prop::collection::btree_map(select(NAMES), any_json(), 0..8).prop_map(|fields| {
        let mut answer = answer();
        for (name, value) in fields {
            answer[name] = value;
        }
        answer
    })
}

proptest! {
    #[test]
    fn whatever_an_assistant_holds_it_does_not_differ_from_itself(answer in any_answer()) {
        prop_assert_eq!(drift(&confirmed(&answer), &live(&answer)), []);
    }

    #[test]
    fn every_difference_is_one_and_is_told_the_other_way_round_as_well(
        one in any_answer(), other in any_answer(),
    ) {
        let there: Vec<_> = drift(&confirmed(&one), &live(&other)).into_iter().map(told).collect();
        let back = drift(&confirmed(&other), &live(&one)).into_iter().map(told);
        let back: Vec<_> = back.map(|(setting, path, from, to)| (setting, path, to, from)).collect();
        prop_assert!(there.iter().all(|(_, _, from, to)| from != to));
        prop_assert_eq!(there, back);
    }
}
