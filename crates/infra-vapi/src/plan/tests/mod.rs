mod voice;

use std::collections::BTreeMap;

use application::port::{LiveAssistant, OwnerMarker, Push, RemoteJson};
use domain::assistant::{Assistant, Model, Speed, SpeedPath, Transcriber, Voice};
use domain::value::{IntentId, UserId};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use uuid::Uuid;

use super::plan;
use crate::remote;

const OWNER: OwnerMarker = OwnerMarker { owner: UserId::new(Uuid::from_u128(1)), intent: None };

fn wanted() -> Assistant {
    Assistant {
        name: "Ada's Bakery".to_owned(),
        first_message: "Hello!".to_owned(),
        model: Model {
            provider: "openai",
            model: "gpt-4o-mini".to_owned(),
            temperature: 0.7,
            max_tokens: 500,
            system_prompt: "Be kind.".to_owned(),
        },
        voice: Voice {
            provider: "11labs",
            voice_id: "sarah".to_owned(),
            speed: Some(Speed { path: SpeedPath::Speed, value: 1.0 }),
            required: vec![],
        },
        transcriber: Transcriber {
            provider: "deepgram",
            model: Some("nova-2".to_owned()),
            language: "en".to_owned(),
        },
    }
}

/// An assistant that equals the wanted one, with what others and Vapi put around it.
fn lived_in() -> Value {
    json!({
        "id": "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10", "orgId": "o",
        "createdAt": "2026-11-22T10:00:00.000Z", "updatedAt": "2026-11-22T10:00:00.000Z",
        "isServerUrlSecretSet": true, "latestVersion": null,
        "name": "Ada's Bakery", "firstMessage": "Hello!",
        "model": {
            "provider": "openai", "model": "gpt-4o-mini", "temperature": 0.7, "maxTokens": 500.0,
            "messages": [
                {"role": "assistant", "content": "an example"},
                {"role": "system", "content": "Be kind.", "future": 1},
                {"role": "system", "content": "another's"},
            ],
            "tools": [{"type": "function", "server": {"url": "https://x", "secret": "s3cret"}}],
            "toolIds": ["t"], "toolRefs": [], "knowledgeBase": {"provider": "custom-knowledge-base"},
            "numFastTurns": 2, "emotionRecognitionEnabled": true, "reasoningEffort": "low",
            "unset": null, "systemPrompt": "old",
        },
        "voice": {
            "provider": "11labs", "voiceId": "sarah", "speed": 1, "stability": 0.5,
            "cachingEnabled": true, "chunkPlan": {"minCharacters": 30},
            "fallbackPlan": {"voices": [{"provider": "azure", "voiceId": "emma"}]},
        },
        "transcriber": {
            "provider": "deepgram", "model": "nova-2", "language": "en", "confidenceThreshold": 0.4,
            "fallbackPlan": {"transcribers": []},
        },
        "metadata": {"avaOwner": OWNER.owner.to_string(), "avaIntent": "i", "theirs": null},
        "server": {"headers": {"x": "s3cret"}}, "hooks": [1],
    })
}

fn live(answer: &Value) -> LiveAssistant {
    remote::assistant(answer).unwrap()
}

fn payload(push: &Push) -> Value {
    serde_json::from_str(push.payload.expose()).unwrap()
}

fn text(value: Option<&RemoteJson>) -> Option<&str> {
    value.map(RemoteJson::as_str)
}

/// What is changed, by field: from and to.
fn changes(push: &Push) -> BTreeMap<&str, (Option<&str>, Option<&str>)> {
    push.changes
        .iter()
        .map(|change| {
            (change.field.as_str(), (text(change.from.as_ref()), text(change.to.as_ref())))
        })
        .collect()
}

/// The assistant after a PATCH: each top-level key replaced whole.
fn patched(answer: &Value, push: &Push) -> Value {
    let mut after = answer.clone();
    for (key, value) in payload(push).as_object().unwrap() {
        after[key] = value.clone();
    }
    after
}

fn planned(answer: &Value, wanted: &Assistant) -> Push {
    plan(Some(&live(answer)), wanted, OWNER)
}

#[test]
fn nothing_is_sent_when_what_is_ours_is_the_same() {
    let push = planned(&lived_in(), &wanted());
    assert!(push.is_empty(), "{push:?}");
    assert_eq!(payload(&push), json!({}));
}

