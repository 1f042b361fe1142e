//! Who is let in.

use std::time::Duration;

use domain::integration::VapiKey;
use domain::value::AssistantId;
use serde_json::json;

use crate::harness::{
    ADOPT, Answer, CONFIG, Client, LOG_OUT, ME, NEW_PASSWORD, PASSWORD, REFRESH, Server, TWILIO,
    VAPI, VAPI_KEY, operations,
};

/// Every method and path that asks for a token.
fn closed() -> impl Iterator<Item = (String, &'static str)> {
    operations()
        .filter(|(_, _, operation)| operation.get("security").is_none())
        .map(|(method, path, _)| (method, path))
}

async fn with_authorization(client: &Client, method: &str, path: &str, value: &str) -> Answer {
    client.request(method, path).header("authorization", value).send().await
}

#[actix_web::test]
async fn every_closed_endpoint_is_401_without_a_token_and_says_how_to_get_in() {
    let server = Server::start().await;
    let mut checked = 0;
    for (method, path) in closed() {
        let answer = server.request(&method, path).send().await;
        answer.is_problem(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer realm="ava""#));
        checked += 1;
    }
    assert_eq!(checked, 31);
}

#[actix_web::test]
async fn a_header_that_is_no_bearer_token_of_ours_is_401_everywhere() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let token = ada.access_token();
    let values = [
        "",
        "Bearer",
        "Bearer ",
        "Bearer garbage",
        "Bearer a.b.c",
        &format!("Basic {token}"),
        &format!("Token {token}"),
        token,
        &format!("Bearer {token}x"),
        &format!("Bearer {token} {token}"),
        &format!("Bearer {token},Bearer {token}"),
        // The token of a session is no access token.
        &format!("Bearer {}", ada.refresh_token()),
        // "alg": "none".
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
    ];
    for (method, path) in closed() {
        for value in values {
            let answer = with_authorization(&server, &method, path, value).await;
            answer.is_problem(401, "unauthenticated");
            assert_eq!(
                answer.header("www-authenticate"),
                Some(r#"Bearer realm="ava", error="invalid_token""#),
                "{method} {path} {value}"
            );
        }
    }
}

#[actix_web::test]
async fn the_scheme_is_taken_in_any_letter_case() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let value = format!("{scheme} {}", ada.access_token());
        with_authorization(&server, "GET", ME, &value).await.ok();
    }
}

