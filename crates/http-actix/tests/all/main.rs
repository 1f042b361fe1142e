//! The contract as a client sees it: requests in, answers out, over stores in memory.
//!
//! [`harness`] serves the real application and checks every answer of every test: against
//! the API document, for its request id, for secrets, and a refusal for all that a problem
//! document promises. The modules after it each hold one part of the contract.

#![allow(clippy::unwrap_used, reason = "a panic is how a test tells that something is wrong")]

mod harness;

mod accounts;
mod activity;
mod adoption;
mod authentication;
mod bodies;
mod catalog;
mod concurrency;
mod cookie;
mod cross_origin;
mod deletion;
mod described_fields;
mod documents;
mod export;
mod failures;
mod former_faults;
mod integrations;
mod limits;
mod metrics;
mod onboarding;
mod operations;
mod origin;
mod password;
mod plan;
mod problems;
mod protection;
mod requests;
mod revisions;
mod sessions;
mod studio;
mod sync;
mod traces;
mod versions;
mod wire;
