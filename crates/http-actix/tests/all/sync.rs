//! Pushing to Vapi, and letting go.

use std::time::Duration;

use application::{GatewayError, Reach};
use domain::integration::VapiKey;
use domain::value::AssistantId;
use futures_util::FutureExt;
use serde_json::{Value, json};
use testkit::doubles::{CallKind, GatewayFault};

use crate::harness::{ASSISTANT, Answer, CONFIG, Client, SERVER_KEY, SYNC, Server, snapshot};

fn key() -> VapiKey {
    VapiKey::parse(SERVER_KEY).unwrap()
}

fn assistant(id: &Value) -> AssistantId {
    AssistantId::parse(id.as_str().unwrap()).unwrap()
}

async fn sync(user: &Client) -> Answer {
    user.request("POST", SYNC).send().await
}

#[actix_web::test]
async fn a_sync_creates_then_finds_nothing_to_do_then_updates_then_recreates() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    snapshot!("sync_never", ada.get(SYNC).await);
    ada.patch(CONFIG, json!({ "voiceSpeed": 1.1, "aiTemperature": 0.8 })).await.ok();

    let created = sync(&ada).await;
    snapshot!("sync_created", created);
    let id = created.ok()["assistantId"].take();
    snapshot!("sync_in_sync", ada.get(SYNC).await);

    snapshot!("sync_unchanged", sync(&ada).await);

    ada.patch(CONFIG, json!({ "organizationName": "x".repeat(41) })).await.ok();
    snapshot!("sync_pending", ada.get(SYNC).await);
    let updated = sync(&ada).await;
    snapshot!("sync_updated", updated);
    assert_eq!(updated.ok()["assistantId"], id);

    server.house.gateway.remove(&key(), assistant(&id));
    let recreated = sync(&ada).await;
    snapshot!("sync_recreated", recreated);
    assert_ne!(recreated.ok()["assistantId"], id);
    assert_eq!(ada.get(CONFIG).await.ok()["vapiAssistantId"], recreated.ok()["assistantId"]);
}

#[actix_web::test]
async fn what_a_provider_does_not_take_is_saved_and_told_by_the_sync() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    ada.patch(CONFIG, json!({ "voiceSpeed": 4 })).await.ok();
    let answer = sync(&ada).await;
    snapshot!("sync_with_warnings", answer);
    assert_eq!(answer.ok()["warnings"][0]["field"], "voiceSpeed");
}

#[actix_web::test]
async fn a_failed_sync_is_told_by_the_state_until_one_works() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.gateway.fail_next(CallKind::Create, GatewayFault::error(GatewayError::KeyRefused));
    sync(&ada).await.is_problem(502, "vapi_key_refused");
    snapshot!("sync_failed", ada.get(SYNC).await);
    sync(&ada).await.ok();
    assert_eq!(ada.get(SYNC).await.ok()["state"], "in_sync");
}

#[actix_web::test]
async fn a_sync_needs_no_body_and_takes_any() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    sync(&ada).await.ok();
    for body in ["", "{}", "no JSON"] {
        ada.request("POST", SYNC).body("text/plain", body).send().await.ok();
    }
}

#[actix_web::test]
async fn a_client_that_hangs_up_does_not_cut_a_push_in_half() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let mut hung_up = Box::pin(ada.request("POST", SYNC).send());
    assert!(hung_up.as_mut().now_or_never().is_none(), "a push takes its time");
    drop(hung_up);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(ada.get(SYNC).await.ok()["state"], "in_sync");
    assert_eq!(server.house.gateway.assistants(&key()).len(), 1);
}

#[actix_web::test]
async fn a_forgotten_assistant_stays_at_vapi() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let id = sync(&ada).await.ok()["assistantId"].take();
    let config = ada.delete(ASSISTANT).await;
    snapshot!("assistant_forgotten", config);
    assert_eq!(config.body, ada.get(CONFIG).await.body);
    let left = server.house.gateway.assistants(&key());
    assert_eq!(left.iter().map(|live| live.id).collect::<Vec<_>>(), [assistant(&id)]);
}

#[actix_web::test]
async fn a_forgotten_assistant_is_deleted_at_vapi_on_demand() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    sync(&ada).await.ok();
    let remote = format!("{ASSISTANT}?remote=true");
    assert_eq!(ada.delete(&remote).await.ok()["vapiAssistantId"], Value::Null);
    assert_eq!(server.house.gateway.assistants(&key()), []);
    assert_eq!(ada.delete(&remote).await.ok()["vapiAssistantId"], Value::Null);
}

#[actix_web::test]
async fn an_assistant_that_vapi_would_not_delete_is_not_forgotten() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let id = sync(&ada).await.ok()["assistantId"].take();
    let fault = GatewayError::RateLimited { retry_after: Some(Duration::from_secs(7)) };
    server.house.gateway.fail_next(CallKind::Delete, GatewayFault::error(fault));
    let refused = ada.delete(&format!("{ASSISTANT}?remote=true")).await;
    refused.is_problem(503, "vapi_rate_limited");
    assert_eq!(refused.header("retry-after"), Some("7"));
    assert_eq!(ada.get(CONFIG).await.ok()["vapiAssistantId"], id);
}

#[actix_web::test]
async fn a_query_that_makes_no_sense_is_refused_and_told_what_it_takes() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let id = sync(&ada).await.ok()["assistantId"].take();
    for query in ["remote=perhaps", "remote", "remote=", "remote=TRUE", "remote=1", "r%65mote=%ff"]
    {
        let answer = ada.delete(&format!("{ASSISTANT}?{query}")).await;
        answer.is_invalid(&[("/remote", "wrong_type")]);
        assert_eq!(answer.json()["detail"], "remote must be true or false.");
    }
    let twice = ada.delete(&format!("{ASSISTANT}?remote=true&remote=true")).await;
    twice.is_invalid(&[("/remote", "wrong_type")]);
    assert_eq!(ada.get(CONFIG).await.ok()["vapiAssistantId"], id);
}

#[actix_web::test]
async fn a_flag_of_a_query_is_one_of_two_words() {
    for (query, left) in [
        ("remote=true", 0),
        ("remote=tru%65", 0),
        ("remote=false", 1),
        ("Remote=true", 1),
        ("remote=false&other=%00&=&&", 1),
    ] {
        let server = Server::start().await;
        let ada = server.sign_up("ada").await;
        sync(&ada).await.ok();
        ada.delete(&format!("{ASSISTANT}?{query}")).await.ok();
        assert_eq!(server.house.gateway.assistants(&key()).len(), left, "{query}");
    }
}

#[actix_web::test]
async fn a_change_behind_our_back_is_told_by_the_state_until_it_is_pushed_over() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let id = sync(&ada).await.ok()["assistantId"].take();
    server.house.gateway.set_field(&key(), assistant(&id), "firstMessage", "\"Hijacked\"");
    let drifted = ada.get(SYNC).await;
    snapshot!("sync_drifted", drifted);
    assert_eq!(drifted.ok()["state"], "drifted");
    sync(&ada).await.ok();
    assert_eq!(ada.get(SYNC).await.ok()["state"], "in_sync");
}

#[actix_web::test]
async fn the_state_is_told_though_vapi_does_not_answer() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    sync(&ada).await.ok();
    let away = GatewayError::Unavailable { reach: Reach::NotSent };
    server.house.gateway.fail_next(CallKind::Find, GatewayFault::error(away));
    assert_eq!(ada.get(SYNC).await.ok()["state"], "in_sync");
}
