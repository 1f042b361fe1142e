//! Every fault, as a client feels it, and whether the request had its effect.

use std::time::{Duration, Instant};

use reqwest::{Client, Method};
use serde_json::{Value, json};
use vapi_sandbox::{Action, CannedAnswer, Fault, Sandbox, SandboxConfig};

use crate::harness::{Api, start, start_with};

const NOTICEABLE: Duration = Duration::from_millis(80);

#[tokio::test]
async fn a_delay_comes_before_the_work_or_after_it() {
    let (sandbox, api) = start().await;
    for action in [Action::Delay { ms: 80 }, Action::DelayAfterCommit { ms: 80 }] {
        sandbox.faults().push(Fault::once(action));
        let before = Instant::now();
        api.create(json!({})).await;
        assert!(before.elapsed() >= NOTICEABLE);
    }
    assert_eq!(sandbox.assistants().len(), 2);
}

#[tokio::test]
async fn a_sandbox_that_is_slow_is_slow_for_every_call() {
    let config = SandboxConfig { delay: NOTICEABLE, ..SandboxConfig::default() };
    let (_sandbox, api) = start_with(config).await;
    for _ in 0..2 {
        let before = Instant::now();
        api.get("/assistant").await;
        assert!(before.elapsed() >= NOTICEABLE);
    }
}

#[tokio::test]
async fn a_status_comes_instead_of_the_work() {
    let (sandbox, api) = start().await;
    let canned = CannedAnswer::new(429).header("Retry-After", "7");
    sandbox.faults().push(Fault::once(Action::Status(canned)));
    let response = create(&api).await.expect("an answer");
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(
        body,
        json!({"message": "Too Many Requests", "error": "Too Many Requests", "statusCode": 429})
    );

    let canned = CannedAnswer::new(502).body("<html>Bad gateway</html>");
    sandbox.faults().push(Fault::once(Action::Status(canned)));
    let response = create(&api).await.expect("an answer");
    assert_eq!(response.headers()["content-type"], "text/html");
    assert_eq!(response.text().await.expect("text"), "<html>Bad gateway</html>");
    assert!(sandbox.assistants().is_empty());
}

#[tokio::test]
async fn a_status_after_the_work_hides_that_it_was_done() {
    let (sandbox, api) = start().await;
    let canned = CannedAnswer::new(500).body(json!({"message": "oops"}));
    sandbox.faults().push(Fault::once(Action::StatusAfterCommit(canned)));
    assert_eq!(api.post("/assistant", json!({})).await, (500, json!({"message": "oops"})));
    assert_eq!(sandbox.assistants().len(), 1);
}

#[tokio::test]
async fn a_dropped_connection_gives_no_answer_and_leaves_nothing_or_an_assistant() {
    let (sandbox, api) = start().await;
    for (action, name, left) in
        [(Action::DropBefore, "drop_before", 0), (Action::DropAfterCommit, "drop_after_commit", 1)]
    {
        sandbox.faults().push(Fault::once(action));
        let error = create(&api).await.expect_err("no answer");
        assert!(error.is_request() && !error.is_timeout() && !error.is_connect(), "{error:?}");
        assert_eq!(sandbox.assistants().len(), left, "{name}");
        let last = sandbox.requests().all().pop().expect("a request");
        assert_eq!((last.status, last.fault), (None, Some(name)));
    }
    assert_eq!(sandbox.requests().count("POST", "/assistant"), 2);
    api.create(json!({})).await;
}

#[tokio::test]
async fn a_hanging_call_never_answers_and_does_not_keep_the_sandbox_from_stopping() {
    let (sandbox, api) = start().await;
    let mut hanging = Vec::new();
    for (action, left) in [(Action::Hang, 0), (Action::HangAfterCommit, 1)] {
        sandbox.faults().push(Fault::once(action));
        let api = api.clone();
        hanging.push(tokio::spawn(async move { create(&api).await }));
        until(|| sandbox.faults().pending().is_empty() && sandbox.assistants().len() == left).await;
    }
    assert!(hanging.iter().all(|call| !call.is_finished()));

    sandbox.stop().await;

    for call in hanging {
        assert!(call.await.expect("no panic").is_err());
    }
}

