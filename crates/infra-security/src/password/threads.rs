//! Threads that do nothing but hash, and give way to all others.

use std::io;
use std::num::NonZeroUsize;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{JoinError, JoinHandle};

/// Of 19. Where more is wanted than there are cores, one of these threads gets a third of what
/// a thread gets that answers requests.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// So many threads and no more, started when there is work and ended when there was none for
/// ten seconds.
pub(super) struct HashingThreads {
    handle: Handle,
    /// There until this is dropped.
    runtime: Option<Runtime>,
}

impl HashingThreads {
    pub(super) fn new(at_most: NonZeroUsize) -> io::Result<Self> {
        let runtime = Builder::new_current_thread()
            .max_blocking_threads(at_most.get())
            .thread_name("hashing")
            .on_thread_start(give_way)
            .build()?;
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Does this after all that was asked for before, and gives what comes of it. What has not
    /// begun when its caller goes away is not done.
    ///
    /// # Errors
    ///
    /// A panic, or that the threads are gone.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        let mut wanted = Wanted(self.handle.spawn_blocking(work));
        (&mut wanted.0).await
    }
}

impl Drop for HashingThreads {
    fn drop(&mut self) {
        // To wait for them is not allowed where requests are answered.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Work that is given up when nobody waits for it any more, if it has not begun.
struct Wanted<T>(JoinHandle<T>);

impl<T> Drop for Wanted<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Lowers the priority of this thread. Where the system has none for single threads, or a
/// sandbox forbids it, it stays as it is.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "passwords are hashed with the priority of requests");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn they_give_way_to_others() {
        let niceness = || rustix::process::getpriority_process(None).unwrap();
        let ours = niceness();
        let threads = HashingThreads::new(NonZeroUsize::MIN).unwrap();
        assert_eq!(threads.run(niceness).await.unwrap(), (ours + NICENESS).min(19));
        assert_eq!(niceness(), ours, "of nobody else");
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_begun() {
        let threads = HashingThreads::new(NonZeroUsize::MIN).unwrap();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (let_go, go) = mpsc::channel::<()>();
        let first = threads.run(move || {
            begun.send(()).unwrap();
            go.recv_timeout(Duration::from_secs(10)).unwrap();
        });
        let second = threads.run(|| panic!("nobody wants this"));
        let (first, ()) = tokio::join!(first, async {
            has_begun.await.unwrap();
            tokio::time::timeout(Duration::from_millis(1), second).await.unwrap_err();
            let_go.send(()).unwrap();
        });
        first.unwrap();
        assert_eq!(threads.run(|| 3).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn they_can_be_given_up_while_they_work() {
        let threads = HashingThreads::new(NonZeroUsize::MIN).unwrap();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (let_go, go) = mpsc::channel::<()>();
        let (done, is_done) = tokio::sync::oneshot::channel();
        let work = threads.run(move || {
            begun.send(()).unwrap();
            go.recv_timeout(Duration::from_secs(10)).unwrap();
            done.send(()).unwrap();
        });
        tokio::select! {
            _ = work => panic!("it was not let go"),
            begun = has_begun => begun.unwrap(),
        }
        drop(threads);
        let_go.send(()).unwrap();
        is_done.await.unwrap();
    }
}
