//! Transcribers: what each takes.

use super::voice::fold;
use super::{Transcriber, Warning};
use crate::studio::{EffectiveConfig, Setting};

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
        let model = takes_model.then(|| config.transcriber_model.clone());
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
    fn an_unknown_transcriber_is_replaced_with_a_warning() {
        let (transcriber, warnings) = transcriber("custom-transcriber");
        assert_eq!(transcriber.provider, "deepgram");
        assert_eq!(warnings[0].setting, Some(Setting::TranscriberProvider));
    }
}
