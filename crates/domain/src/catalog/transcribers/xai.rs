//! Languages of xAI: Vapi's schema of 2026-08-18, `XaiTranscriber.language`.

pub(super) static XAI_LANGUAGES: &[&str] = &[
    "ar", "cs", "da", "nl", "en", "fil", "fr", "de", "hi", "id", "it", "ja", "ko", "mk", "ms",
    "fa", "pl", "pt", "ro", "ru", "es", "sv", "th", "tr", "vi",
];
