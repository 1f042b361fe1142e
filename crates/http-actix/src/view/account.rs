//! Accounts, profile and onboarding.

use application::use_case::account::TokenGrant;
use chrono::{DateTime, Utc};
use domain::user::User;
use domain::value::AssistantId;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{optional_time, words};

/// A user.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    id: Uuid,
    /// In lower case.
    #[schema(format = "email")]
    email: String,
    #[schema(required)]
    name: Option<String>,
    /// E.164.
    #[schema(example = "+33612345678", required)]
    phone: Option<String>,
    #[schema(schema_with = words::locale)]
    locale: &'static str,
    #[schema(required)]
    image: Option<String>,
    onboarding_completed: bool,
    /// 0 to 9.
    #[schema(minimum = 0, maximum = 9)]
    onboarding_step: i16,
    phone_verified: bool,
}

impl From<&User> for UserView {
    fn from(user: &User) -> Self {
        Self {
            id: user.id.as_uuid(),
            email: user.email.as_str().to_owned(),
            name: user.name.as_ref().map(|name| name.as_str().to_owned()),
            phone: user.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            locale: user.locale.as_str(),
            image: user.image.as_ref().map(|image| image.as_str().to_owned()),
            onboarding_completed: user.onboarding.is_completed(),
            onboarding_step: user.onboarding.step().number(),
            phone_verified: user.phone_verified,
        }
    }
}

/// Tokens and the user they are for.
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub(crate) struct TokensView {
    /// A JWT for `Authorization: Bearer`.
    access_token: String,
    /// Opaque; gets the next tokens. Not there with `cookie=true`: then the cookie holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    refresh_token: Option<String>,
    #[schema(example = "bearer")]
    token_type: &'static str,
    /// How long the access token lives, in seconds.
    #[schema(example = 900)]
    expires_in: i64,
    user: UserView,
}

impl From<TokenGrant> for TokensView {
    fn from(grant: TokenGrant) -> Self {
        Self {
            access_token: grant.access_token.expose_secret().to_owned(),
            refresh_token: Some(grant.refresh_token.expose().to_owned()),
            token_type: "bearer",
            expires_in: grant.expires_in.num_seconds(),
            user: UserView::from(&grant.user),
        }
    }
}

impl TokensView {
    /// For who gets it elsewhere.
    pub(crate) fn without_refresh_token(self) -> Self {
        Self { refresh_token: None, ..self }
    }
}

/// A profile.
#[derive(Serialize, ToSchema)]
#[schema(as = Profile)]
pub(crate) struct ProfileView {
    id: Uuid,
    #[schema(format = "email")]
    email: String,
    #[schema(required)]
    name: Option<String>,
    #[schema(schema_with = words::locale)]
    locale: &'static str,
    #[schema(required)]
    organization_name: Option<String>,
    #[schema(required)]
    industry: Option<String>,
    #[schema(required)]
    company_size: Option<String>,
    onboarding_completed: bool,
    /// 0 to 9.
    #[schema(minimum = 0, maximum = 9)]
    onboarding_step: i16,
}

impl From<&User> for ProfileView {
    fn from(user: &User) -> Self {
        let organization = &user.organization;
        Self {
            id: user.id.as_uuid(),
            email: user.email.as_str().to_owned(),
            name: user.name.as_ref().map(|name| name.as_str().to_owned()),
            locale: user.locale.as_str(),
            organization_name: organization.name.as_ref().map(|name| name.as_str().to_owned()),
            industry: organization.industry.as_ref().map(|industry| industry.as_str().to_owned()),
            company_size: organization.company_size.as_ref().map(|size| size.as_str().to_owned()),
            onboarding_completed: user.onboarding.is_completed(),
            onboarding_step: user.onboarding.step().number(),
        }
    }
}

/// How far the setup is.
#[expect(
    clippy::struct_field_names,
    clippy::struct_excessive_bools,
    reason = "the names of the API"
)]
#[derive(Serialize, ToSchema)]
#[schema(as = Onboarding)]
pub(crate) struct OnboardingView {
    /// 0 to 9.
    #[schema(minimum = 0, maximum = 9)]
    onboarding_step: i16,
    onboarding_completed: bool,
    #[serde(serialize_with = "optional_time")]
    #[schema(required)]
    onboarding_completed_at: Option<DateTime<Utc>>,
    onboarding_vapi_skipped: bool,
    onboarding_twilio_skipped: bool,
    onboarding_assistant_created: bool,
}

impl From<&User> for OnboardingView {
    fn from(user: &User) -> Self {
        let onboarding = &user.onboarding;
        Self {
            onboarding_step: onboarding.step().number(),
            onboarding_completed: onboarding.is_completed(),
            onboarding_completed_at: onboarding.completed_at(),
            onboarding_vapi_skipped: onboarding.vapi_skipped(),
            onboarding_twilio_skipped: onboarding.twilio_skipped(),
            onboarding_assistant_created: onboarding.assistant_created(),
        }
    }
}

/// A completed onboarding.
#[derive(Serialize, ToSchema)]
#[schema(as = Completed)]
pub(crate) struct CompletedView {
    success: bool,
    onboarding_completed: bool,
    /// Where to go now.
    #[schema(example = "/dashboard")]
    redirect_url: &'static str,
}

impl From<&User> for CompletedView {
    fn from(user: &User) -> Self {
        Self {
            success: true,
            onboarding_completed: user.onboarding.is_completed(),
            redirect_url: "/dashboard",
        }
    }
}

/// It worked.
#[derive(Serialize, ToSchema)]
#[schema(as = Success)]
pub(crate) struct SuccessView {
    success: bool,
}

impl SuccessView {
    pub(crate) const YES: Self = Self { success: true };
}

/// The account is gone.
#[derive(Serialize, ToSchema)]
#[schema(as = Deleted)]
pub(crate) struct DeletedView {
    success: bool,
    /// The assistant that stays at Vapi, for it lives under the user's own key; null when
    /// none does.
    #[schema(required)]
    assistant_left: Option<Uuid>,
}

impl DeletedView {
    pub(crate) fn leaving(assistant: Option<AssistantId>) -> Self {
        Self { success: true, assistant_left: assistant.map(AssistantId::as_uuid) }
    }
}
