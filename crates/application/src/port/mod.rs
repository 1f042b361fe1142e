//! What the product needs from the outside, by role.

mod account_import;
#[cfg_attr(test, allow(clippy::ref_option_ref, reason = "the mock is written by mockall"))]
mod assistant_gateway;
mod assistant_removal_store;
mod assistant_sync_store;
mod audit_log;
mod environment;
mod former_accounts;
mod history_store;
mod operator;
mod password;
mod rate_limiter;
mod secret;
mod session_store;
mod studio_config_store;
mod token;
mod tracer;
mod user_directory;
mod user_store;

pub use account_import::{
    AccountImport, Applicant, BroughtAssistant, FirstConfig, ImportedAccount, Standing,
};
pub use assistant_gateway::{
    AssistantGateway, Drift, FieldChange, LiveAssistant, OwnerMarker, Push, RemoteBody, RemoteJson,
};
pub use assistant_removal_store::{AssistantRemoval, AssistantRemovalStore};
pub use assistant_sync_store::{
    AssistantSyncStore, Claim, Confirmation, KeyFingerprint, Lease, OpenIntent, SyncRecord,
};
pub use audit_log::AuditLog;
pub use environment::{Clock, DatabaseHealth, Ids, Readiness};
pub use former_accounts::{
    FormerAccount, FormerAccounts, FormerRow, FormerSecretError, FormerSecrets,
};
pub use history_store::{Forgotten, HistoryStore};
pub use operator::{KeyUse, OwnedSecret, SealedSecrets, ServerKeys, ServerRegistry};
pub use password::{PasswordCheck, PasswordHash, PasswordHasher, PasswordStrength};
pub use rate_limiter::{RateLimiter, RequestMeter};
pub use secret::{Integrations, SealedSecret, SecretSealer, SecretStore, StoredSecret};
pub use session_store::{RefreshCandidate, Rotation, SessionStore};
pub use studio_config_store::{
    ConfigSave, RevisionRecord, RevisionSummary, SaveOutcome, StudioConfigStore, StudioRecord,
};
pub use token::{AccessClaims, AccessTokens, RefreshToken, RefreshTokenHash, RefreshTokens};
pub use tracer::{SpanEnd, SpanValue, Tracer};
pub use user_directory::{ListedUser, UserDirectory, UserQuery, UserRecords};
pub use user_store::{AccountDeletion, Credentials, PasswordChange, StoredUser, UserStore};

#[cfg(test)]
pub use {
    assistant_gateway::MockAssistantGateway,
    assistant_removal_store::MockAssistantRemovalStore,
    assistant_sync_store::MockAssistantSyncStore,
    audit_log::MockAuditLog,
    environment::{MockClock, MockDatabaseHealth, MockIds},
    former_accounts::MockFormerSecrets,
    operator::MockServerRegistry,
    password::{MockPasswordHasher, MockPasswordStrength},
    rate_limiter::{MockRateLimiter, MockRequestMeter},
    secret::{MockSecretSealer, MockSecretStore},
    session_store::MockSessionStore,
    studio_config_store::MockStudioConfigStore,
    token::{MockAccessTokens, MockRefreshTokens},
    user_directory::{MockUserDirectory, MockUserRecords},
    user_store::MockUserStore,
};
