//! The studio: what a user can tune of the assistant.

mod config;
mod kind;
mod patch;
pub mod setting;

pub use config::{AccountDefaults, EffectiveConfig, Revision, StudioConfig};
pub use kind::{Kind, Value, ValueRef};
pub use patch::{ConfigPatch, SMTP_PASSWORD, SMTP_PASSWORD_SET, VAPI_ASSISTANT_ID};
pub use setting::{Default, SETTINGS, Setting, SettingSpec};
