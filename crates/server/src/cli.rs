//! The command line.

mod user;

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use infra_security::KeyKind;
use secrecy::SecretString;

use crate::command::import::{self, Import};
use crate::command::keys::{self, Patience};
use crate::command::prune::{self, Wanted};
use crate::command::{completions, doctor, man, migrate, serve};
use crate::config::{self, Config};
use crate::{logging, span, terminal};

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
    /// Keys for sealing stored secrets, and with --signing those for signing access tokens.
    Keys {
        #[command(subcommand)]
        what: Keys,
    },
    /// Users: list, create, disable and delete them, and set their passwords.
    User {
        #[command(subcommand)]
        what: user::User,
    },
    /// Take over the accounts of the former service; fails when somebody could not be. Whoever is
    /// here already is left alone, so it may be cut off and run again.
    Import {
        /// The former service's database, as that service spelled its address. One with a password
        /// is better given by `AVA_IMPORT_FROM`, or by the file that `AVA_IMPORT_FROM_FILE` names.
        #[arg(long, value_name = "URL")]
        from: Option<SecretString>,
        /// The Fernet key under which it kept mail passwords; else `AVA_IMPORT_FERNET_KEY`, or the
        /// file that `AVA_IMPORT_FERNET_KEY_FILE` names. Without it they are left behind.
        #[arg(long, value_name = "FILE")]
        fernet_key_file: Option<PathBuf>,
        /// Only tell what would be done.
        #[arg(long)]
        dry_run: bool,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Drop what is kept of the past beyond what is wanted. May be cut off and run again.
    Prune {
        /// Keep so many revisions of each configuration, and the one that was synced last
        /// [default: `AVA_API_REVISIONS_KEPT`, else all].
        #[arg(long, value_name = "N")]
        revisions_kept: Option<NonZeroU32>,
        /// Drop what is written down of accounts (logins, changes) that is older than this, such
        /// as 365d [default: nothing].
        #[arg(long, value_name = "SPAN", value_parser = span::parse)]
        activity_older_than: Option<Duration>,
        /// Only count.
        #[arg(long)]
        dry_run: bool,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Print a script by which a shell completes our commands.
    Completions {
        /// Which shell.
        shell: Shell,
    },
    /// Print the manual page (roff), or write one for every command.
    Man {
        /// Where to write them, as ava.1, ava-user.1, ava-user-list.1 and so on.
        #[arg(long, value_name = "DIRECTORY")]
        dir: Option<PathBuf>,
    },
    /// Look for what is wrong and for what is to be done; fails when something is a problem.
    Doctor {
        /// For programs.
        #[arg(long)]
        json: bool,
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
    Env,
    /// List the keys, what they seal, and which servers know them.
    List {
        #[command(flatten)]
        kind: Kind,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Add a key that only opens or verifies, or make the file with one key.
    Generate {
        #[command(flatten)]
        kind: Kind,
    },
    /// Make a key the one that seals or signs, once every running server knows it.
    Activate {
        /// The key; the one that was added last, when it is not named.
        id: Option<String>,
        #[command(flatten)]
        kind: Kind,
        /// How long servers may take to say that they know it.
        #[arg(long, value_name = "SPAN", value_parser = span::parse, default_value = "60s")]
        wait: Duration,
        /// Wait this long instead, and do not ask.
        #[arg(long, value_name = "SPAN", value_parser = span::parse, conflicts_with = "wait")]
        after: Option<Duration>,
    },
    /// Seal everything that is stored under the key that seals now.
    Rotate,
    /// Drop a key, after proving that nothing needs it.
    Retire {
        /// The key.
        id: String,
        #[command(flatten)]
        kind: Kind,
    },
}

#[derive(Args)]
struct Kind {
    /// Signing keys, not sealing keys.
    #[arg(long)]
    signing: bool,
}

impl From<Kind> for KeyKind {
    fn from(kind: Kind) -> Self {
        if kind.signing { Self::Signing } else { Self::Sealing }
    }
}

/// Runs what was asked for.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command.unwrap_or(Command::Serve { skip_migrations: false }) {
        Command::Serve { skip_migrations } => {
            let config = configured()?;
            serve::run(config, !skip_migrations).await?;
        }
        Command::Migrate { what } => migrate(what).await?,
        Command::Openapi => terminal::print(&http_actix::openapi_document()?)?,
        Command::Keys { what } => keys(what).await?,
        Command::User { what } => user::run(what).await?,
        Command::Import { from, fernet_key_file, dry_run, json } => {
            let asked = Import { from, fernet_key_file, dry_run, json };
            let environment = config::Environment::of_process();
            return import::import(&configured()?, &environment, asked).await;
        }
        Command::Prune { revisions_kept, activity_older_than, dry_run, json } => {
            let wanted = Wanted { revisions_kept, activity_older_than, dry_run };
            prune::prune(&configured()?, wanted, json).await?;
        }
        Command::Completions { shell } => {
            terminal::print(&completions::completions(shell, Cli::command()))?;
        }
        Command::Man { dir: None } => terminal::print(&man::page(Cli::command())?)?,
        Command::Man { dir: Some(directory) } => {
            let written = man::pages(Cli::command(), &directory)?;
            terminal::say(&format!("{written} page(s) are in {}", directory.display()));
        }
        Command::Doctor { json } => return Box::pin(doctor::doctor(&configured()?, json)).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn migrate(what: Migrate) -> anyhow::Result<()> {
    match what {
        Migrate::Up => migrate::up(&configured()?).await,
        Migrate::Down { steps } => migrate::down(&configured()?, steps).await,
        Migrate::Status => migrate::status(&configured()?).await,
        Migrate::Sql { dialect } => Ok(terminal::print(&migrate::sql(dialect).await?)?),
    }
}

async fn keys(what: Keys) -> anyhow::Result<()> {
    match what {
        Keys::Env => Ok(terminal::print(&keys::env()?)?),
        Keys::List { kind, json } => keys::list(&configured()?, kind.into(), json).await,
        Keys::Generate { kind } => keys::generate(&configured()?, kind.into()),
        Keys::Activate { id, kind, wait, after } => {
            let patience = after.map_or(Patience::Wait(wait), Patience::After);
            keys::activate(&configured()?, kind.into(), id.as_deref(), patience).await
        }
        Keys::Rotate => keys::rotate(&configured()?).await,
        Keys::Retire { id, kind } => keys::retire(&configured()?, kind.into(), &id).await,
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

#[cfg(test)]
mod tests;
