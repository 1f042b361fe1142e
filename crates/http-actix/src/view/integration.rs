//! Credentials of other services.

use application::port::StoredSecret;
use serde::Serialize;
use utoipa::ToSchema;

/// What is known of the Vapi key.
#[derive(Serialize, ToSchema)]
#[schema(as = VapiSettings)]
pub(crate) struct VapiSettingsView {
    has_vapi_key: bool,
    /// At most the first and last four characters.
    #[schema(required)]
    vapi_api_key_preview: Option<String>,
    /// Whether Vapi took it when it was stored.
    vapi_api_key_verified: bool,
}

impl From<Option<&StoredSecret>> for VapiSettingsView {
    fn from(secret: Option<&StoredSecret>) -> Self {
        Self {
            has_vapi_key: secret.is_some(),
            vapi_api_key_preview: secret.map(|secret| secret.preview.clone()),
            vapi_api_key_verified: secret.is_some_and(|secret| secret.verified_at.is_some()),
        }
    }
}

/// What is known of the Twilio credentials.
#[derive(Serialize, ToSchema)]
#[schema(as = TwilioSettings)]
pub(crate) struct TwilioSettingsView {
    has_twilio_credentials: bool,
    /// At most the first and last four characters.
    #[schema(required)]
    account_sid_preview: Option<String>,
    #[schema(required)]
    phone_number: Option<String>,
}

impl From<Option<&StoredSecret>> for TwilioSettingsView {
    fn from(secret: Option<&StoredSecret>) -> Self {
        Self {
            has_twilio_credentials: secret.is_some(),
            account_sid_preview: secret.map(|secret| secret.preview.clone()),
            phone_number: secret.and_then(|secret| secret.detail.clone()),
        }
    }
}
