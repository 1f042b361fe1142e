//! Voices: which provider each is sent with, and how fast it speaks there.

use super::{Speed, Voice, Warning, listed};
use crate::catalog::{ELEVEN_LABS, PresetVoice, VOICE_PROVIDERS, VoiceProvider, eleven_labs_voice};
use crate::studio::{EffectiveConfig, Setting};

/// The voice of `ElevenLabs` that is used instead of one that can't be.
const FALLBACK_VOICE: &str = "sarah";

/// Longest voice id of providers that bound it (Vapi's schema), in characters.
fn voice_id_max(provider: &str) -> usize {
    if matches!(provider, "inworld" | "xai") { 120 } else { usize::MAX }
}

pub(super) fn render(config: &EffectiveConfig, warnings: &mut Vec<Warning>) -> Voice {
    let (wanted, id) = (config.voice_provider.as_str(), config.voice_id.as_str());
    let Some(provider) = VoiceProvider::named(wanted) else {
        let voice = eleven_labs_voice(id).map_or(FALLBACK_VOICE, |voice| voice.id);
        let detail = format!(
            "Vapi has no voice provider {wanted:?} that works with a voice alone; 11labs with the voice {voice} is sent instead."
        );
        warnings.push(Warning::of(Setting::VoiceProvider, detail));
        return compose(&ELEVEN_LABS, voice, config, warnings);
    };
    if let Some(voice) = misplaced(provider, id) {
        let (name, title) = (voice.name, provider.title);
        let detail = format!(
            "The voice {name} belongs to ElevenLabs, not to {title}: ElevenLabs (11labs) is sent as its provider. To use {title}, choose one of its own voices."
        );
        warnings.push(Warning::of(Setting::VoiceProvider, detail));
        return compose(&ELEVEN_LABS, voice.id, config, warnings);
    }
    let max = voice_id_max(provider.name);
    if id.chars().count() > max {
        let detail = format!(
            "A voice of {} has at most {max} characters; 11labs with the voice {FALLBACK_VOICE} is sent instead.",
            provider.name
        );
        warnings.push(Warning::of(Setting::VoiceId, detail));
        return compose(&ELEVEN_LABS, FALLBACK_VOICE, config, warnings);
    }
    let id = checked(provider, id, warnings);
    compose(provider, &id, config, warnings)
}

/// The voice of `ElevenLabs` that this id is, where another provider was chosen that has no
/// such voice: clients have long sent them so.
fn misplaced(provider: &VoiceProvider, id: &str) -> Option<&'static PresetVoice> {
    let own = provider.name == ELEVEN_LABS.name || provider.voice(id).is_some();
    if own { None } else { eleven_labs_voice(id) }
}

fn checked(provider: &VoiceProvider, id: &str, warnings: &mut Vec<Warning>) -> String {
    match provider.voice(id) {
        Some(voice) => listed::respelled(Setting::VoiceId, voice.id, id, warnings),
        None if provider.custom_voices => id.to_owned(),
        None => {
            let fact =
                format!("{} has no voice {id:?} that is known here{}", provider.title, owners(id));
            listed::passed_on(Setting::VoiceId, id, &fact, warnings)
        }
    }
}

/// Whose voice it is, told after whose it isn't.
fn owners(id: &str) -> String {
    let has = |provider: &&VoiceProvider| provider.voice(id).is_some();
    let titles: Vec<_> =
        VOICE_PROVIDERS.iter().filter(has).map(|provider| provider.title).collect();
    if titles.is_empty() { String::new() } else { format!(" ({} has)", titles.join(" or ")) }
}

fn compose(
    provider: &VoiceProvider,
    voice_id: &str,
    config: &EffectiveConfig,
    warnings: &mut Vec<Warning>,
) -> Voice {
    let required = match provider.name {
        "sesame" => vec![("model", "csm-1b".to_owned())],
        "neuphonic" => vec![("language", config.language.clone())],
        _ => Vec::new(),
    };
    Voice {
        provider: provider.name,
        voice_id: voice_id.to_owned(),
        speed: speed_for(provider, config.voice_speed, warnings),
        required,
    }
}

