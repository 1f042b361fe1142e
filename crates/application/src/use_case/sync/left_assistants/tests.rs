use std::time::Duration;

use super::*;
use crate::use_case::fixture::{SERVER_KEY, at, nth_id, user_id};
use crate::use_case::sync::stage::{assistant, fingerprint, linked, search_from, unclear};

fn removal_id() -> AssistantRemovalId {
    AssistantRemovalId::new(nth_id(9))
}

fn left(record: &SyncRecord) -> LeftAssistants {
    let ours = Some(fingerprint(SERVER_KEY));
    LeftAssistants::of(user_id(), record, ours, removal_id(), at(0))
}

fn linked_elsewhere() -> SyncRecord {
    SyncRecord { key_fingerprint: Some(fingerprint("own-vapi-key")), ..linked(1) }
}

/// What is to be removed under the server's key.
fn removal(
    assistant: Option<AssistantId>,
    search_from: Option<DateTime<Utc>>,
    search_until: i64,
) -> AssistantRemoval {
    AssistantRemoval {
        id: removal_id(),
        owner: user_id(),
        key_fingerprint: fingerprint(SERVER_KEY),
        assistant,
        search_from,
        search_until: at(search_until),
        created_at: at(0),
    }
}

#[test]
fn of_who_never_synced_nothing_is_left() {
    let expected = LeftAssistants { removal: None, stays: None };
    assert_eq!(left(&SyncRecord::default()), expected);
}

#[test]
fn what_is_linked_under_our_key_is_removed() {
    let expected =
        LeftAssistants { removal: Some(removal(Some(assistant(1)), None, 0)), stays: None };
    assert_eq!(left(&linked(1)), expected);
}

#[test]
fn what_is_linked_under_another_key_stays() {
    let expected = LeftAssistants { removal: None, stays: Some(assistant(1)) };
    assert_eq!(left(&linked_elsewhere()), expected);
    let of_an_unknown_key = SyncRecord { key_fingerprint: None, ..linked(1) };
    assert_eq!(left(&of_an_unknown_key), expected);
}

#[test]
fn what_unclear_attempts_may_have_made_is_looked_for_ten_minutes_longer_than_they_take() {
    for (record, assistant, stays) in [
        (SyncRecord::default(), None, None),
        (linked(1), Some(assistant(1)), None),
        (linked_elsewhere(), None, Some(assistant(1))),
    ] {
        for (still_on_its_way, until) in [(0, 600), (7, 607)] {
            let removal = Some(removal(assistant, Some(search_from()), until));
            let expected = LeftAssistants { removal, stays };
            assert_eq!(left(&unclear(record.clone(), still_on_its_way)), expected);
        }
    }
}

#[test]
fn what_the_user_let_go_of_is_looked_for_from_the_beginning() {
    let forgotten = SyncRecord { linked: None, key_fingerprint: None, ..linked(1) };
    let since = Some(DateTime::UNIX_EPOCH);
    assert_eq!(left(&forgotten).removal, Some(removal(None, since, 0)));
    assert_eq!(left(&unclear(forgotten, 7)).removal, Some(removal(None, since, 607)));
}

#[test]
fn without_a_key_of_ours_nothing_is_removed() {
    let of_an_unknown_key = SyncRecord { key_fingerprint: None, ..linked(1) };
    for record in [linked(1), linked_elsewhere(), of_an_unknown_key, unclear(linked(1), 7)] {
        let left = LeftAssistants::of(user_id(), &record, None, removal_id(), at(0));
        assert_eq!(left, LeftAssistants { removal: None, stays: Some(assistant(1)) });
    }
    let forgotten = SyncRecord { linked: None, key_fingerprint: None, ..linked(1) };
    let left = LeftAssistants::of(user_id(), &forgotten, None, removal_id(), at(0));
    assert_eq!(left, LeftAssistants { removal: None, stays: None });
}

#[test]
fn an_attempt_that_says_it_takes_for_ever_is_not_looked_for_for_ever() {
    let mut record = unclear(SyncRecord::default(), 0);
    if let Some(intent) = &mut record.intent {
        intent.still_on_its_way = Duration::MAX;
    }
    assert_eq!(left(&record).removal, Some(removal(None, Some(search_from()), 1200)));
}
