//! Credentials of other services.

use application::{GatewayError, Reach};
use domain::integration::VapiKey;
use serde_json::{Value, json};
use testkit::doubles::{CallKind, GatewayFault};

use crate::harness::{CONFIG, Server, TWILIO, TWILIO_TOKEN, VAPI, VAPI_KEY, snapshot};

const ACCOUNT: &str = "AC0123456789abcdef0123456789ABCDEF";

#[actix_web::test]
async fn a_vapi_key_is_stored_seen_as_a_preview_and_forgotten() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    snapshot!("vapi_none", ada.get(VAPI).await);
    let stored = ada.post(VAPI, json!({ "vapi_api_key": format!(" {VAPI_KEY}\r\n") })).await;
    snapshot!("vapi_stored", stored);
    assert_eq!(ada.get(VAPI).await.ok(), stored.ok());
    let preview = stored.ok()["vapi_api_key_preview"].take();
    let shown = preview.as_str().unwrap().chars().filter(|c| *c != '…').count();
    assert!(shown <= 8 && shown * 4 <= VAPI_KEY.len());
    snapshot!("vapi_removed", ada.delete(VAPI).await);
    assert_eq!(ada.delete(VAPI).await.ok(), ada.get(VAPI).await.ok());
}

#[actix_web::test]
async fn a_key_that_vapi_refuses_is_not_stored() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.gateway.refuse_key(&VapiKey::parse(VAPI_KEY).unwrap());
    let refused = ada.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await;
    refused.is_invalid(&[("/vapi_api_key", "key_refused")]);
    assert_eq!(ada.get(VAPI).await.ok()["has_vapi_key"], false);
}

#[actix_web::test]
async fn a_key_that_cannot_be_tried_is_stored_unverified() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let away = GatewayError::Unavailable { reach: Reach::NotSent };
    server.house.gateway.fail_next(CallKind::CheckKey, GatewayFault::error(away));
    snapshot!("vapi_unverified", ada.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await);
}

#[actix_web::test]
async fn a_vapi_key_is_visible_ascii_of_10_to_255_characters() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for (key, code) in [
        (json!("short"), "too_short"),
        (json!("x".repeat(256)), "too_long"),
        (json!("key-with\r\ninjected: header"), "invalid_format"),
        (json!("clé-qui-n'est-pas-ascii"), "invalid_format"),
        (json!("key with spaces in it"), "invalid_format"),
        (json!(null), "required"),
        (json!(1_234_567_890), "wrong_type"),
    ] {
        let answer = ada.post(VAPI, json!({ "vapi_api_key": key })).await;
        answer.is_invalid(&[("/vapi_api_key", code)]);
    }
    ada.post(VAPI, json!({})).await.is_invalid(&[("/vapi_api_key", "required")]);
    assert_eq!(ada.get(VAPI).await.ok()["has_vapi_key"], false);
}

#[actix_web::test]
async fn twilio_credentials_are_stored_seen_in_part_and_forgotten() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    snapshot!("twilio_none", ada.get(TWILIO).await);
    let fields = json!({
        "account_sid": ACCOUNT, "auth_token": TWILIO_TOKEN, "phone_number": "+33 6 12 34 56 78",
    });
    let stored = ada.post(TWILIO, fields).await;
    snapshot!("twilio_stored", stored);
    assert_eq!(ada.get(TWILIO).await.ok(), stored.ok());
    snapshot!("twilio_removed", ada.delete(TWILIO).await);
    assert_eq!(ada.get(TWILIO).await.ok()["has_twilio_credentials"], false);
}

#[actix_web::test]
async fn twilio_credentials_need_no_phone_number() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for phone in [Value::Null, json!("")] {
        let fields = json!({
            "account_sid": ACCOUNT, "auth_token": TWILIO_TOKEN, "phone_number": phone,
        });
        assert_eq!(ada.post(TWILIO, fields).await.ok()["phone_number"], Value::Null);
    }
}

#[actix_web::test]
async fn all_faults_of_twilio_credentials_are_told_at_once() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let fields = json!({ "account_sid": "AC123", "auth_token": "short", "phone_number": "12" });
    ada.post(TWILIO, fields).await.is_invalid(&[
        ("/account_sid", "invalid_format"),
        ("/auth_token", "too_short"),
        ("/phone_number", "invalid_format"),
    ]);
}

#[actix_web::test]
async fn secrets_are_the_user_s_alone_and_no_part_of_the_configuration() {
    let server = Server::start().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    ada.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await.ok();
    eve.delete(VAPI).await.ok();
    assert_eq!(eve.get(VAPI).await.ok()["has_vapi_key"], false);
    assert_eq!(ada.get(VAPI).await.ok()["has_vapi_key"], true);
    assert_eq!(ada.get(CONFIG).await.ok()["revision"], 0);
}
