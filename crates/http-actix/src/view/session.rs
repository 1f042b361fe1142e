//! Where a user is logged in.

use application::Caller;
use chrono::{DateTime, Utc};
use domain::session::Session;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::time;

/// Sessions, latest used first.
#[derive(Serialize, ToSchema)]
#[schema(as = Sessions)]
pub(crate) struct SessionsView {
    sessions: Vec<SessionView>,
}

/// A login on one device.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
struct SessionView {
    id: Uuid,
    #[serde(serialize_with = "time")]
    created_at: DateTime<Utc>,
    /// Its last login or refresh.
    #[serde(serialize_with = "time")]
    last_used_at: DateTime<Utc>,
    /// As the client said at its login; null when it said nothing.
    #[schema(required)]
    user_agent: Option<String>,
    /// Whether it is the one that asks.
    current: bool,
}

impl SessionsView {
    pub(crate) fn of(sessions: Vec<Session>, caller: Caller) -> Self {
        let view = |session: Session| SessionView {
            id: session.id.as_uuid(),
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            user_agent: session.user_agent,
            current: session.id == caller.session_id(),
        };
        Self { sessions: sessions.into_iter().map(view).collect() }
    }
}
