//! The migrations as an operator applies them by hand.

use std::io::Write;
use std::process::{Command, Stdio};

use ava_infra_postgres::{Backend, migration_sql};
use sea_orm::ConnectionTrait;

use crate::own;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn psql_makes_the_schema_that_migrate_up_makes() {
    let (by_hand, by_us) = (own::postgres::empty().await, own::postgres::empty().await);
    let mut psql = Command::new(own::program("psql"))
        .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", "-"])
        .args(["--dbname", &by_hand.url()])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let sql = migration_sql(Backend::Postgres).await.unwrap();
    psql.stdin.take().unwrap().write_all(sql.as_bytes()).unwrap();
    assert!(psql.wait().unwrap().success());

    by_us.database.migrate_up().await.unwrap();
    assert_eq!(by_hand.schema().await, by_us.schema().await);
    assert!(by_hand.database.migrate_up().await.unwrap().is_empty());
    let applied = "SELECT version FROM seaql_migrations ORDER BY version";
    assert_eq!(by_hand.texts(applied).await, by_us.texts(applied).await);
    let at = "SELECT (now() - to_timestamp(max(applied_at)) < interval '1 hour')::text \
              FROM seaql_migrations";
    assert_eq!(by_hand.texts(at).await, ["true"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_takes_the_same_by_hand() {
    let (by_hand, by_us) = (own::sqlite::empty().await, own::sqlite::empty().await);
    let sql = migration_sql(Backend::Sqlite).await.unwrap();
    by_hand.operator().await.execute_unprepared(&sql).await.unwrap();

    by_us.database.migrate_up().await.unwrap();
    assert_eq!(by_hand.schema().await, by_us.schema().await);
    assert!(by_hand.database.migrate_up().await.unwrap().is_empty());
}
