//! Who has lost the lease, or never had it, writes nothing.

use application::port::{Claim, Lease};
use domain::value::UserId;

use super::{claim, confirm, known};
use crate::contract::Stores;
use crate::contract::time::{LONG, SHORT, until, until_the_database_is_on_by};
use crate::sample;

pub async fn a_holder_whose_lease_has_passed_to_another_writes_nothing(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    let lost = claim(stores, ada, "first").await;
    assert!(stores.syncs.renew(ada, lost, SHORT).await.unwrap());
    let held = until("the lease runs out", async || {
        match stores.syncs.claim(ada, sample::holder("second"), 1, LONG).await.unwrap() {
            Claim::Granted(lease, _) => Some(lease),
            Claim::Refused(_) => None,
        }
    });
    let held = held.await;
    writes_nothing(stores, ada, lost).await;
    assert!(stores.syncs.renew(ada, held, LONG).await.unwrap());
}

pub async fn a_holder_whose_lease_ran_out_writes_nothing_though_nobody_took_it(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let lost = claim(stores, ada, "first").await;
    assert!(stores.syncs.renew(ada, lost, SHORT).await.unwrap());
    until_the_database_is_on_by(stores, SHORT).await;
    writes_nothing(stores, ada, lost).await;
}

pub async fn a_holder_who_gave_the_lease_back_writes_nothing(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let lease = claim(stores, ada, "first").await;
    assert!(stores.syncs.release(ada, lease).await.unwrap());
    writes_nothing(stores, ada, lease).await;
}

pub async fn a_lease_is_known_by_its_holder_and_by_its_fence(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let lease = claim(stores, ada, "holder").await;
    writes_nothing(stores, ada, Lease { holder: sample::holder("other"), ..lease }).await;
    writes_nothing(stores, ada, Lease { fence: lease.fence + 1, ..lease }).await;
    writes_nothing(stores, ada, Lease { fence: lease.fence - 1, ..lease }).await;
    assert!(stores.syncs.renew(ada, lease, LONG).await.unwrap());
}

pub async fn a_lease_of_one_user_is_worth_nothing_for_another(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await.id(), stores.sign_up("eve").await.id());
    let of_ada = claim(stores, ada, "holder").await;
    writes_nothing(stores, eve, of_ada).await;
    claim(stores, eve, "other").await;
    writes_nothing(stores, eve, of_ada).await;
    writes_nothing(stores, sample::user_id("nobody"), of_ada).await;
}

/// Every write there is.
async fn writes_nothing(stores: &Stores, owner: UserId, lease: Lease) {
    let before = known(stores, owner).await;
    let syncs = &stores.syncs;
    let (assistant, key) = (sample::assistant_id("stray"), sample::fingerprint("stray"));
    let intent = sample::intent_id("stray");
    let confirmation = sample::confirmation("stray", 9);
    assert!(!syncs.renew(owner, lease, LONG).await.unwrap(), "renew");
    assert!(!syncs.open_intent(owner, lease, intent, LONG).await.unwrap(), "open_intent");
    assert!(!syncs.intent_answered(owner, lease).await.unwrap(), "intent_answered");
    assert!(!syncs.close_intent(owner, lease, true).await.unwrap(), "close_intent, keeping");
    assert!(!syncs.close_intent(owner, lease, false).await.unwrap(), "close_intent");
    assert!(!syncs.link(owner, lease, assistant, &key).await.unwrap(), "link");
    assert!(!syncs.confirm(owner, lease, confirmation).await.unwrap(), "confirm");
    assert!(!syncs.fail(owner, lease, "stray").await.unwrap(), "fail");
    assert!(!syncs.forget(owner, lease).await.unwrap(), "forget");
    assert!(!syncs.release(owner, lease).await.unwrap(), "release");
    assert_eq!(known(stores, owner).await, before);
}
