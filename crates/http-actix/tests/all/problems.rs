//! Every problem that these endpoints can answer, as it is sent.

use std::time::Duration;

use application::{GatewayError, RateLimits, Reach, VapiMode};
use domain::integration::VapiKey;
use domain::studio::Setting;
use serde_json::json;
use testkit::doubles::{CallKind, Effect, GatewayFault};

use crate::harness::{
    ASSISTANT, Answer, CONFIG, DOCUMENT, LOG_IN, LOG_OUT, ME, PASSWORD, SERVER_KEY, SIGN_UP, SYNC,
    Server, Setup, Trouble, Troubled, snapshot,
};

/// One test and one snapshot for each way to a problem; its name begins with the code.
macro_rules! problems {
    ($( $name:ident => $status:literal $code:literal, $produce:expr; )*) => {
        const PRODUCED: &[&str] = &[$( $code, )*];

        mod every_problem_is_a_whole_document {
            use super::*;

            $(
                #[actix_web::test]
                async fn $name() {
                    let answer: Answer = $produce.await;
                    answer.is_problem($status, $code);
                    snapshot!(concat!("problem_", stringify!($name)), answer);
                }
            )*
        }
    };
}

problems! {
    malformed_json => 400 "malformed_json", sent("application/json", "{\n  \"tone\": }");
    bad_request => 400 "bad_request", broken_off();
    unauthenticated_without_token => 401 "unauthenticated", async { Server::start().await.get(ME).await };
    unauthenticated_with_a_wrong_token => 401 "unauthenticated", wrong_token();
    unauthenticated_after_the_session => 401 "unauthenticated", ended_session();
    token_expired => 401 "token_expired", expired();
    invalid_credentials => 401 "invalid_credentials", wrong_password();
    not_found => 404 "not_found", async { Server::start().await.get("/api/v1/nothing").await };
    method_not_allowed => 405 "method_not_allowed", async { Server::start().await.delete(CONFIG).await };
    request_timeout => 408 "request_timeout", stalled();
    email_taken => 409 "email_taken", with_a_taken_email();
    phone_taken => 409 "phone_taken", with_a_taken_phone();
    vapi_not_configured => 409 "vapi_not_configured", without_key();
    assistant_conflict_at_vapi => 409 "assistant_conflict", sync_meets(GatewayError::Conflict);
    assistant_conflict_of_another_user => 409 "assistant_conflict", foreign_assistant();
    stale_revision => 412 "stale_revision", stale();
    payload_too_large => 413 "payload_too_large", sent("application/json", " ".repeat(2 * 1024 * 1024));
    unsupported_media_type => 415 "unsupported_media_type", sent("text/plain", "{}");
    validation_failed => 422 "validation_failed", sent("application/json", r#"{"voiceSpeed":99,"aiTemperature":"abc"}"#);
    validation_failed_of_a_query => 422 "validation_failed", bad_query();
    validation_failed_as_a_whole => 422 "validation_failed", sent("application/json", "[]");
    rate_limited => 429 "rate_limited", too_often();
    internal => 500 "internal", corrupt_store();
    vapi_rejected => 502 "vapi_rejected", sync_meets(GatewayError::Rejected { fields: vec![
        (Some(Setting::VoiceId), "voice.voiceId must be a known voice".to_owned()),
        (None, "Your organisation has no credits.".to_owned()),
    ] });
    vapi_rejected_without_a_word => 502 "vapi_rejected", sync_meets(GatewayError::Rejected { fields: vec![] });
    vapi_key_refused => 502 "vapi_key_refused", sync_meets(GatewayError::KeyRefused);
    unavailable => 503 "unavailable", database_away();
    vapi_unavailable => 503 "vapi_unavailable", sync_meets(GatewayError::Unavailable { reach: Reach::NotSent });
    vapi_unavailable_while_a_create_is_unclear => 503 "vapi_unavailable", unclear();
    vapi_rate_limited => 503 "vapi_rate_limited", sync_meets(GatewayError::RateLimited { retry_after: Some(Duration::from_millis(6500)) });
    vapi_rate_limited_without_a_time => 503 "vapi_rate_limited", sync_meets(GatewayError::RateLimited { retry_after: None });
    vapi_timeout => 504 "vapi_timeout", sync_meets(GatewayError::TimedOut { reach: Reach::NotSent });
}

#[test]
fn every_code_of_the_document_is_produced() {
    let codes = DOCUMENT["components"]["schemas"]["Problem"]["properties"]["code"]["enum"].clone();
    for code in codes.as_array().unwrap() {
        let code = code.as_str().unwrap();
        assert!(PRODUCED.contains(&code), "{code}");
    }
}

async fn sent(media_type: &str, body: impl Into<actix_web::web::Bytes>) -> Answer {
    let ada = Server::start().await.sign_up("ada").await;
    ada.request("PATCH", CONFIG).body(media_type, body).send().await
}

async fn broken_off() -> Answer {
    let ada = Server::start().await.sign_up("ada").await;
    ada.request("PATCH", CONFIG).broken().send().await
}

async fn bad_query() -> Answer {
    let ada = Server::start().await.sign_up("ada").await;
    ada.delete(&format!("{ASSISTANT}?remote=perhaps")).await
}

async fn wrong_token() -> Answer {
    let server = Server::start().await;
    server.request("GET", ME).header("authorization", "Bearer garbage").send().await
}

async fn ended_session() -> Answer {
    let ada = Server::start().await.sign_up("ada").await;
    ada.request("POST", LOG_OUT).send().await.ok();
    ada.get(CONFIG).await
}

async fn expired() -> Answer {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.clock.advance(Duration::from_mins(15));
    ada.get(ME).await
}

async fn wrong_password() -> Answer {
    let server = Server::start().await;
    server.sign_up("ada").await;
    server.post(LOG_IN, json!({ "identifier": "ada@example.com", "password": "wrong" })).await
}

async fn stalled() -> Answer {
    tokio::time::pause();
    let ada = Server::start().await.sign_up("ada").await;
    ada.request("PATCH", CONFIG).stalled().send().await
}

async fn with_a_taken_email() -> Answer {
    let server = Server::start().await;
    server.sign_up("ada").await;
    server.post(SIGN_UP, json!({ "email": "ADA@example.com", "password": PASSWORD })).await
}

async fn with_a_taken_phone() -> Answer {
    let server = Server::start().await;
    let phone = json!({ "phone": "+33612345678" });
    server.sign_up("ada").await.patch(ME, phone.clone()).await.ok();
    server.sign_up("eve").await.patch(ME, phone).await
}

async fn without_key() -> Answer {
    let mut setup = Setup::default();
    setup.settings.vapi_mode = VapiMode::Live;
    setup.settings.server_vapi_key = None;
    let ada = setup.serve().await.sign_up("ada").await;
    ada.request("POST", SYNC).send().await
}

/// A sync whose first call of Vapi goes wrong like this.
async fn sync_meets(error: GatewayError) -> Answer {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.gateway.fail_next(CallKind::Create, GatewayFault::error(error));
    ada.request("POST", SYNC).send().await
}

async fn foreign_assistant() -> Answer {
    let server = Server::start().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    ada.request("POST", SYNC).send().await.ok();
    let key = VapiKey::parse(SERVER_KEY).unwrap();
    let linked = server.house.gateway.assistants(&key)[0].id;
    let owner = format!(r#"{{"owner":"{}"}}"#, eve.user_id());
    server.house.gateway.set_field(&key, linked, "metadata", &owner);
    ada.request("POST", SYNC).send().await
}

async fn stale() -> Answer {
    let ada = Server::start().await.sign_up("ada").await;
    ada.patch(CONFIG, json!({ "tone": "warm" })).await.ok();
    let call = ada.request("PATCH", CONFIG).header("if-match", "\"0\"");
    call.json(json!({ "tone": "calm" })).send().await
}

async fn too_often() -> Answer {
    let mut setup = Setup::default();
    setup.settings.rate_limits = Some(RateLimits::default());
    let server = setup.serve().await;
    server.sign_up("ada").await;
    let wrong = json!({ "identifier": "ada@example.com", "password": "wrong" });
    for _ in 0..10 {
        let judged = server.request("POST", LOG_IN).peer("203.0.113.7").json(wrong.clone());
        judged.send().await.is_problem(401, "invalid_credentials");
    }
    server.request("POST", LOG_IN).peer("203.0.113.7").json(wrong).send().await
}

async fn corrupt_store() -> Answer {
    let mut setup = Setup::default();
    setup.ports.configs = Troubled::configs(&setup.ports.configs, Trouble::IsCorrupt);
    setup.serve().await.sign_up("ada").await.get(CONFIG).await
}

async fn database_away() -> Answer {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.stores.set_available(false);
    ada.get(CONFIG).await
}

/// A create that is still on its way when the next sync comes.
async fn unclear() -> Answer {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let lost = GatewayError::Unavailable { reach: Reach::Unknown };
    let fault = GatewayFault::error(lost).with_effect(Effect::Later);
    server.house.gateway.fail_next(CallKind::Create, fault);
    ada.request("POST", SYNC).send().await;
    ada.request("POST", SYNC).send().await
}
