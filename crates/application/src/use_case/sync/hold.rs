//! Holding a lease while something is done under it.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use domain::value::UserId;

use crate::port::{AssistantSyncStore, Clock, Lease};

/// How long a lease lasts without renewal: a sync after a crash waits no longer than this.
pub(super) const LEASE_TTL: Duration = Duration::from_secs(5);
const RENEW_EVERY: Duration = Duration::from_secs(1);

/// Does `work` while renewing the lease; `None`, and the work dropped, as soon as the
/// lease is lost.
pub(super) async fn hold<T>(
    syncs: &Arc<dyn AssistantSyncStore>,
    clock: &Arc<dyn Clock>,
    owner: UserId,
    lease: Lease,
    work: impl Future<Output = T>,
) -> Option<T> {
    let lost = async {
        loop {
            clock.sleep(RENEW_EVERY).await;
            match syncs.renew(owner, lease, LEASE_TTL).await {
                Ok(true) => {}
                Ok(false) => return,
                // The lease may still be ours; every write under it is checked by the store.
                Err(error) => tracing::warn!(user = %owner, %error, "a lease could not be renewed"),
            }
        }
    };
    tokio::select! {
        biased;
        done = work => Some(done),
        () = lost => None,
    }
}
