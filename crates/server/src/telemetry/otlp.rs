//! Export of spans by OTLP over HTTP, as OpenTelemetry's own variables say. Nothing is exported
//! unless one of them names an endpoint.

mod exported_spans;

use std::env;
use std::sync::{Arc, OnceLock};

use application::UnexportedSpans;
use application::port::Tracer;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, Registry};

use self::exported_spans::{ExportedSpans, OfKinds};
use crate::stop;

/// What this is called where no variable names it.
const SERVICE: &str = "ava";

/// The one of this process, where spans are exported.
static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

/// Starts logging such lines, as far as the filter lets them, and exporting spans, where that
/// is asked for. What cannot be exported does not keep anybody from serving.
pub(crate) fn log_and_export(
    lines: impl Layer<Registry> + Send + Sync,
    filter: Targets,
) -> Result<(), TryInitError> {
    let (provider, failure) = match provider() {
        Ok(provider) => (provider, None),
        Err(error) => (None, Some(error)),
    };
    // The filter is for lines: spans are exported whatever is logged.
    let exported = provider.as_ref().map(layer);
    tracing_subscriber::registry().with(lines.with_filter(filter)).with(exported).try_init()?;
    if let Some(provider) = provider {
        let _ = PROVIDER.set(provider);
    }
    if let Some(error) = failure {
        tracing::warn!(%error, "spans cannot be exported");
    }
    Ok(())
}

/// Who is told of spans.
pub(crate) fn tracer() -> Arc<dyn Tracer> {
    if PROVIDER.get().is_some() { Arc::new(ExportedSpans) } else { Arc::new(UnexportedSpans) }
}

/// Sends what is still to be sent, for as long as connections may take to close.
pub(crate) async fn flush() {
    let Some(provider) = PROVIDER.get() else { return };
    let sent = tokio::task::spawn_blocking(|| provider.shutdown_with_timeout(stop::CLOSE));
    match sent.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the last spans could not be exported"),
        Err(error) => tracing::warn!(%error, "the last spans were not exported"),
    }
}

fn provider() -> Result<Option<SdkTracerProvider>, ExporterBuildError> {
    let disabled = env::var("OTEL_SDK_DISABLED").is_ok_and(|it| it.eq_ignore_ascii_case("true"));
    let none = env::var("OTEL_TRACES_EXPORTER").is_ok_and(|it| it == "none");
    if disabled || none || super::endpoint().is_none() {
        return Ok(None);
    }
    let exporter = SpanExporter::builder().with_http().build()?;
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter);
    Ok(Some(provider.with_resource(resource()).build()))
}

/// What the variables say of this service.
fn resource() -> Resource {
    let named = Resource::builder().build();
    let is_named = named
        .get(&opentelemetry::Key::from_static_str("service.name"))
        .is_some_and(|name| !name.as_str().starts_with("unknown_service"));
    if is_named { named } else { Resource::builder().with_service_name(SERVICE).build() }
}

/// Only our own spans: what libraries say in theirs may hold addresses or parameters, and an
/// export's own would be exported again and again.
fn layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + use<S>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let ours = filter_fn(|it| {
        it.is_span() && *it.level() <= Level::INFO && it.target().starts_with("ava")
    });
    tracing_opentelemetry::layer()
        .with_tracer(OfKinds(provider.tracer(SERVICE)))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(ours.with_max_level_hint(LevelFilter::INFO))
}
