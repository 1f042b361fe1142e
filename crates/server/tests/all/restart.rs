//! What was answered is still there after the hardest end.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use vapi_sandbox::{Action, Fault, Sandbox};

use crate::harness::{Place, Store, on_both, sandbox};
use crate::syncs::sync_until_ok;

on_both! {
    everything_saved_survives_a_kill
    a_stopped_server_says_so_finishes_what_is_under_way_and_ends_in_time
    fifty_pushes_under_way_are_all_finished_by_a_server_that_stops
    a_push_that_hangs_when_the_server_stops_is_finished_by_the_next
}

async fn everything_saved_survives_a_kill(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let mut ada = server.sign_up("ada").await;
    ada.patch(
        "/api/v1/user/profile",
        &json!({"industry": "Bakery", "company_size": "2-10", "locale": "fr"}),
    )
    .await
    .ok();
    ada.patch(
        "/api/v1/user/onboarding",
        &json!({"onboarding_step": 4, "onboarding_twilio_skipped": true}),
    )
    .await
    .ok();
    let config =
        ada.save(json!({"tone": "calm", "askForEmail": true, "smtpPassword": "p w"})).await;
    ada.post("/api/v1/vapi-settings", &json!({"vapi_api_key": "a-key-of-adas-own"})).await.ok();
    ada.sync().await.ok();
    let before = (
        ada.get("/api/v1/auth/me").await.ok(),
        ada.get("/api/v1/user/profile").await.ok(),
        ada.config().await,
    );
    server.kill();

    let server = place.start().await;
    ada = ada.at(server.address());
    let after = (
        ada.get("/api/v1/auth/me").await.ok(),
        ada.get("/api/v1/user/profile").await.ok(),
        ada.config().await,
    );
    assert_eq!(after, before);
    assert_eq!(after.2["smtpPasswordSet"], true);
    assert_eq!(after.2["revision"], config["revision"]);
    assert_eq!(ada.get("/api/v1/vapi-settings").await.ok()["has_vapi_key"], true);
    assert_eq!(ada.sync().await.ok()["action"], "unchanged", "the sealed key still opens");
    let synced = ada.config().await;
    let refreshed =
        ada.post("/api/v1/auth/refresh", &json!({"refresh_token": ada.refresh_token})).await.ok();
    ada.take_tokens(refreshed);
    assert_eq!(ada.config().await, synced);
}

async fn a_stopped_server_says_so_finishes_what_is_under_way_and_ends_in_time(store: Store) {
    let sandbox = sandbox(2500).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let syncing = tokio::spawn(async move { ada.sync().await });
    wait_for_a_call(&sandbox).await;
    let anonymous = server.anonymous();
    let begun = Instant::now();
    server.terminate();
    loop {
        // New connections are still taken, or this would panic.
        let answer = anonymous.get("/readyz").await;
        if answer.status == 503 {
            assert_eq!(answer.code(), "unavailable");
            break;
        }
    }
    assert_eq!(server.anonymous().get("/healthz").await.status, 200, "alive until it ends");
    assert_eq!(syncing.await.expect("a task").ok()["action"], "created");
    assert!(begun.elapsed() > Duration::from_secs(1), "the sync outlived the draining");
    assert!(server.ended().await.success());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_second_signal_stops_at_once_and_a_stop_takes_ten_seconds_at_most() {
    for (signals, seconds) in [(1, 10), (2, 3)] {
        let sandbox = sandbox(60_000).await;
        let place = Place::pushing_to(Store::Sqlite, &sandbox);
        let server = place.start().await;
        let ada = server.sign_up("ada").await;
        let syncing = tokio::spawn(async move {
            ada.request("POST", "/api/v1/studio/sync-vapi").send().await.map(drop)
        });
        wait_for_a_call(&sandbox).await;
        let begun = Instant::now();
        for _ in 0..signals {
            server.terminate();
            // Of two signals at the same time, the system delivers one.
            while server.anonymous().try_get("/readyz").await.is_some_and(|status| status == 200) {}
        }
        assert!(server.ended().await.success());
        assert!(begun.elapsed() < Duration::from_secs(seconds), "{:?}", begun.elapsed());
        assert!(syncing.await.expect("a task").is_err(), "it was cut off");
    }
}

async fn fifty_pushes_under_way_are_all_finished_by_a_server_that_stops(store: Store) {
    const PUSHES: u64 = 50;
    let sandbox = sandbox(1500).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let names: Vec<_> = (0..PUSHES).map(|n| format!("user{n}")).collect();
    let users = join_all(names.iter().map(|name| server.sign_up(name))).await;
    let pushes: Vec<_> =
        users.into_iter().map(|user| tokio::spawn(async move { user.sync().await })).collect();
    wait_for_calls(&sandbox, PUSHES).await;
    let begun = Instant::now();
    server.terminate();
    for push in pushes {
        assert_eq!(push.await.expect("a task").ok()["action"], "created");
    }
    assert!(server.ended().await.success());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(sandbox.assistants().len() as u64, PUSHES);
}

async fn a_push_that_hangs_when_the_server_stops_is_finished_by_the_next(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    sandbox.faults().push(Fault::once(Action::HangAfterCommit).method("POST"));
    let pushing = tokio::spawn({
        let ada = ada.clone();
        async move { ada.try_post("/api/v1/studio/sync-vapi").await }
    });
    wait_for_calls(&sandbox, 1).await;
    let begun = Instant::now();
    server.terminate();
    assert!(server.ended().await.success());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_ne!(pushing.await.expect("a task"), Some(200), "Vapi never answered");

    let server = place.start().await;
    let begun = Instant::now();
    let pushed = sync_until_ok(&ada.at(server.address())).await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(sandbox.assistants().len(), 1);
    assert_eq!(sandbox.assistants()[0]["id"], pushed["assistantId"]);
}

async fn wait_for_a_call(sandbox: &Sandbox) {
    wait_for_calls(sandbox, 1).await;
}

async fn wait_for_calls(sandbox: &Sandbox, calls: u64) {
    let begun = Instant::now();
    while sandbox.requests().total() < calls {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing reached Vapi");
        tokio::task::yield_now().await;
    }
}
