//! A new password.

use serde_json::{Value, json};

use crate::harness::{
    Answer, Client, LOG_IN, ME, NEW_PASSWORD, PASSWORD, SESSIONS, Server, snapshot,
};

const NEW: &str = "another horse, another battery";

async fn change(client: &Client, current: Value, new: Value) -> Answer {
    client.post(NEW_PASSWORD, json!({ "current_password": current, "new_password": new })).await
}

async fn log_in(server: &Server, password: &str) -> Answer {
    server.post(LOG_IN, json!({ "identifier": "ada@example.com", "password": password })).await
}

#[actix_web::test]
async fn a_new_password_is_the_only_one_and_ends_all_other_sessions() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let other = server.with_tokens(log_in(&server, PASSWORD).await.ok());
    let eve = server.sign_up("eve").await;
    snapshot!("password_changed", change(&ada, json!(PASSWORD), json!(NEW)).await);
    log_in(&server, PASSWORD).await.is_problem(401, "invalid_credentials");
    ada.get(ME).await.ok();
    eve.get(ME).await.ok();
    other.get(ME).await.is_problem(401, "unauthenticated");
    assert_eq!(ada.get(SESSIONS).await.ok()["sessions"].as_array().unwrap().len(), 1);
    log_in(&server, NEW).await.ok();
}

#[actix_web::test]
async fn a_wrong_current_password_is_a_fault_of_its_field_and_changes_nothing() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    let other = server.with_tokens(log_in(&server, PASSWORD).await.ok());
    let answer = change(&ada, json!("wrong"), json!(NEW)).await;
    answer.is_invalid(&[("/current_password", "wrong_password")]);
    snapshot!("problem_wrong_password", answer);
    other.get(ME).await.ok();
    log_in(&server, PASSWORD).await.ok();
    log_in(&server, NEW).await.is_problem(401, "invalid_credentials");
}

#[actix_web::test]
async fn all_faults_of_a_new_password_are_told() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for (current, new, faults) in [
        (json!(null), json!(null), [Some("required"), Some("required")]),
        (json!(7), json!(["x"]), [Some("wrong_type"), Some("wrong_type")]),
        (json!(PASSWORD), json!("short"), [None, Some("too_short")]),
        (json!(PASSWORD), json!("x".repeat(129)), [None, Some("too_long")]),
        (json!(PASSWORD), json!("qwertyuiop"), [None, Some("guessable")]),
        (json!(PASSWORD), json!("ada-ada-ada"), [None, Some("guessable")]),
    ] {
        let pointers = ["/current_password", "/new_password"];
        let faults = pointers.into_iter().zip(faults);
        let faults: Vec<_> = faults.filter_map(|(pointer, code)| Some((pointer, code?))).collect();
        change(&ada, current, new).await.is_invalid(&faults);
    }
    let answer = ada.post(NEW_PASSWORD, json!({})).await;
    answer.is_invalid(&[("/current_password", "required"), ("/new_password", "required")]);
    log_in(&server, PASSWORD).await.ok();
}

#[actix_web::test]
async fn too_many_at_once_are_503_and_no_wrong_password() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    server.house.hasher.set_busy(true);
    change(&ada, json!(PASSWORD), json!(NEW)).await.is_problem(503, "unavailable");
}
