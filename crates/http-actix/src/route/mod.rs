//! Handlers: extract, run, view.

pub(crate) mod auth;
pub(crate) mod docs;
pub(crate) mod integrations;
pub(crate) mod operations;
pub(crate) mod session;
pub(crate) mod studio;
pub(crate) mod user;
