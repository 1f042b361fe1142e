//! What each answer means: fault by call.

use std::time::{Duration, SystemTime};

use application::{GatewayError, Reach};
use domain::studio::Setting;
use futures_util::future::join_all;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ANSWERED, KEY, LIMIT, Op, UNKNOWN, gateway, id};

type Expected = fn(Op) -> Result<(), GatewayError>;

fn rejected(fields: &[(Option<Setting>, &str)]) -> GatewayError {
    let fields = fields.iter().map(|(setting, message)| (*setting, (*message).to_owned()));
    GatewayError::Rejected { fields: fields.collect() }
}

fn limited(seconds: Option<u64>) -> Result<(), GatewayError> {
    Err(GatewayError::RateLimited { retry_after: seconds.map(Duration::from_secs) })
}

fn json_answer(status: u16, body: &serde_json::Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

fn page(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .set_body_raw("<html><body>It works!</body></html>", "text/html; charset=utf-8")
}

/// Whether each call gets what is expected, within its time, and is sent once if it changes
/// something.
async fn check(name: &str, answer: ResponseTemplate, expected: Expected) {
    join_all(Op::ALL.map(async |op| {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer.clone()).mount(&server).await;
        let ended = op.within(&gateway(server.uri()), LIMIT).await;
        assert_eq!(ended, expected(op), "{name}: {op:?}");
        let sent = server.received_requests().await.unwrap().len();
        let most = if op.changes_something() { 1 } else { 3 };
        assert!((1..=most).contains(&sent), "{name}: {op:?} {sent}");
    }))
    .await;
}

#[tokio::test]
async fn a_400_is_rejected_with_what_vapi_says_of_which_setting() {
    let one = json!({
        "message": "voice.speed must not be greater than 1.2",
        "error": "Bad Request", "statusCode": 400,
    });
    check("string", json_answer(400, &one), |_| {
        Err(rejected(&[(Some(Setting::VoiceSpeed), "voice.speed must not be greater than 1.2")]))
    })
    .await;
    let list = json!({"message": [
        "property customer should not exist", "model.property maxTokens should not exist",
    ]});
    check("list", json_answer(400, &list), |_| {
        Err(rejected(&[
            (None, "property customer should not exist"),
            (Some(Setting::AiMaxTokens), "model.property maxTokens should not exist"),
        ]))
    })
    .await;
    check("page", page(400), |_| {
        Err(rejected(&[(None, "Vapi refused the request (400) without saying why.")]))
    })
    .await;
    let quoting = json!({ "message": format!("what is {KEY}?") });
    check("quoting", json_answer(400, &quoting), |_| Err(rejected(&[(None, "what is [key]?")])))
        .await;
}

#[tokio::test]
async fn a_402_asks_for_payment_and_a_422_is_rejected() {
    check("402", ResponseTemplate::new(402), |_| {
        Err(rejected(&[(
            None,
            "Vapi asks for payment: the organisation's credit or plan does not allow this.",
        )]))
    })
    .await;
    let answer = json!({"message": "name must be shorter than or equal to 40 characters"});
    check("422", json_answer(422, &answer), |_| {
        Err(rejected(&[(
            Some(Setting::OrganizationName),
            "name must be shorter than or equal to 40 characters",
        )]))
    })
    .await;
}

#[tokio::test]
async fn a_401_and_a_403_refuse_the_key_but_a_firewalls_page_does_not() {
    let answer =
        json!({"message": "Invalid Key. Hot tip, …", "error": "Unauthorized", "statusCode": 401});
    check("401", json_answer(401, &answer), |_| Err(GatewayError::KeyRefused)).await;
    check("401 bare", ResponseTemplate::new(401), |_| Err(GatewayError::KeyRefused)).await;
    check("403", ResponseTemplate::new(403), |_| Err(GatewayError::KeyRefused)).await;
    check("403 page", page(403), |_| Err(ANSWERED)).await;
}

#[tokio::test]
async fn only_vapis_own_404_of_an_assistant_says_that_it_is_gone() {
    let answer = json!({
        "message": format!("Couldn't Get Assistant. `assistantId` {} Does Not Exist.", id()),
        "error": "Not Found", "statusCode": 404,
    });
    check("404", json_answer(404, &answer), |op| match op {
        Op::Find | Op::Update => Err(GatewayError::NotFound),
        Op::Delete => Ok(()),
        Op::Search | Op::Create | Op::CheckKey => Err(ANSWERED),
    })
    .await;
    check("404 page", page(404), |_| Err(ANSWERED)).await;
    let wrong_path = json!({
        "message": format!("Cannot GET /v1/assistant/{}", id()),
        "error": "Not Found", "statusCode": 404,
    });
    check("404 of a wrong base path", json_answer(404, &wrong_path), |_| Err(ANSWERED)).await;
    check("404 bare", ResponseTemplate::new(404), |_| Err(ANSWERED)).await;
}

