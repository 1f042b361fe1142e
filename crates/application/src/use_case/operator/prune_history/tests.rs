use std::sync::Mutex;

use async_trait::async_trait;
use domain::value::{AuditEventId, UserId};

use super::*;
use crate::port::Forgotten;
use crate::use_case::fixture::{at, away, nth_id};

/// So many revisions and events, each at the place of its number, of which so many batches go
/// before it fails.
struct Past {
    revisions: Mutex<u64>,
    events: Mutex<u64>,
    batches: Mutex<usize>,
}

impl Past {
    fn of(revisions: u64, events: u64) -> Arc<Self> {
        Self::failing_after(usize::MAX, revisions, events)
    }

    fn failing_after(batches: usize, revisions: u64, events: u64) -> Arc<Self> {
        let (revisions, events) = (Mutex::new(revisions), Mutex::new(events));
        Arc::new(Self { revisions, events, batches: Mutex::new(batches) })
    }

    fn left(&self) -> (u64, u64) {
        (*self.revisions.lock().unwrap(), *self.events.lock().unwrap())
    }

    /// Runs once; with what was told of its progress.
    async fn prune(self: &Arc<Self>, pruning: Pruning) -> (Result<Pruned, StoreError>, Vec<u64>) {
        let progress = Mutex::new(Vec::new());
        let history = Arc::clone(self) as Arc<dyn HistoryStore>;
        let pruned = PruneHistory::new(history)
            .run(pruning, &|count| progress.lock().unwrap().push(count))
            .await;
        (pruned, progress.into_inner().unwrap())
    }

    /// How many go, and whether more are left.
    fn take(&self, left: &Mutex<u64>, limit: u32) -> Result<(u64, bool), StoreError> {
        let mut batches = self.batches.lock().unwrap();
        *batches = batches.checked_sub(1).ok_or_else(away)?;
        let mut left = left.lock().unwrap();
        let count = (*left).min(limit.into());
        *left -= count;
        Ok((count, *left > 0))
    }
}

#[async_trait]
impl HistoryStore for Past {
    async fn superfluous_revisions(&self, keep: NonZeroU32) -> Result<u64, StoreError> {
        assert_eq!(Some(keep), KEEP);
        Ok(self.left().0)
    }

    async fn forget_revisions(
        &self,
        keep: NonZeroU32,
        from: Option<UserId>,
        limit: u32,
    ) -> Result<Forgotten<UserId>, StoreError> {
        assert_eq!(Some(keep), KEEP);
        let left = self.left().0;
        assert!(from.is_none_or(|from| from == UserId::new(nth_id(left))), "{from:?}");
        let (count, more) = self.take(&self.revisions, limit)?;
        let next = more.then(|| UserId::new(nth_id(left - count)));
        Ok(Forgotten { count, next })
    }

    async fn events_before(&self, time: DateTime<Utc>) -> Result<u64, StoreError> {
        assert_eq!(time, at(-9));
        Ok(self.left().1)
    }

    async fn forget_events(
        &self,
        time: DateTime<Utc>,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Forgotten<AuditEventId>, StoreError> {
        assert_eq!(time, at(-9));
        let left = self.left().1;
        assert!(after.is_none_or(|after| after == AuditEventId::new(nth_id(left))), "{after:?}");
        let (count, more) = self.take(&self.events, limit)?;
        let next = more.then(|| AuditEventId::new(nth_id(left - count)));
        Ok(Forgotten { count, next })
    }
}

const KEEP: Option<NonZeroU32> = NonZeroU32::new(7);

fn everything() -> Pruning {
    Pruning { revisions_kept: KEEP, events_before: Some(at(-9)) }
}

fn pruned(revisions: u64, events: u64) -> Pruned {
    Pruned { revisions: Some(revisions), events: Some(events) }
}

#[tokio::test]
async fn all_goes_batch_by_batch_and_progress_is_told() {
    let past = Past::of(1200, 600);
    let (outcome, progress) = past.prune(everything()).await;
    assert_eq!(outcome.unwrap(), pruned(1200, 600));
    assert_eq!(progress, [500, 1000, 1200, 1700, 1800]);
    assert_eq!(past.left(), (0, 0));
    assert_eq!(past.prune(everything()).await.0.unwrap(), pruned(0, 0));
}

#[tokio::test]
async fn what_is_not_asked_for_stays() {
    let past = Past::of(3, 5);
    let revisions = Pruning { events_before: None, ..everything() };
    let outcome = past.prune(revisions).await.0.unwrap();
    assert_eq!(outcome, Pruned { revisions: Some(3), events: None });
    assert_eq!(past.left(), (0, 5));
    let events = Pruning { revisions_kept: None, ..everything() };
    let outcome = past.prune(events).await.0.unwrap();
    assert_eq!(outcome, Pruned { revisions: None, events: Some(5) });
    assert_eq!(past.prune(Pruning::default()).await.0.unwrap(), Pruned::default());
}

#[tokio::test]
async fn what_would_go_is_counted_and_stays() {
    let past = Past::of(1200, 600);
    let count = CountPrunable::new(Arc::clone(&past) as Arc<dyn HistoryStore>);
    let counted = count.run(everything()).await.unwrap();
    assert_eq!((counted, counted.total()), (pruned(1200, 600), 1800));
    assert_eq!(count.run(Pruning::default()).await.unwrap(), Pruned::default());
    assert_eq!(past.left(), (1200, 600));
}

#[tokio::test]
async fn one_that_was_cut_off_is_taken_up_where_it_was() {
    let past = Past::failing_after(2, 1200, 600);
    let (cut_off, progress) = past.prune(everything()).await;
    assert!(cut_off.is_err());
    assert_eq!(progress, [500, 1000]);
    *past.batches.lock().unwrap() = usize::MAX;
    assert_eq!(past.prune(everything()).await.0.unwrap(), pruned(200, 600));
}
