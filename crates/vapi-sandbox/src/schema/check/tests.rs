//! What is refused and how that is worded, and what is let through.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::{ASSISTANT, check};

#[test]
fn a_whole_assistant_is_taken() {
    assert_taken(&json!({
        "name": "Reception",
        "firstMessage": "Hello!",
        "firstMessageMode": "assistant-waits-for-user",
        "maxDurationSeconds": 43200,
        "backgroundSound": "https://example.com/rain.mp3",
        "endCallPhrases": ["goodbye"],
        "metadata": {"anything": {"goes": [1]}},
        "server": {"url": "https://example.com", "timeoutSeconds": 300, "backoffPlan": {
            "type": "fixed", "maxRetries": 1, "baseDelaySeconds": 0.5
        }},
        "model": {
            "provider": "openai", "model": "gpt-next-year", "temperature": 2, "maxTokens": 50,
            "messages": [
                {"role": "system", "content": "Be kind."}, {"role": "tool", "content": null}
            ],
            "tools": [{"type": "endCall", "whatever": 1}], "reasoningEffort": "low"
        },
        "voice": {
            "provider": "11labs", "voiceId": "sarah", "speed": 0.7, "stability": 1,
            "fallbackPlan": {"voices": [{"provider": "azure", "voiceId": "emma", "speed": 2.0}]}
        },
        "transcriber": {"provider": "deepgram", "model": "nova-9", "language": "tlh"}
    }));
}

#[test]
fn an_empty_assistant_is_taken_and_so_is_one_of_nulls() {
    assert_taken(&json!({}));
    assert_taken(&json!({"name": null, "model": null, "voice": null, "transcriber": null}));
}

#[test]
fn an_unknown_property_is_refused_wherever_it_is() {
    for (body, complaint) in [
        (json!({"tools": []}), "property tools should not exist"),
        (json!({"id": "x"}), "property id should not exist"),
        (json!({"silenceTimeoutSeconds": 30}), "property silenceTimeoutSeconds should not exist"),
        (json!({"server": {"secret": "s"}}), "server.property secret should not exist"),
        (
            model(&json!({"provider": "openai", "model": "m", "foo": 1})),
            "model.property foo should not exist",
        ),
        (
            model(&json!({"provider": "vapi", "maxTokens": 100})),
            "model.property maxTokens should not exist",
        ),
        (
            model(&json!({"provider": "xai", "model": "m", "messages": [
                {"role": "user", "content": "", "name": "n"}
            ]})),
            "model.messages.0.property name should not exist",
        ),
        (
            voice(&json!({"provider": "azure", "voiceId": "emma", "stability": 0.5})),
            "voice.property stability should not exist",
        ),
        (
            voice(&json!({"provider": "openai", "voiceId": "nova", "fallbackPlan": {"voices": [
                {"provider": "azure", "voiceId": "emma", "fallbackPlan": {"voices": []}}
            ]}})),
            "voice.fallbackPlan.voices.0.property fallbackPlan should not exist",
        ),
        (
            json!({"transcriber": {"provider": "xai", "keyterm": []}}),
            "transcriber.property keyterm should not exist",
        ),
    ] {
        assert_refused(&body, &[complaint]);
    }
}

#[test]
fn a_speed_is_taken_only_where_the_provider_has_one() {
    for (provider, min, max) in [
        ("11labs", 0.7, 1.2),
        ("azure", 0.5, 2.0),
        ("openai", 0.25, 4.0),
        ("vapi", 0.25, 2.0),
        ("playht", 0.1, 5.0),
        ("lmnt", 0.25, 2.0),
        ("minimax", 0.5, 2.0),
        ("microsoft", 0.5, 2.0),
        ("xai", 0.7, 1.5),
    ] {
        let speed =
            |speed: f64| voice(&json!({"provider": provider, "voiceId": "v", "speed": speed}));
        assert_taken(&speed(min));
        assert_taken(&speed(max));
        assert_refused(&speed(min - 0.01), &[&format!("voice.speed must not be less than {min}")]);
        assert_refused(
            &speed(max + 0.01),
            &[&format!("voice.speed must not be greater than {max}")],
        );
    }
    for provider in ["deepgram", "hume", "tavus", "wellsaid", "cartesia", "inworld"] {
        assert_refused(
            &voice(&json!({"provider": provider, "voiceId": "v", "speed": 1})),
            &["voice.property speed should not exist"],
        );
    }
    assert_taken(&voice(&json!({"provider": "smallest-ai", "voiceId": "v", "speed": 99})));
    assert_taken(&voice(&json!({"provider": "rime-ai", "voiceId": "v", "speed": 99})));
}

#[test]
fn two_providers_have_their_speed_elsewhere() {
    let cartesia = |speed: f64| {
        voice(
            &json!({"provider": "cartesia", "voiceId": "v", "generationConfig": {"speed": speed}}),
        )
    };
    assert_taken(&cartesia(0.6));
    assert_refused(&cartesia(1.6), &["voice.generationConfig.speed must not be greater than 1.5"]);
    let controls = |speed: Value| {
        voice(&json!({
            "provider": "cartesia", "voiceId": "v", "experimentalControls": {"speed": speed}
        }))
    };
    assert_taken(&controls(json!("slowest")));
    assert_taken(&controls(json!(-1)));
    assert_refused(
        &controls(json!(-2)),
        &["voice.experimentalControls.speed must not be less than -1"],
    );
    let inworld =
        |rate: f64| voice(&json!({"provider": "inworld", "voiceId": "v", "speakingRate": rate}));
    assert_taken(&inworld(1.5));
    assert_refused(&inworld(0.4), &["voice.speakingRate must not be less than 0.5"]);
}

