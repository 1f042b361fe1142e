//! The state file.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::tempdir;
use vapi_sandbox::{Sandbox, SandboxConfig};

use crate::harness::{KEY, map, path_of, start_with};

#[tokio::test]
async fn a_restart_forgets_nothing() {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("sandbox.json");
    let (sandbox, api) = start_with(kept_in(&file)).await;
    let kept = api.create(json!({"name": "kept"})).await;
    let gone = api.create(json!({"name": "gone"})).await;
    api.delete(&path_of("assistant", &gone)).await;
    let (_, kept) = api.patch(&path_of("assistant", &kept), json!({"firstMessage": "Hi"})).await;
    let seed = map(json!({"provider": "vapi", "number": "+15550100"}));
    let number = sandbox.seed_phone_number(KEY, seed).await.expect("a number");
    sandbox.stop().await;

    let (_sandbox, api) = start_with(kept_in(&file)).await;

    assert_eq!(api.get("/assistant").await, (200, json!([kept])));
    assert_eq!(api.get("/phone-number").await, (200, json!([number])));
    let newer = api.create(json!({})).await;
    assert!(newer["createdAt"].as_str() > number["createdAt"].as_str());
}

#[tokio::test]
async fn the_file_holds_no_key_and_is_its_owners_alone() {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("sandbox.json");
    let (_sandbox, api) = start_with(kept_in(&file)).await;
    api.create(json!({})).await;
    assert!(!fs::read_to_string(&file).expect("a file").contains(KEY));
    let names: Vec<_> = fs::read_dir(directory.path())
        .expect("a directory")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(names, ["sandbox.json"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_file_that_is_not_a_state_is_an_error_that_names_it_and_leaves_it() {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("sandbox.json");
    for content in
        ["", "{\"version\":1,\"assist", "{\"version\":2,\"assistants\":[],\"phoneNumbers\":[]}"]
    {
        fs::write(&file, content).expect("a file");
        let error =
            Sandbox::start(([127, 0, 0, 1], 0).into(), kept_in(&file)).await.expect_err("an error");
        assert!(error.to_string().contains("sandbox.json"), "{error}");
        assert_eq!(fs::read_to_string(&file).expect("a file"), content);
    }
}

#[tokio::test]
async fn a_file_without_a_directory_is_an_error_at_the_start() {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("absent").join("sandbox.json");
    let outcome = Sandbox::start(([127, 0, 0, 1], 0).into(), kept_in(&file)).await;
    assert!(outcome.expect_err("an error").to_string().contains("no directory"));
}

#[tokio::test]
async fn a_write_that_cannot_be_kept_is_500_and_did_not_happen() {
    let directory = tempdir().expect("a directory");
    let inner = directory.path().join("inner");
    fs::create_dir(&inner).expect("a directory");
    let (sandbox, api) = start_with(kept_in(&inner.join("sandbox.json"))).await;
    fs::remove_dir(&inner).expect("removed");
    let (status, refusal) = api.post("/assistant", json!({})).await;
    assert_eq!((status, &refusal["message"]), (500, &json!("Internal server error")));
    assert!(sandbox.assistants().is_empty());
}

fn kept_in(file: &Path) -> SandboxConfig {
    SandboxConfig { state_file: Some(PathBuf::from(file)), ..SandboxConfig::default() }
}
