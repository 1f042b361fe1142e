//! What may be asked for how often, and what callers are told of it.

use std::time::Duration;

use application::{Rate, RateLimits};
use serde_json::{Value, json};

use crate::harness::{
    Answer, CONFIG, Client, LOG_IN, LOG_OUT, ME, NEW_PASSWORD, PASSWORD, REFRESH, SESSIONS,
    SIGN_UP, SYNC, Server, Setup, operations,
};

const ADDRESS: &str = "203.0.113.7";
const LEFT: &str = "ratelimit";
const POLICY: &str = "ratelimit-policy";

async fn limited() -> Server {
    limited_by(RateLimits::default()).await
}

async fn limited_by(limits: RateLimits) -> Server {
    let mut setup = Setup::default();
    setup.settings.rate_limits = Some(limits);
    setup.serve().await
}

async fn post(client: &Client, path: &str, body: Value) -> Answer {
    client.request("POST", path).peer(ADDRESS).json(body).send().await
}

#[track_caller]
fn is_limited(answer: &Answer, policy: &str, retry_after: &str) {
    answer.is_problem(429, "rate_limited");
    assert_eq!(answer.header(POLICY), Some(policy), "{answer}");
    let name = policy.split(';').next().unwrap();
    let left = answer.header(LEFT).unwrap();
    assert!(left.starts_with(&format!("{name};r=0;t=")), "{left}");
    assert_eq!(answer.header("retry-after"), Some(retry_after), "{answer}");
}

