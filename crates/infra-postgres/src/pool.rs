//! Pools of connections. Built on the driver itself: SeaORM's own options would put the
//! address, with its password, into a trace span.

use std::io;
use std::path::Path;
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Database};
use tokio::time::{Instant, sleep, timeout};

use crate::database::DatabaseOptions;

/// A connection that was idle for this long is tried before it is used; trying each time would
/// be a round trip more per statement.
const IDLE_BEFORE_PING: Duration = Duration::from_secs(30);

/// How long one SQLite connection waits for another's write. Ours take turns; this is for
/// other processes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait before asking again a file that another is preparing.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// Opens a Postgres.
pub(crate) async fn open_postgres(
    address: PgConnectOptions,
    options: &DatabaseOptions,
) -> Result<DatabaseConnection, sqlx::Error> {
    let name = address.get_application_name().unwrap_or("ava").to_owned();
    let address = address.application_name(&name).disable_statement_logging();
    let pool = match pool_options(options).connect_with(address.clone()).await {
        // A pool that is refused asks again until its time is up, and then tells only that. A
        // server that answers by now was starting.
        Err(sqlx::Error::PoolTimedOut) => {
            ask_once(&address, options.acquire_timeout).await?;
            pool_options(options).connect_with(address).await?
        }
        opened => opened?,
    };
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

/// Why there is no connection, if there is none.
async fn ask_once(address: &PgConnectOptions, limit: Duration) -> Result<(), sqlx::Error> {
    match timeout(limit, address.connect()).await {
        Ok(asked) => asked?.close().await,
        Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
    }
}

/// Opens a SQLite file, making it when there is none.
pub(crate) async fn open_sqlite(
    path: &Path,
    options: &DatabaseOptions,
) -> Result<DatabaseConnection, sqlx::Error> {
    make_private(path)?;
    let file = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        // A write that was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    make_concurrent(&file).await?;
    // A file's connections don't age.
    let pool =
        pool_options(options).max_lifetime(None).idle_timeout(None).connect_with(file).await?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Lets readers read while one writes, which the file remembers. Of several connections that
/// ask for it at the same time, as those of a pool would, SQLite refuses some at once.
async fn make_concurrent(file: &SqliteConnectOptions) -> Result<(), sqlx::Error> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match file.clone().journal_mode(SqliteJournalMode::Wal).connect().await {
            Ok(connection) => return connection.close().await,
            Err(error) if Instant::now() >= deadline || !is_busy(&error) => return Err(error),
            Err(_) => sleep(BUSY_PAUSE).await,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    /// The result code of "database is locked", without its extension.
    const BUSY: i32 = 5;
    let code = error.as_database_error().and_then(|refusal| refusal.code()?.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == BUSY)
}

fn pool_options<DB: Database>(options: &DatabaseOptions) -> PoolOptions<DB> {
    PoolOptions::new()
        .max_connections(options.max_connections)
        .min_connections(options.min_connections.min(options.max_connections))
        .acquire_timeout(options.acquire_timeout)
        .test_before_acquire(false)
        .before_acquire(|connection: &mut DB::Connection, meta| {
            Box::pin(async move {
                if meta.idle_for >= IDLE_BEFORE_PING {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}

/// Makes the file so that only its owner reads it; SQLite gives its companions the same mode.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
