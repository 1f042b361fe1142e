//! Preset voices of Azure: Vapi's schema of 2026-08-18, `AzureVoice.voiceId`.

use super::{EN, PresetVoice, voice};

pub(in crate::catalog) static AZURE: &[PresetVoice] =
    &[voice("andrew", "Andrew", EN), voice("brian", "Brian", EN), voice("emma", "Emma", EN)];
