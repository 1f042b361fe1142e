//! Language models: who runs the one of a given name.

use super::{Model, Warning, listed};
use crate::catalog::{ModelProvider, provider_of_listed};
use crate::studio::{EffectiveConfig, Setting};

/// Beginnings of names that the catalog doesn't list and who runs them; the first that fits
/// decides.
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
/// vendor before a slash that nobody lists is one of `OpenRouter`'s.
pub(super) fn provider_of(model: &str) -> Option<&'static str> {
    if let Some(provider) = provider_of_listed(model) {
        return Some(provider.name);
    }
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
    let (provider, model) = named(&config.ai_model, warnings);
    Model {
        provider,
        model,
        temperature: config.ai_temperature,
        max_tokens: config.ai_max_tokens,
        system_prompt,
    }
}

/// Who runs the wanted model, and its name there.
fn named(wanted: &str, warnings: &mut Vec<Warning>) -> (&'static str, String) {
    let Some(name) = provider_of(wanted) else {
        let detail =
            format!("{wanted:?} is of no known family of models; it is sent as one of openai's.");
        warnings.push(Warning::of(Setting::AiModel, detail));
        return (UNKNOWN, wanted.to_owned());
    };
    let Some(provider) = ModelProvider::named(name) else { return (name, wanted.to_owned()) };
    (name, checked(provider, wanted, warnings))
}

/// Where a model of no known family is tried.
const UNKNOWN: &str = "openai";

fn checked(provider: &ModelProvider, wanted: &str, warnings: &mut Vec<Warning>) -> String {
    // OpenAI's names can pin a region: `gpt-4o:eastus2`.
    let end = wanted.find(':').unwrap_or(wanted.len());
    let (name, region) = wanted.split_at(end);
    let Some(model) = provider.model(name) else {
        if provider.custom_models {
            return wanted.to_owned();
        }
        let fact = format!("{} has no model {wanted:?} that is known here", provider.title);
        return listed::passed_on(Setting::AiModel, wanted, &fact, warnings);
    };
    if model.retired {
        let detail = format!(
            "{} has shut {} down: calls may go unanswered until another model is chosen.",
            provider.title, model.name
        );
        warnings.push(Warning::of(Setting::AiModel, detail));
    }
    listed::respelled(Setting::AiModel, model.id, name, warnings) + region
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::render::tests::effective;
    use crate::catalog::MODEL_PROVIDERS;

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
            ("openai/gpt-oss-120b", "groq"),
            ("sonar-pro", "perplexity-ai"),
        ] {
            assert_eq!(provider_of(model), Some(provider), "{model}");
        }
    }

    fn model(name: &str) -> (Model, Vec<Warning>) {
        let mut warnings = Vec::new();
        let config = EffectiveConfig { ai_model: name.to_owned(), ..effective() };
        (render(&config, String::new(), &mut warnings), warnings)
    }

    #[test]
    fn an_unknown_family_is_sent_with_a_warning() {
        let (model, warnings) = model("abacus-1");
        assert_eq!((model.provider, model.model.as_str()), ("openai", "abacus-1"));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].setting, Some(Setting::AiModel));
    }

    #[test]
    fn every_listed_model_is_run_by_who_lists_it() {
        for provider in MODEL_PROVIDERS {
            for listed in provider.models {
                assert_eq!(provider_of(listed.id), Some(provider.name), "{}", listed.id);
                let (model, warnings) = model(listed.id);
                assert_eq!((model.provider, model.model.as_str()), (provider.name, listed.id));
                assert_eq!(warnings.len(), usize::from(listed.retired), "{warnings:?}");
            }
        }
    }

    #[test]
    fn every_family_is_run_by_a_provider_of_the_catalog() {
        for (_, name) in FAMILIES.iter().chain(&[("", UNKNOWN), ("", "openrouter")]) {
            assert!(ModelProvider::named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn an_unknown_model_of_a_known_family_is_sent_as_it_is_with_a_warning() {
        let (model, warnings) = model("gpt-99");
        assert_eq!((model.provider, model.model.as_str()), ("openai", "gpt-99"));
        assert!(warnings[0].detail.contains("gpt-99"), "{warnings:?}");
    }

    #[test]
    fn a_model_that_was_shut_down_is_sent_with_a_warning() {
        let (model, warnings) = model("gpt-3.5-turbo");
        assert_eq!(model.model, "gpt-3.5-turbo");
        assert!(warnings[0].detail.contains("shut GPT-3.5 turbo down"), "{warnings:?}");
    }

    #[test]
    fn a_region_is_kept_and_free_names_are_nobody_s_business() {
        for name in ["gpt-4o:eastus2", "meta-llama/llama-3-70b:free", "sonar-deep-research"] {
            let (model, warnings) = model(name);
            assert_eq!((model.model.as_str(), warnings), (name, vec![]));
        }
    }

    #[test]
    fn a_model_in_another_letter_case_is_sent_as_it_is_listed() {
        let (model, warnings) = model("GPT-4o:eastus2");
        assert_eq!(model.model, "gpt-4o:eastus2");
        assert!(warnings[0].detail.contains("gpt-4o"), "{warnings:?}");
    }
}
