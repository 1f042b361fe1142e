//! Every refusal leaves as a problem document.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpResponse};
use application::BoxError;

use crate::extract::RequestId;
use crate::problem::{MEDIA_TYPE, Problem, ProblemKind};

/// The same answer; a refusal that is none yet as a problem document, its cause logged once.
pub(super) fn sealed<B: MessageBody + 'static>(
    response: ServiceResponse<B>,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_final(response.response()) {
        return response.map_into_boxed_body();
    }
    let (request, before) = response.into_parts();
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let problem = before.error().and_then(|error| error.as_error::<Problem>());
    let mut after = match problem {
        Some(problem) => {
            log_cause(problem);
            problem.to_response(&id)
        }
        None => generic(&before).to_response(&id),
    };
    keep_headers(before.headers(), &mut after);
    ServiceResponse::new(request, after)
}

/// A refusal of the framework's: its status decides, its words are not passed on.
fn generic<B>(response: &HttpResponse<B>) -> Problem {
    let kind = ProblemKind::of_status(response.status());
    let problem = Problem::new(kind);
    match response.error() {
        Some(error) if kind == ProblemKind::Internal => {
            let problem = problem.because(error.to_string());
            log_cause(&problem);
            problem
        }
        _ => problem,
    }
}

/// Whether it went through here before, or is a page that tells a person so.
fn is_final<B>(response: &HttpResponse<B>) -> bool {
    let media_type =
        response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_told = |it: &str| it == MEDIA_TYPE || it.starts_with("text/html");
    media_type.is_some_and(is_told) && response.error().is_none()
}

/// What inner layers said besides (`Allow`, CORS) stays.
fn keep_headers(before: &header::HeaderMap, after: &mut HttpResponse) {
    for (name, value) in before {
        let of_the_body = name == header::CONTENT_TYPE || name == header::CONTENT_LENGTH;
        if !of_the_body && !after.headers().contains_key(name) {
            after.headers_mut().append(name.clone(), value.clone());
        }
    }
}

/// Says why, to the log alone.
pub(crate) fn log_cause(problem: &Problem) {
    let Some(cause) = problem.cause() else {
        return;
    };
    let chain = chain_of(cause);
    if problem.kind() == ProblemKind::Internal {
        tracing::error!(code = problem.kind().code(), cause = chain, "failed");
    } else {
        tracing::warn!(code = problem.kind().code(), cause = chain, "refused");
    }
}

fn chain_of(cause: &BoxError) -> String {
    let mut text = cause.to_string();
    let mut source = cause.source();
    while let Some(error) = source {
        let said = error.to_string();
        if !text.ends_with(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        source = error.source();
    }
    text
}
