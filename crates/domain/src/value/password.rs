//! Passwords that people choose.

use secrecy::{ExposeSecret, SecretString};

use crate::{Fault, FaultCode, Raw};

/// Fewest characters of a password.
pub const PASSWORD_MIN_CHARS: usize = 8;
/// Most characters of a password.
pub const PASSWORD_MAX_CHARS: usize = 128;

/// A password someone wants to have: 8 to 128 characters of any kind, no composition rules
/// (NIST SP 800-63B-4 §3.1.1.2). Whether it is guessable is for the password-strength port.
#[derive(Debug, Clone)]
pub struct NewPassword(SecretString);

impl NewPassword {
    /// Parses; the password is taken as it is, with its spaces.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let chars = text.chars().count();
        if chars < PASSWORD_MIN_CHARS {
            let detail = format!("must have at least {PASSWORD_MIN_CHARS} characters");
            return Err(Fault::new(FaultCode::TooShort, detail));
        }
        if chars > PASSWORD_MAX_CHARS {
            let detail = format!("must have at most {PASSWORD_MAX_CHARS} characters");
            return Err(Fault::new(FaultCode::TooLong, detail));
        }
        Ok(Self(SecretString::from(text)))
    }

    /// Parses what a caller sent.
    pub fn parse_raw(raw: &Raw) -> Result<Self, Fault> {
        Self::parse(raw.text()?)
    }

    /// The password, for hashing and judging only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The password as a secret.
    pub const fn as_secret(&self) -> &SecretString {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_and_nothing_is_cut() {
        assert!(NewPassword::parse("אבגדהוזח").is_ok());
        assert!(NewPassword::parse("1234567").is_err());
        let long = "x".repeat(128);
        assert_eq!(NewPassword::parse(&long).unwrap().expose(), long);
        assert!(NewPassword::parse(&"x".repeat(129)).is_err());
    }

    #[test]
    fn it_neither_prints_itself_nor_its_fault_repeats_it() {
        assert!(!format!("{:?}", NewPassword::parse("correct horse").unwrap()).contains("horse"));
        assert!(!NewPassword::parse("secret!").unwrap_err().detail.contains("secret"));
    }
}