#[test]
fn a_new_assistant_is_sent_whole() {
    let marker = OwnerMarker { intent: Some(IntentId::new(Uuid::from_u128(2))), ..OWNER };
    let push = plan(None, &wanted(), marker);
    assert_eq!(
        payload(&push),
        json!({
            "name": "Ada's Bakery", "firstMessage": "Hello!",
            "model": {
                "provider": "openai", "model": "gpt-4o-mini", "temperature": 0.7, "maxTokens": 500,
                "messages": [{"role": "system", "content": "Be kind."}],
            },
            "voice": {"provider": "11labs", "voiceId": "sarah", "speed": 1.0},
            "transcriber": {"provider": "deepgram", "model": "nova-2", "language": "en"},
            "metadata": {"avaOwner": OWNER.owner.to_string(), "avaIntent": Uuid::from_u128(2)},
        })
    );
    assert_eq!(changes(&push)["voiceSpeed"], (None, Some("1.0")));
    assert_eq!(push.changes.len(), 15);
}

#[test]
fn each_setting_is_compared_and_only_its_object_is_sent() {
    for (path, field, key) in [
        ("/name", "organizationName", "name"),
        ("/firstMessage", "firstMessage", "firstMessage"),
        ("/model/provider", "model.provider", "model"),
        ("/model/model", "aiModel", "model"),
        ("/model/temperature", "aiTemperature", "model"),
        ("/model/maxTokens", "aiMaxTokens", "model"),
        ("/model/messages/1/content", "systemPrompt", "model"),
        ("/voice/provider", "voiceProvider", "voice"),
        ("/voice/voiceId", "voiceId", "voice"),
        ("/voice/speed", "voiceSpeed", "voice"),
        ("/transcriber/provider", "transcriberProvider", "transcriber"),
        ("/transcriber/model", "transcriberModel", "transcriber"),
        ("/transcriber/language", "transcriberLanguage", "transcriber"),
        ("/metadata/avaOwner", "metadata.avaOwner", "metadata"),
    ] {
        let mut answer = lived_in();
        *answer.pointer_mut(path).unwrap() = json!("other");
        let push = planned(&answer, &wanted());
        assert_eq!(changes(&push)[field].0, Some("\"other\""), "{path}");
        let payload = payload(&push);
        assert_eq!(payload.as_object().unwrap().keys().collect::<Vec<_>>(), [key], "{path}");
        assert!(planned(&patched(&answer, &push), &wanted()).is_empty(), "{path}");
    }
}

#[test]
fn of_the_model_only_what_is_ours_is_replaced() {
    let mut desired = wanted();
    desired.model.system_prompt = "Be brief.".to_owned();
    let push = planned(&lived_in(), &desired);
    let mut expected = lived_in()["model"].clone();
    expected["messages"][1]["content"] = json!("Be brief.");
    expected["maxTokens"] = json!(500);
    expected
        .as_object_mut()
        .unwrap()
        .retain(|key, _| !["systemPrompt", "unset"].contains(&key.as_str()));
    assert_eq!(payload(&push), json!({ "model": expected }));
    assert_eq!(
        changes(&push),
        [("systemPrompt", (Some("\"Be kind.\""), Some("\"Be brief.\"")))].into()
    );
}

#[test]
fn a_prompt_goes_first_where_there_is_none() {
    for messages in [json!(null), json!([]), json!([{"role": "user", "content": "hi"}])] {
        let mut answer = lived_in();
        answer["model"]["messages"] = messages.clone();
        let push = planned(&answer, &wanted());
        let sent = payload(&push)["model"]["messages"].clone();
        assert_eq!(sent[0], json!({"role": "system", "content": "Be kind."}));
        assert_eq!(sent.as_array().unwrap()[1..], messages.as_array().cloned().unwrap_or_default());
        assert_eq!(changes(&push)["systemPrompt"].0, Some("\"old\""));
    }
}

#[test]
fn another_model_provider_keeps_what_every_provider_takes() {
    let mut desired = wanted();
    desired.model.provider = "anthropic";
    desired.model.model = "claude-sonnet-5".to_owned();
    let push = planned(&lived_in(), &desired);
    let (model, before) = (payload(&push)["model"].clone(), lived_in()["model"].clone());
    for key in ["tools", "toolIds", "toolRefs", "knowledgeBase", "messages", "numFastTurns"] {
        assert_eq!(model[key], before[key], "{key}");
    }
    assert_eq!(model.get("reasoningEffort"), None);
    let changes = changes(&push);
    assert_eq!(changes["model.reasoningEffort"], (Some("\"low\""), None));
    assert_eq!(changes["aiModel"], (Some("\"gpt-4o-mini\""), Some("\"claude-sonnet-5\"")));
    assert_eq!(changes.len(), 3);
}

