//! What the product needs from the outside, by role.

#[cfg_attr(test, allow(clippy::ref_option_ref, reason = "the mock is written by mockall"))]
mod assistant_gateway;
mod assistant_sync_store;
mod environment;
mod password;
mod secret;
mod session_store;
mod studio_config_store;
mod token;
mod user_store;

pub use assistant_gateway::{
    AssistantGateway, FieldChange, LiveAssistant, OwnerMarker, Push, RemoteBody, RemoteJson,
};
pub use assistant_sync_store::{
    AssistantSyncStore, Claim, Confirmation, KeyFingerprint, Lease, OpenIntent, SyncRecord,
};
pub use environment::{Clock, DatabaseHealth, Ids, Readiness};
pub use password::{PasswordCheck, PasswordHash, PasswordHasher, PasswordStrength};
pub use secret::{Integrations, SealedSecret, SecretSealer, SecretStore, StoredSecret};
pub use session_store::{RefreshCandidate, Rotation, SessionStore};
pub use studio_config_store::{ConfigSave, SaveOutcome, StudioConfigStore, StudioRecord};
pub use token::{AccessClaims, AccessTokens, RefreshToken, RefreshTokenHash, RefreshTokens};
pub use user_store::{Credentials, PasswordChange, StoredUser, UserStore};

#[cfg(test)]
pub use {
    assistant_gateway::MockAssistantGateway,
    assistant_sync_store::MockAssistantSyncStore,
    environment::{MockClock, MockDatabaseHealth, MockIds},
    password::{MockPasswordHasher, MockPasswordStrength},
    secret::{MockSecretSealer, MockSecretStore},
    session_store::MockSessionStore,
    studio_config_store::MockStudioConfigStore,
    token::{MockAccessTokens, MockRefreshTokens},
    user_store::MockUserStore,
};
