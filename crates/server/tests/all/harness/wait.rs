//! Waiting for what is sure to come.

use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(30);

#[track_caller]
pub(crate) fn wait_until(mut done: impl FnMut() -> bool) -> impl Future<Output = ()> {
    let caller = std::panic::Location::caller();
    let begun = Instant::now();
    async move {
        while !done() {
            assert!(begun.elapsed() < LIMIT, "it did not come to that at {caller}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
