//! How the assistant stands, as a configuration tells it.

use application::port::Claim;
use domain::sync::{SyncFacts, SyncState};

use super::{save, stored, tone};
use crate::contract::Stores;
use crate::contract::syncs::{claim, confirm};
use crate::contract::time::{LONG, SHORT, until};
use crate::sample::{self, at};

pub async fn a_confirmed_sync_is_seen(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    save(stores, &ada, tone(ada.id(), 0, "warm")).await;
    confirm(stores, ada.id(), sample::confirmation("ada", 1)).await;
    let record = stored(stores, &ada).await;
    assert_eq!(record.linked, Some(sample::assistant_id("ada")));
    let facts =
        SyncFacts { synced_revision: Some(1), synced_at: Some(at(90)), ..SyncFacts::default() };
    assert_eq!(record.sync, facts);
    assert_eq!(record.sync.state(record.revision), SyncState::InSync);
}

pub async fn a_sync_is_seen_at_work_until_it_gives_its_lease_back(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let lease = claim(stores, ada.id(), "holder").await;
    assert!(stored(stores, &ada).await.sync.at_work);
    assert!(stores.syncs.release(ada.id(), lease).await.unwrap());
    assert!(!stored(stores, &ada).await.sync.at_work);
}

pub async fn a_sync_is_seen_at_work_until_its_lease_runs_out(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let lease = claim(stores, ada.id(), "holder").await;
    assert!(stored(stores, &ada).await.sync.at_work);
    assert!(stores.syncs.renew(ada.id(), lease, SHORT).await.unwrap());
    until("nothing is at work", async || (!stored(stores, &ada).await.sync.at_work).then_some(()))
        .await;
}

pub async fn a_failed_sync_is_seen(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    let lease = claim(stores, ada.id(), "holder").await;
    assert!(stores.syncs.fail(ada.id(), lease, "Vapi says: non, désolé").await.unwrap());
    let record = stored(stores, &ada).await;
    assert_eq!(record.sync.last_error.as_deref(), Some("Vapi says: non, désolé"));
    assert_eq!(record.linked, None);
}

pub async fn one_user_s_sync_is_not_seen_by_another(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await, stores.sign_up("eve").await);
    let before = stored(stores, &eve).await;
    confirm(stores, ada.id(), sample::confirmation("ada", 0)).await;
    let held = stores.syncs.claim(ada.id(), sample::holder("second"), 1, LONG).await.unwrap();
    assert!(matches!(held, Claim::Granted(..)));
    assert_eq!(stored(stores, &eve).await, before);
}
