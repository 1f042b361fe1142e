use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use testkit::memory::MemoryStores;

use super::*;
use crate::keys::sample::{announce, config, kid, sealing_keys, secret, server};

const AT_ONCE: Patience = Patience::After(Duration::ZERO);

/// A file that this variable names.
fn file(text: &str) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keys");
    fs::write(&path, text).unwrap();
    (directory, path)
}

async fn run(variable: &str, path: &Path, kind: KeyKind, id: Option<&str>) -> anyhow::Result<()> {
    let config = config(&[(variable, path.to_str().unwrap())]);
    activate(&config, kind, id, AT_ONCE).await
}

fn ids(kind: KeyKind, path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    KeyLines::parse(kind, &text).unwrap().ids().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_key_that_was_added_last_is_put_in_front_and_the_time_is_noted() {
    let (_directory, path) = file(&sealing_keys(&["one", "two", "new"]));
    run("AVA_API_ENCRYPTION_KEYS_FILE", &path, KeyKind::Sealing, None).await.unwrap();
    assert_eq!(ids(KeyKind::Sealing, &path), ["new", "one", "two"]);
    assert!(fs::read_to_string(&path).unwrap().contains("# sealed until 2"));
}

#[tokio::test]
async fn another_key_is_named_by_its_id() {
    let lines = format!("{}\n{}\n{}\n", secret("one"), secret("two"), secret("three"));
    let (_directory, path) = file(&lines);
    let two = kid("two");
    run("AVA_API_JWT_SECRET_KEY_FILE", &path, KeyKind::Signing, Some(&two)).await.unwrap();
    assert_eq!(ids(KeyKind::Signing, &path), ["two", "one", "three"].map(kid));
}

#[tokio::test]
async fn a_key_that_is_in_use_stays_and_one_that_is_not_there_is_refused() {
    let text = sealing_keys(&["one"]);
    let (_directory, path) = file(&text);
    run("AVA_API_ENCRYPTION_KEYS_FILE", &path, KeyKind::Sealing, None).await.unwrap();
    let refused = run("AVA_API_ENCRYPTION_KEYS_FILE", &path, KeyKind::Sealing, Some("two")).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.starts_with("there is no key two in ") && refused.ends_with("has one"));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_previous_secret_of_a_variable_is_to_be_moved_into_the_file_first() {
    let (_directory, path) = file(&secret("one"));
    let config = config(&[
        ("AVA_API_JWT_SECRET_KEY_FILE", path.to_str().unwrap()),
        ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", &secret("old")),
    ]);
    let old = kid("old");
    let refused = activate(&config, KeyKind::Signing, Some(&old), AT_ONCE).await.unwrap_err();
    let expected = format!("{old} is in AVA_API_JWT_PREVIOUS_SECRET_KEYS");
    assert!(refused.to_string().starts_with(&expected), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_know_it_is_waited_for() {
    let stores = MemoryStores::new();
    announce(&stores, &server(1, &["old", "new"], &[])).await;
    announce(&stores, &server(2, &["old"], &[])).await;
    let learns = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        announce(&stores, &server(2, &["old", "new"], &[])).await;
    };
    let records = Records::of(&stores);
    let known = all_know(&records, KeyKind::Sealing, "new", Duration::from_secs(20));
    let (known, ()) = tokio::join!(known, learns);
    known.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_learn_of_it_is_named() {
    let stores = MemoryStores::new();
    let records = Records::of(&stores);
    for (kind, id, lagging) in [(KeyKind::Sealing, "new", 1), (KeyKind::Signing, "b", 2)] {
        let keep_up = async {
            loop {
                announce(&stores, &server(1, &["old"], &["a", "b"])).await;
                announce(&stores, &server(2, &["old", "new"], &["a"])).await;
                tokio::time::sleep(Duration::from_secs(10)).await;
            }
        };
        let refused = tokio::select! {
            biased;
            () = keep_up => unreachable!(),
            known = all_know(&records, kind, id, Duration::from_mins(1)) => known.unwrap_err(),
        };
        let refused = refused.to_string();
        let name = server(lagging, &[], &[]).server.to_string();
        assert!(refused.contains("after 1m the key") && refused.contains(&name), "{refused}");
    }
}

#[tokio::test]
async fn without_servers_there_is_nobody_to_wait_for() {
    let records = Records::of(&MemoryStores::new());
    all_know(&records, KeyKind::Sealing, "new", Duration::ZERO).await.unwrap();
}