#[actix_web::test]
async fn two_authorization_headers_are_none() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let bearer = format!("Bearer {}", ada.access_token());
    let call = server.request("GET", ME).another_header("authorization", &bearer);
    let answer = call.another_header("authorization", &bearer).send().await;
    answer.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_token_that_is_no_text_is_401() {
    let server = Server::start().await;
    let call = server.request("GET", ME).header_bytes("authorization", b"Bearer \xff\xfe");
    call.send().await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_token_in_the_query_or_a_cookie_lets_nobody_in() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let path = format!("{ME}?access_token={0}&token={0}", ada.access_token());
    let cookie = format!("access_token={0}; token={0}", ada.access_token());
    let call = server.request("GET", &path).header("cookie", &cookie);
    call.send().await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn an_access_token_lives_for_fifteen_minutes_and_then_says_that_it_expired() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.clock.advance(Duration::from_secs(15 * 60 - 1));
    ada.get(ME).await.ok();
    server.house.clock.advance(Duration::from_secs(1));
    for (method, path) in closed() {
        let answer = ada.request(&method, path).send().await;
        answer.is_problem(401, "token_expired");
        assert!(answer.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    }
}

/// What a user has that endpoints are about, besides revision 1.
struct Belongings {
    session: String,
    assistant: AssistantId,
}

impl Belongings {
    async fn of(server: &Server, user: &Client) -> Self {
        user.patch(CONFIG, json!({ "tone": "warm" })).await.ok();
        user.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await.ok();
        let assistant = server.house.gateway.make(&VapiKey::parse(VAPI_KEY).unwrap(), "{}");
        Self { session: user.session_id().await, assistant: assistant.id }
    }
}

/// A call that the endpoint takes.
async fn valid_call(client: &Client, method: &str, path: &str, its: &Belongings) -> Answer {
    let call = client.request(method, &path.replace("{id}", &its.session).replace("{n}", "1"));
    let takes_body = operations()
        .any(|(verb, of, it)| verb == method && of == path && it.get("requestBody").is_some());
    let body = match path {
        VAPI => json!({ "vapi_api_key": "a-key-that-is-long-enough" }),
        TWILIO => json!({
            "account_sid": format!("AC{}", "0".repeat(32)), "auth_token": "x".repeat(32),
        }),
        NEW_PASSWORD => json!({
            "current_password": PASSWORD, "new_password": "another horse battery",
        }),
        ME if method == "DELETE" => json!({ "password": PASSWORD }),
        ADOPT => json!({ "assistantId": its.assistant.to_string() }),
        _ => json!({}),
    };
    if takes_body { call.json(body).send().await } else { call.send().await }
}

#[actix_web::test]
async fn every_closed_endpoint_is_open_to_a_user_with_a_token() {
    let server = Server::start().await;
    for (n, (method, path)) in closed().enumerate() {
        let ada = server.sign_up(&format!("ada-{n}")).await;
        let hers = Belongings::of(&server, &ada).await;
        let answer = valid_call(&ada, &method, path, &hers).await;
        assert_eq!(answer.status, 200, "{method} {path}: {answer}");
    }
}

#[actix_web::test]
async fn the_token_of_a_deleted_user_is_401_everywhere() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let hers = Belongings::of(&server, &ada).await;
    assert!(server.house.stores.delete_user(ada.user_id()));
    for (method, path) in closed() {
        valid_call(&ada, &method, path, &hers).await.is_problem(401, "unauthenticated");
    }
    let refresh = json!({ "refresh_token": ada.refresh_token() });
    server.post(REFRESH, refresh).await.is_problem(401, "unauthenticated");
    ada.request("POST", LOG_OUT).send().await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn the_token_of_an_ended_session_is_401_everywhere() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let hers = Belongings::of(&server, &ada).await;
    ada.request("POST", LOG_OUT).send().await.ok();
    for (method, path) in closed() {
        valid_call(&ada, &method, path, &hers).await.is_problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn who_calls_is_judged_before_what_they_send() {
    let server = Server::start().await;
    let ended = server.sign_up("ended").await;
    ended.request("POST", LOG_OUT).send().await.ok();
    let deleted = server.sign_up("deleted").await;
    assert!(server.house.stores.delete_user(deleted.user_id()));
    let large = " ".repeat(2 * 1024 * 1024);
    for (method, path) in closed() {
        for client in [&server as &Client, &ended, &deleted] {
            let call = || client.request(&method, path);
            let wrong = [
                call().body("application/json", "{"),
                call().body("application/json", "[]"),
                call().body("application/json", large.clone()),
                call().header("content-type", "application/json").untyped(large.clone()),
                call().body("text/plain", "{}"),
                call().untyped("{}"),
                call().broken(),
                call().json(json!({ "voiceSpeed": 99 })),
                call().json(json!({ "name": 7, "onboarding_step": "x", "new_password": "" })),
                client.request(&method, &format!("{path}?remote=perhaps&dryRun=perhaps")),
                client.request(&method, &format!("{path}?remote=1&remote=1&dryRun=true")),
            ];
            for call in wrong {
                let answer = call.send().await;
                answer.is_problem(401, "unauthenticated");
                assert!(answer.header("www-authenticate").is_some(), "{method} {path}");
            }
        }
    }
}

#[actix_web::test]
async fn who_calls_is_judged_before_a_body_that_stops_coming() {
    tokio::time::pause();
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    ada.request("POST", LOG_OUT).send().await.ok();
    ada.request("PATCH", CONFIG).stalled().send().await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn what_is_refused_of_a_caller_who_cannot_be_judged_is_503() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.stores.set_available(false);
    let call = ada.request("PATCH", CONFIG).body("text/plain", "{}");
    call.send().await.is_problem(503, "unavailable");
}

#[actix_web::test]
async fn an_unknown_path_or_method_needs_no_token() {
    let server = Server::start().await;
    server.get("/api/v1/nothing").await.is_problem(404, "not_found");
    server.delete(CONFIG).await.is_problem(405, "method_not_allowed");
}
