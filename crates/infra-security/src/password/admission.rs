//! How many passwords are hashed at once, and how many may wait for it.

use std::num::NonZeroUsize;
use std::sync::Arc;

use application::HashError;
use metrics::Gauge;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::measure::{Counted, Gauges};

/// How much hashing is taken on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingLimits {
    /// How many are hashed at the same time. Each takes one core and 19 MiB, which are
    /// kept for the next. More than there are cores hashes no faster.
    pub at_once: NonZeroUsize,
    /// How many more may wait, first come, first served. Beyond it the answer is
    /// [`HashError::Busy`] at once.
    pub waiting: usize,
}

impl HashingLimits {
    /// For each one at work: with 20 ms a hash, the last of 64 waits for 1.3 s, which a
    /// person at a login form still does.
    const WAITING_FOR_EACH: usize = 64;

    /// One hash at once for each core, and 64 waiting for each.
    pub const fn for_cores(cores: NonZeroUsize) -> Self {
        Self { at_once: cores, waiting: cores.get().saturating_mul(Self::WAITING_FOR_EACH) }
    }
}

/// Lets in as many as the limits allow.
pub(super) struct Admission {
    /// One for each at work or waiting.
    places: Arc<Semaphore>,
    gauges: Gauges,
}

/// The right to hash one password as soon as a thread has time, given back when dropped.
pub(super) struct Permit {
    place: OwnedSemaphorePermit,
    waits: Counted,
    running: Gauge,
}

/// A password that is being hashed.
pub(super) struct AtWork {
    _place: OwnedSemaphorePermit,
    _counted: Counted,
}

impl Permit {
    pub(super) fn begin(self) -> AtWork {
        drop(self.waits);
        AtWork { _place: self.place, _counted: Counted::in_gauge(&self.running) }
    }
}

impl Admission {
    pub(super) fn new(limits: HashingLimits) -> Self {
        let places = limits.at_once.get().saturating_add(limits.waiting);
        let places = Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self { places, gauges: Gauges::new() }
    }

    /// A place to wait for one's turn, if there is any.
    pub(super) fn enter(&self) -> Result<Permit, HashError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.gauges.refused.increment(1);
            return Err(HashError::Busy);
        };
        let waits = Counted::in_gauge(&self.gauges.waiting);
        Ok(Permit { place, waits, running: self.gauges.running.clone() })
    }
}

#[cfg(test)]
mod tests {
    use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

    use super::*;

    fn limits(at_once: usize, waiting: usize) -> HashingLimits {
        HashingLimits { at_once: NonZeroUsize::new(at_once).unwrap(), waiting }
    }

    #[test]
    fn the_default_lets_sixty_logins_at_once_through_on_one_core() {
        let one_core = HashingLimits::for_cores(NonZeroUsize::MIN);
        assert!(one_core.at_once.get() + one_core.waiting >= 60);
    }

    #[test]
    fn who_finds_no_place_is_told_at_once_and_who_leaves_makes_one() {
        let admission = Admission::new(limits(1, 1));
        let at_work = admission.enter().unwrap().begin();
        let next = admission.enter().unwrap();
        assert!(matches!(admission.enter(), Err(HashError::Busy)));
        drop(next);
        let next = admission.enter().unwrap();
        assert!(matches!(admission.enter(), Err(HashError::Busy)));
        drop(at_work);
        assert!(admission.enter().is_ok());
        drop(next);
    }

    /// What a scrape says of this number.
    fn shown(prometheus: &PrometheusHandle, name: &str) -> String {
        let scraped = prometheus.render();
        let line = scraped.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.unwrap_or_else(|| panic!("no {name}: {scraped}")).to_owned()
    }

    #[test]
    fn who_runs_who_waits_and_who_was_refused_is_shown() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let prometheus = recorder.handle();
        let _recording = metrics::set_default_local_recorder(&recorder);
        let all = || {
            ["running", "waiting", "refused_total"]
                .map(|what| shown(&prometheus, &format!("ava_password_hashing_{what}")))
        };
        let admission = Admission::new(limits(1, 2));
        assert_eq!(all(), ["0", "0", "0"]);
        let at_work = admission.enter().unwrap().begin();
        let [next, last] = [(); 2].map(|()| admission.enter().unwrap());
        assert!(admission.enter().is_err());
        assert_eq!(all(), ["1", "2", "1"]);
        // Who stops waiting waits no longer.
        drop(last);
        assert_eq!(all(), ["1", "1", "1"]);
        drop(at_work);
        assert_eq!(all(), ["0", "1", "1"]);
        drop(next);
        assert_eq!(all(), ["0", "0", "1"]);
    }

    #[test]
    fn limits_beyond_what_can_be_counted_are_no_limits() {
        assert!(Admission::new(limits(usize::MAX, usize::MAX)).enter().is_ok());
    }
}
