//! Who is calling.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use application::{Allowance, Caller, EntryError};

use super::request_context::{AllowanceOfRequest, UserOfRequest};
use crate::problem::{Problem, ProblemKind};
use crate::service::Api;

/// The caller of a request with a valid access token, and what else the handler takes from
/// the request: path, query and body are judged after the caller because they stand in here.
pub(crate) struct Authenticated<Rest = ()>(pub(crate) Caller, pub(crate) Rest);

/// The caller, if there is a valid access token; what is wrong with one is not told. Who has
/// asked too often is let in all the same: logging out is refused to nobody.
pub(crate) struct MaybeAuthenticated(pub(crate) Option<Caller>);

impl<Rest: FromRequest<Future: 'static> + 'static> FromRequest for Authenticated<Rest> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let begun = authenticate(request)
            .map(|(caller, api)| (caller, api, Rest::from_request(request, payload)));
        Box::pin(async move {
            let (caller, api, rest) = begun?;
            match rest.await {
                Ok(rest) => Ok(Self(caller, rest)),
                Err(refusal) => Err(nobody(caller, &api).await.unwrap_or_else(|| refusal.into())),
            }
        })
    }
}

/// Why the caller is not let in after all. A token outlives its session, which the statement
/// that a use case makes anyway notices; what is refused before there is one asks here.
async fn nobody(caller: Caller, api: &Api) -> Option<Error> {
    let refused = api.use_cases.view_user.run(caller).await.err()?;
    Some(Problem::from(refused).into())
}

impl FromRequest for MaybeAuthenticated {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(api_of(request).map(|api| Self(maybe_authenticate(request, &api))))
    }
}

fn maybe_authenticate(request: &HttpRequest, api: &Api) -> Option<Caller> {
    let token = bearer_token(request).ok()?;
    let entry = match api.use_cases.authenticate.run(token) {
        Ok(entry) => entry,
        Err(EntryError::Limited(left)) => (api.use_cases.authenticate.who(token).ok()?, Some(left)),
        Err(EntryError::Token(_)) => return None,
    };
    Some(let_in(request, entry))
}

fn authenticate(request: &HttpRequest) -> Result<(Caller, web::Data<Api>), Problem> {
    let api = api_of(request)?;
    let entry = api.use_cases.authenticate.run(bearer_token(request)?)?;
    Ok((let_in(request, entry), api))
}

/// Notes for the log and the answer who it is, and what is left to them.
fn let_in(request: &HttpRequest, (caller, left): (Caller, Option<Allowance>)) -> Caller {
    let mut noted = request.extensions_mut();
    noted.insert(UserOfRequest(caller.user_id()));
    if let Some(left) = left {
        noted.insert(AllowanceOfRequest(left));
    }
    caller
}

pub(super) fn api_of(request: &HttpRequest) -> Result<web::Data<Api>, Problem> {
    let api = request.app_data::<web::Data<Api>>().cloned();
    api.ok_or_else(|| Problem::new(ProblemKind::Internal))
}

/// The token of exactly one `Authorization: Bearer` header.
pub(crate) fn bearer_token(request: &HttpRequest) -> Result<&str, Problem> {
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
