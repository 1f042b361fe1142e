//! What a sync would do, and that it does it.

mod adoption;
mod drift;
mod merge;
mod other_users;
mod random;
mod secrets;

use serde_json::{Value, json};
use uuid::Uuid;
use vapi_sandbox::{Action, CannedAnswer, Fault, Sandbox};

use crate::harness::{Client, Place, Recorder, Store, on_both, sandbox};

const PLAN: &str = "/api/v1/studio/sync-vapi/plan";
const STATE: &str = "/api/v1/studio/sync-vapi";

on_both! {
    a_plan_of_a_new_user_tells_all_and_writes_nothing
    a_plan_after_a_save_tells_the_changed_fields
    a_dry_run_is_the_plan
    the_state_is_told_at_every_stage
    a_plan_is_refused_as_its_sync_would_be_and_leaves_no_failure
}

/// Without a word of what is not there: keys of `fields` alone.
fn fields_of(changes: &Value) -> Vec<&str> {
    let changes = changes.as_array().expect("a list");
    changes.iter().map(|change| change["field"].as_str().expect("a field")).collect()
}

async fn plan(user: &Client) -> Value {
    user.get(PLAN).await.ok()
}

async fn state(user: &Client) -> Value {
    user.get(STATE).await.ok()
}

fn id(value: &Value) -> Uuid {
    value.as_str().expect("an id").parse().expect("a UUID")
}

/// As somebody in Vapi's dashboard would.
async fn edit(vapi: &Sandbox, assistant: &Value, patch: Value) {
    let patch = patch.as_object().expect("an object").clone();
    vapi.edit_assistant(id(assistant), patch).await.expect("an edit");
}

async fn a_plan_of_a_new_user_tells_all_and_writes_nothing(store: Store) {
    let vapi = sandbox(0).await;
    let recorder = Recorder::of(&vapi);
    let place = Place::pushing_to(store, &vapi).with("AVA_API_VAPI_BASE_URL", &recorder.url());
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let before = place.rows().await;
    let planned = plan(&ada).await;
    assert_eq!(place.rows().await, before);
    assert_eq!(recorder.take(), []);
    assert_eq!(planned["action"], "created");
    assert_eq!(planned["assistantId"], Value::Null);
    assert_eq!(planned["drift"], json!([]));
    assert_eq!(planned["warnings"], json!([]));
    assert_eq!((&planned["revision"], &planned["mode"]), (&json!(0), &json!("sandbox")));
    for field in ["organizationName", "firstMessage", "systemPrompt", "voiceId", "aiModel"] {
        assert!(fields_of(&planned["changes"]).contains(&field), "{planned}");
    }
    for change in planned["changes"].as_array().expect("changes") {
        assert_eq!(change["from"], Value::Null, "{change}");
        assert_ne!(change["to"], Value::Null, "{change}");
    }

    assert_eq!(ada.sync().await.ok()["action"], "created");
    let mut sent = recorder.take();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!((sent[0].method.as_str(), sent[0].path.as_str()), ("POST", "/assistant"));
    // Which attempt it is, is known once there is one.
    let metadata = sent[0].body["metadata"].as_object_mut().expect("metadata");
    assert!(metadata.remove("avaIntent").is_some());
    assert_eq!(sent[0].body, planned["payload"]);
}

