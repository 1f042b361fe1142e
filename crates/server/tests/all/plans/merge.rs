//! What others put on an assistant survives whatever we push.

use serde_json::{Value, json};

use super::{edit, plan};
use crate::harness::{Place, Store, on_both, sandbox};

on_both! {
    tools_knowledge_fallbacks_and_the_future_survive_twenty_pushes
    what_a_provider_has_no_place_for_is_told_before_it_is_taken_off
}

/// What others put there, and every provider of the pushes has a place for.
fn theirs() -> Value {
    json!({
        "model": {
            "tools": [{"type": "endCall"}, {"type": "function", "function": {"name": "book"}}],
            "toolIds": ["a-tool", "another"],
            "knowledgeBase": {
                "provider": "custom-knowledge-base",
                "server": {"url": "https://example.com/kb", "timeoutSeconds": 7},
            },
            "messages": [
                {"role": "system", "content": "Replaced."},
                {"role": "assistant", "content": "Kept."},
            ],
        },
        "voice": {
            "fallbackPlan": {"voices": [
                {"provider": "openai", "voiceId": "alloy", "cachingEnabled": false},
            ]},
            "chunkPlan": {"enabled": true, "minCharacters": 20},
            "cachingEnabled": false,
        },
        "endCallPhrases": ["good bye"],
        "metadata": {"theirs": {"since": 1}},
        "futureKnob": {"of": ["next", "year"]},
    })
}

/// Where what others put stands, and what it is.
fn kept() -> [(&'static str, Value); 9] {
    let theirs = theirs();
    [
        "/model/tools",
        "/model/toolIds",
        "/model/knowledgeBase",
        "/model/messages/1",
        "/voice/fallbackPlan",
        "/voice/chunkPlan",
        "/voice/cachingEnabled",
        "/endCallPhrases",
        "/metadata/theirs",
    ]
    .map(|path| (path, theirs.pointer(path).expect("a value").clone()))
}

async fn tools_knowledge_fallbacks_and_the_future_survive_twenty_pushes(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    edit(&vapi, &made["assistantId"], theirs()).await;
    let voices = [("11labs", "sarah"), ("openai", "nova"), ("cartesia", "c"), ("azure", "emma")];
    let models =
        ["gpt-4o", "claude-sonnet-4-6", "gemini-2.5-pro", "grok-3", "llama-3.3-70b-versatile"];
    for push in 0..20_u8 {
        let nth = usize::from(push);
        let ((provider, voice), model) = (voices[nth % voices.len()], models[nth % models.len()]);
        ada.save(json!({
            "voiceProvider": provider, "voiceId": voice, "aiModel": model,
            "systemPrompt": format!("Prompt {push}."), "aiTemperature": f64::from(push) / 20.0,
        }))
        .await;
        let synced = ada.sync().await.ok();
        assert_eq!(synced["action"], "updated", "{synced}");
        assert_eq!(synced["assistantId"], made["assistantId"]);
        let live = &vapi.assistants()[0];
        for (path, value) in kept() {
            assert_eq!(live.pointer(path), Some(&value), "{path} after push {push}: {live}");
        }
        assert_eq!(live["futureKnob"], theirs()["futureKnob"], "push {push}");
        assert_eq!(live["voice"]["provider"], provider);
        assert_eq!(live["voice"]["voiceId"], voice);
        assert_eq!(live["model"]["model"], model);
        let prompt = live["model"]["messages"][0]["content"].as_str().expect("a prompt");
        assert!(prompt.starts_with(&format!("Prompt {push}.")), "{prompt}");
        assert_eq!(plan(&ada).await["action"], "unchanged");
    }
    assert_eq!(vapi.requests().count("POST", "/assistant"), 1);
}

async fn what_a_provider_has_no_place_for_is_told_before_it_is_taken_off(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    edit(&vapi, &made["assistantId"], theirs()).await;
    edit(&vapi, &made["assistantId"], json!({"voice": {"stability": 0.3}})).await;
    ada.sync().await.ok();
    ada.save(json!({"voiceProvider": "vapi", "voiceId": "Elliot"})).await;
    let planned = plan(&ada).await;
    let lost: Vec<_> = planned["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .filter(|change| change["to"].is_null())
        .map(|change| change["field"].clone())
        .collect();
    assert_eq!(lost, ["voice.fallbackPlan", "voice.stability"]);
    for part in ["voice.fallbackPlan", "voice.stability"] {
        assert!(planned["warnings"].to_string().contains(part), "{planned}");
    }
    let synced = ada.sync().await.ok();
    assert_eq!(synced["warnings"], planned["warnings"]);
    let live = &vapi.assistants()[0];
    assert_eq!(live["voice"].get("fallbackPlan"), None);
    assert_eq!(live["voice"]["chunkPlan"], theirs()["voice"]["chunkPlan"]);
}
