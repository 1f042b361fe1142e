use super::*;
use crate::Raw;
use crate::studio::{AccountDefaults, EffectiveConfig, Setting, StudioConfig};

fn defaults() -> EffectiveConfig {
    let account = AccountDefaults { email: "ada@example.com".into(), organization_name: None };
    StudioConfig::default().effective(&account)
}

/// Every id that is offered, with the setting that it is for.
fn offered() -> Vec<(Setting, &'static str)> {
    let mut offered = Vec::new();
    for provider in VOICE_PROVIDERS {
        offered.push((Setting::VoiceProvider, provider.name));
        offered.extend(provider.voices.iter().map(|voice| (Setting::VoiceId, voice.id)));
    }
    for provider in MODEL_PROVIDERS {
        offered.extend(provider.models.iter().map(|model| (Setting::AiModel, model.id)));
    }
    for provider in TRANSCRIBERS {
        let languages = provider.models.iter().flat_map(|model| model.languages);
        let languages = provider.languages.iter().chain(languages);
        offered.push((Setting::TranscriberProvider, provider.name));
        offered.extend(provider.models.iter().map(|model| (Setting::TranscriberModel, model.id)));
        offered.extend(languages.map(|language| (Setting::TranscriberLanguage, *language)));
    }
    offered.extend(PERSONAS.iter().map(|word| (Setting::Persona, word.id)));
    offered.extend(TONES.iter().map(|word| (Setting::Tone, word.id)));
    offered.extend(LANGUAGES.iter().map(|language| (Setting::Language, language.code)));
    offered
}

/// Every list of ids among which one is chosen.
fn lists() -> Vec<Vec<&'static str>> {
    let mut lists = vec![
        VOICE_PROVIDERS.iter().map(|provider| provider.name).collect(),
        MODEL_PROVIDERS.iter().map(|provider| provider.name).collect(),
        // Across providers: a model's name alone tells who runs it.
        MODEL_PROVIDERS.iter().flat_map(|provider| provider.models).map(|model| model.id).collect(),
        TRANSCRIBERS.iter().map(|provider| provider.name).collect(),
        PERSONAS.iter().map(|word| word.id).collect(),
        TONES.iter().map(|word| word.id).collect(),
        LANGUAGES.iter().map(|language| language.code).collect(),
        voices::ELEVEN_LABS_LIBRARY.iter().map(|voice| voice.id).collect(),
    ];
    for provider in VOICE_PROVIDERS {
        lists.push(provider.voices.iter().map(|voice| voice.id).collect());
    }
    for provider in TRANSCRIBERS {
        lists.push(provider.models.iter().map(|model| model.id).collect());
        lists.push(provider.languages.to_vec());
        lists.extend(provider.models.iter().map(|model| model.languages.to_vec()));
    }
    lists
}

#[test]
fn every_default_is_offered() {
    let defaults = defaults();
    let voices = VoiceProvider::named(&defaults.voice_provider).unwrap();
    assert_eq!(voices.voice(&defaults.voice_id).unwrap().id, defaults.voice_id);
    let speed = voices.speed.unwrap();
    assert!((speed.min..=speed.max).contains(&defaults.voice_speed));
    let models = provider_of_listed(&defaults.ai_model).unwrap();
    assert!(!models.model(&defaults.ai_model).unwrap().retired);
    let transcriber = TranscriberProvider::named(&defaults.transcriber_provider).unwrap();
    let model = transcriber.model(&defaults.transcriber_model).unwrap();
    assert!(model.languages.contains(&defaults.transcriber_language.as_str()));
    assert!(prompt_word(PERSONAS, &defaults.persona).is_some());
    assert!(prompt_word(TONES, &defaults.tone).is_some());
    assert_eq!(Language::of(&defaults.language).unwrap().code, defaults.language);
}

#[test]
fn everything_that_is_offered_can_be_saved() {
    for (setting, id) in offered() {
        let parsed = setting.spec().kind.parse(&Raw::Text(id.to_owned()));
        assert!(parsed.is_ok(), "{setting:?} {id}: {parsed:?}");
    }
}

#[test]
fn nothing_is_offered_twice_in_any_letter_case() {
    for list in lists() {
        for (index, id) in list.iter().enumerate() {
            assert!(!list[..index].iter().any(|other| is_spelling_of(other, id)), "{id}");
        }
    }
}

#[test]
fn every_provider_offers_something_or_takes_anything() {
    for provider in VOICE_PROVIDERS {
        assert!(provider.custom_voices || !provider.voices.is_empty(), "{}", provider.name);
    }
    for provider in MODEL_PROVIDERS {
        assert!(provider.custom_models || !provider.models.is_empty(), "{}", provider.name);
    }
    for provider in TRANSCRIBERS {
        assert!(!provider.languages.is_empty(), "{}", provider.name);
    }
}

#[test]
fn every_voice_speaks_a_language_that_is_told_by_its_primary_code() {
    for voice in VOICE_PROVIDERS.iter().flat_map(|provider| provider.voices) {
        assert!(!voice.languages.is_empty(), "{}", voice.id);
        for code in voice.languages {
            let primary =
                (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
            assert!(primary, "{}: {code}", voice.id);
        }
    }
}

#[test]
fn a_model_of_a_transcriber_hears_no_language_that_its_provider_does_not_list() {
    for provider in TRANSCRIBERS {
        for language in provider.models.iter().flat_map(|model| model.languages) {
            assert!(provider.languages.contains(language), "{}: {language}", provider.name);
        }
    }
}

#[test]
fn the_models_that_google_transcribes_with_are_language_models_that_are_not_retired() {
    let google = ModelProvider::named("google").unwrap();
    for model in TranscriberProvider::named("google").unwrap().models {
        assert_eq!(google.model(model.id).map(|model| model.retired), Some(false), "{}", model.id);
    }
}

#[test]
fn every_speed_range_has_the_natural_pace_in_it() {
    for rule in VOICE_PROVIDERS.iter().filter_map(|provider| provider.speed) {
        assert!((rule.min..=rule.max).contains(&1.0), "{rule:?}");
    }
}

#[test]
fn voices_of_eleven_labs_are_known_by_name_in_any_letter_case_and_by_exact_library_id() {
    assert_eq!(eleven_labs_voice("Burt").unwrap().id, "burt");
    assert_eq!(eleven_labs_voice("21m00Tcm4TlvDq8ikWAM").unwrap().name, "Rachel");
    assert_eq!(eleven_labs_voice("21M00TCM4TLVDQ8IKWAM"), None);
    for voice in voices::ELEVEN_LABS_LIBRARY {
        let plain = voice.id.len() == 20 && voice.id.bytes().all(|b| b.is_ascii_alphanumeric());
        assert!(plain, "{}", voice.id);
    }
}
