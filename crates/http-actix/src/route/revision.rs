//! `/api/v1/studio/config/revisions`

use actix_web::HttpRequest;
use actix_web::web::Data;
use domain::Faults;
use domain::studio::Revision;
use utoipa::IntoParams;

use super::condition::save_if;
use crate::answer::{Answer, TaggedConfig, ok};
use crate::etag::IfMatch;
use crate::extract::{Authenticated, FromQuery, Origin, PathRevision, Query, QueryFields};
use crate::problem::{Problem, ProblemDocument, ProblemKind};
use crate::service::Api;
use crate::view::{ExplainedRevisionView, RevisionsView, StudioConfig};

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

/// Which revisions.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RevisionsQuery {
    /// How many at most.
    #[param(required = false, minimum = 1, maximum = 100, default = 50)]
    limit: u32,
    /// A revision: those before it.
    #[param(required = false, value_type = u32, minimum = 1, maximum = 4_294_967_295_u32)]
    before: Option<Revision>,
}

impl FromQuery for RevisionsQuery {
    fn from_query(query: &QueryFields) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let limit = faults.take("limit", query.number("limit", 1..=MAX_LIMIT)).flatten();
        let before = faults.take("before", query.number("before", 1..=u32::MAX)).flatten();
        faults.into_result(Self {
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            before: before.map(Revision::from),
        })
    }
}

/// Earlier configurations, latest first.
#[utoipa::path(
    get, path = "/api/v1/studio/config/revisions", tag = "studio", params(RevisionsQuery),
    responses((status = 200, description = "The revisions", body = RevisionsView))
)]
pub(crate) async fn list_revisions(
    Authenticated(caller, Query(query)): Authenticated<Query<RevisionsQuery>>,
    api: Data<Api>,
) -> Answer {
    let found = api.use_cases.list_revisions.run(caller, query.before, query.limit + 1).await?;
    ok(&RevisionsView::of(found, query.limit as usize))
}

/// One earlier configuration, and what it changed.
#[utoipa::path(
    get, path = "/api/v1/studio/config/revisions/{n}", tag = "studio",
    params(("n" = u32, Path, description = "The revision", minimum = 1)),
    responses(
        (status = 200, description = "The revision", body = ExplainedRevisionView),
        (status = 404, description = "There is no such revision", body = ProblemDocument, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn view_revision(
    Authenticated(caller, PathRevision(revision)): Authenticated<PathRevision>,
    api: Data<Api>,
) -> Answer {
    let found = api.use_cases.view_revision.run(caller, revision).await?;
    let found = found.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    ok(&ExplainedRevisionView::from(found))
}

/// Go back to an earlier configuration: a new revision that equals it; 0 restores the defaults.
#[utoipa::path(
    post, path = "/api/v1/studio/config/revisions/{n}/restore", tag = "studio",
    params(
        ("n" = u32, Path, description = "The revision; 0 for the defaults", minimum = 0),
        ("If-Match" = Option<String>, Header, description = "ETags, or bare revisions in quotes: 412 unless one is current"),
    ),
    responses(
        (status = 200, description = "The configuration after the change", body = StudioConfig,
            headers(("ETag" = String, description = "\"<revision>-<digest>\""))),
        (status = 404, description = "There is no such revision", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 412, description = "Changed since; the current ETag is in the header", body = ProblemDocument, content_type = "application/problem+json",
            headers(("ETag" = String, description = "The current one"))),
    )
)]
pub(crate) async fn restore_revision(
    Authenticated(caller, PathRevision(revision)): Authenticated<PathRevision>,
    api: Data<Api>,
    origin: Origin,
    request: HttpRequest,
) -> Answer {
    let if_match = IfMatch::of(request.headers());
    let restore = &api.use_cases.restore_revision;
    let restored = save_if(&if_match, async |expected| {
        restore.run(caller, revision, expected, &origin.0).await
    })
    .await?;
    let record = restored.ok_or_else(|| Problem::new(ProblemKind::NotFound))?;
    Ok(TaggedConfig::of(&record)?.answer(&[]))
}
