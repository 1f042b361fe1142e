//! The program as an operator meets it.

use std::os::unix::fs::PermissionsExt;

use crate::harness::{Place, Store, on_both, run, text};

on_both! { migrations_go_up_and_down_by_hand }

#[test]
fn a_wrong_value_stops_the_start_with_one_line() {
    let place = Place::new(Store::Sqlite).with("AVA_API_DATABASE_MAX_CONNECTIONS", "many");
    let output = run(&mut place.command());
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    assert!(
        said.contains("AVA_API_DATABASE_MAX_CONNECTIONS must be a number between 1 and 1000"),
        "{said}"
    );
}

#[test]
fn postgres_without_keys_does_not_start() {
    let url = "postgres://nobody:hunter2@127.0.0.1:1/none";
    let place = Place::new(Store::Sqlite).with("AVA_API_DATABASE_URL", url);
    let output = run(&mut place.command());
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("AVA_API_JWT_SECRET_KEY is required"));
    let keys = run(place.command().args(["keys", "env"]));
    let mut place = Place::new(Store::Sqlite).with("AVA_API_DATABASE_URL", url);
    for line in text(&keys.stdout).lines() {
        let (name, value) = line.split_once('=').expect("a variable");
        place.set(name, value);
    }
    let output = run(&mut place.command());
    assert!(!output.status.success());
    let said = text(&output.stderr);
    assert!(
        said.contains("AVA_API_DATABASE_URL"),
        "with generated keys it gets as far as the database: {said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn an_unknown_variable_is_a_warning() {
    let place = Place::new(Store::Sqlite).with("AVA_API_LOG_LEVLE", "debug");
    let server = place.start().await;
    assert_eq!(server.anonymous().get("/healthz").await.status, 200);
    let log = place.log_of(&server).await;
    assert!(log.contains("did you mean AVA_API_LOG_LEVEL?"), "{log}");
}

#[tokio::test]
async fn the_data_directory_and_what_is_in_it_are_for_its_owner_alone() {
    let place = Place::new(Store::Sqlite);
    let server = place.start().await;
    server.sign_up("ada").await.sync().await.ok();
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path).expect("a file").permissions().mode() & 0o777
    };
    assert_eq!(mode(&place.data_dir()), 0o700);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(place.data_dir()).expect("a directory") {
        let entry = entry.expect("an entry");
        names.push(entry.file_name().to_string_lossy().into_owned());
        assert_eq!(mode(&entry.path()), 0o600, "{names:?}");
    }
    for expected in ["ava.db", "encryption-keys.txt", "jwt-secret.key", "sandbox.json"] {
        assert!(names.iter().any(|name| name == expected), "{expected} is not among {names:?}");
    }
}

#[test]
fn the_api_document_is_printed_as_it_stands_in_the_repository() {
    let output = run(Place::new(Store::Sqlite).command().arg("openapi"));
    let committed = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json"))
        .expect("openapi.json");
    assert!(output.stdout == committed, "run `make openapi`");
}

#[test]
fn the_statements_of_the_schema_are_printed_without_a_database() {
    for dialect in ["postgres", "sqlite"] {
        let output =
            run(Place::new(Store::Sqlite).command().args(["migrate", "sql", "--dialect", dialect]));
        assert!(output.status.success());
        let sql = text(&output.stdout);
        assert!(
            sql.contains("CREATE TABLE") && sql.contains("idx_studio_configs_user_id"),
            "{sql}"
        );
    }
}

async fn migrations_go_up_and_down_by_hand(store: Store) {
    let place = Place::new(store);
    let migrate = |arguments: &[&str]| {
        let output = run(place.command().arg("migrate").args(arguments));
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let status = migrate(&["status"]);
    let count = status.lines().count();
    assert!(count > 0 && status.lines().all(|line| line.starts_with("pending")), "{status}");
    assert!(migrate(&["down"]).starts_with("0 "));
    assert!(place.is_untouched(), "asking makes nothing");
    migrate(&["up"]);
    let status = migrate(&["status"]);
    assert_eq!(status.lines().count(), count);
    assert!(status.lines().all(|line| line.starts_with("applied")), "{status}");
    migrate(&["down", "--steps", &count.to_string()]);
    assert!(migrate(&["status"]).lines().all(|line| line.starts_with("pending")));
    assert!(migrate(&["up"]).starts_with(&format!("{count} ")));
    let server = place.start().await;
    server.sign_up("ada").await;
}

#[tokio::test]
async fn a_database_that_is_behind_is_not_ready_and_one_that_is_away_is_not_either() {
    let place = Place::new(Store::Sqlite);
    let output = run(place.command().args(["migrate", "up"]));
    assert!(output.status.success());
    let server = place.start().await;
    assert_eq!(server.anonymous().get("/readyz").await.ok()["status"], "ready");
    place.sql("DELETE FROM seaql_migrations").await;
    let answer = server.anonymous().get("/readyz").await;
    assert_eq!((answer.status, answer.code().as_str()), (503, "unavailable"));
    assert!(answer.headers.contains_key("retry-after"));
    assert_eq!(server.anonymous().get("/healthz").await.ok()["status"], "healthy");
}

#[tokio::test]
async fn told_not_to_migrate_it_serves_and_is_not_ready() {
    let place = Place::new(Store::Sqlite);
    let mut command = place.command();
    let server = place.start_unready(command.args(["serve", "--skip-migrations"])).await;
    assert_eq!(server.anonymous().get("/healthz").await.status, 200);
    assert_eq!(server.anonymous().get("/readyz").await.status, 503);
    let migrated = run(place.command().args(["migrate", "up"]));
    assert!(migrated.status.success(), "{}", text(&migrated.stderr));
    assert_eq!(server.anonymous().get("/readyz").await.status, 200);
}
