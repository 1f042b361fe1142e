//! How many connections each thread has opened.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

/// Counts the connections that are open, up to a bound. Cheap to clone.
#[derive(Clone)]
pub(super) struct Census(Arc<Counts>);

struct Counts {
    max: usize,
    has_homes: bool,
    of: Mutex<HashMap<Thread, usize>>,
}

/// A thread, or no matter which.
pub(super) type Thread = Option<ThreadId>;

/// One connection of the thread that opened it, counted until this is dropped.
pub(super) struct Home {
    thread: Thread,
    census: Census,
}

impl Census {
    /// `has_homes`: whether it matters which thread opened a connection.
    pub(super) fn up_to(max: usize, has_homes: bool) -> Self {
        Self(Arc::new(Counts { max, has_homes, of: Mutex::default() }))
    }

    /// This thread.
    pub(super) fn here(&self) -> Thread {
        self.0.has_homes.then(|| thread::current().id())
    }

    /// One more of this thread, unless that were too many.
    pub(super) fn admit(&self) -> Option<Home> {
        let mut of = self.lock();
        let is_full = of.values().sum::<usize>() >= self.0.max;
        (!is_full).then(|| self.count_in(&mut of))
    }

    /// One more of this thread.
    pub(super) fn count(&self) -> Home {
        self.count_in(&mut self.lock())
    }

    /// Counts that one as this thread's from now on.
    pub(super) fn move_here(&self, home: &mut Home) {
        let mut of = self.lock();
        leave(&mut of, home.thread);
        home.thread = self.here();
        *of.entry(home.thread).or_default() += 1;
    }

    /// Whether that one's thread has so many more than this one that it should be this one's.
    pub(super) fn is_uneven(&self, home: &Home) -> bool {
        let of = self.lock();
        let count = |thread: Thread| of.get(&thread).copied().unwrap_or(0);
        count(home.thread) > count(self.here()) + 1
    }

    fn count_in(&self, of: &mut HashMap<Thread, usize>) -> Home {
        let thread = self.here();
        *of.entry(thread).or_default() += 1;
        Home { thread, census: self.clone() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Thread, usize>> {
        self.0.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Home {
    pub(super) const fn thread(&self) -> Thread {
        self.thread
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        leave(&mut self.census.lock(), self.thread);
    }
}

fn leave(of: &mut HashMap<Thread, usize>, thread: Thread) {
    if let Some(count) = of.get_mut(&thread) {
        *count -= 1;
        if *count == 0 {
            of.remove(&thread);
        }
    }
}
