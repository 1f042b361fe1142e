//! Sessions end at the next request, on every server of one database.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Answer, Ava, Client, PASSWORD, Place, Store, on_both, sandbox};

const NEW_PASSWORD: &str = "another horse battery";

on_both! {
    of_many_uses_of_one_refresh_token_all_get_the_same_child
    a_changed_password_ends_the_other_sessions_and_is_the_one_to_log_in_with
    a_hash_of_the_former_service_is_taken_once_and_replaced
    a_browser_s_session_goes_on_by_its_cookie_until_it_logs_out
}

async fn log_in(server: &Ava, email: &str, password: &str) -> Client {
    let mut client = server.anonymous();
    let login = json!({"identifier": email, "password": password});
    let tokens = client.post("/api/v1/auth/login", &login).await.ok();
    client.take_tokens(tokens);
    client
}

async fn is_in(client: &Client) -> bool {
    match client.get("/api/v1/studio/config").await.status {
        200 => true,
        401 => false,
        status => panic!("{status}"),
    }
}

/// Two servers on one Postgres: what one ends is ended for the other at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_is_ended_is_over_at_the_very_next_request_on_every_server() {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(Store::Postgres, &sandbox);
    let (one, two) = (place.start().await, place.start().await);
    let ada = one.sign_up("ada").await;
    let email = "ada@example.com";

    let (left, listed) = (log_in(&one, email, PASSWORD).await, log_in(&one, email, PASSWORD).await);
    let ended = session_id(&left).await;
    let answer = ada.delete(&format!("/api/v1/auth/sessions/{ended}")).await.ok();
    assert_eq!(answer["sessions"].as_array().map(Vec::len), Some(2));
    assert!(!is_in(&left.at(two.address())).await);
    assert!(is_in(&listed.at(two.address())).await);

    let answer = ada.delete("/api/v1/auth/sessions").await.ok();
    assert_eq!(answer["sessions"].as_array().map(Vec::len), Some(1));
    assert!(!is_in(&listed.at(two.address())).await);

    let other = log_in(&one, email, PASSWORD).await;
    let change = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
    ada.post("/api/v1/auth/password", &change).await.ok();
    assert!(!is_in(&other.at(two.address())).await);
    assert!(is_in(&ada.at(two.address())).await);

    ada.post("/api/v1/auth/logout", &json!({})).await.ok();
    assert!(!is_in(&ada.at(two.address())).await);
}

async fn session_id(client: &Client) -> String {
    let sessions = client.get("/api/v1/auth/sessions").await.ok();
    let sessions = sessions["sessions"].as_array().expect("sessions").clone();
    let own: Vec<&Value> = sessions.iter().filter(|session| session["current"] == true).collect();
    assert_eq!(own.len(), 1, "{sessions:?}");
    own[0]["id"].as_str().expect("an id").to_owned()
}

async fn of_many_uses_of_one_refresh_token_all_get_the_same_child(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let refresh = json!({"refresh_token": ada.refresh_token});
    let answers = join_all((0..256).map(|_| ada.post("/api/v1/auth/refresh", &refresh))).await;
    let children: Vec<Value> =
        answers.iter().map(|answer| answer.ok()["refresh_token"].clone()).collect();
    assert!(children.iter().all(|child| *child == children[0] && child.is_string()));
    assert_ne!(children[0], json!(ada.refresh_token));
    let child = json!({"refresh_token": children[0]});
    assert_eq!(ada.post("/api/v1/auth/refresh", &child).await.status, 200);
}

