//! No secret in clear: not in the database, not in a log at any level, not in an answer.

use serde_json::json;

use crate::harness::{Answer, Client, Place, Store, on_both};

on_both! { planted_secrets_are_found_nowhere }

const PASSWORD: &str = "planted-login-password-0001";
const VAPI_KEY: &str = "planted-vapi-key-0002-abcdefghijklmnop";
const SMTP_PASSWORD: &str = "planted-smtp-password-0003";
const TWILIO_TOKEN: &str = "planted-twilio-token-0004-abcdefghijkl";
const PROMPT: &str = "planted-system-prompt-0005";
const EMAIL: &str = "planted-email-0006@example.com";
const METRICS_TOKEN: &str = "planted-metrics-token-0007";

async fn planted_secrets_are_found_nowhere(store: Store) {
    let place = Place::new(store)
        .with("AVA_API_LOG_LEVEL", "trace")
        .with("AVA_API_LOG_FORMAT", "json")
        .with("AVA_API_METRICS_TOKEN", METRICS_TOKEN);
    let server = place.start().await;
    let mut ada = server.anonymous();
    let mut answers = Vec::new();
    let credentials = json!({"email": EMAIL, "password": PASSWORD});
    let signed_up = ada.post("/api/v1/auth/signup", &credentials).await;
    ada.take_tokens(signed_up.json());
    answers.push(ada.post("/api/v1/auth/signup", &credentials).await);
    answers.push(
        ada.post(
            "/api/v1/auth/login",
            &json!({"identifier": EMAIL, "password": format!("{PASSWORD}x")}),
        )
        .await,
    );
    answers.push(
        ada.post("/api/v1/auth/login", &json!({"identifier": EMAIL, "password": PASSWORD})).await,
    );
    answers.push(
        ada.patch(
            "/api/v1/studio/config",
            &json!({"smtpPassword": SMTP_PASSWORD, "systemPrompt": PROMPT}),
        )
        .await,
    );
    answers.push(
        ada.patch(
            "/api/v1/studio/config",
            &json!({"smtpPassword": SMTP_PASSWORD, "voiceSpeed": 99}),
        )
        .await,
    );
    answers.push(ada.post("/api/v1/vapi-settings", &json!({"vapi_api_key": VAPI_KEY})).await);
    let sid = format!("AC{}", "0123456789abcdef".repeat(2));
    answers.push(
        ada.post(
            "/api/v1/twilio-settings",
            &json!({"account_sid": sid, "auth_token": TWILIO_TOKEN}),
        )
        .await,
    );
    answers.push(
        ada.post(
            "/api/v1/twilio-settings",
            &json!({"account_sid": "no", "auth_token": TWILIO_TOKEN}),
        )
        .await,
    );
    let (browser_answers, browser_tokens) = log_in_and_out_by_cookie(&ada.with_token(None)).await;
    answers.extend(browser_answers);
    let synced = ada.sync().await;
    answers.push(synced.clone());
    for path in [
        "/api/v1/auth/me",
        "/api/v1/user/profile",
        "/api/v1/studio/config",
        "/api/v1/studio/sync-vapi",
        "/api/v1/vapi-settings",
        "/api/v1/twilio-settings",
    ] {
        answers.push(ada.get(path).await);
    }
    assert_eq!(synced.ok()["action"], "created", "the sealed key was opened and used");

    let metrics = ada.with_token(Some(METRICS_TOKEN)).get("/metrics").await.text;
    assert!(metrics.contains("ava_sync_total{outcome=\"created\"} 1"), "{metrics}");

    let (stored, log) = (place.stored(), place.log_of(&server).await);
    assert!(log.contains("answered"), "the log is on");
    for secret in [PASSWORD, VAPI_KEY, SMTP_PASSWORD, TWILIO_TOKEN] {
        assert!(!contains(&stored, secret), "{secret} is in the database");
        for answer in &answers {
            assert!(!answer.text.contains(secret), "{secret} was answered: {answer:?}");
        }
    }
    let mut tokens = vec![ada.token.clone().expect("a token")];
    tokens.extend(ada.refresh_token.clone());
    tokens.extend(browser_tokens);
    assert_eq!(tokens.len(), 5);
    for secret in tokens.iter().map(String::as_str) {
        assert!(!contains(&stored, secret), "a token is in the database");
    }
    let unlogged = [PASSWORD, VAPI_KEY, SMTP_PASSWORD, TWILIO_TOKEN, PROMPT, EMAIL];
    for text in unlogged.into_iter().chain(tokens.iter().map(String::as_str)) {
        assert!(!log.contains(text), "{text} was logged");
        assert!(!metrics.contains(text), "{text} is among the metrics");
    }
    assert!(!log.contains(METRICS_TOKEN), "the token of the metrics was logged");
    let user = ada.get("/api/v1/auth/me").await.ok()["id"].as_str().expect("an id").to_owned();
    assert!(log.contains(&user) && !metrics.contains(&user), "a user is a label");
    // The search itself works: what is no secret is found.
    assert!(contains(&stored, PROMPT) && contains(&stored, EMAIL));
}

/// What a browser is answered from its login to its logout, and the refresh tokens that its
/// cookie held.
async fn log_in_and_out_by_cookie(browser: &Client) -> (Vec<Answer>, Vec<String>) {
    let (mut answers, mut tokens) = (Vec::new(), Vec::<String>::new());
    for path in ["login", "refresh", "refresh", "logout"] {
        let request = browser.request("POST", &format!("/api/v1/auth/{path}?cookie=true"));
        let body = json!({"identifier": EMAIL, "password": PASSWORD});
        let request = request.header("X-Ava-Console", "1").json(&body);
        let cookie = tokens.last().map(|token| format!("ava_refresh={token}"));
        let request = cookie.into_iter().fold(request, |it, cookie| it.header("Cookie", cookie));
        let answer = browser.send(request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let line = answer.headers["set-cookie"].to_str().expect("a line").to_owned();
        let token = line.split(['=', ';']).nth(1).unwrap_or_default();
        tokens.extend((!token.is_empty()).then(|| token.to_owned()));
        answers.push(answer);
    }
    (answers, tokens)
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}
