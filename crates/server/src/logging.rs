//! Logs: one line an event on the standard error, as text or JSON.

use std::io::{self, IsTerminal};

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{LogConfig, LogFormat};
use crate::telemetry;

/// Starts logging; a second start changes nothing.
pub(crate) fn start(config: &LogConfig) {
    let format = config.format.unwrap_or(if io::stderr().is_terminal() {
        LogFormat::Text
    } else {
        LogFormat::Json
    });
    // What cannot be written is lost. To say so on the same closed standard error would panic.
    let lines = fmt::layer().with_writer(io::stderr).log_internal_errors(false);
    let filter = filter(config.level);
    let started = match format {
        LogFormat::Text => {
            telemetry::log_and_export(lines.with_ansi(io::stderr().is_terminal()), filter)
        }
        LogFormat::Json => {
            let lines = lines.json().flatten_event(true).with_current_span(true);
            telemetry::log_and_export(lines.with_span_list(false), filter)
        }
    };
    if started.is_err() {
        crate::terminal::warn("logging was started before");
    }
}

/// The level is for our own crates. Others are heard from `info` on at the most: what they
/// say in more detail may hold headers, bodies or parameters.
fn filter(level: tracing::Level) -> EnvFilter {
    let of_others = level.min(tracing::Level::INFO);
    EnvFilter::new(format!("{of_others},ava={level}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_never_heard_below_info() {
        assert_eq!(filter(tracing::Level::TRACE).to_string(), "ava=trace,info");
        assert_eq!(filter(tracing::Level::ERROR).to_string(), "ava=error,error");
    }
}
