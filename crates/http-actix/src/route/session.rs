//! `/api/v1/auth/sessions` and what else ends them: `/api/v1/auth/password`

use actix_web::web::Data;
use domain::account::PasswordFields;
use domain::value::SessionId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::{Answer, ok};
use crate::extract::{Authenticated, Field, JsonBody, Origin, PathId};
use crate::problem::{Problem, ProblemDocument, ProblemKind};
use crate::service::Api;
use crate::view::{SessionsView, SuccessView};

/// Where the user is logged in.
#[utoipa::path(
    get, path = "/api/v1/auth/sessions", tag = "auth",
    responses((status = 200, description = "The sessions that are alive", body = SessionsView))
)]
pub(crate) async fn list_sessions(caller: Authenticated, api: Data<Api>) -> Answer {
    let sessions = api.use_cases.list_sessions.run(caller.0).await?;
    ok(&SessionsView::of(sessions, caller.0))
}

/// End one session, the present one too.
#[utoipa::path(
    delete, path = "/api/v1/auth/sessions/{id}", tag = "auth",
    params(("id" = uuid::Uuid, Path, description = "The session's id")),
    responses(
        (status = 200, description = "The sessions that are left", body = SessionsView),
        (status = 404, description = "The user has no such session", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end_session(
    Authenticated(caller, PathId(id)): Authenticated<PathId>,
    api: Data<Api>,
    origin: Origin,
) -> Answer {
    let left = api.use_cases.end_session.run(caller, SessionId::new(id), &origin.0).await?;
    let left = left.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    ok(&SessionsView::of(left, caller))
}

/// End all sessions but the present one.
#[utoipa::path(
    delete, path = "/api/v1/auth/sessions", tag = "auth",
    responses((status = 200, description = "The session that is left", body = SessionsView))
)]
pub(crate) async fn end_other_sessions(
    caller: Authenticated,
    api: Data<Api>,
    origin: Origin,
) -> Answer {
    let left = api.use_cases.end_other_sessions.run(caller.0, &origin.0).await?;
    ok(&SessionsView::of(left, caller.0))
}

/// A new password.
#[derive(Deserialize, Default, ToSchema)]
#[schema(as = PasswordChange)]
pub(crate) struct PasswordBody {
    #[serde(default)]
    #[schema(value_type = String, format = "password", required)]
    current_password: Field,
    /// 8 to 128 characters of any kind; easily guessed ones are refused.
    #[serde(default)]
    #[schema(value_type = String, format = "password", min_length = 8, max_length = 128, required)]
    new_password: Field,
}

/// Change the password; ends all other sessions.
#[utoipa::path(
    post, path = "/api/v1/auth/password", tag = "auth", request_body = PasswordBody,
    responses((status = 200, description = "Changed", body = SuccessView))
)]
pub(crate) async fn change_password(
    Authenticated(caller, JsonBody(body)): Authenticated<JsonBody<PasswordBody>>,
    api: Data<Api>,
    origin: Origin,
) -> Answer {
    let fields = PasswordFields {
        current_password: body.current_password.0,
        new_password: body.new_password.0,
    };
    api.use_cases.change_password.run(caller, &fields, &origin.0).await?;
    ok(&SuccessView::YES)
}
