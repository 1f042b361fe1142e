//! Paths.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use domain::studio::Revision;
use uuid::Uuid;

use crate::problem::{Problem, ProblemKind};

/// The `{n}` of a path. What is no number is no revision: 404, as if it were one.
pub(crate) struct PathRevision(pub(crate) Revision);

impl FromRequest for PathRevision {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("n");
        let number = text.and_then(|text| text.parse::<u32>().ok());
        let number = number.ok_or_else(|| Problem::new(ProblemKind::NotFound));
        ready(number.map(|number| Self(number.into())))
    }
}

/// The `{id}` of a path. What is no id is nobody's: 404, as if it were one.
pub(crate) struct PathId(pub(crate) Uuid);

impl FromRequest for PathId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(|text| Uuid::try_parse(text).ok());
        ready(id.map(Self).ok_or_else(|| Problem::new(ProblemKind::NotFound)))
    }
}
