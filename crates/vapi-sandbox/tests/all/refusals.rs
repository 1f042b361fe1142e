//! What is refused, and in which shape.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::harness::{path_of, start};

#[tokio::test]
async fn a_key_that_is_missing_malformed_or_refused_is_401() {
    let (_sandbox, api) = start().await;
    let expected = json!({
        "message": "Invalid Key. Hot tip, you may be using the private key instead of the public \
                    key, or vice versa.",
        "error": "Unauthorized",
        "statusCode": 401,
    });
    for header in [
        None,
        Some("Bearer"),
        Some("Bearer "),
        Some("Basic a-key"),
        Some("Bearer two keys"),
        Some("Bearer invalid-key"),
    ] {
        let mut request = api.bare(Method::POST, "/assistant").json(&json!({"nom": 1}));
        if let Some(header) = header {
            request = request.header(AUTHORIZATION, header);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 401, "{header:?}");
        assert_eq!(response.json::<Value>().await.expect("JSON"), expected);
    }
}

#[tokio::test]
async fn unknown_properties_and_bad_values_are_all_named_in_one_400() {
    let (sandbox, api) = start().await;
    let body = json!({
        "name": "x".repeat(41),
        "customer": {},
        "voice": {"provider": "deepgram", "voiceId": "luna", "speed": 1},
    });
    let (status, refusal) = api.post("/assistant", body).await;
    assert_eq!(status, 400);
    assert_eq!(
        refusal,
        json!({
            "message": [
                "property customer should not exist",
                "voice.property speed should not exist",
                "name must be shorter than or equal to 40 characters",
            ],
            "error": "Bad Request",
            "statusCode": 400,
        })
    );
    assert!(sandbox.assistants().is_empty());
}

#[tokio::test]
async fn an_answer_sent_back_raw_is_refused() {
    let (_sandbox, api) = start().await;
    let assistant = api.create(json!({})).await;
    let (status, refusal) = api.patch(&path_of("assistant", &assistant), assistant).await;
    assert_eq!(status, 400);
    let messages = refusal["message"].as_array().expect("a list");
    for key in ["id", "orgId", "createdAt", "updatedAt", "isServerUrlSecretSet", "latestVersion"] {
        assert!(messages.contains(&json!(format!("property {key} should not exist"))), "{key}");
    }
}

#[tokio::test]
async fn an_id_that_is_no_uuid_is_400() {
    let (_sandbox, api) = start().await;
    assert_eq!(
        api.get("/assistant/42").await,
        (
            400,
            json!({
                "message": "Validation failed (uuid is expected)",
                "error": "Bad Request",
                "statusCode": 400
            })
        )
    );
}

#[tokio::test]
async fn a_body_that_is_not_a_json_object_is_400_and_one_not_declared_as_json_415() {
    let (_sandbox, api) = start().await;
    for (content_type, body, expected) in [
        ("application/json", "{\"name\":", 400),
        ("application/json", "[]", 400),
        ("application/json", "", 400),
        ("text/plain", "{}", 415),
        ("application/json; charset=utf-8", "{}", 201),
    ] {
        let request = api.bare(Method::POST, "/assistant").bearer_auth("key");
        let request = request.header(CONTENT_TYPE, content_type).body(body);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), expected, "{content_type} {body}");
    }
}

#[tokio::test]
async fn a_body_beyond_all_measure_is_413() {
    let (_sandbox, api) = start().await;
    let body = json!({"firstMessage": "x".repeat(11 * 1024 * 1024)});
    assert_eq!(api.post("/assistant", body).await.0, 413);
}

#[tokio::test]
async fn an_unknown_call_is_404_in_vapis_words() {
    let (_sandbox, api) = start().await;
    for (method, path) in
        [(Method::PUT, "/assistant"), (Method::GET, "/squad"), (Method::POST, "/phone-number")]
    {
        let (status, refusal) = api.call(method.clone(), path, None).await;
        assert_eq!(status, 404);
        assert_eq!(refusal["message"], format!("Cannot {method} {path}"));
    }
}
