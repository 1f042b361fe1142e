//! Who is calling.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use application::Caller;

use super::request_context::UserOfRequest;
use crate::problem::{Problem, ProblemKind};
use crate::service::Api;

/// The caller of a request with a valid access token, and what else the handler takes from
/// the request: path, query and body are judged after the caller because they stand in here.
pub(crate) struct Authenticated<Rest = ()>(pub(crate) Caller, pub(crate) Rest);

/// The caller, if there is a valid access token; what is wrong with one is not told.
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
        ready(Ok(Self(authenticate(request).ok().map(|(caller, _)| caller))))
    }
}

fn authenticate(request: &HttpRequest) -> Result<(Caller, web::Data<Api>), Problem> {
    let api = request
        .app_data::<web::Data<Api>>()
        .cloned()
        .ok_or_else(|| Problem::new(ProblemKind::Internal))?;
    let token = bearer_token(request)?;
    let caller = api.use_cases.authenticate.run(token)?;
    request.extensions_mut().insert(UserOfRequest(caller.user_id()));
    Ok((caller, api))
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
