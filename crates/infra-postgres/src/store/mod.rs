//! The store ports.

mod assistant_sync;
mod secret;
mod session;
mod studio_config;
mod user;

pub use assistant_sync::SeaAssistantSyncStore;
pub use secret::SeaSecretStore;
pub(crate) use secret::sealing_key_ids;
pub use session::SeaSessionStore;
pub use studio_config::SeaStudioConfigStore;
pub use user::SeaUserStore;
