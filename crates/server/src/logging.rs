//! Logs: one line an event on the standard error, as text or JSON. A thread of its own writes
//! them: whoever reads them slowly, or not at all, holds no request up.

mod batch;

use std::io::{self, IsTerminal};
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing::Level;
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;

use self::batch::batches;
use crate::config::{LogConfig, LogFormat};
use crate::telemetry;

/// Lines that wait to be written, at most: a few megabytes. Further ones are lost.
const WAITING: usize = 8192;

/// Writes what still waits when it is dropped.
static WRITING: Mutex<Option<WorkerGuard>> = Mutex::new(None);
static LOST: OnceLock<ErrorCounter> = OnceLock::new();

/// Starts logging; a second start changes nothing.
pub(crate) fn start(config: &LogConfig) {
    let format = config.format.unwrap_or(if io::stderr().is_terminal() {
        LogFormat::Text
    } else {
        LogFormat::Json
    });
    // What cannot be written is lost. To say so on the same closed standard error would panic.
    let lines = fmt::layer().with_writer(writer()).log_internal_errors(false);
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

/// Writes what still waits, for a second at the most.
pub(crate) fn finish() {
    let writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(writing);
}

/// How many lines were lost, because too many waited.
pub(crate) fn lost_lines() -> usize {
    LOST.get().map_or(0, ErrorCounter::dropped_lines)
}

fn writer() -> NonBlocking {
    let builder = NonBlockingBuilder::default().buffered_lines_limit(WAITING).thread_name("log");
    let (writer, writing) = builder.finish(batches(io::stderr()));
    WRITING.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(writing);
    LOST.get_or_init(|| writer.error_counter());
    writer
}

/// The level is for our own crates. Others are heard from `info` on at the most: what they
/// say in more detail may hold headers, bodies or parameters.
fn filter(level: Level) -> Targets {
    let of_others = level.min(Level::INFO);
    Targets::new().with_default(of_others).with_target("ava", level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_never_heard_below_info() {
        let told = filter(Level::TRACE);
        assert!(told.would_enable("ava_infra_vapi::client", &Level::TRACE));
        assert!(told.would_enable("sqlx::query", &Level::INFO));
        assert!(!told.would_enable("sqlx::query", &Level::DEBUG));
        let told = filter(Level::ERROR);
        assert!(told.would_enable("ava_server", &Level::ERROR));
        for target in ["ava_server", "sqlx::query"] {
            assert!(!told.would_enable(target, &Level::WARN), "{target}");
        }
    }
}
