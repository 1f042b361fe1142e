//! What is asked.

use std::time::Duration;

use clap::ValueEnum;
use reqwest::Method;
use serde_json::{Value, json};

use crate::seed::{PASSWORD, email, refresh_token};

/// A kind of request, under the name that `requests.lua` knows it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Request {
    GetConfig,
    PatchConfig,
    PatchProfile,
    Refresh,
    Login,
    Sync,
    Healthz,
}

impl Request {
    /// The name in `requests.lua` and on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GetConfig => "get-config",
            Self::PatchConfig => "patch-config",
            Self::PatchProfile => "patch-profile",
            Self::Refresh => "refresh",
            Self::Login => "login",
            Self::Sync => "sync",
            Self::Healthz => "healthz",
        }
    }

    /// What people call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::GetConfig => "GET config",
            Self::PatchConfig => "PATCH config",
            Self::PatchProfile => "PATCH profile",
            Self::Refresh => "refresh",
            Self::Login => "login",
            Self::Sync => "sync, nothing to push",
            Self::Healthz => "healthz",
        }
    }

    /// Whether anything is other than before.
    pub(crate) fn writes(self) -> bool {
        !matches!(self, Self::GetConfig | Self::Healthz)
    }

    /// How long its rounds take where others' take this long. What is being hashed when a round
    /// ends was for nothing, and is not of those that bare Argon2 makes.
    pub(crate) fn span(self, of_others: Duration) -> Duration {
        if self == Self::Login { of_others * 2 } else { of_others }
    }

    /// The least that the product is to reach of the floor on Postgres.
    pub(crate) fn target(self) -> Option<f64> {
        match self {
            Self::GetConfig => Some(0.75),
            Self::PatchConfig => Some(0.5),
            _ => None,
        }
    }

    /// One of them by hand, from this user.
    pub(crate) fn by_hand(self, user: u32) -> (Method, &'static str, Option<Value>) {
        match self {
            Self::GetConfig => (Method::GET, "/api/v1/studio/config", None),
            Self::PatchConfig => {
                let body = json!({ "voiceSpeed": 0.9, "aiMaxTokens": 777 });
                (Method::PATCH, "/api/v1/studio/config", Some(body))
            }
            Self::PatchProfile => {
                let body = json!({ "industry": "Bakery", "company_size": "11-50" });
                (Method::PATCH, "/api/v1/user/profile", Some(body))
            }
            Self::Refresh => {
                let body = json!({ "refresh_token": refresh_token(user) });
                (Method::POST, "/api/v1/auth/refresh", Some(body))
            }
            Self::Login => {
                let body = json!({ "identifier": email(user), "password": PASSWORD });
                (Method::POST, "/api/v1/auth/login", Some(body))
            }
            Self::Sync => (Method::POST, "/api/v1/studio/sync-vapi", None),
            Self::Healthz => (Method::GET, "/healthz", None),
        }
    }
}
