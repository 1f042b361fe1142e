//! Voice providers: their voices and speeds, from Vapi's schema of 2026-08-18 (`AzureVoice`
//! and its likes).

use super::spelling::{fold, is_spelling_of};
use super::voices::{self, PresetVoice};

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

impl SpeedPath {
    /// The path below `voice` in an assistant of Vapi's.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Speed => "speed",
            Self::SpeakingRate => "speakingRate",
            Self::GenerationConfig => "generationConfig.speed",
        }
    }
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
    /// What people call it.
    pub title: &'static str,
    /// Other spellings that clients send, in lower case without separators.
    aliases: &'static [&'static str],
    /// The speeds it takes; `None` where it takes none.
    pub speed: Option<SpeedRule>,
    /// The voices that everybody can use.
    pub voices: &'static [PresetVoice],
    /// Whether it takes ids outside that list.
    pub custom_voices: bool,
}

impl VoiceProvider {
    /// The provider of this name, in any letter case and spelling we know.
    pub fn named(name: &str) -> Option<&'static Self> {
        let folded = fold(name);
        VOICE_PROVIDERS.iter().find(|provider| {
            fold(provider.name) == folded || provider.aliases.contains(&folded.as_str())
        })
    }

    /// The preset voice of this id, in any letter case.
    pub fn voice(&self, id: &str) -> Option<&'static PresetVoice> {
        self.voices.iter().find(|voice| is_spelling_of(voice.id, id))
    }
}

/// The voice that `ElevenLabs` has under this id: a preset in any letter case, or one of its
/// library.
pub(crate) fn eleven_labs_voice(id: &str) -> Option<&'static PresetVoice> {
    let library = || voices::ELEVEN_LABS_LIBRARY.iter().find(|voice| voice.id == id.trim());
    ELEVEN_LABS.voice(id).or_else(library)
}

const fn provider(
    name: &'static str,
    title: &'static str,
    aliases: &'static [&'static str],
    speed: Option<SpeedRule>,
    voices: &'static [PresetVoice],
    custom_voices: bool,
) -> VoiceProvider {
    VoiceProvider { name, title, aliases, speed, voices, custom_voices }
}

const fn speed(min: f64, max: f64) -> SpeedRule {
    at(SpeedPath::Speed, min, max)
}

const fn at(path: SpeedPath, min: f64, max: f64) -> SpeedRule {
    SpeedRule { path, min, max }
}

/// The greatest and least speed of a setting, for providers that state no bound.
const SLOWEST: f64 = 0.25;
const FASTEST: f64 = 4.0;

/// Whether ids outside the list are taken: the schema lets them be any string …
const ANY_ID: bool = true;
/// … or it doesn't.
const LISTED: bool = false;

/// The default, and what is used instead of a provider that can't be.
pub(crate) const ELEVEN_LABS: VoiceProvider = provider(
    "11labs",
    "ElevenLabs",
    &["elevenlabs"],
    Some(speed(0.7, 1.2)),
    voices::ELEVEN_LABS,
    ANY_ID,
);

/// Every provider that needs no server of its own.
#[rustfmt::skip]
pub static VOICE_PROVIDERS: &[VoiceProvider] = &[
    ELEVEN_LABS,
    provider("azure", "Azure", &[], Some(speed(0.5, 2.0)), voices::AZURE, ANY_ID),
    provider("cartesia", "Cartesia", &[], Some(at(SpeedPath::GenerationConfig, 0.6, 1.5)), &[], ANY_ID),
    provider("deepgram", "Deepgram", &[], None, voices::DEEPGRAM, LISTED),
    provider("hume", "Hume", &[], None, &[], ANY_ID),
    provider("inworld", "Inworld", &[], Some(at(SpeedPath::SpeakingRate, 0.5, 1.5)), voices::INWORLD, LISTED),
    provider("lmnt", "LMNT", &[], Some(speed(0.25, 2.0)), voices::LMNT, ANY_ID),
    provider("microsoft", "Microsoft", &[], Some(speed(0.5, 2.0)), voices::MICROSOFT, LISTED),
    provider("minimax", "MiniMax", &[], Some(speed(0.5, 2.0)), &[], ANY_ID),
    provider("neuphonic", "Neuphonic", &[], Some(speed(0.25, 2.0)), &[], ANY_ID),
    provider("openai", "OpenAI", &[], Some(speed(0.25, 4.0)), voices::OPENAI, ANY_ID),
    provider("playht", "PlayHT", &[], Some(speed(0.1, 5.0)), voices::PLAYHT, ANY_ID),
    provider("rime-ai", "Rime", &["rime"], Some(speed(0.1, FASTEST)), voices::RIME, ANY_ID),
    provider("sesame", "Sesame", &[], None, &[], ANY_ID),
    provider("smallest-ai", "Smallest AI", &["smallest"], Some(speed(SLOWEST, FASTEST)), voices::SMALLEST, ANY_ID),
    provider("tavus", "Tavus", &[], None, voices::TAVUS, ANY_ID),
    provider("vapi", "Vapi", &[], Some(speed(0.25, 2.0)), voices::VAPI, ANY_ID),
    provider("wellsaid", "WellSaid", &[], None, &[], ANY_ID),
    // The schema lists its voices, and says that ids of cloned ones are taken too.
    provider("xai", "xAI", &[], Some(speed(0.7, 1.5)), voices::XAI, ANY_ID),
];
