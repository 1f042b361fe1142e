//! Transcribers: their models and languages, from Vapi's schema of 2026-08-18
//! (`AzureSpeechTranscriber` and its likes); a file for each list of some length.

mod azure;
mod deepgram;
mod gladia;
mod google;
mod iso_639;
mod openai;
mod talkscriber;
mod xai;

use azure::AZURE_LANGUAGES;
use deepgram::{DEEPGRAM, DEEPGRAM_LANGUAGES};
use gladia::GLADIA_LANGUAGES;
use google::GOOGLE_LANGUAGES;
use iso_639::ISO_639_LANGUAGES;
use openai::OPENAI_LANGUAGES;
use talkscriber::TALKSCRIBER_LANGUAGES;
use xai::XAI_LANGUAGES;

use super::spelling::{fold, is_spelling_of};

/// A transcriber's model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TranscriberModel {
    /// What `transcriberModel` is set to.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What `transcriberLanguage` can be set to with it.
    pub languages: &'static [&'static str],
}

/// A transcriber that needs no server and no vocabulary of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TranscriberProvider {
    /// Its name at Vapi.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Other spellings that clients send, in lower case without separators.
    aliases: &'static [&'static str],
    /// Its models; none where it takes no model.
    pub models: &'static [TranscriberModel],
    /// Whether it takes models outside that list.
    pub custom_models: bool,
    /// What `transcriberLanguage` can be set to with at least one model; the provider's
    /// spelling, mostly a code (BCP 47), `multi` where it hears several.
    pub languages: &'static [&'static str],
}

impl TranscriberProvider {
    /// The provider of this name, in any letter case and spelling we know.
    pub fn named(name: &str) -> Option<&'static Self> {
        let folded = fold(name);
        TRANSCRIBERS.iter().find(|provider| {
            fold(provider.name) == folded || provider.aliases.contains(&folded.as_str())
        })
    }

    /// Whether it takes a model at all.
    pub const fn takes_model(&self) -> bool {
        !self.models.is_empty()
    }

    /// The model of this id, in any letter case.
    pub fn model(&self, id: &str) -> Option<&'static TranscriberModel> {
        self.models.iter().find(|model| is_spelling_of(model.id, id))
    }
}

const fn model(
    id: &'static str,
    name: &'static str,
    languages: &'static [&'static str],
) -> TranscriberModel {
    TranscriberModel { id, name, languages }
}

const fn provider(
    name: &'static str,
    title: &'static str,
    models: &'static [TranscriberModel],
    languages: &'static [&'static str],
) -> TranscriberProvider {
    TranscriberProvider { name, title, aliases: &[], models, custom_models: false, languages }
}

/// The default, and what is used instead of a transcriber that can't be.
pub(crate) const DEEPGRAM_TRANSCRIBER: TranscriberProvider = TranscriberProvider {
    custom_models: true,
    ..provider("deepgram", "Deepgram", DEEPGRAM, DEEPGRAM_LANGUAGES)
};

const ELEVEN_LABS: TranscriberProvider = TranscriberProvider {
    aliases: &["elevenlabs"],
    ..provider("11labs", "ElevenLabs", SCRIBE, ISO_639_LANGUAGES)
};

/// Every transcriber that can be used with these settings alone.
pub static TRANSCRIBERS: &[TranscriberProvider] = &[
    DEEPGRAM_TRANSCRIBER,
    ELEVEN_LABS,
    provider("assembly-ai", "AssemblyAI", &[], &["multi", "en"]),
    provider("azure", "Azure", &[], AZURE_LANGUAGES),
    provider("cartesia", "Cartesia", INK, ISO_639_LANGUAGES),
    provider("gladia", "Gladia", GLADIA, GLADIA_LANGUAGES),
    provider("google", "Google", GEMINI, GOOGLE_LANGUAGES),
    provider("openai", "OpenAI", OPENAI, OPENAI_LANGUAGES),
    provider("soniox", "Soniox", SONIOX, ISO_639_LANGUAGES),
    provider("talkscriber", "Talkscriber", TALKSCRIBER, TALKSCRIBER_LANGUAGES),
    provider("vapi", "Vapi", &[], ISO_639_LANGUAGES),
    provider("xai", "xAI", XAI, XAI_LANGUAGES),
];

static SCRIBE: &[TranscriberModel] = &[
    model("scribe_v1", "Scribe v1", ISO_639_LANGUAGES),
    model("scribe_v2", "Scribe v2", ISO_639_LANGUAGES),
    model("scribe_v2_realtime", "Scribe v2 Realtime", ISO_639_LANGUAGES),
];

static INK: &[TranscriberModel] = &[
    model("ink-whisper", "Ink Whisper", ISO_639_LANGUAGES),
    model("ink-2", "Ink 2", ISO_639_LANGUAGES),
];

static GLADIA: &[TranscriberModel] = &[
    model("fast", "Fast", GLADIA_LANGUAGES),
    model("accurate", "Accurate", GLADIA_LANGUAGES),
    model("solaria-1", "Solaria 1", GLADIA_LANGUAGES),
];

/// Without those that Google has shut down: the same as among the language models.
static GEMINI: &[TranscriberModel] = &[
    model("gemini-3.5-flash", "Gemini 3.5 Flash", GOOGLE_LANGUAGES),
    model("gemini-3.1-flash-lite", "Gemini 3.1 Flash Lite", GOOGLE_LANGUAGES),
    model("gemini-3-flash-preview", "Gemini 3 Flash Preview", GOOGLE_LANGUAGES),
    model("gemini-2.5-pro", "Gemini 2.5 Pro", GOOGLE_LANGUAGES),
    model("gemini-2.5-flash", "Gemini 2.5 Flash", GOOGLE_LANGUAGES),
    model("gemini-2.5-flash-lite", "Gemini 2.5 Flash Lite", GOOGLE_LANGUAGES),
];

static OPENAI: &[TranscriberModel] = &[
    model("gpt-4o-transcribe", "GPT-4o Transcribe", OPENAI_LANGUAGES),
    model("gpt-4o-mini-transcribe", "GPT-4o mini Transcribe", OPENAI_LANGUAGES),
];

static SONIOX: &[TranscriberModel] = &[
    model("stt-rt-v4", "STT RT v4", ISO_639_LANGUAGES),
    model("stt-rt-v5", "STT RT v5", ISO_639_LANGUAGES),
];

static TALKSCRIBER: &[TranscriberModel] = &[model("whisper", "Whisper", TALKSCRIBER_LANGUAGES)];

static XAI: &[TranscriberModel] = &[model("default", "Default", XAI_LANGUAGES)];
