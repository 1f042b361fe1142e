//! Models and languages of Deepgram: Vapi's schema of 2026-08-18, `DeepgramTranscriber`; which
//! models know fewer languages than the list has: Deepgram's page of models and languages,
//! 2026-11.

use super::{TranscriberModel, model};

pub(super) static DEEPGRAM_LANGUAGES: &[&str] = &[
    "ar", "az", "ba", "be", "bg", "bn", "br", "bs", "ca", "cs", "da", "da-DK", "de", "de-CH", "el",
    "en", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US", "es", "es-419",
    "es-LATAM", "et", "eu", "fa", "fi", "fr", "fr-CA", "ha", "haw", "he", "hi", "hi-Latn", "hr",
    "hu", "id", "is", "it", "ja", "jw", "kn", "ko", "ko-KR", "ln", "lt", "lv", "mk", "mr", "ms",
    "multi", "nl", "nl-BE", "no", "pl", "pt", "pt-BR", "pt-PT", "ro", "ru", "sk", "sl", "sn", "so",
    "sr", "su", "sv", "sv-SE", "ta", "taq", "te", "th", "th-TH", "tl", "tr", "tt", "uk", "ur",
    "vi", "yo", "zh", "zh-CN", "zh-HK", "zh-Hans", "zh-Hant", "zh-TW",
];

static ENGLISH: &[&str] = &["en", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN", "en-NZ", "en-US"];

/// The multilingual Flux hears these by itself, and takes no `multi`.
static FLUX: &[&str] = &["de", "en", "es", "fr", "hi", "it", "ja", "nl", "pt", "ru"];

pub(super) static DEEPGRAM: &[TranscriberModel] = &[
    model("nova-3", "Nova 3", DEEPGRAM_LANGUAGES),
    model("nova-3-general", "Nova 3 General", DEEPGRAM_LANGUAGES),
    model("nova-3-medical", "Nova 3 Medical", DEEPGRAM_LANGUAGES),
    model("nova-2", "Nova 2", DEEPGRAM_LANGUAGES),
    model("nova-2-general", "Nova 2 General", DEEPGRAM_LANGUAGES),
    model("nova-2-meeting", "Nova 2 Meeting", ENGLISH),
    model("nova-2-phonecall", "Nova 2 Phone Call", ENGLISH),
    model("nova-2-finance", "Nova 2 Finance", ENGLISH),
    model("nova-2-conversationalai", "Nova 2 Conversational AI", ENGLISH),
    model("nova-2-voicemail", "Nova 2 Voicemail", ENGLISH),
    model("nova-2-video", "Nova 2 Video", ENGLISH),
    model("nova-2-medical", "Nova 2 Medical", ENGLISH),
    model("nova-2-drivethru", "Nova 2 Drive-Thru", ENGLISH),
    model("nova-2-automotive", "Nova 2 Automotive", ENGLISH),
    model("nova", "Nova", DEEPGRAM_LANGUAGES),
    model("nova-general", "Nova General", DEEPGRAM_LANGUAGES),
    model("nova-phonecall", "Nova Phone Call", DEEPGRAM_LANGUAGES),
    model("nova-medical", "Nova Medical", DEEPGRAM_LANGUAGES),
    model("enhanced", "Enhanced", DEEPGRAM_LANGUAGES),
    model("enhanced-general", "Enhanced General", DEEPGRAM_LANGUAGES),
    model("enhanced-meeting", "Enhanced Meeting", DEEPGRAM_LANGUAGES),
    model("enhanced-phonecall", "Enhanced Phone Call", DEEPGRAM_LANGUAGES),
    model("enhanced-finance", "Enhanced Finance", DEEPGRAM_LANGUAGES),
    model("base", "Base", DEEPGRAM_LANGUAGES),
    model("base-general", "Base General", DEEPGRAM_LANGUAGES),
    model("base-meeting", "Base Meeting", DEEPGRAM_LANGUAGES),
    model("base-phonecall", "Base Phone Call", DEEPGRAM_LANGUAGES),
    model("base-finance", "Base Finance", DEEPGRAM_LANGUAGES),
    model("base-conversationalai", "Base Conversational AI", DEEPGRAM_LANGUAGES),
    model("base-voicemail", "Base Voicemail", DEEPGRAM_LANGUAGES),
    model("base-video", "Base Video", DEEPGRAM_LANGUAGES),
    model("whisper", "Whisper", DEEPGRAM_LANGUAGES),
    model("flux-general-en", "Flux General English", ENGLISH),
    model("flux-general-multi", "Flux General Multilingual", FLUX),
];
