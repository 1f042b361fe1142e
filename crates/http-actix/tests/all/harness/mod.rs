//! A server in memory for every test, and clients that speak to it.

mod answer;
mod call;
mod document;
mod log;
mod raw;
mod server;
mod trouble;

pub(crate) use answer::{Answer, Shown, redacted, snapshot};
pub(crate) use call::{Call, Client, EMAIL_DOMAIN, PASSWORD};
pub(crate) use document::{DOCUMENT, is_told, operations};
pub(crate) use log::Log;
pub(crate) use raw::{Connection, Framing};
pub(crate) use server::{ORIGIN, SERVER_KEY, Server, Setup};
pub(crate) use trouble::{CAUSE, OtherSchema, Trouble, Troubled};

pub(crate) const CONFIG: &str = "/api/v1/studio/config";
pub(crate) const REVISIONS: &str = "/api/v1/studio/config/revisions";
pub(crate) const SYNC: &str = "/api/v1/studio/sync-vapi";
pub(crate) const PLAN: &str = "/api/v1/studio/sync-vapi/plan";
pub(crate) const ASSISTANT: &str = "/api/v1/studio/assistant";
pub(crate) const ADOPT: &str = "/api/v1/studio/assistant/adopt";
pub(crate) const CATALOG: &str = "/api/v1/studio/catalog";
pub(crate) const ME: &str = "/api/v1/auth/me";
pub(crate) const ACTIVITY: &str = "/api/v1/auth/me/activity";
pub(crate) const EXPORT: &str = "/api/v1/auth/me/export";
pub(crate) const SIGN_UP: &str = "/api/v1/auth/signup";
pub(crate) const LOG_IN: &str = "/api/v1/auth/login";
pub(crate) const LOG_OUT: &str = "/api/v1/auth/logout";
pub(crate) const REFRESH: &str = "/api/v1/auth/refresh";
pub(crate) const SESSIONS: &str = "/api/v1/auth/sessions";
pub(crate) const NEW_PASSWORD: &str = "/api/v1/auth/password";
pub(crate) const PROFILE: &str = "/api/v1/user/profile";
pub(crate) const ONBOARDING: &str = "/api/v1/user/onboarding";
pub(crate) const COMPLETE: &str = "/api/v1/user/complete-onboarding";
pub(crate) const VAPI: &str = "/api/v1/vapi-settings";
pub(crate) const TWILIO: &str = "/api/v1/twilio-settings";

/// Secrets that tests plant. No answer may hold one.
pub(crate) const VAPI_KEY: &str = "vapi-private-key-0123456789-abcdefghij";
pub(crate) const SMTP_PASSWORD: &str = "mail-password-zyxwvu";
pub(crate) const TWILIO_TOKEN: &str = "twilio-token-0123456789abcdefghijklmnop";
