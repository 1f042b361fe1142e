//! Users whose Vapi hangs hold nobody else up.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use tokio::task::JoinHandle;
use vapi_sandbox::{Action, CannedAnswer, Fault, Sandbox};

use crate::harness::{Ava, Client, Place, Store, on_both, sandbox};

on_both! {
    two_hundred_hanging_syncs_hold_nobody_up
    a_failing_assistant_of_one_user_stops_no_other_user_s_sync
}

const HANGING: usize = 200;

/// A user with a key of their own, as a failing key is spared after a while.
async fn tenant(server: &Ava, index: usize) -> Client {
    let user = server.sign_up(&format!("user{index}")).await;
    let key = json!({"vapi_api_key": format!("a-key-of-user-{index}")});
    user.post("/api/v1/vapi-settings", &key).await.ok();
    user
}

/// Until it is ended: on a busy machine some are told to come again before they reach Vapi.
async fn keep_syncing(user: Client) {
    loop {
        user.try_post("/api/v1/studio/sync-vapi").await;
    }
}

/// How many tenants have a create at Vapi that was not answered.
fn hanging(vapi: &Sandbox) -> usize {
    let requests = vapi.requests().all().into_iter();
    let creates = requests.filter(|it| it.method == "POST" && it.status.is_none());
    creates.map(|create| create.org).collect::<HashSet<_>>().len()
}

async fn two_hundred_hanging_syncs_hold_nobody_up(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi).with("AVA_API_DATABASE_MAX_CONNECTIONS", "4");
    let server = place.start().await;
    let other = server.sign_up("other").await;
    let mut users = Vec::new();
    while users.len() < HANGING {
        let some = (users.len()..).take(20).map(|index| tenant(&server, index));
        users.extend(join_all(some).await);
    }
    vapi.faults().push(Fault::always(Action::Hang));
    let syncs: Vec<_> = users.into_iter().map(|user| tokio::spawn(keep_syncing(user))).collect();
    let begun = Instant::now();
    while hanging(&vapi) < HANGING {
        assert!(begun.elapsed() < Duration::from_mins(1), "the syncs did not all reach Vapi");
        other.config().await;
    }
    // All of them wait for Vapi, and are many times more than there are connections.
    for round in 0..30 {
        let tone = format!("tone {round}");
        other.save(json!({"tone": tone})).await;
        assert_eq!(other.config().await["tone"], tone);
    }
    syncs.iter().for_each(JoinHandle::abort);
}

/// Both are under the server's own key.
async fn a_failing_assistant_of_one_user_stops_no_other_user_s_sync(store: Store) {
    let vapi = sandbox(0).await;
    let place = Place::pushing_to(store, &vapi);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let adas = ada.sync().await.ok()["assistantId"].clone();
    bob.sync().await.ok();
    let path = format!("/assistant/{}", adas.as_str().expect("an id"));
    let answer = Action::Status(CannedAnswer::new(500));
    vapi.faults().push(Fault::always(answer).path(path));
    for _ in 0..5 {
        assert_eq!(ada.sync().await.code(), "vapi_unavailable");
    }
    bob.save(json!({"firstMessage": "Shalom."})).await;
    assert_eq!(bob.sync().await.ok()["action"], "updated");
}
