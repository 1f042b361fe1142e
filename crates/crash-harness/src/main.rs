//! `ava-crash`: rounds of one kind, and what they came to.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use crash_harness::{Blow, Plan, Store, play};

/// Kills servers and databases under load, and checks that nothing acknowledged is lost.
#[derive(Parser)]
#[command(name = "ava-crash")]
struct Arguments {
    /// What happens to whom.
    #[arg(value_enum)]
    rounds_of: Kind,
    /// How often.
    #[arg(long, default_value_t = 10)]
    rounds: usize,
    /// The same seed does the same; only how fast anything is differs.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The program under test.
    #[arg(long, default_value = "target/debug/ava")]
    program: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// kill -9 of the server, on the embedded file.
    Sqlite,
    /// kill -9 of the server, on Postgres.
    Postgres,
    /// kill -9 of Postgres.
    PostgresKilled,
    /// SIGSTOP of Postgres for one to six seconds.
    PostgresFrozen,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (store, blow) = match arguments.rounds_of {
        Kind::Sqlite => (Store::Sqlite, Blow::KillServer),
        Kind::Postgres => (Store::Postgres, Blow::KillServer),
        Kind::PostgresKilled => (Store::Postgres, Blow::KillDatabase),
        Kind::PostgresFrozen => (Store::Postgres, Blow::FreezeDatabase),
    };
    let program = std::path::absolute(&arguments.program).unwrap_or(arguments.program);
    let plan = Plan { program, store, blow, rounds: arguments.rounds, seed: arguments.seed };
    tell(&format!("{} rounds, seed {}", plan.rounds, plan.seed));
    match Box::pin(play(&plan)).await {
        Ok(tally) => {
            tell(&tally.to_string());
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            tell(&wrong);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "what a program for the terminal is for")]
fn tell(text: &str) {
    println!("{text}");
}
