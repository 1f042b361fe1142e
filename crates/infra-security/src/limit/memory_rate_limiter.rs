//! Counts in memory.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use application::port::{Clock, RateLimiter, RequestMeter};
use application::{Allowance, Quota, StoreError};
use async_trait::async_trait;
use aws_lc_rs::digest;

use super::gcra::{Gcra, Instant, nanoseconds};
use super::shard::{Digest, Shard};

/// Counts for this process, by the monotonic clock, until it ends. As a [`RateLimiter`] it is
/// for a database that no other server shares.
///
/// Some 900 000 subjects have room, in 50 MB. When more are being counted at once, those whose
/// counts are nearest to nothing make room for new ones. A flood of subjects can so have the
/// counts of others forgotten that have taken little, and pass again, but not of one that has
/// taken much, as who tries passwords has; to let new subjects pass uncounted instead would end
/// every limit for as long as the flood lasts.
// Not governor: it cannot give one back nor look without taking, and must count as SQL does.
pub struct MemoryRateLimiter {
    clock: Arc<dyn Clock>,
    shards: [Mutex<Shard>; SHARDS],
    /// Which shard; seeded, so that nobody can choose subjects that share one.
    choice: RandomState,
}

/// So many that a pass over one takes milliseconds, and holds up a 16th of the requests.
const SHARDS: usize = 16;
/// As many as fit into a map of 2^16 places: seven eighths of them, at 41 bytes a place.
const SUBJECTS_OF_SHARD: usize = 57_344;

impl MemoryRateLimiter {
    /// Counts nobody yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_room(clock, SUBJECTS_OF_SHARD)
    }

    fn with_room(clock: Arc<dyn Clock>, subjects_of_shard: usize) -> Self {
        let shards = std::array::from_fn(|_| Mutex::new(Shard::with_room(subjects_of_shard)));
        Self { clock, shards, choice: RandomState::new() }
    }

    fn now(&self) -> Instant {
        nanoseconds(self.clock.monotonic())
    }

    fn shard(&self, subject: &Digest) -> MutexGuard<'_, Shard> {
        locked(&self.shards[self.index(subject)])
    }

    fn index(&self, subject: &Digest) -> usize {
        let [choice, ..] = self.choice.hash_one(subject).to_le_bytes();
        usize::from(choice) % SHARDS
    }

    fn take_one(&self, quota: Quota, subject: &str) -> Allowance {
        let digest = digest_of(quota, subject);
        let now = self.now();
        let mut shard = self.shard(&digest);
        let (left, taken) = Gcra::new(quota, now).take(shard.tat(&digest));
        if let Some(tat) = taken {
            shard.set(digest, tat, now);
        }
        left
    }
}

fn locked(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    // Whatever panicked left a count too many or too few, no more.
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn digest_of(quota: Quota, subject: &str) -> Digest {
    let text = [quota.name.as_bytes(), b"\0", subject.as_bytes()].concat();
    let digest = digest::digest(&digest::SHA256, &text);
    Digest::try_from(digest.as_ref()).expect("SHA-256 gives 32 bytes")
}

impl RequestMeter for MemoryRateLimiter {
    fn take(&self, quota: Quota, subject: &str) -> Allowance {
        self.take_one(quota, subject)
    }
}

#[async_trait]
impl RateLimiter for MemoryRateLimiter {
    async fn take(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        Ok(self.take_one(quota, subject))
    }

    async fn look(&self, quota: Quota, subject: &str) -> Result<Allowance, StoreError> {
        let digest = digest_of(quota, subject);
        let tat = self.shard(&digest).tat(&digest);
        Ok(Gcra::new(quota, self.now()).look(tat))
    }

    async fn give_back(&self, quota: Quota, subject: &str) -> Result<(), StoreError> {
        let digest = digest_of(quota, subject);
        let now = self.now();
        let mut shard = self.shard(&digest);
        if let Some(tat) = Gcra::new(quota, now).give_back(shard.tat(&digest)) {
            shard.set(digest, tat, now);
        }
        Ok(())
    }

    async fn tidy(&self) -> Result<u64, StoreError> {
        let now = self.now();
        let forgotten: usize = self.shards.iter().map(|shard| locked(shard).tidy(now)).sum();
        Ok(u64::try_from(forgotten).unwrap_or(u64::MAX))
    }
}

impl std::fmt::Debug for MemoryRateLimiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryRateLimiter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
