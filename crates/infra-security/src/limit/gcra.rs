//! The generic cell rate algorithm. All that is kept of a subject is one instant: when
//! everything it has taken will have been given back, one each interval.

use std::time::Duration;

use application::{Allowance, Quota};

/// Nanoseconds since the clock began: 584 years of them.
pub(super) type Instant = u64;

/// A quota at an instant.
#[derive(Clone, Copy)]
pub(super) struct Gcra {
    quota: Quota,
    now: Instant,
    /// How long it takes until one more is let through.
    interval: u64,
    /// How far ahead a subject may be: all intervals of the span. The span itself may be longer,
    /// where it does not part evenly, and the rest than an interval.
    reach: u64,
}

impl Gcra {
    pub(super) fn new(quota: Quota, now: Instant) -> Self {
        // More than one a nanosecond is as many as anybody can take.
        let interval = nanoseconds(quota.rate.interval()).max(1);
        let reach = interval.saturating_mul(u64::from(quota.rate.count.get()));
        Self { quota, now, interval, reach }
    }

    /// Takes one of a subject that is back at nothing at `tat`: what is left, and when it is
    /// back at nothing then; a refused take changes nothing.
    pub(super) fn take(&self, tat: Instant) -> (Allowance, Option<Instant>) {
        let before = self.look(tat);
        if !before.passed {
            return (before, None);
        }
        let taken = tat.max(self.now).saturating_add(self.interval);
        (Allowance { passed: true, ..self.look(taken) }, Some(taken))
    }

    /// What is left, and whether one more would be let through.
    pub(super) fn look(&self, tat: Instant) -> Allowance {
        let ahead = tat.saturating_sub(self.now);
        let remaining = self.reach.saturating_sub(ahead) / self.interval;
        let wait = ahead.saturating_add(self.interval).saturating_sub(self.reach);
        Allowance {
            quota: self.quota,
            passed: wait == 0,
            remaining: u32::try_from(remaining).unwrap_or(u32::MAX),
            retry_after: Duration::from_nanos(wait),
            reset_after: Duration::from_nanos(ahead),
        }
    }

    /// Gives one back; `None` when none is out.
    pub(super) fn give_back(&self, tat: Instant) -> Option<Instant> {
        (tat > self.now).then(|| tat.saturating_sub(self.interval).max(self.now))
    }
}

pub(super) fn nanoseconds(span: Duration) -> u64 {
    u64::try_from(span.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use application::Rate;
    use proptest::prelude::*;

    use super::*;

    const SECOND: u64 = 1_000_000_000;

    fn gcra(count: u32, seconds: u64, now: Instant) -> Gcra {
        Gcra::new(Quota { name: "test", rate: Rate::new(count, seconds) }, now)
    }

    /// How many of one subject are let through at this instant.
    fn let_through(quota: &Gcra, mut tat: Instant) -> (u32, Instant) {
        let mut count = 0;
        while let (_, Some(taken)) = quota.take(tat) {
            (count, tat) = (count + 1, taken);
        }
        (count, tat)
    }

    #[test]
    fn ten_in_a_hundred_seconds_let_ten_through_and_one_more_each_ten_seconds() {
        let (count, tat) = let_through(&gcra(10, 100, 5 * SECOND), 0);
        assert_eq!((count, tat), (10, 105 * SECOND));
        for (second, more) in [(14, 0), (15, 1), (24, 1), (25, 2), (105, 10), (9_999, 10)] {
            let (count, _) = let_through(&gcra(10, 100, second * SECOND), tat);
            assert_eq!(count, more, "at {second}");
        }
    }

    #[test]
    fn each_answer_says_what_is_left_and_when_more_is() {
        let quota = gcra(3, 30, 100 * SECOND);
        let (mut tat, mut said) = (0, Vec::new());
        for _ in 0..4 {
            let (left, taken) = quota.take(tat);
            tat = taken.unwrap_or(tat);
            let seconds = (left.retry_after.as_secs(), left.reset_after.as_secs());
            said.push((left.passed, left.remaining, seconds));
            assert_eq!(left.quota, quota.quota);
        }
        assert_eq!(
            said,
            [(true, 2, (0, 10)), (true, 1, (0, 20)), (true, 0, (10, 30)), (false, 0, (10, 30)),]
        );
    }

    #[test]
    fn a_refused_take_does_not_make_the_wait_longer() {
        let (_, tat) = let_through(&gcra(1, 10, 0), 0);
        for second in 1..10 {
            let (refused, taken) = gcra(1, 10, second * SECOND).take(tat);
            assert_eq!(taken, None);
            assert_eq!(refused.retry_after, Duration::from_secs(10 - second));
        }
        assert!(gcra(1, 10, 10 * SECOND).take(tat).0.passed);
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_no_more() {
        let quota = gcra(2, 20, SECOND);
        let (_, full) = let_through(&quota, 0);
        let tat = quota.give_back(full).unwrap();
        assert_eq!(let_through(&quota, tat).0, 1);
        let tat = quota.give_back(tat).unwrap();
        assert_eq!(tat, SECOND);
        assert_eq!(quota.give_back(tat), None);
        assert_eq!(quota.give_back(0), None);
        // Less than one is out: no more than that comes back.
        assert_eq!(quota.give_back(SECOND + 1), Some(SECOND));
    }

    #[test]
    fn a_span_that_does_not_part_evenly_lets_no_more_through() {
        for count in [3, 7, 60_000, 999_999] {
            assert_eq!(let_through(&gcra(count, 1, 0), 0).0, count);
        }
    }

    #[test]
    fn absurd_quotas_are_counted_without_a_panic() {
        for (count, seconds) in [(u32::MAX, 1), (1, u64::MAX), (u32::MAX, u64::MAX)] {
            for now in [0, u64::MAX] {
                let quota = gcra(count, seconds, now);
                let (left, tat) = quota.take(0);
                assert!(left.passed, "{count} in {seconds} at {now}");
                assert!(quota.give_back(tat.unwrap()).is_none_or(|tat| tat >= now));
            }
        }
    }

    proptest! {
        #[test]
        fn what_an_answer_says_comes_true(
            count in 1_u32..20,
            seconds in 1_u64..100,
            waits in prop::collection::vec(0_u64..30 * SECOND, 1..40),
        ) {
            let (mut now, mut tat) = (0, 0);
            for wait in waits {
                now += wait;
                let quota = gcra(count, seconds, now);
                let seen = quota.look(tat);
                let (left, taken) = quota.take(tat);
                prop_assert_eq!(seen.passed, left.passed);
                tat = taken.unwrap_or(tat);
                prop_assert_eq!(let_through(&quota, tat).0, left.remaining);
                prop_assert_eq!(left.retry_after.is_zero(), left.remaining > 0);

                let free_at = now + nanoseconds(left.retry_after);
                prop_assert!(gcra(count, seconds, free_at).look(tat).passed);
                if left.remaining == 0 {
                    prop_assert!(!gcra(count, seconds, free_at - 1).look(tat).passed);
                }
                let reset_at = now + nanoseconds(left.reset_after);
                prop_assert_eq!(gcra(count, seconds, reset_at).look(tat).remaining, count);
            }
        }
    }
}
