//! The former service's database, in whatever shape it is found.

use application::port::{FormerAccount, FormerAccounts};
use ava_infra_postgres::{FormerDatabaseError, SqlFormerAccounts};
use secrecy::SecretString;

use crate::own::OwnDatabase;

crate::on_both!(empty:
    accounts_are_told_page_by_page_each_once_with_their_configurations,
    a_cell_is_told_as_text_whatever_its_type_and_null_not_at_all,
    ids_of_another_type_than_text_are_told_as_text,
    what_changes_after_the_opening_is_not_seen,
    a_column_of_any_name_is_told_by_it,
    a_service_without_configurations_has_accounts,
    what_is_no_database_of_the_former_service_is_refused,
);

async fn open(own: &OwnDatabase) -> SqlFormerAccounts {
    SqlFormerAccounts::open(&SecretString::from(own.url())).await.unwrap()
}

/// All accounts, so many at a time.
async fn all(former: &SqlFormerAccounts, limit: u32) -> Vec<FormerAccount> {
    let mut all: Vec<FormerAccount> = Vec::new();
    loop {
        let last = all.last().map(|account| account.id.clone());
        let page = former.page(last.as_deref(), limit).await.unwrap();
        assert!(page.len() <= limit as usize);
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

async fn accounts_are_told_page_by_page_each_once_with_their_configurations(own: OwnDatabase) {
    own.execute("CREATE TABLE users (id VARCHAR(36) PRIMARY KEY, email TEXT)").await;
    own.execute("CREATE TABLE studio_configs (id TEXT, user_id VARCHAR(36), tone TEXT)").await;
    for n in 0..7 {
        own.execute(&format!("INSERT INTO users VALUES ('user-{n}', '{n}@example.com')")).await;
        for config in 0..n % 3 {
            let row = format!("('{n}-{config}', 'user-{n}', 'tone {config} of {n}')");
            own.execute(&format!("INSERT INTO studio_configs VALUES {row}")).await;
        }
    }
    own.execute("INSERT INTO studio_configs VALUES ('x', 'nobody', 'x'), ('y', NULL, 'y')").await;
    let former = open(&own).await;
    assert_eq!(former.count().await.unwrap(), 7);
    for limit in [1, 2, 3, 7, 100] {
        let all = all(&former, limit).await;
        let ids: Vec<_> = all.iter().map(|account| account.id.as_str()).collect();
        assert_eq!(ids, ["user-0", "user-1", "user-2", "user-3", "user-4", "user-5", "user-6"]);
        for (n, account) in all.iter().enumerate() {
            assert_eq!(account.user.get("email"), Some(&*format!("{n}@example.com")));
            assert_eq!(account.configs.len(), n % 3);
            let of_them = |tone: &str| tone.ends_with(&format!("of {n}"));
            assert!(account.configs.iter().all(|row| row.get("tone").is_some_and(of_them)));
        }
    }
    former.close().await;
}

async fn a_cell_is_told_as_text_whatever_its_type_and_null_not_at_all(own: OwnDatabase) {
    own.execute(
        "CREATE TABLE users (id VARCHAR(36) PRIMARY KEY, email TEXT, name TEXT, flag BOOLEAN,
         step INTEGER, speed FLOAT, made TIMESTAMP, long TEXT)",
    )
    .await;
    let long = "é".repeat(150_000);
    own.execute(&format!(
        "INSERT INTO users VALUES ('a', '', NULL, TRUE, 3, 1.05, '2024-01-02 03:04:05.5', '{long}')"
    ))
    .await;
    let former = open(&own).await;
    let [account] = all(&former, 9).await.try_into().unwrap();
    let row = account.user;
    assert_eq!((row.get("email"), row.get("name")), (Some(""), None));
    assert_eq!(row.get("flag"), Some(if own.is_postgres() { "true" } else { "1" }));
    assert_eq!((row.get("step"), row.get("speed")), (Some("3"), Some("1.05")));
    assert_eq!(row.get("made"), Some("2024-01-02 03:04:05.5"));
    let told = row.get("long").unwrap().chars().count();
    assert!((100_000..=200_001).contains(&told), "{told}: more than anything may have, not all");
    former.close().await;
}

async fn ids_of_another_type_than_text_are_told_as_text(own: OwnDatabase) {
    let kind = if own.is_postgres() { "UUID" } else { "CHAR(36)" };
    own.execute(&format!("CREATE TABLE users (id {kind} PRIMARY KEY, email TEXT)")).await;
    own.execute("CREATE TABLE studio_configs (user_id VARCHAR(36), tone TEXT)").await;
    let id = |n: u32| format!("00000000-0000-4000-8000-00000000000{n}");
    for n in 0..5 {
        own.execute(&format!("INSERT INTO users VALUES ('{}', 'x')", id(n))).await;
        own.execute(&format!("INSERT INTO studio_configs VALUES ('{}', '{n}')", id(n))).await;
    }
    let former = open(&own).await;
    for (account, n) in all(&former, 2).await.iter().zip(0..) {
        assert_eq!(account.id, id(n));
        assert_eq!(account.configs[0].get("tone"), Some(&*n.to_string()));
    }
    former.close().await;

    own.execute("DROP TABLE users; DROP TABLE studio_configs").await;
    own.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)").await;
    own.execute("INSERT INTO users VALUES (2, 'x'), (10, 'y'), (9, 'z')").await;
    let former = open(&own).await;
    let ids: Vec<_> = all(&former, 1).await.into_iter().map(|account| account.id).collect();
    assert_eq!(ids, ["2", "9", "10"]);
    former.close().await;
}

