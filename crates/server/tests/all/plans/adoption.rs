//! Linking an assistant that exists already, and what a change of the key does to the link.

use serde_json::{Value, json};
use vapi_sandbox::Sandbox;

use super::{edit, plan, state};
use crate::harness::{Client, Place, Store, on_both, sandbox};

on_both! {
    an_assistant_of_one_s_own_key_is_adopted_and_goes_on_with_what_others_put_there
    what_is_not_one_s_own_is_not_adopted
    a_key_of_another_organisation_starts_anew_and_the_history_names_the_former_assistant
}

const ADOPT: &str = "/api/v1/studio/assistant/adopt";
const KEY: &str = "a-key-of-adas-own";

async fn bring_key(user: &Client, key: &str) {
    user.post("/api/v1/vapi-settings", &json!({"vapi_api_key": key})).await.ok();
}

async fn adopt(user: &Client, assistant: &Value) -> crate::harness::Answer {
    user.post(ADOPT, &json!({"assistantId": assistant})).await
}

/// An assistant that somebody made by hand under this key.
async fn made_by_hand(vapi: &Sandbox, key: &str) -> Value {
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let body = json!({
        "name": "By hand", "endCallMessage": "Bye.",
        "model": {"provider": "openai", "model": "gpt-4o", "toolIds": ["a-tool"],
            "messages": [{"role": "system", "content": "By hand."}]},
    });
    let made = http.post(format!("{}/assistant", vapi.url())).bearer_auth(key).json(&body);
    let made: Value = made.send().await.expect("an answer").json().await.expect("an assistant");
    made["id"].clone()
}

async fn an_assistant_of_one_s_own_key_is_adopted_and_goes_on_with_what_others_put_there(
    store: Store,
) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    bring_key(&ada, KEY).await;
    let theirs = made_by_hand(&vapi, KEY).await;
    vapi.requests().clear();

    let config = adopt(&ada, &theirs).await.ok();
    assert_eq!(config["vapiAssistantId"], theirs);
    assert_eq!(config["revision"], 0, "it is no change of the settings");
    assert!(vapi.requests().all().iter().all(|request| request.method == "GET"));
    let events = ada.get("/api/v1/auth/me/activity").await.ok();
    assert_eq!(events["events"][0]["kind"], "assistant_adopted");
    assert_eq!(adopt(&ada, &theirs).await.ok()["vapiAssistantId"], theirs, "once more is fine");
    let planned = plan(&ada).await;
    assert_eq!((&planned["action"], &planned["assistantId"]), (&json!("updated"), &theirs));

    let synced = ada.sync().await.ok();
    assert_eq!((&synced["action"], &synced["assistantId"]), (&json!("updated"), &theirs));
    let live = vapi.assistants();
    assert_eq!(live.len(), 1, "{live:?}");
    assert_eq!(live[0]["name"], "My Organization");
    assert_eq!(live[0]["endCallMessage"], "Bye.");
    assert_eq!(live[0]["model"]["toolIds"], json!(["a-tool"]));
    assert_eq!(live[0]["metadata"]["avaOwner"], ada.get("/api/v1/auth/me").await.ok()["id"]);
    assert_eq!(state(&ada).await["state"], "in_sync");
}

async fn what_is_not_one_s_own_is_not_adopted(store: Store) {
    const SERVER_KEY: &str = "the-key-of-all-users";
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_VAPI_API_KEY", SERVER_KEY);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let refused = |answer: crate::harness::Answer, status: u16, code: &str| {
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{answer:?}");
    };
    let of_the_server = made_by_hand(&vapi, SERVER_KEY).await;
    refused(adopt(&ada, &of_the_server).await, 409, "vapi_not_configured");

    // Both have the key of one organisation.
    bring_key(&ada, KEY).await;
    bring_key(&bob, KEY).await;
    for unknown in [json!("3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10"), of_the_server, json!("../x")] {
        let answer = adopt(&ada, &unknown).await;
        assert_eq!(answer.json()["errors"][0]["pointer"], "/assistantId", "{answer:?}");
        refused(answer, 422, "validation_failed");
    }
    refused(ada.post(ADOPT, &json!({})).await, 422, "validation_failed");
    refused(adopt(&ada, &json!(7)).await, 422, "validation_failed");
    let bobs = bob.sync().await.ok()["assistantId"].clone();
    refused(adopt(&ada, &bobs).await, 409, "assistant_conflict");
    assert_eq!(ada.config().await["vapiAssistantId"], Value::Null);

    let hers = ada.sync().await.ok()["assistantId"].clone();
    let other = made_by_hand(&vapi, KEY).await;
    refused(adopt(&ada, &other).await, 409, "assistant_conflict");
    assert_eq!(ada.config().await["vapiAssistantId"], hers);
    let before = vapi.assistants();
    assert_eq!(before.len(), 4, "nothing was made or deleted by a refusal");
    ada.delete("/api/v1/studio/assistant").await.ok();
    assert_eq!(adopt(&ada, &other).await.ok()["vapiAssistantId"], other);
}

async fn a_key_of_another_organisation_starts_anew_and_the_history_names_the_former_assistant(
    store: Store,
) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    bring_key(&ada, KEY).await;
    let former = ada.sync().await.ok()["assistantId"].clone();
    assert_eq!(state(&ada).await["state"], "in_sync");
    bring_key(&ada, KEY).await;
    assert_eq!(state(&ada).await["state"], "in_sync", "it is the same key");

    bring_key(&ada, "a-key-of-another-organisation").await;
    let anew = state(&ada).await;
    assert_eq!((&anew["state"], &anew["assistantId"]), (&json!("never"), &Value::Null), "{anew}");
    let config = ada.config().await;
    assert_eq!(config["sync"]["state"], "never");
    assert_eq!(config["vapiAssistantId"], Value::Null);
    let activity = ada.get("/api/v1/auth/me/activity").await;
    assert!(activity.text.contains(former.as_str().expect("an id")), "{}", activity.text);

    assert_eq!(plan(&ada).await["action"], "created");
    let synced = ada.sync().await.ok();
    assert_eq!(synced["action"], "created");
    assert_ne!(synced["assistantId"], former);
    assert_eq!(vapi.assistants().len(), 2, "the former one is another organisation's business");
    edit(&vapi, &synced["assistantId"], json!({"firstMessage": "Yes?"})).await;
    assert_eq!(state(&ada).await["state"], "drifted", "it is the new one that is looked at");
}
