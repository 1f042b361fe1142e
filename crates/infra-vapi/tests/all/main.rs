//! The gateway against what it will meet: every fault, a stand-in for Vapi, and Vapi's schema.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod catalog;
mod circuits;
mod configs;
mod connections;
mod drift;
mod faults;
mod logs;
mod numbers;
mod provider_changes;
mod pushes;
mod raw_server;
mod rendering;
mod schema;
mod search;
mod support;
