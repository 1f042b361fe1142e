//! What went wrong in the service before this one, by name. Each is impossible here.

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::doubles::CallKind;

use crate::harness::{
    Answer, CONFIG, LOG_IN, LOG_OUT, ME, ORIGIN, PASSWORD, PROFILE, SIGN_UP, SYNC, Server, Setup,
    Trouble, Troubled, VAPI, operations,
};

#[actix_web::test]
async fn requests_without_a_token_act_as_nobody() {
    let server = Server::start().await;
    server.sign_up("ada").await;
    for (method, path, operation) in operations() {
        if operation.get("security").is_none() {
            assert_eq!(server.request(&method, path).send().await.status, 401, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn a_refresh_token_is_no_access_token() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bearer = format!("Bearer {}", ada.refresh_token());
    let answer = server.request("GET", ME).header("authorization", &bearer).send().await;
    answer.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn an_access_token_can_be_revoked() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    ada.request("POST", LOG_OUT).send().await.ok();
    ada.get(ME).await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn another_user_s_assistant_cannot_be_taken_over_nor_another_path_reached() {
    let server = Server::start().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    let hers = ada.request("POST", SYNC).send().await.ok()["assistantId"].take();
    for id in [hers.clone(), json!("../../call?x=")] {
        let answer = eve.patch(CONFIG, json!({ "vapiAssistantId": id })).await;
        answer.is_invalid(&[("/vapiAssistantId", "read_only")]);
    }
    assert_ne!(eve.request("POST", SYNC).send().await.ok()["assistantId"], hers);
    assert_eq!(server.house.gateway.count(CallKind::Update), 0);
}

#[actix_web::test]
async fn one_address_has_one_account_in_any_letter_case() {
    let server = Server::start().await;
    server.sign_up("ada").await;
    let again = json!({ "email": "ADA@EXAMPLE.COM", "password": PASSWORD });
    server.post(SIGN_UP, again).await.is_problem(409, "email_taken");
}

#[actix_web::test]
async fn a_password_is_not_cut_at_72_bytes() {
    let server = Server::start().await;
    let long = format!("{}-the end", "correct horse battery staple ".repeat(4));
    let fields = json!({ "email": "ada@example.com", "password": long });
    assert_eq!(server.post(SIGN_UP, fields).await.status, 201);
    let cut = json!({ "identifier": "ada@example.com", "password": long[..72] });
    server.post(LOG_IN, cut).await.is_problem(401, "invalid_credentials");
}

#[actix_web::test]
async fn a_refused_sign_up_does_not_echo_the_password() {
    let server = Server::start().await;
    let answer = server.post(SIGN_UP, json!({ "email": 1, "password": PASSWORD })).await;
    answer.is_invalid(&[("/email", "wrong_type")]);
    assert!(!answer.body.contains(PASSWORD));
}

#[actix_web::test]
async fn a_login_does_not_tell_known_from_unknown_addresses() {
    let server = Server::start().await;
    server.sign_up("ada").await;
    let log_in = async |identifier: &str| {
        let before = server.house.hasher.runs();
        let answer =
            server.post(LOG_IN, json!({ "identifier": identifier, "password": "x" })).await;
        answer.is_problem(401, "invalid_credentials");
        (answer.body, server.house.hasher.runs() - before)
    };
    let known = log_in("ada@example.com").await;
    assert_eq!(known.1, 1);
    for unknown in ["eve@example.com", "+33612345678", "nonsense", ""] {
        assert_eq!(log_in(unknown).await, known, "{unknown}");
    }
}

/// Each of these is refused, and the configuration is as it was and can be read.
async fn is_refused_and_nothing_is_stored(body: &str) -> Answer {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let before = ada.patch(CONFIG, json!({ "tone": "warm" })).await.ok();
    let answer =
        ada.request("PATCH", CONFIG).body("application/json", body.to_owned()).send().await;
    assert!((400..500).contains(&answer.status), "{answer}");
    assert_eq!(ada.get(CONFIG).await.ok(), before);
    answer
}

#[actix_web::test]
async fn a_number_out_of_bounds_is_not_committed() {
    for body in [r#"{"aiTemperature":9}"#, r#"{"voiceSpeed":99}"#, r#"{"aiTemperature":NaN}"#] {
        is_refused_and_nothing_is_stored(body).await;
    }
}

#[actix_web::test]
async fn infinity_large_integers_nul_and_lone_surrogates_are_no_500() {
    for body in [
        r#"{"voiceSpeed":1e999}"#,
        r#"{"aiMaxTokens":4294967296}"#,
        r#"{"aiMaxTokens":123456789012345678901234567890}"#,
        r#"{"tone":"a\u0000b"}"#,
        r#"{"tone":"\ud800"}"#,
        r#"{"\u0000":1,"tone":"\u0000"}"#,
    ] {
        is_refused_and_nothing_is_stored(body).await;
    }
}

#[actix_web::test]
async fn text_is_no_number_and_no_boolean() {
    let answer =
        is_refused_and_nothing_is_stored(r#"{"voiceSpeed":"1.05","askForName":"no"}"#).await;
    answer.is_invalid(&[("/voiceSpeed", "wrong_type"), ("/askForName", "wrong_type")]);
}

#[actix_web::test]
async fn plain_text_is_no_json() {
    let ada = Server::start().await.sign_up("ada").await;
    let answer = ada.request("PATCH", CONFIG).body("text/plain", r#"{"tone":"calm"}"#).send().await;
    answer.is_problem(415, "unsupported_media_type");
}

#[actix_web::test]
async fn first_reads_at_the_same_time_write_nothing_and_all_work() {
    let mut setup = Setup::default();
    setup.ports.configs = Troubled::configs(&setup.ports.configs, Trouble::LetsOthersFirst);
    let server = setup.serve().await;
    let ada = server.sign_up("ada").await;
    let answers = join_all((0..16).map(|_| ada.get(CONFIG))).await;
    assert!(answers.iter().all(|answer| answer.ok()["revision"] == 0));
    assert_eq!(server.house.stores.revisions(ada.user_id()), []);
    ada.get(CONFIG).await.ok();
}

#[actix_web::test]
async fn an_unknown_locale_or_time_zone_or_an_empty_name_is_not_stored() {
    let ada = Server::start().await.sign_up("ada").await;
    ada.patch(ME, json!({ "locale": "xx" })).await.is_invalid(&[("/locale", "unknown_value")]);
    ada.patch(PROFILE, json!({ "name": "" })).await.is_invalid(&[("/name", "too_short")]);
    let zone = ada.patch(CONFIG, json!({ "timezone": "Mars/Olympus" })).await;
    zone.is_invalid(&[("/timezone", "unknown_value")]);
}

#[actix_web::test]
async fn a_vapi_key_that_is_no_header_is_not_stored() {
    let ada = Server::start().await.sign_up("ada").await;
    for key in ["key-with-a-line\r\nbreak", "key-with-a-é-in-it"] {
        let answer = ada.post(VAPI, json!({ "vapi_api_key": key })).await;
        answer.is_invalid(&[("/vapi_api_key", "invalid_format")]);
    }
    ada.request("POST", SYNC).send().await.ok();
}

#[actix_web::test]
async fn a_2_mb_prompt_is_not_stored() {
    let prompt = format!(r#"{{"systemPrompt":"{}"}}"#, "x".repeat(2 * 1024 * 1024));
    is_refused_and_nothing_is_stored(&prompt).await.is_problem(413, "payload_too_large");
    let prompt = format!(r#"{{"systemPrompt":"{}"}}"#, "x".repeat(200_000));
    is_refused_and_nothing_is_stored(&prompt).await.is_invalid(&[("/systemPrompt", "too_long")]);
}

#[actix_web::test]
async fn a_double_click_makes_one_assistant() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let sync = || ada.request("POST", SYNC).send();
    let answers = join_all([sync(), sync()]).await;
    let ids: Vec<Value> = answers.iter().map(|answer| answer.ok()["assistantId"].take()).collect();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(server.house.gateway.count(CallKind::Create), 1);
}

#[actix_web::test]
async fn the_answer_to_a_push_does_not_hold_the_prompt() {
    let ada = Server::start().await.sign_up("ada").await;
    ada.patch(CONFIG, json!({ "systemPrompt": "the secret recipe" })).await.ok();
    let answer = ada.request("POST", SYNC).send().await;
    assert!(answer.status == 200 && !answer.body.contains("recipe"), "{answer}");
}

#[actix_web::test]
async fn readiness_tells_that_the_database_is_gone() {
    let server = Server::start().await;
    server.house.stores.set_available(false);
    server.get("/readyz").await.is_problem(503, "unavailable");
}

#[actix_web::test]
async fn a_500_has_a_request_id_and_cors_headers() {
    let mut setup = Setup::default();
    setup.ports.configs = Troubled::configs(&setup.ports.configs, Trouble::Panics);
    let ada = setup.serve().await.sign_up("ada").await;
    let answer = ada.request("GET", CONFIG).header("origin", ORIGIN).send().await;
    answer.is_problem(500, "internal");
    assert_eq!(answer.header("x-request-id"), Some("a-test"));
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
}
