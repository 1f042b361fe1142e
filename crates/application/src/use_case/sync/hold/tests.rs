use std::future::{pending, ready};
use std::sync::Mutex;

use super::*;
use crate::port::MockAssistantSyncStore;
use crate::use_case::fixture::{TestClock, away, user_id};
use crate::use_case::sync::stage::LEASE;

/// Holds the lease over `work` while renewals are answered with these, then with no.
async fn hold_over<T>(
    renewals: Vec<Result<bool, crate::StoreError>>,
    work: impl Future<Output = T>,
) -> (Option<T>, Duration) {
    let test_clock = Arc::new(TestClock::default());
    let clock: Arc<dyn Clock> = test_clock.clone();
    let answers = Mutex::new(renewals.into_iter());
    let mut syncs = MockAssistantSyncStore::new();
    syncs
        .expect_renew()
        .withf(|owner, lease, ttl| (*owner, *lease, *ttl) == (user_id(), LEASE, LEASE_TTL))
        .returning(move |_, _, _| answers.lock().unwrap().next().unwrap_or(Ok(false)));
    let syncs: Arc<dyn AssistantSyncStore> = Arc::new(syncs);
    let held = hold(&syncs, &clock, user_id(), LEASE, work).await;
    (held, test_clock.monotonic())
}

#[tokio::test]
async fn work_that_is_done_at_once_renews_nothing() {
    assert_eq!(hold_over(vec![], ready(5)).await, (Some(5), Duration::ZERO));
}

#[tokio::test]
async fn the_lease_is_renewed_every_second_and_the_work_dropped_when_it_is_lost() {
    let renewals = (0..30).map(|_| Ok(true)).collect();
    let (held, after) = hold_over::<()>(renewals, pending()).await;
    assert_eq!((held, after), (None, Duration::from_secs(31)));
}

#[tokio::test]
async fn a_renewal_that_fails_now_and_then_is_tried_again() {
    let mut renewals = Vec::new();
    for _ in 0..5 {
        renewals.extend([Ok(true), Err(away()), Err(away()), Err(away())]);
    }
    let (held, after) = hold_over::<()>(renewals, pending()).await;
    assert_eq!((held, after), (None, Duration::from_secs(21)));
}

#[tokio::test]
async fn a_lease_that_cannot_be_renewed_until_it_runs_out_counts_as_lost() {
    let renewals = [Ok(true)].into_iter().chain((0..99).map(|_| Err(away()))).collect();
    let (held, after) = hold_over::<()>(renewals, pending()).await;
    assert_eq!((held, after), (None, Duration::from_secs(1) + LEASE_TTL));
}

#[tokio::test]
async fn work_goes_on_while_the_lease_is_renewed() {
    let work = async {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        "done"
    };
    let renewals = (0..200).map(|_| Ok(true)).collect();
    assert_eq!(hold_over(renewals, work).await.0, Some("done"));
}
