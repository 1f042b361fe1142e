//! Queries: what is wrong with a parameter is told like what is wrong with a field.

use std::future::{Ready, ready};
use std::ops::RangeInclusive;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use domain::{Fault, FaultCode, Faults};
use uuid::Uuid;

use crate::problem::{Problem, ProblemKind};

/// What a handler takes from the query.
pub(crate) struct Query<T>(pub(crate) T);

/// What can be taken from a query. Parameters that nobody knows are ignored.
pub(crate) trait FromQuery: Sized {
    fn from_query(query: &QueryFields) -> Result<Self, Faults>;
}

impl<T: FromQuery> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = QueryFields::parse(request.query_string());
        ready(query.and_then(|query| match T::from_query(&query) {
            Ok(taken) => Ok(Self(taken)),
            Err(faults) => Err(Problem::invalid(&faults)),
        }))
    }
}

/// Names and values, decoded, in the order they came.
pub(crate) struct QueryFields(Vec<(String, String)>);

impl QueryFields {
    fn parse(text: &str) -> Result<Self, Problem> {
        match web::Query::<Vec<(String, String)>>::from_query(text) {
            Ok(pairs) => Ok(Self(pairs.into_inner())),
            Err(error) => Err(Problem::new(ProblemKind::BadRequest).because(error.to_string())),
        }
    }

    /// `None` when it is not there.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        match self.once(name)? {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Fault::wrong_type("true or false")),
        }
    }

    /// A whole number; `None` when it is not there.
    pub(crate) fn number(
        &self,
        name: &str,
        bounds: RangeInclusive<u32>,
    ) -> Result<Option<u32>, Fault> {
        let Some(text) = self.once(name)? else { return Ok(None) };
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Fault::wrong_type("a whole number"));
        }
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        number.map(Some).ok_or_else(|| {
            let (least, most) = bounds.into_inner();
            Fault::new(FaultCode::OutOfRange, format!("must be between {least} and {most}"))
        })
    }

    /// An id; `None` when it is not there.
    pub(crate) fn id(&self, name: &str) -> Result<Option<Uuid>, Fault> {
        let Some(text) = self.once(name)? else { return Ok(None) };
        let id = Uuid::try_parse(text);
        id.map(Some).map_err(|_| Fault::new(FaultCode::InvalidFormat, "must be an id"))
    }

    fn once(&self, name: &str) -> Result<Option<&str>, Fault> {
        let mut values =
            self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let value = values.next();
        match values.next() {
            None => Ok(value),
            Some(_) => Err(Fault::new(FaultCode::WrongType, "must be there once at most")),
        }
    }
}
