//! The control endpoints, and the same by the Rust handle.

use reqwest::Method;
use serde_json::json;
use vapi_sandbox::SandboxConfig;

use crate::harness::{id_of, map, path_of, start, start_with};

#[tokio::test]
async fn assistants_of_all_orgs_are_listed_edited_and_deleted_without_a_key() {
    let (sandbox, api) = start().await;
    let first =
        api.create(json!({"model": {"provider": "openai", "model": "m"}, "name": "n"})).await;
    let second = api.with_key("another-key").create(json!({})).await;
    let keyless = api.with_key("");
    assert_eq!(keyless.get("/__sandbox/assistants").await, (200, json!([second, first])));

    let path = format!("/__sandbox/assistants/{}", id_of(&first));
    let edit = json!({"model": {"tools": [{"type": "endCall"}]}, "name": null, "leftover": true});
    let (status, edited) = keyless.post(&path, edit).await;
    assert_eq!(status, 200);
    assert_eq!(edited["model"]["tools"], json!([{"type": "endCall"}]));
    assert_eq!(edited["model"]["model"], "m");
    assert_eq!(edited["leftover"], true);
    assert_eq!(edited.get("name"), None);
    assert!(edited["updatedAt"].as_str() > first["updatedAt"].as_str());
    assert_eq!(api.get(&path_of("assistant", &first)).await, (200, edited.clone()));

    assert_eq!(keyless.delete(&path).await, (200, edited));
    assert_eq!(keyless.delete(&path).await.0, 404);
    assert_eq!(sandbox.assistants(), [second]);
}

#[tokio::test]
async fn the_handle_edits_and_deletes_too() {
    let (sandbox, api) = start().await;
    let assistant = api.create(json!({})).await;
    let id = id_of(&assistant).parse().expect("a UUID");
    let edited =
        sandbox.edit_assistant(id, map(json!({"name": "n"}))).await.expect("the assistant");
    assert_eq!(edited["name"], "n");
    sandbox.delete_assistant(id).await.expect("the assistant");
    assert_eq!(sandbox.delete_assistant(id).await.expect_err("gone").status(), 404);
}

#[tokio::test]
async fn requests_are_logged_with_their_org_and_status_and_counted() {
    let (sandbox, api) = start().await;
    let assistant = api.create(json!({})).await;
    api.with_key("invalid").get("/assistant?limit=3").await;
    api.get("/__sandbox/faults").await;

    let (status, log) = api.get("/__sandbox/requests").await;

    assert_eq!(status, 200);
    assert_eq!(log["total"], 2);
    let brief = |index: usize| {
        let request = &log["requests"][index];
        json!([
            request["number"],
            request["method"],
            request["path"],
            request["query"],
            request["org"],
            request["status"],
            request["fault"]
        ])
    };
    assert_eq!(brief(0), json!([1, "POST", "/assistant", "", assistant["orgId"], 201, null]));
    assert_eq!(brief(1), json!([2, "GET", "/assistant", "limit=3", null, 401, null]));
    assert_eq!(sandbox.requests().count("POST", "/assistant"), 1);
    assert_eq!(api.delete("/__sandbox/requests").await.0, 200);
    assert_eq!(sandbox.requests().total(), 0);
}

#[tokio::test]
async fn faults_are_pushed_listed_and_taken_away() {
    let (sandbox, api) = start().await;
    let fault = json!({
        "method": "GET", "path": "/assistant", "exact": true, "remaining": 2,
        "action": {"type": "status", "status": 503}
    });
    let (status, pushed) = api.post("/__sandbox/faults", fault).await;
    assert_eq!(status, 201);
    assert_eq!(pushed["id"], 1);
    assert_eq!(api.get("/assistant").await.0, 503);
    let (_, pending) = api.get("/__sandbox/faults").await;
    assert_eq!(pending[0]["remaining"], 1);
    assert_eq!(api.delete("/__sandbox/faults/1").await.0, 200);
    assert_eq!(api.delete("/__sandbox/faults/1").await.0, 404);
    assert_eq!(api.get("/assistant").await.0, 200);
    assert_eq!(api.post("/__sandbox/faults", json!({"action": {"type": "explode"}})).await.0, 400);
    api.post("/__sandbox/faults", json!({"action": {"type": "hang"}})).await;
    assert_eq!(api.delete("/__sandbox/faults").await.0, 200);
    assert!(sandbox.faults().pending().is_empty());
}

#[tokio::test]
async fn phone_numbers_are_seeded_for_the_org_of_the_key() {
    let (sandbox, api) = start().await;
    let (status, number) = api
        .post("/__sandbox/phone-numbers", json!({"provider": "telnyx", "number": "+15550100"}))
        .await;
    assert_eq!(status, 201);
    assert_eq!(api.get("/phone-number").await, (200, json!([number])));
    assert_eq!(api.get("/__sandbox/phone-numbers").await, (200, json!([number])));
    assert_eq!(sandbox.phone_numbers(), [number]);
}

#[tokio::test]
async fn a_reset_forgets_everything() {
    let (sandbox, api) = start().await;
    api.create(json!({})).await;
    api.post("/__sandbox/phone-numbers", json!({"provider": "vapi"})).await;
    api.post("/__sandbox/faults", json!({"action": {"type": "hang"}})).await;
    assert_eq!(api.call(Method::POST, "/__sandbox/reset", None).await.0, 200);
    assert!(sandbox.assistants().is_empty() && sandbox.phone_numbers().is_empty());
    assert!(sandbox.faults().pending().is_empty());
    assert_eq!(sandbox.requests().total(), 0);
}

#[tokio::test]
async fn without_control_there_is_nothing_to_control() {
    let (_sandbox, api) = start_with(SandboxConfig::default()).await;
    let (status, refusal) = api.get("/__sandbox/assistants").await;
    assert_eq!((status, &refusal["message"]), (404, &json!("Cannot GET /__sandbox/assistants")));
}
