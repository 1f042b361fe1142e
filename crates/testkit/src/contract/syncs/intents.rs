//! Attempts to create whose end is not known.

use std::time::Duration;

use application::port::{Confirmation, Lease, OpenIntent};
use chrono::{DateTime, TimeDelta, Utc};
use domain::value::UserId;

use super::{claim, claim_knowing, known};
use crate::contract::Stores;
use crate::contract::time::{LONG, SHORT, until, until_the_database_is_on_by};
use crate::sample;

pub async fn an_open_intent_is_on_its_way_and_searched_for_from_five_minutes_before(
    stores: &Stores,
) {
    let (ada, lease) = at_work(stores).await;
    let before = now();
    open(stores, ada, lease, "first", LONG).await;
    let after = now();
    let intent = intent(stores, ada).await;
    assert_eq!(intent.id, sample::intent_id("first"));
    // The database's clock need not be ours to the second.
    let (margin, clocks_apart) = (TimeDelta::minutes(5), TimeDelta::minutes(1));
    assert!(intent.search_from >= before - margin - clocks_apart, "{}", intent.search_from);
    assert!(intent.search_from <= after - margin + clocks_apart, "{}", intent.search_from);
    assert!(intent.still_on_its_way > LONG / 2);
    assert!(intent.still_on_its_way <= LONG);
}

pub async fn an_intent_is_on_its_way_until_its_time_limit(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    open(stores, ada, lease, "first", SHORT).await;
    let over = until("the intent is over", async || {
        let intent = intent(stores, ada).await;
        intent.still_on_its_way.is_zero().then_some(intent)
    });
    assert_eq!(over.await.id, sample::intent_id("first"));
}

pub async fn an_answered_intent_is_no_longer_on_its_way_but_still_searched_for(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    open(stores, ada, lease, "first", LONG).await;
    let opened = intent(stores, ada).await;
    assert!(stores.syncs.intent_answered(ada, lease).await.unwrap());
    let expected = OpenIntent { still_on_its_way: Duration::ZERO, ..opened };
    assert_eq!(intent(stores, ada).await, expected);
}

pub async fn a_closed_intent_is_no_longer_searched_for(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    open(stores, ada, lease, "first", LONG).await;
    assert!(stores.syncs.close_intent(ada, lease, false).await.unwrap());
    assert_eq!(known(stores, ada).await.intent, None);
    assert!(stores.syncs.renew(ada, lease, LONG).await.unwrap());
}

pub async fn a_second_intent_keeps_the_first_one_s_place(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    let first = two_intents(stores, ada, lease).await;
    let both = intent(stores, ada).await;
    assert_eq!(both.id, sample::intent_id("second"));
    assert_eq!(both.search_from, first.search_from);
    assert!(!both.still_on_its_way.is_zero());
}

pub async fn a_closed_intent_leaves_the_older_one_searched_for(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    let first = two_intents(stores, ada, lease).await;
    assert!(stores.syncs.close_intent(ada, lease, true).await.unwrap());
    let left = intent(stores, ada).await;
    assert_eq!(left.search_from, first.search_from);
    assert!(left.still_on_its_way.is_zero());
}

pub async fn an_intent_after_a_closed_one_has_a_place_of_its_own(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    open(stores, ada, lease, "first", LONG).await;
    let first = intent(stores, ada).await;
    assert!(stores.syncs.close_intent(ada, lease, false).await.unwrap());
    until_the_database_is_on_by(stores, SHORT).await;
    open(stores, ada, lease, "second", LONG).await;
    assert!(intent(stores, ada).await.search_from > first.search_from);
}

pub async fn a_confirmation_closes_the_intent(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    open(stores, ada, lease, "first", LONG).await;
    let confirmation = sample::confirmation("ada", 0);
    assert!(stores.syncs.confirm(ada, lease, confirmation).await.unwrap());
    assert_eq!(known(stores, ada).await.intent, None);
}

pub async fn a_confirmation_can_leave_older_intents_searched_for(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    let first = two_intents(stores, ada, lease).await;
    let confirmation = Confirmation { keep_searching: true, ..sample::confirmation("ada", 0) };
    assert!(stores.syncs.confirm(ada, lease, confirmation).await.unwrap());
    let left = intent(stores, ada).await;
    assert_eq!(left.search_from, first.search_from);
    assert!(left.still_on_its_way.is_zero());
}

pub async fn a_failure_leaves_the_intent_as_it_is(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    open(stores, ada, lease, "first", LONG).await;
    let before = intent(stores, ada).await;
    assert!(stores.syncs.fail(ada, lease, "timed out").await.unwrap());
    let after = intent(stores, ada).await;
    assert_eq!((after.id, after.search_from), (before.id, before.search_from));
    assert!(!after.still_on_its_way.is_zero());
}

pub async fn an_intent_outlives_the_holder_who_opened_it(stores: &Stores) {
    let (ada, lease) = at_work(stores).await;
    open(stores, ada, lease, "first", LONG).await;
    let before = intent(stores, ada).await;
    assert!(stores.syncs.renew(ada, lease, Duration::ZERO).await.unwrap());
    until("the lease runs out", async || (!known(stores, ada).await.facts.at_work).then_some(()))
        .await;
    let (lease, record) = claim_knowing(stores, ada, "next").await;
    let found = record.intent.expect("the intent is told with the lease");
    assert_eq!((found.id, found.search_from), (before.id, before.search_from));
    assert!(!found.still_on_its_way.is_zero());
    assert!(stores.syncs.intent_answered(ada, lease).await.unwrap());
}

async fn at_work(stores: &Stores) -> (UserId, Lease) {
    let ada = stores.sign_up("ada").await.id();
    (ada, claim(stores, ada, "holder").await)
}

async fn open(stores: &Stores, owner: UserId, lease: Lease, label: &str, limit: Duration) {
    let intent = sample::intent_id(label);
    assert!(stores.syncs.open_intent(owner, lease, intent, limit).await.unwrap());
}

/// An intent, answered and still unclear, and a later one that is on its way. Answers the
/// first as it was alone.
async fn two_intents(stores: &Stores, owner: UserId, lease: Lease) -> OpenIntent {
    open(stores, owner, lease, "first", LONG).await;
    assert!(stores.syncs.intent_answered(owner, lease).await.unwrap());
    let first = intent(stores, owner).await;
    until_the_database_is_on_by(stores, SHORT).await;
    open(stores, owner, lease, "second", LONG).await;
    first
}

async fn intent(stores: &Stores, owner: UserId) -> OpenIntent {
    known(stores, owner).await.intent.expect("an intent is open")
}

#[expect(clippy::disallowed_methods, reason = "compared with the database's clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}
