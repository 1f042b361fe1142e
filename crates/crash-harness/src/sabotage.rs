//! Whether a loss would be noticed: the losses that a check is there to find, made by hand.

use std::path::PathBuf;
use std::time::Duration;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};

use crate::place::Store;
use crate::rounds::{Blow, Plan, Table};

/// Long enough for something of everything.
const LIFE: Duration = Duration::from_secs(2);

/// Users live on an embedded database, the server is killed, and this is done to the file behind
/// everybody's back. What is then found to be wrong.
///
/// # Panics
/// When the statement changes nothing.
pub async fn noticed(program: PathBuf, statement: &str) -> Vec<String> {
    let (store, blow) = (Store::Sqlite, Blow::KillServer);
    let mut table = Table::lay(&Plan { program, store, blow, rounds: 1, seed: 1 }).await;
    table.live(LIFE, 1).await;
    let options = SqliteConnectOptions::new().filename(table.place.file()).foreign_keys(false);
    let mut file = SqliteConnection::connect_with(&options).await.expect("the file");
    let done = file.execute(AssertSqlSafe(statement.to_owned())).await.expect("a change");
    assert!(done.rows_affected() > 0, "{statement} changes nothing");
    file.close().await.expect("an end");
    table.place.start().await;
    table.check().await
}
