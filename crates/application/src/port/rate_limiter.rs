//! Counting what is asked for too often.

use async_trait::async_trait;

use crate::StoreError;
use crate::rate_limit::{Allowance, Quota};

/// Counts for all servers that share a database. A quota of `n` in a span lets through `n` at
/// once, and one more each time an `n`th of the span has passed (GCRA), by the clock of who
/// counts. Subjects are kept as digests, and only until their count is back at nothing.
#[cfg_attr(test, mockall::automock)]
#[async_trait]
pub trait RateLimiter: Send + Sync {
    /// Takes one for the subject, if one is left. Of any number at the same time, on any
    /// number of servers, no more than are left are let through. One statement.
    async fn take(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError>;

    /// What is left for the subject, without taking any.
    async fn look(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError>;

    /// Gives one back that was taken; nothing when none is out.
    async fn give_back(&self, quota: Quota, subject: &str) -> Result<(), StoreError>;

    /// Forgets subjects whose count is back at nothing. Answers how many.
    async fn tidy(&self) -> Result<u64, StoreError>;
}

/// Counts for this server alone, in no time: for what is asked at every request, where to
/// ask a database would cost more than what it protects from.
#[cfg_attr(test, mockall::automock)]
pub trait RequestMeter: Send + Sync {
    /// Takes one for the subject, if one is left.
    fn take(&self, quota: Quota, subject: &str) -> Allowance;
}
