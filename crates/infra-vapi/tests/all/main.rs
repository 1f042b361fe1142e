//! The gateway against what it will meet: every fault, a stand-in for Vapi, and Vapi's schema.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod configs;
mod connections;
mod faults;
mod logs;
mod pushes;
mod raw_server;
mod rendering;
mod schema;
mod search;
mod support;
