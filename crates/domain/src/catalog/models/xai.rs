//! Models of xAI: Vapi's schema of 2026-08-18, `XaiModel.model`; retired ones: its guide to
//! the retirement of 2026-05-15.

use super::{LanguageModel, model, retired};

pub(super) static XAI: &[LanguageModel] = &[
    retired("grok-beta", "Grok beta"),
    retired("grok-2", "Grok 2"),
    retired("grok-3", "Grok 3"),
    retired("grok-4-fast-reasoning", "Grok 4 Fast Reasoning"),
    retired("grok-4-fast-non-reasoning", "Grok 4 Fast Non Reasoning"),
    model("grok-4.20-0309-reasoning", "Grok 4.20 0309 Reasoning"),
    model("grok-4.20-0309-non-reasoning", "Grok 4.20 0309 Non Reasoning"),
    model("grok-4.3", "Grok 4.3"),
];
