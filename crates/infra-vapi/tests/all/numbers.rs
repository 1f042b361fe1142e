//! What the operator sees of calls, and what Vapi sees of a trace.

use std::collections::BTreeSet;
use std::time::Duration;

use application::TraceContext;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{KEY, LIMIT, Op, gateway, sandbox};

/// A recorder of this thread's, which knows what is to come.
fn recorder() -> PrometheusRecorder {
    let builder = PrometheusBuilder::new().set_buckets(&[1.0]).unwrap();
    let recorder = builder.build_recorder();
    metrics::with_local_recorder(&recorder, ava_infra_vapi::describe_metrics);
    recorder
}

/// The labels of every call that was timed.
fn timed(scraped: &str) -> BTreeSet<&str> {
    let counts = scraped.lines().filter_map(|line| {
        line.strip_prefix("ava_vapi_request_duration_seconds_count{")?.split('}').next()
    });
    counts.collect()
}

#[tokio::test]
async fn every_call_is_timed_by_what_it_was_and_how_it_ended() {
    let recorder = recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let (_sandbox, vapi) = sandbox().await;
    for op in Op::ALL {
        let _ = op.run(&vapi, LIMIT).await;
    }
    let limited = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(429)).mount(&limited).await;
    for _ in 0..2 {
        Op::Create.run(&gateway(limited.uri()), LIMIT).await.unwrap_err();
    }
    Op::Create.run(&gateway("http://127.0.0.1:9"), LIMIT).await.unwrap_err();

    let scraped = recorder.handle().render();
    let expected = [
        r#"operation="create",outcome="ok""#,
        r#"operation="create",outcome="rate_limited""#,
        r#"operation="create",outcome="unavailable""#,
        r#"operation="delete",outcome="not_found""#,
        r#"operation="find",outcome="not_found""#,
        r#"operation="list",outcome="ok""#,
        r#"operation="update",outcome="not_found""#,
    ];
    assert_eq!(timed(&scraped), BTreeSet::from(expected), "{scraped}");
    assert!(!scraped.contains(KEY) && !scraped.contains("3b1f8a52"), "{scraped}");
}

#[tokio::test]
async fn a_call_that_is_not_sent_and_a_circuit_that_opens_are_counted() {
    let recorder = recorder();
    let _recording = metrics::set_default_local_recorder(&recorder);
    let shown = |line: &str| {
        let scraped = recorder.handle().render();
        assert!(scraped.lines().any(|it| it == line), "{line}: {scraped}");
    };
    shown("ava_vapi_circuit_openings_total 0");
    shown(r#"ava_vapi_refused_calls_total{reason="open"} 0"#);
    shown(r#"ava_vapi_refused_calls_total{reason="paused"} 0"#);
    let server = MockServer::start().await;
    let vapi = gateway(server.uri());
    Mock::given(any()).respond_with(ResponseTemplate::new(500)).mount(&server).await;
    for _ in 0..7 {
        Op::Create.run(&vapi, LIMIT).await.unwrap_err();
    }
    shown("ava_vapi_circuit_openings_total 1");
    shown(r#"ava_vapi_refused_calls_total{reason="open"} 2"#);
    server.reset().await;
    let rest = ResponseTemplate::new(429).insert_header("Retry-After", "60");
    Mock::given(any()).respond_with(rest).mount(&server).await;
    for _ in 0..3 {
        Op::Update.run(&vapi, LIMIT).await.unwrap_err();
    }
    shown(r#"ava_vapi_refused_calls_total{reason="paused"} 2"#);
    let counted =
        r#"ava_vapi_request_duration_seconds_count{operation="create",outcome="unavailable"} 5"#;
    shown(counted);
}

/// The one `traceparent` of a request.
fn traceparent(request: &Request) -> TraceContext {
    let values: Vec<_> = request.headers.get_all("traceparent").iter().collect();
    assert_eq!(values.len(), 1, "{request:?}");
    TraceContext::parse(values[0].to_str().unwrap()).expect("a traceparent")
}

#[tokio::test]
async fn each_call_is_a_span_of_its_own_in_the_trace_of_who_asked_for_it() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_json(json!([]));
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let vapi = gateway(server.uri());
    let asked =
        TraceContext::parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").unwrap();
    for _ in 0..2 {
        asked.scope(Op::CheckKey.run(&vapi, LIMIT)).await.unwrap();
    }
    let of_the_trace = server.received_requests().await.unwrap();
    let spans: Vec<_> = of_the_trace.iter().map(traceparent).collect();
    for span in &spans {
        assert_eq!((span.trace_id(), span.is_sampled()), (asked.trace_id(), true));
        assert_ne!(span.span_id(), asked.span_id());
    }
    assert_ne!(spans[0].span_id(), spans[1].span_id());
    // Nothing else of who asked.
    for request in &of_the_trace {
        assert!(!request.headers.contains_key("x-request-id"), "{request:?}");
        assert!(!request.headers.contains_key("tracestate"), "{request:?}");
    }

    // What nobody asked for begins a trace of its own.
    server.reset().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(json!([])))
        .mount(&server)
        .await;
    Op::CheckKey.run(&vapi, Duration::from_secs(5)).await.unwrap();
    let alone = traceparent(&server.received_requests().await.unwrap()[0]);
    assert_ne!(alone.trace_id(), asked.trace_id());
}
