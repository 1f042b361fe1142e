//! The one place that asks for the time.

use chrono::{DateTime, DurationRound, SecondsFormat, TimeDelta, Utc};

/// Now, cut to milliseconds as Vapi's times are.
pub(crate) fn now() -> DateTime<Utc> {
    #[expect(clippy::disallowed_methods, reason = "the sandbox is a world of its own; only here")]
    let now = Utc::now();
    now.duration_trunc(TimeDelta::milliseconds(1)).unwrap_or(now)
}

/// As Vapi writes it: always with three digits of a second's fraction.
pub(crate) fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