async fn a_changed_password_ends_the_other_sessions_and_is_the_one_to_log_in_with(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let other = log_in(&server, "ada@example.com", PASSWORD).await;
    let path = "/api/v1/auth/password";
    let wrong = json!({"current_password": "not it", "new_password": NEW_PASSWORD});
    let refused = ada.post(path, &wrong).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(refused.json()["errors"][0]["pointer"], "/current_password");
    assert_eq!(refused.json()["errors"][0]["code"], "wrong_password");
    assert!(is_in(&other).await);

    let change = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
    assert_eq!(ada.post(path, &change).await.ok(), json!({"success": true}));
    assert!(is_in(&ada).await);
    assert!(!is_in(&other).await);
    let refresh = json!({"refresh_token": other.refresh_token});
    assert_eq!(other.post("/api/v1/auth/refresh", &refresh).await.status, 401);
    let old = json!({"identifier": "ada@example.com", "password": PASSWORD});
    assert_eq!(ada.post("/api/v1/auth/login", &old).await.code(), "invalid_credentials");
    log_in(&server, "ada@example.com", NEW_PASSWORD).await;
}

async fn a_hash_of_the_former_service_is_taken_once_and_replaced(store: Store) {
    // Of the password of every client here, by passlib 1.7.4.
    const BCRYPT: &str = "$2b$04$1A9hmEgZtmFdT0NYMuXSe.VbuMenTzovvUAtfCTt48tU1dAeacRsG";
    let place = Place::new(store);
    let server = place.start().await;
    server.sign_up("ada").await;
    place.sql(&format!("UPDATE users SET password_hash = '{BCRYPT}'")).await;
    log_in(&server, "ada@example.com", PASSWORD).await;
    let stored = place.sql("SELECT password_hash FROM users").await.concat();
    assert!(stored.starts_with("$argon2id$"), "{stored}");
    log_in(&server, "ada@example.com", PASSWORD).await;
    let wrong = json!({"identifier": "ada@example.com", "password": "correct horse batter"});
    assert_eq!(server.anonymous().post("/api/v1/auth/login", &wrong).await.status, 401);
}

/// A call of the console's page, with this cookie if it has one.
async fn by_cookie(client: &Client, path: &str, cookie: Option<&str>, body: &Value) -> Answer {
    let request = client.request("POST", &format!("/api/v1/auth/{path}?cookie=true"));
    let request = request.header("X-Ava-Console", "1").json(body);
    client.send(cookie.into_iter().fold(request, |it, cookie| it.header("Cookie", cookie))).await
}

/// Name and value of the cookie that an answer sets, the token being nowhere else.
#[track_caller]
fn cookie_of(answer: &Answer) -> String {
    let line = answer.headers["set-cookie"].to_str().expect("a line");
    let (cookie, attributes) = line.split_once("; ").expect("attributes");
    assert!(attributes.starts_with("HttpOnly; SameSite=Strict; Path=/api/v1/auth"), "{line}");
    assert_eq!(answer.json()["refresh_token"], Value::Null, "{answer:?}");
    cookie.to_owned()
}

async fn a_browser_s_session_goes_on_by_its_cookie_until_it_logs_out(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let anonymous = server.anonymous();
    let fields = json!({"email": "ada@example.com", "password": PASSWORD});
    let signed_up = by_cookie(&anonymous, "signup", None, &fields).await;
    let first = cookie_of(&signed_up);

    // Of many tabs at the same time all get the same child.
    let none = json!({});
    let tabs = (0..32).map(|_| by_cookie(&anonymous, "refresh", Some(&first), &none));
    let refreshed = join_all(tabs).await;
    let children: Vec<String> = refreshed.iter().map(cookie_of).collect();
    assert!(children.iter().all(|child| *child == children[0] && *child != first));
    let token = refreshed[0].json()["access_token"].as_str().expect("a token").to_owned();
    let ada = anonymous.with_token(Some(&token));
    assert!(is_in(&ada).await);

    let logged_out = by_cookie(&anonymous, "logout", Some(&children[0]), &none).await;
    assert_eq!(logged_out.ok(), json!({"success": true}));
    assert_eq!(cookie_of(&logged_out), "ava_refresh=");
    assert!(!is_in(&ada).await);
    for path in ["refresh", "logout"] {
        let replayed = by_cookie(&anonymous, path, Some(&children[0]), &none).await;
        assert_eq!((replayed.status, &*replayed.code()), (401, "unauthenticated"));
        assert!(replayed.headers.contains_key("set-cookie"), "{replayed:?}");
    }
}