#[actix_web::test]
async fn who_is_let_in_is_told_what_is_left_whatever_the_answer() {
    let server = limited().await;
    let ada = server.sign_up("ada").await;
    for (status, answer) in [
        (200, ada.get(ME).await),
        (422, ada.patch(ME, json!({ "locale": "xx" })).await),
        (400, ada.request("PATCH", ME).body("application/json", "{").send().await),
        (415, ada.request("PATCH", ME).body("text/plain", "{}").send().await),
        (413, ada.request("PATCH", ME).body("application/json", " ".repeat(300_000)).send().await),
        (404, ada.delete(&format!("{SESSIONS}/x")).await),
        (422, ada.post(NEW_PASSWORD, json!({})).await),
        (200, ada.request("POST", SYNC).send().await),
        (200, ada.request("POST", LOG_OUT).send().await),
        (401, ada.get(ME).await),
    ] {
        assert_eq!(answer.status, status, "{answer}");
        assert_eq!(answer.header(LEFT), Some(r#""user";r=1199;t=1"#), "{answer}");
        assert_eq!(answer.header(POLICY), Some(r#""user";q=1200;w=60"#), "{answer}");
    }
}

#[actix_web::test]
async fn who_is_not_let_in_is_told_nothing_of_limits() {
    let server = limited().await;
    let ada = server.sign_up("ada").await;
    let garbage = server.with_tokens(json!({ "access_token": "garbage" }));
    for answer in [
        server.get(ME).await,
        garbage.get(ME).await,
        garbage.request("POST", LOG_OUT).send().await,
        server.get("/healthz").await,
        ada.get("/api/v1/nothing").await,
        ada.request("PUT", ME).send().await,
        post(&server, LOG_IN, json!({})).await,
    ] {
        assert_eq!((answer.header(LEFT), answer.header(POLICY)), (None, None), "{answer}");
    }
}

#[actix_web::test]
async fn without_limits_nobody_is_told_of_any() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let answer = ada.get(ME).await;
    assert_eq!((answer.header(LEFT), answer.header(POLICY)), (None, None), "{answer}");
    assert_eq!(server.house.meter.taken(), []);
}

#[actix_web::test]
async fn every_request_of_a_user_counts_once_and_for_them_alone() {
    let server = limited().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    let session = ada.session_id().await;
    let before = server.house.meter.taken().len();
    ada.get(ME).await.ok();
    ada.patch(ME, json!([])).await.is_problem(422, "validation_failed");
    ada.delete(&format!("{SESSIONS}/x")).await.is_problem(404, "not_found");
    eve.request("POST", SYNC).send().await.ok();
    ada.delete(&format!("{SESSIONS}/{session}")).await.ok();
    ada.patch(ME, json!([])).await.is_problem(401, "unauthenticated");
    let taken = server.house.meter.taken().split_off(before);
    let subjects: Vec<_> = taken.into_iter().map(|(_, subject)| subject).collect();
    let [a, e] = [ada.user_id().to_string(), eve.user_id().to_string()];
    assert_eq!(subjects, [&a, &a, &a, &e, &a, &a].map(String::clone));
}

#[actix_web::test]
async fn who_asks_too_often_is_refused_everywhere_and_told_when_to_come_back() {
    tokio::time::pause();
    let server = limited().await;
    let ada = server.sign_up("ada").await;
    server.house.meter.set_full(Some(Duration::from_secs(7)));
    for (method, path, operation) in operations() {
        if operation.get("security").is_none() {
            let path = path.replace("{id}", "x");
            let answer = ada.request(&method, &path).send().await;
            is_limited(&answer, r#""user";q=1200;w=60"#, "7");
            let detail = "Too many attempts; please try again in 7 seconds.";
            assert_eq!(answer.json()["detail"], detail);
        }
    }
    server.get(ME).await.is_problem(401, "unauthenticated");
    server.get("/healthz").await.ok();
    let refresh = json!({ "refresh_token": ada.refresh_token() });
    post(&server, REFRESH, refresh).await.ok();
}

#[actix_web::test]
async fn who_asks_too_often_is_logged_out_at_once() {
    tokio::time::pause();
    let server = limited().await;
    let ada = server.sign_up("ada").await;
    server.house.meter.set_full(Some(Duration::from_secs(7)));
    let asked = tokio::time::Instant::now();
    let answer = ada.request("POST", LOG_OUT).send().await;
    answer.ok();
    assert_eq!(asked.elapsed(), Duration::ZERO);
    assert!(answer.header(LEFT).unwrap().starts_with(r#""user";r=0;"#), "{answer}");
    server.house.meter.set_full(None);
    ada.get(ME).await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_password_is_tried_ten_times_from_one_address() {
    let server = limited().await;
    server.sign_up("ada").await;
    let try_it = async |client: &Client, password: &str| {
        post(client, LOG_IN, json!({ "identifier": "ada@example.com", "password": password })).await
    };
    for _ in 0..10 {
        try_it(&server, "wrong").await.is_problem(401, "invalid_credentials");
    }
    for password in ["wrong", PASSWORD] {
        let answer = try_it(&server, password).await;
        is_limited(&answer, r#""login_account";q=10;w=900"#, "90");
        let detail = "Too many attempts; please try again in 90 seconds.";
        assert_eq!(answer.json()["detail"], detail);
    }
    server.house.clock.advance(Duration::from_millis(88_500));
    is_limited(&try_it(&server, PASSWORD).await, r#""login_account";q=10;w=900"#, "2");
    server.house.clock.advance(Duration::from_millis(1_500));
    try_it(&server, PASSWORD).await.ok();
}

#[actix_web::test]
async fn a_current_password_is_limited_as_a_login_is_and_by_its_own_limit() {
    let server = limited().await;
    let ada = server.sign_up("ada").await;
    let new = json!({ "current_password": "wrong", "new_password": "another horse battery" });
    for n in 0..10 {
        let answer = if n % 2 == 0 {
            ada.request("POST", NEW_PASSWORD).peer(ADDRESS).json(new.clone())
        } else {
            ada.request("DELETE", ME).peer(ADDRESS).json(json!({ "password": "wrong" }))
        };
        answer.send().await.is_problem(422, "validation_failed");
    }
    let answer = post(&ada, NEW_PASSWORD, new).await;
    is_limited(&answer, r#""login_account";q=10;w=900"#, "90");
    let delete = ada.request("DELETE", ME).peer(ADDRESS).json(json!({ "password": PASSWORD }));
    is_limited(&delete.send().await, r#""login_account";q=10;w=900"#, "90");
}

#[actix_web::test]
async fn sign_ups_refreshes_and_syncs_have_limits_of_their_own() {
    let once = Rate::new(1, 3600);
    let limits = RateLimits { signup: once, refresh: once, sync: once, ..RateLimits::default() };
    let server = limited_by(limits).await;
    let sign_up = |n| json!({ "email": format!("ada-{n}@example.com"), "password": PASSWORD });
    let tokens = post(&server, SIGN_UP, sign_up(1)).await;
    assert_eq!(tokens.status, 201);
    let ada = server.with_tokens(tokens.json());
    is_limited(&post(&server, SIGN_UP, sign_up(2)).await, r#""signup";q=1;w=3600"#, "3600");
    ada.request("POST", SYNC).send().await.ok();
    let again = ada.request("POST", SYNC).send().await;
    is_limited(&again, r#""sync";q=1;w=3600"#, "3600");
    let refresh =
        async |token: &str| post(&server, REFRESH, json!({ "refresh_token": token })).await;
    let child = refresh(ada.refresh_token()).await.ok()["refresh_token"].take();
    let again = refresh(child.as_str().unwrap()).await;
    is_limited(&again, r#""refresh";q=1;w=3600"#, "3600");
}

#[actix_web::test]
async fn addresses_are_counted_apart_and_an_unknown_one_is_not_counted() {
    let mut setup = Setup::default();
    let signup = Rate::new(1, 3600);
    setup.settings.rate_limits = Some(RateLimits { signup, ..RateLimits::default() });
    setup.http.trusted_proxies = vec!["10.0.0.1/32".parse().unwrap()];
    let server = setup.serve().await;
    let mut made = 0;
    let mut sign_up = async |forwarded: Option<&str>| {
        made += 1;
        let call = server.request("POST", SIGN_UP).peer("10.0.0.1");
        let call = match forwarded {
            Some(forwarded) => call.header("x-forwarded-for", forwarded),
            None => call,
        };
        let fields = json!({ "email": format!("ada-{made}@example.com"), "password": PASSWORD });
        call.json(fields).send().await.status
    };
    assert_eq!(sign_up(Some("203.0.113.7")).await, 201);
    assert_eq!(sign_up(Some("198.51.100.1, 203.0.113.7")).await, 429);
    assert_eq!(sign_up(Some("203.0.113.8")).await, 201);
    for _ in 0..3 {
        assert_eq!(sign_up(None).await, 201);
    }
}

#[actix_web::test]
async fn a_limit_that_cannot_be_counted_refuses_as_the_database_does() {
    let server = limited().await;
    let ada = server.sign_up("ada").await;
    server.house.stores.set_available(false);
    ada.request("POST", SYNC).send().await.is_problem(503, "unavailable");
    let answer = ada.get(CONFIG).await;
    answer.is_problem(503, "unavailable");
    assert_eq!(answer.header(LEFT), Some(r#""user";r=1199;t=1"#));
}
