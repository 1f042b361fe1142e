//! The profile, and the way to a finished setup.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{COMPLETE, ME, ONBOARDING, PROFILE, Server, snapshot};

#[actix_web::test]
async fn the_profile_of_a_new_user_is_empty_and_at_step_0() {
    let server = Server::start().await;
    snapshot!("profile", server.sign_up("ada").await.get(PROFILE).await);
}

#[actix_web::test]
async fn the_welcome_step_stores_all_five_fields_and_moves_to_step_1() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let fields = json!({
        "name": "Ada", "locale": "fr", "organization_name": "Ada's Bakery", "industry": "Food",
        "company_size": "11-50",
    });
    let answer = ada.patch(PROFILE, fields).await;
    snapshot!("profile_changed", answer);
    assert_eq!(ada.get(PROFILE).await.ok(), answer.ok());
}

#[actix_web::test]
async fn any_one_of_the_five_fields_moves_from_step_0_to_1_and_null_is_one_too() {
    for field in ["name", "locale", "organization_name", "industry", "company_size"] {
        for value in [json!("en"), Value::Null] {
            let server = Server::start().await;
            let ada = server.sign_up("ada").await;
            let profile = ada.patch(PROFILE, json!({ field: value })).await.ok();
            assert_eq!(profile["onboarding_step"], 1, "{field} {value}");
        }
    }
}

#[actix_web::test]
async fn a_patch_of_none_of_the_five_fields_stays_at_step_0() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for body in [json!({}), json!({ "organisation": "x", "email": "eve@example.com", "id": 7 })] {
        let profile = ada.patch(PROFILE, body).await.ok();
        assert_eq!(profile["onboarding_step"], 0);
        assert_eq!(profile["email"], "ada@example.com");
    }
}

#[actix_web::test]
async fn a_refused_profile_moves_nothing() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let fields = json!({
        "name": "x".repeat(256), "locale": "xx", "organization_name": "", "industry": [],
        "company_size": "x".repeat(51),
    });
    ada.patch(PROFILE, fields).await.is_invalid(&[
        ("/name", "too_long"),
        ("/locale", "unknown_value"),
        ("/organization_name", "too_short"),
        ("/industry", "wrong_type"),
        ("/company_size", "too_long"),
    ]);
    assert_eq!(ada.get(PROFILE).await.ok()["onboarding_step"], 0);
}

#[actix_web::test]
async fn the_onboarding_moves_forward_only() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    snapshot!("onboarding", ada.get(ONBOARDING).await);
    let fields = json!({
        "onboarding_step": 4, "onboarding_vapi_skipped": true, "onboarding_twilio_skipped": true,
        "onboarding_assistant_created": true,
    });
    snapshot!("onboarding_changed", ada.patch(ONBOARDING, fields).await);
    let back = ada.patch(ONBOARDING, json!({ "onboarding_step": 2 })).await.ok();
    assert_eq!(back["onboarding_step"], 4);
    let profile = ada.patch(PROFILE, json!({ "name": "Ada" })).await.ok();
    assert_eq!(profile["onboarding_step"], 4);
}

#[actix_web::test]
async fn a_step_is_a_whole_number_from_0_to_8() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for (step, code) in [
        (json!(9), "out_of_range"),
        (json!(-1), "out_of_range"),
        (json!(1.5), "wrong_type"),
        (json!("3"), "wrong_type"),
        (json!(4_294_967_296_u64), "out_of_range"),
    ] {
        let answer = ada.patch(ONBOARDING, json!({ "onboarding_step": step })).await;
        answer.is_invalid(&[("/onboarding_step", code)]);
    }
    assert_eq!(
        ada.patch(ONBOARDING, json!({ "onboarding_step": 8 })).await.ok()["onboarding_step"],
        8
    );
}

#[actix_web::test]
async fn completing_twice_answers_the_same_and_keeps_the_first_time() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let first = ada.request("POST", COMPLETE).send().await;
    snapshot!("completed", first);
    let completed = ada.get(ONBOARDING).await;
    snapshot!("onboarding_completed", completed);
    server.house.clock.advance(Duration::from_mins(5));
    let second = ada.request("POST", COMPLETE).send().await;
    assert_eq!(second.body, first.body);
    assert_eq!(
        first.body,
        r#"{"success":true,"onboarding_completed":true,"redirect_url":"/dashboard"}"#
    );
    assert_eq!(ada.get(ONBOARDING).await.ok(), completed.ok());
}

#[actix_web::test]
async fn completing_takes_any_body_or_none() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for body in ["", "{}", "no JSON"] {
        ada.request("POST", COMPLETE).body("text/plain", body).send().await.ok();
    }
}

#[actix_web::test]
async fn the_account_completes_the_onboarding_too_and_cannot_take_it_back() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let incomplete = ada.patch(ME, json!({ "onboarding_completed": false })).await.ok();
    assert_eq!(incomplete["onboarding_completed"], false);
    let completed = ada.patch(ME, json!({ "onboarding_completed": true })).await.ok();
    assert_eq!(
        (&completed["onboarding_completed"], &completed["onboarding_step"]),
        (&json!(true), &json!(9))
    );
    let back = ada.patch(ME, json!({ "onboarding_completed": false })).await;
    back.is_invalid(&[("/onboarding_completed", "irreversible")]);
}
