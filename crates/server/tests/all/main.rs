//! The real binary, spoken to over HTTP only, on SQLite and on Postgres.

mod architecture;
mod balanced;
mod command_line;
mod concurrency;
mod console;
mod crash;
mod deletion;
mod deploy;
mod doctor;
mod drain;
mod fault_matrix;
mod faults;
mod full_disk;
mod harness;
mod history;
mod hostile;
mod import;
mod isolation;
mod keys;
mod limits;
mod manual;
mod operator;
#[cfg(feature = "otlp")]
mod otlp;
mod outage;
mod plans;
// What stands before a Postgres, there for the SQL adapter's own tests as well.
#[path = "../../../infra-postgres/tests/all/pooler/mod.rs"]
mod pooler;
mod prune;
mod refusals;
mod restart;
mod secrets;
mod sessions;
mod snippets;
mod start;
mod syncs;
mod telemetry;
mod torture;
mod walk;
