//! Which trace a piece of work belongs to ([W3C Trace Context]), carried along with it.
//!
//! [W3C Trace Context]: https://www.w3.org/TR/trace-context/

mod traceparent;

use std::fmt;
use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::num::{NonZeroU64, NonZeroU128};

use tracing::Span;

use crate::port::{SpanEnd, Tracer};

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// A span of a trace. Written as the value of a `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: TraceId,
    span_id: NonZeroU64,
    sampled: bool,
}

/// The id of a trace. Written as 32 lower-case hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceId(NonZeroU128);

impl TraceContext {
    /// Of these ids; `None` when one of them is zero, which none is.
    pub fn new(trace_id: u128, span_id: u64, sampled: bool) -> Option<Self> {
        let trace_id = TraceId(NonZeroU128::new(trace_id)?);
        Some(Self { trace_id, span_id: NonZeroU64::new(span_id)?, sampled })
    }

    /// The first span of a new trace, which nobody is known to sample.
    pub fn fresh() -> Self {
        // A half is enough to be told from all others: both are never zero together.
        let trace_id = u128::from(random().get()) << 64 | u128::from(random().get());
        let trace_id = NonZeroU128::new(trace_id).unwrap_or(NonZeroU128::MIN);
        Self { trace_id: TraceId(trace_id), span_id: random(), sampled: false }
    }

    /// Another span of the same trace.
    #[must_use]
    pub fn child(self) -> Self {
        Self { span_id: random(), ..self }
    }

    /// The span that is at work here, if one is.
    pub fn current() -> Option<Self> {
        CURRENT.try_with(|current| *current).ok()
    }

    /// Work whose current span this is.
    pub fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, work)
    }

    /// The trace that it is a span of.
    pub const fn trace_id(self) -> TraceId {
        self.trace_id
    }

    /// The id of the span.
    pub const fn span_id(self) -> u64 {
        self.span_id.get()
    }

    /// Whether whoever began the trace wants it to be kept.
    pub const fn is_sampled(self) -> bool {
        self.sampled
    }
}

impl TraceId {
    /// As a number.
    pub const fn get(self) -> u128 {
        self.0.get()
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Takes the current span along to where work goes on by itself.
pub fn in_current_trace<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let current = TraceContext::current();
    async move {
        match current {
            Some(span) => span.scope(work).await,
            None => work.await,
        }
    }
}

/// Ids need be no more than different, and a hasher's seed is: it is secret, and never twice
/// the same. The `Ids` port is for ids that tests decide.
fn random() -> NonZeroU64 {
    NonZeroU64::new(RandomState::new().hash_one(())).unwrap_or(NonZeroU64::MIN)
}

/// Exports nothing: spans are told apart for the log, and for those who are called.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnexportedSpans;

impl Tracer for UnexportedSpans {
    fn begin(&self, _: &Span, parent: Option<TraceContext>) -> TraceContext {
        let parent = parent.or_else(TraceContext::current);
        parent.map_or_else(TraceContext::fresh, TraceContext::child)
    }

    fn end(&self, _: &Span, _: &SpanEnd<'_>) {}
}

#[cfg(test)]
mod tests;
