//! Starts that are refused, each with one line that says what to do, and before anything is
//! changed.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use serde_json::json;

use crate::harness::{Place, Store, on_both, refused, run, text};

on_both! {
    a_second_server_on_the_same_data_directory_is_refused
    without_the_keys_that_secrets_are_sealed_under_it_does_not_start
}

#[test]
fn a_value_that_is_not_text_is_refused() {
    let place = Place::new(Store::Sqlite);
    let said = refused(place.command().env("AVA_API_BIND", OsStr::from_bytes(b"\xff")));
    assert_eq!(said, "AVA_API_BIND must be UTF-8 text; for example: AVA_API_BIND=127.0.0.1:8000");
}

#[test]
fn a_wrong_value_is_found_before_anything_is_made() {
    for (name, value) in [
        ("AVA_API_LOG_LEVEL", "5"),
        ("AVA_API_ALLOWED_ORIGINS", "https://a:b:c"),
        ("AVA_API_ALLOWED_ORIGINS", "https://a:65536"),
        ("AVA_API_ENCRYPTION_KEYS", "garbage"),
        ("AVA_API_JWT_SECRET_KEY", "long enough, but with a comma in its middle"),
        ("AVA_API_VAPI_BASE_URL", "https://[x"),
        ("AVA_API_DATABASE_URL", "sqlite://"),
        ("AVA_API_DATA_DIR", "data?"),
    ] {
        let place = Place::new(Store::Sqlite).with(name, value);
        let said = refused(&mut place.command());
        assert!(said.starts_with(name) && said.contains("; for example: "), "{said}");
        assert!(place.is_untouched(), "{name}={value}");
    }
}

#[test]
fn an_address_that_names_no_database_is_refused_with_an_example() {
    let postgres = "postgres://u:hunter2@host:port/db";
    for (store, url) in [
        (Store::Postgres, postgres),
        (Store::Sqlite, "sqlite://:memory:"),
        (Store::Sqlite, "sqlite://directory/"),
    ] {
        let place = Place::new(store).with("AVA_API_DATABASE_URL", url);
        let said = refused(&mut place.command());
        assert!(said.starts_with("AVA_API_DATABASE_URL must be "), "{said}");
        assert!(said.contains("; for example: postgres://"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
        assert!(!place.data_dir().join("encryption-keys.txt").exists(), "no keys are made yet");
    }
}

#[tokio::test]
async fn a_broken_key_file_is_named_and_no_variable_is_blamed() {
    for name in ["jwt-secret.key", "encryption-keys.txt"] {
        let place = Place::new(Store::Sqlite);
        place.start().await.kill();
        let path = place.data_dir().join(name);
        fs::write(&path, "short").expect("a write");
        let said = refused(&mut place.command());
        assert!(said.starts_with(path.to_str().expect("Unicode")), "{said}");
        assert!(said.contains("restore it from a backup"), "{said}");
        assert!(!said.contains("AVA_API_"), "{said}");
    }
}

#[tokio::test]
async fn the_database_is_in_the_data_directory_whatever_that_is_called() {
    let mut place = Place::new(Store::Sqlite);
    let directory = place.data_dir().with_file_name("100%20 #1 é");
    place.set("AVA_API_DATA_DIR", directory.to_str().expect("Unicode"));
    let server = place.start().await;
    server.sign_up("ada").await;
    server.kill();
    assert!(directory.join("ava.db").metadata().expect("a file").len() > 0);
    let beside: Vec<_> = fs::read_dir(directory.parent().expect("a parent"))
        .expect("a directory")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| *path != directory && *path != place.log_file())
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
}

async fn a_second_server_on_the_same_data_directory_is_refused(store: Store) {
    let place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    let said = refused(&mut place.command());
    let expected = format!("another server is using {}", place.data_dir().display());
    assert!(said.starts_with(&expected), "{said}");
    let status = run(place.command().args(["migrate", "status"]));
    assert!(status.status.success(), "{}", text(&status.stderr));
    ada.sync().await.ok();
    server.kill();
    let server = place.start().await;
    assert_eq!(ada.at(server.address()).sync().await.ok()["action"], "unchanged");
    let warned = place.log_of(&server).await.contains("AVA_API_VAPI_BASE_URL");
    assert_eq!(warned, store == Store::Postgres, "replicas would have a sandbox each");
}

async fn without_the_keys_that_secrets_are_sealed_under_it_does_not_start(store: Store) {
    let mut place = Place::new(store);
    let server = place.start().await;
    let ada = server.sign_up("ada").await;
    ada.post("/api/v1/vapi-settings", &json!({"vapi_api_key": "a-key-of-adas-own"})).await.ok();
    server.kill();
    let id = place.sql("SELECT key_id FROM integration_secrets").await.join("");
    let path = place.data_dir().join("encryption-keys.txt");
    let other = "other:ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    let (source, keys) = match store {
        Store::Sqlite => (path.display().to_string(), fs::read_to_string(&path).expect("keys")),
        Store::Postgres => {
            let keys = place.variable("AVA_API_ENCRYPTION_KEYS").expect("keys").to_owned();
            ("AVA_API_ENCRYPTION_KEYS".to_owned(), keys)
        }
    };
    let lose = |place: &mut Place| match store {
        Store::Sqlite => fs::remove_file(&path).expect("a deletion"),
        Store::Postgres => place.set("AVA_API_ENCRYPTION_KEYS", other),
    };
    lose(&mut place);
    for _ in 0..2 {
        let said = refused(&mut place.command());
        assert!(said.starts_with(&source) && said.contains(&format!("the key {id},")), "{said}");
    }
    assert!(!path.exists(), "no other key takes the place of the lost one");

    place.set("AVA_API_ENCRYPTION_KEYS", &format!("{other},{}", keys.trim()));
    let server = place.start().await;
    let ada = ada.at(server.address());
    assert_eq!(ada.sync().await.ok()["action"], "created", "the sealed key still opens");
    server.kill();

    // What the line says about a key that is lost for good.
    place.set("AVA_API_ENCRYPTION_KEYS", other);
    refused(&mut place.command());
    place.sql(&format!("DELETE FROM integration_secrets WHERE key_id = '{id}'")).await;
    let server = place.start().await;
    let settings = ada.at(server.address()).get("/api/v1/vapi-settings").await.ok();
    assert_eq!(settings["has_vapi_key"], false);
}
