//! What the floor reads and writes.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::settings::Settings;

/// Who calls.
#[derive(Debug, Clone, Copy)]
pub(super) struct Caller {
    pub(super) user: Uuid,
    pub(super) session: Uuid,
}

/// A configuration with all that belongs to it.
pub(super) struct Config {
    pub(super) settings: Settings,
    pub(super) revision: i64,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) email: String,
    pub(super) organization: Option<String>,
    pub(super) mail_password: Option<String>,
    pub(super) assistant: Option<Uuid>,
    /// In milliseconds.
    pub(super) lease_until: Option<i64>,
    pub(super) synced_revision: Option<i64>,
    pub(super) synced_at: Option<DateTime<Utc>>,
    pub(super) last_error: Option<String>,
    pub(super) drifted: Option<bool>,
}

/// A user.
pub(super) struct User {
    pub(super) id: Uuid,
    pub(super) email: String,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) locale: String,
    pub(super) image: Option<String>,
    pub(super) organization_name: Option<String>,
    pub(super) industry: Option<String>,
    pub(super) company_size: Option<String>,
    pub(super) onboarding_step: i16,
    pub(super) onboarding_completed: bool,
    pub(super) phone_verified: bool,
    pub(super) version: i64,
    pub(super) password_hash: Option<String>,
}

/// What is written down of a change.
pub(super) struct Event {
    pub(super) id: Uuid,
    pub(super) kind: &'static str,
    pub(super) ip: Option<IpAddr>,
    pub(super) user_agent: Option<String>,
    /// A JSON list.
    pub(super) fields: String,
}

/// A save of a configuration.
pub(super) struct Save {
    pub(super) settings: Settings,
    pub(super) snapshot: String,
    /// The revision that it was made from.
    pub(super) expected: i64,
    pub(super) event: Event,
    pub(super) at: DateTime<Utc>,
}

/// A login.
pub(super) struct Login {
    pub(super) user: Uuid,
    pub(super) verified: String,
    pub(super) session: Uuid,
    pub(super) token_hash: Vec<u8>,
    pub(super) event: Event,
    pub(super) at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// The exchange of a refresh token.
pub(super) struct Rotation {
    pub(super) caller: Caller,
    pub(super) parent: Vec<u8>,
    pub(super) child: Vec<u8>,
    pub(super) sealed_child: Vec<u8>,
    pub(super) at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// A push that found nothing to change.
pub(super) struct Push {
    pub(super) user: Uuid,
    pub(super) holder: Uuid,
    pub(super) revision: i64,
    pub(super) confirmed: String,
    pub(super) event: Event,
    pub(super) at: DateTime<Utc>,
}

/// A database. False and none are for what another was faster with, or what is not there.
pub(super) trait Store: Clone + Send + 'static {
    async fn config(&self, caller: Caller, now: DateTime<Utc>) -> anyhow::Result<Option<Config>>;
    async fn save_config(&self, owner: Uuid, save: &Save) -> anyhow::Result<bool>;
    async fn user(&self, caller: Caller, now: DateTime<Utc>) -> anyhow::Result<Option<User>>;
    async fn update_user(&self, user: &User, now: DateTime<Utc>) -> anyhow::Result<bool>;
    async fn user_by_email(&self, email: &str) -> anyhow::Result<Option<User>>;
    async fn log_in(&self, login: &Login) -> anyhow::Result<bool>;
    async fn user_by_token(
        &self,
        token_hash: &[u8],
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<(User, Uuid)>>;
    async fn rotate(&self, rotation: &Rotation) -> anyhow::Result<bool>;
    async fn claim(&self, user: Uuid, holder: Uuid, now: DateTime<Utc>) -> anyhow::Result<bool>;
    async fn confirm(&self, push: &Push) -> anyhow::Result<bool>;
}

/// How long a push holds its lease, in milliseconds.
pub(super) const LEASE_MILLIS: i64 = 5_000;
