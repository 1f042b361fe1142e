//! Whom an operator deletes leaves as much behind as who deletes themselves.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{LOGIN, ME, user};
use crate::harness::{PASSWORD, Place, Store, on_both, sandbox};

on_both! {
    whom_an_operator_deletes_is_gone_with_the_assistant_that_is_ours
    an_assistant_under_the_user_s_own_key_is_named
}

async fn whom_an_operator_deletes_is_gone_with_the_assistant_that_is_ours(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    ada.sync().await.ok();
    bob.sync().await.ok();
    user(&place, &["disable", "ada@example.com"]);
    let said = user(&place, &["delete", "ada@example.com", "--yes"]);
    assert!(said.contains("is deleted"), "{said}");
    assert_eq!(ada.get(ME).await.status, 401);
    let login = json!({"identifier": "ada@example.com", "password": PASSWORD});
    assert_eq!(ada.post(LOGIN, &login).await.code(), "invalid_credentials");
    assert_eq!(bob.get(ME).await.status, 200);
    let begun = Instant::now();
    while vapi.assistants().len() > 1 {
        assert!(begun.elapsed() < Duration::from_secs(30), "the assistant is still there");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let kinds = place.sql("SELECT kind FROM audit_events WHERE kind = 'deleted_by_operator'").await;
    assert_eq!(kinds.len(), 1);
    assert!(!place.rows().await.contains("ada@example.com"), "something is left of them");
    server.sign_up("ada").await;
}

async fn an_assistant_under_the_user_s_own_key_is_named(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let key = json!({"vapi_api_key": "a-vapi-key-of-ada-s-own"});
    ada.post("/api/v1/vapi-settings", &key).await.ok();
    let assistant = ada.sync().await.ok()["assistantId"].as_str().expect("an id").to_owned();
    let output =
        crate::harness::run(place.command().args(["user", "delete", "ada@example.com", "--yes"]));
    assert!(output.status.success());
    let told = crate::harness::text(&output.stderr);
    assert!(told.contains(&assistant) && told.contains("stays at Vapi"), "{told}");
    assert_eq!(ada.get(ME).await.status, 401);
}
