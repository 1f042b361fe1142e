//! Connections that nobody uses, and who waits for one.

use std::collections::{HashMap, VecDeque};
use std::thread::{self, ThreadId};

use tokio::sync::oneshot;

use super::{Kept, Lent};

#[derive(Default)]
pub(super) struct Shelf {
    /// The one that was used last is the last.
    pub(super) kept: Vec<Kept>,
    /// Who waits on each thread.
    waiting: HashMap<ThreadId, VecDeque<oneshot::Sender<Lent>>>,
}

impl Shelf {
    /// The one of this thread that was used last.
    pub(super) fn take_ours(&mut self) -> Option<Kept> {
        let here = thread::current().id();
        let ours = self.kept.iter().rposition(|kept| kept.home.thread() == here)?;
        Some(self.kept.remove(ours))
    }

    /// Waits on this thread for a connection of this thread.
    pub(super) fn wait(&mut self) -> oneshot::Receiver<Lent> {
        let (to, from) = oneshot::channel();
        let waiting = self.waiting.entry(thread::current().id()).or_default();
        while waiting.pop_front_if(|first| first.is_closed()).is_some() {}
        waiting.push_back(to);
        from
    }

    /// Passes it on to whoever has waited longest on its thread, or gives it back where nobody
    /// waits.
    pub(super) fn pass_on(&mut self, mut lent: Lent) -> Option<Lent> {
        let Some(waiting) = self.waiting.get_mut(&lent.kept.home.thread()) else {
            return Some(lent);
        };
        while let Some(first) = waiting.pop_front() {
            lent = first.send(lent).err()?;
        }
        Some(lent)
    }
}