#[test]
fn required_keys_are_asked_for() {
    assert_refused(&voice(&json!({"provider": "11labs"})), &["voice.voiceId must be a string"]);
    assert_refused(
        &voice(&json!({"provider": "sesame", "voiceId": "v"})),
        &["voice.model must be a string"],
    );
    assert_refused(
        &voice(&json!({"provider": "custom-voice"})),
        &["voice.server must be an object"],
    );
    assert_refused(&model(&json!({"provider": "openai"})), &["model.model must be a string"]);
    assert_refused(
        &model(&json!({"provider": "custom-llm", "model": "m"})),
        &["model.url must be a string"],
    );
    assert_taken(&model(&json!({"provider": "vapi"})));
    assert_refused(
        &json!({"transcriber": {"provider": "speechmatics"}}),
        &["transcriber.customVocabulary must be an array"],
    );
}

#[test]
fn an_unknown_provider_is_refused_with_the_known_ones() {
    for (key, first) in
        [("model", "anthropic, "), ("voice", "azure, "), ("transcriber", "assembly-ai, ")]
    {
        for body in [json!({key: {"provider": "nobody"}}), json!({key: {"model": "m"}})] {
            let complaints = complaints(&body);
            let start = format!("{key}.provider must be one of the following values: {first}");
            assert!(complaints.len() == 1 && complaints[0].starts_with(&start), "{complaints:?}");
        }
    }
}

#[test]
fn ranges_lengths_and_types_are_held() {
    let openai =
        |key: &str, value: Value| model(&json!({"provider": "openai", "model": "m", key: value}));
    for (body, complaint) in [
        (openai("temperature", json!(2.1)), "model.temperature must not be greater than 2"),
        (openai("temperature", json!(-0.1)), "model.temperature must not be less than 0"),
        (openai("maxTokens", json!(49)), "model.maxTokens must not be less than 50"),
        (openai("maxTokens", json!(10_001)), "model.maxTokens must not be greater than 10000"),
        (
            openai("maxTokens", json!("50")),
            "model.maxTokens must be a number conforming to the specified constraints",
        ),
        (
            openai("messages", json!([{"role": "robot", "content": ""}])),
            "model.messages.0.role must be one of the following values: assistant, function, \
             user, system, tool",
        ),
        (openai("toolIds", json!([1])), "model.each value in toolIds must be a string"),
        (openai("tools", json!({})), "model.tools must be an array"),
        (json!({"name": "x".repeat(41)}), "name must be shorter than or equal to 40 characters"),
        (
            json!({"endCallPhrases": ["x"]}),
            "each value in endCallPhrases must be longer than or equal to 2 characters",
        ),
        (json!({"maxDurationSeconds": 9}), "maxDurationSeconds must not be less than 10"),
        (json!({"firstMessage": 1}), "firstMessage must be a string"),
        (
            json!({"firstMessageInterruptionsEnabled": "yes"}),
            "firstMessageInterruptionsEnabled must be a boolean value",
        ),
        (json!({"metadata": []}), "metadata must be an object"),
        (json!({"voice": "sarah"}), "voice must be an object"),
        (
            json!({"firstMessageMode": "assistant-sings"}),
            "firstMessageMode must be one of the following values: assistant-speaks-first, \
             assistant-speaks-first-with-model-generated-message, assistant-waits-for-user",
        ),
    ] {
        assert_refused(&body, &[complaint]);
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    assert_taken(&json!({"name": "é".repeat(40)}));
}

#[test]
fn all_faults_are_named_at_once() {
    assert_refused(
        &json!({"nom": 1, "name": 1, "voice": {"provider": "azure", "speed": 3}}),
        &[
            "property nom should not exist",
            "voice.voiceId must be a string",
            "voice.speed must not be greater than 2",
            "name must be a string",
        ],
    );
}

proptest! {
    #[test]
    fn any_json_is_judged(
        key in "model|voice|transcriber|server|hooks|name|[a-z]{1,4}",
        value in json_value(),
    ) {
        let complaints = complaints(&json!({key: value}));
        prop_assert!(complaints.iter().all(|complaint| !complaint.is_empty()));
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "openai|azure|deepgram|.{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(
                "provider|model|messages|voiceId|fallbackPlan|voices|[a-z]{1,4}",
                inner,
                0..5
            )
            .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

fn model(model: &Value) -> Value {
    json!({ "model": model })
}

fn voice(voice: &Value) -> Value {
    json!({ "voice": voice })
}

fn assert_taken(body: &Value) {
    assert_refused(body, &[]);
}

#[track_caller]
fn assert_refused(body: &Value, expected: &[&str]) {
    assert_eq!(complaints(body), expected, "{body}");
}

fn complaints(body: &Value) -> Vec<String> {
    let body = body.as_object().expect("an object");
    check(&ASSISTANT, body).err().unwrap_or_default()
}
