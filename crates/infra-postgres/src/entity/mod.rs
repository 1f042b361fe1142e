//! The tables as SeaORM sees them. Rows hold anything; what makes them valid is in
//! [`record`](crate::record).

pub(crate) mod assistant_removal;
pub(crate) mod assistant_sync;
pub(crate) mod audit_event;
pub(crate) mod integration_secret;
pub(crate) mod rate_limit;
pub(crate) mod refresh_token;
pub(crate) mod server;
pub(crate) mod session;
pub(crate) mod studio_config;
pub(crate) mod studio_config_revision;
pub(crate) mod user;
