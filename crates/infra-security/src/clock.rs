//! Time.

use std::time::{Duration, Instant};

use application::port::Clock;
use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};

/// The clocks of the machine: the time of day may be set back, the monotonic time, counted
/// from when this was made, never goes back. Sleeping needs a tokio runtime with timers.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time comes in")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_day_has_no_more_than_microseconds() {
        let clock = SystemClock::new();
        assert!((0..100).all(|_| clock.now().timestamp_subsec_nanos().is_multiple_of(1_000)));
    }

    #[test]
    fn monotonic_time_never_goes_back() {
        let clock = SystemClock::new();
        let spans: Vec<Duration> = (0..100).map(|_| clock.monotonic()).collect();
        assert!(spans.is_sorted());
    }

    #[tokio::test(start_paused = true)]
    async fn sleeping_lets_the_span_pass() {
        let before = tokio::time::Instant::now();
        SystemClock::new().sleep(Duration::from_hours(1)).await;
        assert!(before.elapsed() >= Duration::from_hours(1));
    }
}
