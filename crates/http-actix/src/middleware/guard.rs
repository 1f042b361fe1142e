//! Around each handler: a panic is a problem, an answer comes in time, and of a body that
//! nobody read enough is read away for the client to get its answer.

use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::time::Instant;

use super::seal::sealed;
use crate::problem::{Problem, ProblemKind};

/// No handler takes longer: a sync answers within 20 s.
const HANDLER_LIMIT: Duration = Duration::from_secs(25);
/// When to try again after that.
const SOON: Duration = Duration::from_secs(1);
/// How much of a body that nobody read is read away.
const READ_AWAY_MAX_BYTES: usize = 8 * 1024 * 1024;
/// For how long: the client hears of the refusal after it, and 8 MiB take a while to send.
const READ_AWAY_LIMIT: Duration = Duration::from_secs(30);
/// A body of which no more than this has come within that time drips, and is given up.
const DRIP_MAX_BYTES: usize = 64 * 1024;
const DRIP_LIMIT: Duration = Duration::from_secs(10);

pub(crate) async fn guard<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let payload = SharedPayload(Rc::new(RefCell::new(request.take_payload())));
    let boxed: Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>> = Box::pin(payload.clone());
    request.set_payload(Payload::Stream { payload: boxed });
    let http_request = request.request().clone();
    let handled =
        AssertUnwindSafe(tokio::time::timeout(HANDLER_LIMIT, next.call(request))).catch_unwind();
    let response = match handled.await {
        Ok(Ok(Ok(response))) => response.map_into_boxed_body(),
        Ok(Ok(Err(error))) => ServiceResponse::from_err(error, http_request),
        Ok(Err(_elapsed)) => {
            let problem = Problem::new(ProblemKind::Unavailable).retry_after(SOON);
            refused(http_request, problem.because("the handler took too long"))
        }
        Err(panic) => {
            let problem = Problem::new(ProblemKind::Internal);
            refused(http_request, problem.because(panic_message(&*panic)))
        }
    };
    // Sealed here, for an answer that is made anew further out would lose its connection's end.
    let mut response = sealed(response);
    // What took too long to come is not waited for again.
    let waits = response.status() != StatusCode::REQUEST_TIMEOUT;
    if waits && payload.clone().read_away().await {
        return Ok(response);
    }
    response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    Ok(response.map_body(|_, answer| BesideUnread { answer, _unread: payload }.boxed()))
}

/// An answer to a request of whose body something is left. What is left is held until the
/// answer is sent: of a chunked body that is dropped earlier, actix reads away all that
/// comes, however much, before it closes.
struct BesideUnread {
    answer: BoxBody,
    _unread: SharedPayload,
}

impl MessageBody for BesideUnread {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}

fn refused(request: actix_web::HttpRequest, problem: Problem) -> ServiceResponse {
    ServiceResponse::new(request, HttpResponse::from_error(problem))
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> &'static str {
    // The message itself may hold data; the panic hook has printed where it happened.
    let _ = panic;
    "a handler panicked"
}

/// A body that is read by a handler, and by whoever comes after it.
#[derive(Clone)]
struct SharedPayload(Rc<RefCell<Payload>>);

impl Stream for SharedPayload {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.borrow_mut().poll_next_unpin(context)
    }
}

impl SharedPayload {
    /// Reads what is left, within bounds. False when something is left after that.
    async fn read_away(mut self) -> bool {
        let (begun, mut bytes) = (Instant::now(), 0);
        loop {
            let limit = if bytes > DRIP_MAX_BYTES { READ_AWAY_LIMIT } else { DRIP_LIMIT };
            match tokio::time::timeout_at(begun + limit, self.next()).await {
                Ok(Some(Ok(chunk))) if bytes + chunk.len() <= READ_AWAY_MAX_BYTES => {
                    bytes += chunk.len();
                }
                Ok(None) => return true,
                Ok(Some(_)) | Err(_) => return false,
            }
        }
    }
}
