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
    /// One for each at work, and one for each that is next, so that a thread that has done one
    /// finds another at once.
    turns: Arc<Semaphore>,
    gauges: Gauges,
}

/// The right to hash one password as soon as a thread has time, given back when dropped.
pub(super) struct Permit {
    taken: Taken,
    waits: Counted,
    running: Gauge,
}

/// A password that is being hashed.
pub(super) struct AtWork {
    _taken: Taken,
    _counted: Counted,
}

struct Taken {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Permit {
    pub(super) fn begin(self) -> AtWork {
        drop(self.waits);
        AtWork { _taken: self.taken, _counted: Counted::in_gauge(&self.running) }
    }
}

impl Admission {
    pub(super) fn new(limits: HashingLimits) -> Self {
        let semaphore =
            |permits: usize| Arc::new(Semaphore::new(permits.min(Semaphore::MAX_PERMITS)));
        Self {
            places: semaphore(limits.at_once.get().saturating_add(limits.waiting)),
            turns: semaphore(limits.at_once.get().saturating_mul(2)),
            gauges: Gauges::new(),
        }
    }

    /// Waits for its turn, or is told at once that there is no place to wait. Whoever stops
    /// waiting leaves their place to another.
    pub(super) async fn enter(&self) -> Result<Permit, HashError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            self.gauges.refused.increment(1);
            return Err(HashError::Busy);
        };
        let waits = Counted::in_gauge(&self.gauges.waiting);
        // Never closed; were it, nobody could hash any more.
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| HashError::Busy)?;
        let taken = Taken { _turn: turn, _place: place };
        Ok(Permit { taken, waits, running: self.gauges.running.clone() })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

    use super::*;

    fn limits(at_once: usize, waiting: usize) -> HashingLimits {
        HashingLimits { at_once: NonZeroUsize::new(at_once).unwrap(), waiting }
    }

    /// Whether it answers so at once. With time paused, one that would wait is given up.
    async fn is_busy(admission: &Admission) -> bool {
        let entered = tokio::time::timeout(Duration::from_secs(1), admission.enter()).await;
        matches!(entered, Ok(Err(HashError::Busy)))
    }

    #[test]
    fn the_default_lets_sixty_logins_at_once_through_on_one_core() {
        let one_core = HashingLimits::for_cores(NonZeroUsize::MIN);
        assert!(one_core.at_once.get() + one_core.waiting >= 60);
    }

    #[tokio::test(start_paused = true)]
    async fn who_finds_no_place_is_told_at_once_and_who_leaves_makes_one() {
        let admission = Admission::new(limits(1, 0));
        let permit = admission.enter().await.unwrap();
        assert!(is_busy(&admission).await);
        drop(permit);
        assert!(admission.enter().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_stops_waiting_leaves_the_place_to_another() {
        let admission = Arc::new(Admission::new(limits(1, 2)));
        let permit = admission.enter().await.unwrap();
        let _next = admission.enter().await.unwrap();
        let waiting = tokio::spawn({
            let admission = Arc::clone(&admission);
            async move { admission.enter().await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert!(is_busy(&admission).await);

        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        drop(permit);
        assert!(admission.enter().await.is_ok());
    }

    /// What a scrape says of this number.
    fn shown(prometheus: &PrometheusHandle, name: &str) -> String {
        let scraped = prometheus.render();
        let line = scraped.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        line.unwrap_or_else(|| panic!("no {name}: {scraped}")).to_owned()
    }

    #[tokio::test(start_paused = true)]
    async fn who_runs_who_waits_and_who_was_refused_is_shown() {
        let recorder = PrometheusBuilder::new().build_recorder();
        let prometheus = recorder.handle();
        let _recording = metrics::set_default_local_recorder(&recorder);
        let all = || {
            ["running", "waiting", "refused_total"]
                .map(|what| shown(&prometheus, &format!("ava_password_hashing_{what}")))
        };
        let admission = Arc::new(Admission::new(limits(1, 2)));
        assert_eq!(all(), ["0", "0", "0"]);
        let at_work = admission.enter().await.unwrap().begin();
        let next = admission.enter().await.unwrap();
        let waiting = tokio::spawn({
            let admission = Arc::clone(&admission);
            async move { admission.enter().await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert!(is_busy(&admission).await);
        assert_eq!(all(), ["1", "2", "1"]);
        // Who stops waiting waits no longer.
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert_eq!(all(), ["1", "1", "1"]);
        drop(at_work);
        assert_eq!(all(), ["0", "1", "1"]);
        drop(next);
        assert_eq!(all(), ["0", "0", "1"]);
    }

    #[tokio::test]
    async fn limits_beyond_what_can_be_counted_are_no_limits() {
        assert!(Admission::new(limits(usize::MAX, usize::MAX)).enter().await.is_ok());
    }
}
