//! Many at the same time.

use std::sync::Arc;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

/// Starts this many attempts at the same moment. Answers what each came to, in no order.
pub(super) async fn race<T, F>(count: usize, attempt: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let start = Arc::new(Barrier::new(count));
    let mut attempts = JoinSet::new();
    for number in 0..count {
        let (start, attempt) = (Arc::clone(&start), attempt(number));
        attempts.spawn(async move {
            start.wait().await;
            attempt.await
        });
    }
    attempts.join_all().await
}

/// How many of these are true.
pub(super) fn count_true(answers: impl IntoIterator<Item = bool>) -> usize {
    answers.into_iter().filter(|answer| *answer).count()
}
