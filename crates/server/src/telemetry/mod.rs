//! What operators see of a server besides its log: numbers that Prometheus reads, and spans.

#[cfg(feature = "otlp")]
mod otlp;
mod recorder;
mod scrape;
mod tasks;
#[cfg(not(feature = "otlp"))]
mod unexported;

#[cfg(feature = "otlp")]
pub(crate) use otlp::{flush, log_and_export, tracer};
pub(crate) use recorder::Recorder;
pub(crate) use tasks::{Task, ran};
#[cfg(not(feature = "otlp"))]
pub(crate) use unexported::{flush, log_and_export, tracer};

/// The variables that ask for an export of spans. An empty one does not.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

/// The variable that asks for an export, if one does.
fn endpoint() -> Option<&'static str> {
    ENDPOINTS.into_iter().find(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
