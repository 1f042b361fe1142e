//! Preset voices of OpenAI: Vapi's schema of 2026-08-18, `OpenAIVoice.voiceId`; they follow
//! the language of the text, and are tuned for English.

use super::{EN, PresetVoice, voice};

pub(in crate::catalog) static OPENAI: &[PresetVoice] = &[
    voice("alloy", "Alloy", EN),
    voice("echo", "Echo", EN),
    voice("fable", "Fable", EN),
    voice("onyx", "Onyx", EN),
    voice("nova", "Nova", EN),
    voice("shimmer", "Shimmer", EN),
    voice("marin", "Marin", EN),
    voice("cedar", "Cedar", EN),
];
