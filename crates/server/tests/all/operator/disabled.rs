//! Who is disabled is nobody from the very next request on, at every server.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{LOGIN, ME, happened, log_in, user};
use crate::harness::{Answer, Ava, Client, PASSWORD, Place, Store, on_both, sandbox};

on_both! {
    who_is_disabled_is_out_at_the_very_next_request_and_comes_back_when_enabled
}

const READS: [&str; 4] =
    [ME, "/api/v1/studio/config", "/api/v1/auth/sessions", "/api/v1/auth/me/export"];

/// All of an answer that tells one from another.
fn told(answer: &Answer) -> (u16, Value, BTreeSet<String>) {
    let mut body = answer.json();
    body["request_id"] = Value::Null;
    let names = answer.headers.keys().map(|name| name.as_str().to_owned()).collect();
    (answer.status, body, names)
}

async fn who_is_disabled_is_out_at_the_very_next_request_and_comes_back_when_enabled(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let second = if store == Store::Postgres { Some(place.start().await) } else { None };
    let ada = server.sign_up("ada").await;
    let other = log_in(&server, "ada@example.com", PASSWORD).await;
    let bob = server.sign_up("bob").await;
    let servers: Vec<&Ava> = std::iter::once(&server).chain(second.as_ref()).collect();

    assert!(user(&place, &["disable", "ada@example.com"]).contains("is disabled"));
    for server in &servers {
        for client in [&ada, &other] {
            is_out(&client.at(server.address())).await;
        }
        let wrong = json!({"identifier": "ada@example.com", "password": "not the one"});
        let right = json!({"identifier": "ada@example.com", "password": PASSWORD});
        let [wrong, right] = [
            server.anonymous().post(LOGIN, &wrong).await,
            server.anonymous().post(LOGIN, &right).await,
        ];
        assert_eq!(told(&wrong), told(&right));
        assert_eq!(right.code(), "invalid_credentials");
        assert_eq!(bob.at(server.address()).get(ME).await.status, 200);
    }
    let sign_up = json!({"email": "ada@example.com", "password": PASSWORD});
    let refused = server.anonymous().post("/api/v1/auth/signup", &sign_up).await;
    assert_eq!(refused.code(), "email_taken");
    assert!(user(&place, &["disable", "ada@example.com"]).contains("nothing was changed"));

    assert!(user(&place, &["enable", "ada@example.com"]).contains("may log in again"));
    for server in &servers {
        is_out(&ada.at(server.address())).await;
        let again = log_in(server, "ada@example.com", PASSWORD).await;
        assert_eq!(again.get(ME).await.status, 200);
        let kinds = happened(&again).await;
        for kind in ["enabled_by_operator", "disabled_by_operator"] {
            assert_eq!(kinds.iter().filter(|it| *it == kind).count(), 1, "{kinds:?}");
        }
    }
    assert!(user(&place, &["enable", "ada@example.com"]).contains("nothing was changed"));
}

/// Neither of the client's tokens is worth anything.
async fn is_out(client: &Client) {
    for path in READS {
        assert_eq!(client.get(path).await.status, 401, "{path}");
    }
    let change = json!({"current_password": PASSWORD, "new_password": "another horse battery"});
    assert_eq!(client.post("/api/v1/auth/password", &change).await.status, 401);
    assert_eq!(client.patch("/api/v1/studio/config", &json!({"tone": "x"})).await.status, 401);
    assert_eq!(client.sync().await.status, 401);
    let refresh = json!({"refresh_token": client.refresh_token});
    assert_eq!(client.post("/api/v1/auth/refresh", &refresh).await.status, 401);
}
