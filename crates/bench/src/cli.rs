//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::floor::{self, FloorArguments};
use crate::request::Request;
use crate::{bench, growth};

/// How fast the product is beside a server that does nothing else
#[derive(Debug, Parser)]
#[command(name = "ava-bench")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compares latencies and sizes of a small and a large database
    Growth,
    /// Serves as the floor
    #[command(hide = true)]
    Floor(FloorArguments),
}

/// What is measured, and for how long.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Users that there are
    #[arg(long, global = true)]
    pub(crate) users: Option<u32>,
    /// How often each request is measured; medians are told
    #[arg(long, global = true)]
    rounds: Option<usize>,
    /// How long each time
    #[arg(long, global = true)]
    seconds: Option<u64>,
    /// Two rounds of a second: to see that it runs
    #[arg(long, global = true)]
    quick: bool,
    /// This request alone; may be said several times
    #[arg(long, global = true)]
    only: Vec<Request>,
    /// This database alone
    #[arg(long, global = true)]
    pub(crate) database: Option<Kind>,
    /// The product's program; beside this one when not said
    #[arg(long, global = true)]
    ava: Option<PathBuf>,
}

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// The server of `AVA_TEST_DATABASE_URL`
    Postgres,
    /// A file
    Sqlite,
}

impl Options {
    pub(crate) fn rounds(&self) -> usize {
        self.rounds.unwrap_or(if self.quick { 2 } else { 5 })
    }

    pub(crate) fn span(&self) -> Duration {
        Duration::from_secs(self.seconds.unwrap_or(if self.quick { 1 } else { 3 }))
    }

    pub(crate) fn wants(&self, request: Request) -> bool {
        self.only.is_empty() || self.only.contains(&request)
    }

    pub(crate) fn wants_database(&self, kind: Kind) -> bool {
        self.database.is_none_or(|only| only == kind)
    }

    /// A program of ours: the product's where it was said, else beside this one.
    pub(crate) fn program(&self, name: &str) -> anyhow::Result<PathBuf> {
        if let Some(ava) = self.ava.as_ref().filter(|_| name == "ava") {
            return Ok(ava.clone());
        }
        Ok(std::env::current_exe()?.with_file_name(name))
    }
}

pub(crate) async fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        None => Box::pin(bench::run(&cli.options)).await,
        Some(Command::Growth) => Box::pin(growth::run(&cli.options)).await,
        Some(Command::Floor(arguments)) => floor::serve(arguments).await,
    }
}
