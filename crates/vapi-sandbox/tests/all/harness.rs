//! A sandbox of its own for every test, and a client that speaks to it.

use std::time::Duration;

use reqwest::{Client, Method, Response};
use serde_json::{Map, Value};
use vapi_sandbox::{Sandbox, SandboxConfig};

/// The key of the client, unless a test says otherwise.
pub(crate) const KEY: &str = "a-private-key";

/// A sandbox with control endpoints.
pub(crate) async fn start() -> (Sandbox, Api) {
    let config = SandboxConfig { control: true, ..SandboxConfig::default() };
    start_with(config).await
}

pub(crate) async fn start_with(config: SandboxConfig) -> (Sandbox, Api) {
    let sandbox = Sandbox::start(([127, 0, 0, 1], 0).into(), config).await.expect("a sandbox");
    let api = Api::new(sandbox.url());
    (sandbox, api)
}

/// A client with a key.
#[derive(Clone)]
pub(crate) struct Api {
    client: Client,
    base: String,
    key: String,
}

impl Api {
    pub(crate) fn new(base: String) -> Self {
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .expect("a client");
        let key = KEY.to_owned();
        Self { client, base, key }
    }

    pub(crate) fn with_key(&self, key: &str) -> Self {
        let key = key.to_owned();
        Self { key, ..self.clone() }
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> (u16, Value) {
        self.call(Method::DELETE, path, None).await
    }

    /// Makes an assistant and gives it back.
    pub(crate) async fn create(&self, body: Value) -> Value {
        let (status, assistant) = self.post("/assistant", body).await;
        assert_eq!(status, 201, "{assistant}");
        assistant
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (u16, Value) {
        let response = self.send(method, path, body).await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<Response> {
        let url = format!("{}{path}", self.base);
        let request = self.client.request(method, url).bearer_auth(&self.key);
        match body {
            Some(body) => request.json(&body).send().await,
            None => request.send().await,
        }
    }

    /// A request without anything on it.
    pub(crate) fn bare(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }
}

/// The path of an assistant or phone number that was answered.
pub(crate) fn path_of(collection: &str, resource: &Value) -> String {
    format!("/{collection}/{}", id_of(resource))
}

pub(crate) fn id_of(resource: &Value) -> &str {
    resource["id"].as_str().expect("an id")
}

pub(crate) fn map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}
