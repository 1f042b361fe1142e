//! Language models: who runs the one of a given name.

use super::{Model, Warning};
use crate::studio::{EffectiveConfig, Setting};

/// Beginnings of model names and who runs them; the first that fits decides.
const FAMILIES: &[(&str, &str)] = &[
    ("gpt-oss", "groq"),
    ("gpt-", "openai"),
    ("chatgpt-", "openai"),
    ("chat-latest", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("claude-", "anthropic"),
    ("gemini-", "google"),
    ("grok-", "xai"),
    ("deepseek-r1-distill", "groq"),
    ("deepseek-", "deep-seek"),
    ("llama3.1-8b", "cerebras"),
    ("llama-3.3-70b-versatile", "groq"),
    ("llama-3.3-70b", "cerebras"),
    ("llama", "groq"),
    ("mixtral", "groq"),
    ("gemma", "groq"),
    ("sonar", "perplexity-ai"),
    ("inflection", "inflection-ai"),
    ("minimax-m", "minimax"),
];

/// Who runs the model of this name; `None` for a name of no known family. A name with a
/// vendor before a slash is one of `OpenRouter`'s.
pub(super) fn provider_of(model: &str) -> Option<&'static str> {
    if model.contains('/') {
        return Some("openrouter");
    }
    let lower = model.to_lowercase();
    FAMILIES.iter().find(|(prefix, _)| lower.starts_with(prefix)).map(|(_, provider)| *provider)
}

pub(super) fn render(
    config: &EffectiveConfig,
    system_prompt: String,
    warnings: &mut Vec<Warning>,
) -> Model {
    let provider = provider_of(&config.ai_model).unwrap_or_else(|| {
        warnings.push(Warning::of(
            Setting::AiModel,
            format!(
                "{:?} is of no known family of models; it is sent as one of openai's.",
                config.ai_model
            ),
        ));
        "openai"
    });
    Model {
        provider,
        model: config.ai_model.clone(),
        temperature: config.ai_temperature,
        max_tokens: config.ai_max_tokens,
        system_prompt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::render::tests::effective;

    #[test]
    fn the_provider_follows_from_the_name() {
        for (model, provider) in [
            ("gpt-4o-mini", "openai"),
            ("o3-mini", "openai"),
            ("claude-sonnet-4-6", "anthropic"),
            ("gemini-2.5-pro", "google"),
            ("grok-3", "xai"),
            ("deepseek-chat", "deep-seek"),
            ("deepseek-r1-distill-llama-70b", "groq"),
            ("llama-3.3-70b-versatile", "groq"),
            ("meta-llama/llama-3-70b", "openrouter"),
            ("sonar-pro", "perplexity-ai"),
        ] {
            assert_eq!(provider_of(model), Some(provider), "{model}");
        }
    }

    #[test]
    fn an_unknown_family_is_sent_with_a_warning() {
        let mut warnings = Vec::new();
        let config = EffectiveConfig { ai_model: "abacus-1".to_owned(), ..effective() };
        assert_eq!(render(&config, String::new(), &mut warnings).provider, "openai");
        assert_eq!(warnings[0].setting, Some(Setting::AiModel));
    }
}
