//! Models that Groq runs: Vapi's schema of 2026-08-18, `GroqModel.model`; retired ones: its
//! page of deprecations, 2026-11.

use super::{LanguageModel, model, retired};

pub(super) static GROQ: &[LanguageModel] = &[
    model("openai/gpt-oss-20b", "GPT-OSS 20B"),
    model("openai/gpt-oss-120b", "GPT-OSS 120B"),
    retired("deepseek-r1-distill-llama-70b", "DeepSeek R1 Distill Llama 70B"),
    retired("llama-3.3-70b-versatile", "Llama 3.3 70B Versatile"),
    retired("llama-3.1-405b-reasoning", "Llama 3.1 405B Reasoning"),
    retired("llama-3.1-8b-instant", "Llama 3.1 8B Instant"),
    retired("llama3-8b-8192", "Llama 3 8B"),
    retired("llama3-70b-8192", "Llama 3 70B"),
    retired("gemma2-9b-it", "Gemma 2 9B"),
    model("moonshotai/kimi-k2-instruct-0905", "Kimi K2 Instruct"),
    model("meta-llama/llama-4-scout-17b-16e-instruct", "Llama 4 Scout 17B"),
    retired("mistral-saba-24b", "Mistral Saba 24B"),
    model("compound-beta", "Compound Beta"),
    model("compound-beta-mini", "Compound Beta Mini"),
];
