//! A request's body that knows whether any of it was sent.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use application::Reach;
use futures_util::stream;
use reqwest::Body;

/// How far a request got that has no answer.
#[derive(Debug, Clone)]
pub(super) struct Progress(Option<Arc<AtomicBool>>);

impl Progress {
    /// Of a request without a body: once it has a connection, nothing tells whether it was
    /// sent.
    pub(super) fn unknown() -> Self {
        Self(None)
    }

    /// Vapi does nothing before it has the whole body, and no byte of that is asked for
    /// before there is a connection to send it through.
    pub(super) fn reach(&self) -> Reach {
        match &self.0 {
            Some(begun) if !begun.load(Ordering::Acquire) => Reach::NotSent,
            _ => Reach::Unknown,
        }
    }
}

/// The body, and what will be known of it. Being a stream, it cannot be sent twice.
pub(super) fn tracked(text: String) -> (Body, Progress) {
    let begun = Arc::new(AtomicBool::new(false));
    let progress = Progress(Some(Arc::clone(&begun)));
    let body = Body::wrap_stream(stream::once(async move {
        begun.store(true, Ordering::Release);
        Ok::<_, Infallible>(text)
    }));
    (body, progress)
}
