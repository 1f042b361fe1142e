//! The migrations as text, for an operator who applies them by hand.

use application::StoreError;
use migration::Migrator;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, MockDatabase, MockExecResult,
};
use sea_orm_migration::{MigratorTrait, SchemaManager};

use super::{Backend, lease, ledger};
use crate::failure::store_error;

const HEAD: &str = "\
-- The schema of Ava Studio, for an empty database. Stop at the first error, as in
-- psql --set ON_ERROR_STOP=1 --file -. Afterwards `ava migrate up` has nothing to do.

";

/// The most statements of one migration.
const MOST: usize = 1000;

/// Every statement that brings an empty database up to date, with the lines that tell
/// `migrate up` so. Asks no database.
pub async fn migration_sql(backend: Backend) -> Result<String, StoreError> {
    print(backend).await.map_err(store_error)
}

async fn print(backend: Backend) -> Result<String, DbErr> {
    let mut text = String::from(HEAD);
    let connection = recorder(backend);
    lease::install(&connection).await?;
    write_recorded(&mut text, connection);
    for migration in Migrator::migrations() {
        let connection = recorder(backend);
        migration.up(&SchemaManager::new(&connection)).await?;
        let line = ledger::line(connection.get_database_backend(), migration.name())?;
        connection.execute(&line).await?;
        text.push_str("\n-- ");
        text.push_str(migration.name());
        text.push_str("\nBEGIN;\n");
        write_recorded(&mut text, connection);
        text.push_str("COMMIT;\n");
    }
    Ok(text)
}

/// A database that writes down what it is told. Asked something, which no migration does, it
/// answers with an error.
fn recorder(backend: Backend) -> DatabaseConnection {
    let backend = match backend {
        Backend::Postgres => DbBackend::Postgres,
        Backend::Sqlite => DbBackend::Sqlite,
    };
    MockDatabase::new(backend)
        .append_exec_results(std::iter::repeat_n(MockExecResult::default(), MOST))
        .into_connection()
}

fn write_recorded(text: &mut String, recorder: DatabaseConnection) {
    let log = recorder.into_transaction_log();
    for statement in log.iter().flat_map(sea_orm::Transaction::statements) {
        text.push_str(&statement.to_string());
        text.push_str(";\n");
    }
}
