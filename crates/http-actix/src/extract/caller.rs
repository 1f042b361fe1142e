//! Who is calling.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use application::Caller;

use super::request_context::UserOfRequest;
use crate::problem::{Problem, ProblemKind};
use crate::service::Api;

/// The caller of a request with a valid access token. Stands first among a handler's
/// arguments, so that it is judged first.
pub(crate) struct Authenticated(pub(crate) Caller);

/// The caller, if there is a valid access token; what is wrong with one is not told.
pub(crate) struct MaybeAuthenticated(pub(crate) Option<Caller>);

impl FromRequest for Authenticated {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(authenticate(request).map(Self))
    }
}

impl FromRequest for MaybeAuthenticated {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(authenticate(request).ok())))
    }
}

fn authenticate(request: &HttpRequest) -> Result<Caller, Problem> {
    let api =
        request.app_data::<web::Data<Api>>().ok_or_else(|| Problem::new(ProblemKind::Internal))?;
    let token = bearer_token(request)?;
    let caller = api.use_cases.authenticate.run(token)?;
    request.extensions_mut().insert(UserOfRequest(caller.user_id()));
    Ok(caller)
}

/// The token of exactly one `Authorization: Bearer` header.
fn bearer_token(request: &HttpRequest) -> Result<&str, Problem> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let value = values.next().ok_or_else(|| Problem::new(ProblemKind::Unauthenticated))?;
    if values.next().is_some() {
        return Err(Problem::invalid_token());
    }
    let text = value.to_str().map_err(|_| Problem::invalid_token())?;
    let (scheme, token) = text.split_once(' ').ok_or_else(Problem::invalid_token)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(Problem::invalid_token())
    }
}
