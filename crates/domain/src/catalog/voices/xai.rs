//! Built-in voices of xAI: Vapi's schema of 2026-08-18, `XaiVoice.voiceId`; English is the
//! default of its language.

use super::{EN, PresetVoice, voice};

pub(in crate::catalog) static XAI: &[PresetVoice] = &[
    voice("eve", "Eve", EN),
    voice("ara", "Ara", EN),
    voice("rex", "Rex", EN),
    voice("sal", "Sal", EN),
    voice("leo", "Leo", EN),
];
