//! Vapi's own voices: its documentation of voices, 2026-08 (the schema names none), without
//! those that it has retired.

use super::{EN, PresetVoice, voice};

pub(in crate::catalog) static VAPI: &[PresetVoice] = &[
    voice("Clara", "Clara", EN),
    voice("Godfrey", "Godfrey", EN),
    voice("Elliot", "Elliot", EN),
    voice("Savannah", "Savannah", EN),
    voice("Nico", "Nico", EN),
    voice("Kai", "Kai", EN),
    voice("Emma", "Emma", EN),
    voice("Sagar", "Sagar", EN),
    voice("Neil", "Neil", EN),
    voice("Layla", "Layla", EN),
    voice("Sid", "Sid", EN),
    voice("Gustavo", "Gustavo", EN),
    voice("Rohan", "Rohan", EN),
    voice("Naina", "Naina", EN),
    voice("Leah", "Leah", EN),
    voice("Tara", "Tara", EN),
    voice("Jess", "Jess", EN),
    voice("Leo", "Leo", EN),
    voice("Dan", "Dan", EN),
    voice("Mia", "Mia", EN),
    voice("Zac", "Zac", EN),
    voice("Zoe", "Zoe", EN),
];
