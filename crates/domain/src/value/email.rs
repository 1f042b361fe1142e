//! Email addresses.

use std::fmt;

use email_address::{EmailAddress, Options};

use super::text::check_text;
use crate::{Fault, FaultCode, Raw};

/// An email address, trimmed and in lower case, at most 254 characters (RFC 5321 §4.5.3.1.3
/// less the angle brackets). Two spellings of one address compare equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Longest address, in characters.
    pub const MAX_CHARS: usize = 254;

    /// Parses an address: a local part, `@`, and a domain with at least two labels.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        check_text(text, 1, Self::MAX_CHARS)?;
        let options =
            Options::default().with_required_tld().without_display_text().without_domain_literal();
        EmailAddress::parse_with_options(text, options)
            .map(|_| Self(text.to_lowercase()))
            .map_err(|_| Fault::new(FaultCode::InvalidFormat, "must be an email address"))
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

/// Hides the address: it must not end up in a log.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_address_are_equal() {
        assert_eq!(
            Email::parse("  Ada@Example.COM ").unwrap(),
            Email::parse("ada@example.com").unwrap()
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            " ",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a b@example.com",
            "Ada <ada@example.com>",
            "ada@[127.0.0.1]",
            "ada@exa\0mple.com",
            "ada@example..com",
        ] {
            assert!(Email::parse(text).is_err(), "{text:?} was taken");
        }
        assert!(Email::parse(&format!("{}@example.com", "a".repeat(300))).is_err());
    }

    #[test]
    fn it_does_not_print_itself() {
        assert!(!format!("{:?}", Email::parse("ada@example.com").unwrap()).contains("ada"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in "\\PC{0,64}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()).unwrap(), email);
            }
        }
    }
}