#[test]
fn another_transcriber_keeps_its_fallbacks_where_it_takes_them() {
    let desired = |provider, model: Option<&str>| Assistant {
        transcriber: Transcriber {
            provider,
            model: model.map(ToOwned::to_owned),
            language: "en".to_owned(),
        },
        ..wanted()
    };
    let push = planned(&lived_in(), &desired("azure", None));
    assert_eq!(
        payload(&push),
        json!({"transcriber": {"provider": "azure", "language": "en", "fallbackPlan": {"transcribers": []}}})
    );
    assert_eq!(changes(&push)["transcriberModel"], (Some("\"nova-2\""), None));
    assert_eq!(changes(&push)["transcriber.confidenceThreshold"], (Some("0.4"), None));

    let push = planned(&lived_in(), &desired("vapi", None));
    assert_eq!(payload(&push), json!({"transcriber": {"provider": "vapi", "language": "en"}}));
    assert!(changes(&push).contains_key("transcriber.fallbackPlan"));

    let mut desired = desired("deepgram", Some("nova-3"));
    desired.transcriber.language = "fr".to_owned();
    let transcriber = payload(&planned(&lived_in(), &desired))["transcriber"].clone();
    assert_eq!(transcriber["confidenceThreshold"], 0.4);
    assert_eq!((&transcriber["model"], &transcriber["language"]), (&json!("nova-3"), &json!("fr")));
}

#[test]
fn the_marker_is_merged_and_an_intent_kept() {
    let mut answer = lived_in();
    answer["metadata"]["avaOwner"] = Value::Null;
    let push = planned(&answer, &wanted());
    assert_eq!(
        payload(&push),
        json!({"metadata": {"avaOwner": OWNER.owner.to_string(), "avaIntent": "i", "theirs": null}})
    );
    let marker = OwnerMarker { intent: Some(IntentId::new(Uuid::from_u128(2))), ..OWNER };
    let push = plan(Some(&live(&lived_in())), &wanted(), marker);
    assert_eq!(changes(&push).keys().collect::<Vec<_>>(), [&"metadata.avaIntent"]);
}

#[test]
fn a_secret_goes_back_to_vapi_and_nowhere_else() {
    let mut desired = wanted();
    desired.model.temperature = 0.1;
    desired.voice.provider = "vapi";
    let push = planned(&lived_in(), &desired);
    assert_eq!(payload(&push)["model"]["tools"][0]["server"]["secret"], "s3cret");
    assert!(!format!("{push:?}").contains("s3cret"));
}

/// Keys that mean something somewhere, and one that doesn't.
const KEYS: &[&str] = &[
    "provider",
    "voiceId",
    "speed",
    "speakingRate",
    "generationConfig",
    "model",
    "messages",
    "role",
    "content",
    "temperature",
    "maxTokens",
    "tools",
    "toolIds",
    "fallbackPlan",
    "language",
    "avaOwner",
    "avaIntent",
    "x",
];

/// Where somebody could have put anything.
const OBJECTS: &[&str] = &["name", "firstMessage", "model", "voice", "transcriber", "metadata"];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2.0..3.0_f64).prop_map(Value::from),
        "[a-z0-9]{0,6}".prop_map(Value::from),
        Just(json!("11labs")),
        Just(json!("system")),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = select(KEYS);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..8).prop_map(|fields| json!(fields)),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_is_there_one_push_makes_it_the_wanted_one(
        edits in prop::collection::btree_map(select(OBJECTS), any_json(), 0..6),
    ) {
        let mut answer = lived_in();
        for (key, value) in edits {
            answer[key] = value;
        }
        let push = planned(&answer, &wanted());
        let sent = payload(&push);
        prop_assert_eq!(push.is_empty(), sent.as_object().unwrap().is_empty());
        let after = patched(&answer, &push);
        prop_assert!(planned(&after, &wanted()).is_empty());
        for key in ["id", "orgId", "createdAt", "updatedAt", "server", "hooks"] {
            prop_assert!(sent.get(key).is_none());
        }
        for key in ["tools", "toolIds"] {
            let before = &answer["model"][key];
            if !before.is_null() {
                prop_assert_eq!(&after["model"][key], before);
            }
        }
    }
}
