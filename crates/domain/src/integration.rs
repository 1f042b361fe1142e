//! Credentials of other services that a user entrusts to us.

use secrecy::{ExposeSecret, SecretString};

use crate::value::PhoneNumber;
use crate::{Fault, FaultCode, Faults, Raw};

/// Which secret of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretKind {
    /// The private key of the user's own Vapi organisation.
    VapiKey,
    /// The auth token of the user's Twilio account.
    TwilioAuthToken,
    /// The password of the user's mail server.
    SmtpPassword,
}

impl SecretKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::VapiKey, Self::TwilioAuthToken, Self::SmtpPassword];

    /// The word it is stored under.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VapiKey => "vapi_key",
            Self::TwilioAuthToken => "twilio_auth_token",
            Self::SmtpPassword => "smtp_password",
        }
    }

    /// The kind of this word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What may be shown of a secret: at most the first and last four characters, and never
/// more than a quarter of it.
pub fn preview(secret: &str) -> String {
    let chars: Vec<char> = secret.chars().collect();
    let shown = (chars.len() / 8).min(4);
    let head: String = chars[..shown].iter().collect();
    let tail: String = chars[chars.len() - shown..].iter().collect();
    format!("{head}…{tail}")
}

/// A private key of a Vapi organisation: 10 to 255 visible ASCII characters.
#[derive(Debug, Clone)]
pub struct VapiKey(SecretString);

impl VapiKey {
    /// Parses and trims.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        visible_ascii(text.trim(), 10, 255).map(|key| Self(SecretString::from(key)))
    }

    /// Parses what a caller sent.
    pub fn parse_raw(raw: &Raw) -> Result<Self, Fault> {
        Self::parse(raw.text()?)
    }

    /// The key, for the wire and for sealing only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What may be shown of it.
    pub fn preview(&self) -> String {
        preview(self.expose())
    }
}

/// The fields of Twilio credentials as they were sent.
#[derive(Debug, Clone, Default)]
pub struct TwilioFields {
    /// `account_sid`
    pub account_sid: Raw,
    /// `auth_token`
    pub auth_token: Raw,
    /// `phone_number`
    pub phone_number: Raw,
}

/// Credentials of a Twilio account.
#[derive(Debug, Clone)]
pub struct TwilioCredentials {
    /// `AC` and 32 hexadecimal digits. No secret, but shown as a preview only.
    pub account_sid: AccountSid,
    /// 32 to 255 visible ASCII characters.
    pub auth_token: SecretString,
    /// The number to call from.
    pub phone_number: Option<PhoneNumber>,
}

/// The id of a Twilio account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSid(String);

impl AccountSid {
    /// Parses and trims.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let valid = text
            .strip_prefix("AC")
            .is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
        if valid {
            Ok(Self(text.to_owned()))
        } else {
            Err(Fault::new(FaultCode::InvalidFormat, "must be AC and 32 hexadecimal digits"))
        }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What may be shown of it.
    pub fn preview(&self) -> String {
        preview(&self.0)
    }
}

impl TwilioFields {
    /// Parses the fields. An empty phone number, which forms send, counts as none.
    pub fn parse(&self) -> Result<TwilioCredentials, Faults> {
        let mut faults = Faults::none();
        let account_sid =
            faults.take("account_sid", self.account_sid.text().and_then(AccountSid::parse));
        let auth_token = faults.take(
            "auth_token",
            self.auth_token.text().and_then(|text| visible_ascii(text.trim(), 32, 255)),
        );
        let phone_number = match &self.phone_number {
            Raw::Text(text) if text.trim().is_empty() => Some(None),
            raw => faults.take("phone_number", raw.optional(PhoneNumber::parse_raw)),
        };
        let credentials =
            account_sid.zip(auth_token).map(|(account_sid, auth_token)| TwilioCredentials {
                account_sid,
                auth_token: SecretString::from(auth_token),
                phone_number: phone_number.flatten(),
            });
        faults.into_required(credentials)
    }
}

fn visible_ascii(text: &str, min: usize, max: usize) -> Result<&str, Fault> {
    if !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Fault::new(
            FaultCode::InvalidFormat,
            "must hold visible ASCII characters only",
        ));
    }
    crate::value::check_length(text, min, max).map(|()| text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_with_line_breaks_or_other_scripts_is_refused() {
        for key in ["abcdefghij\r\nX: y", "clé-secrète-0", "abc def ghij", "short", ""] {
            assert!(VapiKey::parse(key).is_err(), "{key:?} was taken");
        }
        assert_eq!(VapiKey::parse("  0123456789 ").unwrap().expose(), "0123456789");
    }

    #[test]
    fn all_faults_of_twilio_credentials_are_told_without_the_token() {
        let fields = TwilioFields {
            account_sid: Raw::Text("AC12".into()),
            auth_token: Raw::Text("tooshort".into()),
            phone_number: Raw::Text("12".into()),
        };
        let faults = fields.parse().unwrap_err();
        assert_eq!(faults.iter().count(), 3);
        assert!(!faults.sentence().contains("tooshort"));
    }

    #[test]
    fn kinds_round_trip() {
        for kind in SecretKind::ALL {
            assert_eq!(SecretKind::parse(kind.as_str()), Some(kind));
        }
    }

    proptest! {
        #[test]
        fn a_preview_never_shows_more_than_a_quarter(secret in "[!-~]{1,255}") {
            let shown = preview(&secret).chars().count() - 1;
            prop_assert!(shown * 4 <= secret.len());
            prop_assert!(shown <= 8);
        }
    }
}
