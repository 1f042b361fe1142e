//! Who may do what: every route × every actor.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use crate::harness::{Answer, Client, PASSWORD, Place, Store, on_both, run, text};

on_both! { no_route_answers_an_actor_that_it_must_not one_user_neither_reads_nor_changes_another_s }

/// Who a route is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// The user of the token alone.
    Caller,
    /// Anybody: it asks for credentials of its own, or tells nothing of anybody. Whatever token
    /// comes along, it answers with this status.
    Anybody(u16),
}

/// Every route, with a valid body. A new route needs a row.
pub(crate) fn rows() -> Vec<(&'static str, &'static str, For, Value)> {
    use For::{Anybody, Caller};
    let password = json!({"current_password": PASSWORD, "new_password": "staple battery horse"});
    let key = json!({"vapi_api_key": "a-key-of-ones-own"});
    let adoption = json!({"assistantId": "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10"});
    let twilio =
        json!({"account_sid": format!("AC{}", "0".repeat(32)), "auth_token": "t".repeat(32)});
    vec![
        ("POST", "/api/v1/auth/signup", Anybody(422), json!({})),
        ("POST", "/api/v1/auth/login", Anybody(422), json!({})),
        ("POST", "/api/v1/auth/refresh", Anybody(422), json!({})),
        ("POST", "/api/v1/auth/logout", Caller, json!({})),
        ("GET", "/api/v1/auth/sessions", Caller, Value::Null),
        ("DELETE", "/api/v1/auth/sessions", Caller, Value::Null),
        ("DELETE", "/api/v1/auth/sessions/{id}", Caller, Value::Null),
        ("POST", "/api/v1/auth/password", Caller, password),
        ("GET", "/api/v1/auth/me", Caller, Value::Null),
        ("PATCH", "/api/v1/auth/me", Caller, json!({"name": "Intruder"})),
        ("DELETE", "/api/v1/auth/me", Caller, json!({"password": PASSWORD})),
        ("GET", "/api/v1/auth/me/export", Caller, Value::Null),
        ("GET", "/api/v1/auth/me/activity", Caller, Value::Null),
        ("GET", "/api/v1/user/profile", Caller, Value::Null),
        ("PATCH", "/api/v1/user/profile", Caller, json!({"name": "Intruder"})),
        ("GET", "/api/v1/user/onboarding", Caller, Value::Null),
        ("PATCH", "/api/v1/user/onboarding", Caller, json!({"onboarding_step": 5})),
        ("POST", "/api/v1/user/complete-onboarding", Caller, Value::Null),
        ("GET", "/api/v1/studio/config", Caller, Value::Null),
        ("PATCH", "/api/v1/studio/config", Caller, json!({"tone": "rude"})),
        ("GET", "/api/v1/studio/config/revisions", Caller, Value::Null),
        ("GET", "/api/v1/studio/config/revisions/{n}", Caller, Value::Null),
        ("POST", "/api/v1/studio/config/revisions/{n}/restore", Caller, Value::Null),
        ("GET", "/api/v1/studio/catalog", Caller, Value::Null),
        ("GET", "/api/v1/studio/sync-vapi", Caller, Value::Null),
        ("POST", "/api/v1/studio/sync-vapi", Caller, Value::Null),
        ("GET", "/api/v1/studio/sync-vapi/plan", Caller, Value::Null),
        ("DELETE", "/api/v1/studio/assistant", Caller, Value::Null),
        ("POST", "/api/v1/studio/assistant/adopt", Caller, adoption),
        ("GET", "/api/v1/vapi-settings", Caller, Value::Null),
        ("POST", "/api/v1/vapi-settings", Caller, key),
        ("DELETE", "/api/v1/vapi-settings", Caller, Value::Null),
        ("GET", "/api/v1/twilio-settings", Caller, Value::Null),
        ("POST", "/api/v1/twilio-settings", Caller, twilio),
        ("DELETE", "/api/v1/twilio-settings", Caller, Value::Null),
        ("GET", "/healthz", Anybody(200), Value::Null),
        ("GET", "/readyz", Anybody(200), Value::Null),
        ("GET", "/metrics", Anybody(200), Value::Null),
        ("GET", "/api/v1/openapi.json", Anybody(200), Value::Null),
        ("GET", "/api/v1/docs", Anybody(200), Value::Null),
        ("GET", "/api/v1/docs/{file}", Anybody(200), Value::Null),
    ]
}

