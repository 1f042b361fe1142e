//! A connection to the former database that cannot write.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection as _, Executor, PgConnection, Row, SqliteConnection,
};
use tokio::time::timeout;

use super::statement::{Dialect, find_columns};
use super::table::Table;

/// How long a server may take to let us in.
const PATIENCE: Duration = Duration::from_secs(10);

/// One connection, in a transaction that reads.
pub(super) enum Connection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// The cells of a row as text, `None` for NULL.
pub(super) type Cells = Vec<Option<String>>;

impl Connection {
    pub(super) async fn open(address: crate::address::Address) -> Result<Self, sqlx::Error> {
        match address {
            crate::address::Address::Postgres(address) => open_postgres(*address).await,
            crate::address::Address::Sqlite(path) => open_sqlite(&path).await,
        }
    }

    pub(super) const fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Runs a statement that answers text, or on SQLite the bytes of text. Bytes that are no
    /// text are replaced.
    pub(super) async fn rows(
        &mut self,
        sql: &str,
        bound: &[String],
    ) -> Result<Vec<Cells>, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Postgres(connection) => {
                let query = bound.iter().fold(sqlx::query(sql), sqlx::query::Query::bind);
                let rows = query.fetch_all(connection).await?;
                rows.iter().map(|row| (0..row.len()).map(|at| row.try_get(at)).collect()).collect()
            }
            Self::Sqlite(connection) => {
                let query = bound.iter().fold(sqlx::query(sql), sqlx::query::Query::bind);
                let rows = query.fetch_all(connection).await?;
                rows.iter().map(|row| (0..row.len()).map(|at| text(row, at)).collect()).collect()
            }
        }
    }

    /// A server says all it has in UTF-8; a file has the encoding that it has.
    pub(super) async fn is_utf8(&mut self) -> Result<bool, sqlx::Error> {
        match self {
            Self::Postgres(_) => Ok(true),
            Self::Sqlite(_) => {
                let encoding = self.rows("PRAGMA encoding", &[]).await?;
                Ok(encoding == [[Some("UTF-8".to_owned())]])
            }
        }
    }

    /// The table of this name, if there is one.
    pub(super) async fn find_table(
        &mut self,
        name: &'static str,
    ) -> Result<Option<Table>, sqlx::Error> {
        let found = self.rows(find_columns(self.dialect()), &[name.to_owned()]).await?;
        let columns: Vec<_> = found
            .into_iter()
            .filter_map(|cells| {
                let mut cells = cells.into_iter();
                Some((cells.next()??, cells.next().flatten().unwrap_or_default()))
            })
            .collect();
        Ok((!columns.is_empty()).then_some(Table { name, columns }))
    }

    pub(super) async fn close(self) {
        // There is nothing to lose: nothing was written.
        let _ = match self {
            Self::Postgres(connection) => connection.close().await,
            Self::Sqlite(connection) => connection.close().await,
        };
    }
}

fn text(row: &SqliteRow, at: usize) -> Result<Option<String>, sqlx::Error> {
    let bytes: Option<Vec<u8>> = row.try_get_unchecked(at)?;
    Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

async fn open_postgres(address: PgConnectOptions) -> Result<Connection, sqlx::Error> {
    let address = address.disable_statement_logging();
    let connecting = timeout(PATIENCE, address.connect()).await;
    let mut connection =
        connecting.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    Ok(Connection::Postgres(connection))
}

async fn open_sqlite(path: &Path) -> Result<Connection, sqlx::Error> {
    let file = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(is_at_rest(path)?)
        .busy_timeout(PATIENCE)
        .disable_statement_logging();
    let mut connection = file.connect().await?;
    connection.execute("BEGIN").await?;
    Ok(Connection::Sqlite(connection))
}

/// Whether the file is one with a write-ahead log that nobody has open, and that holds nothing.
/// To read it as it would be read in use would make a log beside it.
fn is_at_rest(path: &Path) -> std::io::Result<bool> {
    /// The header's read version of a file with a write-ahead log.
    const LOGGED: u8 = 2;
    const READ_VERSION: usize = 19;
    let mut header = Vec::new();
    File::open(path)?.take(READ_VERSION as u64 + 1).read_to_end(&mut header)?;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Ok(header.get(READ_VERSION) == Some(&LOGGED) && !PathBuf::from(log).try_exists()?)
}
