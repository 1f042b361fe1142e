//! How a sync ends, and what is known then.

use application::port::{Confirmation, RemoteJson, SyncRecord};
use domain::studio::StudioConfig;
use domain::sync::{SyncAction, SyncFacts};

use super::{claim, confirm, known};
use crate::contract::Stores;
use crate::sample::{self, at};

pub async fn a_confirmation_is_known_with_all_it_says(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    for (confirmations, action) in (1..).zip(SyncAction::ALL) {
        let label = action.as_str();
        let confirmation = Confirmation {
            action,
            at: at(confirmations),
            ..sample::confirmation(label, confirmations - 1)
        };
        confirm(stores, ada, confirmation.clone()).await;
        let record = known(stores, ada).await;
        assert_same_json(record.confirmed.as_ref(), &confirmation.confirmed);
        let expected = SyncRecord {
            linked: Some(sample::assistant_id(label)),
            key_fingerprint: Some(sample::fingerprint(label)),
            confirmations,
            last_action: Some(action),
            facts: SyncFacts {
                synced_revision: Some(confirmations - 1),
                synced_at: Some(at(confirmations)),
                ..SyncFacts::default()
            },
            intent: None,
            confirmed: record.confirmed.clone(),
        };
        assert_eq!(record, expected);
    }
}

pub async fn a_failure_keeps_link_and_synced_revision(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 3)).await;
    let before = known(stores, ada).await;
    let lease = claim(stores, ada, "failing").await;
    assert!(stores.syncs.fail(ada, lease, "Vapi says: non, désolé 😀").await.unwrap());
    let last_error = Some("Vapi says: non, désolé 😀".to_owned());
    let facts = SyncFacts { last_error, ..before.facts.clone() };
    assert_eq!(known(stores, ada).await, SyncRecord { facts, ..before });
}

pub async fn a_confirmation_takes_the_error_away(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let lease = claim(stores, ada, "failing").await;
    assert!(stores.syncs.fail(ada, lease, "no").await.unwrap());
    assert_eq!(known(stores, ada).await.facts.last_error.as_deref(), Some("no"));
    confirm(stores, ada, sample::confirmation("ada", 0)).await;
    assert_eq!(known(stores, ada).await.facts.last_error, None);
}

pub async fn giving_the_lease_back_changes_nothing_else(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 3)).await;
    let lease = claim(stores, ada, "failing").await;
    assert!(stores.syncs.fail(ada, lease, "no").await.unwrap());
    let before = known(stores, ada).await;
    let lease = claim(stores, ada, "idle").await;
    assert!(stores.syncs.release(ada, lease).await.unwrap());
    assert_eq!(known(stores, ada).await, before);
}

pub async fn a_link_changes_nothing_but_assistant_and_key(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("first", 3)).await;
    let lease = claim(stores, ada, "linking").await;
    let before = known(stores, ada).await;
    let (second, key) = (sample::assistant_id("second"), sample::fingerprint("second"));
    assert!(stores.syncs.link(ada, lease, second, &key).await.unwrap());
    let expected = SyncRecord { linked: Some(second), key_fingerprint: Some(key), ..before };
    assert_eq!(known(stores, ada).await, expected);
    assert!(stores.syncs.release(ada, lease).await.unwrap());
}

pub async fn what_is_forgotten_was_never_confirmed_but_open_intents_stay(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    confirm(stores, ada, sample::confirmation("ada", 3)).await;
    let lease = claim(stores, ada, "forgetting").await;
    let intent = sample::intent_id("open");
    assert!(stores.syncs.open_intent(ada, lease, intent, super::LONG).await.unwrap());
    assert!(stores.syncs.forget(ada, lease).await.unwrap());
    let record = known(stores, ada).await;
    assert_eq!(record.intent.map(|intent| intent.id), Some(intent));
    let forgotten = SyncRecord {
        // Counted on: a sync that waits for the next confirmation must not miss it.
        confirmations: 1,
        intent: record.intent,
        ..SyncRecord::default()
    };
    assert_eq!(record, forgotten);
    claim(stores, ada, "next").await;
}

pub async fn a_sync_at_revision_zero_makes_no_configuration(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    confirm(stores, ada.id(), sample::confirmation("ada", 0)).await;
    let record = stores.configs.load(ada.caller, at(1)).await.unwrap().unwrap();
    assert_eq!(record.config, StudioConfig::default());
    assert_eq!((record.revision, record.updated_at), (0, None));
    assert_eq!(record.sync.synced_revision, Some(0));
}

pub async fn one_user_s_assistant_is_not_known_of_another(stores: &Stores) {
    let (ada, eve) = (stores.sign_up("ada").await.id(), stores.sign_up("eve").await.id());
    confirm(stores, eve, sample::confirmation("eve", 1)).await;
    let before = known(stores, eve).await;
    confirm(stores, ada, sample::confirmation("ada", 2)).await;
    let lease = claim(stores, ada, "failing").await;
    assert!(stores.syncs.fail(ada, lease, "no").await.unwrap());
    assert_eq!(known(stores, eve).await, before);
}

/// A store may keep JSON in a form of its own.
fn assert_same_json(stored: Option<&RemoteJson>, expected: &RemoteJson) {
    let read =
        |json: &RemoteJson| -> serde_json::Value { serde_json::from_str(json.as_str()).unwrap() };
    assert_eq!(stored.map(read), Some(read(expected)));
}
