//! Clocks.

use std::sync::Mutex;
use std::time::Duration;

use application::port::Clock;
use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, Utc};
use tokio::time::Instant;

use crate::sample;

/// A clock that stands still until it is told otherwise. Whoever sleeps on it moves it on
/// by that span and yields: nobody ever waits, and a loop that sleeps comes to its end. For
/// several tasks that must sleep at the same time, take [`TokioClock`].
#[derive(Debug)]
pub struct ManualClock {
    /// The time of day, and the time since the clock was made.
    hands: Mutex<(DateTime<Utc>, Duration)>,
}

impl ManualClock {
    /// A clock at [`sample::time`].
    pub fn new() -> Self {
        Self::at(sample::time())
    }

    /// A clock at this time.
    pub fn at(time: DateTime<Utc>) -> Self {
        Self { hands: Mutex::new((time.trunc_subsecs(6), Duration::ZERO)) }
    }

    /// Sets the time of day, as an operator may: the time for measuring spans stays.
    pub fn set(&self, time: DateTime<Utc>) {
        self.hands.lock().unwrap().0 = time.trunc_subsecs(6);
    }

    /// Moves on.
    pub fn advance(&self, span: Duration) {
        let (time, passed) = &mut *self.hands.lock().unwrap();
        *passed += span;
        *time = (*time + span).trunc_subsecs(6);
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        self.hands.lock().unwrap().0
    }

    fn monotonic(&self) -> Duration {
        self.hands.lock().unwrap().1
    }

    async fn sleep(&self, span: Duration) {
        self.advance(span);
        tokio::task::yield_now().await;
    }
}

/// The clock of the tokio runtime, from the real time of day on: real time as a rule, and
/// virtual time, in which any number of tasks sleep together, in a test that pauses tokio's.
#[derive(Debug)]
pub struct TokioClock {
    time: DateTime<Utc>,
    since: Instant,
}

impl TokioClock {
    /// A clock that starts now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock of tests")]
    pub fn new() -> Self {
        Self { time: Utc::now(), since: Instant::now() }
    }
}

impl Default for TokioClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Clock for TokioClock {
    fn now(&self) -> DateTime<Utc> {
        (self.time + self.monotonic()).trunc_subsecs(6)
    }

    fn monotonic(&self) -> Duration {
        self.since.elapsed()
    }

    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleeping_moves_a_manual_clock_on_at_once() {
        let clock = ManualClock::new();
        clock.sleep(Duration::from_hours(1)).await;
        assert_eq!(clock.now(), sample::at(3600));
        assert_eq!(clock.monotonic(), Duration::from_hours(1));
    }

    #[test]
    fn setting_the_time_of_day_leaves_measured_spans_alone() {
        let clock = ManualClock::new();
        clock.advance(Duration::from_secs(5));
        clock.set(sample::time());
        assert_eq!(clock.now(), sample::time());
        assert_eq!(clock.monotonic(), Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_tokio_clock_goes_and_is_cut_to_microseconds() {
        let clock = TokioClock::new();
        let before = clock.now();
        clock.sleep(Duration::from_millis(2)).await;
        assert!(clock.now() > before);
        assert_eq!(clock.now().timestamp_subsec_nanos() % 1000, 0);
    }
}
