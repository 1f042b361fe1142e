//! Counting by one instant a subject, the theoretical arrival time (GCRA): when the count is
//! back at nothing.

use std::time::Duration;

use application::{Allowance, Quota};
use aws_lc_rs::digest::{SHA256, digest as hash};

/// A quota in whole microseconds, as the database counts. The span is `count` intervals, so
/// that rounding lets neither more nor fewer through at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    quota: Quota,
    interval: i64,
    span: i64,
}

impl Steps {
    pub(super) fn of(quota: Quota) -> Self {
        /// A hundred years.
        const MOST: i64 = 100 * 366 * 86_400_000_000;
        let count = i64::from(quota.rate.count.get());
        let span = i64::try_from(quota.rate.span.as_micros()).map_or(MOST, |span| span.min(MOST));
        let interval = (span / count).max(1);
        Self { quota, interval, span: interval * count }
    }

    /// By how much one more moves the instant.
    pub(super) const fn interval(self) -> i64 {
        self.interval
    }

    /// How far ahead the instant may be for one more to be let through.
    pub(super) const fn room(self) -> i64 {
        self.span - self.interval
    }

    /// What is left at `now`; whether one passed is whether one is left, unless it is told.
    pub(super) fn allowance(self, tat: i64, now: i64, passed: Option<bool>) -> Allowance {
        let ahead = tat.saturating_sub(now).max(0);
        let left = (self.span.saturating_sub(ahead) / self.interval).max(0);
        let remaining = u32::try_from(left).unwrap_or(u32::MAX);
        Allowance {
            quota: self.quota,
            passed: passed.unwrap_or(remaining > 0),
            remaining,
            retry_after: span_of(ahead.saturating_sub(self.room())),
            reset_after: span_of(ahead),
        }
    }
}

/// What is stored of a subject: no address and no email.
pub(super) fn digest(quota: Quota, subject: &str) -> Vec<u8> {
    let named = [quota.name.as_bytes(), subject.as_bytes()].join(&0);
    hash(&SHA256, &named).as_ref().to_vec()
}

fn span_of(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use application::Rate;

    use super::*;

    const SECOND: i64 = 1_000_000;

    fn steps(count: u32, seconds: u64) -> Steps {
        Steps::of(Quota { name: "test", rate: Rate::new(count, seconds) })
    }

    #[test]
    fn what_is_left_is_told_with_when_there_is_more() {
        let ten = steps(10, 100);
        let told = |tat| {
            let allowance = ten.allowance(tat, 0, None);
            let wait = allowance.retry_after.as_secs();
            (allowance.passed, allowance.remaining, wait, allowance.reset_after.as_secs())
        };
        assert_eq!(told(-5 * SECOND), (true, 10, 0, 0));
        assert_eq!(told(10 * SECOND), (true, 9, 0, 10));
        assert_eq!(told(90 * SECOND), (true, 1, 0, 90));
        assert_eq!(told(91 * SECOND), (false, 0, 1, 91));
        assert_eq!(told(100 * SECOND), (false, 0, 10, 100));
        assert!(ten.allowance(100 * SECOND, 0, Some(true)).passed);
    }

    #[test]
    fn what_was_counted_under_a_larger_quota_is_waited_for() {
        let allowance = steps(1, 1).allowance(60 * SECOND, 0, None);
        assert_eq!(allowance.remaining, 0);
        assert_eq!(allowance.retry_after, Duration::from_mins(1));
    }

    #[test]
    fn rounding_lets_as_many_through_as_there_are() {
        for (count, seconds) in [(7, 900), (9_999, 60), (700_000, 1), (u32::MAX, 1), (1, u64::MAX)]
        {
            let steps = steps(count, seconds);
            assert_eq!(steps.allowance(0, 0, None).remaining, count);
            let last = steps.allowance(steps.room(), 0, None);
            assert_eq!((last.passed, last.remaining), (true, 1));
            assert!(!steps.allowance(steps.room() + 1, 0, None).passed);
        }
    }

    #[test]
    fn subjects_of_different_quotas_are_told_apart() {
        let quota = |name| Quota { name, rate: Rate::new(1, 1) };
        let all = [digest(quota("a"), "bc"), digest(quota("ab"), "c"), digest(quota("a"), "b")];
        assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2]);
        assert!(all.iter().all(|digest| digest.len() == 32));
    }
}
