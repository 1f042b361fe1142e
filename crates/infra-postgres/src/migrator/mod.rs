//! Bringing the schema up and down.
//!
//! The migrations are run here rather than by their library, which takes no lock, refuses to
//! start on a schema that is newer than the program, and asks for the right to create tables
//! where nothing is to be done. Its table, `seaql_migrations`, is kept as it would.

mod lease;
mod ledger;
mod print;

use std::collections::BTreeSet;

use application::StoreError;
use migration::Migrator;
use sea_orm::{DatabaseTransaction, DbBackend};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

pub use self::print::migration_sql;
use crate::failure::store_error;
use crate::sql::{Sql, Transaction};
use lease::Lease;

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Postgres.
    Postgres,
    /// An embedded SQLite file.
    Sqlite,
}

impl Backend {
    pub(crate) const fn of(backend: DbBackend) -> Self {
        match backend {
            DbBackend::Postgres => Self::Postgres,
            _ => Self::Sqlite,
        }
    }
}

/// One change of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    /// Its name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether this program has it; one that it has not came with a newer program.
    pub known: bool,
}

/// Every migration that this program has, oldest first. Asks no database.
pub fn migration_names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// The schema cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// Another program has been changing it for long.
    #[error("another program is changing the schema and has not finished in time")]
    Busy,
    /// The newest change came with a newer program, which alone can take it back.
    #[error("{0} came with a newer program; take it back with that one")]
    Unknown(String),
    /// One change failed; it was undone, and those before it stand.
    #[error("{name} failed")]
    Failed {
        /// Which.
        name: String,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// The database cannot be asked.
    #[error("the schema's state cannot be read or written")]
    Store(#[from] StoreError),
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

/// What is to be done next, oldest or newest first.
type Plan = Vec<Box<dyn MigrationTrait>>;

pub(crate) async fn up(sql: &Sql) -> Result<Vec<String>, MigrateError> {
    let mut applied = Vec::new();
    loop {
        if pending(sql).await?.is_empty() {
            return Ok(applied);
        }
        let Some(lease) = Lease::take(sql, Direction::Up).await? else { return Ok(applied) };
        let plan = pending(sql).await?;
        if run(sql, lease, Direction::Up, plan, &mut applied).await? {
            return Ok(applied);
        }
    }
}

pub(crate) async fn down(sql: &Sql, steps: usize) -> Result<Vec<String>, MigrateError> {
    let mut reverted = Vec::new();
    while reverted.len() < steps {
        if last_applied(sql, 1).await?.is_empty() {
            break;
        }
        let Some(lease) = Lease::take(sql, Direction::Down).await? else { break };
        let plan = last_applied(sql, steps - reverted.len()).await?;
        if run(sql, lease, Direction::Down, plan, &mut reverted).await? {
            break;
        }
    }
    Ok(reverted)
}

pub(crate) async fn status(sql: &Sql) -> Result<Vec<MigrationStatus>, StoreError> {
    let applied = ledger::applied(&sql.reader()).await?;
    let known: BTreeSet<String> = names();
    Ok(known
        .union(&applied)
        .map(|name| MigrationStatus {
            applied: applied.contains(name),
            known: known.contains(name),
            name: name.clone(),
        })
        .collect())
}

fn names() -> BTreeSet<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

async fn pending(sql: &Sql) -> Result<Plan, StoreError> {
    let applied = ledger::applied(&sql.reader()).await?;
    let all = Migrator::migrations().into_iter();
    Ok(all.filter(|migration| !applied.contains(migration.name())).collect())
}

async fn last_applied(sql: &Sql, steps: usize) -> Result<Plan, MigrateError> {
    let applied = ledger::applied(&sql.reader()).await?;
    let known = names();
    if let Some(unknown) = applied.iter().rev().take(steps).find(|name| !known.contains(*name)) {
        return Err(MigrateError::Unknown(unknown.clone()));
    }
    let all = Migrator::migrations().into_iter().rev();
    Ok(all.filter(|migration| applied.contains(migration.name())).take(steps).collect())
}

/// Runs a plan under a lease. False when the lease has passed to another on the way, and what
/// is left has to be planned again.
async fn run(
    sql: &Sql,
    lease: Lease,
    direction: Direction,
    plan: Plan,
    done: &mut Vec<String>,
) -> Result<bool, MigrateError> {
    for migration in plan {
        let name = migration.name().to_owned();
        match step(sql, &lease, direction, migration.as_ref()).await {
            Ok(true) => {
                tracing::info!(migration = name, ?direction, "the schema was changed");
                done.push(name);
            }
            Ok(false) => return Ok(false),
            Err(source) => {
                lease.give_back(sql).await?;
                return Err(MigrateError::Failed { name, source });
            }
        }
    }
    lease.give_back(sql).await?;
    Ok(true)
}

/// One migration with its line in the ledger, all or nothing, if the lease is still ours: the
/// transaction holds the lease's row, so that nobody can take it while this is at work.
async fn step(
    sql: &Sql,
    lease: &Lease,
    direction: Direction,
    migration: &dyn MigrationTrait,
) -> Result<bool, StoreError> {
    let transaction = sql.begin_change_of_schema().await?;
    if !lease.renew(&*transaction).await? {
        transaction.roll_back().await?;
        return Ok(false);
    }
    match change(&transaction, direction, migration).await {
        Ok(()) => transaction.commit().await.map(|()| true),
        Err(error) => {
            transaction.roll_back().await?;
            Err(error)
        }
    }
}

async fn change(
    transaction: &Transaction<DatabaseTransaction>,
    direction: Direction,
    migration: &dyn MigrationTrait,
) -> Result<(), StoreError> {
    let manager = SchemaManager::new(transaction.bare());
    match direction {
        Direction::Up => {
            migration.up(&manager).await.map_err(store_error)?;
            ledger::add(&**transaction, migration.name()).await
        }
        Direction::Down => {
            migration.down(&manager).await.map_err(store_error)?;
            ledger::remove(&**transaction, migration.name()).await
        }
    }
}
