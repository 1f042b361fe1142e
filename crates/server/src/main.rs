//! The binary `ava`: reads configuration, wires adapters, runs. An environment is a wiring
//! here and nothing else; to swap an adapter, change [`wiring`].

mod background;
mod cli;
mod command;
mod config;
mod data_dir;
mod keys;
mod logging;
mod span;
mod stop;
mod telemetry;
mod terminal;
mod vapi;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let ended = cli::run(cli::Cli::parse()).await;
    // Before the last words.
    logging::finish();
    match ended {
        Ok(code) => code,
        Err(error) => {
            terminal::complain(&error);
            ExitCode::FAILURE
        }
    }
}
