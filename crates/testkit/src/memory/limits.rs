//! What was asked for too often.

use std::collections::BTreeMap;
use std::time::Duration;

use application::port::RateLimiter;
use application::{Allowance, Quota, StoreError};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::MemoryStores;
use super::state::State;

/// By the name of the quota and by the subject, when the count is back at nothing.
pub(super) type Counts = BTreeMap<(&'static str, String), DateTime<Utc>>;

#[async_trait]
impl RateLimiter for MemoryStores {
    async fn take(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        let mut state = self.state()?;
        let now = self.database_time();
        let counted = state.counted(quota, subject, now);
        let taken = counted + quota.rate.interval();
        if taken > quota.rate.span {
            return Ok(allowance(quota, false, counted));
        }
        state.limits.insert((quota.name, subject.to_owned()), now + taken);
        Ok(allowance(quota, true, taken))
    }

    async fn look(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        let counted = self.state()?.counted(quota, subject, self.database_time());
        Ok(allowance(quota, counted + quota.rate.interval() <= quota.rate.span, counted))
    }

    async fn give_back(&self, quota: Quota, subject: &str) -> Result<(), StoreError> {
        let mut state = self.state()?;
        let now = self.database_time();
        let counted = state.counted(quota, subject, now);
        let left = counted.saturating_sub(quota.rate.interval());
        if let Some(at_nothing) = state.limits.get_mut(&(quota.name, subject.to_owned())) {
            *at_nothing = now + left;
        }
        Ok(())
    }

    async fn tidy(&self) -> Result<u64, StoreError> {
        let mut state = self.state()?;
        let (before, now) = (state.limits.len(), self.database_time());
        state.limits.retain(|_, at_nothing| *at_nothing > now);
        Ok((before - state.limits.len()) as u64)
    }
}

impl State {
    /// How long it takes until the count is back at nothing.
    fn counted(&self, quota: Quota, subject: &str, now: DateTime<Utc>) -> Duration {
        let at_nothing = self.limits.get(&(quota.name, subject.to_owned()));
        at_nothing.and_then(|at| (*at - now).to_std().ok()).unwrap_or_default()
    }
}

fn allowance(quota: Quota, passed: bool, counted: Duration) -> Allowance {
    let (span, interval) = (quota.rate.span, quota.rate.interval());
    let left = span.saturating_sub(counted).as_nanos() / interval.as_nanos().max(1);
    let remaining = u32::try_from(left).unwrap_or(u32::MAX).min(quota.rate.count.get());
    let wait = (counted + interval).saturating_sub(span);
    let retry_after = if remaining > 0 { Duration::ZERO } else { wait };
    Allowance { quota, passed, remaining, retry_after, reset_after: counted }
}
