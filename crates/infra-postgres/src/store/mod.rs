//! The store ports.

mod assistant_sync;
mod audit;
mod directory;
mod history;
mod import;
mod limiter;
mod removal;
mod secret;
mod server;
mod session;
mod studio_config;
mod user;

pub use assistant_sync::SeaAssistantSyncStore;
pub use audit::SeaAuditLog;
pub use directory::{SeaUserDirectory, SeaUserRecords};
pub use history::SeaHistoryStore;
pub use import::SeaAccountImport;
pub use limiter::SeaRateLimiter;
pub use removal::SeaAssistantRemovalStore;
pub(crate) use secret::sealing_key_ids;
pub use secret::{SeaSealedSecrets, SeaSecretStore};
pub use server::SeaServerRegistry;
pub use session::SeaSessionStore;
pub use studio_config::SeaStudioConfigStore;
pub use user::SeaUserStore;
