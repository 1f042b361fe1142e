//! The sandbox as its clients see it: over HTTP.

mod assistants;
mod control;
mod faults;
mod harness;
mod listing;
mod persistence;
mod phone_numbers;
mod process;
mod refusals;
