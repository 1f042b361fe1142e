//! How fast the product is beside a floor: a server that answers the same requests with the same
//! rows and does nothing else.
//!
//! `make bench` builds both, starts them on one database that holds the users, loads them in turn by
//! wrk, and prints the ratios as Markdown. It knows the product as its clients do, and the schema;
//! nothing of its code.
//!
//! To add a request: its handler in `floor`, its line in `lua/requests.lua` and in [`request`].

mod argon2id;
mod bench;
mod cli;
mod database;
mod floor;
mod growth;
mod http;
mod likeness;
mod load;
mod place;
mod process;
mod report;
mod request;
mod sample;
mod seed;
mod server;
mod token;

use clap::Parser;

fn main() -> anyhow::Result<()> {
    // A worker a core, as the product has.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(cores).enable_all().build()?;
    runtime.block_on(cli::run(cli::Cli::parse()))
}
