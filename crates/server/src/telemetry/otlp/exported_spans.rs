//! Our spans as OpenTelemetry's.

use application::port::{SpanEnd, SpanValue, Tracer};
use application::{TraceContext, UnexportedSpans};
use opentelemetry::trace::{
    SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId,
    TraceState, Tracer as OtelTracer,
};
use opentelemetry::{Context, Value};
use opentelemetry_sdk::trace::{SdkTracer, Span as SdkSpan};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Exports spans: OpenTelemetry decides on ids and on what is sampled.
#[derive(Debug)]
pub(super) struct ExportedSpans;

impl Tracer for ExportedSpans {
    fn begin(&self, span: &Span, parent: Option<TraceContext>) -> TraceContext {
        if let Some(parent) = parent {
            let remote = Context::new().with_remote_span_context(remote(parent));
            // It fails for a span that nobody wants, which is told apart all the same.
            let _ = span.set_parent(remote);
        }
        let context = span.context();
        let exported = local(context.span().span_context());
        exported.unwrap_or_else(|| UnexportedSpans.begin(span, parent))
    }

    fn end(&self, span: &Span, end: &SpanEnd<'_>) {
        span.context().span().update_name(end.name.to_string());
        for (name, value) in end.attributes {
            span.set_attribute(*name, value_of(*value));
        }
        if end.failed {
            span.set_status(Status::error(""));
        }
    }
}

fn remote(span: TraceContext) -> SpanContext {
    let flags = if span.is_sampled() { TraceFlags::SAMPLED } else { TraceFlags::default() };
    SpanContext::new(
        TraceId::from_bytes(span.trace_id().get().to_be_bytes()),
        SpanId::from_bytes(span.span_id().to_be_bytes()),
        flags,
        true,
        TraceState::default(),
    )
}

fn local(span: &SpanContext) -> Option<TraceContext> {
    let trace_id = u128::from_be_bytes(span.trace_id().to_bytes());
    let span_id = u64::from_be_bytes(span.span_id().to_bytes());
    TraceContext::new(trace_id, span_id, span.is_sampled())
}

fn value_of(value: SpanValue<'_>) -> Value {
    match value {
        SpanValue::Text(text) => text.to_owned().into(),
        SpanValue::Number(number) => number.into(),
    }
}

/// Says of which kind a span is, which has to be known when it begins.
pub(super) struct OfKinds(pub(super) SdkTracer);

impl OtelTracer for OfKinds {
    type Span = SdkSpan;

    fn build_with_context(&self, mut builder: SpanBuilder, parent: &Context) -> SdkSpan {
        builder.span_kind = match builder.name.as_ref() {
            "request" => Some(SpanKind::Server),
            "vapi_call" => Some(SpanKind::Client),
            _ => None,
        };
        self.0.build_with_context(builder, parent)
    }
}