#[tokio::test]
async fn a_409_is_a_conflict_and_a_408_is_late() {
    let answer = json!({"error": "assistant_pinned", "message": "A squad pins it."});
    check("409", json_answer(409, &answer), |_| Err(GatewayError::Conflict)).await;
    let late = |_| Err(GatewayError::TimedOut { reach: Reach::Answered });
    check("408", ResponseTemplate::new(408), late).await;
}

#[tokio::test]
async fn a_429_says_when_to_try_again_if_it_does() {
    let answer =
        || ResponseTemplate::new(429).set_body_json(json!({"message": "Rate limit exceeded"}));
    check("absent", answer(), |_| limited(None)).await;
    check("seconds", answer().insert_header("Retry-After", "7"), |_| limited(Some(7))).await;
    let at = SystemTime::UNIX_EPOCH + Duration::from_hours(500_000);
    let date = httpdate::fmt_http_date(at);
    let until = httpdate::fmt_http_date(at + Duration::from_secs(90));
    let answer =
        answer().insert_header("Date", date.as_str()).insert_header("Retry-After", until.as_str());
    check("date", answer, |_| limited(Some(90))).await;
}

#[tokio::test]
async fn a_short_wait_that_vapi_asks_for_is_waited_where_nothing_changes() {
    let server = MockServer::start().await;
    let limited = ResponseTemplate::new(429).insert_header("Retry-After", "1");
    Mock::given(any()).respond_with(limited).up_to_n_times(1).mount(&server).await;
    Mock::given(any()).respond_with(json_answer(200, &json!([]))).mount(&server).await;
    assert_eq!(Op::CheckKey.within(&gateway(server.uri()), LIMIT).await, Ok(()));
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_5xx_is_over_but_may_have_happened() {
    check("500", json_answer(500, &json!({"message": "Internal server error"})), |_| Err(ANSWERED))
        .await;
    check("502", page(502), |_| Err(ANSWERED)).await;
    check("503", ResponseTemplate::new(503).insert_header("Retry-After", "1"), |_| Err(ANSWERED))
        .await;
}

#[tokio::test]
async fn a_failure_that_passes_is_not_seen_where_nothing_changes() {
    for op in Op::ALL {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(page(502)).up_to_n_times(2).mount(&server).await;
        let assistant = json!({"id": id().to_string(), "createdAt": "2026-11-22T10:00:00.000Z"});
        let good =
            if matches!(op, Op::Search | Op::CheckKey) { json!([assistant]) } else { assistant };
        Mock::given(any()).respond_with(json_answer(200, &good)).mount(&server).await;
        let expected = if op.changes_something() { Err(ANSWERED) } else { Ok(()) };
        assert_eq!(op.within(&gateway(server.uri()), LIMIT).await, expected, "{op:?}");
    }
}

#[tokio::test]
async fn a_200_that_is_no_answer_leaves_open_what_happened() {
    check("page", page(200), |_| Err(UNKNOWN)).await;
    check("empty", ResponseTemplate::new(200), |_| Err(UNKNOWN)).await;
    let cut = r#"[{"id": "3b1f8a52-8f0d"#;
    let cut = ResponseTemplate::new(200).set_body_raw(cut, "application/json");
    check("cut", cut, |_| Err(UNKNOWN)).await;
    check("other JSON", json_answer(200, &json!({"status": "ok"})), |_| Err(UNKNOWN)).await;
    check("text", json_answer(200, &json!("[]")), |_| Err(UNKNOWN)).await;
    let other = json!({"id": "98d71a30-c55c-43dd-8d64-1af9cf8b57cb", "createdAt": "2026-11-22T10:00:00.000Z"});
    check("another assistant", json_answer(200, &other), |op| {
        if op == Op::Create { Ok(()) } else { Err(UNKNOWN) }
    })
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = MockServer::start().await;
    Mock::given(any()).respond_with(json_answer(200, &json!([]))).mount(&elsewhere).await;
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/assistant", elsewhere.uri());
        let answer = ResponseTemplate::new(status).insert_header("Location", target.as_str());
        check("redirect", answer, |_| Err(ANSWERED)).await;
    }
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_that_takes_longer_than_the_limit_is_late() {
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(slow).mount(&server).await;
    let vapi = gateway(server.uri());
    for op in Op::ALL {
        let ended = op.within(&vapi, Duration::from_millis(300)).await;
        assert_eq!(ended, Err(GatewayError::TimedOut { reach: Reach::Unknown }), "{op:?}");
    }
}
