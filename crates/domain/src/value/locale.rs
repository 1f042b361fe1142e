//! Languages of the product itself.

use crate::{Fault, FaultCode, Raw};

/// A language that the product speaks to its users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Locale {
    /// English.
    #[default]
    English,
    /// French.
    French,
    /// Hebrew.
    Hebrew,
}

impl Locale {
    /// Every locale.
    pub const ALL: [Self; 3] = [Self::English, Self::French, Self::Hebrew];

    /// Parses an ISO 639-1 code.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::ALL
            .into_iter()
            .find(|locale| locale.as_str() == text)
            .ok_or_else(|| Fault::new(FaultCode::UnknownValue, "must be one of en, fr, he"))
    }

    /// Parses what a caller sent.
    pub fn parse_raw(raw: &Raw) -> Result<Self, Fault> {
        Self::parse(raw.text()?)
    }

    /// The ISO 639-1 code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Hebrew => "he",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip_and_others_are_refused() {
        for locale in Locale::ALL {
            assert_eq!(Locale::parse(locale.as_str()).unwrap(), locale);
        }
        assert!(Locale::parse("xx").is_err());
        assert!(Locale::parse("EN").is_err());
    }
}
