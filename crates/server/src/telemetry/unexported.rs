//! Where this program is built without "otlp": spans are told apart, and stay here.

use std::sync::Arc;

use application::UnexportedSpans;
use application::port::Tracer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, Registry};

/// Starts logging such lines, as far as the filter lets them.
pub(crate) fn log_and_export(
    lines: impl Layer<Registry> + Send + Sync,
    filter: Targets,
) -> Result<(), TryInitError> {
    tracing_subscriber::registry().with(lines).with(filter).try_init()?;
    if let Some(name) = super::endpoint() {
        tracing::warn!("{name} is set, but this program was built without the feature \"otlp\"");
    }
    Ok(())
}

/// Who is told of spans: nobody.
pub(crate) fn tracer() -> Arc<dyn Tracer> {
    Arc::new(UnexportedSpans)
}

/// There is nothing to be sent.
pub(crate) async fn flush() {}
