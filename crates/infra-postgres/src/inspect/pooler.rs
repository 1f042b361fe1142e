//! Whether somebody stands between us and Postgres who gives each transaction another connection,
//! as `PgBouncer` does in transaction mode.
//!
//! Nobody says so. But the process at the other end tells: two connections of ours, open at the
//! same time, never share one, and one connection never changes it, unless somebody swaps them
//! behind our back. One connection that holds a process by a transaction makes the swap happen.

use std::collections::BTreeSet;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, Row};
use tokio::time::timeout;

use crate::address::Address;
use crate::database::ConnectError;
use crate::failure::driver_failure;

/// How long one answer may take: who has no process left to give keeps us waiting.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often a process is asked for: whoever gives them out in turn gives another by then.
const LOOKS: usize = 3;

/// `PgBouncer`'s own database, in which it answers questions about itself.
const ADMINISTRATION: &str = "pgbouncer";

/// Somebody who gives each transaction another connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pooler {
    /// What it calls itself, where it tells us: `PgBouncer 1.24.0`.
    pub name: Option<String>,
    /// Whether statements that were prepared by one transaction are known in the next: without,
    /// requests fail.
    pub keeps_statements: bool,
}

impl Pooler {
    /// Looks for one at this address; `None` when there is none, and for a file. Opens two
    /// connections of its own.
    pub async fn find(url: &SecretString) -> Result<Option<Self>, ConnectError> {
        let address = Address::parse(url.expose_secret())?;
        let name = address.to_string();
        let Address::Postgres(options) = address else { return Ok(None) };
        // Without the one thing that an old one refuses to pass on.
        let options = options.extra_float_digits(None).disable_statement_logging();
        let found = timeout(PATIENCE * 4, find(&options)).await.unwrap_or_else(|_| late());
        found.map_err(|error| ConnectError::Unreachable {
            database: name,
            source: Box::new(driver_failure(error)),
        })
    }
}

fn late<T>() -> Result<T, sqlx::Error> {
    Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into())
}

async fn find(options: &PgConnectOptions) -> Result<Option<Pooler>, sqlx::Error> {
    let (mut one, mut other) = (options.connect().await?, options.connect().await?);
    let looked = look(&mut one, &mut other).await;
    for connection in [one, other] {
        // One that is out of step has no good end.
        let _ = timeout(PATIENCE, connection.close()).await;
    }
    match looked? {
        Some(keeps_statements) => Ok(Some(Pooler { name: name(options).await, keeps_statements })),
        None => Ok(None),
    }
}

/// Whether statements outlive a swap; `None` where there is none.
async fn look(
    one: &mut PgConnection,
    other: &mut PgConnection,
) -> Result<Option<bool>, sqlx::Error> {
    let mut processes = BTreeSet::from([process(one).await?]);
    let mut keeps_statements = prepared(one).await;
    // Refused where each statement is given another connection.
    if let Err(sqlx::Error::Database(_)) = other.execute(sqlx::raw_sql("BEGIN")).await {
        return Ok(Some(false));
    }
    let mut is_swapped = processes.contains(&process(other).await?);
    // Theirs is held: whoever swaps has to give us another now, or nothing.
    keeps_statements &= prepared(one).await;
    for _ in 0..LOOKS {
        match timeout(PATIENCE, process(one)).await {
            Ok(process) => is_swapped |= processes.insert(process?),
            Err(_) if is_swapped => return Ok(Some(false)),
            Err(_) => return late(),
        }
    }
    other.execute(sqlx::raw_sql("ROLLBACK")).await?;
    for _ in 0..LOOKS {
        is_swapped |= processes.insert(process(one).await?);
    }
    Ok(is_swapped.then_some(keeps_statements))
}

/// Which process serves us. Asked for without a prepared statement.
async fn process(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let row = connection.fetch_one(sqlx::raw_sql("SELECT pg_backend_pid()")).await?;
    row.try_get(0)
}

/// Whether a statement that the driver has prepared once is answered.
async fn prepared(connection: &mut PgConnection) -> bool {
    let asked = timeout(PATIENCE, connection.fetch_one(sqlx::query("SELECT 1"))).await;
    matches!(asked, Ok(Ok(_)))
}

/// What it calls itself. It tells those alone whom it is configured to tell.
async fn name(options: &PgConnectOptions) -> Option<String> {
    let options = options.clone().database(ADMINISTRATION);
    let mut connection = timeout(PATIENCE, options.connect()).await.ok()?.ok()?;
    let version = connection.fetch_one(sqlx::raw_sql("SHOW VERSION"));
    let row = timeout(PATIENCE, version).await.ok()?.ok()?;
    let name: String = row.try_get(0).ok()?;
    let is_one = name.starts_with("PgBouncer ") && name.len() < 40;
    (is_one && name.chars().all(|c| c.is_ascii_graphic() || c == ' ')).then_some(name)
}
