//! Taking, keeping and giving back the lease.

use application::port::{Claim, SyncRecord};

use super::{claim, confirm, known};
use crate::contract::Stores;
use crate::contract::race::{count_true, race};
use crate::contract::time::{LONG, SHORT, until, until_the_database_is_on_by};
use crate::sample;

pub async fn nothing_is_known_before_the_first_sync(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    for owner in [ada, sample::user_id("nobody")] {
        assert_eq!(known(stores, owner).await, SyncRecord::default());
    }
}

pub async fn of_many_claims_one_is_granted(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    for round in 0..2 {
        let granted = race(32, |number| {
            let (stores, holder) = (stores.clone(), sample::holder(&format!("{round}-{number}")));
            async move {
                match stores.syncs.claim(ada, holder, 0, LONG).await.unwrap() {
                    Claim::Granted(lease, _) => {
                        assert_eq!(lease.holder, holder);
                        Some(lease)
                    }
                    Claim::Refused(_) => None,
                }
            }
        });
        let granted: Vec<_> = granted.await.into_iter().flatten().collect();
        let [lease] = granted.as_slice() else { panic!("{} were granted", granted.len()) };
        assert!(stores.syncs.release(ada, *lease).await.unwrap());
    }
}

pub async fn a_claim_is_refused_while_another_holds_the_lease(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let lease = claim(stores, ada, "holder").await;
    let refused = stores.syncs.claim(ada, sample::holder("other"), 0, LONG).await.unwrap();
    let Claim::Refused(record) = refused else { panic!("granted") };
    assert!(record.facts.at_work);
    assert!(known(stores, ada).await.facts.at_work);
    assert!(stores.syncs.renew(ada, lease, LONG).await.unwrap());
}

pub async fn a_lease_given_back_is_free_with_a_higher_fence(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let first = claim(stores, ada, "first").await;
    assert!(stores.syncs.release(ada, first).await.unwrap());
    assert!(!known(stores, ada).await.facts.at_work);
    let second = claim(stores, ada, "second").await;
    assert!(second.fence > first.fence);
}

pub async fn a_lease_that_ran_out_is_free_with_a_higher_fence(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let first = claim(stores, ada, "first").await;
    assert!(stores.syncs.renew(ada, first, SHORT).await.unwrap());
    let second = until("the lease runs out", async || {
        let holder = sample::holder("second");
        match stores.syncs.claim(ada, holder, 0, LONG).await.unwrap() {
            Claim::Granted(lease, _) => Some(lease),
            Claim::Refused(_) => None,
        }
    });
    assert!(second.await.fence > first.fence);
}

pub async fn a_renewed_lease_outlives_its_first_term(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let term = SHORT * 10;
    let claim = stores.syncs.claim(ada, sample::holder("first"), 0, term).await.unwrap();
    let Claim::Granted(lease, _) = claim else { panic!("refused") };
    assert!(stores.syncs.renew(ada, lease, LONG).await.unwrap());
    until_the_database_is_on_by(stores, term).await;
    let other = stores.syncs.claim(ada, sample::holder("other"), 0, LONG).await.unwrap();
    assert!(matches!(other, Claim::Refused(_)));
    assert!(stores.syncs.renew(ada, lease, LONG).await.unwrap());
}

pub async fn a_claim_is_refused_when_a_sync_was_confirmed_since(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    let holder = sample::holder("late");
    let refused = stores.syncs.claim(ada, holder, 0, LONG).await.unwrap();
    assert_eq!(refused, Claim::Refused(known(stores, ada).await));
    assert_eq!(known(stores, ada).await.confirmations, 1);
    let granted = stores.syncs.claim(ada, holder, 1, LONG).await.unwrap();
    let Claim::Granted(_, record) = granted else { panic!("refused") };
    assert_eq!(record.linked, Some(sample::assistant_id("ada")));
    assert_eq!(record.confirmations, 1);
}

pub async fn a_claim_for_an_unknown_user_is_refused_with_nothing_known(stores: &Stores) {
    let nobody = sample::user_id("nobody");
    let claim = stores.syncs.claim(nobody, sample::holder("holder"), 0, LONG).await.unwrap();
    assert_eq!(claim, Claim::Refused(SyncRecord::default()));
    assert_eq!(known(stores, nobody).await, SyncRecord::default());
}

pub async fn users_do_not_wait_for_each_other(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await.id(), stores.sign_up("eve").await.id());
    let of_ada = claim(stores, ada, "holder").await;
    assert_eq!(known(stores, eve).await, SyncRecord::default());
    let of_eve = claim(stores, eve, "holder").await;
    let renewed = [
        stores.syncs.renew(ada, of_ada, LONG).await.unwrap(),
        stores.syncs.renew(eve, of_eve, LONG).await.unwrap(),
    ];
    assert_eq!(count_true(renewed), 2);
}
