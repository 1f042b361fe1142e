//! JSON bodies.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest};
use domain::{Fault, Faults};
use futures_util::StreamExt;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use super::field::Field;
use crate::problem::{Problem, ProblemKind};

/// Largest body, in bytes.
const MAX_BODY_BYTES: usize = 256 * 1024;
/// How long a body may take to arrive.
const READ_LIMIT: Duration = Duration::from_secs(10);

/// A body that must be there.
pub(crate) struct JsonBody<T>(pub(crate) T);

/// A body that may be left out: then it is as if it were `{}`.
pub(crate) struct OptionalJsonBody<T>(pub(crate) T);

type Extracted<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<T: DeserializeOwned + 'static> FromRequest for JsonBody<T> {
    type Error = Problem;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            check_media_type(&request)?;
            parse(&read(&request, payload).await?).map(Self)
        })
    }
}

impl<T: DeserializeOwned + Default + 'static> FromRequest for OptionalJsonBody<T> {
    type Error = Problem;
    type Future = Extracted<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = read(&request, payload).await?;
            if bytes.is_empty() {
                return Ok(Self(T::default()));
            }
            check_media_type(&request)?;
            parse(&bytes).map(Self)
        })
    }
}

/// `application/json` or a structured `+json`, in UTF-8.
fn check_media_type(request: &HttpRequest) -> Result<(), Problem> {
    let text = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
    let essence = parts.next().unwrap_or_default();
    let json = matches!(essence.as_str(), "application/json" | "application/merge-patch+json");
    let utf8 = parts
        .filter_map(|part| part.strip_prefix("charset=").map(str::to_owned))
        .all(|charset| matches!(charset.trim_matches('"'), "utf-8" | "utf8"));
    if json && utf8 && !request.headers().contains_key(header::CONTENT_ENCODING) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::UnsupportedMediaType))
    }
}

async fn read(request: &HttpRequest, payload: Payload) -> Result<Vec<u8>, Problem> {
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: usize| length > MAX_BODY_BYTES) {
        return Err(Problem::new(ProblemKind::PayloadTooLarge));
    }
    tokio::time::timeout(READ_LIMIT, collect(payload))
        .await
        .unwrap_or_else(|_| Err(Problem::new(ProblemKind::RequestTimeout)))
}

async fn collect(mut payload: Payload) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            Problem::new(ProblemKind::BadRequest)
                .with_detail("The body could not be read.")
                .because(error)
        })?;
        if bytes.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(Problem::new(ProblemKind::PayloadTooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A JSON object. By itself a struct would take a list too, field by field.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // All of it, for what is not asked for is skipped unseen below.
    if let Err(error) = serde_json::from_slice::<Field>(bytes) {
        return Err(Problem::new(ProblemKind::MalformedJson).with_detail(format!(
            "The body is not valid JSON: line {}, column {}.",
            error.line(),
            error.column()
        )));
    }
    serde_json::from_slice(bytes).map(|Object(body)| body).map_err(|_| wrong_type())
}

/// Fields take any type, so only the body itself can be of the wrong one, or have a field twice.
fn wrong_type() -> Problem {
    Problem::invalid(&Faults::of("", Fault::wrong_type("a JSON object with each field once")))
}
