//! Languages by their English names (ISO 639-1): what the assistant is told to speak, and
//! what a locale is called.

use crate::value::Locale;

/// A language that an assistant can be told to speak by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// What `language` is set to.
    pub code: &'static str,
    /// Its English name.
    pub name: &'static str,
}

impl Language {
    /// The language of a code, whatever its region: `fr-CA` is French.
    pub fn of(code: &str) -> Option<&'static Self> {
        let primary = code.split(['-', '_']).next().unwrap_or(code).to_lowercase();
        LANGUAGES.iter().find(|language| language.code == primary)
    }
}

/// The languages of the product itself.
pub fn locales() -> impl Iterator<Item = &'static Language> {
    Locale::ALL.into_iter().filter_map(|locale| Language::of(locale.as_str()))
}

const fn language(code: &'static str, name: &'static str) -> Language {
    Language { code, name }
}

/// Every one; another code is passed on as it is.
pub static LANGUAGES: &[Language] = &[
    language("ar", "Arabic"),
    language("de", "German"),
    language("en", "English"),
    language("es", "Spanish"),
    language("fr", "French"),
    language("he", "Hebrew"),
    language("hi", "Hindi"),
    language("it", "Italian"),
    language("ja", "Japanese"),
    language("nl", "Dutch"),
    language("pl", "Polish"),
    language("pt", "Portuguese"),
    language("ru", "Russian"),
    language("tr", "Turkish"),
    language("uk", "Ukrainian"),
    language("zh", "Chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_whatever_its_region() {
        for (code, name) in [("fr", "French"), ("fr-CA", "French"), ("PT_br", "Portuguese")] {
            assert_eq!(Language::of(code).map(|language| language.name), Some(name), "{code}");
        }
        assert_eq!(Language::of("tlh"), None);
    }

    #[test]
    fn every_locale_has_a_name() {
        assert_eq!(
            locales().map(|language| language.code).collect::<Vec<_>>(),
            Locale::ALL.map(Locale::as_str)
        );
    }
}
