//! `/api/v1/user`

use actix_web::web::Data;
use domain::onboarding::OnboardingPatch;
use domain::user::ProfilePatch;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::{Answer, ok};
use crate::extract::{Authenticated, Field, JsonBody};
use crate::service::Api;
use crate::view::{CompletedView, OnboardingView, ProfileView, optional_locale};

/// A change of the profile; null clears.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = ProfilePatch)]
pub(crate) struct ProfileBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, pattern = "\\S")]
    name: Field,
    #[serde(default)]
    #[schema(schema_with = optional_locale, required = false)]
    locale: Field,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, pattern = "\\S")]
    organization_name: Field,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, pattern = "\\S")]
    industry: Field,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 50, pattern = "\\S", example = "11-50")]
    company_size: Field,
}

/// A step forward.
#[expect(clippy::struct_field_names, reason = "the names of the API")]
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = OnboardingPatch)]
pub(crate) struct OnboardingBody {
    /// A lower step than the one reached is ignored.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 8)]
    onboarding_step: Field,
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    onboarding_vapi_skipped: Field,
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    onboarding_twilio_skipped: Field,
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    onboarding_assistant_created: Field,
}

/// The profile.
#[utoipa::path(
    get, path = "/api/v1/user/profile", tag = "user",
    responses((status = 200, description = "The profile", body = ProfileView))
)]
pub(crate) async fn view_profile(caller: Authenticated, api: Data<Api>) -> Answer {
    let user = api.use_cases.view_user.run(caller.0).await?;
    ok(&ProfileView::from(&user))
}

/// Change the profile; moves the onboarding from its start to step 1.
#[utoipa::path(
    patch, path = "/api/v1/user/profile", tag = "user",
    request_body(content((ProfileBody = "application/json"), (ProfileBody = "application/merge-patch+json"))),
    responses((status = 200, description = "The profile after the change", body = ProfileView))
)]
pub(crate) async fn update_profile(
    Authenticated(caller, JsonBody(body)): Authenticated<JsonBody<ProfileBody>>,
    api: Data<Api>,
) -> Answer {
    let patch = ProfilePatch {
        name: body.name.0,
        locale: body.locale.0,
        organization_name: body.organization_name.0,
        industry: body.industry.0,
        company_size: body.company_size.0,
    };
    let user = api.use_cases.update_profile.run(caller, &patch).await?;
    ok(&ProfileView::from(&user))
}

/// How far the setup is.
#[utoipa::path(
    get, path = "/api/v1/user/onboarding", tag = "user",
    responses((status = 200, description = "The onboarding", body = OnboardingView))
)]
pub(crate) async fn view_onboarding(caller: Authenticated, api: Data<Api>) -> Answer {
    let user = api.use_cases.view_user.run(caller.0).await?;
    ok(&OnboardingView::from(&user))
}

/// Move on in the onboarding.
#[utoipa::path(
    patch, path = "/api/v1/user/onboarding", tag = "user",
    request_body(content((OnboardingBody = "application/json"), (OnboardingBody = "application/merge-patch+json"))),
    responses((status = 200, description = "The onboarding after the change", body = OnboardingView))
)]
pub(crate) async fn update_onboarding(
    Authenticated(caller, JsonBody(body)): Authenticated<JsonBody<OnboardingBody>>,
    api: Data<Api>,
) -> Answer {
    let patch = OnboardingPatch {
        onboarding_step: body.onboarding_step.0,
        onboarding_vapi_skipped: body.onboarding_vapi_skipped.0,
        onboarding_twilio_skipped: body.onboarding_twilio_skipped.0,
        onboarding_assistant_created: body.onboarding_assistant_created.0,
    };
    let user = api.use_cases.update_onboarding.run(caller, &patch).await?;
    ok(&OnboardingView::from(&user))
}

/// Complete the onboarding; again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/user/complete-onboarding", tag = "user",
    responses((status = 200, description = "Completed", body = CompletedView))
)]
pub(crate) async fn complete_onboarding(caller: Authenticated, api: Data<Api>) -> Answer {
    let user = api.use_cases.complete_onboarding.run(caller.0).await?;
    ok(&CompletedView::from(&user))
}
