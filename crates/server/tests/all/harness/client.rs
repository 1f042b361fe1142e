//! A client, as a web client is one.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// Shorter than servers keep idle connections, so that none is closed under a request.
const IDLE_LIMIT: Duration = Duration::from_secs(2);

pub(crate) const PASSWORD: &str = "correct horse battery";

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    pub(crate) token: Option<String>,
    pub(crate) refresh_token: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The body of an answer that must be a 200.
    #[track_caller]
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }

    /// The problem's code.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        self.json()["code"].as_str().expect("a code").to_owned()
    }
}

fn http(from: Option<Ipv4Addr>) -> reqwest::Client {
    let http = reqwest::Client::builder().no_proxy().pool_idle_timeout(IDLE_LIMIT);
    http.local_address(from.map(IpAddr::from)).build().expect("a client")
}

impl Client {
    pub(crate) fn new(base: String) -> Self {
        Self { http: http(None), base, token: None, refresh_token: None }
    }

    /// The same person, calling from this address.
    pub(crate) fn calling_from(&self, address: Ipv4Addr) -> Self {
        Self { http: http(Some(address)), ..self.clone() }
    }

    /// The same person at another server.
    pub(crate) fn at(&self, address: &str) -> Self {
        Self { base: format!("http://{address}"), ..self.clone() }
    }

    pub(crate) fn with_token(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    pub(crate) async fn sign_up(&mut self, email: &str) -> Value {
        let body = json!({"email": email, "password": PASSWORD, "name": "Ada"});
        let answer = self.post("/api/v1/auth/signup", &body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        self.take_tokens(answer.json())
    }

    pub(crate) fn take_tokens(&mut self, tokens: Value) -> Value {
        self.token = tokens["access_token"].as_str().map(str::to_owned);
        self.refresh_token = tokens["refresh_token"].as_str().map(str::to_owned);
        tokens
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path)).await
    }

    /// The status, where there is an answer at all.
    pub(crate) async fn try_get(&self, path: &str) -> Option<u16> {
        let response = self.request("GET", path).send().await.ok()?;
        Some(response.status().as_u16())
    }

    /// The same of a `POST` without a body.
    pub(crate) async fn try_post(&self, path: &str) -> Option<u16> {
        let response = self.request("POST", path).send().await.ok()?;
        Some(response.status().as_u16())
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request("POST", path).json(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request("PATCH", path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(self.request("DELETE", path)).await
    }

    pub(crate) async fn config(&self) -> Value {
        self.get("/api/v1/studio/config").await.ok()
    }

    pub(crate) async fn save(&self, patch: Value) -> Value {
        self.patch("/api/v1/studio/config", &patch).await.ok()
    }

    pub(crate) async fn sync(&self) -> Answer {
        self.send(self.request("POST", "/api/v1/studio/sync-vapi")).await
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, text: response.text().await.expect("a body") }
    }
}
