//! Transcribers: what each takes.

use super::{Transcriber, Warning, listed};
use crate::catalog::{DEEPGRAM_TRANSCRIBER, Language, TranscriberModel, TranscriberProvider};
use crate::studio::{EffectiveConfig, Setting};

/// Beginnings of the names of deepgram's models, which nobody else has.
const DEEPGRAM_MODELS: [&str; 4] = ["nova", "flux", "enhanced", "base"];
/// Its model that is used instead of a transcriber that can't be.
const FALLBACK_MODEL: &str = "nova-2";
/// How many languages a warning names.
const NAMED_LANGUAGES: usize = 5;

pub(super) fn render(config: &EffectiveConfig, warnings: &mut Vec<Warning>) -> Transcriber {
    let found = TranscriberProvider::named(&config.transcriber_provider);
    let provider = found.unwrap_or(&DEEPGRAM_TRANSCRIBER);
    let model = match found {
        Some(provider) => model_for(provider, &config.transcriber_model, warnings),
        None => Some(fallback(&config.transcriber_provider, warnings)),
    };
    let language = language_for(provider, model.as_deref(), &config.transcriber_language, warnings);
    Transcriber { provider: provider.name, model, language }
}

fn fallback(wanted: &str, warnings: &mut Vec<Warning>) -> String {
    let detail = format!(
        "Vapi has no transcriber {wanted:?} that works without a server of its own; deepgram with {FALLBACK_MODEL} is sent instead."
    );
    warnings.push(Warning::of(Setting::TranscriberProvider, detail));
    FALLBACK_MODEL.to_owned()
}

/// One of deepgram's models, such as the default, is not sent to anybody else: they take
/// their own default, and openai, which insists on a model, is told one.
fn model_for(
    provider: &TranscriberProvider,
    wanted: &str,
    warnings: &mut Vec<Warning>,
) -> Option<String> {
    if !provider.takes_model() {
        return None;
    }
    let lower = wanted.to_lowercase();
    let of_deepgram = DEEPGRAM_MODELS.iter().any(|prefix| lower.starts_with(prefix));
    if provider.name == DEEPGRAM_TRANSCRIBER.name || !of_deepgram {
        return Some(checked(provider, wanted, warnings));
    }
    let name = provider.name;
    let instead = (name == "openai").then(|| "gpt-4o-transcribe".to_owned());
    let sent = instead.as_deref().unwrap_or("its own default");
    let detail = format!("{wanted} is a model of deepgram's; {name} gets {sent} instead.");
    warnings.push(Warning::of(Setting::TranscriberModel, detail));
    instead
}

fn checked(provider: &TranscriberProvider, wanted: &str, warnings: &mut Vec<Warning>) -> String {
    match provider.model(wanted) {
        Some(model) => listed::respelled(Setting::TranscriberModel, model.id, wanted, warnings),
        None if provider.custom_models => wanted.to_owned(),
        None => {
            let fact = format!("{} has no model {wanted:?} that is known here", provider.title);
            listed::passed_on(Setting::TranscriberModel, wanted, &fact, warnings)
        }
    }
}

fn language_for(
    provider: &TranscriberProvider,
    model: Option<&str>,
    wanted: &str,
    warnings: &mut Vec<Warning>,
) -> String {
    let model = model.and_then(|model| provider.model(model));
    let languages = model.map_or(provider.languages, |model| model.languages);
    if let Some(language) = listed::find(languages, wanted) {
        return listed::respelled(Setting::TranscriberLanguage, language, wanted, warnings);
    }
    let near = near(languages, wanted);
    let hint =
        if near.is_empty() { String::new() } else { format!(" (it has {})", near.join(", ")) };
    let fact = format!("{} doesn't list the language {wanted:?}{hint}", full_name(provider, model));
    listed::passed_on(Setting::TranscriberLanguage, wanted, &fact, warnings)
}

fn full_name(provider: &TranscriberProvider, model: Option<&TranscriberModel>) -> String {
    let title = provider.title;
    model.map_or_else(|| title.to_owned(), |model| format!("{title} with the model {}", model.name))
}

