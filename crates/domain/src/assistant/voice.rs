//! Voice providers: what each takes.

use super::{Speed, Voice, Warning};
use crate::studio::{EffectiveConfig, Setting};

/// Where a provider takes the speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeedPath {
    /// `voice.speed`
    Speed,
    /// `voice.speakingRate`
    SpeakingRate,
    /// `voice.generationConfig.speed`
    GenerationConfig,
}

/// The speeds that a provider takes; bounds are inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpeedRule {
    /// Where.
    pub path: SpeedPath,
    /// Slowest.
    pub min: f64,
    /// Fastest.
    pub max: f64,
}

/// A voice provider that can be used with a voice id alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VoiceProvider {
    /// Its name at Vapi.
    pub name: &'static str,
    /// Other spellings that clients send, in lower case without separators.
    aliases: &'static [&'static str],
    /// The speeds it takes; `None` where it takes none.
    pub speed: Option<SpeedRule>,
}

const fn speed(path: SpeedPath, min: f64, max: f64) -> SpeedRule {
    SpeedRule { path, min, max }
}

const fn provider(
    name: &'static str,
    aliases: &'static [&'static str],
    speed: Option<SpeedRule>,
) -> VoiceProvider {
    VoiceProvider { name, aliases, speed }
}

/// The greatest and least speed of a setting, for providers that state no bound.
const ANY: (f64, f64) = (0.25, 4.0);

/// Every provider of Vapi's schema (2026-08-18) that needs no server of its own.
pub static VOICE_PROVIDERS: &[VoiceProvider] = &[
    provider("11labs", &["elevenlabs"], Some(speed(SpeedPath::Speed, 0.7, 1.2))),
    provider("azure", &[], Some(speed(SpeedPath::Speed, 0.5, 2.0))),
    provider("cartesia", &[], Some(speed(SpeedPath::GenerationConfig, 0.6, 1.5))),
    provider("deepgram", &[], None),
    provider("hume", &[], None),
    provider("inworld", &[], Some(speed(SpeedPath::SpeakingRate, 0.5, 1.5))),
    provider("lmnt", &[], Some(speed(SpeedPath::Speed, 0.25, 2.0))),
    provider("microsoft", &[], Some(speed(SpeedPath::Speed, 0.5, 2.0))),
    provider("minimax", &[], Some(speed(SpeedPath::Speed, 0.5, 2.0))),
    provider("neuphonic", &[], Some(speed(SpeedPath::Speed, 0.25, 2.0))),
    provider("openai", &[], Some(speed(SpeedPath::Speed, 0.25, 4.0))),
    provider("playht", &[], Some(speed(SpeedPath::Speed, 0.1, 5.0))),
    provider("rime-ai", &["rime"], Some(speed(SpeedPath::Speed, 0.1, ANY.1))),
    provider("sesame", &[], None),
    provider("smallest-ai", &["smallest"], Some(speed(SpeedPath::Speed, ANY.0, ANY.1))),
    provider("tavus", &[], None),
    provider("vapi", &[], Some(speed(SpeedPath::Speed, 0.25, 2.0))),
    provider("wellsaid", &[], None),
    provider("xai", &[], Some(speed(SpeedPath::Speed, 0.7, 1.5))),
];

/// The provider of this name, in any letter case and spelling we know.
fn find(name: &str) -> Option<&'static VoiceProvider> {
    let folded = fold(name);
    VOICE_PROVIDERS.iter().find(|provider| {
        fold(provider.name) == folded || provider.aliases.contains(&folded.as_str())
    })
}

/// Lower case without separators, so that spellings of one name compare equal.
pub(super) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, ' ' | '-' | '_' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Longest voice id of providers that bound it (Vapi's schema), in characters.
fn voice_id_max(provider: &str) -> usize {
    if matches!(provider, "inworld" | "xai") { 120 } else { usize::MAX }
}

pub(super) fn render(config: &EffectiveConfig, warnings: &mut Vec<Warning>) -> Voice {
    let Some(provider) = find(&config.voice_provider) else {
        let detail = format!(
            "Vapi has no voice provider {:?} that works with a voice alone; {FALLBACK} is sent instead.",
            config.voice_provider
        );
        warnings.push(Warning::of(Setting::VoiceProvider, detail));
        return fallback(config, warnings);
    };
    let max = voice_id_max(provider.name);
    if config.voice_id.chars().count() > max {
        let detail = format!(
            "A voice of {} has at most {max} characters; {FALLBACK} is sent instead.",
            provider.name
        );
        warnings.push(Warning::of(Setting::VoiceId, detail));
        return fallback(config, warnings);
    }
    compose(provider, config, warnings)
}

const FALLBACK: &str = "11labs with the voice sarah";

fn fallback(config: &EffectiveConfig, warnings: &mut Vec<Warning>) -> Voice {
    let config = EffectiveConfig { voice_id: "sarah".to_owned(), ..config.clone() };
    compose(&VOICE_PROVIDERS[0], &config, warnings)
}

fn compose(
    provider: &VoiceProvider,
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
        voice_id: config.voice_id.clone(),
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
    use crate::assistant::render::tests::effective;

    fn voice(provider: &str, speed: f64) -> (Voice, Vec<Warning>) {
        let mut warnings = Vec::new();
        let config = EffectiveConfig {
            voice_provider: provider.to_owned(),
            voice_speed: speed,
            ..effective()
        };
        (render(&config, &mut warnings), warnings)
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
        let mut warnings = Vec::new();
        let config = EffectiveConfig {
            voice_provider: "xai".to_owned(),
            voice_id: "x".repeat(121),
            ..effective()
        };
        let voice = render(&config, &mut warnings);
        assert_eq!((voice.provider, voice.voice_id.as_str()), ("11labs", "sarah"));
        assert_eq!(warnings[0].setting, Some(Setting::VoiceId));
    }
}
