//! What is stored, as only SQL tells: whether something is half there.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

/// A connection that only reads.
pub(crate) enum Database {
    File(SqliteConnection),
    Server(PgConnection),
}

impl Database {
    pub(crate) async fn of_file(path: &Path) -> Self {
        let options = SqliteConnectOptions::new().filename(path).read_only(true);
        Self::File(SqliteConnection::connect_with(&options).await.expect("the file"))
    }

    pub(crate) async fn of_server(url: &str) -> Self {
        Self::Server(PgConnection::connect(url).await.expect("the server"))
    }

    /// The first column of each row, which is text.
    pub(crate) async fn texts(&mut self, query: &str) -> Vec<String> {
        let query = AssertSqlSafe(query.to_owned());
        match self {
            Self::File(file) => {
                let rows = sqlx::query(query).fetch_all(file).await.expect("rows");
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::Server(server) => {
                let rows = sqlx::query(query).fetch_all(server).await.expect("rows");
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// A column of ids as text, without dashes.
    pub(crate) fn id(&self, column: &str) -> String {
        match self {
            Self::File(_) => format!("lower(hex({column}))"),
            Self::Server(_) => format!("replace(CAST({column} AS text), '-', '')"),
        }
    }

    /// Until nobody does anything any more: what was sent before the database was frozen, and
    /// nobody waits for, goes on when it thaws.
    pub(crate) async fn until_quiet(&mut self) {
        if matches!(self, Self::File(_)) {
            return;
        }
        let busy = "SELECT query FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'";
        while !self.texts(busy).await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
}
