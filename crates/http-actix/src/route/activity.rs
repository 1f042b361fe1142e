//! `/api/v1/auth/me/activity`

use actix_web::web::Data;
use domain::Faults;
use domain::value::AuditEventId;
use utoipa::IntoParams;

use crate::answer::{Answer, ok};
use crate::extract::{Authenticated, FromQuery, Query, QueryFields};
use crate::service::Api;
use crate::view::ActivityView;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 100;

/// Which events.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActivityQuery {
    /// How many at most.
    #[param(required = false, minimum = 1, maximum = 100, default = 50)]
    limit: u32,
    /// The id of an event: those that happened before it.
    #[param(required = false, value_type = uuid::Uuid)]
    before: Option<AuditEventId>,
}

impl FromQuery for ActivityQuery {
    fn from_query(query: &QueryFields) -> Result<Self, Faults> {
        let mut faults = Faults::none();
        let limit = faults.take("limit", query.number("limit", 1..=MAX_LIMIT)).flatten();
        let before = faults.take("before", query.id("before")).flatten();
        faults.into_result(Self {
            limit: limit.unwrap_or(DEFAULT_LIMIT),
            before: before.map(AuditEventId::new),
        })
    }
}

/// What happened to the own account, latest first.
#[utoipa::path(
    get, path = "/api/v1/auth/me/activity", tag = "auth", params(ActivityQuery),
    responses((status = 200, description = "The events", body = ActivityView))
)]
pub(crate) async fn view_activity(
    Authenticated(caller, Query(query)): Authenticated<Query<ActivityQuery>>,
    api: Data<Api>,
) -> Answer {
    let events = api.use_cases.view_activity.run(caller, query.before, query.limit + 1).await?;
    ok(&ActivityView::of(events, query.limit as usize))
}
