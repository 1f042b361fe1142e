//! Pools of connections. Built on the driver itself: SeaORM's own options would put the
//! address, with its password, into a trace span.

use std::io;
use std::path::Path;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgTransactionManager, Postgres};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous, SqliteTransactionManager,
};
use sqlx::{ConnectOptions, Connection, Database, Executor, PgConnection, SqliteConnection};
use sqlx_core::transaction::TransactionManager;
use tokio::time::{Instant, sleep, timeout};

use crate::at_hand::AtHand;
use crate::database::DatabaseOptions;
use crate::link::Link;
use crate::sql::{File, Sql};

/// A connection that was idle for this long is tried before it is used; trying each time would
/// be a round trip more per statement. No server is back sooner than that after its end, so
/// that none of the connections that ended with it fails a statement.
pub(crate) const IDLE_BEFORE_PING: Duration = Duration::from_millis(500);

/// How long such a try may take.
pub(crate) const PING_LIMIT: Duration = Duration::from_millis(300);

/// What a Postgres is to do about us, where it can. A transaction of a server that is frozen, or
/// was cut off, holds its locks no longer than this; a statement whose connection has ended ends
/// soon after.
const SETTINGS: &str = "\
    SELECT set_config(name, value, false) FROM pg_settings JOIN (VALUES
        ('idle_in_transaction_session_timeout', '5000'),
        ('client_connection_check_interval', '1000')
    ) AS ours (wanted, value) ON name = wanted";

/// How long one SQLite connection waits for another's write. Ours take turns; this is for
/// other processes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait before asking again a file that another is preparing.
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// Opens a Postgres.
pub(crate) async fn open_postgres(
    address: PgConnectOptions,
    options: &DatabaseOptions,
) -> Result<Sql, sqlx::Error> {
    let name = address.get_application_name().unwrap_or("ava").to_owned();
    // A pooler passes on what it knows of alone, and floats are sent as they are, not as text.
    let address = address.extra_float_digits(None);
    let address = address.application_name(&name).disable_statement_logging();
    let pool = match server_options(options).connect_with(address.clone()).await {
        // A pool that is refused asks again until its time is up, and then tells only that. A
        // server that answers by now was starting.
        Err(sqlx::Error::PoolTimedOut) => {
            ask_once(&address, options.acquire_timeout).await?;
            server_options(options).connect_with(address.clone()).await?
        }
        opened => opened?,
    };
    Ok(Sql::of_server(Link::new(address, server_options(options), pool)))
}

fn server_options(options: &DatabaseOptions) -> PoolOptions<Postgres> {
    let options = pool_options(options).after_connect(|connection: &mut PgConnection, _| {
        Box::pin(async {
            match connection.execute(SETTINGS).await {
                // Something like Postgres that takes no such settings.
                Err(sqlx::Error::Database(_)) => Ok(()),
                answered => answered.map(drop),
            }
        })
    });
    // What was dropped before its end.
    options.after_release(|connection, _| {
        Box::pin(async { PgTransactionManager::rollback(connection).await.map(|()| true) })
    })
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
) -> Result<Sql, sqlx::Error> {
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
    let pool = pool_options(options).max_lifetime(None).idle_timeout(None);
    let readers = pool.clone().max_connections(options.max_connections.saturating_sub(1).max(1));
    let writer = pool
        .max_connections(1)
        .min_connections(1)
        .after_release(|connection, _| Box::pin(is_out_of_transaction(connection)));
    let reads_only = file.clone().pragma("query_only", "ON");
    let readers = AtHand::of(readers.connect_with(reads_only).await?);
    let writer = AtHand::of(writer.connect_with(file).await?);
    Ok(Sql::of_file(File { readers, writer }))
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

/// Whether a connection may be used again, after a rollback of what was dropped before its end.
/// Where a commit fails because the disk is full, SQLite rolls back by itself, and the driver,
/// whose own rollback then fails, takes the connection to be in a transaction for ever: what is
/// committed on it from then on is acknowledged and lost.
async fn is_out_of_transaction(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // After all that was asked of it before.
    let rolled_back = SqliteTransactionManager::rollback(connection).await;
    Ok(rolled_back.is_ok() && !connection.is_in_transaction())
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
                if meta.idle_for < IDLE_BEFORE_PING {
                    return Ok(true);
                }
                let answered = timeout(PING_LIMIT, connection.ping()).await;
                answered
                    .unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))?;
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
