//! `/api/v1/auth/me`

use actix_web::web::Data;
use domain::user::AccountPatch;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::{Answer, ok};
use crate::extract::{Authenticated, Carrier, Field, JsonBody, Origin};
use crate::problem::ProblemDocument;
use crate::service::Api;
use crate::view::{DeletedView, UserView, optional_locale};

/// A change of the account; null clears.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = AccountPatch)]
pub(crate) struct AccountBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 255, pattern = "\\S")]
    name: Field,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "+33612345678")]
    phone: Field,
    #[serde(default)]
    #[schema(schema_with = optional_locale, required = false)]
    locale: Field,
    /// An http or https address.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2048, pattern = "^[ \\t\\r\\n]*https?://[^\\s]+[ \\t\\r\\n]*$")]
    image: Field,
    /// `true` completes the onboarding.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    onboarding_completed: Field,
}

/// The end of the account.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = AccountDeletion)]
pub(crate) struct DeletionBody {
    /// The current one.
    #[serde(default)]
    #[schema(value_type = String, format = "password", required)]
    password: Field,
}

/// The own account.
#[utoipa::path(
    get, path = "/api/v1/auth/me", tag = "auth",
    responses((status = 200, description = "The account", body = UserView))
)]
pub(crate) async fn view_account(caller: Authenticated, api: Data<Api>) -> Answer {
    let user = api.use_cases.view_user.run(caller.0).await?;
    ok(&UserView::from(&user))
}

/// Change the own account.
#[utoipa::path(
    patch, path = "/api/v1/auth/me", tag = "auth",
    request_body(content((AccountBody = "application/json"), (AccountBody = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "The account after the change", body = UserView),
        (status = 409, description = "The phone is taken", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn update_account(
    Authenticated(caller, JsonBody(body)): Authenticated<JsonBody<AccountBody>>,
    api: Data<Api>,
) -> Answer {
    let patch = AccountPatch {
        name: body.name.0,
        phone: body.phone.0,
        locale: body.locale.0,
        image: body.image.0,
        onboarding_completed: body.onboarding_completed.0,
    };
    let user = api.use_cases.update_account.run(caller, &patch).await?;
    ok(&UserView::from(&user))
}

/// Delete the own account and everything that is stored with it.
#[utoipa::path(
    delete, path = "/api/v1/auth/me", tag = "auth", params(Carrier), request_body = DeletionBody,
    responses((status = 200, description = "Deleted", body = DeletedView,
        headers(("Set-Cookie" = String, description = "With `cookie=true`: takes the cookie away"))))
)]
pub(crate) async fn delete_account(
    Authenticated(caller, rest): Authenticated<(Carrier, JsonBody<DeletionBody>)>,
    api: Data<Api>,
    origin: Origin,
) -> Answer {
    let (carrier, JsonBody(body)) = rest;
    let left = api.use_cases.delete_account.run(caller, &body.password.0, &origin.0).await?;
    carrier.let_go(ok(&DeletedView::leaving(left)))
}
