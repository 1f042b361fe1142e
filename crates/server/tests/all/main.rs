//! The real binary, spoken to over HTTP only, on SQLite and on Postgres.

mod architecture;
mod command_line;
mod concurrency;
mod deletion;
mod faults;
mod harness;
mod hostile;
mod isolation;
mod keys;
mod limits;
mod refusals;
mod restart;
mod secrets;
mod sessions;
mod start;
mod syncs;
mod torture;
mod walk;
