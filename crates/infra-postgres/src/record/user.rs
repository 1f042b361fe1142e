//! Users.

use application::StoreError;
use application::port::{Credentials, ListedUser, PasswordHash, StoredUser};
use domain::Fault;
use domain::onboarding::{Onboarding, StoredOnboarding};
use domain::user::{Organization, User};
use domain::value::{CompanySize, Email, ImageUrl, Locale, Name, PhoneNumber, UserId};

use crate::clock::cut;
use crate::entity::user::Model;
use crate::failure::bad_row;

const TABLE: &str = "users";

/// A new user's row.
pub(crate) fn row_of(user: &User, password_hash: &PasswordHash) -> Model {
    let onboarding = &user.onboarding;
    Model {
        id: user.id.as_uuid(),
        email: user.email.as_str().to_owned(),
        phone: user.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        phone_verified: user.phone_verified,
        password_hash: Some(password_hash.as_str().to_owned()),
        name: user.name.as_ref().map(|name| name.as_str().to_owned()),
        image: user.image.as_ref().map(|image| image.as_str().to_owned()),
        locale: user.locale.as_str().to_owned(),
        organization_name: user.organization.name.as_ref().map(|name| name.as_str().to_owned()),
        industry: user.organization.industry.as_ref().map(|name| name.as_str().to_owned()),
        company_size: user.organization.company_size.as_ref().map(|size| size.as_str().to_owned()),
        onboarding_step: onboarding.step().number(),
        onboarding_completed_at: onboarding.completed_at().map(cut),
        onboarding_vapi_skipped: onboarding.vapi_skipped(),
        onboarding_twilio_skipped: onboarding.twilio_skipped(),
        onboarding_assistant_created: onboarding.assistant_created(),
        version: 0,
        created_at: cut(user.created_at),
        updated_at: cut(user.updated_at),
        disabled_at: None,
    }
}

/// A user with the version to update it by.
pub(crate) fn stored_user(row: Model) -> Result<StoredUser, StoreError> {
    let version = row.version;
    user(row).map(|user| StoredUser { user, version })
}

/// A user with what to verify a password by, which is nothing for one who is disabled.
pub(crate) fn credentials(
    mut row: Model,
    logged_in_from_here: bool,
) -> Result<Credentials, StoreError> {
    let password_hash = row.password_hash.take().filter(|_| row.disabled_at.is_none());
    let password_hash = password_hash.map(PasswordHash::new);
    user(row).map(|user| Credentials { user, password_hash, logged_in_from_here })
}

/// A user, and whether they are let in.
pub(crate) fn listed_user(row: Model) -> Result<ListedUser, StoreError> {
    let disabled_at = row.disabled_at;
    user(row).map(|user| ListedUser { user, disabled_at })
}

/// A user.
pub(crate) fn user(row: Model) -> Result<User, StoreError> {
    let onboarding = onboarding(&row)?;
    Ok(User {
        id: UserId::new(row.id),
        email: parse("email", Email::parse(&row.email))?,
        name: optional("name", row.name, Name::parse)?,
        phone: optional("phone", row.phone, PhoneNumber::parse)?,
        phone_verified: row.phone_verified,
        locale: parse("locale", Locale::parse(&row.locale))?,
        image: optional("image", row.image, ImageUrl::parse)?,
        organization: Organization {
            name: optional("organization_name", row.organization_name, Name::parse)?,
            industry: optional("industry", row.industry, Name::parse)?,
            company_size: optional("company_size", row.company_size, CompanySize::parse)?,
        },
        onboarding,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn onboarding(row: &Model) -> Result<Onboarding, StoreError> {
    let stored = StoredOnboarding {
        step: row.onboarding_step,
        completed_at: row.onboarding_completed_at,
        vapi_skipped: row.onboarding_vapi_skipped,
        twilio_skipped: row.onboarding_twilio_skipped,
        assistant_created: row.onboarding_assistant_created,
    };
    Onboarding::from_stored(stored).ok_or_else(|| bad_row(TABLE, "onboarding_step"))
}

fn optional<T>(
    column: &'static str,
    text: Option<String>,
    parser: impl FnOnce(&str) -> Result<T, Fault>,
) -> Result<Option<T>, StoreError> {
    text.map(|text| parse(column, parser(&text))).transpose()
}

// The fault is dropped: its words may tell of the value.
fn parse<T>(column: &'static str, parsed: Result<T, Fault>) -> Result<T, StoreError> {
    parsed.map_err(|_| bad_row(TABLE, column))
}
