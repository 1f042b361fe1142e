//! Going for good.

use serde_json::{Value, json};

use crate::harness::{
    Answer, CONFIG, Client, LOG_IN, ME, PASSWORD, REFRESH, SYNC, Server, VAPI, VAPI_KEY, snapshot,
};

async fn delete_me(client: &Client, password: Value) -> Answer {
    client.request("DELETE", ME).json(json!({ "password": password })).send().await
}

#[actix_web::test]
async fn who_goes_is_gone_and_the_address_is_free_again() {
    let server = Server::start().await;
    let (ada, eve) = (server.sign_up("ada").await, server.sign_up("eve").await);
    ada.patch(CONFIG, json!({ "tone": "warm" })).await.ok();
    let login = json!({ "identifier": "ada@example.com", "password": PASSWORD });
    let phone = server.with_tokens(server.post(LOG_IN, login.clone()).await.ok());
    snapshot!("deleted", delete_me(&ada, json!(PASSWORD)).await);
    for client in [&ada, &phone] {
        client.get(ME).await.is_problem(401, "unauthenticated");
        let refresh = json!({ "refresh_token": client.refresh_token() });
        server.post(REFRESH, refresh).await.is_problem(401, "unauthenticated");
    }
    delete_me(&ada, json!(PASSWORD)).await.is_problem(401, "unauthenticated");
    server.post(LOG_IN, login).await.is_problem(401, "invalid_credentials");
    eve.get(ME).await.ok();
    let again = server.sign_up("ada").await;
    assert_eq!(again.get(CONFIG).await.ok()["revision"], 0);
}

#[actix_web::test]
async fn without_the_right_password_nobody_goes() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    for (password, code) in [
        (json!("wrong"), "wrong_password"),
        (json!(""), "wrong_password"),
        (json!(null), "required"),
        (json!(7), "wrong_type"),
        (json!([PASSWORD]), "wrong_type"),
    ] {
        delete_me(&ada, password).await.is_invalid(&[("/password", code)]);
    }
    let nothing = ada.request("DELETE", ME).json(json!({})).send().await;
    nothing.is_invalid(&[("/password", "required")]);
    ada.delete(ME).await.is_problem(415, "unsupported_media_type");
    delete_me(&server, json!(PASSWORD)).await.is_problem(401, "unauthenticated");
    ada.get(ME).await.ok();
}

#[actix_web::test]
async fn an_assistant_that_stays_under_the_user_s_own_key_is_named() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    ada.post(VAPI, json!({ "vapi_api_key": VAPI_KEY })).await.ok();
    let assistant = ada.request("POST", SYNC).send().await.ok()["assistantId"].take();
    let answer = delete_me(&ada, json!(PASSWORD)).await.ok();
    assert_eq!(answer, json!({ "success": true, "assistant_left": assistant }));
}

#[actix_web::test]
async fn an_assistant_under_the_server_s_key_is_none_that_stays() {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    ada.request("POST", SYNC).send().await.ok();
    let answer = delete_me(&ada, json!(PASSWORD)).await.ok();
    assert_eq!(answer, json!({ "success": true, "assistant_left": null }));
}
