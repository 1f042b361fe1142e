//! The system prompt, composed from the settings.

use crate::catalog::{Language, PERSONAS, PromptWord, TONES, prompt_word};
use crate::studio::EffectiveConfig;

/// What people are told to be when nothing else is known of a word.
fn described(
    list: &'static [PromptWord],
    word: &str,
    otherwise: impl FnOnce(&str) -> String,
) -> String {
    prompt_word(list, word).map_or_else(|| otherwise(word.trim()), |known| known.prompt.to_owned())
}

fn language_name(code: &str) -> &str {
    Language::of(code).map_or(code, |language| language.name)
}

/// Composes the prompt: the base prompt, persona and tone, the language, what to ask for,
/// the guidelines, and not to repeat oneself; an empty line between parts.
pub(super) fn compose(config: &EffectiveConfig) -> String {
    let mut parts = vec![config.system_prompt.trim().to_owned()];
    parts.push(format!(
        "{} {}",
        described(PERSONAS, &config.persona, |persona| format!("Your persona: {persona}.")),
        described(TONES, &config.tone, |tone| format!("Your tone: {tone}.")),
    ));
    parts.push(format!(
        "Speak {} unless the caller asks for another language.",
        language_name(&config.language)
    ));
    parts.extend(questions(config));
    let guidelines = config.guidelines.trim();
    if !guidelines.is_empty() {
        parts.push(format!("Guidelines:\n{guidelines}"));
    }
    parts.push("Do not repeat yourself: never say again what you have already said or ask again what the caller has already answered.".to_owned());
    parts.join("\n\n")
}

fn questions(config: &EffectiveConfig) -> impl Iterator<Item = String> {
    [
        (config.ask_for_name, "Ask the caller for their name."),
        (
            config.ask_for_email,
            "Ask the caller for their email address, and spell it back to them.",
        ),
        (config.ask_for_phone, "Ask the caller for their phone number, and read it back to them."),
    ]
    .into_iter()
    .filter(|(asked, _)| *asked)
    .map(|(_, text)| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::render::tests::effective;

    #[test]
    fn every_part_is_there_once_and_in_order() {
        let config = EffectiveConfig {
            system_prompt: "BASE".into(),
            guidelines: "RULES".into(),
            persona: "expert".into(),
            tone: "calm".into(),
            language: "fr-CA".into(),
            ask_for_email: true,
            ask_for_phone: true,
            ..effective()
        };
        let prompt = compose(&config);
        let places: Vec<_> = [
            "BASE",
            "expert",
            "calmly",
            "French",
            "name",
            "email address",
            "phone number",
            "RULES",
            "repeat yourself",
        ]
        .iter()
        .map(|part| prompt.find(part).unwrap_or_else(|| panic!("{part} is missing in {prompt}")))
        .collect();
        assert!(places.is_sorted(), "{places:?}");
    }

    #[test]
    fn nothing_is_asked_that_was_not_wanted() {
        let config = EffectiveConfig {
            ask_for_name: false,
            ask_for_email: false,
            ask_for_phone: false,
            ..effective()
        };
        assert!(!compose(&config).contains("Ask the caller"));
    }

    #[test]
    fn words_nobody_described_are_passed_on() {
        let config = EffectiveConfig {
            persona: "Pirate".into(),
            tone: "salty".into(),
            language: "tlh".into(),
            ..effective()
        };
        let prompt = compose(&config);
        for part in ["Pirate", "salty", "tlh"] {
            assert!(prompt.contains(part), "{part}");
        }
    }
}
