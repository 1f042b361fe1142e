//! What `AssistantSyncStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

mod drift;
mod ends;
mod intents;
mod leases;
mod lost_leases;

use application::port::{Claim, Confirmation, Lease, SyncRecord};
use domain::value::UserId;

pub use self::drift::*;
pub use self::ends::*;
pub use self::intents::*;
pub use self::leases::*;
pub use self::lost_leases::*;
use super::Stores;
use super::time::LONG;
use crate::sample;

/// A lease that nobody sees run out.
pub(super) async fn claim(stores: &Stores, owner: UserId, holder: &str) -> Lease {
    claim_knowing(stores, owner, holder).await.0
}

/// A lease that nobody sees run out, and what was known when it was granted.
async fn claim_knowing(stores: &Stores, owner: UserId, holder: &str) -> (Lease, SyncRecord) {
    match stores.syncs.claim(owner, sample::holder(holder), i64::MAX, LONG).await.unwrap() {
        Claim::Granted(lease, record) => (lease, record),
        Claim::Refused(record) => panic!("refused: {record:?}"),
    }
}

/// A sync, confirmed under a lease of its own.
pub(super) async fn confirm(stores: &Stores, owner: UserId, confirmation: Confirmation) {
    let lease = claim(stores, owner, "confirming").await;
    assert!(stores.syncs.confirm(owner, lease, confirmation).await.unwrap());
}

async fn known(stores: &Stores, owner: UserId) -> SyncRecord {
    stores.syncs.load(owner).await.unwrap()
}
