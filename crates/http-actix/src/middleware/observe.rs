//! Request ids, spans, times and the log line.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use application::TraceContext;
use application::port::{SpanEnd, SpanValue};
use tracing::{Instrument, Span, field};
use uuid::Uuid;

use super::headers;
use super::seal::sealed;
use crate::extract::{AllowanceOfRequest, RequestId, UserOfRequest};
use crate::rate_limit;
use crate::service::Api;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MAX_ID_BYTES: usize = 128;
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// The route of what has none, so that random paths make neither labels nor names.
const UNMATCHED: &str = "unmatched";

/// Gives the request an id, opens its span, and times it and logs one line when it is
/// answered. What CORS refuses becomes a problem document here, the rest in [`super::guard()`].
pub(crate) async fn observe<B: MessageBody + 'static>(
    api: web::Data<Api>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let _under_way = api.count_under_way();
    let id = presented_id(request.headers()).unwrap_or_else(made_id);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let span = tracing::info_span!("request", request_id = %id);
    let trace = api.tracer.begin(&span, presented_trace(request.headers()));
    let started = Instant::now();
    let response = trace.scope(next.call(request).instrument(span.clone())).await?;
    let _entered = span.enter();
    let mut response = sealed(response);
    headers::add_to(&mut response, api.settings.behind_tls);
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    let allowance = response.request().extensions().get::<AllowanceOfRequest>().copied();
    if let Some(AllowanceOfRequest(allowance)) = allowance {
        rate_limit::add_to(response.headers_mut(), &allowance);
    }
    if api.is_draining() {
        // Or a proxy would keep it, and send a request just as it ends.
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    tell(&api, &Answered { method, span: &span, trace, started }, &response);
    Ok(response)
}

/// What is known of a request besides its answer.
struct Answered<'a> {
    method: Method,
    span: &'a Span,
    trace: TraceContext,
    started: Instant,
}

/// Tells the operator in three ways: as a time, as a span, and as a line of the log.
fn tell<B>(api: &Api, answered: &Answered<'_>, response: &ServiceResponse<B>) {
    let Answered { method, span, trace, started } = answered;
    let (took, status) = (started.elapsed(), response.status());
    let pattern = response.request().match_pattern();
    let route = pattern.as_deref().unwrap_or(UNMATCHED);
    api.times.record(method, route, status, took);
    let attributes = [
        ("http.request.method", SpanValue::Text(method.as_str())),
        ("http.route", SpanValue::Text(route)),
        ("http.response.status_code", SpanValue::Number(status.as_u16().into())),
    ];
    let (name, failed) = (format_args!("{method} {route}"), status.is_server_error());
    api.tracer.end(span, &SpanEnd { name, attributes: &attributes, failed });
    let extensions = response.request().extensions();
    let user = extensions.get::<UserOfRequest>().map(|user| field::display(user.0));
    tracing::info!(
        %method,
        route,
        status = status.as_u16(),
        duration_ms = took.as_secs_f64() * 1000.0,
        trace_id = %trace.trace_id(),
        user_id = user,
        "answered"
    );
}

/// The span of whoever asks, where they name exactly one.
fn presented_trace(headers: &HeaderMap) -> Option<TraceContext> {
    let mut values = headers.get_all(TRACEPARENT);
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() { None } else { TraceContext::parse(value) }
}

fn presented_id(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(&X_REQUEST_ID)?.to_str().ok()?;
    let valid = (1..=MAX_ID_BYTES).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    valid.then(|| text.to_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the id of a request exists before any port is reached, and decides nothing"
)]
fn made_id() -> String {
    Uuid::now_v7().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_taken() {
        let id = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(X_REQUEST_ID, HeaderValue::try_from(text).unwrap());
            presented_id(&headers)
        };
        assert_eq!(id("a.B_1-2").as_deref(), Some("a.B_1-2"));
        assert_eq!(id(""), None);
        assert_eq!(id("a b"), None);
        assert_eq!(id("<script>"), None);
        assert_eq!(id(&"x".repeat(129)), None);
    }
}
