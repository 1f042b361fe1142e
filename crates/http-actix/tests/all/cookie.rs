//! Browsers: the refresh token in a cookie that no script sees.

use std::time::Duration;

use application::{Rate, RateLimits};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{
    Answer, CONFIG, Call, Client, DOCUMENT, LOG_IN, LOG_OUT, ME, ORIGIN, PASSWORD, REFRESH,
    SIGN_UP, Server, Setup, operations, snapshot,
};

const SET: &str = "set-cookie";
const ATTRIBUTES: &str = "HttpOnly; SameSite=Strict; Path=/api/v1/auth";
const CLEARED: &str = "ava_refresh=; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=0";
const PAST_THE_GRACE: Duration = Duration::from_secs(11);

/// A call of the console's page, with this cookie if it has one.
fn call(client: &Client, method: &str, path: &str, cookie: Option<&str>) -> Call {
    let call = client.request(method, &format!("{path}?cookie=true"));
    let call = call.header("x-ava-console", "1").header("sec-fetch-site", "same-origin");
    match cookie {
        Some(cookie) => call.header("cookie", cookie),
        None => call,
    }
}

async fn refresh(client: &Client, cookie: &str) -> Answer {
    call(client, "POST", REFRESH, Some(cookie)).send().await
}

fn fields(name: &str) -> Value {
    json!({ "email": format!("{name}@example.com"), "password": PASSWORD })
}

async fn sign_up(server: &Server, name: &str) -> Answer {
    let answer = call(server, "POST", SIGN_UP, None).json(fields(name)).send().await;
    assert_eq!(answer.status, 201, "{answer}");
    answer
}

/// A login of `ada`, who has signed up.
async fn log_in(server: &Server, remember: bool) -> Answer {
    let fields =
        json!({ "identifier": "ada@example.com", "password": PASSWORD, "remember": remember });
    call(server, "POST", LOG_IN, None).json(fields).send().await
}

/// Name and value, and the attributes, of the cookie that an answer sets.
#[track_caller]
fn set(answer: &Answer) -> (String, &str) {
    let line = answer.header(SET).unwrap_or_else(|| panic!("no cookie: {answer}"));
    let (cookie, attributes) = line.split_once("; ").unwrap();
    (cookie.to_owned(), attributes)
}

/// The cookie of an answer that hands over tokens, which must be in it alone.
#[track_caller]
fn handed_over(answer: &Answer) -> String {
    let (cookie, _) = set(answer);
    let token = cookie.split_once('=').unwrap().1;
    assert!(token.len() >= 32, "{answer}");
    assert!(!answer.body.contains(token) && !answer.body.contains("refresh_token"), "{answer}");
    assert!(answer.json()["access_token"].is_string(), "{answer}");
    cookie
}

/// Asserts that whoever is told so throws the cookie away.
#[track_caller]
fn is_over(answer: &Answer) {
    answer.is_problem(401, "unauthenticated");
    assert_eq!(answer.header(SET), Some(CLEARED), "{answer}");
}

#[actix_web::test]
async fn sign_up_login_and_refresh_hand_the_refresh_token_over_in_the_cookie_alone() {
    let server = Server::start().await;
    let signed_up = sign_up(&server, "ada").await;
    let logged_in = log_in(&server, false).await;
    for answer in [signed_up, logged_in] {
        let cookie = handed_over(&answer);
        assert_eq!(set(&answer).1, ATTRIBUTES, "{answer}");
        assert!(cookie.starts_with("ava_refresh="), "{cookie}");
        let refreshed = refresh(&server, &cookie).await;
        assert_eq!(refreshed.status, 200, "{refreshed}");
        assert_ne!(handed_over(&refreshed), cookie);
        assert_eq!(set(&refreshed).1, ATTRIBUTES, "{refreshed}");
        server.with_tokens(refreshed.json()).get(ME).await.ok();
    }
}

#[actix_web::test]
async fn behind_tls_the_cookie_is_of_tls_alone() {
    let mut setup = Setup::default();
    setup.http.behind_tls = true;
    let server = setup.serve().await;
    let answer = sign_up(&server, "ada").await;
    let cookie = handed_over(&answer);
    assert!(cookie.starts_with("__Secure-ava_refresh="), "{cookie}");
    assert_eq!(set(&answer).1, "HttpOnly; SameSite=Strict; Secure; Path=/api/v1/auth");
    let plain = cookie.replace("__Secure-", "");
    assert_eq!(refresh(&server, &plain).await.status, 401);
    handed_over(&refresh(&server, &cookie).await);
}

