//! The rules of Ava Studio: users, onboarding, studio configuration, and how a
//! configuration becomes an assistant.
//!
//! Everything here is pure: no I/O, no async, no serialisation, no clock. Values are
//! parsed once ([`value`]), so that whoever holds one holds a valid one; all faults of a
//! request are collected ([`Faults`]) before it is refused.
//!
//! To add a studio setting, add one line to the table in [`studio::setting`]; its
//! validation, its place in diffs, answers and the API document follow from that line. The
//! SQL adapter needs a migration and a column of the same name.

pub mod account;
pub mod assistant;
pub mod audit;
pub mod catalog;
mod fault;
pub mod integration;
pub mod onboarding;
mod raw;
pub mod session;
pub mod studio;
pub mod sync;
pub mod user;
pub mod value;

pub use fault::{Fault, FaultCode, Faults};
pub use raw::{Change, Raw};
