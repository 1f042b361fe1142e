//! What the studio can offer, and what is known of it: voice providers and their voices,
//! language models, transcribers, personas, tones and languages. The bounds of every field
//! are those of [`SETTINGS`](crate::studio::SETTINGS).
//!
//! Names of voices and models go stale within weeks, so these tables never refuse a value:
//! they are for choosing from, and for warnings. Each table stands in a file of its own with
//! its source and date on top. To add a voice or a model, add its row; a provider with a
//! table of its own also needs its row in [`VOICE_PROVIDERS`], [`MODEL_PROVIDERS`] or
//! [`TRANSCRIBERS`].

mod language;
mod models;
mod prompt_word;
mod spelling;
mod transcribers;
mod voice_provider;
mod voices;

#[cfg(test)]
mod tests;

pub use language::{LANGUAGES, Language, locales};
pub use models::{LanguageModel, MODEL_PROVIDERS, ModelProvider};
pub use prompt_word::{PERSONAS, PromptWord, TONES};
pub use transcribers::{TRANSCRIBERS, TranscriberModel, TranscriberProvider};
pub use voice_provider::{SpeedPath, SpeedRule, VOICE_PROVIDERS, VoiceProvider};
pub use voices::PresetVoice;

pub(crate) use models::provider_of_listed;
pub(crate) use prompt_word::prompt_word;
pub(crate) use spelling::is_spelling_of;
pub(crate) use transcribers::DEEPGRAM_TRANSCRIBER;
pub(crate) use voice_provider::{ELEVEN_LABS, eleven_labs_voice};
