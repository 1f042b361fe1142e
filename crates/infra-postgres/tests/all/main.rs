//! What the adapter promises, on a SQLite file and on Postgres: the contract of every store
//! port, and what only SQL can get wrong. Each test has a database of its own.

#![allow(clippy::unwrap_used, reason = "a panic is how a test tells that something is wrong")]

mod contract;
mod deletion;
mod former;
mod heard;
mod indexes;
mod inspect;
mod limits;
mod migrations;
mod outage;
mod own;
mod plans;
mod pooler;
mod printed;
mod rows;
mod silence;
mod strain;
mod threads;
mod wire;
