//! A small HTTP client.

use std::time::Duration;

use anyhow::{Context, ensure};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method};
use serde_json::Value;

/// Longest time for one call.
const LIMIT: Duration = Duration::from_secs(30);

/// Keeps its connections.
#[derive(Clone)]
pub(crate) struct Http(Client);

/// What to ask.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) token: &'a str,
    /// JSON; none for a GET.
    pub(crate) body: Option<Value>,
}

impl Http {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self(Client::builder().no_proxy().timeout(LIMIT).build()?))
    }

    /// The text of a 2xx answer; anything else is an error that names it.
    pub(crate) async fn call(&self, call: Call<'_>) -> anyhow::Result<String> {
        let Call { method, url, token, body } = call;
        let mut request = self.0.request(method.clone(), &url).bearer_auth(token);
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let answer = request.send().await.with_context(|| format!("{method} {url}"))?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{method} {url} answered {status}: {text}");
        Ok(text)
    }

    /// Whether it answers 200.
    pub(crate) async fn is_ready(&self, url: &str) -> bool {
        self.0.get(url).send().await.is_ok_and(|answer| answer.status().is_success())
    }
}
