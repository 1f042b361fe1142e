//! A limiter that writes down what it is asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;

use crate::port::RateLimiter;
use crate::use_case::fixture::{self, Mocks};
use crate::{Allowance, Ports, Quota, Rate, RateLimits, Settings, StoreError};

pub(super) const RATES: RateLimits = RateLimits {
    login_account: Rate::new(2, 60),
    login_address: Rate::new(3, 60),
    signup: Rate::new(2, 60),
    refresh: Rate::new(2, 60),
    sync: Rate::new(2, 60),
    user: Rate::new(2, 60),
};

pub(super) fn settings() -> Settings {
    Settings { rate_limits: Some(RATES), ..fixture::settings() }
}

/// Counts, and never forgets.
#[derive(Default)]
pub(super) struct Count {
    taken: Mutex<HashMap<String, u32>>,
    asked: Mutex<Vec<String>>,
}

impl Count {
    pub(super) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Nothing is left of this limit for this subject.
    pub(super) fn spend(&self, what: &str) {
        self.taken.lock().unwrap().insert(what.into(), u32::MAX);
    }

    /// What it was asked since this was asked last, in order: `+` taken, `!` refused,
    /// `-` given back, `?` looked at.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// The wiring with this limiter.
    pub(super) fn ports(self: &Arc<Self>, mocks: Mocks) -> Ports {
        Ports { limiter: Arc::clone(self) as Arc<dyn RateLimiter>, ..mocks.ports() }
    }

    fn is_left(&self, quota: Quota, subject: &str) -> bool {
        let taken = self.taken.lock().unwrap();
        let taken = taken.get(&format!("{} {subject}", quota.name)).copied();
        taken.unwrap_or_default() < quota.rate.count.get()
    }

    fn answer(&self, passed: bool, sign: char, quota: Quota, subject: &str) -> Allowance {
        let sign = if passed { sign } else { '!' };
        self.asked.lock().unwrap().push(format!("{sign} {} {subject}", quota.name));
        allowance(quota, passed)
    }
}

/// What a limiter answers.
pub(super) fn allowance(quota: Quota, passed: bool) -> Allowance {
    let retry_after = if passed { Duration::ZERO } else { quota.rate.interval() };
    Allowance { quota, passed, remaining: 0, retry_after, reset_after: quota.rate.span }
}

#[async_trait]
impl RateLimiter for Count {
    async fn take(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        let passed = self.is_left(quota, subject);
        if passed {
            let what = format!("{} {subject}", quota.name);
            *self.taken.lock().unwrap().entry(what).or_default() += 1;
        }
        Ok(self.answer(passed, '+', quota, subject))
    }

    async fn look(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        Ok(self.answer(self.is_left(quota, subject), '?', quota, subject))
    }

    async fn give_back(&self, quota: Quota, subject: &str) -> Result<(), StoreError> {
        let what = format!("{} {subject}", quota.name);
        *self.taken.lock().unwrap().get_mut(&what).unwrap() -= 1;
        self.answer(true, '-', quota, subject);
        Ok(())
    }

    async fn tidy(&self) -> Result<u64, StoreError> {
        panic!("no request tidies")
    }
}
