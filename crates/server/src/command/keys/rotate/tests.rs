use testkit::memory::MemoryStores;

use super::*;
use crate::keys::sample::{announce, entrust, sealer, server};

async fn rotated(stores: &MemoryStores, ids: &[&str]) -> Result<String, String> {
    let sealer = Arc::new(sealer(ids));
    under_the_first(&Records::of(stores), sealer).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn everything_is_sealed_under_the_first_key_and_counted() {
    let stores = MemoryStores::new();
    entrust(&stores, "ada", &sealer(&["old"])).await;
    entrust(&stores, "bob", &sealer(&["older"])).await;
    entrust(&stores, "cyd", &sealer(&["new"])).await;
    let told = rotated(&stores, &["new", "old", "older"]).await.unwrap();
    assert_eq!(told, "2 secret(s) were sealed anew under new; nothing is sealed under another key");
    let told = rotated(&stores, &["new"]).await.unwrap();
    assert!(told.starts_with("0 secret(s)"), "{told}");
}

#[tokio::test]
async fn what_does_not_open_is_named_and_fails() {
    let stores = MemoryStores::new();
    entrust(&stores, "ada", &sealer(&["lost"])).await;
    entrust(&stores, "bob", &sealer(&["old"])).await;
    let told = rotated(&stores, &["new", "old"]).await.unwrap_err();
    let ada = testkit::sample::user_id("ada");
    assert!(
        told.starts_with("1 secret(s) were sealed anew under new; 1 do(es) not open"),
        "{told}"
    );
    assert!(told.contains(&format!(": {ada} vapi_key.")), "{told}");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sealed_that_a_server_could_not_open() {
    let stores = MemoryStores::new();
    entrust(&stores, "ada", &sealer(&["old"])).await;
    let keep_up = async {
        loop {
            announce(&stores, &server(1, &["old"], &[])).await;
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
    };
    let refused = tokio::select! {
        biased;
        () = keep_up => unreachable!(),
        rotated = rotated(&stores, &["new", "old"]) => rotated.unwrap_err(),
    };
    assert!(refused.starts_with("1 of 1 running server(s) do not know the key new"), "{refused}");
    let uses = Records::of(&stores).uses().await.unwrap();
    assert_eq!(uses[0].key_id, "old");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_seals_under_another_key_still_is_no_reason_to_stop() {
    let stores = MemoryStores::new();
    entrust(&stores, "ada", &sealer(&["old"])).await;
    announce(&stores, &server(1, &["old", "new"], &[])).await;
    assert!(rotated(&stores, &["new", "old"]).await.unwrap().starts_with("1 secret(s)"));
}

#[test]
fn what_was_saved_meanwhile_under_another_key_is_told() {
    let resealed = Resealed { count: 5, broken: Vec::new() };
    let told = told("new", &resealed, 2).unwrap();
    assert!(told.ends_with("2 are sealed under another key again: run this once more"), "{told}");
}