#[actix_web::test]
async fn a_remembered_login_outlives_the_browser_and_so_does_each_refresh_of_it() {
    let server = Server::start().await;
    sign_up(&server, "ada").await;
    for (remember, attributes) in
        [(false, ATTRIBUTES.to_owned()), (true, format!("{ATTRIBUTES}; Max-Age=2592000"))]
    {
        let mut answer = log_in(&server, remember).await;
        for _ in 0..3 {
            assert_eq!(set(&answer).1, attributes, "{answer}");
            answer = refresh(&server, &handed_over(&answer)).await;
        }
    }
}

#[actix_web::test]
async fn without_rotation_the_cookie_holds_the_same_token_for_longer() {
    let mut setup = Setup::default();
    setup.settings.rotate_refresh_tokens = false;
    let server = setup.serve().await;
    sign_up(&server, "ada").await;
    let answer = log_in(&server, true).await;
    assert_eq!(refresh(&server, &handed_over(&answer)).await.header(SET), answer.header(SET));
}

#[actix_web::test]
async fn a_refresh_takes_the_cookie_whatever_the_body_is() {
    let server = Server::start().await;
    let eve = server.sign_up("eve").await;
    let mut answer = sign_up(&server, "ada").await;
    let hers = json!({ "refresh_token": eve.refresh_token() }).to_string();
    for (media_type, body) in [
        ("application/json", ""),
        ("application/json", "{}"),
        ("application/json", "{"),
        ("application/json", r#"{"refresh_token":7}"#),
        ("text/plain", "x"),
        ("application/json", &hers),
    ] {
        let cookie = handed_over(&answer);
        let asked = call(&server, "POST", REFRESH, Some(&cookie));
        answer = asked.body(media_type, body.to_owned()).send().await;
        assert_eq!(answer.ok()["user"]["email"], "ada@example.com", "{body}");
    }
    server.house.clock.advance(PAST_THE_GRACE);
    let refresh = json!({ "refresh_token": eve.refresh_token() });
    server.post(REFRESH, refresh).await.ok();
    let body_alone = call(&server, "POST", REFRESH, None);
    is_over(&body_alone.body("application/json", hers).send().await);
}

#[actix_web::test]
async fn tabs_that_refresh_at_the_same_time_get_the_same_child() {
    let server = Server::start().await;
    let cookie = handed_over(&sign_up(&server, "ada").await);
    let answers = join_all((0..8).map(|_| refresh(&server, &cookie))).await;
    let children: Vec<String> = answers.iter().map(handed_over).collect();
    assert!(children.iter().all(|child| *child == children[0] && *child != cookie));
    handed_over(&refresh(&server, &children[0]).await);
}

#[actix_web::test]
async fn a_refused_refresh_takes_the_cookie_away() {
    let server = Server::start().await;
    is_over(&call(&server, "POST", REFRESH, None).send().await);
    let cookie = handed_over(&sign_up(&server, "ada").await);
    let long = format!("ava_refresh={}", "x".repeat(600));
    let twice = format!("{cookie}; ava_refresh=planted");
    for worthless in ["ava_refresh=", "ava_refresh=nobody-s", "other=1", &long, &twice] {
        is_over(&refresh(&server, worthless).await);
    }
    server.house.clock.advance(PAST_THE_GRACE);
    let child = handed_over(&refresh(&server, &cookie).await);
    server.house.clock.advance(PAST_THE_GRACE);
    let replayed = refresh(&server, &cookie).await;
    is_over(&replayed);
    snapshot!("problem_unauthenticated_by_cookie", replayed);
    is_over(&refresh(&server, &child).await);
    let expired = handed_over(&log_in(&server, false).await);
    server.house.clock.advance(Duration::from_hours(8 * 24));
    is_over(&refresh(&server, &expired).await);
}

#[actix_web::test]
async fn what_may_go_better_later_leaves_the_cookie_where_it_is() {
    let mut setup = Setup::default();
    let refresh_limit = Rate::new(1, 3600);
    setup.settings.rate_limits =
        Some(RateLimits { refresh: refresh_limit, ..RateLimits::default() });
    let server = setup.serve().await;
    let first = handed_over(&sign_up(&server, "ada").await);
    let cookie = handed_over(&refresh(&server, &first).await);
    let limited = refresh(&server, &cookie).await;
    limited.is_problem(429, "rate_limited");
    server.house.stores.set_available(false);
    let away = refresh(&server, &cookie).await;
    let still_in = call(&server, "POST", LOG_OUT, Some(&cookie)).send().await;
    for answer in [&away, &still_in] {
        answer.is_problem(503, "unavailable");
    }
    for answer in [limited, away, still_in] {
        assert_eq!(answer.header(SET), None, "{answer}");
    }
    server.house.stores.set_available(true);
    call(&server, "POST", LOG_OUT, Some(&cookie)).send().await.ok();
}

/// Calls that a page of another origin can make a browser send, and what is at fault.
fn forged(
    cookie: &str,
    path: &str,
    client: &Client,
) -> [(Call, Vec<(&'static str, &'static str)>); 6] {
    let call = || {
        let call = client.request("POST", &format!("{path}?cookie=true")).header("cookie", cookie);
        if path == SIGN_UP { call.json(fields("mallory")) } else { call }
    };
    let (header, site) = (("/X-Ava-Console", "required"), ("/cookie", "rejected"));
    [
        (call(), vec![header]),
        (call().header("x-ava-console", ""), vec![header]),
        (call().header("x-ava-console", "true"), vec![header]),
        (call().header("x-ava-console", "1").header("sec-fetch-site", "cross-site"), vec![site]),
        (call().header("x-ava-console", "1").header("sec-fetch-site", "same-site"), vec![site]),
        (call().header("sec-fetch-site", "cross-site"), vec![header, site]),
    ]
}

#[actix_web::test]
async fn a_call_that_another_page_may_have_sent_is_refused_and_does_nothing() {
    let server = Server::start().await;
    let signed_up = sign_up(&server, "ada").await;
    let (cookie, ada) = (handed_over(&signed_up), server.with_tokens(signed_up.json()));
    for path in [SIGN_UP, LOG_IN, REFRESH, LOG_OUT] {
        for client in [&server as &Client, &ada] {
            for (call, faults) in forged(&cookie, path, client) {
                let answer = call.send().await;
                answer.is_invalid(&faults);
                assert_eq!(answer.header(SET), None, "{answer}");
            }
        }
    }
    let answer = server.request("POST", &format!("{REFRESH}?cookie=true")).send().await;
    snapshot!("problem_validation_failed_without_the_console_s_header", answer);
    // Had one of them replaced the token, it would have been used again now.
    server.house.clock.advance(PAST_THE_GRACE);
    handed_over(&refresh(&server, &cookie).await);
    sign_up(&server, "mallory").await;
}

#[actix_web::test]
async fn no_page_of_another_origin_may_send_the_header() {
    let server = Server::start().await;
    let preflight = async |headers: &str| {
        let call = server.request("OPTIONS", REFRESH).header("origin", ORIGIN);
        let call = call.header("access-control-request-method", "POST");
        call.header("access-control-request-headers", headers).send().await
    };
    assert_eq!(preflight("content-type").await.status, 200);
    let refused = preflight("content-type,x-ava-console").await;
    assert_eq!(refused.status, 400, "{refused}");
    assert_eq!(refused.header("access-control-allow-origin"), None, "{refused}");
}

#[actix_web::test]
async fn who_does_not_ask_for_the_cookie_has_none_read_and_none_set() {
    let server = Server::start().await;
    let signed_up = sign_up(&server, "ada").await;
    let (cookie, ada) = (handed_over(&signed_up), server.with_tokens(signed_up.json()));
    let login = json!({ "identifier": "ada@example.com", "password": PASSWORD });
    for query in ["", "?cookie=false", "?Cookie=true"] {
        let call = |path: &str| {
            let call = server.request("POST", &format!("{path}{query}")).header("cookie", &cookie);
            call.header("x-ava-console", "1")
        };
        let eve = format!("eve{}", query.len());
        for (status, answer) in [
            (201, call(SIGN_UP).json(fields(&eve)).send().await),
            (200, call(LOG_IN).json(login.clone()).send().await),
            (415, call(REFRESH).send().await),
            (422, call(REFRESH).json(json!({})).send().await),
            (401, call(LOG_OUT).send().await),
            (401, call(LOG_OUT).json(json!({})).send().await),
        ] {
            assert_eq!(answer.status, status, "{answer}");
            assert_eq!(answer.header(SET), None, "{answer}");
            let told = answer.status < 300;
            assert_eq!(answer.json()["refresh_token"].is_string(), told, "{answer}");
        }
        let tokens = call(LOG_IN).json(login.clone()).send().await.ok();
        let by_body = json!({ "refresh_token": tokens["refresh_token"] });
        let refreshed = call(REFRESH).json(by_body).send().await;
        assert_eq!(refreshed.header(SET), None, "{refreshed}");
        let by_body = json!({ "refresh_token": refreshed.ok()["refresh_token"] });
        let logged_out = call(LOG_OUT).json(by_body).send().await;
        assert_eq!((logged_out.status, logged_out.header(SET)), (200, None), "{logged_out}");
    }
    ada.get(ME).await.ok();
    server.house.clock.advance(PAST_THE_GRACE);
    handed_over(&refresh(&server, &cookie).await);
}

#[actix_web::test]
async fn whether_the_cookie_is_asked_for_is_true_or_false_once() {
    let server = Server::start().await;
    for query in ["cookie=", "cookie=1", "cookie=True", "cookie=true&cookie=true"] {
        for path in [SIGN_UP, LOG_IN, REFRESH, LOG_OUT] {
            let call = server.request("POST", &format!("{path}?{query}"));
            let answer = call.header("x-ava-console", "1").json(fields("ada")).send().await;
            answer.is_invalid(&[("/cookie", "wrong_type")]);
        }
    }
}

#[actix_web::test]
async fn the_cookie_lets_nobody_in() {
    let server = Server::start().await;
    let cookie = handed_over(&sign_up(&server, "ada").await);
    for path in [ME, CONFIG] {
        let answer = call(&server, "GET", path, Some(&cookie)).send().await;
        answer.is_problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn a_logout_by_the_cookie_alone_ends_its_session_and_takes_it_away() {
    let server = Server::start().await;
    let signed_up = sign_up(&server, "ada").await;
    let (cookie, ada) = (handed_over(&signed_up), server.with_tokens(signed_up.json()));
    let logged_out = call(&server, "POST", LOG_OUT, Some(&cookie)).send().await;
    snapshot!("log_out_by_cookie", logged_out);
    ada.get(ME).await.is_problem(401, "unauthenticated");
    is_over(&refresh(&server, &cookie).await);
    is_over(&call(&server, "POST", LOG_OUT, Some(&cookie)).send().await);
}

#[actix_web::test]
async fn a_logout_by_the_access_token_takes_the_cookie_away_too() {
    let server = Server::start().await;
    let long = format!("ava_refresh={}", "x".repeat(600));
    for (n, brought) in [None, Some("ava_refresh=nobody-s"), Some(&*long)].into_iter().enumerate() {
        let signed_up = sign_up(&server, &format!("ada{n}")).await;
        let (cookie, ada) = (handed_over(&signed_up), server.with_tokens(signed_up.json()));
        let logged_out = call(&ada, "POST", LOG_OUT, brought).send().await;
        logged_out.ok();
        assert_eq!(logged_out.header(SET), Some(CLEARED));
        is_over(&refresh(&server, &cookie).await);
        is_over(&call(&server, "POST", LOG_OUT, brought).send().await);
    }
}

#[actix_web::test]
async fn a_logout_with_the_cookie_takes_no_token_of_the_body() {
    let server = Server::start().await;
    let eve = server.sign_up("eve").await;
    let cookie = handed_over(&sign_up(&server, "ada").await);
    let hers = json!({ "refresh_token": eve.refresh_token() });
    is_over(&call(&server, "POST", LOG_OUT, None).json(hers.clone()).send().await);
    call(&server, "POST", LOG_OUT, Some(&cookie)).json(hers).send().await.ok();
    eve.get(ME).await.ok();
}

#[actix_web::test]
async fn who_goes_for_good_has_the_cookie_taken_away() {
    let server = Server::start().await;
    let signed_up = sign_up(&server, "ada").await;
    let (cookie, ada) = (handed_over(&signed_up), server.with_tokens(signed_up.json()));
    let delete = async |password: &str| {
        let call = call(&ada, "DELETE", ME, Some(&cookie));
        call.json(json!({ "password": password })).send().await
    };
    let stays = delete("wrong").await;
    stays.is_invalid(&[("/password", "wrong_password")]);
    assert_eq!(stays.header(SET), None);
    let without_header = ada.request("DELETE", &format!("{ME}?cookie=true"));
    let refused = without_header.json(json!({ "password": PASSWORD })).send().await;
    refused.is_invalid(&[("/X-Ava-Console", "required")]);
    let gone = delete(PASSWORD).await;
    gone.ok();
    assert_eq!(gone.header(SET), Some(CLEARED));
    is_over(&refresh(&server, &cookie).await);
}

#[test]
fn every_call_that_takes_the_cookie_tells_of_its_header_and_of_what_it_sets() {
    let mut taking = Vec::new();
    for (method, path, operation) in operations() {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let told = |name: &str, place: &str| {
            parameters
                .iter()
                .any(|it| it["name"] == name && it["in"] == place && it["required"] == false)
        };
        assert_eq!(told("cookie", "query"), told("X-Ava-Console", "header"), "{method} {path}");
        let responses = operation["responses"].as_object().unwrap();
        let sets = responses.values().any(|response| response["headers"]["Set-Cookie"].is_object());
        assert_eq!(told("cookie", "query"), sets, "{method} {path}");
        if sets {
            taking.push((method, path));
        }
    }
    taking.sort();
    let posts = [LOG_IN, LOG_OUT, REFRESH, SIGN_UP].map(|path| ("POST".to_owned(), path));
    assert_eq!(taking, [&[("DELETE".to_owned(), ME)][..], &posts].concat());
    assert_eq!(DOCUMENT["paths"][REFRESH]["post"]["requestBody"]["required"], Value::Null);
}
