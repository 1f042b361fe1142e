//! Preset voices, a file for each provider that has any.

mod azure;
mod deepgram;
mod eleven_labs;
mod eleven_labs_library;
mod inworld;
mod lmnt;
mod microsoft;
mod openai;
mod playht;
mod rime;
mod smallest;
mod tavus;
mod vapi;
mod xai;

pub(super) use azure::AZURE;
pub(super) use deepgram::DEEPGRAM;
pub(super) use eleven_labs::ELEVEN_LABS;
pub(super) use eleven_labs_library::ELEVEN_LABS_LIBRARY;
pub(super) use inworld::INWORLD;
pub(super) use lmnt::LMNT;
pub(super) use microsoft::MICROSOFT;
pub(super) use openai::OPENAI;
pub(super) use playht::PLAYHT;
pub(super) use rime::RIME;
pub(super) use smallest::SMALLEST;
pub(super) use tavus::TAVUS;
pub(super) use vapi::VAPI;
pub(super) use xai::XAI;

/// A voice that everybody can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresetVoice {
    /// What `voiceId` is set to.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Primary language codes (BCP 47); the main one first.
    pub languages: &'static [&'static str],
}

/// English alone: the language of a voice of which nothing else is said.
const EN: &[&str] = &["en"];

const fn voice(
    id: &'static str,
    name: &'static str,
    languages: &'static [&'static str],
) -> PresetVoice {
    PresetVoice { id, name, languages }
}
