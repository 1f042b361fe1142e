//! What this process logs, which only one listener can hear.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, dynamic_filter_fn, filter_fn};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static IS_TEXT_KEPT: AtomicBool = AtomicBool::new(false);
static NOTICES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps everything that any thread logs from now on: a driver has threads of its own.
pub(crate) fn keep_text() {
    listen();
    IS_TEXT_KEPT.store(true, Ordering::SeqCst);
}

/// What was kept.
pub(crate) fn text() -> String {
    String::from_utf8(lock(&TEXT).clone()).unwrap()
}

/// Hears, from now on, what databases tell besides their answers.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let text = tracing_subscriber::fmt::layer()
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(|| Text)
            .with_filter(LevelFilter::TRACE)
            .with_filter(dynamic_filter_fn(|_, _| IS_TEXT_KEPT.load(Ordering::SeqCst)));
        let notices = Notices.with_filter(filter_fn(|it| it.target() == "sqlx::postgres::notice"));
        tracing_subscriber::registry().with(text).with(notices).init();
    });
}

/// What they told since this was asked the last time.
pub(crate) fn take_notices() -> Vec<String> {
    std::mem::take(&mut *lock(&NOTICES))
}

struct Text;

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&TEXT).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Notices;

impl<S: Subscriber> Layer<S> for Notices {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Message);
    }
}

struct Message;

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            lock(&NOTICES).push(format!("{value:?}"));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            lock(&NOTICES).push(value.to_owned());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
