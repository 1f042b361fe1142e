//! The id in a path.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use uuid::Uuid;

use crate::refusal::Refusal;

/// The `{id}` of a route.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathId(pub(crate) Uuid);

impl FromRequest for PathId {
    type Error = Refusal;
    type Future = Ready<Result<Self, Refusal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = Uuid::try_parse(request.match_info().query("id"));
        ready(
            id.map(Self).map_err(|_| Refusal::bad_request("Validation failed (uuid is expected)")),
        )
    }
}
