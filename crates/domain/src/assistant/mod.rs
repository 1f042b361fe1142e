//! How a configuration becomes an assistant: pure, and telling what it had to adapt.
//!
//! Ranges and required fields come from Vapi's own schema; the names of voices, models and
//! languages go stale within weeks, so that one that the [`catalog`](crate::catalog) doesn't
//! have is passed on as it is, with a warning.

mod listed;
mod model;
mod prompt;
mod render;
mod transcriber;
mod voice;

pub use render::{NAME_MAX_CHARS, render};

pub use crate::catalog::{SpeedPath, SpeedRule, VOICE_PROVIDERS, VoiceProvider};
use crate::studio::Setting;

/// An assistant as we want it at Vapi: everything of it that is ours.
#[derive(Debug, Clone, PartialEq)]
pub struct Assistant {
    /// At most 40 characters.
    pub name: String,
    /// What it says first.
    pub first_message: String,
    /// What thinks.
    pub model: Model,
    /// What speaks.
    pub voice: Voice,
    /// What listens.
    pub transcriber: Transcriber,
}

/// The language model of an assistant.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Who runs it.
    pub provider: &'static str,
    /// Which.
    pub model: String,
    /// 0 to 2.
    pub temperature: f64,
    /// 50 to 10,000.
    pub max_tokens: i32,
    /// The composed prompt.
    pub system_prompt: String,
}

/// The voice of an assistant.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Who makes it.
    pub provider: &'static str,
    /// Which.
    pub voice_id: String,
    /// How fast, where the provider takes it; `None` where it takes none.
    pub speed: Option<Speed>,
    /// Fields beside the id that the provider insists on, by their wire names.
    pub required: Vec<(&'static str, String)>,
}

/// A speed in the place and range that the provider takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    /// Where it goes.
    pub path: SpeedPath,
    /// How fast.
    pub value: f64,
}

/// The transcriber of an assistant.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcriber {
    /// Who runs it.
    pub provider: &'static str,
    /// Which, where the provider has several.
    pub model: Option<String>,
    /// The callers' language.
    pub language: String,
}

/// Something that had to be adapted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Which setting; `None` for the assistant as a whole.
    pub setting: Option<Setting>,
    /// What is sent instead and why, as a sentence.
    pub detail: String,
}

impl Warning {
    fn of(setting: Setting, detail: impl Into<String>) -> Self {
        Self { setting: Some(setting), detail: detail.into() }
    }
}

/// A rendered assistant and what had to be adapted on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The assistant.
    pub assistant: Assistant,
    /// What was adapted.
    pub warnings: Vec<Warning>,
}
