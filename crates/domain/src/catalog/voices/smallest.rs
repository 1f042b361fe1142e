//! Preset voices of Smallest AI: Vapi's schema of 2026-08-18, `SmallestAIVoice.voiceId`;
//! languages: those of its model Lightning.

use super::{PresetVoice, voice};

pub(in crate::catalog) static SMALLEST: &[PresetVoice] = &[
    voice("emily", "Emily", &["en", "hi"]),
    voice("jasmine", "Jasmine", &["en", "hi"]),
    voice("arman", "Arman", &["en", "hi"]),
    voice("james", "James", &["en", "hi"]),
    voice("mithali", "Mithali", &["en", "hi"]),
    voice("aravind", "Aravind", &["en", "hi"]),
    voice("raj", "Raj", &["en", "hi"]),
    voice("diya", "Diya", &["en", "hi"]),
    voice("raman", "Raman", &["en", "hi"]),
    voice("ananya", "Ananya", &["en", "hi"]),
    voice("isha", "Isha", &["en", "hi"]),
    voice("william", "William", &["en", "hi"]),
    voice("aarav", "Aarav", &["en", "hi"]),
    voice("monika", "Monika", &["en", "hi"]),
    voice("niharika", "Niharika", &["en", "hi"]),
    voice("deepika", "Deepika", &["en", "hi"]),
    voice("raghav", "Raghav", &["en", "hi"]),
    voice("kajal", "Kajal", &["en", "hi"]),
    voice("radhika", "Radhika", &["en", "hi"]),
    voice("mansi", "Mansi", &["en", "hi"]),
    voice("nisha", "Nisha", &["en", "hi"]),
    voice("saurabh", "Saurabh", &["en", "hi"]),
    voice("pooja", "Pooja", &["en", "hi"]),
    voice("saina", "Saina", &["en", "hi"]),
    voice("sanya", "Sanya", &["en", "hi"]),
];
