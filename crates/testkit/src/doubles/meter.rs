//! Meters.

use std::sync::Mutex;
use std::time::Duration;

use application::port::RequestMeter;
use application::{Allowance, Quota};

/// A meter that lets everybody through, until it is told otherwise.
#[derive(Debug, Default)]
pub struct FakeMeter {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    taken: Vec<(Quota, String)>,
    full: Option<Duration>,
}

impl FakeMeter {
    /// A meter that lets everybody through.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on nothing is left for anybody, and one more will be after this time; with
    /// `None`, all is left for everybody.
    pub fn set_full(&self, retry_after: Option<Duration>) {
        self.state.lock().unwrap().full = retry_after;
    }

    /// What was asked for and for which subject, in the order of the calls.
    pub fn taken(&self) -> Vec<(Quota, String)> {
        self.state.lock().unwrap().taken.clone()
    }
}

impl RequestMeter for FakeMeter {
    fn take(&self, quota: Quota, subject: &str) -> Allowance {
        let mut state = self.state.lock().unwrap();
        state.taken.push((quota, subject.to_owned()));
        match state.full {
            None => Allowance {
                quota,
                passed: true,
                remaining: quota.rate.count.get() - 1,
                retry_after: Duration::ZERO,
                reset_after: quota.rate.interval(),
            },
            Some(retry_after) => Allowance {
                quota,
                passed: false,
                remaining: 0,
                retry_after,
                reset_after: quota.rate.span,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use application::Rate;

    use super::*;

    #[test]
    fn everybody_is_let_through_but_while_the_meter_is_full() {
        let (meter, quota) = (FakeMeter::new(), Quota { name: "user", rate: Rate::new(1, 60) });
        assert!(meter.take(quota, "ada").passed);
        assert!(meter.take(quota, "ada").passed);
        meter.set_full(Some(Duration::from_secs(7)));
        let refused = meter.take(quota, "eve");
        assert!(!refused.passed);
        assert_eq!(refused.retry_after, Duration::from_secs(7));
        meter.set_full(None);
        assert!(meter.take(quota, "eve").passed);
        let subjects = ["ada", "ada", "eve", "eve"].map(|subject| (quota, subject.to_owned()));
        assert_eq!(meter.taken(), subjects);
    }
}
