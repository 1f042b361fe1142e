//! What is known of a request as such.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use domain::value::{RequestOrigin, UserId};

use crate::problem::Problem;

/// The id of a request: in every answer, log line and problem.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

/// Whose request it turned out to be, for the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct UserOfRequest(pub(crate) UserId);

/// Where a request came from.
pub(crate) struct Origin(pub(crate) RequestOrigin);

const USER_AGENT_MAX_CHARS: usize = 255;

impl FromRequest for Origin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let user_agent = request.headers().get(header::USER_AGENT);
        let user_agent = user_agent
            .map(|value| {
                String::from_utf8_lossy(value.as_bytes())
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(USER_AGENT_MAX_CHARS)
                    .collect::<String>()
            })
            .filter(|text| !text.is_empty());
        ready(Ok(Self(RequestOrigin { user_agent })))
    }
}
