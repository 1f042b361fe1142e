//! A place with a database, servers on it, and clients of them.

mod balancer;
mod client;
mod place;
mod postgres;
mod program;
mod recorder;
mod server;
mod vapi;
mod wait;

pub(crate) use client::{Answer, Client, PASSWORD};
pub(crate) use place::{Place, Store};
pub(crate) use postgres::PostgresDatabase;
pub(crate) use program::{problems, refused, run, run_at_terminal, run_with, text};
pub(crate) use recorder::{Recorder, Sent};
pub(crate) use server::Ava;
pub(crate) use vapi::sandbox;
pub(crate) use wait::wait_until;

/// The same test on every database.
macro_rules! on_both {
    ($( $name:ident )*) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(crate::harness::Store::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(crate::harness::Store::Postgres).await;
            }
        }
    )* };
}

pub(crate) use on_both;
