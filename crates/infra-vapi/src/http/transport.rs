//! The one client, and how a request goes out.

use std::time::Duration;

use application::{GatewayError, Reach};
use domain::integration::VapiKey;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, Url};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::answer::chain;
use super::upload::{Progress, tracked};
use super::{Answer, Call, CallError};
use crate::refusal;

const USER_AGENT: &str = concat!("ava-studio/", env!("CARGO_PKG_VERSION"));
/// Longest time for name, connection and TLS together.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Shorter than servers keep idle connections, so that hardly one is closed under a request.
const IDLE_LIMIT: Duration = Duration::from_secs(20);

/// Where Vapi is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VapiOptions {
    /// The address of its API, with or without a slash at the end.
    pub base_url: String,
}

impl Default for VapiOptions {
    fn default() -> Self {
        Self { base_url: "https://api.vapi.ai".to_owned() }
    }
}

/// The adapter cannot be set up so.
#[derive(Debug, thiserror::Error)]
pub enum VapiSetupError {
    /// The address is none. Not repeated, as it may hold a password.
    #[error("the base URL {0}")]
    BaseUrl(&'static str),
    /// The client cannot be built: no certificates, say.
    #[error("the HTTP client cannot be built")]
    Client(#[source] reqwest::Error),
}

/// Sends calls.
#[derive(Debug)]
pub(crate) struct Transport {
    client: Client,
    base: Url,
}

impl Transport {
    pub(crate) fn new(VapiOptions { base_url }: VapiOptions) -> Result<Self, VapiSetupError> {
        let base = parse_base(&base_url).map_err(VapiSetupError::BaseUrl)?;
        let builder = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_LIMIT)
            .pool_idle_timeout(IDLE_LIMIT)
            .redirect(Policy::none())
            .retry(reqwest::retry::never());
        // What runs beside us is not reached through a proxy.
        let builder = if is_loopback(&base) { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(VapiSetupError::Client)?;
        Ok(Self { client, base })
    }

    /// The JSON of a success; everything else is an error.
    pub(crate) async fn json(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
        deadline: Instant,
    ) -> Result<Value, CallError> {
        let begun = Instant::now();
        let answer = Answer::new(self.send(key, call, deadline).await?, deadline);
        let status = answer.status();
        tracing::debug!(
            method = %call.method,
            route = %call.route,
            status = status.as_u16(),
            elapsed = ?begun.elapsed(),
            "Vapi answered"
        );
        if status.is_success() {
            answer.json().await
        } else {
            Err(refusal::of(answer, call.route, key).await.into())
        }
    }

    /// Sends once.
    async fn send(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
        deadline: Instant,
    ) -> Result<Response, GatewayError> {
        let (request, progress) = self.request(key, call)?;
        let error = match timeout_at(deadline, request.send()).await {
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(error)) => {
                tracing::warn!(
                    method = %call.method, route = %call.route, error = %chain(&error),
                    "Vapi could not be reached or broke off"
                );
                unanswered(&error, &progress)
            }
            Err(_) => {
                tracing::warn!(method = %call.method, route = %call.route, "Vapi did not answer in time");
                GatewayError::TimedOut { reach: progress.reach() }
            }
        };
        Err(error)
    }

    fn request(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
    ) -> Result<(RequestBuilder, Progress), GatewayError> {
        let request = self
            .client
            .request(call.method.clone(), call.route.under(&self.base))
            .query(&call.query)
            .header(AUTHORIZATION, bearer(key)?)
            .header(ACCEPT, "application/json");
        let Some(text) = call.body else {
            return Ok((request, Progress::unknown()));
        };
        let (body, progress) = tracked(text.to_owned());
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_LENGTH, text.len())
            .body(body);
        Ok((request, progress))
    }
}

/// What an error without an answer means.
fn unanswered(error: &reqwest::Error, progress: &Progress) -> GatewayError {
    let reach =
        if error.is_connect() || error.is_builder() { Reach::NotSent } else { progress.reach() };
    if error.is_timeout() {
        GatewayError::TimedOut { reach }
    } else {
        GatewayError::Unavailable { reach }
    }
}

/// The header, marked so that nothing prints it. A key is visible ASCII, so it always fits.
fn bearer(key: &VapiKey) -> Result<HeaderValue, GatewayError> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", key.expose()))
        .map_err(|_| GatewayError::KeyRefused)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The base with a slash at its end.
fn parse_base(text: &str) -> Result<Url, &'static str> {
    let mut url = Url::parse(text.trim()).map_err(|_| "is no URL, as https://api.vapi.ai is")?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err("must begin with https:// or http:// and name a host");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not hold a user or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not hold a query or fragment");
    }
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_ends_in_one_slash() {
        for (text, base) in [
            ("https://api.vapi.ai", "https://api.vapi.ai/"),
            ("https://api.vapi.ai///", "https://api.vapi.ai/"),
            (" http://127.0.0.1:8081/vapi/ ", "http://127.0.0.1:8081/vapi/"),
        ] {
            assert_eq!(parse_base(text).unwrap().as_str(), base);
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused_without_being_repeated() {
        for text in [
            "",
            "api.vapi.ai",
            "ftp://api.vapi.ai",
            "mailto:ada@example.com",
            "https://ada:s3cret@api.vapi.ai",
            "https://api.vapi.ai?x=s3cret",
            "https://api.vapi.ai/#s3cret",
            "s3cret",
        ] {
            let error = Transport::new(VapiOptions { base_url: text.to_owned() }).unwrap_err();
            assert!(matches!(error, VapiSetupError::BaseUrl(_)), "{text}");
            assert!(!error.to_string().contains("s3cret"));
        }
    }

    #[test]
    fn loopback_is_known() {
        for (text, loopback) in [
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("http://localhost", true),
            ("https://api.vapi.ai", false),
        ] {
            assert_eq!(is_loopback(&parse_base(text).unwrap()), loopback, "{text}");
        }
    }

    #[test]
    fn a_key_does_not_print() {
        let key = VapiKey::parse("a-secret-key").unwrap();
        assert!(!format!("{:?}", bearer(&key).unwrap()).contains("secret"));
    }
}
