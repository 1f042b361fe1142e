//! What operators read: numbers, lines and traces.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::harness::{Ava, Client, Place, Recorder, Store, on_both, refused, sandbox};

on_both! { whatever_is_documented_is_measured_and_the_other_way_round }

const METRICS: &str = "/metrics";
const TOKEN: &str = "a-token-of-the-operator";
const THEIRS: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const THEIR_TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

/// Metrics, each with its labels.
type Metrics = BTreeMap<String, BTreeSet<String>>;

/// Those of the table in the docs.
fn documented() -> Metrics {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/observability.md");
    let text = std::fs::read_to_string(path).expect("the docs");
    let rows = text.lines().filter(|line| line.starts_with("| `ava_") || line.starts_with("| `p"));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let labels = cells[3].split(", ").filter(|label| !label.is_empty());
        (bare(cells[1]), labels.map(bare).collect())
    })
    .collect()
}

fn bare(cell: &str) -> String {
    cell.trim_matches('`').to_owned()
}

/// Those of a scrape.
fn scraped(text: &str) -> Metrics {
    let mut metrics = Metrics::new();
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    for declared in types {
        let (name, kind) = declared.split_once(' ').expect("a kind");
        let series = if kind == "histogram" { format!("{name}_count") } else { name.to_owned() };
        let lines = text.lines().filter_map(|line| line.strip_prefix(&series));
        let labels = lines.flat_map(labels).collect();
        metrics.insert(name.to_owned(), labels);
    }
    metrics
}

/// The names in `{name="value",…} 1`.
fn labels(rest: &str) -> Vec<String> {
    let Some(inside) = rest.strip_prefix('{') else { return Vec::new() };
    let parts = inside.split("=\"").map(|part| part.rsplit("\",").next().unwrap_or(part));
    let mut names: Vec<_> = parts.map(str::to_owned).collect();
    names.pop();
    names
}

async fn scrape(server: &Ava) -> String {
    let answer = server.anonymous().get(METRICS).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.text
}

#[track_caller]
fn shows(scraped: &str, line: &str) {
    assert!(scraped.lines().any(|it| it == line), "{line}: {scraped}");
}

async fn walk(server: &Ava) -> Client {
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "warm"})).await;
    ada.sync().await.ok();
    let wrong = json!({"identifier": "ada@example.com", "password": "a wrong one"});
    for _ in 0..2 {
        ada.post("/api/v1/auth/login", &wrong).await;
    }
    ada
}

async fn whatever_is_documented_is_measured_and_the_other_way_round(store: Store) {
    let place = Place::new(store).with("AVA_API_RATE_LIMITS", "login_account=1/h");
    let server = place.start().await;
    walk(&server).await;
    let text = scrape(&server).await;
    assert_eq!(scraped(&text), documented());
    for line in [
        r#"ava_sync_total{outcome="created"} 1"#,
        r#"ava_logins_total{outcome="wrong_credentials"} 1"#,
        r#"ava_rate_limited_total{limit="login_account"} 1"#,
        r#"ava_vapi_request_duration_seconds_count{operation="create",outcome="ok"} 1"#,
        "ava_password_hashing_running 0",
        "ava_database_connections_max 10",
    ] {
        shows(&text, line);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_of_the_metrics_is_a_variable_or_a_file() {
    let place = Place::new(Store::Sqlite).with("AVA_API_METRICS_TOKEN", TOKEN);
    let server = place.start().await;
    let anybody = server.anonymous();
    assert_eq!(anybody.get(METRICS).await.code(), "unauthenticated");
    assert_eq!(anybody.with_token(Some(TOKEN)).get(METRICS).await.status, 200);
    server.kill();

    let mut place = place;
    place.unset("AVA_API_METRICS_TOKEN");
    let file = place.file("metrics-token");
    std::fs::write(&file, format!("{TOKEN}\n")).expect("a file");
    place.set("AVA_API_METRICS_TOKEN_FILE", file.to_str().expect("text"));
    let server = place.start().await;
    assert_eq!(server.anonymous().get(METRICS).await.status, 401);
    assert_eq!(server.anonymous().with_token(Some(TOKEN)).get(METRICS).await.status, 200);
    server.kill();

    place.unset("AVA_API_METRICS_TOKEN_FILE");
    place.set("AVA_API_METRICS_TOKEN", "too-short");
    let said = refused(&mut place.command());
    assert!(said.starts_with("AVA_API_METRICS_TOKEN must have at least 16"), "{said}");
    assert!(!said.contains("too-short"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_text_tells_of_a_request_what_a_line_of_json_does() {
    let place = Place::new(Store::Sqlite).with("AVA_API_LOG_FORMAT", "text");
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let request = ada.request("GET", "/api/v1/auth/me").header("x-request-id", "the-one");
    let user = ada.send(request.header("traceparent", THEIRS)).await.ok()["id"].clone();
    let log = place.log_of(&server).await;
    let lines: Vec<_> = log.lines().filter(|line| line.contains("request_id=the-one")).collect();
    assert_eq!(lines.len(), 1, "{log}");
    for field in [
        "answered",
        "method=GET",
        "route=\"/api/v1/auth/me\"",
        "status=200",
        "duration_ms=",
        &format!("trace_id={THEIR_TRACE}"),
        &format!("user_id={}", user.as_str().expect("an id")),
    ] {
        assert!(lines[0].contains(field), "{field}: {}", lines[0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_tells_vapi_of_its_trace_and_of_nothing_else_of_its_request() {
    let sandbox = sandbox(0).await;
    let recorder = Recorder::of(&sandbox);
    let place = Place::new(Store::Sqlite)
        .with("AVA_API_VAPI_MODE", "sandbox")
        .with("AVA_API_VAPI_BASE_URL", &recorder.url());
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let push = ada.request("POST", "/api/v1/studio/sync-vapi").header("x-request-id", "the-one");
    ada.send(push.header("traceparent", THEIRS)).await.ok();
    let sent = recorder.take();
    assert_eq!(sent.len(), 1, "{sent:?}");
    let traceparent = sent[0].traceparent.as_deref().expect("a traceparent");
    assert!(traceparent.starts_with(&format!("00-{THEIR_TRACE}-")), "{traceparent}");
    assert!(traceparent.ends_with("-01") && traceparent != THEIRS, "{traceparent}");
    assert_eq!(sent[0].request_id, None);
}
