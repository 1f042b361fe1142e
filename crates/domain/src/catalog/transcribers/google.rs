//! Languages of Google, which it calls by name: Vapi's schema of 2026-08-18,
//! `GoogleTranscriber.language`, but "Multilingual", which is longer than the setting takes.

#[rustfmt::skip]
pub(super) static GOOGLE_LANGUAGES: &[&str] = &[
    "Arabic", "Bengali", "Bulgarian", "Chinese", "Croatian", "Czech", "Danish", "Dutch", "English",
    "Estonian", "Finnish", "French", "German", "Greek", "Hebrew", "Hindi", "Hungarian",
    "Indonesian", "Italian", "Japanese", "Korean", "Latvian", "Lithuanian", "Norwegian", "Polish",
    "Portuguese", "Romanian", "Russian", "Serbian", "Slovak", "Slovenian", "Spanish", "Swahili",
    "Swedish", "Thai", "Turkish", "Ukrainian", "Vietnamese",
];
