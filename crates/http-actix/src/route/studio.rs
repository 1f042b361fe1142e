//! `/api/v1/studio`

use actix_web::web::Data;
use actix_web::{HttpRequest, rt};
use application::in_current_trace;
use domain::Faults;
use tracing::Instrument;
use utoipa::IntoParams;

use super::condition::save_if;
use crate::answer::{Answer, TaggedConfig, ok};
use crate::etag::{self, IfMatch};
use crate::extract::{
    Authenticated, ConfigFields, FromQuery, JsonBody, Origin, Query, QueryFields,
};
use crate::measure;
use crate::problem::{Problem, ProblemDocument, ProblemKind};
use crate::service::Api;
use crate::view::{StudioConfig, StudioConfigPatch, SyncAnswer, SyncPlanView, SyncStateView};

/// The configuration; the defaults for a user who never saved.
#[utoipa::path(
    get, path = "/api/v1/studio/config", tag = "studio",
    params(("If-None-Match" = Option<String>, Header, description = "An ETag: 304 when it is still current")),
    responses(
        (status = 200, description = "The configuration", body = StudioConfig,
            headers(("ETag" = String, description = "\"<revision>-<digest>\""))),
        (status = 304, description = "Not modified", headers(("ETag" = String, description = "The same one"))),
    )
)]
pub(crate) async fn view_config(
    caller: Authenticated,
    api: Data<Api>,
    request: HttpRequest,
) -> Answer {
    let record = api.use_cases.view_studio_config.run(caller.0).await?;
    let config = TaggedConfig::of(&record)?;
    if etag::none_match(request.headers(), config.tag()) {
        return Ok(config.not_modified());
    }
    Ok(config.current())
}

/// Change the configuration by a merge patch.
#[utoipa::path(
    patch, path = "/api/v1/studio/config", tag = "studio",
    request_body(content((StudioConfigPatch = "application/json"), (StudioConfigPatch = "application/merge-patch+json"))),
    params(("If-Match" = Option<String>, Header, description = "ETags, or bare revisions in quotes: 412 unless one is current")),
    responses(
        (status = 200, description = "The configuration after the change", body = StudioConfig,
            headers(
                ("ETag" = String, description = "\"<revision>-<digest>\""),
                ("Ava-Ignored-Fields" = Option<String>, description = "Fields that nobody knows, percent-encoded"),
            )),
        (status = 412, description = "Changed since; the current ETag is in the header", body = ProblemDocument, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The current one"))),
    )
)]
pub(crate) async fn patch_config(
    Authenticated(caller, JsonBody(fields)): Authenticated<JsonBody<ConfigFields>>,
    api: Data<Api>,
    origin: Origin,
    request: HttpRequest,
) -> Answer {
    let if_match = IfMatch::of(request.headers());
    let patch = &api.use_cases.patch_studio_config;
    let patched = save_if(&if_match, async |expected| {
        patch.run(caller, &fields.0, expected, &origin.0).await
    })
    .await?;
    Ok(TaggedConfig::of(&patched.record)?.answer(&patched.ignored))
}

/// How the configuration and the assistant at Vapi stand to each other; looks at Vapi whether
/// somebody changed the assistant there.
#[utoipa::path(
    get, path = "/api/v1/studio/sync-vapi", tag = "studio",
    responses((status = 200, description = "The state", body = SyncStateView))
)]
pub(crate) async fn view_sync(caller: Authenticated, api: Data<Api>) -> Answer {
    let record = api.use_cases.view_sync.run(caller.0).await?;
    ok(&SyncStateView::of(record, api.settings.vapi_mode))
}

/// How to push.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct SyncQuery {
    /// Only tell what a push would do.
    #[param(required = false)]
    dry_run: bool,
}

impl FromQuery for SyncQuery {
    fn from_query(query: &QueryFields) -> Result<Self, Faults> {
        const NAME: &str = "dryRun";
        let dry_run = query.flag(NAME).map_err(|fault| Faults::of(NAME, fault))?;
        Ok(Self { dry_run: dry_run.unwrap_or(false) })
    }
}

/// Push the configuration to Vapi.
#[utoipa::path(
    post, path = "/api/v1/studio/sync-vapi", tag = "studio", params(SyncQuery),
    responses(
        (status = 200, description = "Pushed, or nothing to push; with `dryRun=true` the plan", body = SyncAnswer),
        (status = 409, description = "No key, or the assistant is another user's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "The query is at fault", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "Vapi refused the settings or the key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Vapi is down or slow, or another sync is at work", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 504, description = "Vapi did not answer in time", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sync(
    Authenticated(caller, Query(query)): Authenticated<Query<SyncQuery>>,
    api: Data<Api>,
    Origin(origin): Origin,
) -> Answer {
    if query.dry_run {
        let plan = api.use_cases.plan_sync.run(caller).await?;
        return ok(&SyncAnswer::Plan(Box::new(plan.into())));
    }
    let use_case = api.use_cases.sync_assistant.clone();
    // On its own: a client that hangs up must not cut a push in half.
    let push = async move {
        let pushed = use_case.run(caller, &origin).await;
        measure::synced(&pushed);
        pushed
    };
    let pushed = rt::spawn(in_current_trace(push.in_current_span())).await;
    let report = pushed.map_err(|error| Problem::new(ProblemKind::Internal).because(error))??;
    ok(&SyncAnswer::Report(Box::new(report.into())))
}

/// What a push would do, without doing it, and what was changed at Vapi since the last one.
#[utoipa::path(
    get, path = "/api/v1/studio/sync-vapi/plan", tag = "studio",
    responses(
        (status = 200, description = "The plan", body = SyncPlanView),
        (status = 409, description = "No key, or the assistant is another user's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "Vapi refused the key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Vapi is down or slow", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 504, description = "Vapi did not answer in time", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn plan(caller: Authenticated, api: Data<Api>) -> Answer {
    ok(&SyncPlanView::from(api.use_cases.plan_sync.run(caller.0).await?))
}

/// How to forget.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ForgetQuery {
    /// Delete the assistant at Vapi too.
    #[param(required = false)]
    remote: bool,
}

impl FromQuery for ForgetQuery {
    fn from_query(query: &QueryFields) -> Result<Self, Faults> {
        const NAME: &str = "remote";
        let remote = query.flag(NAME).map_err(|fault| Faults::of(NAME, fault))?;
        Ok(Self { remote: remote.unwrap_or(false) })
    }
}

/// Forget the linked assistant.
#[utoipa::path(
    delete, path = "/api/v1/studio/assistant", tag = "studio", params(ForgetQuery),
    responses(
        (status = 200, description = "The configuration, without an assistant", body = StudioConfig,
            headers(("ETag" = String, description = "\"<revision>-<digest>\""))),
        (status = 409, description = "No key, or the assistant is another user's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "The query is at fault", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "Vapi refused the key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Vapi is down or slow, or a sync is at work", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 504, description = "Vapi did not answer in time", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn forget_assistant(
    Authenticated(caller, Query(query)): Authenticated<Query<ForgetQuery>>,
    api: Data<Api>,
    Origin(origin): Origin,
) -> Answer {
    let use_case = api.use_cases.forget_assistant.clone();
    let forget = async move { use_case.run(caller, query.remote, &origin).await };
    let forgotten = rt::spawn(in_current_trace(forget.in_current_span())).await;
    let record =
        forgotten.map_err(|error| Problem::new(ProblemKind::Internal).because(error))??;
    Ok(TaggedConfig::of(&record)?.answer(&[]))
}
