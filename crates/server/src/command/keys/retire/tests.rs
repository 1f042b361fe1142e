use std::fs;

use tempfile::TempDir;
use testkit::memory::MemoryStores;
use tokio::time::Instant;

use super::*;
use crate::keys::sample::{announce, config, entrust, kid, sealer, sealing_keys, secret, server};

/// A ring of a file with this text.
fn ring_of(kind: KeyKind, text: &str) -> (TempDir, Ring) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    fs::write(&path, text).unwrap();
    let variable = match kind {
        KeyKind::Sealing => "AVA_API_ENCRYPTION_KEYS_FILE",
        KeyKind::Signing => "AVA_API_JWT_SECRET_KEY_FILE",
    };
    let config = config(&[(variable, path.to_str().unwrap())]);
    (directory, Ring::read(&config, kind).unwrap().unwrap())
}

async fn proved(stores: &MemoryStores, id: &str) -> Result<(), String> {
    let (_directory, ring) = ring_of(KeyKind::Sealing, &sealing_keys(&["new", "old"]));
    let proved = prove_sealing_key(&Records::of(stores), &ring, id).await;
    proved.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_key_that_seals_stays() {
    let said = proved(&MemoryStores::new(), "new").await.unwrap_err();
    assert_eq!(said, "new seals; activate another first: ava keys activate");
}

#[tokio::test]
async fn a_key_under_which_something_is_sealed_stays() {
    let stores = MemoryStores::new();
    entrust(&stores, "ada", &sealer(&["old"])).await;
    let said = proved(&stores, "old").await.unwrap_err();
    assert!(said.starts_with("1 secret(s) are sealed under old; run `ava keys rotate`"), "{said}");
}

#[tokio::test]
async fn a_key_that_a_server_seals_with_stays() {
    let stores = MemoryStores::new();
    announce(&stores, &server(1, &["new", "old"], &[])).await;
    announce(&stores, &server(2, &["old", "new"], &[])).await;
    let said = proved(&stores, "old").await.unwrap_err();
    let name = server(2, &[], &[]).server;
    assert!(said.starts_with(&format!("1 running server(s) still seal(s) with old: {name}.")));
}

#[tokio::test(start_paused = true)]
async fn what_a_request_seals_meanwhile_is_waited_for() {
    let stores = MemoryStores::new();
    announce(&stores, &server(1, &["new", "old"], &[])).await;
    let begun = Instant::now();
    let late = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        entrust(&stores, "ada", &sealer(&["old"])).await;
    };
    let (proved, ()) = tokio::join!(proved(&stores, "old"), late);
    assert!(proved.unwrap_err().starts_with("1 secret(s) are sealed under old"));
    assert_eq!(begun.elapsed(), REQUESTS_END);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_nothing_needs_goes_and_without_servers_at_once() {
    let stores = MemoryStores::new();
    entrust(&stores, "ada", &sealer(&["new"])).await;
    let begun = Instant::now();
    proved(&stores, "old").await.unwrap();
    assert_eq!(begun.elapsed(), Duration::ZERO);
    announce(&stores, &server(1, &["new", "old"], &[])).await;
    proved(&stores, "old").await.unwrap();
}

#[test]
fn it_is_dropped_from_the_file_with_what_is_noted_of_it() {
    let old = sealing_keys(&["old"]);
    let text = format!("{}# sealed until 2026-11-22T13:00:00Z\n{old}", sealing_keys(&["new"]));
    let (_directory, ring) = ring_of(KeyKind::Sealing, &text);
    let KeySource::File(file) = &ring.source else { panic!("a file") };
    drop_from(&ring, file, "old").unwrap();
    assert_eq!(fs::read_to_string(&file.path).unwrap(), sealing_keys(&["new"]));
    assert!(drop_from(&ring, file, "new").is_err(), "the last one stays");
}

#[test]
fn a_signing_key_stays_until_its_last_token_is_over() {
    let lifetime = TimeDelta::minutes(15);
    let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let (new, old) = (kid("new"), kid("old"));
    let lines = |note: &str| format!("{}\n{note}{}\n", secret("new"), secret("old"));
    let (_directory, ring) =
        ring_of(KeyKind::Signing, &lines("# signed until 2026-11-22T13:00:00Z\n"));
    let why = |id: &str, servers: &[ServerKeys], now: &str| {
        why_signing_key_stays(&ring, id, servers, lifetime, at(now))
    };
    let signs = [server(1, &[], &[&old, &new])];
    let verifies = [server(1, &[], &[&new, &old])];
    let late = "2026-11-22T13:15:15Z";
    let said = why(&new, &[], late).unwrap();
    assert_eq!(said, format!("{new} signs; activate another first: ava keys activate --signing"));
    assert!(why(&old, &signs, late).unwrap().contains("still sign(s) with"));
    let said = why(&old, &verifies, "2026-11-22T13:15:14Z").unwrap();
    assert!(
        said.contains("until 2026-11-22T13:00:00Z") && said.ends_with("again in 1 s"),
        "{said}"
    );
    assert_eq!(why(&old, &verifies, late), None);

    let (_directory, ring) = ring_of(KeyKind::Signing, &lines(""));
    let said = why_signing_key_stays(&ring, &old, &[], lifetime, at(late)).unwrap();
    assert!(said.contains("does not say until when"), "{said}");
}

#[test]
fn a_previous_secret_of_a_variable_is_taken_out_by_hand() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    fs::write(&path, secret("new")).unwrap();
    let config = config(&[
        ("AVA_API_JWT_SECRET_KEY_FILE", path.to_str().unwrap()),
        ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", &secret("old")),
    ]);
    let ring = Ring::read(&config, KeyKind::Signing).unwrap().unwrap();
    let now = DateTime::from_timestamp(0, 0).unwrap();
    let said = why_signing_key_stays(&ring, &kid("old"), &[], TimeDelta::minutes(15), now).unwrap();
    assert!(said.contains("is in AVA_API_JWT_PREVIOUS_SECRET_KEYS; take it out there"), "{said}");
}
