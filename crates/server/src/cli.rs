//! The command line.

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::{self, Config};
use crate::{keys, logging, migrate, serve, terminal};

/// Ava Studio: the backend of a voice-assistant product.
///
/// Configured by environment variables with the prefix `AVA_API_`; see the README.
#[derive(Parser)]
#[command(name = "ava", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API (the default).
    Serve {
        /// Do not apply pending changes of the schema first.
        #[arg(long)]
        skip_migrations: bool,
    },
    /// Change the database's schema.
    Migrate {
        #[command(subcommand)]
        what: Migrate,
    },
    /// Print the API document (OpenAPI 3.1).
    Openapi,
    /// Keys for signing and sealing.
    Keys {
        #[command(subcommand)]
        what: Keys,
    },
}

#[derive(Subcommand)]
enum Migrate {
    /// Apply every pending change.
    Up,
    /// Take changes back, the latest first.
    Down {
        /// How many.
        #[arg(long, default_value_t = 1)]
        steps: usize,
    },
    /// List every change and whether it is applied.
    Status,
    /// Print the statements of every change, for an operator who applies them; needs no database.
    Sql {
        /// For which database.
        #[arg(long, value_enum, default_value_t = Dialect::Postgres)]
        dialect: Dialect,
    },
}

/// A kind of database.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Dialect {
    Postgres,
    Sqlite,
}

#[derive(Subcommand)]
enum Keys {
    /// Print new keys as lines for an environment file.
    Generate,
}

/// Runs what was asked for.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command.unwrap_or(Command::Serve { skip_migrations: false }) {
        Command::Serve { skip_migrations } => {
            let config = configured()?;
            serve::run(config, !skip_migrations).await
        }
        Command::Migrate { what: Migrate::Sql { dialect } } => {
            Ok(terminal::print(&migrate::sql(dialect).await?)?)
        }
        Command::Migrate { what } => {
            let config = configured()?;
            match what {
                Migrate::Up => migrate::up(&config).await,
                Migrate::Down { steps } => migrate::down(&config, steps).await,
                Migrate::Status | Migrate::Sql { .. } => migrate::status(&config).await,
            }
        }
        Command::Openapi => Ok(terminal::print(&http_actix::openapi_document()?)?),
        Command::Keys { what: Keys::Generate } => Ok(terminal::print(&keys::generate()?)?),
    }
}

fn configured() -> anyhow::Result<Config> {
    let (config, warnings) = Config::from_environment(&config::Environment::of_process())?;
    logging::start(&config.log);
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    Ok(config)
}
