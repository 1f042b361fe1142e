//! When something is wrong on our side: told without a word on what, and with a way back.

use crate::harness::{
    CAUSE, CONFIG, LOG_IN, ME, ORIGIN, PASSWORD, PROFILE, SYNC, Server, Setup, Trouble, Troubled,
    operations,
};
use application::GatewayError;
use domain::studio::Setting;
use serde_json::json;
use testkit::doubles::{CallKind, GatewayFault};

async fn troubled(trouble: Trouble) -> Server {
    let mut setup = Setup::default();
    setup.ports.configs = Troubled::configs(&setup.ports.configs, trouble);
    setup.serve().await
}

#[actix_web::test]
async fn a_panic_is_a_500_with_request_id_and_cors_and_the_server_serves_on() {
    let server = troubled(Trouble::Panics).await;
    let ada = server.sign_up("ada").await;
    for (method, path) in [("GET", CONFIG), ("GET", SYNC), ("POST", SYNC)] {
        let call = ada.request(method, path).header("origin", ORIGIN);
        let answer = call.header("x-request-id", "find-me-in-the-log").send().await;
        answer.is_problem(500, "internal");
        assert_eq!(answer.json()["request_id"], "find-me-in-the-log");
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
        assert!(!answer.body.contains(CAUSE), "{answer}");
        ada.get(PROFILE).await.ok();
    }
}

#[actix_web::test]
async fn a_handler_that_hangs_is_503_in_the_end_and_says_when_to_come_back() {
    tokio::time::pause();
    let server = troubled(Trouble::Hangs).await;
    let ada = server.sign_up("ada").await;
    let asked = tokio::time::Instant::now();
    let answer = ada.request("GET", CONFIG).header("origin", ORIGIN).send().await;
    answer.is_problem(503, "unavailable");
    assert!((20..=30).contains(&asked.elapsed().as_secs()));
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
}

#[actix_web::test]
async fn a_corrupt_store_is_a_500_that_tells_the_client_nothing() {
    let server = troubled(Trouble::IsCorrupt).await;
    let ada = server.sign_up("ada").await;
    for answer in [ada.get(CONFIG).await, ada.patch(CONFIG, json!({ "tone": "calm" })).await] {
        answer.is_problem(500, "internal");
        assert_eq!(answer.json()["detail"], "Something went wrong on our side.");
        assert!(!answer.body.contains("SELECT"), "{answer}");
    }
}

#[actix_web::test]
async fn what_vapi_says_is_told_by_the_errors_and_the_detail_is_a_constant_text() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let said = "voice.speed: see\nhttps://api.vapi.ai/assistant".to_owned();
    let rejected = GatewayError::Rejected { fields: vec![(Some(Setting::VoiceSpeed), said)] };
    server.house.gateway.fail_next(CallKind::Create, GatewayFault::error(rejected));
    let answer = ada.request("POST", SYNC).send().await;
    answer.is_problem(502, "vapi_rejected");
    assert_eq!(answer.json()["detail"], "Vapi did not accept the settings.");
    assert_eq!(answer.json()["errors"][0]["pointer"], "/voiceSpeed");
}

#[actix_web::test]
async fn every_endpoint_that_needs_the_database_is_503_while_it_is_away_and_works_after() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.stores.set_available(false);
    for (method, path, operation) in operations() {
        if operation["tags"][0] == "operations" {
            continue;
        }
        let call = ada.request(&method, path);
        let answer = match path {
            "/api/v1/auth/signup" => {
                call.json(json!({ "email": "x@example.com", "password": PASSWORD }))
            }
            "/api/v1/auth/login" => {
                call.json(json!({ "identifier": "x@example.com", "password": "x" }))
            }
            "/api/v1/auth/refresh" => call.json(json!({ "refresh_token": "x" })),
            "/api/v1/auth/logout" => call,
            _ if operation.get("requestBody").is_some() => call.json(json!({})),
            _ => call,
        };
        let answer = answer.send().await;
        answer.is_problem(503, "unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"), "{method} {path}");
    }
    server.house.stores.set_available(true);
    ada.get(ME).await.ok();
}

#[actix_web::test]
async fn too_many_logins_at_once_are_503_and_no_wrong_password() {
    let server = Server::start().await;
    server.sign_up("ada").await;
    server.house.hasher.set_busy(true);
    let fields = json!({ "identifier": "ada@example.com", "password": PASSWORD });
    server.post(LOG_IN, fields).await.is_problem(503, "unavailable");
}
