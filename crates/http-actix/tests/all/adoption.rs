//! An assistant that exists already is linked.

use application::{GatewayError, Reach};
use domain::integration::VapiKey;
use domain::value::AssistantId;
use serde_json::{Value, json};
use testkit::doubles::{CallKind, GatewayFault};

use crate::harness::{
    ADOPT, ASSISTANT, Answer, CONFIG, Client, SERVER_KEY, SYNC, Server, VAPI, VAPI_KEY, snapshot,
};

fn own_key() -> VapiKey {
    VapiKey::parse(VAPI_KEY).unwrap()
}

/// A user with a key of their own, and an assistant under it.
async fn with_assistant(server: &Server) -> (Client, AssistantId) {
    let ada = server.sign_up("ada").await;
    ada.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await.ok();
    let made = server.house.gateway.make(&own_key(), r#"{"firstMessage":"Handmade"}"#);
    (ada, made.id)
}

async fn adopt(user: &Client, id: AssistantId) -> Answer {
    user.post(ADOPT, json!({ "assistantId": id.to_string() })).await
}

#[actix_web::test]
async fn one_s_own_assistant_is_linked_as_it_is_until_the_next_push() {
    let server = Server::start().await;
    let (ada, id) = with_assistant(&server).await;
    let untouched = server.house.gateway.assistants(&own_key());
    let adopted = adopt(&ada, id).await;
    snapshot!("assistant_adopted", adopted);
    let config = ada.get(CONFIG).await;
    assert_eq!((&adopted.body, adopted.tag()), (&config.body, config.tag()));
    assert_eq!(config.ok()["vapiAssistantId"], id.to_string());
    assert_eq!(server.house.gateway.assistants(&own_key()), untouched);

    assert_eq!(adopt(&ada, id).await.body, adopted.body, "once more changes nothing");
    let pushed = ada.request("POST", SYNC).send().await.ok();
    assert_eq!(pushed["action"], "updated");
    assert_eq!(pushed["assistantId"], id.to_string());
}

#[actix_web::test]
async fn what_is_no_assistant_of_the_key_is_at_fault() {
    let server = Server::start().await;
    let (ada, _) = with_assistant(&server).await;
    for (body, code) in [
        (json!({}), "required"),
        (json!({ "assistantId": null }), "required"),
        (json!({ "assistantId": 7 }), "wrong_type"),
        (json!({ "assistantId": "my assistant" }), "invalid_format"),
        (json!({ "assistantId": "../assistant" }), "invalid_format"),
        (json!({ "assistantId": "00000000-0000-4000-8000-00000000dead" }), "unknown_value"),
    ] {
        ada.post(ADOPT, body).await.is_invalid(&[("/assistantId", code)]);
    }
    let others = server.house.gateway.make(&VapiKey::parse(SERVER_KEY).unwrap(), "{}");
    adopt(&ada, others.id).await.is_invalid(&[("/assistantId", "unknown_value")]);
    assert_eq!(ada.get(CONFIG).await.ok()["vapiAssistantId"], Value::Null);
}

#[actix_web::test]
async fn an_assistant_of_the_server_s_key_is_nobody_s_to_adopt() {
    let server = Server::start().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    let hers = ada.request("POST", SYNC).send().await.ok()["assistantId"].take();
    let refused = eve.post(ADOPT, json!({ "assistantId": hers })).await;
    refused.is_problem(409, "vapi_not_configured");
    assert_eq!(eve.get(CONFIG).await.ok()["vapiAssistantId"], Value::Null);
}

#[actix_web::test]
async fn another_user_s_assistant_under_a_shared_key_is_not_adopted() {
    let server = Server::start().await;
    let (ada, id) = with_assistant(&server).await;
    let eve = server.sign_up("eve").await;
    eve.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await.ok();
    let owner = format!(r#"{{"owner":"{}"}}"#, ada.user_id());
    server.house.gateway.set_field(&own_key(), id, "metadata", &owner);
    adopt(&eve, id).await.is_problem(409, "assistant_conflict");
    adopt(&ada, id).await.ok();
}

#[actix_web::test]
async fn another_one_is_linked_only_after_the_first_is_let_go_of() {
    let server = Server::start().await;
    let (ada, id) = with_assistant(&server).await;
    let first = ada.request("POST", SYNC).send().await.ok()["assistantId"].take();
    adopt(&ada, id).await.is_problem(409, "assistant_conflict");
    assert_eq!(ada.get(CONFIG).await.ok()["vapiAssistantId"], first);
    ada.delete(ASSISTANT).await.ok();
    assert_eq!(adopt(&ada, id).await.ok()["vapiAssistantId"], id.to_string());
}

#[actix_web::test]
async fn an_assistant_that_cannot_be_looked_at_is_not_adopted() {
    let server = Server::start().await;
    let (ada, id) = with_assistant(&server).await;
    for (error, status, code) in [
        (GatewayError::KeyRefused, 502, "vapi_key_refused"),
        (GatewayError::Unavailable { reach: Reach::NotSent }, 503, "vapi_unavailable"),
        (GatewayError::TimedOut { reach: Reach::Unknown }, 504, "vapi_timeout"),
    ] {
        server.house.gateway.fail_next(CallKind::Find, GatewayFault::error(error));
        adopt(&ada, id).await.is_problem(status, code);
        assert_eq!(ada.get(CONFIG).await.ok()["vapiAssistantId"], Value::Null);
    }
    adopt(&ada, id).await.ok();
}
