//! What the former service's database may look like.

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, Executor, SqliteConnection};

use super::fixture::people;
use super::former::{Former, HASH};
use super::{import, importing, log_in};
use crate::harness::{Place, Store, on_both, run};

on_both! {
    columns_that_an_older_version_did_not_have_are_not_missed
    one_database_moves_into_another_kind
}

async fn columns_that_an_older_version_did_not_have_are_not_missed(store: Store) {
    let place = Place::new(store);
    let former = Former::new(&place, store).await;
    former.execute("DROP TABLE users; DROP TABLE studio_configs").await;
    former
        .execute("CREATE TABLE users (id VARCHAR(36) PRIMARY KEY, email TEXT, password TEXT)")
        .await;
    let insert = |id: &str, email: &str| {
        format!("INSERT INTO users (id, email, password) VALUES ('{id}', '{email}', '{HASH}')")
    };
    former.execute(&insert("user-1", "ada@example.com")).await;
    former.execute(&insert("user-2", "eve@example.com")).await;
    let (report, complete) = import(&place, &former, &[]);
    assert!(complete && report["added"] == 2, "{report}");
    let (report, _) = import(&place, &former, &[]);
    assert_eq!(report["already_there"], 2, "ids that were none are always given the same");
    let server = place.start().await;
    log_in(&server, "ada@example.com").await;
}

async fn one_database_moves_into_another_kind(store: Store) {
    let other = if store == Store::Sqlite { Store::Postgres } else { Store::Sqlite };
    let place = Place::new(store);
    let former = Former::new(&place, other).await;
    people(&former, "3b1f8a52-8f0d-4c63-9a51-0d8f5a7d2f10").await;
    let before = former.everything();
    let (report, _) = import(&place, &former, &[]);
    assert_eq!(report["added"], 14, "{report}");
    assert_eq!(former.everything(), before);
    let server = place.start().await;
    let ada = log_in(&server, "ada@example.com").await;
    assert_eq!(ada.config().await["aiMaxTokens"], 750);
}

/// A file in which booleans, numbers and times are whatever was put there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_holds_any_type_anywhere() {
    let place = Place::new(Store::Sqlite);
    let former = Former::new(&place, Store::Sqlite).await;
    former
        .execute(&format!(
            "INSERT INTO users (id, email, hashed_password, full_name, is_active, onboarding_step, created_at, updated_at) VALUES
             ('00000000-0000-4000-8000-000000000001', 'ada@example.com', '{HASH}', CAST(x'41006461' AS TEXT), 't', '3.0', 1704164645, '2024-01-02T03:04:05Z'),
             ('00000000-0000-4000-8000-000000000002', 'eve@example.com', '{HASH}', x'ff41', 'yes', 'x', 'never', '2024-01-02 03:04:05+02');
             INSERT INTO studio_configs (id, user_id, voice_speed, ai_max_tokens, ask_for_name, ask_for_email, system_prompt) VALUES
             ('1', '00000000-0000-4000-8000-000000000001', '1.05', '750.0', 'f', 'on', CAST(x'61006262' AS TEXT))"
        ))
        .await;
    let (report, complete) = import(&place, &former, &[]);
    assert!(complete, "{report}");
    let server = place.start().await;
    let ada = log_in(&server, "ada@example.com").await;
    assert_eq!(ada.get("/api/v1/auth/me").await.ok()["name"], "Ada", "without its NUL");
    let config = ada.config().await;
    assert_eq!((&config["voiceSpeed"], &config["aiMaxTokens"]), (&1.05.into(), &750.into()));
    assert_eq!((&config["askForName"], &config["askForEmail"]), (&false.into(), &true.into()));
    assert_eq!(config["systemPrompt"], "abb");
}

/// A service that still runs has the newest of its data in a log beside the file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_with_a_log_is_read_with_its_log_and_left_as_it_is() {
    let place = Place::new(Store::Sqlite);
    let former = Former::new(&place, Store::Sqlite).await;
    former.crowd(3).await;
    let file = place.file("former.db");
    let options = SqliteConnectOptions::new().filename(&file).journal_mode(SqliteJournalMode::Wal);
    let mut service = SqliteConnection::connect_with(&options).await.expect("the file");
    service
        .execute("INSERT INTO users (id, email) VALUES ('00000000-0000-4000-8000-000000000009', 'new@example.com')")
        .await
        .expect("a row");
    let bytes = || {
        ["", "-wal"].map(|end| std::fs::read(format!("{}{end}", file.display())).expect("a file"))
    };
    let before = bytes();
    let (report, _) = import(&place, &former, &[]);
    assert_eq!(report["added"], 4, "what is in the log counts");
    assert_eq!(bytes(), before);
    service.close().await.expect("a close");

    // Nobody has it open: nothing is made beside it either.
    let before = former.everything();
    assert!(before.ends_with("[false, false, false]"));
    assert!(run(&mut importing(&place, &former, &[])).status.success());
    assert_eq!(former.everything(), before);
}
