//! Models of providers with one or two: Vapi's schema of 2026-08-18, `CerebrasModel`,
//! `DeepSeekModel`, `InflectionAIModel` and `MinimaxLLMModel`; Perplexity's, of which the
//! schema names none: its own documentation. Retired ones: their pages of deprecations,
//! 2026-11.

use super::{LanguageModel, model, retired};

pub(super) static CEREBRAS: &[LanguageModel] =
    &[retired("llama3.1-8b", "Llama 3.1 8B"), retired("llama-3.3-70b", "Llama 3.3 70B")];

pub(super) static DEEP_SEEK: &[LanguageModel] =
    &[retired("deepseek-chat", "DeepSeek Chat"), retired("deepseek-reasoner", "DeepSeek Reasoner")];

pub(super) static INFLECTION: &[LanguageModel] = &[model("inflection_3_pi", "Inflection 3 Pi")];

pub(super) static MINIMAX: &[LanguageModel] = &[model("MiniMax-M2.7", "MiniMax M2.7")];

pub(super) static PERPLEXITY: &[LanguageModel] =
    &[model("sonar", "Sonar"), model("sonar-pro", "Sonar Pro")];
