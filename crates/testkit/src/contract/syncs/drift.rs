//! Noting that the assistant was changed at Vapi.

use application::port::SyncRecord;
use domain::sync::{SyncFacts, SyncState};

use super::{claim, confirm, known};
use crate::contract::Stores;
use crate::contract::time::{SHORT, until};
use crate::sample::{self, at};

pub async fn drift_is_noted_until_it_is_noted_to_be_gone_and_nothing_else_changes(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    confirm(stores, ada.id(), sample::confirmation("ada", 0)).await;
    let before = known(stores, ada.id()).await;
    for (drifted, state) in
        [(true, SyncState::Drifted), (true, SyncState::Drifted), (false, SyncState::InSync)]
    {
        assert!(stores.syncs.note_drift(ada.id(), 1, drifted).await.unwrap());
        let facts = SyncFacts { drifted, ..before.facts.clone() };
        let expected = SyncRecord { facts: facts.clone(), ..before.clone() };
        assert_eq!(known(stores, ada.id()).await, expected);
        let studio = stores.configs.load(ada.caller, at(1)).await.unwrap().unwrap();
        assert_eq!(studio.sync, facts);
        assert_eq!(studio.sync.state(studio.revision), state);
    }
}

pub async fn no_drift_is_noted_where_nothing_is_linked(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    assert!(!stores.syncs.note_drift(ada, 0, true).await.unwrap());
    let lease = claim(stores, ada, "idle").await;
    assert!(stores.syncs.release(ada, lease).await.unwrap());
    assert!(!stores.syncs.note_drift(ada, 0, true).await.unwrap());
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    let lease = claim(stores, ada, "forgetting").await;
    assert!(stores.syncs.forget(ada, lease).await.unwrap());
    assert!(!stores.syncs.note_drift(ada, 1, true).await.unwrap());
    assert!(!known(stores, ada).await.facts.drifted);
    assert!(!stores.syncs.note_drift(sample::user_id("nobody"), 0, true).await.unwrap());
}

pub async fn no_drift_is_noted_from_what_was_confirmed_before(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    confirm(stores, ada, sample::confirmation("ada", 1)).await;
    for confirmations in [0, 1, 3] {
        assert!(!stores.syncs.note_drift(ada, confirmations, true).await.unwrap());
    }
    assert!(!known(stores, ada).await.facts.drifted);
    assert!(stores.syncs.note_drift(ada, 2, true).await.unwrap());
}

pub async fn no_drift_is_noted_while_a_lease_is_alive(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    let lease = claim(stores, ada, "holder").await;
    assert!(!stores.syncs.note_drift(ada, 1, true).await.unwrap());
    assert!(!known(stores, ada).await.facts.drifted);
    assert!(stores.syncs.renew(ada, lease, SHORT).await.unwrap());
    until("the lease runs out", async || {
        stores.syncs.note_drift(ada, 1, true).await.unwrap().then_some(())
    })
    .await;
    assert!(known(stores, ada).await.facts.drifted);
}

pub async fn a_confirmation_takes_the_drift_away_and_a_failure_does_not(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    assert!(stores.syncs.note_drift(ada, 1, true).await.unwrap());
    let lease = claim(stores, ada, "failing").await;
    assert!(stores.syncs.fail(ada, lease, "no").await.unwrap());
    assert!(known(stores, ada).await.facts.drifted);
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    assert!(!known(stores, ada).await.facts.drifted);
}

pub async fn what_is_forgotten_has_not_drifted(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    assert!(stores.syncs.note_drift(ada, 1, true).await.unwrap());
    let lease = claim(stores, ada, "forgetting").await;
    assert!(stores.syncs.forget(ada, lease).await.unwrap());
    assert_eq!(known(stores, ada).await.facts, SyncFacts::default());
}

pub async fn one_user_s_drift_is_not_known_of_another(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await.id(), stores.sign_up("eve").await.id());
    for owner in [ada, eve] {
        confirm(stores, owner, sample::confirmation("assistant", 0)).await;
    }
    let before = known(stores, eve).await;
    assert!(stores.syncs.note_drift(ada, 1, true).await.unwrap());
    assert_eq!(known(stores, eve).await, before);
}
