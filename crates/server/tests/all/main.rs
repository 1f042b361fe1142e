//! The real binary, spoken to over HTTP only, on SQLite and on Postgres.

mod architecture;
mod command_line;
mod concurrency;
mod deletion;
mod fault_matrix;
mod faults;
mod harness;
mod history;
mod hostile;
mod isolation;
mod keys;
mod limits;
mod plans;
mod refusals;
mod restart;
mod secrets;
mod sessions;
mod start;
mod syncs;
mod torture;
mod walk;
