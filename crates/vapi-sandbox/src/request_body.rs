//! The JSON object that a request carries.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, PayloadConfig};
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// The largest body, in bytes; larger than any assistant that is not a mistake.
pub(crate) const LIMIT: usize = 10 * 1024 * 1024;

pub(crate) fn payload_config() -> PayloadConfig {
    PayloadConfig::new(LIMIT)
}

/// The refusal of a body that could not be read to its end.
pub(crate) fn unreadable(error: &Error) -> Refusal {
    match error.as_response_error().status_code() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "request entity too large")
        }
        status => Refusal::new(status, error.to_string()),
    }
}

/// A request's body: an object, declared as JSON.
#[derive(Clone, Debug)]
pub(crate) struct JsonObject(pub(crate) Map<String, Value>);

impl JsonObject {
    fn parse(body: &[u8]) -> Result<Self, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(object)) => Ok(Self(object)),
            Ok(_) => Err(Refusal::bad_request("Expected an object in JSON")),
            Err(error) => {
                let column = error.column();
                Err(Refusal::bad_request(format!("Unexpected token in JSON at position {column}")))
            }
        }
    }
}

impl FromRequest for JsonObject {
    type Error = Refusal;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Refusal>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let declared = request.content_type().to_ascii_lowercase();
        let body = Bytes::from_request(request, payload);
        Box::pin(async move {
            if declared != "application/json" {
                return Err(Refusal::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "Unsupported Media Type",
                ));
            }
            let body = body.await.map_err(|error| unreadable(&error))?;
            Self::parse(&body)
        })
    }
}
