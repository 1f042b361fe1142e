//! Preset voices of `PlayHT`: Vapi's schema of 2026-08-18, `PlayHTVoice.voiceId`.

use super::{EN, PresetVoice, voice};

pub(in crate::catalog) static PLAYHT: &[PresetVoice] = &[
    voice("jennifer", "Jennifer", EN),
    voice("melissa", "Melissa", EN),
    voice("will", "Will", EN),
    voice("chris", "Chris", EN),
    voice("matt", "Matt", EN),
    voice("jack", "Jack", EN),
    voice("ruby", "Ruby", EN),
    voice("davis", "Davis", EN),
    voice("donna", "Donna", EN),
    voice("michael", "Michael", EN),
];
