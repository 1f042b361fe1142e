//! Bad input: each its own clear problem, and nothing stored.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, Place, Store, on_both};

on_both! { bad_input_is_refused_and_the_stored_configuration_stays bad_profiles_and_accounts_are_refused }

const CONFIG: &str = "/api/v1/studio/config";

async fn send(ada: &Client, method: &str, content_type: Option<&str>, body: Vec<u8>) -> Answer {
    let request = ada.request(method, CONFIG).body(body);
    let request = match content_type {
        Some(content_type) => request.header("content-type", content_type),
        None => request,
    };
    ada.send(request).await
}

async fn bad_input_is_refused_and_the_stored_configuration_stays(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "calm"})).await;
    let before = ada.config().await;
    let json_type = Some("application/json");
    let fields: Vec<(Value, Vec<(&str, &str)>)> = vec![
        (json!({"aiTemperature": 9}), vec![("/aiTemperature", "out_of_range")]),
        (json!({"voiceSpeed": 99}), vec![("/voiceSpeed", "out_of_range")]),
        (json!({"voiceSpeed": "abc"}), vec![("/voiceSpeed", "wrong_type")]),
        (json!({"voiceSpeed": "1.05"}), vec![("/voiceSpeed", "wrong_type")]),
        (json!({"askForName": "no"}), vec![("/askForName", "wrong_type")]),
        (json!({"aiMaxTokens": 4_294_967_296_i64}), vec![("/aiMaxTokens", "out_of_range")]),
        (json!({"organizationName": "x".repeat(300)}), vec![("/organizationName", "too_long")]),
        (json!({"organizationName": ""}), vec![("/organizationName", "too_short")]),
        (json!({"systemPrompt": "a\0b"}), vec![("/systemPrompt", "control_character")]),
        (json!({"timezone": "Mars/Olympus"}), vec![("/timezone", "unknown_value")]),
        (json!({"smtpPort": 587}), vec![("/smtpPort", "wrong_type")]),
        (json!({"guidelines": ["x"]}), vec![("/guidelines", "wrong_type")]),
        (
            json!({"vapiAssistantId": "98d71a30-c55c-43dd-8d64-1af9cf8b57cb"}),
            vec![("/vapiAssistantId", "read_only")],
        ),
        (
            json!({"aiTemperature": 9, "tone": "rude", "voiceSpeed": 99}),
            vec![("/aiTemperature", "out_of_range"), ("/voiceSpeed", "out_of_range")],
        ),
        (json!([]), vec![("", "wrong_type")]),
    ];
    for (body, expected) in fields {
        let answer = ada.patch(CONFIG, &body).await;
        assert_eq!(answer.status, 422, "{body}: {answer:?}");
        assert_eq!(answer.code(), "validation_failed");
        let mut errors: Vec<(String, String)> = answer.json()["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|error| (text(error, "pointer"), text(error, "code")))
            .collect();
        errors.sort();
        assert!(
            errors.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).eq(expected),
            "{body}: {errors:?}"
        );
        assert!(
            answer.json()["detail"].as_str().is_some_and(|detail| detail.ends_with('.')),
            "{answer:?}"
        );
    }
    let texts = [
        ("PATCH", json_type, b"{\"tone\":".to_vec(), 400, "malformed_json"),
        ("PATCH", json_type, b"{\"voiceSpeed\":1e999}".to_vec(), 400, "malformed_json"),
        ("PATCH", json_type, b"{\"voiceSpeed\":NaN}".to_vec(), 400, "malformed_json"),
        ("PATCH", json_type, b"{\"tone\":\"\\ud800\"}".to_vec(), 400, "malformed_json"),
        ("PATCH", json_type, b"{\"tone\":\"\xff\"}".to_vec(), 400, "malformed_json"),
        ("PATCH", json_type, "[".repeat(100_000).into_bytes(), 400, "malformed_json"),
        ("PATCH", json_type, vec![b' '; 2 << 20], 413, "payload_too_large"),
        ("PATCH", Some("text/plain"), b"{}".to_vec(), 415, "unsupported_media_type"),
        ("PATCH", None, b"{}".to_vec(), 415, "unsupported_media_type"),
        ("PUT", json_type, b"{}".to_vec(), 405, "method_not_allowed"),
    ];
    for (method, content_type, body, status, code) in texts {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let answer = send(&ada, method, content_type, body).await;
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{shown}: {answer:?}");
        assert_eq!(
            answer.headers["x-request-id"].to_str().ok(),
            answer.json()["request_id"].as_str()
        );
    }
    assert_eq!(ada.config().await, before);
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().expect("text").to_owned()
}

async fn bad_profiles_and_accounts_are_refused(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let before = ada.get("/api/v1/user/profile").await.ok();
    for (path, body) in [
        ("/api/v1/user/profile", json!({"name": "x".repeat(300)})),
        ("/api/v1/user/profile", json!({"name": ""})),
        ("/api/v1/user/profile", json!({"locale": "xx"})),
        ("/api/v1/user/profile", json!({"organization_name": "a\0b"})),
        ("/api/v1/user/onboarding", json!({"onboarding_step": 9})),
        ("/api/v1/auth/me", json!({"phone": "12"})),
    ] {
        let answer = ada.patch(path, &body).await;
        assert_eq!(answer.status, 422, "{body}: {answer:?}");
    }
    assert_eq!(ada.get("/api/v1/user/profile").await.ok(), before);
    for key in ["abcdefghij\r\nX-Evil: 1", "clé-privée-de-vapi", "short"] {
        assert_eq!(
            ada.post("/api/v1/vapi-settings", &json!({"vapi_api_key": key})).await.status,
            422,
            "{key}"
        );
    }
    let nobody = server.anonymous();
    for (email, password, pointer) in [
        ("ada", "correct horse battery", "/email"),
        ("b@example.com", "sh0rt!!", "/password"),
        ("b@example.com", "password1", "/password"),
    ] {
        let answer = nobody
            .post("/api/v1/auth/signup", &json!({"email": email, "password": password}))
            .await;
        assert_eq!(answer.status, 422, "{answer:?}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer);
        assert!(!answer.text.contains(password), "a password is never echoed: {answer:?}");
    }
    let long = format!("{}1", "correct horse battery ".repeat(4));
    let mut bob = server.anonymous();
    assert_eq!(
        bob.post("/api/v1/auth/signup", &json!({"email": "bob@example.com", "password": long}))
            .await
            .status,
        201
    );
    let cut = &long[..72];
    let login = bob
        .post("/api/v1/auth/login", &json!({"identifier": "bob@example.com", "password": cut}))
        .await;
    assert_eq!(login.status, 401, "a password is not cut at 72 bytes: {login:?}");
    let login = bob
        .post("/api/v1/auth/login", &json!({"identifier": " BOB@example.com ", "password": long}))
        .await
        .ok();
    bob.take_tokens(login);
    assert_eq!(bob.get("/api/v1/auth/me").await.ok()["email"], "bob@example.com");
}
