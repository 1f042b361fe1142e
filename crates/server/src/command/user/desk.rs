//! Where an operator deals with users: the database, open, and what is to be had of it.

use anyhow::ensure;
use application::OperatorPorts;
use infra_postgres::Database;

use crate::config::Config;
use crate::wiring;

/// Opens the database that is configured, does this, and closes it. A server may be using it at
/// the same time, also where it is a file.
pub(super) async fn at_desk<T>(
    config: &Config,
    work: impl AsyncFnOnce(&OperatorPorts) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    ensure!(
        !config.database.is_yet_to_be_made()?,
        "there is no database yet; `ava migrate up` makes it, as the first start of a server does"
    );
    let database = wiring::database(&config.database).await?;
    let worked = work(&wiring::operator_ports(&database.stores())?).await;
    let worked = match worked {
        Ok(worked) => Ok(worked),
        Err(error) => Err(explained(&database, error).await),
    };
    database.close().await;
    worked
}

/// A database that was not brought up to date lacks what is asked for.
async fn explained(database: &Database, error: anyhow::Error) -> anyhow::Error {
    match database.migration_status().await {
        Ok(migrations) if migrations.iter().any(|migration| !migration.applied) => {
            error.context("the schema is behind; run `ava migrate up`")
        }
        Ok(_) | Err(_) => error,
    }
}
