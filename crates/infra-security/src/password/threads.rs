//! Threads that do nothing but hash, and give way to all others.

use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crossbeam_channel::{Receiver, Sender};
use tokio::sync::oneshot;

/// How much nicer they are than the rest of us. Where more is wanted than there are cores, one of
/// them gets a third of what a thread gets that answers requests.
#[cfg(target_os = "linux")]
const NICER_BY: i32 = 5;
/// As nice as a thread can be.
#[cfg(target_os = "linux")]
const NICEST: i32 = 19;

/// What is told in one go at most.
const TOLD_AT_ONCE: usize = 4;

/// Does it, and leaves to be told what came of it.
type Work = Box<dyn FnOnce() -> Done + Send>;
type Done = Box<dyn FnOnce()>;

/// So many threads, from the beginning to the end: none has to be started when the system has
/// nothing left for it.
///
/// A hash goes through so much memory that whoever is told of one finds nothing of their own in the
/// processor's caches. While many wait, a thread therefore tells of several in one go: what is then
/// done for the second costs a good deal less than for the first, and hashing gets that time. It
/// keeps no more to itself than a quarter of what still waits for it.
pub(super) struct HashingThreads {
    queue: Sender<Arc<Asked>>,
}

/// What is to be done, until a thread begins with it or nobody wants it any more.
struct Asked(Mutex<Option<Work>>);

impl Asked {
    fn take(&self) -> Option<Work> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Whoever wants it. Dropped, they leave nothing of it in the queue but its empty place.
struct Asking(Arc<Asked>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.take();
    }
}

/// What was to be done panicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Panicked;

impl HashingThreads {
    pub(super) fn start(count: NonZeroUsize) -> io::Result<Self> {
        let (queue, work) = crossbeam_channel::unbounded();
        for _ in 0..count.get() {
            let work = work.clone();
            thread::Builder::new().name("hashing".to_owned()).spawn(move || {
                give_way();
                do_all(&work, count);
            })?;
        }
        Ok(Self { queue })
    }

    /// Does this after all that was asked for before. What has not begun when its caller goes
    /// away is dropped with them.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Panicked> {
        let (told, answer) = oneshot::channel();
        let work: Work = Box::new(move || {
            let done = catch_unwind(AssertUnwindSafe(work));
            Box::new(move || {
                if let Ok(done) = done {
                    // Whoever went away meanwhile does not want it.
                    let _ = told.send(done);
                }
            })
        });
        let asking = Asking(Arc::new(Asked(Mutex::new(Some(work)))));
        // Were the threads gone, the answer would be lost as well.
        let _ = self.queue.send(Arc::clone(&asking.0));
        answer.await.map_err(|_| Panicked)
    }
}

/// Until whoever had the other end is gone.
fn do_all(queue: &Receiver<Arc<Asked>>, threads: NonZeroUsize) {
    let mut done: Vec<Done> = Vec::with_capacity(TOLD_AT_ONCE);
    loop {
        let next = queue.try_recv().or_else(|_| {
            // Another thread may have taken what was left.
            tell(&mut done);
            queue.recv()
        });
        let Ok(asked) = next else { return };
        done.extend(asked.take().map(|work| work()));
        let waiting = queue.len() / threads;
        if done.len() >= TOLD_AT_ONCE.min(1 + waiting / 4) {
            tell(&mut done);
        }
    }
}

fn tell(done: &mut Vec<Done>) {
    done.drain(..).for_each(|tell| tell());
}

