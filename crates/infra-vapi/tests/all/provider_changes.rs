//! Another provider keeps of what others put there all that it has a place for.

use application::port::{AssistantGateway, LiveAssistant, Push, RemoteBody};
use chrono::DateTime;
use domain::assistant::{Assistant, render};
use domain::catalog::{MODEL_PROVIDERS, TRANSCRIBERS, VOICE_PROVIDERS};
use domain::studio::{AccountDefaults, ConfigPatch, StudioConfig};
use domain::{Raw, value::AssistantId};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::schema;
use crate::support::{LIMIT, MARKER, created, id, key, sandbox, uncalled};

/// What others put on a part of an assistant, which most providers have a place for.
fn theirs(part: &str) -> Value {
    match part {
        "voice" => json!({
            "fallbackPlan": {"voices": [{"provider": "azure", "voiceId": "emma"}]},
            "chunkPlan": {"minCharacters": 42}, "cachingEnabled": false,
        }),
        "model" => json!({
            "tools": [{"type": "endCall"}], "toolIds": ["a-tool"],
            "toolRefs": [{"toolId": "a-tool", "version": "v1"}],
            "knowledgeBase": {
                "provider": "custom-knowledge-base", "server": {"url": "https://example.com"},
            },
            "emotionRecognitionEnabled": true, "numFastTurns": 1,
        }),
        _ => json!({"fallbackPlan": {"transcribers": [{"provider": "azure"}]}}),
    }
}

/// The rendering of a configuration with this provider of a part.
fn of_provider(part: &str, provider: &str) -> Assistant {
    let text = |text: &str| Raw::Text(text.to_owned());
    let settings = match part {
        "voice" => vec![("voiceProvider", text(provider)), ("voiceId", text("v"))],
        "model" => vec![("aiModel", text(provider))],
        _ => vec![("transcriberProvider", text(provider))],
    };
    let account = AccountDefaults { email: "ada@example.com".into(), organization_name: None };
    let patch = ConfigPatch::parse(settings, None).unwrap();
    render(&patch.apply(&StudioConfig::default(), &account).effective(&account)).assistant
}

/// A name that leads to each provider.
fn providers(part: &str) -> Vec<&'static str> {
    match part {
        "voice" => VOICE_PROVIDERS.iter().map(|provider| provider.name).collect(),
        "model" => MODEL_PROVIDERS.iter().filter_map(|of| Some(of.models.first()?.id)).collect(),
        _ => TRANSCRIBERS.iter().map(|provider| provider.name).collect(),
    }
}

/// The push that makes this assistant the wanted one, and what it sends.
fn planned(body: &Value, wanted: &Assistant) -> (Push, Value) {
    let live = LiveAssistant {
        id: id(),
        name: None,
        marker: Some(MARKER),
        created_at: DateTime::UNIX_EPOCH,
        body: RemoteBody::new(body.to_string()),
    };
    let push = uncalled().plan(Some(&live), wanted, MARKER);
    let payload = serde_json::from_str(push.payload.expose()).unwrap();
    (push, payload)
}

fn fits(schema: &Validator, part: &str, object: &Value) -> bool {
    schema::complaints(schema, &json!({ part: object })).is_empty()
}

/// The fields that a push tells as lost.
fn lost(push: &Push) -> Vec<&str> {
    let lost = push.changes.iter().filter(|change| change.to.is_none());
    lost.map(|change| change.field.as_str()).collect()
}

#[test]
fn what_a_provider_has_a_place_for_is_kept_and_what_it_has_none_for_is_told() {
    let Some(update) = schema::of("UpdateAssistantDTO") else { return };
    for part in ["voice", "model", "transcriber"] {
        for (before, after) in pairs(&providers(part)) {
            let (_, mut body) = planned(&json!({}), &of_provider(part, before));
            let added: Vec<_> = theirs(part)
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, value)| {
                    let mut object = body[part].clone();
                    object[name.as_str()] = (*value).clone();
                    let takes = fits(&update, part, &object);
                    if takes {
                        body[part] = object;
                    }
                    takes
                })
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            let (push, payload) = planned(&body, &of_provider(part, after));
            let sent = &payload[part];
            assert!(fits(&update, part, sent), "{part}: {before} to {after}: {sent}");
            for (name, value) in added {
                let mut with = sent.clone();
                with[&name] = value.clone();
                let kept = sent.get(&name) == Some(&value);
                assert_eq!(kept, fits(&update, part, &with), "{part}: {before} to {after}: {name}");
                let told = lost(&push).contains(&format!("{part}.{name}").as_str());
                assert_eq!(told, !kept, "{part}: {before} to {after}: {name}");
            }
        }
    }
}

fn pairs<'a>(all: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    all.iter()
        .flat_map(|one| all.iter().map(move |other| (*one, *other)))
        .filter(|(one, other)| one != other)
        .collect()
}

#[tokio::test]
async fn the_one_voice_without_a_fallback_is_pushed_and_what_it_costs_is_told() {
    let (sandbox, vapi) = sandbox().await;
    let made = created(&vapi, MARKER).await;
    let edit = json!({ "voice": theirs("voice") });
    sandbox.edit_assistant(made.id.as_uuid(), edit.as_object().unwrap().clone()).await.unwrap();
    let live = vapi.find(&key(), made.id, LIMIT).await.unwrap();
    let push = vapi.plan(Some(&live), &of_provider("voice", "vapi"), MARKER);
    assert_eq!(lost(&push), ["voice.fallbackPlan"]);
    let from =
        push.changes.iter().find_map(|change| change.from.as_ref().filter(|_| change.to.is_none()));
    assert!(from.unwrap().as_str().contains("emma"));
    let after: AssistantId = vapi.update(&key(), live.id, &push, LIMIT).await.unwrap().id;
    let voice = &sandbox.assistants()[0]["voice"];
    assert_eq!((after, &voice["provider"]), (live.id, &json!("vapi")));
    assert_eq!(voice.get("fallbackPlan"), None);
    assert_eq!(
        (&voice["chunkPlan"]["minCharacters"], &voice["cachingEnabled"]),
        (&json!(42), &json!(false))
    );
}