async fn a_plan_after_a_save_tells_the_changed_fields(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let made = ada.sync().await.ok();
    assert_eq!(plan(&ada).await["action"], "unchanged");
    ada.save(json!({"voiceSpeed": 4, "firstMessage": "Good day.", "timezone": "Asia/Jerusalem"}))
        .await;
    let before = place.rows().await;
    vapi.requests().clear();
    let planned = plan(&ada).await;
    assert_eq!(place.rows().await, before);
    assert!(vapi.requests().all().iter().all(|request| request.method == "GET"));
    assert_eq!(planned["action"], "updated");
    assert_eq!(planned["assistantId"], made["assistantId"]);
    assert_eq!(
        planned["changes"],
        json!([
            {"field": "firstMessage", "from": "Hello! How can I help you today?", "to": "Good day."},
            {"field": "voiceSpeed", "from": 1.0, "to": 1.2},
        ])
    );
    assert_eq!(planned["drift"], json!([]));
    assert_eq!(planned["warnings"][0]["field"], "voiceSpeed");
    let sent: Vec<_> = planned["payload"].as_object().expect("a body").keys().collect();
    assert_eq!(sent, ["firstMessage", "voice"]);
}

async fn a_dry_run_is_the_plan(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    for save in [json!({}), json!({"aiModel": "claude-sonnet-4-6", "tone": "calm"})] {
        ada.save(save).await;
        let before = place.rows().await;
        vapi.requests().clear();
        let dry = ada.send(ada.request("POST", &format!("{STATE}?dryRun=true"))).await.ok();
        assert_eq!(dry, plan(&ada).await);
        assert_eq!(place.rows().await, before);
        assert!(vapi.requests().all().iter().all(|request| request.method == "GET"));
        ada.sync().await.ok();
    }
    let odd = ada.send(ada.request("POST", &format!("{STATE}?dryRun=perhaps"))).await;
    assert_eq!((odd.status, odd.code().as_str()), (422, "validation_failed"));
}

async fn the_state_is_told_at_every_stage(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let is = async |expected: &str| {
        let told = state(&ada).await;
        assert_eq!(told["state"], expected, "{told}");
        assert_eq!(ada.config().await["sync"]["state"], expected);
        told
    };
    let never = is("never").await;
    for absent in ["syncedRevision", "syncedAt", "lastError", "assistantId"] {
        assert_eq!(never[absent], Value::Null, "{absent}");
    }
    let slow = Action::Delay { ms: 1500 };
    vapi.faults().push(Fault::once(slow));
    let syncing = tokio::spawn({
        let ada = ada.clone();
        async move { ada.sync().await.ok() }
    });
    while vapi.requests().total() == 0 {
        ada.config().await;
    }
    is("syncing").await;
    let synced = syncing.await.expect("a sync");
    let in_sync = is("in_sync").await;
    assert_eq!(in_sync["assistantId"], synced["assistantId"]);
    assert_eq!(in_sync["syncedRevision"], 0);
    assert!(in_sync["syncedAt"].as_str().is_some_and(|at| at.ends_with('Z')), "{in_sync}");
    ada.save(json!({"firstMessage": "Good day."})).await;
    is("pending").await;
    let refusal = Action::Status(CannedAnswer::new(402));
    vapi.faults().push(Fault::once(refusal).method("PATCH"));
    ada.sync().await;
    let failed = is("failed").await;
    assert!(failed["lastError"].is_string());
    assert_eq!(failed["syncedAt"], in_sync["syncedAt"], "what was confirmed stays so");
    ada.sync().await.ok();
    assert_eq!(is("in_sync").await["lastError"], Value::Null);
}

async fn a_plan_is_refused_as_its_sync_would_be_and_leaves_no_failure(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.sync().await.ok();
    let before = place.rows().await;
    for (status, expected, code) in [
        (400, 502, "vapi_rejected"),
        (401, 502, "vapi_key_refused"),
        (409, 409, "assistant_conflict"),
        (500, 503, "vapi_unavailable"),
    ] {
        let answer = CannedAnswer::new(status);
        let fault = Fault::always(Action::Status(answer));
        let rule = vapi.faults().push(fault);
        let refused = ada.get(PLAN).await;
        vapi.faults().remove(rule);
        assert_eq!((refused.status, refused.code().as_str()), (expected, code), "{refused:?}");
        assert_eq!(plan(&ada).await["action"], "unchanged");
    }
    assert_eq!(place.rows().await, before);
}
