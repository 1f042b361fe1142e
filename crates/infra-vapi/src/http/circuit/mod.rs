//! Sparing a key that Vapi keeps failing or limiting.
//!
//! Each key has circuits of its own, so that one tenant's broken key slows nobody else's; and
//! the server-wide key has many users, so that each assistant has one of its own under it:
//! one that Vapi fails to answer for stops no other's. Only failures of availability count,
//! and only so many in a row without an answer in between; a rest that Vapi asks for is the
//! whole key's. A call that an open circuit refuses
//! was never sent: what it would have made was not made.
//!
//! Written by hand, for the kept crates put one breaker around one service: none has one per
//! key with a bound, a pause by `Retry-After` and a probe that may be dropped.

mod state;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::integration::VapiKey;
use tokio::time::Instant;

use self::state::{Circuit, Role};

/// Keys in trouble that are remembered at once.
const MOST_KEYS: usize = 1024;
/// A key is forgotten when nothing more was heard of its trouble for this long, which is
/// longer than any call or wait.
const FORGOTTEN_AFTER: Duration = Duration::from_mins(10);

/// What a call's end says of Vapi.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It answered, whatever it was.
    Answered,
    /// It asks for this much rest.
    Limited(Duration),
    /// It is away, too slow, or talks nonsense.
    Failed,
    /// Nothing: the call was dropped, or something else spoke.
    Unclear,
}

/// Why a call was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Vapi keeps failing this key.
    Open,
    /// Vapi asked for rest, of which this much is left.
    Paused(Duration),
}

/// The circuits of all keys.
#[derive(Debug, Default)]
pub(super) struct Circuits {
    /// By a digest of the key under a seed of this process, which tells nobody the key and is
    /// worth nothing elsewhere. Only keys in trouble have an entry.
    entries: Mutex<HashMap<u64, Entry>>,
    seed: RandomState,
}

#[derive(Debug)]
struct Entry {
    circuit: Circuit,
    /// When it last changed.
    touched: Instant,
}

impl Circuits {
    /// Lets a call with this key about this through, or refuses it at once.
    pub(super) fn enter(&self, key: &VapiKey, about: impl Hash) -> Result<Pass<'_>, Refused> {
        let (digest, now) = (self.seed.hash_one((key.expose(), about)), Instant::now());
        let mut entries = self.lock();
        let role = match entries.get_mut(&digest) {
            Some(entry) if !entry.is_forgotten(now) => entry.circuit.enter(now)?,
            _ => Role::Call,
        };
        Ok(Pass { circuits: self, digest, role, outcome: Outcome::Unclear })
    }

    fn end(&self, digest: u64, role: Role, outcome: Outcome) {
        let now = Instant::now();
        let mut entries = self.lock();
        let known = entries.get(&digest).filter(|entry| !entry.is_forgotten(now));
        let (is_known, before) =
            (known.is_some(), known.map_or_else(Circuit::default, |entry| entry.circuit));
        let circuit = before.after(role, outcome, now);
        if circuit.is_quiet(now) {
            entries.remove(&digest);
        } else if circuit != before {
            if !is_known {
                make_room(&mut entries, now);
            }
            entries.insert(digest, Entry { circuit, touched: now });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn is_forgotten(&self, now: Instant) -> bool {
        now.duration_since(self.touched) >= FORGOTTEN_AFTER
    }
}

/// Forgets whom it is time to forget; and of too many, who was longest out of trouble.
fn make_room(entries: &mut HashMap<u64, Entry>, now: Instant) {
    entries.retain(|_, entry| !entry.is_forgotten(now));
    if entries.len() >= MOST_KEYS {
        let oldest = entries.iter().min_by_key(|(_, entry)| entry.touched);
        if let Some(digest) = oldest.map(|(digest, _)| *digest) {
            entries.remove(&digest);
        }
    }
}

/// A call that was let through. Dropped without an end, it says nothing, and somebody else
/// may try.
#[derive(Debug)]
pub(super) struct Pass<'a> {
    circuits: &'a Circuits,
    digest: u64,
    role: Role,
    outcome: Outcome,
}

impl Pass<'_> {
    /// The call ended so.
    pub(super) fn end(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.circuits.end(self.digest, self.role, self.outcome);
    }
}
