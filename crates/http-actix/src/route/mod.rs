//! Handlers: extract, run, view.

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod assistant;
pub(crate) mod auth;
pub(crate) mod catalog;
mod condition;
pub(crate) mod docs;
pub(crate) mod export;
pub(crate) mod integrations;
pub(crate) mod operations;
pub(crate) mod revision;
pub(crate) mod session;
pub(crate) mod studio;
pub(crate) mod user;
