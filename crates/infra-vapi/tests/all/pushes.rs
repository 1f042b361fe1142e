//! Pushing to the sandbox: created, changed, left alone, deleted.

use application::GatewayError;
use application::port::{AssistantGateway, LiveAssistant};
use ava_infra_vapi::HttpVapi;
use domain::Raw;
use domain::assistant::{Assistant, render};
use domain::integration::VapiKey;
use domain::studio::{AccountDefaults, ConfigPatch, StudioConfig};
use serde_json::{Value, json};

use crate::support::{LIMIT, MARKER, created, id, key, sandbox, wanted};

/// Pushes if there is anything to push, and answers the assistant as it is read after.
async fn pushed(vapi: &HttpVapi, live: &LiveAssistant, wanted: &Assistant) -> LiveAssistant {
    let push = vapi.plan(Some(live), wanted, MARKER);
    assert!(!push.is_empty());
    let answered = vapi.update(&key(), live.id, &push, LIMIT).await.unwrap();
    let read = vapi.find(&key(), live.id, LIMIT).await.unwrap();
    assert_eq!(answered, read);
    assert_eq!(vapi.drift(&vapi.snapshot(&answered), &read), []);
    let again = vapi.plan(Some(&read), wanted, MARKER);
    assert!(again.is_empty(), "{:?}", again.changes);
    read
}

fn json_of(live: &LiveAssistant) -> Value {
    serde_json::from_str(live.body.expose()).unwrap()
}

#[tokio::test]
async fn what_was_created_is_found_and_needs_no_push() {
    let (sandbox, vapi) = sandbox().await;
    let live = created(&vapi, MARKER).await;
    assert_eq!(live.name.as_deref(), Some("My Organization"));
    assert_eq!(live.marker, Some(MARKER));
    let found = vapi.find(&key(), live.id, LIMIT).await.unwrap();
    assert_eq!(found, live);
    assert!(vapi.plan(Some(&found), &wanted(), MARKER).is_empty());
    assert_eq!(sandbox.assistants().len(), 1);
}

#[tokio::test]
async fn an_update_sends_what_changed_and_nothing_else() {
    let (_sandbox, vapi) = sandbox().await;
    let live = created(&vapi, MARKER).await;
    let mut desired = wanted();
    desired.voice.speed.as_mut().unwrap().value = 1.15;
    let push = vapi.plan(Some(&live), &desired, MARKER);
    let payload: Value = serde_json::from_str(push.payload.expose()).unwrap();
    assert_eq!(payload.as_object().unwrap().keys().collect::<Vec<_>>(), ["voice"]);
    let after = json_of(&pushed(&vapi, &live, &desired).await);
    assert_eq!(after["voice"]["speed"], 1.15);
    assert_eq!(after["model"], json_of(&live)["model"]);
}

/// The rendering of a configuration with these settings.
fn rendered(settings: &[(&'static str, Raw)]) -> Assistant {
    let account = AccountDefaults { email: "ada@example.com".into(), organization_name: None };
    let patch = ConfigPatch::parse(settings.iter().cloned(), None).unwrap();
    render(&patch.apply(&StudioConfig::default(), &account).effective(&account)).assistant
}

#[tokio::test]
async fn what_others_put_there_survives_twenty_pushes() {
    let (sandbox, vapi) = sandbox().await;
    let mut live = created(&vapi, MARKER).await;
    let theirs = json!({
        "model": {
            "tools": [{"type": "function", "server": {"headers": {"x": "s3cret"}}}],
            "toolIds": ["t"], "toolRefs": [{"toolId": "t", "version": "v1"}],
            "knowledgeBase": {
                "provider": "custom-knowledge-base",
                "server": {"url": "https://example.com", "timeoutSeconds": 20},
            },
        },
        "voice": {
            "fallbackPlan": {
                "voices": [{"provider": "azure", "voiceId": "emma", "cachingEnabled": true}],
            },
            "chunkPlan": {"minCharacters": 42}, "cachingEnabled": false,
        },
        "hooks": [{"on": "call.ending", "do": []}], "metadata": {"crm": 7},
        "server": {"url": "https://example.com/hook", "timeoutSeconds": 20},
        "futureField": {"new": true},
    });
    sandbox.edit_assistant(live.id.as_uuid(), theirs.as_object().unwrap().clone()).await.unwrap();
    live = vapi.find(&key(), live.id, LIMIT).await.unwrap();
    let voices = ["azure", "cartesia", "inworld", "openai", "deepgram", "neuphonic", "11labs"];
    let models = ["claude-sonnet-5", "gemini-2.5-pro", "gpt-4o"];
    for round in 0..20 {
        let text = |text: &str| Raw::Text(text.to_owned());
        let desired = rendered(&[
            ("voiceProvider", text(voices[round % voices.len()])),
            ("voiceId", text("v")),
            ("aiModel", text(models[round % models.len()])),
            ("systemPrompt", text(&format!("Prompt {round}."))),
            ("transcriberProvider", text(["deepgram", "gladia"][round % 2])),
        ]);
        live = pushed(&vapi, &live, &desired).await;
        let after = json_of(&live);
        for path in [
            "/model/tools",
            "/model/toolIds",
            "/model/toolRefs",
            "/model/knowledgeBase",
            "/voice/fallbackPlan",
            "/voice/chunkPlan",
            "/voice/cachingEnabled",
            "/hooks",
            "/metadata/crm",
            "/server",
            "/futureField",
        ] {
            assert_eq!(after.pointer(path), theirs.pointer(path), "{round}: {path}");
        }
        assert!(!vapi.snapshot(&live).as_str().contains("s3cret"));
    }
}

#[tokio::test]
async fn deleting_twice_is_fine() {
    let (sandbox, vapi) = sandbox().await;
    let live = created(&vapi, MARKER).await;
    assert_eq!(vapi.delete(&key(), live.id, LIMIT).await, Ok(()));
    assert_eq!(vapi.delete(&key(), live.id, LIMIT).await, Ok(()));
    assert_eq!(vapi.find(&key(), live.id, LIMIT).await, Err(GatewayError::NotFound));
    assert!(sandbox.assistants().is_empty());
}

#[tokio::test]
async fn a_key_is_checked_and_sees_its_own_organisation_only() {
    let (_sandbox, vapi) = sandbox().await;
    let live = created(&vapi, MARKER).await;
    assert_eq!(vapi.check_key(&key(), LIMIT).await, Ok(()));
    let revoked = VapiKey::parse("invalid-key").unwrap();
    assert_eq!(vapi.check_key(&revoked, LIMIT).await, Err(GatewayError::KeyRefused));
    let other = VapiKey::parse("key-of-another-one").unwrap();
    assert_eq!(vapi.find(&other, live.id, LIMIT).await, Err(GatewayError::NotFound));
    assert_eq!(vapi.find(&key(), id(), LIMIT).await, Err(GatewayError::NotFound));
}
