//! What a former user can log in with, and what they have entrusted to the service.

use domain::Raw;
use domain::integration::{TwilioCredentials, TwilioFields, VapiKey};
use domain::value::check_text;
use secrecy::{ExposeSecret, SecretString};

use super::column::{self, Column};
use super::notes::Notes;
use crate::port::{FormerRow, FormerSecretError, FormerSecrets, PasswordHash};
use crate::use_case::operator::import_accounts::report::Adjustment;

/// The most characters of a mail password, as in a PATCH of the configuration.
const MAIL_PASSWORD_MAX_CHARS: usize = 1024;

/// The password's hash, as it is: it is replaced when its owner next logs in.
pub(super) fn password(
    row: &FormerRow,
    secrets: &dyn FormerSecrets,
    notes: &mut Notes,
) -> Option<PasswordHash> {
    let text = column::PASSWORD.read(row)?.trim();
    let hash = secrets.is_password_hash(text).then(|| PasswordHash::new(text)).ok_or(());
    notes.or_left(column::PASSWORD.field, hash)
}

pub(super) fn vapi_key(row: &FormerRow, notes: &mut Notes) -> Option<VapiKey> {
    let text = column::VAPI_KEY.read(row)?;
    notes.or_left(column::VAPI_KEY.field, VapiKey::parse(text))
}

/// Account and token, or none of them; the phone number is left behind alone.
pub(super) fn twilio(row: &FormerRow, notes: &mut Notes) -> Option<TwilioCredentials> {
    let raw = |column: &Column| {
        column.read(row).map_or(Raw::Absent, |text| Raw::Text(text.trim().to_owned()))
    };
    let fields = TwilioFields {
        account_sid: raw(&column::TWILIO_SID),
        auth_token: raw(&column::TWILIO_TOKEN),
        phone_number: raw(&column::TWILIO_PHONE),
    };
    let nothing = [&fields.account_sid, &fields.auth_token].iter().all(|raw| **raw == Raw::Absent);
    if nothing {
        return None;
    }
    let without_phone = TwilioFields { phone_number: Raw::Absent, ..fields.clone() };
    match (fields.parse(), without_phone.parse()) {
        (Ok(credentials), _) => Some(credentials),
        (Err(_), Ok(credentials)) => {
            notes.add(column::TWILIO_PHONE.field, Adjustment::Invalid);
            Some(credentials)
        }
        (Err(_), Err(faults)) => {
            for (field, _) in faults.iter() {
                let is_sid = field == "account_sid";
                let column = if is_sid { &column::TWILIO_SID } else { &column::TWILIO_TOKEN };
                notes.add(column.field, Adjustment::Invalid);
            }
            None
        }
    }
}

/// The mail server's password, which the former service had encrypted.
pub(super) fn mail_password(
    row: &FormerRow,
    secrets: &dyn FormerSecrets,
    notes: &mut Notes,
) -> Option<SecretString> {
    const FIELD: &str = column::SMTP_PASSWORD.field;
    let token = column::SMTP_PASSWORD.read(row)?.trim();
    match secrets.open(token) {
        Ok(password) if password.expose_secret().is_empty() => None,
        Ok(password) => {
            let checked = check_text(password.expose_secret(), 1, MAIL_PASSWORD_MAX_CHARS);
            notes.or_left(FIELD, checked).map(|()| password)
        }
        Err(FormerSecretError::NoKey) => {
            notes.add(FIELD, Adjustment::NoKey);
            None
        }
        Err(FormerSecretError::Broken) => {
            notes.add(FIELD, Adjustment::Unopened);
            None
        }
    }
}
