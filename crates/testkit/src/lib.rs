//! What tests stand on: in-memory adapters, doubles, samples, and the contract suites.
//!
//! - [`contract`] holds every promise of the store ports as one `async fn`. An adapter runs
//!   all of them with one line, [`contract_tests!`], and a rate limiter that is no store with
//!   [`rate_limiter_tests!`]. [`memory`] passes them too, so that what a test learns from it
//!   holds for the databases. A promise that takes what no port can do is a `pub mod` there,
//!   and each adapter says how.
//! - [`memory`] holds the store ports over one shared state, with a database clock that can
//!   be any [`Clock`](application::port::Clock).
//! - [`doubles`] stand in for the other ports: a clock that only moves when it is told, a
//!   Vapi with faults on demand, hashes and seals that cost nothing.
//! - [`house`] wires all of these into one [`Ports`](application::Ports).
//! - [`sample`] makes valid domain objects from a label.
//!
//! It must know no database, no wire format and no framework, and nothing that ships may
//! depend on it.
//!
//! To add a promise: write it in the module of its port under [`contract`] and name it in
//! `contract/list.rs`. Forgetting the second is a compiler warning; doing both runs it on
//! every adapter.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a panic is how a test tells that something is wrong"
)]

pub mod contract;
mod digest;
pub mod doubles;
pub mod house;
pub mod memory;
pub mod sample;
