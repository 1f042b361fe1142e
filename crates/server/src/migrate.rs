//! Changing the database's schema by hand.

use infra_postgres::{Backend, migration_sql};

use crate::cli::Dialect;
use crate::config::Config;
use crate::terminal::say;
use crate::{serve, wiring};

pub(crate) async fn up(config: &Config) -> anyhow::Result<()> {
    serve::prepare_data_dir(config)?;
    let database = wiring::database(&config.database).await?;
    let applied = database.migrate_up().await?;
    say(&format!("{} change(s) applied", applied.len()));
    database.close().await;
    Ok(())
}

pub(crate) async fn down(config: &Config, steps: usize) -> anyhow::Result<()> {
    let database = wiring::database(&config.database).await?;
    let taken_back = database.migrate_down(steps).await?;
    say(&format!("{} change(s) taken back", taken_back.len()));
    database.close().await;
    Ok(())
}

pub(crate) async fn status(config: &Config) -> anyhow::Result<()> {
    let database = wiring::database(&config.database).await?;
    for migration in database.migration_status().await? {
        say(&format!(
            "{:8} {}",
            if migration.applied { "applied" } else { "pending" },
            migration.name
        ));
    }
    database.close().await;
    Ok(())
}

/// The statements of every change.
pub(crate) async fn sql(dialect: Dialect) -> anyhow::Result<String> {
    let backend = match dialect {
        Dialect::Postgres => Backend::Postgres,
        Dialect::Sqlite => Backend::Sqlite,
    };
    Ok(migration_sql(backend).await?)
}
