//! What `AssistantRemovalStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use application::port::AssistantRemoval;
use domain::value::AssistantRemovalId;

use super::Stores;
use super::acts::delete;
use super::race::race;
use super::time::{LONG, SHORT, until};
use crate::sample::{self, at};

pub async fn nothing_is_due_where_nothing_was_left(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
    assert!(delete(stores, ada.id(), None).await);
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
}

pub async fn a_removal_is_handed_out_with_every_field_set_and_unset(stores: &Stores) {
    let (ada, eve) = (sample::user_id("ada"), sample::user_id("eve"));
    let full = sample::removal(ada, "ada");
    let bare =
        AssistantRemoval { assistant: None, search_from: None, ..sample::removal(eve, "eve") };
    for (label, removal) in [("ada", full), ("eve", bare)] {
        leave(stores, label, removal.clone()).await;
        assert_eq!(stores.removals.take_due(LONG).await.unwrap(), Some(removal));
    }
}

pub async fn the_removal_that_has_waited_longest_is_handed_out_first(stores: &Stores) {
    let left = leave_many(stores, 4).await;
    for removal in left {
        assert_eq!(stores.removals.take_due(LONG).await.unwrap(), Some(removal));
    }
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
}

pub async fn of_many_takers_each_is_handed_another_removal(stores: &Stores) {
    let left = leave_many(stores, 5).await;
    let taken = race(16, |_| {
        let stores = stores.clone();
        async move { stores.removals.take_due(LONG).await.unwrap() }
    });
    let mut taken: Vec<_> = taken.await.into_iter().flatten().collect();
    taken.sort_by_key(|removal| removal.id);
    assert_eq!(taken, left);
}

pub async fn a_removal_is_due_again_when_the_patience_is_over(stores: &Stores) {
    let [removal] = leave_many(stores, 1).await.try_into().unwrap();
    assert_eq!(stores.removals.take_due(SHORT).await.unwrap().as_ref(), Some(&removal));
    let again = until("it is due again", async || stores.removals.take_due(LONG).await.unwrap());
    assert_eq!(again.await, removal);
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
}

pub async fn what_keeps_failing_keeps_nothing_else_from_being_done(stores: &Stores) {
    let mut left = leave_many(stores, 3).await;
    let mut done = Vec::new();
    until("each was handed out", async || {
        // Never told to be done, and due again in no time.
        done.extend(stores.removals.take_due(SHORT).await.unwrap());
        left.iter().all(|removal| done.contains(removal)).then_some(())
    })
    .await;
    let failing = left.remove(0);
    for removal in left {
        stores.removals.done(removal.id).await.unwrap();
    }
    let again = until("it is due again", async || stores.removals.take_due(LONG).await.unwrap());
    assert_eq!(again.await, failing);
}

pub async fn a_removal_that_is_done_is_forgotten(stores: &Stores) {
    let left = leave_many(stores, 3).await;
    let first = stores.removals.take_due(SHORT).await.unwrap().unwrap();
    assert_eq!(first, left[0]);
    // One that is waiting may be done by who was handed it before.
    for done in [first.id, left[1].id, left[1].id, sample::removal_id("never asked for")] {
        stores.removals.done(done).await.unwrap();
    }
    assert_eq!(stores.removals.take_due(LONG).await.unwrap().as_ref(), Some(&left[2]));
    super::time::until_the_database_is_on_by(stores, SHORT).await;
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
}

pub async fn a_removal_of_a_user_who_is_still_here_is_handed_out_like_any_other(stores: &Stores) {
    let ada = stores.sign_up("ada").await.id();
    let full = sample::removal(ada, "ada");
    let bare = AssistantRemoval { search_from: None, ..sample::removal(ada, "bare") };
    for removal in [full, bare] {
        stores.removals.add(&removal).await.unwrap();
        assert_eq!(stores.removals.take_due(LONG).await.unwrap().as_ref(), Some(&removal));
        stores.removals.done(removal.id).await.unwrap();
    }
    assert_eq!(stores.removals.take_due(LONG).await.unwrap(), None);
}

/// A user who is gone, and of whom this is left.
async fn leave(stores: &Stores, label: &str, removal: AssistantRemoval) {
    let member = stores.sign_up(label).await;
    assert!(delete(stores, member.id(), Some(removal)).await);
}

/// What is left of this many users, in the order of their going.
async fn leave_many(stores: &Stores, count: i64) -> Vec<AssistantRemoval> {
    let ids = (0..count).map(|number| sample::removal_id(&format!("removal-{number}")));
    let mut ids: Vec<AssistantRemovalId> = ids.collect();
    // As ids that begin with the time.
    ids.sort();
    let mut left = Vec::new();
    for (number, id) in (0..).zip(ids) {
        let label = format!("user-{number}");
        let owner = sample::user_id(&label);
        let removal =
            AssistantRemoval { id, created_at: at(number), ..sample::removal(owner, &label) };
        leave(stores, &label, removal.clone()).await;
        left.push(removal);
    }
    left
}
