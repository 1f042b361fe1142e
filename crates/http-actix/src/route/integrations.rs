//! `/api/v1/vapi-settings` and `/api/v1/twilio-settings`

use actix_web::web::Data;
use domain::integration::{SecretKind, TwilioFields};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::{Answer, ok};
use crate::extract::{Authenticated, Field, JsonBody, Origin};
use crate::service::Api;
use crate::view::{TwilioSettingsView, VapiSettingsView};

/// A Vapi key.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = VapiSettingsBody)]
pub(crate) struct VapiBody {
    /// A private key: 10 to 255 visible ASCII characters.
    #[serde(default)]
    #[schema(value_type = String, format = "password", pattern = "^[ \\t\\r\\n]*[!-~]{10,255}[ \\t\\r\\n]*$", required)]
    vapi_api_key: Field,
}

/// Twilio credentials.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = TwilioSettingsBody)]
pub(crate) struct TwilioBody {
    /// `AC` and 32 hexadecimal digits.
    #[serde(default)]
    #[schema(value_type = String, pattern = "^[ \\t\\r\\n]*AC[0-9A-Fa-f]{32}[ \\t\\r\\n]*$", required)]
    account_sid: Field,
    /// 32 to 255 visible ASCII characters.
    #[serde(default)]
    #[schema(value_type = String, format = "password", pattern = "^[ \\t\\r\\n]*[!-~]{32,255}[ \\t\\r\\n]*$", required)]
    auth_token: Field,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "+33612345678")]
    phone_number: Field,
}

/// What is known of the Vapi key.
#[utoipa::path(
    get, path = "/api/v1/vapi-settings", tag = "integrations",
    responses((status = 200, description = "What is known of it", body = VapiSettingsView))
)]
pub(crate) async fn view_vapi(caller: Authenticated, api: Data<Api>) -> Answer {
    let integrations = api.use_cases.view_integrations.run(caller.0).await?;
    ok(&VapiSettingsView::from(integrations.vapi_key.as_ref()))
}

/// Store a Vapi key; it is tried at Vapi first.
#[utoipa::path(
    post, path = "/api/v1/vapi-settings", tag = "integrations", request_body = VapiBody,
    responses((status = 200, description = "Stored", body = VapiSettingsView))
)]
pub(crate) async fn save_vapi(
    Authenticated(caller, JsonBody(body)): Authenticated<JsonBody<VapiBody>>,
    api: Data<Api>,
    origin: Origin,
) -> Answer {
    let key = &body.vapi_api_key.0;
    let stored = api.use_cases.save_vapi_key.run(caller, key, &origin.0).await?;
    ok(&VapiSettingsView::from(Some(&stored)))
}

/// Forget the Vapi key.
#[utoipa::path(
    delete, path = "/api/v1/vapi-settings", tag = "integrations",
    responses((status = 200, description = "Forgotten", body = VapiSettingsView))
)]
pub(crate) async fn remove_vapi(caller: Authenticated, api: Data<Api>, origin: Origin) -> Answer {
    api.use_cases.remove_secret.run(caller.0, SecretKind::VapiKey, &origin.0).await?;
    ok(&VapiSettingsView::from(None))
}

/// What is known of the Twilio credentials.
#[utoipa::path(
    get, path = "/api/v1/twilio-settings", tag = "integrations",
    responses((status = 200, description = "What is known of them", body = TwilioSettingsView))
)]
pub(crate) async fn view_twilio(caller: Authenticated, api: Data<Api>) -> Answer {
    let integrations = api.use_cases.view_integrations.run(caller.0).await?;
    ok(&TwilioSettingsView::from(integrations.twilio.as_ref()))
}

/// Store Twilio credentials.
#[utoipa::path(
    post, path = "/api/v1/twilio-settings", tag = "integrations", request_body = TwilioBody,
    responses((status = 200, description = "Stored", body = TwilioSettingsView))
)]
pub(crate) async fn save_twilio(
    Authenticated(caller, JsonBody(body)): Authenticated<JsonBody<TwilioBody>>,
    api: Data<Api>,
    origin: Origin,
) -> Answer {
    let fields = TwilioFields {
        account_sid: body.account_sid.0,
        auth_token: body.auth_token.0,
        phone_number: body.phone_number.0,
    };
    let stored = api.use_cases.save_twilio.run(caller, &fields, &origin.0).await?;
    ok(&TwilioSettingsView::from(Some(&stored)))
}

/// Forget the Twilio credentials.
#[utoipa::path(
    delete, path = "/api/v1/twilio-settings", tag = "integrations",
    responses((status = 200, description = "Forgotten", body = TwilioSettingsView))
)]
pub(crate) async fn remove_twilio(caller: Authenticated, api: Data<Api>, origin: Origin) -> Answer {
    api.use_cases.remove_secret.run(caller.0, SecretKind::TwilioAuthToken, &origin.0).await?;
    ok(&TwilioSettingsView::from(None))
}
