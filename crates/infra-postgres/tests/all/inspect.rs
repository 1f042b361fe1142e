//! What an operator is told of a database.

use std::time::Duration;

use ava_infra_postgres::{ConnectionLimits, Database, DatabaseOptions, Durability, Pooler};
use secrecy::SecretString;

use crate::on_both;
use crate::own::{self, OwnDatabase};
use crate::pooler::{Double, Mode, Standing};

on_both!(migrated: its_time_is_told_and_nobody_stands_before_it);

#[expect(clippy::disallowed_methods, reason = "it is held against the time of day")]
async fn its_time_is_told_and_nobody_stands_before_it(own: OwnDatabase) {
    let before = chrono::Utc::now() - Duration::from_mins(1);
    let time = own.database.time().await.unwrap();
    assert!(time > before && time < before + Duration::from_mins(2), "{time}");
    assert_eq!(find(&own.url()).await, None);
}

async fn find(url: &str) -> Option<Pooler> {
    Pooler::find(&SecretString::from(url)).await.unwrap()
}

async fn open(own: &OwnDatabase) -> Database {
    Database::connect(DatabaseOptions::new(own.url())).await.unwrap()
}

#[tokio::test]
async fn a_file_keeps_what_it_acknowledged_and_gives_any_number_of_connections() {
    let own = own::sqlite::migrated().await;
    let expected = Durability::Sqlite { journal_mode: "wal".to_owned(), synchronous: 2 };
    assert_eq!(own.database.durability().await.unwrap(), expected);
    assert_eq!(own.database.connection_limits().await.unwrap(), None);
}

#[tokio::test]
async fn what_was_set_of_a_database_is_told() {
    let own = own::postgres::migrated().await;
    let name = own.texts("SELECT current_database()::text").await.concat();
    for setting in ["off", "on", "local"] {
        own.execute(&format!("ALTER DATABASE {name} SET synchronous_commit = {setting}")).await;
        let Durability::Postgres { synchronous_commit, fsync, full_page_writes } =
            open(&own).await.durability().await.unwrap()
        else {
            panic!("no file")
        };
        assert_eq!(synchronous_commit.as_deref(), Some(setting));
        let as_shown = own.texts("SELECT current_setting('fsync')").await;
        assert_eq!(fsync, as_shown.first().cloned());
        assert!(full_page_writes.is_some());
    }
}

#[tokio::test]
async fn the_limits_of_server_role_and_database_are_told() {
    let own = own::postgres::migrated().await;
    let name = own.texts("SELECT current_database()::text").await.concat();
    let most: u32 = own.texts("SHOW max_connections").await[0].parse().unwrap();
    let ask = async || -> ConnectionLimits {
        open(&own).await.connection_limits().await.unwrap().unwrap()
    };
    let limits = ask().await;
    assert_eq!((limits.most, limits.of_role, limits.of_database), (most, None, None));
    assert!(limits.reserved > 0 && limits.for_us() == most - limits.reserved, "{limits:?}");
    own.execute(&format!("ALTER DATABASE {name} CONNECTION LIMIT 50")).await;
    assert_eq!(ask().await.of_database, Some(50));
    assert_eq!(ask().await.for_us(), 50);
}

#[tokio::test]
async fn who_gives_each_transaction_another_connection_is_found_and_named() {
    let own = own::postgres::migrated().await;
    let standing = Standing::before(&own.url(), Mode::Transaction).await;
    let found = find(&standing.url()).await.expect("it is found");
    let name = found.name.expect("it says what it is");
    assert!(name.starts_with("PgBouncer 1."), "{name}");
}

#[tokio::test]
async fn who_gives_each_client_a_connection_of_its_own_is_let_be() {
    let own = own::postgres::migrated().await;
    let standing = Standing::before(&own.url(), Mode::Session).await;
    assert_eq!(find(&standing.url()).await, None);
    if let Standing::Real(_) = standing {
        let behind = Database::connect(DatabaseOptions::new(standing.url())).await.unwrap();
        assert!(behind.migration_status().await.unwrap().iter().all(|it| it.applied));
        behind.close().await;
    }
}

#[tokio::test]
async fn whether_statements_outlive_a_transaction_is_told() {
    for keeps_statements in [false, true] {
        let double = Double::start(Mode::Transaction, keeps_statements).await;
        let found = find(&double.url()).await.expect("it is found");
        assert_eq!(found, Pooler { name: Some("PgBouncer 1.18.0".to_owned()), keeps_statements });
    }
    let double = Double::start(Mode::Session, false).await;
    assert_eq!(find(&double.url()).await, None);
}

#[tokio::test]
async fn who_never_answers_is_not_waited_for() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://nobody@{}/none", listener.local_addr().unwrap());
    let begun = tokio::time::Instant::now();
    assert!(Pooler::find(&SecretString::from(url)).await.is_err());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
