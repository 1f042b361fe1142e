//! Text with bounds.

use std::fmt;

use crate::{Fault, FaultCode, Raw};

/// Refuses text that is shorter or longer than allowed, counted in characters (Unicode
/// scalar values). White space alone counts as nothing.
pub fn check_length(text: &str, min: usize, max: usize) -> Result<(), Fault> {
    let chars = text.chars().count();
    if chars > max {
        return Err(Fault::new(
            FaultCode::TooLong,
            format!("must have at most {max} characters, got {chars}"),
        ));
    }
    if min > 0 && text.trim().is_empty() {
        return Err(Fault::new(FaultCode::TooShort, "must not be empty"));
    }
    if chars < min {
        return Err(Fault::new(
            FaultCode::TooShort,
            format!("must have at least {min} characters, got {chars}"),
        ));
    }
    Ok(())
}

/// [`check_length`], and no NUL or other control character but `\n`, `\r`, `\t`.
pub fn check_text(text: &str, min: usize, max: usize) -> Result<(), Fault> {
    check_length(text, min, max)?;
    let is_refused = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    // Many bytes of ASCII are looked at at once.
    let is_found = if text.is_ascii() {
        text.bytes().fold(false, |found, byte| found | is_refused(byte.into()))
    } else {
        text.chars().any(is_refused)
    };
    if is_found {
        return Err(Fault::new(FaultCode::ControlCharacter, "must not hold control characters"));
    }
    Ok(())
}

/// Text of 1 to `MAX` characters, trimmed, without control characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BoundedText<const MAX: usize>(String);

impl<const MAX: usize> BoundedText<MAX> {
    /// Parses and trims.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        check_text(text, 1, MAX)?;
        Ok(Self(text.to_owned()))
    }

    /// Parses what a caller sent.
    pub fn parse_raw(raw: &Raw) -> Result<Self, Fault> {
        Self::parse(raw.text()?)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's, an organisation's or an industry's name.
pub type Name = BoundedText<255>;
/// How many people work there, in the client's own words ("11-50").
pub type CompanySize = BoundedText<50>;

/// The address of a picture: http or https, at most 2048 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct ImageUrl(String);

impl ImageUrl {
    /// Parses an absolute http(s) address. Other schemes are refused: a client puts it into a page.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        check_text(text, 1, 2048)?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        match rest {
            Some(rest) if !rest.is_empty() && !text.contains(char::is_whitespace) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Fault::new(FaultCode::InvalidFormat, "must be an http or https address")),
        }
    }

    /// Parses what a caller sent.
    pub fn parse_raw(raw: &Raw) -> Result<Self, Fault> {
        Self::parse(raw.text()?)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ImageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ImageUrl(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters() {
        assert!(Name::parse(&"é".repeat(255)).is_ok());
        assert_eq!(Name::parse(&"é".repeat(256)).unwrap_err().code, FaultCode::TooLong);
    }

    #[test]
    fn blank_text_counts_as_empty() {
        assert_eq!(Name::parse(" \t ").unwrap_err().code, FaultCode::TooShort);
    }

    #[test]
    fn control_characters_are_refused_but_line_breaks_are_text() {
        assert_eq!(check_text("a\0b", 0, 9).unwrap_err().code, FaultCode::ControlCharacter);
        assert_eq!(check_text("a\u{85}b", 0, 9).unwrap_err().code, FaultCode::ControlCharacter);
        assert_eq!(check_text("é\u{7f}", 0, 9).unwrap_err().code, FaultCode::ControlCharacter);
        for text in ["a\n\r\tb", "é\n\r\tb"] {
            assert!(check_text(text, 0, 9).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn a_script_is_no_picture() {
        assert!(ImageUrl::parse("javascript:alert(1)").is_err());
        assert!(ImageUrl::parse("https://example.com/a.png").is_ok());
    }
}
