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
/// lease is lost. The write that gives the lease back is to be made after, or a renewal
/// that comes just behind it takes it for lost.
pub(super) async fn hold<T>(
    syncs: &Arc<dyn AssistantSyncStore>,
    clock: &Arc<dyn Clock>,
    owner: UserId,
    lease: Lease,
    work: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = lost(&**syncs, &**clock, owner, lease) => None,
    }
}

/// Renews until the lease has passed to another, or has run out because the store could
/// not be asked: then another may be at work already, and Vapi does not check leases.
async fn lost(syncs: &dyn AssistantSyncStore, clock: &dyn Clock, owner: UserId, lease: Lease) {
    let mut runs_out = clock.monotonic() + LEASE_TTL;
    loop {
        clock.sleep(RENEW_EVERY).await;
        let asked = clock.monotonic();
        let left = runs_out.saturating_sub(asked);
        if left.is_zero() {
            return;
        }
        let renewed = tokio::select! {
            biased;
            renewed = syncs.renew(owner, lease, LEASE_TTL) => renewed,
            () = clock.sleep(left) => return,
        };
        match renewed {
            Ok(true) => runs_out = asked + LEASE_TTL,
            Ok(false) => return,
            Err(error) => tracing::warn!(user = %owner, %error, "a lease could not be renewed"),
        }
    }
}

#[cfg(test)]
mod tests;
