//! Connections that nobody uses, and who waits for one.

use std::collections::{HashMap, VecDeque};

use tokio::sync::oneshot;

use super::census::Thread;
use super::{Driver, Kept, Lent};

pub(super) struct Shelf<D: Driver> {
    /// The one that was used last is the last.
    pub(super) kept: Vec<Kept<D>>,
    /// Who waits on each thread.
    waiting: HashMap<Thread, VecDeque<oneshot::Sender<Lent<D>>>>,
}

impl<D: Driver> Shelf<D> {
    pub(super) fn new() -> Self {
        Self { kept: Vec::new(), waiting: HashMap::new() }
    }

    /// The one of this thread that was used last.
    pub(super) fn take_ours(&mut self, here: Thread) -> Option<Kept<D>> {
        let ours = self.kept.iter().rposition(|kept| kept.home.thread() == here)?;
        Some(self.kept.remove(ours))
    }

    /// Waits on this thread for a connection of this thread.
    pub(super) fn wait(&mut self, here: Thread) -> oneshot::Receiver<Lent<D>> {
        let (to, from) = oneshot::channel();
        let waiting = self.waiting.entry(here).or_default();
        while waiting.pop_front_if(|first| first.is_closed()).is_some() {}
        waiting.push_back(to);
        from
    }

    /// Passes it on to whoever has waited longest on its thread, or gives it back where nobody
    /// waits.
    pub(super) fn pass_on(&mut self, mut lent: Lent<D>) -> Option<Lent<D>> {
        let Some(waiting) = self.waiting.get_mut(&lent.kept.home.thread()) else {
            return Some(lent);
        };
        while let Some(first) = waiting.pop_front() {
            lent = first.send(lent).err()?;
        }
        Some(lent)
    }
}
