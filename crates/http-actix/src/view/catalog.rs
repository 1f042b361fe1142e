//! What the studio can offer, as the domain lists it.

use domain::catalog::{
    LANGUAGES, Language, LanguageModel, MODEL_PROVIDERS, ModelProvider, PERSONAS, PresetVoice,
    PromptWord, SpeedRule, TONES, TRANSCRIBERS, TranscriberModel, TranscriberProvider,
    VOICE_PROVIDERS, VoiceProvider, locales,
};
use domain::studio::{Kind, SETTINGS, SettingSpec};
use serde::Serialize;
use utoipa::ToSchema;

use super::studio::ValueView;
use super::words;

/// Everything that a client offers for choice.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Catalog)]
pub(crate) struct CatalogView {
    /// Who makes voices: values of `voiceProvider`.
    voice_providers: Vec<VoiceProviderView>,
    /// Who runs language models; `aiModel` is set to the id of a model.
    model_providers: Vec<ModelProviderView>,
    /// Who turns speech into text: values of `transcriberProvider`.
    transcribers: Vec<TranscriberView>,
    /// Values of `persona`; others are taken too.
    personas: Vec<PromptWordView>,
    /// Values of `tone`; others are taken too.
    tones: Vec<PromptWordView>,
    /// Values of `language`; others are taken too.
    languages: Vec<LanguageView>,
    /// The languages of the product itself.
    locales: Vec<LanguageView>,
    /// Every setting of the studio, with what it takes.
    fields: Vec<FieldView>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = VoiceProvider)]
struct VoiceProviderView {
    id: &'static str,
    name: &'static str,
    /// The speeds it takes; null where it takes none.
    #[schema(required)]
    speed: Option<SpeedView>,
    voices: Vec<VoiceView>,
    /// Whether it takes ids outside the list.
    custom_voices: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = VoiceSpeedRange)]
struct SpeedView {
    /// Where Vapi takes it, below `voice`.
    path: &'static str,
    min: f64,
    max: f64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Voice)]
struct VoiceView {
    id: &'static str,
    name: &'static str,
    languages: &'static [&'static str],
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ModelProvider)]
struct ModelProviderView {
    id: &'static str,
    name: &'static str,
    models: Vec<ModelView>,
    /// Whether it takes names outside the list.
    custom_models: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LanguageModel)]
struct ModelView {
    id: &'static str,
    name: &'static str,
    /// Whether its maker has shut it down.
    retired: bool,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Transcriber)]
struct TranscriberView {
    id: &'static str,
    name: &'static str,
    /// Empty where it takes no model.
    models: Vec<TranscriberModelView>,
    /// Whether it takes models outside the list.
    custom_models: bool,
    languages: &'static [&'static str],
}

#[derive(Serialize, ToSchema)]
#[schema(as = TranscriberModel)]
struct TranscriberModelView {
    id: &'static str,
    name: &'static str,
    languages: &'static [&'static str],
}

#[derive(Serialize, ToSchema)]
#[schema(as = PromptWord)]
struct PromptWordView {
    id: &'static str,
    name: &'static str,
    /// What the assistant is told.
    prompt: &'static str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Language)]
struct LanguageView {
    id: &'static str,
    name: &'static str,
}

/// A setting and its bounds, which are inclusive.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Field)]
struct FieldView {
    name: &'static str,
    help: &'static str,
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// Null where it follows the account.
    #[schema(required, value_type = Option<serde_json::Value>)]
    default: Option<ValueView>,
    /// Fewest and most characters of a text.
    #[schema(required)]
    min_length: Option<usize>,
    #[schema(required)]
    max_length: Option<usize>,
    /// Least and greatest value of a number.
    #[schema(required)]
    min: Option<f64>,
    #[schema(required)]
    max: Option<f64>,
}

const KINDS: [&str; 7] = ["text", "email", "timezone", "port", "number", "integer", "boolean"];

fn kind() -> utoipa::openapi::schema::Object {
    words::one_of(KINDS, "What values it takes.")
}

impl CatalogView {
    pub(crate) fn current() -> Self {
        let languages = LANGUAGES.iter().map(LanguageView::from);
        Self {
            voice_providers: VOICE_PROVIDERS.iter().map(VoiceProviderView::from).collect(),
            model_providers: MODEL_PROVIDERS.iter().map(ModelProviderView::from).collect(),
            transcribers: TRANSCRIBERS.iter().map(TranscriberView::from).collect(),
            personas: PERSONAS.iter().map(PromptWordView::from).collect(),
            tones: TONES.iter().map(PromptWordView::from).collect(),
            languages: languages.collect(),
            locales: locales().map(LanguageView::from).collect(),
            fields: SETTINGS.iter().map(FieldView::from).collect(),
        }
    }
}

impl From<&'static VoiceProvider> for VoiceProviderView {
    fn from(provider: &'static VoiceProvider) -> Self {
        Self {
            id: provider.name,
            name: provider.title,
            speed: provider.speed.map(SpeedView::from),
            voices: provider.voices.iter().map(VoiceView::from).collect(),
            custom_voices: provider.custom_voices,
        }
    }
}