#[tokio::test]
async fn a_truncated_answer_is_half_of_its_json() {
    let (sandbox, api) = start().await;
    sandbox.faults().push(Fault::once(Action::Truncate));
    let response = create(&api).await.expect("an answer");
    assert_eq!(response.status(), 201);
    let text = response.text().await.expect("text");
    assert!(text.starts_with('{') && serde_json::from_str::<Value>(&text).is_err());
    assert_eq!(sandbox.assistants().len(), 1);
}

#[tokio::test]
async fn garbage_is_a_200_without_json() {
    let (sandbox, api) = start().await;
    sandbox.faults().push(Fault::once(Action::Garbage));
    let response = create(&api).await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert!(response.json::<Value>().await.is_err());
}

#[tokio::test]
async fn a_drip_comes_byte_by_byte_but_whole() {
    let (sandbox, api) = start().await;
    let assistant = api.create(json!({})).await;
    sandbox.faults().push(Fault::once(Action::Drip { ms: 1 }));
    let before = Instant::now();
    assert_eq!(api.get("/assistant").await, (200, json!([assistant])));
    assert!(before.elapsed() >= NOTICEABLE);
}

#[tokio::test]
async fn a_huge_answer_is_as_long_as_was_asked() {
    let (sandbox, api) = start().await;
    sandbox.faults().push(Fault::once(Action::Huge { megabytes: 3 }));
    let response = create(&api).await.expect("an answer");
    assert_eq!(response.content_length(), None);
    let body = response.text().await.expect("text");
    assert_eq!(body.len(), 3 << 20);
    let text: String = serde_json::from_str(&body).expect("a JSON string");
    assert!(text.bytes().all(|byte| byte == b'x'));
}

#[tokio::test]
async fn a_redirect_names_where_to_go() {
    let (sandbox, api) = start().await;
    let location = "http://127.0.0.1:1/elsewhere".to_owned();
    sandbox.faults().push(Fault::once(Action::Redirect { location }));
    let response = create(&api).await.expect("an answer");
    assert_eq!(response.status(), 307);
    assert_eq!(response.headers()["location"], "http://127.0.0.1:1/elsewhere");
    assert!(sandbox.assistants().is_empty());
}

#[tokio::test]
async fn a_fault_strikes_what_it_names_and_nothing_else() {
    let (sandbox, api) = start().await;
    let canned = Action::Status(CannedAnswer::new(503));
    sandbox.faults().push(Fault::once(canned).method("GET").exact_path("/assistant"));
    let assistant = api.create(json!({})).await;
    assert_eq!(api.get(&crate::harness::path_of("assistant", &assistant)).await.0, 200);
    assert_eq!(api.get("/assistant?limit=1").await.0, 503);
    assert_eq!(api.get("/assistant").await.0, 200);
}

#[test]
fn a_sandbox_can_be_handed_around() {
    fn handed_around<T: Send + Sync + 'static>() {}
    handed_around::<Sandbox>();
}

#[actix_web::test]
async fn a_sandbox_runs_in_actixs_runtime_too_and_stops_when_it_is_dropped() {
    let (sandbox, api) = start().await;
    api.create(json!({})).await;
    let (url, address) = (sandbox.url(), sandbox.address());
    assert_eq!(url, format!("http://{address}"));
    drop(sandbox);
    let client = Client::builder().no_proxy().build().expect("a client");
    loop {
        if client.get(&url).send().await.is_err() {
            break;
        }
    }
}

async fn create(api: &Api) -> reqwest::Result<reqwest::Response> {
    api.send(Method::POST, "/assistant", Some(json!({}))).await
}

async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}
