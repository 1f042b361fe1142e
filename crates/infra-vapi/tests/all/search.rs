//! Finding an owner's assistants at the sandbox.

use std::time::Duration;

use application::port::{AssistantGateway, OwnerMarker};
use application::{GatewayError, Reach};
use chrono::{DateTime, TimeDelta};
use domain::integration::VapiKey;
use domain::value::UserId;
use uuid::Uuid;
use vapi_sandbox::{Action, CannedAnswer, Fault};

use crate::support::{ANSWERED, LIMIT, MARKER, OWNER, UNKNOWN, created, key, sandbox};

const OTHER: OwnerMarker = OwnerMarker { owner: UserId::new(Uuid::from_u128(0xB0B)), intent: None };

#[tokio::test]
async fn the_owners_are_found_oldest_first_however_many_others_there_are() {
    let (sandbox, vapi) = sandbox().await;
    let first = created(&vapi, MARKER).await;
    for _ in 0..1100 {
        created(&vapi, OTHER).await;
    }
    let last = created(&vapi, OwnerMarker { intent: None, ..MARKER }).await;
    sandbox.requests().clear();
    let found = vapi.search(&key(), OWNER, DateTime::UNIX_EPOCH, LIMIT).await.unwrap();
    assert_eq!(found.iter().map(|live| live.id).collect::<Vec<_>>(), [first.id, last.id]);
    assert_eq!(found[0].marker, Some(MARKER));
    assert_eq!(found[0], vapi.find(&key(), first.id, LIMIT).await.unwrap());
    let lists: Vec<_> = sandbox
        .requests()
        .all()
        .into_iter()
        .filter(|request| request.path == "/assistant")
        .collect();
    assert_eq!(lists.len(), 2);
    assert!(lists[0].query.contains("limit=1000"));
}

#[tokio::test]
async fn only_those_made_since_are_found() {
    let (_sandbox, vapi) = sandbox().await;
    let live = created(&vapi, MARKER).await;
    let found = |since| {
        let vapi = &vapi;
        async move { vapi.search(&key(), OWNER, since, LIMIT).await.unwrap().len() }
    };
    assert_eq!(found(live.created_at).await, 1);
    assert_eq!(found(live.created_at - TimeDelta::minutes(5)).await, 1);
    assert_eq!(found(live.created_at + TimeDelta::milliseconds(1)).await, 0);
}

#[tokio::test]
async fn another_organisation_and_another_owner_are_not_found() {
    let (_sandbox, vapi) = sandbox().await;
    created(&vapi, OTHER).await;
    let other_key = VapiKey::parse("key-of-another-one").unwrap();
    created(&vapi, MARKER).await;
    let search = |key, owner| {
        let vapi = &vapi;
        async move { vapi.search(&key, owner, DateTime::UNIX_EPOCH, LIMIT).await.unwrap().len() }
    };
    assert_eq!(search(key(), OWNER).await, 1);
    assert_eq!(search(key(), OTHER.owner).await, 1);
    assert_eq!(search(other_key, OWNER).await, 0);
}

#[tokio::test]
async fn what_a_lost_create_made_is_found_by_its_marker() {
    const SHORT: Duration = Duration::from_millis(500);
    const LATE: GatewayError = GatewayError::TimedOut { reach: Reach::Unknown };
    for (action, expected, made) in [
        (Action::DropBefore, UNKNOWN, 0),
        (Action::Hang, LATE, 0),
        (Action::DropAfterCommit, UNKNOWN, 1),
        (Action::HangAfterCommit, LATE, 1),
        (Action::Drip { ms: 1000 }, LATE, 1),
        (Action::Truncate, UNKNOWN, 1),
        (Action::Garbage, UNKNOWN, 1),
        (Action::Huge { megabytes: 50 }, UNKNOWN, 1),
        (Action::StatusAfterCommit(CannedAnswer::new(500)), ANSWERED, 1),
    ] {
        let (sandbox, vapi) = sandbox().await;
        sandbox.faults().push(Fault::once(action.clone()).method("POST"));
        let push = vapi.plan(None, &crate::support::wanted(), MARKER);
        let limit = if expected == LATE { SHORT } else { LIMIT };
        assert_eq!(vapi.create(&key(), &push, limit).await, Err(expected), "{action:?}");
        let found = vapi.search(&key(), OWNER, DateTime::UNIX_EPOCH, LIMIT).await.unwrap();
        let markers: Vec<_> = found.iter().map(|live| live.marker).collect();
        assert_eq!(markers, vec![Some(MARKER); made], "{action:?}");
        assert_eq!(sandbox.assistants().len(), made, "{action:?}");
    }
}

#[tokio::test]
async fn a_page_that_is_too_large_is_asked_for_in_parts() {
    let (sandbox, vapi) = sandbox().await;
    let mut wanted = crate::support::wanted();
    wanted.model.system_prompt = "é".repeat(20_000);
    let push = vapi.plan(None, &wanted, MARKER);
    for _ in 0..150 {
        vapi.create(&key(), &push, LIMIT).await.unwrap();
    }
    let found = vapi.search(&key(), OWNER, DateTime::UNIX_EPOCH, LIMIT).await.unwrap();
    assert_eq!(found.len(), 150);
    drop(sandbox);
}
