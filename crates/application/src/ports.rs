//! The wiring of one environment, as the use cases see it.

use std::num::NonZeroU32;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::integration::VapiKey;

use crate::RateLimits;
use crate::port::{
    AccessTokens, AssistantGateway, AssistantRemovalStore, AssistantSyncStore, AuditLog, Clock,
    DatabaseHealth, Ids, PasswordHasher, PasswordStrength, RateLimiter, RefreshTokens,
    RequestMeter, SecretSealer, SecretStore, SessionStore, StudioConfigStore, UserDirectory,
    UserRecords, UserStore,
};

/// An adapter for every port but the operator's.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the port of its type")]
pub struct Ports {
    pub users: Arc<dyn UserStore>,
    pub sessions: Arc<dyn SessionStore>,
    pub configs: Arc<dyn StudioConfigStore>,
    pub syncs: Arc<dyn AssistantSyncStore>,
    pub secrets: Arc<dyn SecretStore>,
    pub removals: Arc<dyn AssistantRemovalStore>,
    pub audit: Arc<dyn AuditLog>,
    pub limiter: Arc<dyn RateLimiter>,
    pub meter: Arc<dyn RequestMeter>,
    pub database: Arc<dyn DatabaseHealth>,
    pub gateway: Arc<dyn AssistantGateway>,
    pub hasher: Arc<dyn PasswordHasher>,
    pub strength: Arc<dyn PasswordStrength>,
    pub access_tokens: Arc<dyn AccessTokens>,
    pub refresh_tokens: Arc<dyn RefreshTokens>,
    pub sealer: Arc<dyn SecretSealer>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}

/// An adapter for every port that an operator's dealings with users need.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the port of its type")]
pub struct OperatorPorts {
    pub directory: Arc<dyn UserDirectory>,
    pub records: Arc<dyn UserRecords>,
    pub users: Arc<dyn UserStore>,
    pub syncs: Arc<dyn AssistantSyncStore>,
    pub audit: Arc<dyn AuditLog>,
    pub hasher: Arc<dyn PasswordHasher>,
    pub strength: Arc<dyn PasswordStrength>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
}

/// Which Vapi is pushed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VapiMode {
    /// Vapi itself.
    Live,
    /// The stand-in.
    Sandbox,
}

impl VapiMode {
    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Sandbox => "sandbox",
        }
    }
}

/// What an operator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long an access token lives.
    pub access_token_ttl: TimeDelta,
    /// Whether a refresh token is replaced at each use.
    pub rotate_refresh_tokens: bool,
    /// Which Vapi.
    pub vapi_mode: VapiMode,
    /// The key for users without their own.
    pub server_vapi_key: Option<VapiKey>,
    /// How often what may be asked for; `None`: without limit.
    pub rate_limits: Option<RateLimits>,
    /// How many revisions of a configuration are kept besides the one that was synced last;
    /// `None`: all.
    pub revisions_kept: Option<NonZeroU32>,
}
