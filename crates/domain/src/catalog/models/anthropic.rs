//! Models of Anthropic: Vapi's schema of 2026-08-18, `AnthropicModel.model`; retired ones: its
//! page of deprecations, 2026-11.

use super::{LanguageModel, model, retired};

pub(super) static ANTHROPIC: &[LanguageModel] = &[
    retired("claude-3-opus-20240229", "Claude Opus 3 (2024-02-29)"),
    retired("claude-3-sonnet-20240229", "Claude Sonnet 3 (2024-02-29)"),
    retired("claude-3-haiku-20240307", "Claude Haiku 3 (2024-03-07)"),
    retired("claude-3-5-sonnet-20240620", "Claude Sonnet 3.5 (2024-06-20)"),
    retired("claude-3-5-sonnet-20241022", "Claude Sonnet 3.5 (2024-10-22)"),
    retired("claude-3-5-haiku-20241022", "Claude Haiku 3.5 (2024-10-22)"),
    retired("claude-3-7-sonnet-20250219", "Claude Sonnet 3.7 (2025-02-19)"),
    retired("claude-opus-4-20250514", "Claude Opus 4 (2025-05-14)"),
    model("claude-opus-4-5-20251101", "Claude Opus 4.5 (2025-11-01)"),
    model("claude-opus-4-6", "Claude Opus 4.6"),
    retired("claude-sonnet-4-20250514", "Claude Sonnet 4 (2025-05-14)"),
    model("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5 (2025-09-29)"),
    model("claude-sonnet-4-6", "Claude Sonnet 4.6"),
    model("claude-sonnet-5", "Claude Sonnet 5"),
    model("claude-haiku-4-5-20251001", "Claude Haiku 4.5 (2025-10-01)"),
];
