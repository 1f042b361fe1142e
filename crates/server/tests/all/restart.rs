//! What was answered is still there after the hardest end.

use std::time::{Duration, Instant};

use serde_json::json;
use vapi_sandbox::Sandbox;

use crate::harness::{Place, Store, on_both, sandbox};

on_both! { everything_saved_survives_a_kill a_stopped_server_says_so_finishes_what_is_under_way_and_ends_in_time }

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

async fn wait_for_a_call(sandbox: &Sandbox) {
    let begun = Instant::now();
    while sandbox.requests().total() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing reached Vapi");
        tokio::task::yield_now().await;
    }
}
