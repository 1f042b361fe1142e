//! Signing up, logging in, staying logged in, logging out, and the own account.

use std::time::Duration;

use serde_json::json;

use crate::harness::{
    EMAIL_DOMAIN, LOG_IN, LOG_OUT, ME, PASSWORD, REFRESH, SIGN_UP, Server, snapshot,
};

/// Bodies that are no logout's.
const WRONG_BODIES: [(&str, &str); 5] = [
    ("text/plain", r#"{"refresh_token":"x"}"#),
    ("application/json", "{"),
    ("application/json", "[]"),
    ("application/json", r#"{"refresh_token":5}"#),
    ("application/json", r#"{"refresh_token":"a","refresh_token":"b"}"#),
];

#[actix_web::test]
async fn a_sign_up_answers_201_with_tokens_and_the_user() {
    let server = Server::start().await;
    let answer = server
        .post(
            SIGN_UP,
            json!({
                "email": " Ada@Example.com ",
                "password": PASSWORD,
                "name": "Ada Lovelace",
                "phone": "0033 6-12.34 (56) 78",
                "locale": "fr",
            }),
        )
        .await;
    snapshot!("sign_up", answer);
}

#[actix_web::test]
async fn a_sign_up_needs_an_address_and_a_password_only() {
    let server = Server::start().await;
    let fields =
        json!({ "email": "ada@example.com", "password": PASSWORD, "name": "", "phone": "" });
    let user = server.post(SIGN_UP, fields).await.json()["user"].take();
    assert_eq!(
        (&user["name"], &user["phone"], &user["locale"]),
        (&json!(null), &json!(null), &json!("en"))
    );
}

#[actix_web::test]
async fn all_faults_of_a_sign_up_are_told_at_once() {
    let server = Server::start().await;
    let fields = json!({
        "email": "not an address", "password": "short", "name": "x".repeat(256),
        "phone": "612345678", "locale": "xx",
    });
    let answer = server.post(SIGN_UP, fields).await;
    answer.is_invalid(&[
        ("/email", "invalid_format"),
        ("/password", "too_short"),
        ("/name", "too_long"),
        ("/phone", "invalid_format"),
        ("/locale", "unknown_value"),
    ]);
}

#[actix_web::test]
async fn a_guessable_password_is_refused() {
    let server = Server::start().await;
    for password in ["qwertyuiop", "ada-ada-ada"] {
        let fields = json!({ "email": "ada@example.com", "password": password });
        server.post(SIGN_UP, fields).await.is_invalid(&[("/password", "guessable")]);
    }
}

#[actix_web::test]
async fn a_login_by_address_in_any_letter_case_or_by_phone_answers_tokens() {
    let server = Server::start().await;
    let phone =
        json!({ "email": "ada@example.com", "password": PASSWORD, "phone": "+33612345678" });
    server.post(SIGN_UP, phone).await;
    for identifier in ["ada@example.com", " ADA@Example.COM ", "+33612345678", " 0033 6 12345678"] {
        let fields = json!({ "identifier": identifier, "password": PASSWORD, "remember": true });
        let tokens = server.post(LOG_IN, fields).await.ok();
        assert_eq!(tokens["user"]["email"], "ada@example.com", "{identifier}");
    }
    let fields = json!({ "identifier": "ada@example.com", "password": PASSWORD });
    snapshot!("log_in", server.post(LOG_IN, fields).await);
}

#[actix_web::test]
async fn a_refresh_answers_new_tokens_whatever_the_authorization_header_says() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let fields = json!({ "refresh_token": ada.refresh_token() });
    let answer = server
        .request("POST", REFRESH)
        .header("authorization", "Bearer nonsense")
        .json(fields)
        .send()
        .await;
    snapshot!("refresh", answer);
    let next = server.with_tokens(answer.ok());
    assert_ne!(next.refresh_token(), ada.refresh_token());
    next.get(ME).await.ok();
}

#[actix_web::test]
async fn a_replaced_refresh_token_gets_the_same_child_for_ten_seconds_and_then_ends_the_session() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let refresh =
        async || server.post(REFRESH, json!({ "refresh_token": ada.refresh_token() })).await;
    let child = server.with_tokens(refresh().await.ok());
    server.house.clock.advance(Duration::from_secs(9));
    assert_eq!(refresh().await.ok()["refresh_token"], child.refresh_token());
    server.house.clock.advance(Duration::from_secs(2));
    refresh().await.is_problem(401, "unauthenticated");
    child.get(ME).await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_login_lasts_seven_days_and_a_remembered_one_thirty() {
    let (day, second) = (Duration::from_hours(24), Duration::from_secs(1));
    for (remember, days) in [(false, 7), (true, 30)] {
        let server = Server::start().await;
        server.sign_up("ada").await;
        let fields =
            json!({ "identifier": "ada@example.com", "password": PASSWORD, "remember": remember });
        let tokens = server.post(LOG_IN, fields).await.ok();
        server.house.clock.advance((day * days).saturating_sub(second));
        let refresh = async |token| server.post(REFRESH, json!({ "refresh_token": token })).await;
        let tokens = refresh(&tokens["refresh_token"]).await.ok();
        server.house.clock.advance(day * days);
        refresh(&tokens["refresh_token"]).await.is_problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn a_logout_by_either_token_ends_the_session_at_once() {
    let server = Server::start().await;
    let by_access_token = server.sign_up("ada").await;
    let answer = by_access_token.request("POST", LOG_OUT).send().await;
    snapshot!("log_out", answer);
    let by_refresh_token = server.sign_up("eve").await;
    let fields = json!({ "refresh_token": by_refresh_token.refresh_token() });
    server.post(LOG_OUT, fields).await.ok();
    for ended in [by_access_token, by_refresh_token] {
        ended.get(ME).await.is_problem(401, "unauthenticated");
        let fields = json!({ "refresh_token": ended.refresh_token() });
        server.post(REFRESH, fields).await.is_problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn a_logout_with_a_stale_access_token_and_a_refresh_token_works() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.clock.advance(Duration::from_hours(1));
    ada.post(LOG_OUT, json!({ "refresh_token": ada.refresh_token() })).await.ok();
}

#[actix_web::test]
async fn an_access_token_logs_out_whatever_the_body_is() {
    let server = Server::start().await;
    for (n, (media_type, body)) in WRONG_BODIES.into_iter().enumerate() {
        let ada = server.sign_up(&format!("ada-{n}")).await;
        let call = ada.request("POST", LOG_OUT).body(media_type, body);
        call.send().await.ok();
        ada.get(ME).await.is_problem(401, "unauthenticated");
    }
    let ada = server.sign_up("ada").await;
    ada.request("POST", LOG_OUT).body("text/plain", "x".repeat(300_000)).send().await.ok();
    ada.get(ME).await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_logout_without_an_access_token_needs_a_body_that_can_be_read() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let refused = async |media_type, body: &'static str| {
        server.request("POST", LOG_OUT).body(media_type, body).send().await
    };
    for (media_type, body) in WRONG_BODIES {
        let answer = refused(media_type, body).await;
        assert!([400, 415, 422].contains(&answer.status), "{answer}");
    }
    refused("text/plain", "{}").await.is_problem(415, "unsupported_media_type");
    refused("application/json", "{").await.is_problem(400, "malformed_json");
    refused("application/json", "[]").await.is_invalid(&[("", "wrong_type")]);
    ada.get(ME).await.ok();
}

#[actix_web::test]
async fn an_ended_session_is_not_ended_again_by_a_body_that_cannot_be_read() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    ada.request("POST", LOG_OUT).send().await.ok();
    for (media_type, body) in WRONG_BODIES.into_iter().filter(|(_, body)| !body.contains('5')) {
        let call = ada.request("POST", LOG_OUT).body(media_type, body);
        call.send().await.is_problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn a_logout_with_neither_token_is_401() {
    let server = Server::start().await;
    server.request("POST", LOG_OUT).send().await.is_problem(401, "unauthenticated");
    server.post(LOG_OUT, json!({})).await.is_problem(401, "unauthenticated");
    let unknown = json!({ "refresh_token": "nobody-was-ever-given-this" });
    server.post(LOG_OUT, unknown).await.is_problem(401, "unauthenticated");
}

#[actix_web::test]
async fn the_own_account_is_seen_and_changed() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    snapshot!("account", ada.get(ME).await);
    let fields = json!({
        "name": " Ada ", "phone": "+33 6 12 34 56 78", "locale": "he",
        "image": "https://example.com/ada.png",
    });
    snapshot!("account_changed", ada.patch(ME, fields).await);
}

#[actix_web::test]
async fn null_clears_what_of_the_account_can_be_cleared_and_an_empty_patch_changes_nothing() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let full =
        json!({ "name": "Ada", "phone": "+33612345678", "locale": "he", "image": "https://a.b/c" });
    let before = ada.patch(ME, full).await.ok();
    assert_eq!(ada.patch(ME, json!({})).await.ok(), before);
    let nulls = json!({ "name": null, "phone": null, "locale": null, "image": null });
    let after = ada.patch(ME, nulls).await.ok();
    assert_eq!(after["locale"], "en");
    assert!(["name", "phone", "image"].iter().all(|field| after[field].is_null()), "{after}");
}

#[actix_web::test]
async fn all_faults_of_an_account_change_are_told_and_nothing_is_changed() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let fields = json!({
        "name": "", "phone": 33_612_345_678_i64, "locale": "EN", "image": "javascript:alert(1)",
        "onboarding_completed": "yes",
    });
    ada.patch(ME, fields).await.is_invalid(&[
        ("/name", "too_short"),
        ("/phone", "wrong_type"),
        ("/locale", "unknown_value"),
        ("/image", "invalid_format"),
        ("/onboarding_completed", "wrong_type"),
    ]);
    assert_eq!(ada.get(ME).await.ok()["locale"], "en");
}

#[actix_web::test]
async fn what_another_user_has_is_taken() {
    let server = Server::start().await;
    let phone = json!({ "phone": "+33612345678" });
    server.sign_up("ada").await.patch(ME, phone.clone()).await.ok();
    let eve = server.sign_up("eve").await;
    eve.patch(ME, phone).await.is_problem(409, "phone_taken");
    let by_phone =
        json!({ "email": "new@example.com", "password": PASSWORD, "phone": "+33612345678" });
    server.post(SIGN_UP, by_phone).await.is_problem(409, "phone_taken");
    let email = format!("Ada@{}", EMAIL_DOMAIN.to_uppercase());
    let by_email = json!({ "email": email, "password": PASSWORD });
    server.post(SIGN_UP, by_email).await.is_problem(409, "email_taken");
}
