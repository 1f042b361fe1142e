//! Spans as a collector gets them, of a server that is built with "otlp".

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use actix_web::web::{Bytes, Data, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::harness::{Place, Recorder, Store, sandbox};

const PATIENCE: Duration = Duration::from_secs(30);
const SERVICE: &str = "the-service-of-this-test";
const THEIRS: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// What was posted: where to, as what, and the body.
type Post = (String, String, Bytes);

/// Takes whatever is exported.
struct Collector {
    address: SocketAddr,
    posts: UnboundedReceiver<Post>,
    server: ServerHandle,
}

impl Collector {
    fn start() -> Self {
        const LARGEST: usize = 1024 * 1024;
        let (sender, posts) = unbounded_channel();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::new(sender.clone()))
                .app_data(PayloadConfig::new(LARGEST))
                .default_service(web::to(take))
        });
        let server = server.workers(1).disable_signals().listen(listener).expect("a listener");
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { address, posts, server: handle }
    }

    /// A place whose servers export to this, without waiting for long.
    fn place(&self) -> Place {
        Place::new(Store::Sqlite)
            .with("NO_PROXY", "127.0.0.1")
            .with("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{}", self.address))
            .with("OTEL_SERVICE_NAME", SERVICE)
            .with("OTEL_BSP_SCHEDULE_DELAY", "50")
    }

    /// All that is exported until each of these is in it.
    async fn with_all(&mut self, wanted: &[&[u8]]) -> Vec<u8> {
        let mut exported = Vec::new();
        while !wanted.iter().all(|bytes| contains(&exported, bytes)) {
            let post = tokio::time::timeout(PATIENCE, self.posts.recv()).await;
            let (path, media_type, body) = post.expect("what is wanted").expect("a post");
            assert_eq!(
                (path.as_str(), media_type.as_str()),
                ("/v1/traces", "application/x-protobuf")
            );
            exported.extend_from_slice(&body);
        }
        exported
    }

    /// All that was exported by now.
    fn by_now(&mut self) -> Vec<u8> {
        let mut exported = Vec::new();
        while let Ok((.., body)) = self.posts.try_recv() {
            exported.extend_from_slice(&body);
        }
        exported
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

async fn take(
    request: HttpRequest,
    body: Bytes,
    sender: Data<UnboundedSender<Post>>,
) -> HttpResponse {
    let media_type = request.headers().get("content-type").expect("a type");
    let media_type = media_type.to_str().expect("text").to_owned();
    sender.send((request.path().to_owned(), media_type, body)).expect("the test goes on");
    HttpResponse::Ok().content_type("application/x-protobuf").finish()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Trace and span of a `traceparent`, as they are exported.
fn ids(traceparent: &str) -> (Vec<u8>, Vec<u8>) {
    let parts: Vec<_> = traceparent.split('-').collect();
    let trace = u128::from_str_radix(parts[1], 16).expect("a trace").to_be_bytes();
    let span = u64::from_str_radix(parts[2], 16).expect("a span").to_be_bytes();
    (trace.to_vec(), span.to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_is_exported_as_part_of_the_trace_that_it_names() {
    let mut collector = Collector::start();
    let place = collector.place();
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let request = ada.request("GET", "/api/v1/studio/config").header("traceparent", THEIRS);
    ada.send(request).await.ok();
    let (trace, parent) = ids(THEIRS);
    let told: [&[u8]; 7] = [
        SERVICE.as_bytes(),
        &trace,
        &parent,
        b"GET /api/v1/studio/config",
        b"POST /api/v1/auth/signup",
        b"http.route",
        b"http.response.status_code",
    ];
    let exported = collector.with_all(&told).await;
    for secret in ["ada@example.com", crate::harness::PASSWORD, "Bearer"] {
        assert!(!contains(&exported, secret.as_bytes()), "{secret} was exported");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_of_vapi_is_exported_as_the_span_that_vapi_is_told() {
    let mut collector = Collector::start();
    let sandbox = sandbox(0).await;
    let recorder = Recorder::of(&sandbox);
    // Whatever is logged.
    let place = collector
        .place()
        .with("AVA_API_LOG_LEVEL", "error")
        .with("AVA_API_VAPI_MODE", "sandbox")
        .with("AVA_API_VAPI_BASE_URL", &recorder.url());
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let push = ada.request("POST", "/api/v1/studio/sync-vapi").header("traceparent", THEIRS);
    ada.send(push).await.ok();
    let traceparent = recorder.take()[0].traceparent.clone().expect("a traceparent");
    assert!(traceparent.ends_with("-01"), "{traceparent}");
    let ((trace, span), (theirs, _)) = (ids(&traceparent), ids(THEIRS));
    assert_eq!(trace, theirs);
    collector.with_all(&[&trace, &span, b"POST /assistant", b"url.template"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_left_is_exported_when_the_server_stops() {
    let mut collector = Collector::start();
    let place = collector.place().with("OTEL_BSP_SCHEDULE_DELAY", "600000");
    let server = place.start().await;
    server.sign_up("ada").await;
    assert_eq!(collector.by_now(), b"", "it waits for more");
    server.terminate();
    assert!(server.ended().await.success());
    let exported = collector.by_now();
    assert!(contains(&exported, b"POST /api/v1/auth/signup"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_samples_nothing_or_is_told_not_to_exports_nothing() {
    for (name, value) in [
        ("OTEL_TRACES_SAMPLER", "always_off"),
        ("OTEL_SDK_DISABLED", "true"),
        ("OTEL_TRACES_EXPORTER", "none"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
    ] {
        let mut collector = Collector::start();
        let place = collector.place().with(name, value);
        let server = place.start().await;
        server.sign_up("ada").await;
        server.terminate();
        assert!(server.ended().await.success());
        assert_eq!(collector.by_now(), b"", "{name}={value}");
        // Requests have a trace all the same.
        let log = place.log();
        let answered = log.lines().find(|line| line.contains("answered")).expect("a line");
        let line: serde_json::Value = serde_json::from_str(answered).expect("JSON");
        assert_ne!(line["trace_id"], json!(null), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_away_keeps_nobody_from_serving_or_stopping() {
    let collector = Collector::start();
    // Nobody listens there, and nobody takes the port meanwhile.
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let nowhere = format!("http://{}", nobody.local_addr().expect("an address"));
    let place = collector.place().with("OTEL_EXPORTER_OTLP_ENDPOINT", &nowhere);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    for _ in 0..20 {
        ada.config().await;
    }
    let begun = Instant::now();
    server.terminate();
    assert!(server.ended().await.success());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}
