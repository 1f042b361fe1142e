//! Transcribers: what each takes.

use super::voice::fold;
use super::{Transcriber, Warning};
use crate::studio::{EffectiveConfig, Setting};

/// Beginnings of the names of deepgram's models, which nobody else has.
const DEEPGRAM_MODELS: [&str; 4] = ["nova", "flux", "enhanced", "base"];

/// Providers of Vapi's schema (2026-08-18) that need no server or vocabulary of their own,
/// and whether they take a model.
const PROVIDERS: &[(&str, bool)] = &[
    ("deepgram", true),
    ("11labs", true),
    ("assembly-ai", false),
    ("azure", false),
    ("cartesia", true),
    ("gladia", true),
    ("google", true),
    ("openai", true),
    ("soniox", true),
    ("talkscriber", true),
    ("vapi", false),
    ("xai", true),
];

pub(super) fn render(config: &EffectiveConfig, warnings: &mut Vec<Warning>) -> Transcriber {
    let wanted = match fold(&config.transcriber_provider).as_str() {
        "elevenlabs" => "11labs".to_owned(),
        folded => folded.to_owned(),
    };
    let language = config.transcriber_language.clone();
    if let Some((provider, takes_model)) = PROVIDERS.iter().find(|(name, _)| fold(name) == wanted) {
        let model = if *takes_model { model_for(provider, config, warnings) } else { None };
        return Transcriber { provider, model, language };
    }
    warnings.push(Warning::of(
        Setting::TranscriberProvider,
        format!(
            "Vapi has no transcriber {:?} that works without a server of its own; deepgram with nova-2 is sent instead.",
            config.transcriber_provider
        ),
    ));
    Transcriber { provider: "deepgram", model: Some("nova-2".to_owned()), language }
}

/// One of deepgram's models, such as the default, is not sent to anybody else: they take
/// their own default, and openai, which insists on a model, is told one.
fn model_for(
    provider: &str,
    config: &EffectiveConfig,
    warnings: &mut Vec<Warning>,
) -> Option<String> {
    let wanted = config.transcriber_model.to_lowercase();
    let of_deepgram = DEEPGRAM_MODELS.iter().any(|prefix| wanted.starts_with(prefix));
    if provider == "deepgram" || !of_deepgram {
        return Some(config.transcriber_model.clone());
    }
    let instead = (provider == "openai").then(|| "gpt-4o-transcribe".to_owned());
    let sent = instead.as_deref().unwrap_or("its own default");
    let detail = format!(
        "{} is a model of deepgram's; {provider} gets {sent} instead.",
        config.transcriber_model
    );
    warnings.push(Warning::of(Setting::TranscriberModel, detail));
    instead
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::render::tests::effective;

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
}
