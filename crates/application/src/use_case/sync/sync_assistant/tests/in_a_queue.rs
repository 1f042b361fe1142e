//! Many pushes of one user that wait for another's end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::task::JoinSet;
use tokio::time::Instant;

use super::*;
use crate::use_case::fixture::{caller, origin};

const WAITING: usize = 500;

/// Virtual time, in which any number sleep together.
struct Virtual(Instant);

#[async_trait::async_trait]
impl Clock for Virtual {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        at(0) + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        self.0.elapsed()
    }

    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

/// Five hundred pushes while another's is at work, which is confirmed after so long; their
/// answers, and how often the store was asked.
async fn crowd(confirmed_after: Duration) -> (Vec<Result<SyncReport, SyncError>>, usize) {
    tokio::time::pause();
    let begun = Instant::now();
    let mut stage = Stage::bare(Some(Integrations::default()));
    stage.save(studio(REVISION));
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    stage.mocks.syncs.expect_load().returning(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        let is_over = begun.elapsed() >= confirmed_after;
        Ok(if is_over { confirmed(linked(1), REVISION) } else { at_work(linked(1)) })
    });
    let (mut ports, settings) = stage.wired();
    ports.clock = Arc::new(Virtual(begun));
    let sync = SyncAssistant::new(&ports, &settings);
    let mut pushes = JoinSet::new();
    for _ in 0..WAITING {
        let sync = sync.clone();
        pushes.spawn(async move { sync.run(caller(), &origin()).await });
    }
    (pushes.join_all().await, asked.load(Ordering::Relaxed))
}

#[tokio::test]
async fn all_are_answered_with_the_others_result_and_ask_as_if_they_were_few() {
    let (answers, asked) = crowd(Duration::from_secs(15)).await;
    assert!(answers.iter().all(Result::is_ok));
    // Each at its arrival and at its turn, and one of them six to ten times a second.
    assert!(asked <= 2 * WAITING + 15 * 10, "the store was asked {asked} times");
}

#[tokio::test]
async fn nobody_waits_longer_than_eighteen_seconds_in_it() {
    let (answers, asked) = crowd(Duration::from_mins(1)).await;
    assert!(answers.iter().all(|answer| matches!(answer, Err(SyncError::Busy))));
    assert!(asked <= 2 * WAITING + 18 * 10, "the store was asked {asked} times");
}
