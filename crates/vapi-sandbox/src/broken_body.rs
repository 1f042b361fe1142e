//! Response bodies that no honest server sends.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use tokio::time::{Interval, interval};

/// Fails before its first byte, upon which the server closes the connection without having written
/// anything.
pub(crate) struct NoAnswer;

impl MessageBody for NoAnswer {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        Poll::Ready(Some(Err(io::Error::other("dropped on demand"))))
    }
}

/// Comes a byte at a time.
pub(crate) struct Drip {
    left: Bytes,
    every: Interval,
}

impl Drip {
    pub(crate) fn new(body: Bytes, every: Duration) -> Self {
        // An interval of nothing would panic.
        let every = interval(every.max(Duration::from_millis(1)));
        Self { left: body, every }
    }
}

impl MessageBody for Drip {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left.len() as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        ready!(self.every.poll_tick(context));
        Poll::Ready(Some(Ok(self.left.split_to(1))))
    }
}

/// A JSON string of very many characters that does not announce its length.
pub(crate) struct Huge {
    left: u64,
    total: u64,
}

impl Huge {
    /// `total` bytes with the quotes, at least two.
    pub(crate) fn new(total: u64) -> Self {
        let total = total.max(2);
        Self { left: total, total }
    }
}

impl MessageBody for Huge {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        const FILLING: &[u8] = &[b'x'; 64 * 1024];
        let chunk = if self.left == 0 {
            return Poll::Ready(None);
        } else if self.left == self.total || self.left == 1 {
            Bytes::from_static(b"\"")
        } else {
            let length = usize::try_from(self.left - 1)
                .map_or(FILLING.len(), |left| left.min(FILLING.len()));
            Bytes::from_static(&FILLING[..length])
        };
        self.left -= chunk.len() as u64;
        Poll::Ready(Some(Ok(chunk)))
    }
}