#[test]
fn every_route_has_a_row() {
    let rows: BTreeSet<_> = rows().into_iter().map(|(method, path, ..)| (method, path)).collect();
    let routes: BTreeSet<_> = http_actix::endpoints().collect();
    assert_eq!(rows, routes);
}

/// Calls a row. `session` is an id where one is asked for.
async fn call(client: &Client, method: &str, path: &str, session: &str, body: &Value) -> Answer {
    let request = client.request(method, &address(path, session));
    let request = if body.is_null() { request } else { request.json(body) };
    client.send(request).await
}

pub(crate) fn address(path: &str, session: &str) -> String {
    path.replace("{file}", "index.html").replace("{id}", session).replace("{n}", "1")
}

/// The claims of a token.
fn claims(token: &str) -> Value {
    part(token, 1)
}

fn part(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).expect("a part");
    serde_json::from_slice(&BASE64.decode(text).expect("base64")).expect("JSON")
}

/// A token that says what a valid one says, but for what `change` does to header and claims.
fn forged(
    valid: &str,
    header: impl FnOnce(&mut Value),
    claims: impl FnOnce(&mut Value),
    secret: &[u8],
) -> String {
    let (mut head, mut body) = (part(valid, 0), part(valid, 1));
    header(&mut head);
    claims(&mut body);
    let signed = format!("{}.{}", BASE64.encode(head.to_string()), BASE64.encode(body.to_string()));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    let signature = aws_lc_rs::hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", BASE64.encode(signature.as_ref()))
}

async fn no_route_answers_an_actor_that_it_must_not(store: Store) {
    const SECRET: &str = "the signing secret of this very test that is long enough";
    let place = Place::new(store).with("AVA_API_JWT_SECRET_KEY", SECRET);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let valid = ada.token.clone().expect("a token");
    let gone = server.sign_up("gone").await;
    place.sql("DELETE FROM users WHERE email = 'gone@example.com'").await;
    let loggedout = server.sign_up("out").await;
    loggedout.post("/api/v1/auth/logout", &json!({})).await.ok();
    let disabled = server.sign_up("disabled").await;
    let disable = run(place.command().args(["user", "disable", "disabled@example.com"]));
    assert!(disable.status.success(), "{}", text(&disable.stderr));
    let keep = |_: &mut Value| {};
    let actors: Vec<(&str, Option<String>)> = vec![
        ("no token", None),
        ("garbage", Some("garbage".into())),
        ("a refresh token", ada.refresh_token.clone()),
        (
            "expired",
            Some(forged(&valid, keep, |claims| claims["exp"] = json!(1), SECRET.as_bytes())),
        ),
        (
            "no expiry",
            Some(forged(
                &valid,
                keep,
                |claims| drop(claims.as_object_mut().expect("claims").remove("exp")),
                SECRET.as_bytes(),
            )),
        ),
        (
            "another key",
            Some(forged(&valid, keep, keep, b"another secret, of the same length as ours")),
        ),
        (
            "alg none",
            Some(forged(&valid, |header| header["alg"] = json!("none"), keep, SECRET.as_bytes())),
        ),
        ("no signature", valid.rsplit_once('.').map(|(signed, _)| format!("{signed}."))),
        ("a deleted user's", gone.token),
        ("a logged-out session's", loggedout.token),
        ("a disabled user's", disabled.token),
    ];
    let adas = claims(&valid);
    let session = adas["sid"].as_str().expect("a session");
    let before = ada.config().await;
    for (method, path, for_whom, body) in rows() {
        for (actor, token) in &actors {
            let client = ada.with_token(token.as_deref());
            let answer = call(&client, method, path, session, &body).await;
            let expected = match for_whom {
                For::Caller => 401,
                For::Anybody(status) => status,
            };
            assert_eq!(answer.status, expected, "{actor} at {method} {path}: {answer:?}");
            // A logout's body may hold all that it asks for, a refresh token, and is judged for it.
            if for_whom == For::Caller && !path.ends_with("/logout") {
                let address = address(path, session);
                no_body_is_judged_before_the_caller(&client, actor, method, &address).await;
            }
        }
    }
    assert_eq!(ada.config().await, before);
    // The forger is no fool: with nothing changed, its token is taken.
    let same = forged(&valid, keep, keep, SECRET.as_bytes());
    assert_eq!(ada.with_token(Some(&same)).get("/api/v1/auth/me").await.status, 200);
}

