//! What happens around every call: it is logged, it waits, and a fault may strike it.

use std::future::pending;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, LOCATION};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpResponse, ResponseError};
use serde_json::Value;
use tokio::time::sleep;

use crate::action::{Action, CannedAnswer};
use crate::broken_body::{Drip, Huge, NoAnswer};
use crate::engine::Engine;
use crate::org::Org;
use crate::refusal::Refusal;
use crate::request_body::unreadable;
use crate::request_log::Arrival;

/// The middleware around Vapi's part of the API.
pub(crate) async fn intercept(
    engine: Data<Engine>,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, Error> {
    let fault = engine.faults.strike(request.method().as_str(), request.path());
    let number = engine.requests.arrived(Arrival {
        method: request.method().as_str(),
        path: request.path(),
        query: request.query_string(),
        org: Org::of_headers(request.headers()).map(|org| org.0),
        fault: fault.as_ref().map(Action::name),
    });
    if !engine.delay.is_zero() {
        sleep(engine.delay).await;
    }
    let dropped = fault.as_ref().is_some_and(Action::drops);
    let answer = match read_away(&mut request).await {
        Err(refusal) => request.into_response(refusal.error_response()),
        Ok(()) => match fault {
            None => next.call(request).await?,
            Some(action) => strike(action, request, next).await?,
        },
    };
    if !dropped {
        engine.requests.answered(number, answer.status().as_u16());
    }
    Ok(answer)
}

/// Reads the body before anything is answered: a client still busy sending would otherwise see a
/// reset connection rather than the answer.
async fn read_away(request: &mut ServiceRequest) -> Result<(), Refusal> {
    let body = request.extract::<Bytes>().await.map_err(|error| unreadable(&error))?;
    request.set_payload(Payload::from(body));
    Ok(())
}

async fn strike(
    action: Action,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, Error> {
    match action {
        Action::Delay { ms } => {
            sleep(Duration::from_millis(ms)).await;
            next.call(request).await
        }
        Action::Status(canned) => Ok(request.into_response(answer(&canned))),
        Action::DropBefore => Ok(request.into_response(no_answer())),
        Action::Hang => pending().await,
        Action::Redirect { location } => {
            let redirect =
                HttpResponse::TemporaryRedirect().insert_header((LOCATION, location)).finish();
            Ok(request.into_response(redirect))
        }
        action => spoil(action, next.call(request).await?).await,
    }
}

/// What strikes after the request was done.
async fn spoil(action: Action, done: ServiceResponse) -> Result<ServiceResponse, Error> {
    let (request, response) = done.into_parts();
    let status = response.status();
    let response = match action {
        Action::DelayAfterCommit { ms } => {
            sleep(Duration::from_millis(ms)).await;
            response
        }
        Action::StatusAfterCommit(canned) => answer(&canned),
        Action::DropAfterCommit => no_answer(),
        Action::HangAfterCommit => pending().await,
        Action::Truncate => {
            let body = whole(response).await?;
            json_of(status, body.slice(..body.len() / 2))
        }
        Action::Garbage => {
            HttpResponse::Ok().content_type("text/html").body("<html><body>It works!</body></html>")
        }
        Action::Drip { ms } => {
            let body = whole(response).await?;
            json_of(status, Drip::new(body, Duration::from_millis(ms)))
        }
        Action::Huge { megabytes } => {
            json_of(StatusCode::OK, Huge::new(u64::from(megabytes) << 20))
        }
        Action::Delay { .. }
        | Action::Status(_)
        | Action::DropBefore
        | Action::Hang
        | Action::Redirect { .. } => response,
    };
    Ok(ServiceResponse::new(request, response))
}

fn answer(canned: &CannedAnswer) -> HttpResponse {
    let status = StatusCode::from_u16(canned.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for header in &canned.headers {
        response.insert_header((header.0.as_str(), header.1.as_str()));
    }
    let sets_type =
        canned.headers.keys().any(|name| name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()));
    match &canned.body {
        Some(Value::String(text)) => {
            if !sets_type {
                response.content_type("text/html");
            }
            response.body(text.clone())
        }
        Some(body) => response.json(body),
        None => response
            .json(Refusal::new(status, status.canonical_reason().unwrap_or_default()).body()),
    }
}

fn no_answer() -> HttpResponse {
    HttpResponse::Ok().body(NoAnswer)
}

fn json_of(status: StatusCode, body: impl MessageBody + 'static) -> HttpResponse {
    HttpResponse::build(status).content_type("application/json").body(body)
}

async fn whole(response: HttpResponse) -> Result<Bytes, Error> {
    to_bytes(response.into_body()).await.map_err(|error| {
        tracing::error!(%error, "an answer of our own cannot be read");
        Refusal::internal().into()
    })
}
