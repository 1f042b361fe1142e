//! Rows as the domain's own types, and back. A row that cannot be is `Corrupt`.

pub(crate) mod assistant_sync;
pub(crate) mod integration_secret;
pub(crate) mod session;
pub(crate) mod studio_config;
pub(crate) mod user;
