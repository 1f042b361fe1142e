//! `/api/v1/studio`

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, rt};
use application::use_case::studio::PatchError;
use serde::Deserialize;
use tracing::Instrument;
use utoipa::IntoParams;

use crate::answer::{Answer, TaggedConfig, ok};
use crate::etag;
use crate::extract::{Authenticated, ConfigFields, JsonBody};
use crate::problem::{Problem, ProblemDocument, ProblemKind};
use crate::service::Api;
use crate::view::{StudioConfig, StudioConfigPatch, SyncReportView, SyncStateView};

/// The configuration; the defaults for a user who never saved.
#[utoipa::path(
    get, path = "/api/v1/studio/config", tag = "studio",
    params(("If-None-Match" = Option<String>, Header, description = "An ETag: 304 when it is still current")),
    responses(
        (status = 200, description = "The configuration", body = StudioConfig,
            headers(("ETag" = String, description = "\"<revision>-<digest>\""))),
        (status = 304, description = "Not modified"),
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
    Ok(config.answer(&[]))
}

/// Change the configuration by a merge patch.
#[utoipa::path(
    patch, path = "/api/v1/studio/config", tag = "studio",
    request_body(content((StudioConfigPatch = "application/json"), (StudioConfigPatch = "application/merge-patch+json"))),
    params(("If-Match" = Option<String>, Header, description = "An ETag, or a bare revision in quotes: 412 unless it is current")),
    responses(
        (status = 200, description = "The configuration after the change", body = StudioConfig,
            headers(
                ("ETag" = String, description = "\"<revision>-<digest>\""),
                ("Ava-Ignored-Fields" = Option<String>, description = "Fields that nobody knows, percent-encoded"),
            )),
        (status = 412, description = "Changed since; the current ETag is in the header", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn patch_config(
    caller: Authenticated,
    api: Data<Api>,
    request: HttpRequest,
    body: JsonBody<ConfigFields>,
) -> Answer {
    let if_match = etag::expected_revision(request.headers());
    match api.use_cases.patch_studio_config.run(caller.0, &body.0.0, if_match).await {
        Ok(patched) => Ok(TaggedConfig::of(&patched.record)?.answer(&patched.ignored)),
        Err(PatchError::Stale(record)) => {
            let current = TaggedConfig::of(&record)?.header();
            Err(Problem::of_patch(PatchError::Stale(record))
                .with_header(actix_web::http::header::ETAG, current))
        }
        Err(error) => Err(Problem::of_patch(error)),
    }
}

/// How the configuration and the assistant at Vapi stand to each other.
#[utoipa::path(
    get, path = "/api/v1/studio/sync-vapi", tag = "studio",
    responses((status = 200, description = "The state", body = SyncStateView))
)]
pub(crate) async fn view_sync(caller: Authenticated, api: Data<Api>) -> Answer {
    let record = api.use_cases.view_studio_config.run(caller.0).await?;
    ok(&SyncStateView::of(record, api.settings.vapi_mode))
}

/// How to push.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default, rename_all = "camelCase")]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct SyncQuery {
    /// Refused when true: a push is never mistaken for a dry run.
    dry_run: bool,
}

/// Push the configuration to Vapi.
#[utoipa::path(
    post, path = "/api/v1/studio/sync-vapi", tag = "studio", params(SyncQuery),
    responses(
        (status = 200, description = "Pushed, or nothing to push", body = SyncReportView),
        (status = 400, description = "The query is malformed, or asks for a dry run", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "No key, or the assistant is another user's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "Vapi refused the settings or the key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Vapi is down or slow, or another sync is at work", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 504, description = "Vapi did not answer in time", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sync(caller: Authenticated, api: Data<Api>, query: Query<SyncQuery>) -> Answer {
    if query.dry_run {
        return Err(Problem::new(ProblemKind::BadRequest)
            .with_detail("A dry run is not available; leave dryRun out to push."));
    }
    let use_case = api.use_cases.sync_assistant.clone();
    // On its own: a client that hangs up must not cut a push in half.
    let pushed = rt::spawn(async move { use_case.run(caller.0).await }.in_current_span()).await;
    let report = pushed.map_err(|error| Problem::new(ProblemKind::Internal).because(error))??;
    ok(&SyncReportView::from(report))
}

/// How to forget.
#[derive(Deserialize, Default, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ForgetQuery {
    /// Delete the assistant at Vapi too.
    remote: bool,
}

/// Forget the linked assistant.
#[utoipa::path(
    delete, path = "/api/v1/studio/assistant", tag = "studio", params(ForgetQuery),
    responses(
        (status = 200, description = "The configuration, without an assistant", body = StudioConfig),
        (status = 400, description = "The query is malformed", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "No key, or the assistant is another user's", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 502, description = "Vapi refused the key", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Vapi is down or slow, or a sync is at work", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 504, description = "Vapi did not answer in time", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn forget_assistant(
    caller: Authenticated,
    api: Data<Api>,
    query: Query<ForgetQuery>,
) -> Answer {
    let use_case = api.use_cases.forget_assistant.clone();
    let remote = query.remote;
    let forgotten =
        rt::spawn(async move { use_case.run(caller.0, remote).await }.in_current_span()).await;
    let record =
        forgotten.map_err(|error| Problem::new(ProblemKind::Internal).because(error))??;
    Ok(TaggedConfig::of(&record)?.answer(&[]))
}
