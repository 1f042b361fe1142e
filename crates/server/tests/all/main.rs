//! The real binary, spoken to over HTTP only, on SQLite and on Postgres.

mod architecture;
mod command_line;
mod concurrency;
mod faults;
mod harness;
mod isolation;
mod refusals;
mod restart;
mod secrets;
mod sessions;
mod start;
mod syncs;
mod walk;
