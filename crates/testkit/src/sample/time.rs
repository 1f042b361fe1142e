//! Times.

use chrono::{DateTime, TimeDelta, Utc};

/// A moment with all the microseconds that a store keeps: 2026-01-02T03:04:05.678901Z.
pub fn time() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_767_323_045_678_901).unwrap()
}

/// This many seconds after [`time()`].
pub fn at(seconds: i64) -> DateTime<Utc> {
    time() + TimeDelta::seconds(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_moment_is_the_one_in_its_description() {
        assert_eq!(time().to_rfc3339(), "2026-01-02T03:04:05.678901+00:00");
    }
}
