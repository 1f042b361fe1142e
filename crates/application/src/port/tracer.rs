//! Exporting spans.

use std::fmt;

use tracing::Span;

use crate::trace::TraceContext;

/// Who is told of spans of work, to export them. Who works need not know whether anybody is:
/// without one, [`UnexportedSpans`](crate::UnexportedSpans) tells spans apart.
pub trait Tracer: fmt::Debug + Send + Sync {
    /// Begins a span that nobody has entered yet: under `parent`, where another service says
    /// that it is, else under what is at work around it. Answers which span it is, for the log
    /// and for those who are called meanwhile.
    fn begin(&self, span: &Span, parent: Option<TraceContext>) -> TraceContext;

    /// Tells what its work was and what became of it, before the span is dropped.
    fn end(&self, span: &Span, end: &SpanEnd<'_>);
}

/// What a span's work was, and what became of it. Holds nothing of a person and no secret.
#[derive(Debug)]
pub struct SpanEnd<'a> {
    /// One of few names: a method and a route template, not a path.
    pub name: fmt::Arguments<'a>,
    /// By OpenTelemetry's names.
    pub attributes: &'a [(&'static str, SpanValue<'a>)],
    /// Whether it failed through no fault of the caller's.
    pub failed: bool,
}

/// The value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is its type")]
pub enum SpanValue<'a> {
    Text(&'a str),
    Number(i64),
}
