//! What a former account is here. Whatever its rows hold, each value is one that the domain
//! takes, or is left behind, and what was done is noted.

mod cell;
mod column;
mod credentials;
mod identity;
mod notes;
mod onboarding;
mod person;
mod settings;

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use domain::integration::{TwilioCredentials, VapiKey};
use domain::studio::{AccountDefaults, StudioConfig};
use domain::user::User;
use domain::value::{AssistantId, Email, PhoneNumber};
use secrecy::SecretString;

pub(super) use self::identity::{former_id_as_shown, id_of};
pub(super) use self::notes::Notes;
use super::report::Adjustment;
use crate::port::{FormerAccount, FormerRow, FormerSecrets, PasswordHash};

/// The assistant that the former service gave to everybody who had none.
const SHARED_ASSISTANT: &str = "98d71a30-c55c-43dd-8d64-1af9cf8b57cb";

/// The API names of what others may have a claim on.
pub(super) const PHONE_FIELD: &str = column::PHONE.field;
pub(super) const ASSISTANT_FIELD: &str = column::ASSISTANT.field;

/// A former account in the domain's terms.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) user: User,
    pub(super) kept_out: bool,
    pub(super) password_hash: Option<PasswordHash>,
    pub(super) config: StudioConfig,
    /// When that was saved.
    pub(super) saved_at: DateTime<Utc>,
    pub(super) mail_password: Option<SecretString>,
    pub(super) vapi_key: Option<VapiKey>,
    pub(super) twilio: Option<TwilioCredentials>,
    pub(super) assistant: Option<AssistantId>,
    pub(super) notes: Notes,
}

/// Judges an account whose email is this.
pub(super) fn candidate(
    account: &FormerAccount,
    email: Email,
    secrets: &dyn FormerSecrets,
    now: DateTime<Utc>,
) -> Candidate {
    let mut notes = Notes::default();
    let row = &account.user;
    let user = person::person(row, id_of(&account.id), email, now, &mut notes);
    let kept_out = person::is_kept_out(row, &mut notes);
    let password_hash = credentials::password(row, secrets, &mut notes);
    let vapi_key = credentials::vapi_key(row, &mut notes);
    let twilio = credentials::twilio(row, &mut notes);
    if account.configs.len() > 1 {
        notes.add("studio_configs", Adjustment::Newest);
    }
    let nothing = FormerRow::default();
    let config_row = newest_config(account).unwrap_or(&nothing);
    let saved_at = person::time(&column::SAVED_AT, config_row, now, &mut notes);
    Candidate {
        config: settings::settings(config_row, &AccountDefaults::from(&user), &mut notes),
        saved_at: saved_at.unwrap_or(user.updated_at),
        mail_password: credentials::mail_password(config_row, secrets, &mut notes),
        assistant: assistant(config_row, &mut notes),
        user,
        kept_out,
        password_hash,
        vapi_key,
        twilio,
        notes,
    }
}

/// What an account lays a claim on that only one can have.
#[derive(Debug, Clone)]
pub(super) struct Belongings {
    pub(super) email: Option<Email>,
    pub(super) phone: Option<PhoneNumber>,
    pub(super) assistant: Option<AssistantId>,
    /// When the account was last updated, and when it was made.
    pub(super) freshness: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
}

/// The same as [`candidate`] takes for these.
pub(super) fn belongings(account: &FormerAccount) -> Belongings {
    let row = &account.user;
    let mut ignored = Notes::default();
    Belongings {
        email: column::EMAIL.read(row).and_then(|text| Email::parse(text).ok()),
        phone: column::PHONE.read(row).and_then(|text| PhoneNumber::parse(text).ok()),
        assistant: newest_config(account).and_then(|row| assistant(row, &mut ignored)),
        freshness: (
            column::UPDATED_AT.read(row).and_then(cell::moment),
            column::CREATED_AT.read(row).and_then(cell::moment),
        ),
    }
}

/// The names of the columns that hold something of this account and that are not read.
pub(super) fn unread_columns(account: &FormerAccount) -> impl Iterator<Item = String> {
    let of_users = account.user.columns().filter(|name| !column::is_read_of_users(name));
    let configs = account.configs.iter().flat_map(FormerRow::columns);
    let of_configs = configs.filter(|name| !column::is_read_of_configs(name));
    of_users
        .map(|name| format!("users.{name}"))
        .chain(of_configs.map(|name| format!("studio_configs.{name}")))
}

/// The one that was saved last; of rows that cannot be told apart by that, always the same.
fn newest_config(account: &FormerAccount) -> Option<&FormerRow> {
    account.configs.iter().max_by_key(|row| {
        let moment = |column: &column::Column| column.read(row).and_then(cell::moment);
        (moment(&column::SAVED_AT), moment(&column::MADE_AT), Reverse(column::ROW_ID.read(row)))
    })
}

fn assistant(row: &FormerRow, notes: &mut Notes) -> Option<AssistantId> {
    let text = column::ASSISTANT.read(row)?.trim();
    let id = notes.or_left(ASSISTANT_FIELD, AssistantId::parse(text).ok_or(()))?;
    if id.to_string() == SHARED_ASSISTANT {
        notes.add(ASSISTANT_FIELD, Adjustment::Shared);
        return None;
    }
    Some(id)
}

#[cfg(test)]
mod tests;
