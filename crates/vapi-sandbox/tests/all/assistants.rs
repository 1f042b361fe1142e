//! Making, reading, changing and deleting assistants.

use serde_json::{Value, json};

use crate::harness::{KEY, id_of, path_of, start};

#[tokio::test]
async fn an_assistant_comes_back_with_ids_times_and_defaults() {
    let (_sandbox, api) = start().await;
    let sent = json!({
        "name": "Reception",
        "model": {"provider": "openai", "model": "gpt-4o-mini"},
        "voice": {"provider": "inworld", "voiceId": "Alex"},
        "transcriber": {"provider": "deepgram"},
    });

    let assistant = api.create(sent).await;

    let orgs_of_others = api.with_key("another-key").create(json!({})).await["orgId"].clone();
    assert_ne!(assistant["orgId"], orgs_of_others);
    assert!(!assistant.to_string().contains(KEY));
    assert_eq!(assistant["createdAt"], assistant["updatedAt"]);
    let created_at = assistant["createdAt"].as_str().expect("a time");
    assert_eq!(created_at.len(), "2026-01-01T00:00:00.000Z".len());
    let mut rest = assistant.clone();
    for key in ["id", "orgId", "createdAt", "updatedAt"] {
        assert!(rest.as_object_mut().and_then(|rest| rest.remove(key)).is_some(), "{key}");
    }
    assert_eq!(
        rest,
        json!({
            "name": "Reception",
            "model": {
                "provider": "openai", "model": "gpt-4o-mini", "temperature": 0.5, "maxTokens": 250
            },
            "voice": {
                "provider": "inworld", "voiceId": "Alex", "cachingEnabled": true,
                "model": "inworld-tts-1",
                "languageCode": "en", "temperature": 1.1, "speakingRate": 1
            },
            "transcriber": {"provider": "deepgram", "confidenceThreshold": 0.4, "mipOptOut": false},
            "firstMessageMode": "assistant-speaks-first",
            "firstMessageInterruptionsEnabled": false,
            "maxDurationSeconds": 600,
            "isServerUrlSecretSet": false,
            "latestVersion": null
        })
    );
    assert_eq!(api.get(&path_of("assistant", &assistant)).await, (200, assistant));
}

#[tokio::test]
async fn a_patch_replaces_a_top_level_key_whole_and_keeps_the_others() {
    let (_sandbox, api) = start().await;
    let assistant = api
        .create(json!({
            "name": "Reception",
            "voicemailMessage": "Later.",
            "model": {"provider": "openai", "model": "gpt-4o", "temperature": 1, "toolIds": ["t"]},
            "metadata": {"a": 1, "b": 2},
        }))
        .await;

    let patch = json!({
        "model": {"provider": "openai", "model": "gpt-4o-mini", "maxTokens": 500},
        "metadata": {"b": 3},
        "voicemailMessage": null,
    });
    let (status, patched) = api.patch(&path_of("assistant", &assistant), patch).await;

    assert_eq!(status, 200);
    assert_eq!(patched["name"], "Reception");
    assert_eq!(
        patched["model"],
        json!({"provider": "openai", "model": "gpt-4o-mini", "maxTokens": 500, "temperature": 0.5})
    );
    assert_eq!(patched["metadata"], json!({"b": 3}));
    assert_eq!(patched.get("voicemailMessage"), None);
    assert_eq!(patched["createdAt"], assistant["createdAt"]);
    assert!(patched["updatedAt"].as_str() > assistant["updatedAt"].as_str());
    assert_eq!(api.get(&path_of("assistant", &assistant)).await, (200, patched));
}

#[tokio::test]
async fn a_patch_that_is_refused_changes_nothing() {
    let (_sandbox, api) = start().await;
    let assistant = api.create(json!({"name": "Reception"})).await;
    let path = path_of("assistant", &assistant);

    let (status, refusal) =
        api.patch(&path, json!({"name": "Front desk", "voice": {"speed": 1}})).await;

    assert_eq!(status, 400);
    assert!(
        refusal["message"][0]
            .as_str()
            .is_some_and(|m| m.starts_with("voice.provider must be one of"))
    );
    assert_eq!(api.get(&path).await, (200, assistant));
}

#[tokio::test]
async fn a_deleted_assistant_is_answered_once_more_and_is_gone() {
    let (_sandbox, api) = start().await;
    let assistant = api.create(json!({"name": "Reception"})).await;
    let path = path_of("assistant", &assistant);

    assert_eq!(api.delete(&path).await, (200, assistant.clone()));

    let message =
        format!("Couldn't Get Assistant. `assistantId` {} Does Not Exist.", id_of(&assistant));
    let gone = json!({"message": message, "error": "Not Found", "statusCode": 404});
    assert_eq!(api.get(&path).await, (404, gone.clone()));
    assert_eq!(api.delete(&path).await, (404, gone.clone()));
    assert_eq!(api.patch(&path, json!({})).await, (404, gone));
    assert_eq!(api.get("/assistant").await, (200, json!([])));
}

#[tokio::test]
async fn another_key_is_another_org() {
    let (_sandbox, api) = start().await;
    let stranger = api.with_key("another-key");
    let assistant = api.create(json!({"name": "Reception"})).await;
    let path = path_of("assistant", &assistant);

    assert_eq!(stranger.get(&path).await.0, 404);
    assert_eq!(stranger.patch(&path, json!({"name": "Mine"})).await.0, 404);
    assert_eq!(stranger.delete(&path).await.0, 404);
    assert_eq!(stranger.get("/assistant").await, (200, json!([])));
    assert_eq!(api.get(&path).await, (200, assistant));
}

#[tokio::test]
async fn many_at_once_all_get_their_own() {
    let (sandbox, api) = start().await;
    let creations = (0..20).map(|number| {
        let api = api.clone();
        tokio::spawn(async move { api.create(json!({"name": format!("number {number}")})).await })
    });
    let mut made = Vec::new();
    for creation in creations.collect::<Vec<_>>() {
        made.push(creation.await.expect("an assistant"));
    }

    let newest_first = |assistants: &mut Vec<Value>| {
        assistants.sort_by_key(|assistant| std::cmp::Reverse(assistant["createdAt"].to_string()));
    };
    newest_first(&mut made);
    assert_eq!(sandbox.assistants(), made);
}
