//! What is known of a request as such.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use application::Allowance;
use domain::value::{RequestOrigin, UserId};

use super::client_address::client_address;
use crate::problem::{Problem, ProblemKind};
use crate::service::Api;

/// The id of a request: in every answer, log line and problem.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// Whose request it turned out to be, for the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UserOfRequest(pub(crate) UserId);

/// What is left to its user, for the answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AllowanceOfRequest(pub(crate) Allowance);

/// Where a request came from. Refuses nothing that a client can send.
pub(crate) struct Origin(pub(crate) RequestOrigin);

const USER_AGENT_MAX_CHARS: usize = 255;

impl FromRequest for Origin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(api) = request.app_data::<web::Data<Api>>() else {
            return ready(Err(Problem::new(ProblemKind::Internal)));
        };
        let peer = request.peer_addr().map(|peer| peer.ip());
        ready(Ok(Self(RequestOrigin {
            ip: client_address(peer, request.headers(), &api.settings.trusted_proxies),
            user_agent: user_agent(request),
            request_id: request.extensions().get::<RequestId>().map(|id| id.0.clone()),
        })))
    }
}

fn user_agent(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::USER_AGENT)?;
    let text: String = String::from_utf8_lossy(value.as_bytes())
        .chars()
        .filter(|c| !c.is_control())
        .take(USER_AGENT_MAX_CHARS)
        .collect();
    (!text.is_empty()).then_some(text)
}
