//! Preset voices of ElevenLabs: Vapi's schema of 2026-08-18, `ElevenLabsVoice.voiceId`.

use super::{EN, PresetVoice, voice};

pub(in crate::catalog) static ELEVEN_LABS: &[PresetVoice] = &[
    voice("burt", "Burt", EN),
    voice("marissa", "Marissa", EN),
    voice("andrea", "Andrea", EN),
    voice("sarah", "Sarah", EN),
    voice("phillip", "Phillip", EN),
    voice("steve", "Steve", EN),
    voice("joseph", "Joseph", EN),
    voice("myra", "Myra", EN),
    voice("paula", "Paula", EN),
    voice("ryan", "Ryan", EN),
    voice("drew", "Drew", EN),
    voice("paul", "Paul", EN),
    voice("mrb", "Mr. B", EN),
    voice("matilda", "Matilda", EN),
    voice("mark", "Mark", EN),
];
