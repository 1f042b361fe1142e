//! One line of the log for each request, and its place in a trace.

use application::TraceContext;
use serde_json::{Value, json};

use crate::harness::{CONFIG, Call, Client, Log, ME, SYNC, Server};

const TRACEPARENT: &str = "traceparent";
const THEIRS: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const THEIR_TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// The lines that tell of an answered request, each with the fields of its span.
fn answered(log: &Log) -> Vec<Value> {
    let lines = log.text();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["message"] == "answered").collect()
}

/// The line about one request.
async fn line_of(call: Call) -> Value {
    let log = Log::default();
    let _listening = log.listen_for_json();
    call.send().await;
    let mut lines = answered(&log);
    assert_eq!(lines.len(), 1, "one line a request: {lines:?}");
    lines.remove(0)
}

fn keys(line: &Value) -> Vec<&str> {
    line.as_object().unwrap().keys().map(String::as_str).collect()
}

async fn start() -> (Server, Client) {
    let server = Server::start().await;
    let ada = server.sign_up("ada").await;
    (server, ada)
}

#[actix_web::test]
async fn a_request_has_one_line_with_all_that_is_asked_of_it() {
    let (server, ada) = start().await;
    let line = line_of(ada.request("PATCH", CONFIG).json(json!({ "tone": "warm" }))).await;
    assert_eq!(line["method"], "PATCH");
    assert_eq!(line["route"], CONFIG);
    assert_eq!(line["status"], 200);
    assert!(line["duration_ms"].as_f64().is_some_and(|ms| ms > 0.0), "{line}");
    assert_eq!(line["user_id"], ada.user_id().to_string());
    assert_eq!(line["span"]["request_id"], "a-test");
    let trace = line["trace_id"].as_str().unwrap();
    assert!(TraceContext::parse(&format!("00-{trace}-b7ad6b7169203331-00")).is_some(), "{trace}");
    let mut told = keys(&line);
    told.sort_unstable();
    let expected = [
        "duration_ms",
        "level",
        "message",
        "method",
        "route",
        "span",
        "status",
        "target",
        "timestamp",
        "trace_id",
        "user_id",
    ];
    assert_eq!(told, expected);

    let line = line_of(server.request("BREW", "/a/path/that/is/nobody's?with=words")).await;
    assert_eq!((&line["route"], &line["status"]), (&json!("unmatched"), &json!(404)));
    assert!(!keys(&line).contains(&"user_id"), "{line}");
    assert!(!line.to_string().contains("words"), "{line}");
}

#[actix_web::test]
async fn a_request_is_of_the_trace_that_it_names_and_else_of_one_of_its_own() {
    let (server, _) = start().await;
    let named = server.request("GET", ME).header(TRACEPARENT, THEIRS);
    assert_eq!(line_of(named).await["trace_id"], THEIR_TRACE);
    let mut made = Vec::new();
    for value in [
        "",
        "garbage",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
    ] {
        let line = line_of(server.request("GET", ME).header(TRACEPARENT, value)).await;
        made.push(line["trace_id"].as_str().unwrap().to_owned());
    }
    let two = server.request("GET", ME).header(TRACEPARENT, THEIRS);
    let line = line_of(two.another_header(TRACEPARENT, THEIRS)).await;
    made.push(line["trace_id"].as_str().unwrap().to_owned());
    assert!(made.iter().all(|id| id.len() == 32 && id != THEIR_TRACE), "{made:?}");
    let ids = made.len();
    made.sort_unstable();
    made.dedup();
    assert_eq!(made.len(), ids, "each of its own");
}

#[actix_web::test]
async fn a_trace_is_no_request_id_and_not_answered() {
    let (server, _) = start().await;
    let answer = server.request("GET", ME).header(TRACEPARENT, THEIRS).send().await;
    assert_eq!(answer.header("x-request-id"), Some("a-test"));
    assert!(!answer.to_string().contains(THEIR_TRACE), "{answer}");
}

#[actix_web::test]
async fn a_push_that_goes_on_by_itself_is_of_the_trace_of_its_request() {
    let (server, ada) = start().await;
    ada.request("POST", SYNC).header(TRACEPARENT, THEIRS).send().await.ok();
    let traces = server.house.gateway.traces();
    assert!(!traces.is_empty());
    for trace in traces {
        let trace = trace.expect("a span at work");
        assert_eq!(trace.trace_id().to_string(), THEIR_TRACE);
        assert!(trace.is_sampled());
    }
}
