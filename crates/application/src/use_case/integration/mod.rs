//! Credentials of other services.

mod remove_secret;
mod save_twilio;
mod save_vapi_key;
mod view_integrations;

pub use remove_secret::RemoveSecret;
pub use save_twilio::SaveTwilio;
pub use save_vapi_key::SaveVapiKey;
pub use view_integrations::ViewIntegrations;

pub(super) use save_twilio::sealed_twilio;
pub(super) use save_vapi_key::sealed_vapi_key;