/// Lowers the priority of this thread. Where the system has none for single threads, or a
/// sandbox forbids it, it stays as it is.
fn give_way() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{getpriority_process, setpriority_process};
        let lowered = getpriority_process(None)
            .and_then(|ours| setpriority_process(None, (ours + NICER_BY).min(NICEST)));
        if let Err(error) = lowered {
            tracing::debug!(%error, "passwords are hashed with the priority of requests");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use futures_util::stream::FuturesUnordered;
    use futures_util::{FutureExt, StreamExt};
    use tokio::sync::oneshot::error::TryRecvError;

    use super::*;

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn they_give_way_to_others() {
        let niceness = || rustix::process::getpriority_process(None).unwrap();
        let ours = niceness();
        let threads = HashingThreads::start(NonZeroUsize::MIN).unwrap();
        assert_eq!(threads.run(niceness).await.unwrap(), (ours + NICER_BY).min(NICEST));
        assert_eq!(niceness(), ours, "of nobody else");
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_begun_and_not_kept() {
        let threads = HashingThreads::start(NonZeroUsize::MIN).unwrap();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (let_go, go) = mpsc::channel::<()>();
        let first = threads.run(move || {
            begun.send(()).unwrap();
            go.recv_timeout(Duration::from_secs(10)).unwrap();
        });
        let (kept, mut is_gone) = tokio::sync::oneshot::channel::<()>();
        let second = threads.run(move || {
            drop(kept);
            panic!("nobody wants this");
        });
        let (first, ()) = tokio::join!(first, async {
            has_begun.await.unwrap();
            tokio::time::timeout(Duration::from_millis(1), second).await.unwrap_err();
            // At once, not in its turn.
            assert_eq!(is_gone.try_recv(), Err(TryRecvError::Closed));
            let_go.send(()).unwrap();
        });
        first.unwrap();
        assert_eq!(threads.run(|| 3).await.unwrap(), 3);
    }

    /// So many that wait for one thread, each of which ends when it is let go, and how many were
    /// answered when the thread had done each.
    async fn answered_by_the_end_of_each(count: usize) -> Vec<usize> {
        let threads = HashingThreads::start(NonZeroUsize::MIN).unwrap();
        let (begun, mut has_begun) = tokio::sync::mpsc::unbounded_channel();
        let (let_go, go) = mpsc::channel::<()>();
        let go = Arc::new(Mutex::new(go));
        let mut asked: FuturesUnordered<_> = (0..count)
            .map(|_| {
                let (begun, go) = (begun.clone(), Arc::clone(&go));
                threads.run(move || {
                    begun.send(()).unwrap();
                    go.lock().unwrap().recv_timeout(Duration::from_secs(10)).unwrap();
                })
            })
            .collect();
        drop(begun);
        assert_eq!(asked.next().now_or_never(), None, "all of them are asked for");
        has_begun.recv().await.unwrap();
        let (mut answered, mut by_then) = (0, Vec::new());
        for _ in 0..count {
            let_go.send(()).unwrap();
            // The next one has begun, or there is none: whatever there was to tell is told.
            if has_begun.recv().await.is_none() {
                while asked.next().await.is_some() {
                    answered += 1;
                }
            }
            while let Some(Some(Ok(()))) = asked.next().now_or_never() {
                answered += 1;
            }
            by_then.push(answered);
        }
        by_then
    }

    #[tokio::test]
    async fn where_few_wait_each_is_told_at_once() {
        assert_eq!(answered_by_the_end_of_each(4).await, [1, 2, 3, 4]);
    }

    #[tokio::test]
    async fn where_many_wait_several_are_told_in_one_go() {
        let answered = [0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 11, 11, 13, 13, 15, 15, 17, 18, 19, 20];
        assert_eq!(answered_by_the_end_of_each(20).await, answered);
    }

    #[tokio::test]
    async fn a_panic_ends_what_was_to_be_done_and_no_thread() {
        let threads = HashingThreads::start(NonZeroUsize::MIN).unwrap();
        for _ in 0..3 {
            assert_eq!(threads.run(|| panic!("as a test wants it")).await, Err::<(), _>(Panicked));
        }
        assert_eq!(threads.run(|| 3).await, Ok(3));
    }

    #[tokio::test]
    async fn what_was_asked_for_is_done_or_dropped_though_their_owner_is_gone() {
        let threads = HashingThreads::start(NonZeroUsize::MIN).unwrap();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (let_go, go) = mpsc::channel::<()>();
        // Ends when the thread has dropped the rest of what it was to do.
        let (kept, is_gone) = tokio::sync::oneshot::channel::<()>();
        let work = threads.run(move || {
            begun.send(()).unwrap();
            go.recv_timeout(Duration::from_secs(10)).unwrap();
        });
        tokio::select! {
            _ = work => panic!("it was not let go"),
            begun = has_begun => begun.unwrap(),
        }
        let next = threads.run(move || drop(kept));
        tokio::time::timeout(Duration::from_millis(1), next).await.unwrap_err();
        drop(threads);
        let_go.send(()).unwrap();
        is_gone.await.unwrap_err();
    }
}