fn speed_for(provider: &VoiceProvider, wanted: f64, warnings: &mut Vec<Warning>) -> Option<Speed> {
    let name = provider.name;
    let Some(rule) = provider.speed else {
        if (wanted - 1.0).abs() > f64::EPSILON {
            warnings.push(Warning::of(
                Setting::VoiceSpeed,
                format!("{name} has no voice speed; {wanted} is not sent."),
            ));
        }
        return None;
    };
    let value = wanted.clamp(rule.min, rule.max);
    if (value - wanted).abs() > f64::EPSILON {
        let detail = format!(
            "{name} takes a voice speed from {} to {}; {value} is sent instead of {wanted}.",
            rule.min, rule.max
        );
        warnings.push(Warning::of(Setting::VoiceSpeed, detail));
    }
    Some(Speed { path: rule.path, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::SpeedPath;
    use crate::assistant::render::tests::effective;

    fn spoken(provider: &str, id: &str, speed: f64) -> (Voice, Vec<Warning>) {
        let mut warnings = Vec::new();
        let config = EffectiveConfig {
            voice_provider: provider.to_owned(),
            voice_id: id.to_owned(),
            voice_speed: speed,
            ..effective()
        };
        (render(&config, &mut warnings), warnings)
    }

    /// With a voice that the provider has, or takes.
    fn voice(provider: &str, speed: f64) -> (Voice, Vec<Warning>) {
        let id = VoiceProvider::named(provider)
            .and_then(|provider| provider.voices.first())
            .map_or("some-voice", |voice| voice.id);
        spoken(provider, id, speed)
    }

    #[test]
    fn the_speed_goes_where_the_provider_takes_it() {
        for (provider, path) in [
            ("11labs", SpeedPath::Speed),
            ("inworld", SpeedPath::SpeakingRate),
            ("cartesia", SpeedPath::GenerationConfig),
        ] {
            let (voice, warnings) = voice(provider, 1.1);
            assert_eq!(voice.speed, Some(Speed { path, value: 1.1 }), "{provider}");
            assert!(warnings.is_empty());
        }
    }

    #[test]
    fn a_speed_out_of_the_provider_s_range_is_adapted_with_a_warning() {
        let (voice, warnings) = voice("11labs", 4.0);
        assert_eq!(voice.speed.map(|speed| speed.value), Some(1.2));
        assert_eq!(warnings[0].setting, Some(Setting::VoiceSpeed));
        assert!(warnings[0].detail.contains("1.2"));
    }

    #[test]
    fn a_provider_without_speed_gets_none() {
        let (voice, warnings) = voice("deepgram", 1.5);
        assert_eq!(voice.speed, None);
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn spellings_of_a_provider_are_known_and_an_unknown_one_is_replaced_as_a_whole() {
        assert_eq!(voice("ElevenLabs", 1.0).0.provider, "11labs");
        assert_eq!(voice("Rime_AI", 1.0).0.provider, "rime-ai");
        let (voice, warnings) = voice("gramophone", 1.0);
        assert_eq!((voice.provider, voice.voice_id.as_str()), ("11labs", "sarah"));
        assert_eq!(warnings[0].setting, Some(Setting::VoiceProvider));
    }

    #[test]
    fn a_voice_that_is_longer_than_its_provider_takes_is_replaced() {
        let (voice, warnings) = spoken("xai", &"x".repeat(121), 1.0);
        assert_eq!((voice.provider, voice.voice_id.as_str()), ("11labs", "sarah"));
        assert_eq!(warnings[0].setting, Some(Setting::VoiceId));
    }

    #[test]
    fn every_voice_that_is_offered_is_sent_as_it_is_without_a_warning() {
        for provider in VOICE_PROVIDERS {
            for preset in provider.voices {
                let (voice, warnings) = spoken(provider.name, preset.id, 1.0);
                assert_eq!(warnings, [], "{} {}", provider.name, preset.id);
                assert_eq!((voice.provider, voice.voice_id.as_str()), (provider.name, preset.id));
            }
        }
    }

    #[test]
    fn a_voice_of_eleven_labs_under_another_provider_is_sent_with_the_right_one() {
        for (provider, id, sent) in [
            ("azure", "sarah", "sarah"),
            ("cartesia", "Paula", "paula"),
            ("deepgram", "21m00Tcm4TlvDq8ikWAM", "21m00Tcm4TlvDq8ikWAM"),
            ("gramophone", "EXAVITQu4vr4xnSDxMaL", "EXAVITQu4vr4xnSDxMaL"),
        ] {
            let (voice, warnings) = spoken(provider, id, 1.0);
            assert_eq!((voice.provider, voice.voice_id.as_str()), ("11labs", sent), "{provider}");
            assert_eq!(warnings.len(), 1, "{warnings:?}");
            assert_eq!(warnings[0].setting, Some(Setting::VoiceProvider));
        }
        let (_, warnings) = spoken("azure", "ErXwobaYiN019PkySvjV", 1.0);
        assert!(
            warnings[0].detail.contains("The voice Antoni belongs to ElevenLabs, not to Azure")
        );
    }

    #[test]
    fn a_voice_of_eleven_labs_under_another_provider_speaks_as_fast_as_eleven_labs_can() {
        let (voice, warnings) = spoken("openai", "burt", 4.0);
        assert_eq!(voice.speed, Some(Speed { path: SpeedPath::Speed, value: 1.2 }));
        let settings: Vec<_> = warnings.iter().map(|warning| warning.setting).collect();
        assert_eq!(settings, [Some(Setting::VoiceProvider), Some(Setting::VoiceSpeed)]);
    }

    #[test]
    fn a_provider_s_own_voice_is_its_own_whoever_else_has_one_of_that_name() {
        for (provider, id, sent) in [("inworld", "sarah", "Sarah"), ("lmnt", "ryan", "ryan")] {
            let (voice, _) = spoken(provider, id, 1.0);
            assert_eq!((voice.provider, voice.voice_id.as_str()), (provider, sent));
        }
    }

    #[test]
    fn a_voice_in_another_letter_case_is_sent_as_it_is_listed() {
        let (voice, warnings) = spoken("vapi", "elliot", 1.0);
        assert_eq!(voice.voice_id, "Elliot");
        assert_eq!(warnings[0].setting, Some(Setting::VoiceId));
    }

    #[test]
    fn a_voice_that_a_provider_with_a_fixed_list_lacks_is_sent_with_a_warning() {
        for (id, told) in [("nova", "OpenAI has"), ("nobody", "known here;")] {
            let (voice, warnings) = spoken("deepgram", id, 1.0);
            assert_eq!((voice.provider, voice.voice_id.as_str()), ("deepgram", id));
            assert_eq!(warnings[0].setting, Some(Setting::VoiceId));
            assert!(warnings[0].detail.contains(told), "{warnings:?}");
        }
        assert_eq!(spoken("azure", "en-US-JennyNeural", 1.0).1, []);
    }
}