/// Whoever may not call hears nothing else, however wrong the rest of the request is.
async fn no_body_is_judged_before_the_caller(
    client: &Client,
    actor: &str,
    method: &str,
    address: &str,
) {
    for (content_type, body) in
        [("text/plain", "{}"), ("application/json", "{"), ("application/json", "[7]")]
    {
        let request = client.request(method, address);
        let request = request.header("content-type", content_type).body(body);
        let answer = client.send(request).await;
        assert_eq!(answer.status, 401, "{actor} at {method} {address} with {body}: {answer:?}");
    }
}

async fn one_user_neither_reads_nor_changes_another_s(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"systemPrompt": "Ada's secret recipe", "smtpPassword": "adas-password"})).await;
    ada.post("/api/v1/vapi-settings", &json!({"vapi_api_key": "a-key-of-adas-own"})).await.ok();
    let assistant = ada.sync().await.ok()["assistantId"].clone();
    let views = [
        "/api/v1/auth/sessions",
        "/api/v1/auth/me",
        "/api/v1/user/profile",
        "/api/v1/user/onboarding",
        "/api/v1/studio/config",
        "/api/v1/studio/config/revisions",
        "/api/v1/studio/config/revisions/1",
        "/api/v1/studio/sync-vapi",
        "/api/v1/studio/sync-vapi/plan",
        "/api/v1/vapi-settings",
        "/api/v1/twilio-settings",
    ];
    let mut before = Vec::new();
    for path in views {
        before.push(ada.get(path).await.ok());
    }

    let bob = server.sign_up("bob").await;
    let adas = claims(ada.token.as_deref().expect("a token"));
    let session = adas["sid"].as_str().expect("a session");
    let ours = [
        ada.get("/api/v1/auth/me").await.ok()["id"].clone(),
        assistant.clone(),
        json!("recipe"),
        json!("ada@"),
        json!("a-key"),
    ];
    // The logout is last: it ends the session.
    let (logout, others): (Vec<_>, Vec<_>) =
        rows().into_iter().partition(|(_, path, ..)| path.ends_with("/logout"));
    for (method, path, _, body) in others.into_iter().chain(logout) {
        let answer = call(&bob, method, path, session, &body).await;
        for secret in &ours {
            let secret = secret.as_str().expect("text");
            assert!(
                !answer.text.contains(secret),
                "{method} {path} told {secret}: {}",
                answer.text
            );
        }
    }
    let mut thief = server.anonymous();
    thief.sign_up("thief@example.com").await;
    let taken = thief.patch("/api/v1/studio/config", &json!({"vapiAssistantId": assistant})).await;
    assert_eq!(taken.status, 422, "{taken:?}");
    assert_eq!(taken.json()["errors"][0]["code"], "read_only");
    let path = json!({"vapiAssistantId": "../../call?x="});
    assert_eq!(thief.patch("/api/v1/studio/config", &path).await.status, 422);

    for (path, before) in views.iter().zip(before) {
        assert_eq!(ada.get(path).await.ok(), before, "{path}");
    }
}
