//! Phone numbers.

use std::fmt;

use crate::{Fault, FaultCode, Raw};

/// A phone number in E.164: `+`, a country code, at most 15 digits in all.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Fewest and most digits (ITU-T E.164 §6 gives the most; shorter than 7 is no
    /// subscriber's number).
    const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

    /// Parses a number; spaces, dots, dashes, parentheses and a leading `00` are normalised.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let fault = || {
            Fault::new(
                FaultCode::InvalidFormat,
                "must be a phone number with its country code, such as +33612345678",
            )
        };
        let kept: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '\u{a0}' | '.' | '-' | '(' | ')'))
            .collect();
        let digits =
            kept.strip_prefix('+').or_else(|| kept.strip_prefix("00")).ok_or_else(fault)?;
        let valid = Self::DIGITS.contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if valid { Ok(Self(format!("+{digits}"))) } else { Err(fault()) }
    }

    /// Parses what a caller sent.
    pub fn parse_raw(raw: &Raw) -> Result<Self, Fault> {
        Self::parse(raw.text()?)
    }

    /// The number, as in `+33612345678`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Hides the number: it must not end up in a log.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_number_are_equal() {
        for text in ["+33612345678", "0033 6 12 34 56 78", "+33 (6) 12-34.56.78"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), "+33612345678", "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "+",
            "0612345678",
            "+0612345678",
            "+12345",
            "+1234567890123456",
            "+33 6 12 34 56 7x",
            "++33612345678",
        ] {
            assert!(PhoneNumber::parse(text).is_err(), "{text:?} was taken");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in "\\PC{0,24}") {
            if let Ok(phone) = PhoneNumber::parse(&text) {
                prop_assert_eq!(PhoneNumber::parse(phone.as_str()).unwrap(), phone);
            }
        }
    }
}
