//! An answer, read up to a bound and a time.

use application::{GatewayError, Reach};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::CallError;

/// More than this is not read of an answer.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// More than this is not read of an error answer.
const MAX_ERROR_BYTES: usize = 64 * 1024;

/// An answer whose body is not read yet.
#[derive(Debug)]
pub(crate) struct Answer {
    response: Response,
    deadline: Instant,
}

/// Why a body was not read to its end.
#[derive(Debug)]
enum Unread {
    TooLarge,
    Late,
    Broken(reqwest::Error),
}

impl Answer {
    pub(super) fn new(response: Response, deadline: Instant) -> Self {
        Self { response, deadline }
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Whether it is a page rather than an answer of an API: something between us and Vapi,
    /// or something that isn't Vapi at all, speaks.
    pub(crate) fn is_page(&self) -> bool {
        let kind = self.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/html"))
    }

    /// The JSON of a success. Without it nobody knows what was done.
    pub(crate) async fn json(mut self) -> Result<Value, CallError> {
        let bytes = match self.read(MAX_BYTES).await {
            Ok(bytes) => bytes,
            Err(Unread::TooLarge) => {
                tracing::warn!(max_bytes = MAX_BYTES, "Vapi's answer is too large to be read");
                return Err(CallError::TooLarge);
            }
            Err(Unread::Late) => {
                return Err(GatewayError::TimedOut { reach: Reach::Unknown }.into());
            }
            Err(Unread::Broken(error)) => {
                tracing::warn!(error = %chain(&error), "Vapi's answer broke off");
                return Err(GatewayError::Unavailable { reach: Reach::Unknown }.into());
            }
        };
        serde_json::from_slice(&bytes).map_err(|error| {
            // The error's own text may quote the answer.
            tracing::warn!(bytes = bytes.len(), kind = ?error.classify(), "Vapi's answer is no JSON");
            GatewayError::Unavailable { reach: Reach::Unknown }.into()
        })
    }

    /// The JSON of an error; `None` when it is none, or doesn't come.
    pub(crate) async fn error_json(mut self) -> Option<Value> {
        let bytes = self.read(MAX_ERROR_BYTES).await.ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    async fn read(&mut self, max: usize) -> Result<Vec<u8>, Unread> {
        let announced = self.response.content_length().unwrap_or(0);
        if announced > max as u64 {
            return Err(Unread::TooLarge);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = timeout_at(self.deadline, self.response.chunk())
            .await
            .map_err(|_| Unread::Late)?
            .map_err(Unread::Broken)?
        {
            if bytes.len() + chunk.len() > max {
                return Err(Unread::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// An error with its causes, and without the address.
pub(super) fn chain(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
