//! What was answered is still there after the hardest end.

use serde_json::json;

use crate::harness::{Place, Store, on_both};

on_both! { everything_saved_survives_a_kill a_stopped_server_ends_in_time_and_says_it_is_not_ready }

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

async fn a_stopped_server_ends_in_time_and_says_it_is_not_ready(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    server.sign_up("ada").await;
    let (status, span) = server.terminate().await;
    assert!(status.success(), "{status:?}");
    assert!(span.as_secs() < 10, "{span:?}");
}
