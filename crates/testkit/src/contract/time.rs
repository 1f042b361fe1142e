//! Waiting for the database's clock.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use application::port::Claim;

use super::Stores;
use crate::sample;

/// How long anything may take that does come to pass.
const PATIENCE: Duration = Duration::from_secs(30);

/// Long enough that no test sees the end of it.
pub(super) const LONG: Duration = Duration::from_mins(10);

/// Short enough to wait for its end.
pub(super) const SHORT: Duration = Duration::from_millis(300);

/// Asks again and again until there is an answer.
pub(super) async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asked_since = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(asked_since.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain until {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Waits until a lease that is taken now for `span`, by someone who has nothing to do with
/// the test, has run out: then every other lease and limit of that span or less, from before,
/// is over too, whatever clock the database goes by.
pub(super) async fn until_the_database_is_on_by(stores: &Stores, span: Duration) {
    static CANARIES: AtomicU64 = AtomicU64::new(0);
    let number = CANARIES.fetch_add(1, Ordering::Relaxed);
    let canary = stores.sign_up(&format!("canary-{number}")).await.id();
    let claim = async |holder, ttl| {
        let claim = stores.syncs.claim(canary, sample::holder(holder), 0, ttl).await.unwrap();
        matches!(claim, Claim::Granted(..)).then_some(())
    };
    claim("first", span).await.expect("nobody holds a lease that nobody ever took");
    until("a lease runs out", async || claim("second", LONG).await).await;
}
