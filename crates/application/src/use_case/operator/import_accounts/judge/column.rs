//! Which columns of the former service are read, and as what. The settings' are in the domain's
//! table, by the same names.

use domain::studio::SETTINGS;

use crate::port::FormerRow;

/// A field, and the names that its column had in the versions of the former service.
pub(super) struct Column {
    /// Its API name.
    pub(super) field: &'static str,
    names: &'static [&'static str],
}

impl Column {
    const fn of(field: &'static str, names: &'static [&'static str]) -> Self {
        Self { field, names }
    }

    /// The text of the first of its columns that holds more than white space.
    pub(super) fn read<'a>(&self, row: &'a FormerRow) -> Option<&'a str> {
        let mut texts = self.names.iter().filter_map(|name| row.get(name));
        texts.find(|text| !text.trim().is_empty())
    }
}

macro_rules! columns {
    ($all:ident: $($name:ident = $field:literal, [$($column:literal),+];)*) => {
        $( pub(super) const $name: Column = Column::of($field, &[$($column),+]); )*
        const $all: &[&Column] = &[$(&$name),*];
    };
}

columns! { OF_USERS:
    EMAIL = "email", ["email"];
    PASSWORD = "password", ["hashed_password", "password_hash", "password"];
    NAME = "name", ["name", "full_name"];
    PHONE = "phone", ["phone", "phone_number"];
    PHONE_VERIFIED = "phone_verified", ["phone_verified", "is_phone_verified"];
    IMAGE = "image", ["image", "avatar_url"];
    LOCALE = "locale", ["locale"];
    ORGANIZATION = "organization_name", ["organization_name"];
    INDUSTRY = "industry", ["industry"];
    COMPANY_SIZE = "company_size", ["company_size"];
    ONBOARDING_STEP = "onboarding_step", ["onboarding_step"];
    ONBOARDING_COMPLETED = "onboarding_completed", ["onboarding_completed"];
    ONBOARDING_COMPLETED_AT = "onboarding_completed_at", ["onboarding_completed_at"];
    VAPI_SKIPPED = "onboarding_vapi_skipped", ["onboarding_vapi_skipped"];
    TWILIO_SKIPPED = "onboarding_twilio_skipped", ["onboarding_twilio_skipped"];
    ASSISTANT_CREATED = "onboarding_assistant_created", ["onboarding_assistant_created"];
    IS_ACTIVE = "is_active", ["is_active"];
    VAPI_KEY = "vapi_api_key", ["vapi_api_key"];
    TWILIO_SID = "twilio_account_sid", ["twilio_account_sid"];
    TWILIO_TOKEN = "twilio_auth_token", ["twilio_auth_token"];
    TWILIO_PHONE = "twilio_phone_number", ["twilio_phone_number"];
    CREATED_AT = "created_at", ["created_at"];
    UPDATED_AT = "updated_at", ["updated_at"];
}

columns! { OF_CONFIGS:
    SMTP_PASSWORD = "smtpPassword", ["smtp_password_encrypted"];
    ASSISTANT = "vapiAssistantId", ["vapi_assistant_id", "assistant_id"];
    SAVED_AT = "updatedAt", ["updated_at"];
    MADE_AT = "createdAt", ["created_at"];
    ROW_ID = "id", ["id"];
}

/// Whether a column of `users` is read.
pub(super) fn is_read_of_users(column: &str) -> bool {
    column == "id" || is_among(OF_USERS, column)
}

/// Whether a column of `studio_configs` is read.
pub(super) fn is_read_of_configs(column: &str) -> bool {
    column == "user_id"
        || is_among(OF_CONFIGS, column)
        || SETTINGS.iter().any(|spec| spec.column == column)
}

fn is_among(columns: &[&Column], name: &str) -> bool {
    columns.iter().any(|column| column.names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_that_holds_something_is_read() {
        let row = FormerRow::of([("hashed_password", " "), ("password", "hash")]);
        assert_eq!(PASSWORD.read(&row), Some("hash"));
        assert_eq!(NAME.read(&row), None);
    }

    #[test]
    fn every_column_of_a_setting_is_read() {
        assert!(is_read_of_configs("voice_speed") && is_read_of_configs("user_id"));
        assert!(is_read_of_users("full_name") && !is_read_of_users("stripe_customer_id"));
    }
}