async fn what_changes_after_the_opening_is_not_seen(own: OwnDatabase) {
    own.execute("CREATE TABLE users (id VARCHAR(36) PRIMARY KEY, email TEXT)").await;
    own.execute("INSERT INTO users VALUES ('a', 'x'), ('c', 'y')").await;
    let former = open(&own).await;
    assert_eq!(former.page(None, 1).await.unwrap()[0].id, "a");
    own.execute("INSERT INTO users VALUES ('b', 'z')").await;
    own.execute("UPDATE users SET email = 'changed'").await;
    let rest = former.page(Some("a"), 9).await.unwrap();
    assert_eq!(rest.iter().map(|account| account.id.as_str()).collect::<Vec<_>>(), ["c"]);
    assert_eq!(rest[0].user.get("email"), Some("y"));
    assert_eq!(former.count().await.unwrap(), 2);
    former.close().await;
}

async fn a_column_of_any_name_is_told_by_it(own: OwnDatabase) {
    own.execute(
        "CREATE TABLE users (\"ID\" VARCHAR(36), \"Email\" TEXT, \"od\"\"d ''; name\" TEXT)",
    )
    .await;
    own.execute("INSERT INTO users VALUES ('a', 'x', 'y')").await;
    let former = open(&own).await;
    let [account] = all(&former, 9).await.try_into().unwrap();
    assert_eq!((account.id.as_str(), account.user.get("email")), ("a", Some("x")));
    assert_eq!(account.user.get("od\"d ''; name"), Some("y"));
    former.close().await;
}

async fn a_service_without_configurations_has_accounts(own: OwnDatabase) {
    own.execute("CREATE TABLE users (id VARCHAR(36), email TEXT)").await;
    own.execute("INSERT INTO users VALUES ('a', 'x'), (NULL, 'y')").await;
    let former = open(&own).await;
    let all = all(&former, 9).await;
    assert_eq!((all.len(), all[0].configs.len()), (1, 0));
    assert_eq!(former.count().await.unwrap(), 2, "who has no id is counted, and on no page");
    former.close().await;
}

async fn what_is_no_database_of_the_former_service_is_refused(own: OwnDatabase) {
    let refused =
        async || SqlFormerAccounts::open(&SecretString::from(own.url())).await.err().unwrap();
    assert!(matches!(refused().await, FormerDatabaseError::NoUsers(_)));
    own.execute("CREATE TABLE users (id VARCHAR(36), name TEXT)").await;
    assert!(matches!(refused().await, FormerDatabaseError::NoUsers(_)));
    own.execute("DROP TABLE users").await;
    own.database.migrate_up().await.unwrap();
    assert!(matches!(refused().await, FormerDatabaseError::Ours(_)));
}

#[tokio::test]
async fn a_file_that_is_none_or_in_another_encoding_is_refused() {
    let url = SecretString::from("sqlite+aiosqlite:////nowhere/former.db");
    let refused = SqlFormerAccounts::open(&url).await.err().unwrap();
    assert_eq!(refused.to_string(), "there is no file /nowhere/former.db");
    let file = tempfile::NamedTempFile::new().unwrap();
    let url = format!("sqlite://{}", file.path().display());
    let other = sea_orm::Database::connect(&url).await.unwrap();
    let made = "PRAGMA encoding = 'UTF-16'; CREATE TABLE users (id TEXT, email TEXT)";
    sea_orm::ConnectionTrait::execute_unprepared(&other, made).await.unwrap();
    other.close().await.unwrap();
    let refused = SqlFormerAccounts::open(&SecretString::from(url)).await.err().unwrap();
    assert!(matches!(refused, FormerDatabaseError::Encoding(_)), "{refused}");
}
