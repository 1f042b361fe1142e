//! What happened to an account.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{
    ACTIVITY, Answer, CONFIG, Client, LOG_IN, PASSWORD, SESSIONS, Server, VAPI, VAPI_KEY, snapshot,
};

fn kinds(answer: &Answer) -> Vec<String> {
    let events = answer.ok()["events"].take();
    let kind = |event: &Value| event["kind"].as_str().unwrap().to_owned();
    events.as_array().unwrap().iter().map(kind).collect()
}

/// Signs up, and does a few things a minute apart.
async fn busy(server: &Server, name: &str) -> Client {
    let user = server.sign_up(name).await;
    let minute = Duration::from_mins(1);
    server.house.clock.advance(minute);
    let login = json!({ "identifier": format!("{name}@example.com"), "password": "wrong" });
    server.post(LOG_IN, login).await;
    server.house.clock.advance(minute);
    let call = user.request("PATCH", CONFIG).peer("2001:db8::7").header("user-agent", "Phone/1.0");
    let call = call.header("x-request-id", "the-change");
    call.json(json!({ "tone": "calm", "persona": "a secret persona" })).send().await.ok();
    server.house.clock.advance(minute);
    user.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await.ok();
    user
}

#[actix_web::test]
async fn a_user_sees_what_happened_latest_first_and_no_value_of_anything() {
    let server = Server::start().await;
    let ada = busy(&server, "ada").await;
    let seen = ada.get(ACTIVITY).await;
    snapshot!("activity", seen);
    assert_eq!(kinds(&seen), ["vapi_key_saved", "config_saved", "login_failed", "signed_up"]);
    assert!(!seen.body.contains("secret"), "{seen}");
}

#[actix_web::test]
async fn nobody_sees_what_happened_to_others() {
    let server = Server::start().await;
    let (ada, eve) = (busy(&server, "ada").await, server.sign_up("eve").await);
    assert_eq!(kinds(&eve.get(ACTIVITY).await), ["signed_up"]);
    let hers = ada.get(ACTIVITY).await.ok()["events"][0]["id"].take();
    let before = format!("{ACTIVITY}?before={}", hers.as_str().unwrap());
    for event in eve.get(&before).await.ok()["events"].as_array().unwrap() {
        assert_eq!(event["kind"], "signed_up");
    }
}

#[actix_web::test]
async fn page_by_page_it_is_the_same_and_ends() {
    let server = Server::start().await;
    let ada = busy(&server, "ada").await;
    let whole = ada.get(ACTIVITY).await.ok();
    assert_eq!(whole["next_before"], Value::Null);
    for limit in 1..=4 {
        let (mut path, mut events) = (format!("{ACTIVITY}?limit={limit}"), Vec::new());
        loop {
            let page = ada.get(&path).await.ok();
            let shown = page["events"].as_array().unwrap();
            assert!((1..=limit).contains(&shown.len()), "no page is empty");
            events.extend(shown.clone());
            let Some(before) = page["next_before"].as_str() else { break };
            path = format!("{ACTIVITY}?limit={limit}&before={before}");
        }
        assert_eq!(json!(events), whole["events"], "{limit} at a time");
    }
}

#[actix_web::test]
async fn fifty_are_shown_unless_asked_otherwise() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for n in 0..101 {
        ada.patch(CONFIG, json!({ "tone": format!("tone {n}") })).await.ok();
    }
    for (query, shown) in [("", 50), ("?limit=1", 1), ("?limit=100", 100), ("?limit=007", 7)] {
        assert_eq!(kinds(&ada.get(&format!("{ACTIVITY}{query}")).await).len(), shown, "{query}");
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_parameter_is_told_by_its_name() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for (query, faults) in [
        ("limit=0", vec![("/limit", "out_of_range")]),
        ("limit=101", vec![("/limit", "out_of_range")]),
        ("limit=-1", vec![("/limit", "out_of_range")]),
        ("limit=99999999999999999999", vec![("/limit", "out_of_range")]),
        ("limit=", vec![("/limit", "wrong_type")]),
        ("limit=-", vec![("/limit", "wrong_type")]),
        ("limit=many", vec![("/limit", "wrong_type")]),
        ("limit=1.0", vec![("/limit", "wrong_type")]),
        ("limit=%2B5", vec![("/limit", "wrong_type")]),
        ("limit=%D9%A5", vec![("/limit", "wrong_type")]),
        ("limit=5&limit=5", vec![("/limit", "wrong_type")]),
        ("before=", vec![("/before", "invalid_format")]),
        ("before=yesterday", vec![("/before", "invalid_format")]),
        ("before=%00", vec![("/before", "invalid_format")]),
        ("limit=0&before=7", vec![("/limit", "out_of_range"), ("/before", "invalid_format")]),
    ] {
        ada.get(&format!("{ACTIVITY}?{query}")).await.is_invalid(&faults);
        let path = format!("{ACTIVITY}?{query}");
        server.get(&path).await.is_problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn an_ended_session_sees_nothing() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let login = json!({ "identifier": "ada@example.com", "password": PASSWORD });
    let phone = server.with_tokens(server.post(LOG_IN, login).await.ok());
    phone.delete(SESSIONS).await.ok();
    ada.get(ACTIVITY).await.is_problem(401, "unauthenticated");
    let seen = kinds(&phone.get(ACTIVITY).await);
    assert_eq!(seen, ["other_sessions_ended", "logged_in", "signed_up"]);
}
