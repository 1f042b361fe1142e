//! Answers that say no, in the shape that Vapi's framework gives them.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Value, json};

/// An error answer as Vapi words it: a status and what was wrong, one sentence or a list of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    status: StatusCode,
    message: Value,
}

impl Refusal {
    /// A refusal with one sentence.
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: Value::String(message.into()) }
    }

    /// 400 with one sentence.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 400 with every complaint of the validator.
    pub(crate) fn invalid(complaints: Vec<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: complaints.into() }
    }

    /// 401 as Vapi words it, whatever was wrong with the key.
    pub(crate) fn invalid_key() -> Self {
        let message = "Invalid Key. Hot tip, you may be using the private key instead of the \
                       public key, or vice versa.";
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 404.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 500, which tells nothing.
    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error")
    }

    /// The HTTP status, as a number.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The answer's JSON: `message`, `error`, `statusCode`.
    pub fn body(&self) -> Value {
        json!({
            "message": self.message,
            "error": self.status.canonical_reason(),
            "statusCode": self.status.as_u16(),
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.message)
    }
}

impl std::error::Error for Refusal {}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status).json(self.body())
    }
}
