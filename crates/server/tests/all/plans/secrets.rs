//! Secrets of an assistant's tools and credentials: at Vapi they stay, here they are nowhere.

use serde_json::{Value, json};

use super::{PLAN, STATE, edit};
use crate::harness::{Answer, Place, Store, on_both, sandbox};

on_both! {
    secrets_of_a_live_assistant_are_told_stored_and_logged_nowhere
    secrets_of_what_a_new_provider_has_no_place_for_are_told_nowhere
}

/// A word that no answer may hold.
const SECRET: &str = "s3cr3t-w0rd";

/// Where Vapi keeps secrets, and where people put theirs.
fn with_secrets() -> Value {
    json!({
        "model": {
            "tools": [{
                "type": "function", "function": {"name": "book"},
                "server": {
                    "url": format!("https://ada:{SECRET}@example.com/hook?key={SECRET}"),
                    "secret": SECRET,
                    "headers": {"Authorization": format!("Bearer {SECRET}"), "X-Shop": SECRET},
                },
            }],
            "knowledgeBase": {
                "provider": "custom-knowledge-base",
                "server": {"url": "https://example.com/kb", "headers": {"X-Kb": SECRET}},
            },
        },
        "voice": {"fallbackPlan": {"voices": [
            {"provider": "custom-voice",
                "server": {"url": "https://example.com", "headers": {"X-Voice": SECRET}}},
        ]}},
        "server": {"url": "https://example.com/end", "secret": SECRET},
        "credentials": [
            {"provider": "twilio", "accountSid": "AC1", "authToken": SECRET},
            {"provider": "openai", "apiKey": SECRET},
        ],
        "twilioAuthToken": SECRET,
        "hooks": [{"on": "call.ending", "do": [{"authenticationPlan": {"token": SECRET}}]}],
    })
}

async fn secrets_of_a_live_assistant_are_told_stored_and_logged_nowhere(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_LOG_LEVEL", "trace");
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    edit(&vapi, &made["assistantId"], with_secrets()).await;
    ada.save(json!({"aiTemperature": 0.1, "voiceSpeed": 1.2})).await;

    let mut answers = vec![ada.get(PLAN).await, ada.get(STATE).await];
    assert!(answers[0].text.contains("model.tools"), "the tools are told, without secrets");
    answers.push(ada.sync().await);
    assert_eq!(answers[2].ok()["action"], "updated");
    // Now without them: they are told as taken away, and the baseline holds them no more.
    let gone =
        json!({"model": {"tools": null}, "server": null, "credentials": null, "hooks": null});
    edit(&vapi, &made["assistantId"], gone).await;
    answers.push(ada.get(PLAN).await);
    for path in [STATE, "/api/v1/auth/me/export", "/api/v1/auth/me/activity"] {
        answers.push(ada.get(path).await);
    }
    assert_none_tells(&answers);
    assert!(!String::from_utf8_lossy(&place.stored()).contains(SECRET), "stored");
    assert!(!place.log_of(&server).await.contains(SECRET), "logged");
}

async fn secrets_of_what_a_new_provider_has_no_place_for_are_told_nowhere(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_LOG_LEVEL", "trace");
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    // A model and a voice that somebody runs themselves.
    let own = json!({
        "model": {
            "provider": "custom-llm",
            "url": format!("https://ada:{SECRET}@llm.example.com/?key={SECRET}"),
            "headers": {"X-Shop": SECRET},
        },
        "voice": {
            "provider": "custom-voice", "apiToken": SECRET,
            "server": {"url": "https://voice.example.com", "headers": {"X-Shop": SECRET}},
        },
    });
    edit(&vapi, &made["assistantId"], own).await;
    let answers =
        [ada.get(PLAN).await, ada.get(STATE).await, ada.sync().await, ada.get(PLAN).await];
    assert!(answers[2].ok()["warnings"].to_string().contains("model.url"), "it is told as lost");
    assert_none_tells(&answers);
    assert!(!String::from_utf8_lossy(&place.stored()).contains(SECRET), "stored");
    assert!(!place.log_of(&server).await.contains(SECRET), "logged");
}

#[track_caller]
fn assert_none_tells(answers: &[Answer]) {
    for (index, answer) in answers.iter().enumerate() {
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(!answer.text.contains(SECRET), "answer {index}: {}", answer.text);
    }
}
