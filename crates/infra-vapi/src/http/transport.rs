//! The one client, and how a request goes out.

use std::sync::Arc;
use std::time::Duration;

use application::port::{SpanEnd, SpanValue, Tracer};
use application::{GatewayError, Reach, TraceContext, UnexportedSpans};
use domain::integration::VapiKey;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument, Span};

use super::answer::chain;
use super::call::Route;
use super::circuit::{Circuits, Outcome, Pass};
use super::options::{base, is_loopback};
use super::retry_after::UNSAID_WAIT;
use super::upload::{Progress, tracked};
use super::{Answer, Call, CallError, VapiOptions, VapiSetupError, measure};
use crate::refusal;

/// Our place in a trace. Nothing else of whoever called us is passed on.
const TRACEPARENT: &str = "traceparent";
const USER_AGENT: &str = concat!("ava-studio/", env!("CARGO_PKG_VERSION"));
/// Longest time for name, connection and TLS together.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// Shorter than servers keep idle connections, so that hardly one is closed under a request.
const IDLE_LIMIT: Duration = Duration::from_secs(20);
/// A call that is given less time than this, and times out, says nothing about Vapi.
const FAIR_TIME: Duration = Duration::from_secs(1);

/// What a key's circuit is about.
#[derive(Debug, Hash)]
enum Subject {
    /// The rest that Vapi asks for, of all calls of the key.
    Rest,
    /// Failures, of one resource.
    Route(Route),
}

/// Sends calls.
#[derive(Debug)]
pub(crate) struct Transport {
    client: Client,
    base: Url,
    circuits: Circuits,
    tracer: Arc<dyn Tracer>,
}

impl Transport {
    pub(crate) fn new(VapiOptions { base_url }: VapiOptions) -> Result<Self, VapiSetupError> {
        let base = base(&base_url)?;
        let builder = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_LIMIT)
            .pool_idle_timeout(IDLE_LIMIT)
            .redirect(Policy::none())
            .retry(reqwest::retry::never());
        // What runs beside us is not reached through a proxy.
        let builder = if is_loopback(&base) { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(VapiSetupError::Client)?;
        let tracer = Arc::new(UnexportedSpans);
        Ok(Self { client, base, circuits: Circuits::default(), tracer })
    }

    /// Tells this one of every call.
    pub(crate) fn with_tracer(self, tracer: Arc<dyn Tracer>) -> Self {
        Self { tracer, ..self }
    }

    /// What is read of the JSON of a success; everything else is an error. Refused at once
    /// where this key's circuit is open.
    pub(crate) async fn ask<T>(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
        deadline: Instant,
        read: impl FnOnce(Value) -> Option<T> + Send,
    ) -> Result<T, CallError> {
        let rest = self.enter(key, Subject::Rest)?;
        let pass = self.enter(key, Subject::Route(call.route))?;
        let begun = Instant::now();
        let span = tracing::info_span!("vapi_call", operation = call.operation);
        let trace = self.tracer.begin(&span, None);
        let exchange = self.exchange(key, call, trace, deadline, read);
        let (status, ended) = exchange.instrument(span.clone()).await;
        measure::called(call.operation, &ended, begun.elapsed());
        self.end(&span, call, status, ended.is_err());
        let had_time = deadline.saturating_duration_since(begun) >= FAIR_TIME;
        match outcome(status, ended.as_ref().err(), had_time) {
            limited @ Outcome::Limited(_) => rest.end(limited),
            Outcome::Answered => {
                rest.end(Outcome::Answered);
                pass.end(Outcome::Answered);
            }
            other => pass.end(other),
        }
        ended
    }

    fn enter(&self, key: &VapiKey, subject: Subject) -> Result<Pass<'_>, CallError> {
        let entered = self.circuits.enter(key, subject);
        Ok(entered.inspect_err(|refused| measure::refused(*refused))?)
    }

    /// Sends, and reads what is answered. The status is that of any answer, whatever it says.
    async fn exchange<T>(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
        trace: TraceContext,
        deadline: Instant,
        read: impl FnOnce(Value) -> Option<T>,
    ) -> (Option<StatusCode>, Result<T, CallError>) {
        let begun = Instant::now();
        let response = match self.send(key, call, trace, deadline).await {
            Ok(response) => response,
            Err(error) => return (None, Err(error.into())),
        };
        let answer = Answer::new(response, deadline);
        tracing::debug!(
            method = %call.method,
            route = %call.route,
            status = answer.status().as_u16(),
            elapsed = ?begun.elapsed(),
            "Vapi answered"
        );
        (Some(answer.status()), understood(answer, call, key, read).await)
    }

    fn end(&self, span: &Span, call: &Call<'_>, status: Option<StatusCode>, failed: bool) {
        let route = call.route.to_string();
        let status = status.map(|status| i64::from(status.as_u16()));
        let attributes: Vec<_> = [
            ("http.request.method", SpanValue::Text(call.method.as_str())),
            ("url.template", SpanValue::Text(&route)),
        ]
        .into_iter()
        .chain(status.map(|status| ("http.response.status_code", SpanValue::Number(status))))
        .collect();
        let name = format_args!("{} {route}", call.method);
        self.tracer.end(span, &SpanEnd { name, attributes: &attributes, failed });
    }

    /// Sends once.
    async fn send(
        &self,
        key: &VapiKey,
        call: &Call<'_>,
        trace: TraceContext,
        deadline: Instant,
    ) -> Result<Response, GatewayError> {
        let (request, progress) = self.request(key, call)?;
        let request = request.header(TRACEPARENT, trace.to_string());
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

/// What an answer tells.
async fn understood<T>(
    answer: Answer,
    call: &Call<'_>,
    key: &VapiKey,
    read: impl FnOnce(Value) -> Option<T>,
) -> Result<T, CallError> {
    /// A success that isn't one: nobody knows what was done.
    const NONSENSE: GatewayError = GatewayError::Unavailable { reach: Reach::Unknown };
    if answer.status().is_success() {
        read(answer.json().await?).ok_or_else(|| NONSENSE.into())
    } else {
        Err(refusal::of(answer, call.route, key).await.into())
    }
}

/// What a call's end says of Vapi.
fn outcome(status: Option<StatusCode>, error: Option<&CallError>, had_time: bool) -> Outcome {
    let error = match error {
        None => return Outcome::Answered,
        // A list of long prompts is, and is asked for again in smaller pages.
        Some(CallError::TooLarge | CallError::CircuitOpen) => return Outcome::Unclear,
        Some(CallError::Gateway(error)) => error,
    };
    match (error, status) {
        (GatewayError::RateLimited { retry_after }, _) => {
            Outcome::Limited(retry_after.unwrap_or(UNSAID_WAIT))
        }
        // A firewall's page, a wrong base path: not Vapi's, and none of its failures.
        (GatewayError::Unavailable { .. } | GatewayError::TimedOut { .. }, Some(status))
            if status.is_client_error() =>
        {
            Outcome::Unclear
        }
        (GatewayError::TimedOut { .. }, _) if !had_time => Outcome::Unclear,
        (GatewayError::Unavailable { .. } | GatewayError::TimedOut { .. }, _) => Outcome::Failed,
        (
            GatewayError::Rejected { .. }
            | GatewayError::KeyRefused
            | GatewayError::NotFound
            | GatewayError::Conflict,
            Some(_),
        ) => Outcome::Answered,
        (_, None) => Outcome::Unclear,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_not_print() {
        let key = VapiKey::parse("a-secret-key").unwrap();
        assert!(!format!("{:?}", bearer(&key).unwrap()).contains("secret"));
    }
}
