//! Trying again after a lost race, with jitter, for a while.

use std::sync::Arc;
use std::time::Duration;

use crate::port::{Clock, Ids};

/// How long a save is tried again before the caller is asked to come back.
const LIMIT: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// A span of at least half and at most all of `longest`.
pub(super) fn jittered(ids: &dyn Ids, longest: Duration) -> Duration {
    let random = ids.next().as_bytes()[15];
    longest / 2 + longest.mul_f64(f64::from(random) / 510.0)
}

/// Patience for one request.
pub(super) struct Patience {
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    since: Duration,
    pause: Duration,
}

impl Patience {
    pub(super) fn new(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Self {
        Self {
            clock: Arc::clone(clock),
            ids: Arc::clone(ids),
            since: clock.monotonic(),
            pause: FIRST_PAUSE,
        }
    }

    /// Waits a moment, longer each time. False when patience has run out.
    pub(super) async fn wait(&mut self) -> bool {
        if self.clock.monotonic().saturating_sub(self.since) >= LIMIT {
            return false;
        }
        self.clock.sleep(jittered(&*self.ids, self.pause)).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::Mocks;

    #[tokio::test]
    async fn patience_runs_out_after_five_seconds_of_ever_longer_pauses() {
        let ports = Mocks::default().ports();
        let mut patience = Patience::new(&ports.clock, &ports.ids);
        let mut waits = 0;
        while patience.wait().await {
            waits += 1;
        }
        assert!((LIMIT..LIMIT + LONGEST_PAUSE).contains(&ports.clock.monotonic()));
        assert!((50..200).contains(&waits), "{waits} tries");
    }

    #[test]
    fn a_pause_is_jittered_between_half_and_all_of_it() {
        let ports = Mocks::default().ports();
        let longest = Duration::from_millis(100);
        for _ in 0..300 {
            let pause = jittered(&*ports.ids, longest);
            assert!((longest / 2..=longest).contains(&pause), "{pause:?}");
        }
    }
}
