//! Preset voices of Tavus: Vapi's schema of 2026-08-18, `TavusVoice.voiceId`.

use super::{EN, PresetVoice, voice};

pub(in crate::catalog) static TAVUS: &[PresetVoice] = &[voice("r52da2535a", "R52da2535a", EN)];
