//! Faults of the service that this one replaces, which only the whole product can show.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Client, Place, Store, on_both, sandbox};

const ORIGIN: &str = "https://app.example.com";

on_both! {
    slow_syncs_hold_no_database_connection
    a_tenant_s_bad_key_stops_nobody_else
    a_sync_takes_nobody_s_phone_number
    sixty_logins_at_once_time_nobody_out
    a_refresh_token_opens_nothing
    first_reads_at_the_same_time_make_no_row
    addresses_are_one_without_regard_to_case
}

async fn slow_syncs_hold_no_database_connection(store: Store) {
    let sandbox = sandbox(3000).await;
    let place = Place::pushing_to(store, &sandbox).with("AVA_API_DATABASE_MAX_CONNECTIONS", "4");
    let server = place.start().await;
    let users = join_all((0..24).map(|index| {
        let server = &server;
        async move { server.sign_up(&format!("user{index}")).await }
    }))
    .await;
    let other = server.sign_up("other").await;
    let syncing = tokio::spawn(async move { join_all(users.iter().map(Client::sync)).await });
    let begun = Instant::now();
    while sandbox.requests().total() < 24 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the syncs did not all reach Vapi");
        other.config().await;
    }
    // All of them wait for Vapi now, and others are served as ever.
    for _ in 0..20 {
        other.save(json!({"tone": format!("{:?}", begun.elapsed())})).await;
    }
    for answer in syncing.await.expect("a task") {
        assert_eq!(answer.ok()["action"], "created");
    }
}

async fn a_tenant_s_bad_key_stops_nobody_else(store: Store) {
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let path = "/api/v1/vapi-settings";
    ada.post(path, &json!({"vapi_api_key": "a-key-of-adas-own"})).await.ok();
    let refusal = vapi_sandbox::CannedAnswer::new(401);
    for _ in 0..20 {
        let fault = vapi_sandbox::Fault::once(vapi_sandbox::Action::Status(refusal.clone()));
        sandbox.faults().push(fault);
        assert_eq!(ada.sync().await.code(), "vapi_key_refused");
    }
    assert_eq!(bob.sync().await.ok()["action"], "created");
}

async fn a_sync_takes_nobody_s_phone_number(store: Store) {
    const SERVER_KEY: &str = "the-key-of-all-users";
    let sandbox = sandbox(0).await;
    let place = Place::pushing_to(store, &sandbox).with("AVA_API_VAPI_API_KEY", SERVER_KEY);
    let server = place.start().await;
    let (ada, bob) = (server.sign_up("ada").await, server.sign_up("bob").await);
    let adas = ada.sync().await.ok()["assistantId"].clone();
    let number = json!({"provider": "twilio", "number": "+15005550006", "assistantId": adas});
    let number = number.as_object().expect("an object").clone();
    sandbox.seed_phone_number(SERVER_KEY, number).await.expect("a number");
    let before = sandbox.phone_numbers();
    let synced = bob.sync().await.ok();
    assert_eq!(synced["reassignedNumbers"], json!([]));
    assert_eq!(sandbox.phone_numbers(), before);
    assert_eq!(sandbox.requests().count("PATCH", "/phone-number"), 0);
}

async fn sixty_logins_at_once_time_nobody_out(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let login = json!({"identifier": "ada@example.com", "password": "correct horse battery"});
    let logins = join_all((0..60).map(|_| ada.post("/api/v1/auth/login", &login)));
    let reads = join_all((0..60).map(|_| ada.get("/api/v1/studio/config")));
    let (logins, reads) = futures_util::future::join(logins, reads).await;
    assert!(logins.iter().chain(&reads).all(|answer| answer.status == 200), "{logins:?}");
}

async fn a_refresh_token_opens_nothing(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let refresh_token = ada.refresh_token.clone();
    assert_eq!(ada.with_token(refresh_token.as_deref()).get("/api/v1/auth/me").await.status, 401);
    let swapped = json!({"refresh_token": ada.token});
    assert_eq!(ada.post("/api/v1/auth/refresh", &swapped).await.status, 401);
}

async fn first_reads_at_the_same_time_make_no_row(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let reads = join_all((0..32).map(|_| ada.config())).await;
    assert!(reads.iter().all(|read| *read == reads[0] && read["revision"] == 0));
    for table in ["studio_configs", "studio_config_revisions", "assistant_syncs"] {
        assert_eq!(place.count(table).await, "0", "{table}");
    }
}

async fn addresses_are_one_without_regard_to_case(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    server.sign_up("ada").await;
    let again = json!({"email": "ADA@Example.com", "password": "correct horse battery"});
    assert_eq!(server.anonymous().post("/api/v1/auth/signup", &again).await.code(), "email_taken");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_is_away_every_answer_says_so_and_service_comes_back() {
    let place = Place::new(Store::Postgres).with("AVA_API_ALLOWED_ORIGINS", ORIGIN);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.save(json!({"tone": "calm"})).await;
    place.lock_out();
    let request = ada.request("GET", "/api/v1/studio/config").header("origin", ORIGIN);
    let begun = Instant::now();
    let answer = ada.send(request).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"), "{answer:?}");
    for header in ["retry-after", "x-request-id", "access-control-allow-origin"] {
        assert!(answer.headers.contains_key(header), "{header}: {answer:?}");
    }
    assert_eq!(server.anonymous().get("/readyz").await.status, 503);
    assert_eq!(server.anonymous().get("/healthz").await.status, 200);
    place.let_in();
    let begun = Instant::now();
    let config: Value = loop {
        let answer = ada.get("/api/v1/studio/config").await;
        if answer.status == 200 {
            break answer.json();
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{answer:?}");
    };
    assert_eq!(config["tone"], "calm");
    assert_eq!(server.anonymous().get("/readyz").await.status, 200);
}