impl From<SpeedRule> for SpeedView {
    fn from(rule: SpeedRule) -> Self {
        Self { path: rule.path.as_str(), min: rule.min, max: rule.max }
    }
}

impl From<&PresetVoice> for VoiceView {
    fn from(voice: &PresetVoice) -> Self {
        Self { id: voice.id, name: voice.name, languages: voice.languages }
    }
}

impl From<&'static ModelProvider> for ModelProviderView {
    fn from(provider: &'static ModelProvider) -> Self {
        Self {
            id: provider.name,
            name: provider.title,
            models: provider.models.iter().map(ModelView::from).collect(),
            custom_models: provider.custom_models,
        }
    }
}

impl From<&LanguageModel> for ModelView {
    fn from(model: &LanguageModel) -> Self {
        Self { id: model.id, name: model.name, retired: model.retired }
    }
}

impl From<&'static TranscriberProvider> for TranscriberView {
    fn from(provider: &'static TranscriberProvider) -> Self {
        Self {
            id: provider.name,
            name: provider.title,
            models: provider.models.iter().map(TranscriberModelView::from).collect(),
            custom_models: provider.custom_models,
            languages: provider.languages,
        }
    }
}

impl From<&TranscriberModel> for TranscriberModelView {
    fn from(model: &TranscriberModel) -> Self {
        Self { id: model.id, name: model.name, languages: model.languages }
    }
}

impl From<&PromptWord> for PromptWordView {
    fn from(word: &PromptWord) -> Self {
        Self { id: word.id, name: word.name, prompt: word.prompt }
    }
}

impl From<&Language> for LanguageView {
    fn from(language: &Language) -> Self {
        Self { id: language.code, name: language.name }
    }
}

impl From<&SettingSpec> for FieldView {
    fn from(spec: &SettingSpec) -> Self {
        let (kind, length, range) = match spec.kind {
            Kind::Text { min, max } => ("text", Some((min, max)), None),
            Kind::Email => ("email", Some((0, 254)), None),
            Kind::TimeZone => ("timezone", Some((1, 64)), None),
            Kind::Port => ("port", Some((1, 5)), None),
            Kind::Number { min, max } => ("number", None, Some((min, max))),
            Kind::Integer { min, max } => ("integer", None, Some((min.into(), max.into()))),
            Kind::Flag => ("boolean", None, None),
        };
        Self {
            name: spec.wire,
            help: spec.help,
            kind,
            default: spec.default.fixed().map(ValueView),
            min_length: length.map(|(min, _)| min),
            max_length: length.map(|(_, max)| max),
            min: range.map(|(min, _)| min),
            max: range.map(|(_, max)| max),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn every_setting_is_there_with_its_bounds() {
        let catalog = serde_json::to_value(CatalogView::current()).unwrap();
        let fields = catalog["fields"].as_array().unwrap();
        assert_eq!(fields.len(), SETTINGS.len());
        let of = |name: &str| fields.iter().find(|field| field["name"] == name).unwrap();
        assert_eq!(
            (&of("voiceSpeed")["min"], &of("voiceSpeed")["max"]),
            (&0.25.into(), &4.0.into())
        );
        assert_eq!(of("firstMessage")["maxLength"], 2000);
        assert_eq!(of("adminEmail")["default"], Value::Null);
        assert!(fields.iter().all(|field| KINDS.contains(&field["kind"].as_str().unwrap())));
    }

    #[test]
    fn a_provider_is_told_with_its_voices_and_speeds() {
        let catalog = serde_json::to_value(CatalogView::current()).unwrap();
        let providers = catalog["voiceProviders"].as_array().unwrap();
        let eleven = providers.iter().find(|provider| provider["id"] == "11labs").unwrap();
        assert_eq!(eleven["speed"]["max"], 1.2);
        assert!(eleven["voices"].as_array().unwrap().iter().any(|voice| voice["id"] == "sarah"));
    }
}
