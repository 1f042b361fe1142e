//! Between servers and a sandbox: passes everything on, and keeps what was sent.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};

use actix_web::dev::ServerHandle;
use actix_web::web::{Bytes, Data, PayloadConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use reqwest::Method;
use serde_json::Value;
use vapi_sandbox::Sandbox;

const LARGEST: usize = 1024 * 1024;

/// A request that would change something.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// All that it says of who asks, in the end.
    pub(crate) traceparent: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Keeps every request but those that only read.
pub(crate) struct Recorder {
    address: SocketAddr,
    sent: Arc<Mutex<Vec<Sent>>>,
    server: ServerHandle,
}

struct Passage {
    http: reqwest::Client,
    to: String,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Recorder {
    /// In front of this sandbox.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        let sent = Arc::new(Mutex::new(Vec::new()));
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let passage = Data::new(Passage { http, to: sandbox.url(), sent: Arc::clone(&sent) });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = HttpServer::new(move || {
            App::new()
                .app_data(passage.clone())
                .app_data(PayloadConfig::new(LARGEST))
                .default_service(web::to(pass_on))
        })
        .workers(1)
        .disable_signals()
        .listen(listener)
        .expect("a listener")
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { address, sent, server: handle }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was sent since this was last asked.
    pub(crate) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.sent.lock().expect("a list"))
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

async fn pass_on(request: HttpRequest, body: Bytes, passage: Data<Passage>) -> HttpResponse {
    let method = request.method().as_str();
    if method != "GET" {
        passage.sent.lock().expect("a list").push(Sent {
            method: method.to_owned(),
            path: request.path().to_owned(),
            body: serde_json::from_slice(&body).unwrap_or_default(),
            traceparent: text_of(&request, "traceparent"),
            request_id: text_of(&request, "x-request-id"),
        });
    }
    let url = format!("{}{}", passage.to, request.uri());
    let method = Method::from_bytes(method.as_bytes()).expect("a method");
    let mut onward = passage.http.request(method, url).body(body.to_vec());
    for name in ["authorization", "content-type", "accept"] {
        if let Some(value) = request.headers().get(name) {
            onward = onward.header(name, value.as_bytes());
        }
    }
    let answer = onward.send().await.expect("an answer of the sandbox");
    let status = actix_web::http::StatusCode::from_u16(answer.status().as_u16()).expect("a status");
    let body = answer.bytes().await.expect("a body");
    HttpResponse::build(status).content_type("application/json").body(body)
}

fn text_of(request: &HttpRequest, name: &str) -> Option<String> {
    Some(request.headers().get(name)?.to_str().expect("text").to_owned())
}
