//! What went wrong, which in a run that counts is nothing.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

/// A status and, for a 500, why.
#[derive(Debug)]
pub(super) struct Failed(pub(super) StatusCode, Option<anyhow::Error>);

/// What a handler answers.
pub(super) type Answer = Result<HttpResponse, Failed>;

impl Failed {
    pub(super) const UNAUTHENTICATED: Self = Self(StatusCode::UNAUTHORIZED, None);
    pub(super) const CONFLICT: Self = Self(StatusCode::CONFLICT, None);
}

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR, Some(error.into()))
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.1 {
            Some(error) => write!(f, "{error:#}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl ResponseError for Failed {
    fn status_code(&self) -> StatusCode {
        self.0
    }

    fn error_response(&self) -> HttpResponse {
        eprintln!("{self}");
        HttpResponse::build(self.0).body(self.to_string())
    }
}
