//! Request ids, spans and the log line.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use tracing::{Instrument, field};
use uuid::Uuid;

use super::headers;
use super::seal::sealed;
use crate::extract::{AllowanceOfRequest, RequestId, UserOfRequest};
use crate::rate_limit;
use crate::service::Api;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const MAX_ID_BYTES: usize = 128;

/// Gives the request an id, opens its span, and logs one line when it is answered. What
/// CORS refuses becomes a problem document here, the rest in [`super::guard()`].
pub(crate) async fn observe<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = presented_id(request.headers()).unwrap_or_else(made_id);
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let span = tracing::info_span!("request", request_id = %id, user_id = field::Empty);
    let started = Instant::now();
    let response = next.call(request).instrument(span.clone()).await?;
    let _entered = span.enter();
    let mut response = sealed(response);
    let api = response.request().app_data::<web::Data<Api>>();
    let behind_tls = api.is_some_and(|api| api.settings.behind_tls);
    headers::add_to(&mut response, behind_tls);
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    if let Some(UserOfRequest(user)) = response.request().extensions().get::<UserOfRequest>() {
        span.record("user_id", field::display(user));
    }
    let allowance = response.request().extensions().get::<AllowanceOfRequest>().copied();
    if let Some(AllowanceOfRequest(allowance)) = allowance {
        rate_limit::add_to(response.headers_mut(), &allowance);
    }
    tracing::info!(
        %method,
        route = response.request().match_pattern().unwrap_or_default(),
        status = response.status().as_u16(),
        duration_ms = started.elapsed().as_secs_f64() * 1000.0,
        "answered"
    );
    Ok(response)
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
