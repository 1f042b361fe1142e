//! How often what may be asked for.

use std::num::NonZeroU32;
use std::time::Duration;

/// So many in a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: NonZeroU32,
    /// In how long; at least a second.
    pub span: Duration,
}

impl Rate {
    /// So many in so many seconds; at least one in one.
    pub const fn new(count: u32, seconds: u64) -> Self {
        let count = match NonZeroU32::new(count) {
            Some(count) => count,
            None => NonZeroU32::MIN,
        };
        Self { count, span: Duration::from_secs(if seconds == 0 { 1 } else { seconds }) }
    }

    /// So many times as many in the same span.
    #[must_use]
    pub const fn times(self, factor: NonZeroU32) -> Self {
        Self { count: self.count.saturating_mul(factor), span: self.span }
    }

    /// How long it takes until one more is let through.
    pub fn interval(self) -> Duration {
        self.span / self.count.get()
    }
}

/// A limit with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The name of the configuration and of the response headers.
    pub name: &'static str,
    /// How often.
    pub rate: Rate,
}

/// What became of a request for one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// What was counted against.
    pub quota: Quota,
    /// Whether one was left.
    pub passed: bool,
    /// How many are left now.
    pub remaining: u32,
    /// When one more will be left; zero when one is.
    pub retry_after: Duration,
    /// When all will be left again.
    pub reset_after: Duration,
}

/// Every limit. None is counted for who is not mentioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Tries of a password, for one account from one address.
    pub login_account: Rate,
    /// Failed logins from one address, whatever account.
    pub login_address: Rate,
    /// Sign-ups from one address.
    pub signup: Rate,
    /// Replacements of a refresh token, in one session.
    pub refresh: Rate,
    /// Pushes of one user.
    pub sync: Rate,
    /// All authenticated requests of one user, at one server.
    pub user: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        const MINUTE: u64 = 60;
        Self {
            login_account: Rate::new(10, 15 * MINUTE),
            login_address: Rate::new(100, 15 * MINUTE),
            signup: Rate::new(20, 60 * MINUTE),
            refresh: Rate::new(60, MINUTE),
            sync: Rate::new(120, MINUTE),
            user: Rate::new(1200, MINUTE),
        }
    }
}

/// How many times as many failed logins one account takes from all addresses together than
/// from one. Who logs in from where they did before is not counted, so that nobody can lock
/// a stranger out by spending this.
pub(crate) const ALL_ADDRESSES: NonZeroU32 = match NonZeroU32::new(10) {
    Some(factor) => factor,
    None => NonZeroU32::MIN,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_passes_each_time_its_part_of_the_span_has_gone_by() {
        assert_eq!(Rate::new(10, 900).interval(), Duration::from_secs(90));
        assert_eq!(Rate::new(1200, 60).interval(), Duration::from_millis(50));
        assert_eq!(Rate::new(10, 900).times(ALL_ADDRESSES), Rate::new(100, 900));
    }

    #[test]
    fn no_rate_lets_nothing_through_or_everything() {
        assert_eq!(Rate::new(0, 0), Rate::new(1, 1));
    }
}
