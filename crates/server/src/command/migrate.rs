//! Changing the database's schema by hand.

use infra_postgres::{Backend, migration_names, migration_sql};

use crate::cli::Dialect;
use crate::config::Config;
use crate::terminal::say;
use crate::{data_dir, wiring};

pub(crate) async fn up(config: &Config) -> anyhow::Result<()> {
    data_dir::prepare(config)?;
    let database = wiring::database(&config.database).await?;
    let applied = database.migrate_up().await?;
    say(&format!("{} change(s) applied", applied.len()));
    database.close().await;
    Ok(())
}

pub(crate) async fn down(config: &Config, steps: usize) -> anyhow::Result<()> {
    let taken_back = if config.database.is_yet_to_be_made()? {
        Vec::new()
    } else {
        let database = wiring::database(&config.database).await?;
        let taken_back = database.migrate_down(steps).await?;
        database.close().await;
        taken_back
    };
    say(&format!("{} change(s) taken back", taken_back.len()));
    Ok(())
}

pub(crate) async fn status(config: &Config) -> anyhow::Result<()> {
    if config.database.is_yet_to_be_made()? {
        for name in migration_names() {
            say_status(&name, false);
        }
        return Ok(());
    }
    let database = wiring::database(&config.database).await?;
    for migration in database.migration_status().await? {
        say_status(&migration.name, migration.applied);
    }
    database.close().await;
    Ok(())
}

fn say_status(name: &str, applied: bool) {
    say(&format!("{:8} {name}", if applied { "applied" } else { "pending" }));
}

/// The statements of every change.
pub(crate) async fn sql(dialect: Dialect) -> anyhow::Result<String> {
    let backend = match dialect {
        Dialect::Postgres => Backend::Postgres,
        Dialect::Sqlite => Backend::Sqlite,
    };
    Ok(migration_sql(backend).await?)
}
