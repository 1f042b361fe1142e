//! What `HistoryStore` promises.

#![expect(missing_docs, reason = "the name of a promise is its sentence")]

use std::num::NonZeroU32;

use domain::Raw;
use domain::audit::{AuditEvent, AuditKind};
use domain::studio::{Revision, Setting};
use domain::value::UserId;

use super::syncs::confirm;
use super::{Member, Stores};
use crate::sample::{self, at};

pub async fn all_but_the_newest_revisions_are_superfluous_whoever_s(stores: &Stores) {
    let ada = saved(stores, "ada", 5).await;
    let eve = saved(stores, "eve", 3).await;
    stores.sign_up("bob").await;
    for (keep, superfluous) in [(1, 6), (2, 4), (4, 1), (5, 0), (u32::MAX, 0)] {
        assert_eq!(superfluous_revisions(stores, keep).await, superfluous, "{keep}");
    }
    let forgotten = forget(stores, 2, None, 100).await;
    assert_eq!(forgotten, (4, None));
    assert_eq!(numbers(stores, &ada).await, [5, 4]);
    assert_eq!(numbers(stores, &eve).await, [3, 2]);
    assert_eq!(superfluous_revisions(stores, 2).await, 0);
    assert_eq!(forget(stores, 2, None, 100).await, (0, None));
}

pub async fn the_revision_that_was_synced_last_is_never_superfluous(stores: &Stores) {
    let ada = saved(stores, "ada", 5).await;
    let eve = saved(stores, "eve", 5).await;
    confirm(stores, ada.id(), sample::confirmation("ada", 2)).await;
    assert_eq!(superfluous_revisions(stores, 1).await, 7);
    assert_eq!(forget(stores, 1, None, 100).await, (7, None));
    assert_eq!(numbers(stores, &ada).await, [5, 2]);
    assert_eq!(numbers(stores, &eve).await, [5]);
}

pub async fn the_configuration_stays_as_it_is(stores: &Stores) {
    let ada = saved(stores, "ada", 4).await;
    let before = stores.configs.load(ada.caller, at(1)).await.unwrap();
    forget(stores, 1, None, 100).await;
    assert_eq!(stores.configs.load(ada.caller, at(1)).await.unwrap(), before);
    let next = sample::save(ada.id(), 4, sample::full_config());
    stores.configs.save(ada.id(), next).await.unwrap();
    assert_eq!(numbers(stores, &ada).await, [5, 4]);
}

pub async fn revisions_are_forgotten_batch_by_batch_each_once(stores: &Stores) {
    let mut members = Vec::new();
    for label in ["ada", "eve", "bob"] {
        members.push(saved(stores, label, 6).await);
    }
    let (mut from, mut counts) = (None, Vec::new());
    loop {
        let (count, next) = forget(stores, 2, from, 5).await;
        counts.push(count);
        let Some(next) = next else { break };
        assert!(from.is_none_or(|from| next >= from), "in order");
        from = Some(next);
    }
    assert_eq!(counts, [5, 5, 2]);
    for member in &members {
        assert_eq!(numbers(stores, member).await, [6, 5]);
    }
}

pub async fn revisions_of_owners_before_the_first_stay(stores: &Stores) {
    let ada = saved(stores, "ada", 3).await;
    let eve = saved(stores, "eve", 3).await;
    let (first, second) = if ada.id() < eve.id() { (ada, eve) } else { (eve, ada) };
    assert_eq!(forget(stores, 1, Some(second.id()), 100).await, (2, None));
    assert_eq!(numbers(stores, &first).await, [3, 2, 1]);
    assert_eq!(numbers(stores, &second).await, [3]);
}

pub async fn events_before_a_time_are_counted_and_forgotten_whoever_s(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for seconds in [-20, -10, 10] {
        record(stores, Some(ada.id()), seconds).await;
        record(stores, None, seconds).await;
    }
    for (seconds, count) in [(-20, 0), (-19, 2), (-10, 2), (-9, 4)] {
        assert_eq!(stores.history.events_before(at(seconds)).await.unwrap(), count, "{seconds}");
    }
    let forgotten = stores.history.forget_events(at(-10), None, 100).await.unwrap();
    assert_eq!((forgotten.count, forgotten.next), (2, None));
    assert_eq!(stores.history.events_before(at(-9)).await.unwrap(), 2);
    let left = stores.audit.list(ada.caller, at(1), None, 9).await.unwrap().unwrap();
    let kinds: Vec<_> = left.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [AuditKind::LoginFailed, AuditKind::LoginFailed, AuditKind::SignedUp]);
}

pub async fn events_are_forgotten_batch_by_batch_each_once(stores: &Stores) {
    let ada = stores.sign_up("ada").await;
    for number in 0..14 {
        // Those that stay are between those that go.
        record(stores, Some(ada.id()), if number % 2 == 0 { -10 } else { 10 }).await;
    }
    let (mut after, mut counts) = (None, Vec::new());
    loop {
        let batch = stores.history.forget_events(at(0), after, 3).await.unwrap();
        counts.push(batch.count);
        let Some(next) = batch.next else { break };
        assert!(after.is_none_or(|after| next > after), "in order");
        after = Some(next);
    }
    assert_eq!(counts, [3, 3, 1]);
    let left = stores.audit.list(ada.caller, at(1), None, 99).await.unwrap().unwrap();
    assert_eq!(left.len(), 8, "the sign-up and those that stay");
}

/// A member who has saved so often.
async fn saved(stores: &Stores, label: &str, times: Revision) -> Member {
    let member = stores.sign_up(label).await;
    for revision in 0..times {
        let tone = Raw::Text(format!("tone {revision}"));
        let save = sample::save(member.id(), revision, sample::config(&[(Setting::Tone, tone)]));
        stores.configs.save(member.id(), save).await.unwrap();
    }
    member
}

async fn numbers(stores: &Stores, member: &Member) -> Vec<Revision> {
    let listed = stores.configs.list_revisions(member.caller, at(1), None, 99).await.unwrap();
    listed.unwrap().into_iter().map(|summary| summary.revision).collect()
}

async fn superfluous_revisions(stores: &Stores, keep: u32) -> u64 {
    stores.history.superfluous_revisions(NonZeroU32::new(keep).unwrap()).await.unwrap()
}

async fn forget(
    stores: &Stores,
    keep: u32,
    from: Option<UserId>,
    limit: u32,
) -> (u64, Option<UserId>) {
    let keep = NonZeroU32::new(keep).unwrap();
    let forgotten = stores.history.forget_revisions(keep, from, limit).await.unwrap();
    (forgotten.count, forgotten.next)
}

/// Something that happened so many seconds after the sign-ups.
async fn record(stores: &Stores, user_id: Option<UserId>, seconds: i64) {
    let event = sample::event(sample::user_id("whoever"), AuditKind::LoginFailed);
    let event = AuditEvent { user_id, at: at(seconds), ..event };
    stores.audit.record(&event).await.unwrap();
}