/// The same language in other regions, or by its English name.
fn near<'a>(languages: &[&'a str], wanted: &str) -> Vec<&'a str> {
    let primary = |code: &str| code.split(['-', '_']).next().unwrap_or(code).to_lowercase();
    let named = Language::of(wanted).map(|language| language.name);
    languages
        .iter()
        .filter(|language| primary(language) == primary(wanted) || named == Some(**language))
        .take(NAMED_LANGUAGES)
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::render::tests::effective;
    use crate::catalog::TRANSCRIBERS;

    fn transcriber(provider: &str) -> (Transcriber, Vec<Warning>) {
        let mut warnings = Vec::new();
        let config = EffectiveConfig { transcriber_provider: provider.to_owned(), ..effective() };
        (render(&config, &mut warnings), warnings)
    }

    #[test]
    fn a_model_is_sent_only_where_one_is_taken() {
        assert_eq!(transcriber("Deepgram").0.model.as_deref(), Some("nova-2"));
        assert_eq!(transcriber("assembly-ai").0.model, None);
        assert_eq!(transcriber("ElevenLabs").0.provider, "11labs");
    }

    #[test]
    fn a_model_of_deepgram_is_not_sent_to_others() {
        for (provider, expected) in [("gladia", None), ("openai", Some("gpt-4o-transcribe"))] {
            let (transcriber, warnings) = transcriber(provider);
            assert_eq!(transcriber.model.as_deref(), expected, "{provider}");
            assert_eq!(warnings[0].setting, Some(Setting::TranscriberModel));
        }
    }

    #[test]
    fn an_unknown_transcriber_is_replaced_with_a_warning() {
        let (transcriber, warnings) = transcriber("custom-transcriber");
        assert_eq!(transcriber.provider, "deepgram");
        assert_eq!(warnings[0].setting, Some(Setting::TranscriberProvider));
    }

    fn spoken(provider: &str, model: &str, language: &str) -> (Transcriber, Vec<Warning>) {
        let mut warnings = Vec::new();
        let config = EffectiveConfig {
            transcriber_provider: provider.to_owned(),
            transcriber_model: model.to_owned(),
            transcriber_language: language.to_owned(),
            ..effective()
        };
        (render(&config, &mut warnings), warnings)
    }

    #[test]
    fn everything_that_is_offered_is_sent_as_it_is_without_a_warning() {
        for provider in TRANSCRIBERS {
            for language in provider.languages.iter().filter(|_| !provider.takes_model()) {
                let (transcriber, warnings) = spoken(provider.name, "any", language);
                assert_eq!((transcriber.language.as_str(), warnings), (*language, vec![]));
            }
            for model in provider.models {
                for language in model.languages {
                    let (transcriber, warnings) = spoken(provider.name, model.id, language);
                    assert_eq!(warnings, [], "{} {}", provider.name, model.id);
                    assert_eq!(transcriber.provider, provider.name);
                    assert_eq!(transcriber.model.as_deref(), Some(model.id));
                    assert_eq!(transcriber.language, *language);
                }
            }
        }
    }

    #[test]
    fn a_language_that_is_not_listed_is_sent_as_it_is_with_a_warning_that_names_the_nearest() {
        for (provider, model, language, named) in [
            ("azure", "any", "en", "en-AU"),
            ("google", "gemini-2.5-pro", "fr", "French"),
            ("deepgram", "nova-3", "fr-FR", "fr-CA"),
            ("deepgram", "flux-general-en", "fr", "Flux General English"),
            ("deepgram", "flux-general-multi", "multi", "Flux General Multilingual"),
            ("custom-transcriber", "any", "tlh", "Nova 2"),
        ] {
            let (transcriber, warnings) = spoken(provider, model, language);
            assert_eq!(transcriber.language, language);
            let warning = warnings.last().unwrap();
            assert_eq!(warning.setting, Some(Setting::TranscriberLanguage), "{provider}");
            assert!(warning.detail.contains(named), "{warning:?}");
        }
    }

    #[test]
    fn an_unknown_model_is_sent_with_a_warning_but_where_any_is_taken() {
        let (transcriber, warnings) = spoken("11labs", "scribe_v9", "en");
        assert_eq!(transcriber.model.as_deref(), Some("scribe_v9"));
        assert_eq!(warnings[0].setting, Some(Setting::TranscriberModel));
        assert_eq!(spoken("deepgram", "my-own-model", "en").1, []);
    }

    #[test]
    fn another_letter_case_is_sent_as_it_is_listed() {
        let (transcriber, warnings) = spoken("deepgram", "Nova-3", "EN-us");
        assert_eq!(transcriber.model.as_deref(), Some("nova-3"));
        assert_eq!(transcriber.language, "en-US");
        assert_eq!(warnings.len(), 2);
    }
}
