//! Models of Google: Vapi's schema of 2026-08-18, `GoogleModel.model`, without the realtime
//! one; retired ones: its page of deprecations, 2026-11.

use super::{LanguageModel, model, retired};

pub(super) static GOOGLE: &[LanguageModel] = &[
    model("gemini-3.5-flash", "Gemini 3.5 Flash"),
    model("gemini-3.1-flash-lite", "Gemini 3.1 Flash Lite"),
    model("gemini-3-flash-preview", "Gemini 3 Flash Preview"),
    model("gemini-2.5-pro", "Gemini 2.5 Pro"),
    model("gemini-2.5-flash", "Gemini 2.5 Flash"),
    model("gemini-2.5-flash-lite", "Gemini 2.5 Flash Lite"),
    retired("gemini-2.0-flash-thinking-exp", "Gemini 2.0 Flash Thinking Exp"),
    retired("gemini-2.0-pro-exp-02-05", "Gemini 2.0 Pro Exp 02 05"),
    retired("gemini-2.0-flash", "Gemini 2.0 Flash"),
    retired("gemini-2.0-flash-lite", "Gemini 2.0 Flash Lite"),
    retired("gemini-2.0-flash-exp", "Gemini 2.0 Flash Exp"),
    retired("gemini-1.5-flash", "Gemini 1.5 Flash"),
    retired("gemini-1.5-flash-002", "Gemini 1.5 Flash 002"),
    retired("gemini-1.5-pro", "Gemini 1.5 Pro"),
    retired("gemini-1.5-pro-002", "Gemini 1.5 Pro 002"),
    retired("gemini-1.0-pro", "Gemini 1.0 Pro"),
];
