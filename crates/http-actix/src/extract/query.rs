//! Queries: what is wrong with a parameter is told like what is wrong with a field.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use domain::{Fault, FaultCode, Faults};

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
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(Fault::wrong_type("true or false")),
        }
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
