use std::fs;
use std::path::PathBuf;

use application::port::SecretSealer;
use tempfile::TempDir;
use testkit::memory::MemoryStores;

use super::*;
use crate::keys::sample::{config, entrust, kid, live, sealer, sealing_keys, secret, server};

/// A server that started with the sealing key `old` and the signing secret `old`, both in files.
struct Place {
    directory: TempDir,
    stores: MemoryStores,
    tending: Tending,
}

impl Place {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let [sealing, signing] =
            ["sealing.keys", "signing.keys"].map(|it| directory.path().join(it));
        fs::write(&sealing, sealing_keys(&["old"])).unwrap();
        fs::write(&signing, secret("old")).unwrap();
        let config = config(&[
            ("AVA_API_ENCRYPTION_KEYS_FILE", sealing.to_str().unwrap()),
            ("AVA_API_JWT_SECRET_KEY_FILE", signing.to_str().unwrap()),
            ("AVA_API_JWT_PREVIOUS_SECRET_KEYS", &secret("older")),
        ]);
        let stores = MemoryStores::new();
        let (secrets, servers) = (stores.stores().sealed, stores.stores().servers);
        let tending = Tending::new(&config, live(&["old"], &["old", "older"]), secrets, servers);
        let mut place = Self { directory, stores, tending };
        place.look().await;
        place
    }

    async fn look(&mut self) {
        self.tending.tend(false).await;
    }

    fn sealing_file(&self) -> PathBuf {
        self.directory.path().join("sealing.keys")
    }

    async fn write_sealing_keys(&mut self, text: &str) {
        fs::write(self.sealing_file(), text).unwrap();
        self.look().await;
    }

    fn sealing(&self) -> &[String] {
        &self.tending.live.known().sealing
    }

    async fn announced(&self) -> Option<Vec<String>> {
        let running = self.stores.stores().servers.running().await.unwrap();
        running.into_iter().next().map(|server| server.sealing)
    }
}

#[tokio::test]
async fn a_file_that_changes_is_followed_and_told_at_once() {
    let mut place = Place::new().await;
    assert_eq!(place.announced().await.unwrap(), ["old"]);
    place.write_sealing_keys(&sealing_keys(&["new", "old"])).await;
    assert_eq!(place.tending.live.sealer.sealing_key_id(), "new");
    assert_eq!(place.announced().await.unwrap(), ["new", "old"]);

    let signing = place.directory.path().join("signing.keys");
    fs::write(&signing, format!("{}\n{}\n", secret("new"), secret("old"))).unwrap();
    place.look().await;
    let expected = ["new", "old", "older"].map(kid);
    assert_eq!(place.tending.live.known().signing, expected, "the previous ones stay");
}

#[tokio::test]
async fn a_file_that_cannot_be_used_changes_nothing() {
    let mut place = Place::new().await;
    for text in ["", "# none", "broken", "old:short"] {
        place.write_sealing_keys(text).await;
        assert_eq!(place.sealing(), ["old"], "{text}");
    }
    fs::remove_file(place.sealing_file()).unwrap();
    place.look().await;
    assert_eq!(place.sealing(), ["old"]);
    place.write_sealing_keys(&sealing_keys(&["new", "old"])).await;
    assert_eq!(place.sealing(), ["new", "old"], "a good one is taken again");
}

#[tokio::test(start_paused = true)]
async fn keys_that_stored_secrets_need_are_not_dropped() {
    let mut place = Place::new().await;
    entrust(&place.stores, "ada", &sealer(&["old"])).await;
    place.write_sealing_keys(&sealing_keys(&["new"])).await;
    assert_eq!(place.sealing(), ["old"]);
    // Once nothing is sealed under it, the same file is good.
    let sealed = place.stores.stores().sealed;
    let secrets = sealed.sealed_under_another("new", 10, None).await.unwrap();
    let ring = sealer(&["new", "old"]);
    let owner = secrets[0].owner;
    let anew = ring.seal(owner, secrets[0].kind, &"secret".into()).unwrap();
    assert!(sealed.replace(&secrets[0], &anew).await.unwrap());
    place.look().await;
    assert_eq!(place.sealing(), ["old"], "it is not judged at every look");
    tokio::time::advance(Duration::from_secs(10)).await;
    place.look().await;
    assert_eq!(place.sealing(), ["new"]);
}

#[tokio::test(start_paused = true)]
async fn keys_that_cannot_be_judged_wait_for_the_database() {
    let mut place = Place::new().await;
    place.stores.set_available(false);
    place.write_sealing_keys(&sealing_keys(&["new", "old"])).await;
    assert_eq!(place.sealing(), ["old"]);
    place.stores.set_available(true);
    tokio::time::advance(Duration::from_secs(10)).await;
    place.look().await;
    assert_eq!(place.sealing(), ["new", "old"]);
}

#[tokio::test(start_paused = true)]
async fn a_server_is_heard_of_as_long_as_it_runs() {
    let mut place = Place::new().await;
    for _ in 0..20 {
        tokio::time::advance(Duration::from_secs(5)).await;
        place.look().await;
        assert!(place.announced().await.is_some());
    }
}

#[tokio::test]
async fn what_could_not_be_announced_is_announced_at_the_next_look() {
    let mut place = Place::new().await;
    place.stores.stores().servers.leave(server(7, &[], &[]).server).await.unwrap();
    place.tending.announced = None;
    place.stores.set_available(false);
    place.look().await;
    place.stores.set_available(true);
    assert_eq!(place.announced().await, None);
    place.look().await;
    assert_eq!(place.announced().await.unwrap(), ["old"]);
}

#[tokio::test]
async fn keys_in_variables_are_announced_and_never_read_again() {
    let config = config(&[
        ("AVA_API_ENCRYPTION_KEYS", sealing_keys(&["old"]).trim()),
        ("AVA_API_JWT_SECRET_KEY", &secret("old")),
    ]);
    let stores = MemoryStores::new();
    let (secrets, servers) = (stores.stores().sealed, stores.stores().servers);
    let mut tending = Tending::new(&config, live(&["old"], &["old"]), secrets, servers.clone());
    tending.tend(true).await;
    assert_eq!(servers.running().await.unwrap(), [server(7, &["old"], &[&kid("old")])]);
}
