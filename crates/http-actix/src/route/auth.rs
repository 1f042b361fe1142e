//! `/api/v1/auth`: the ways in, and out

use actix_web::web::Data;
use domain::Raw;
use domain::account::{LoginFields, SignUpFields};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::{Answer, created, ok};
use crate::extract::{Carrier, Field, JsonBody, MaybeAuthenticated, OptionalJsonBody, Origin};
use crate::measure;
use crate::problem::{Problem, ProblemDocument};
use crate::service::Api;
use crate::view::{SuccessView, TokensView, optional_locale};

/// A sign-up.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = SignUp)]
pub(crate) struct SignUpBody {
    #[serde(default)]
    #[schema(value_type = String, format = "email", max_length = 254, required)]
    email: Field,
    /// 8 to 128 characters of any kind; easily guessed ones are refused.
    #[serde(default)]
    #[schema(value_type = String, format = "password", min_length = 8, max_length = 128, required)]
    password: Field,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    name: Field,
    /// With its country code.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "+33612345678")]
    phone: Field,
    #[serde(default)]
    #[schema(schema_with = optional_locale, required = false)]
    locale: Field,
}

/// A login.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = Login)]
pub(crate) struct LoginBody {
    /// Email or phone.
    #[serde(default)]
    #[schema(value_type = String, required)]
    identifier: Field,
    #[serde(default)]
    #[schema(value_type = String, format = "password", required)]
    password: Field,
    /// Stay logged in for 30 days instead of 7.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    remember: Field,
}

/// A refresh token.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = Refresh)]
pub(crate) struct RefreshBody {
    /// Must be there, but with `cookie=true`.
    #[serde(default)]
    #[schema(value_type = String)]
    refresh_token: Field,
}

/// What to log out.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = Logout)]
pub(crate) struct LogoutBody {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    refresh_token: Field,
}

/// Sign up, and be logged in.
#[utoipa::path(
    post, path = "/api/v1/auth/signup", tag = "auth", params(Carrier), request_body = SignUpBody, security(()),
    responses(
        (status = 201, description = "Signed up", body = TokensView,
            headers(("Set-Cookie" = String, description = "With `cookie=true`: the refresh token"))),
        (status = 409, description = "The email or phone is taken", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign_up(
    carrier: Carrier,
    api: Data<Api>,
    origin: Origin,
    body: JsonBody<SignUpBody>,
) -> Answer {
    let body = body.0;
    let fields = SignUpFields {
        email: body.email.0,
        password: body.password.0,
        name: body.name.0,
        phone: body.phone.0,
        locale: body.locale.0,
    };
    let grant = api.use_cases.sign_up.run(&fields, origin.0).await?;
    carrier.hand_over(grant, created)
}

/// Log in by email or phone.
#[utoipa::path(
    post, path = "/api/v1/auth/login", tag = "auth", params(Carrier), request_body = LoginBody, security(()),
    responses(
        (status = 200, description = "Logged in", body = TokensView,
            headers(("Set-Cookie" = String, description = "With `cookie=true`: the refresh token"))),
        (status = 401, description = "Wrong credentials, whether or not the account exists", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn log_in(
    carrier: Carrier,
    api: Data<Api>,
    origin: Origin,
    body: JsonBody<LoginBody>,
) -> Answer {
    let body = body.0;
    let fields = LoginFields {
        identifier: body.identifier.0,
        password: body.password.0,
        remember: body.remember.0,
    };
    let ended = api.use_cases.log_in.run(&fields, origin.0).await;
    measure::logged_in(&ended);
    carrier.hand_over(ended?, ok)
}

/// Exchange a refresh token for new tokens.
///
/// With `cookie=true` the body is not looked at.
#[utoipa::path(
    post, path = "/api/v1/auth/refresh", tag = "auth", params(Carrier), request_body = Option<RefreshBody>,
    security(()),
    responses(
        (status = 200, description = "New tokens", body = TokensView,
            headers(("Set-Cookie" = String, description = "With `cookie=true`: the refresh token"))),
        (status = 401, description = "The session has ended", body = ProblemDocument, content_type = "application/problem+json",
            headers(("Set-Cookie" = String, description = "With `cookie=true`: takes the cookie away"))),
    )
)]
pub(crate) async fn refresh(
    carrier: Carrier,
    api: Data<Api>,
    origin: Origin,
    body: Result<JsonBody<RefreshBody>, Problem>,
) -> Answer {
    let token = match &carrier {
        Carrier::Body => body?.0.refresh_token.0,
        Carrier::Cookie { brought, .. } => brought.clone(),
    };
    let refreshed = api.use_cases.refresh_session.run(&token, &origin.0).await;
    let grant = refreshed.map_err(|error| carrier.refused_refresh(error))?;
    carrier.hand_over(grant, ok)
}

/// End the session; an access token or a refresh token is enough alone.
///
/// With `cookie=true` the body is not looked at.
#[utoipa::path(
    post, path = "/api/v1/auth/logout", tag = "auth", params(Carrier), request_body = Option<LogoutBody>,
    security((), ("bearer" = [])),
    responses(
        (status = 200, description = "Logged out", body = SuccessView,
            headers(("Set-Cookie" = String, description = "With `cookie=true`: takes the cookie away"))),
        (status = 401, description = "Neither token is worth anything", body = ProblemDocument, content_type = "application/problem+json",
            headers(("Set-Cookie" = String, description = "With `cookie=true`: takes the cookie away"))),
    )
)]
pub(crate) async fn log_out(
    caller: MaybeAuthenticated,
    carrier: Carrier,
    api: Data<Api>,
    origin: Origin,
    body: Result<OptionalJsonBody<LogoutBody>, Problem>,
) -> Answer {
    let token = match (&carrier, body) {
        (Carrier::Cookie { brought, .. }, _) => brought.clone(),
        (Carrier::Body, Ok(body)) => body.0.refresh_token.0,
        // The access token is enough alone, whatever else was sent.
        (Carrier::Body, Err(_)) if caller.0.is_some() => Raw::Absent,
        (Carrier::Body, Err(refusal)) => return Err(refusal),
    };
    let ended = api.use_cases.log_out.run(caller.0, &token, &origin.0).await;
    ended.map_err(|error| carrier.refused_logout(error))?;
    carrier.let_go(ok(&SuccessView::YES))
}
