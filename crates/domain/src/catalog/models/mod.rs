//! Language models by who runs them, from Vapi's schema of 2026-08-18; a file for each
//! provider that has more than two.

mod anthropic;
mod google;
mod groq;
mod openai;
mod others;
mod xai;

use super::spelling::is_spelling_of;

/// A language model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanguageModel {
    /// What `aiModel` is set to.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Whether its maker has shut it down. Vapi's schema still has it, so that a saved one
    /// is known.
    pub retired: bool,
}

/// Who runs language models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelProvider {
    /// Its name at Vapi.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Its models.
    pub models: &'static [LanguageModel],
    /// Whether it takes names outside that list.
    pub custom_models: bool,
}

impl ModelProvider {
    /// The provider of this name at Vapi.
    pub fn named(name: &str) -> Option<&'static Self> {
        MODEL_PROVIDERS.iter().find(|provider| provider.name == name)
    }

    /// The model of this id, in any letter case.
    pub fn model(&self, id: &str) -> Option<&'static LanguageModel> {
        self.models.iter().find(|model| is_spelling_of(model.id, id))
    }
}

const fn model(id: &'static str, name: &'static str) -> LanguageModel {
    LanguageModel { id, name, retired: false }
}

const fn retired(id: &'static str, name: &'static str) -> LanguageModel {
    LanguageModel { id, name, retired: true }
}

const fn provider(
    name: &'static str,
    title: &'static str,
    models: &'static [LanguageModel],
) -> ModelProvider {
    ModelProvider { name, title, models, custom_models: false }
}

const fn with_any_name(
    name: &'static str,
    title: &'static str,
    models: &'static [LanguageModel],
) -> ModelProvider {
    ModelProvider { name, title, models, custom_models: true }
}

/// Every provider that a model's name can lead to. No model is listed by two.
pub static MODEL_PROVIDERS: &[ModelProvider] = &[
    provider("openai", "OpenAI", openai::OPENAI),
    provider("anthropic", "Anthropic", anthropic::ANTHROPIC),
    provider("google", "Google", google::GOOGLE),
    provider("xai", "xAI", xai::XAI),
    provider("groq", "Groq", groq::GROQ),
    provider("cerebras", "Cerebras", others::CEREBRAS),
    provider("deep-seek", "DeepSeek", others::DEEP_SEEK),
    provider("inflection-ai", "Inflection AI", others::INFLECTION),
    provider("minimax", "MiniMax", others::MINIMAX),
    with_any_name("openrouter", "OpenRouter", &[]),
    with_any_name("perplexity-ai", "Perplexity", others::PERPLEXITY),
];

/// Who runs the listed model of this id, in any letter case.
pub(crate) fn provider_of_listed(model: &str) -> Option<&'static ModelProvider> {
    MODEL_PROVIDERS.iter().find(|provider| provider.model(model).is_some())
}
