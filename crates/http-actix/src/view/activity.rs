//! What happened to an account.

use chrono::{DateTime, Utc};
use domain::audit::AuditEvent;
use domain::value::AuditEventId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{time, words};

/// Events, latest first.
#[derive(Serialize, ToSchema)]
#[schema(as = Activity)]
pub(crate) struct ActivityView {
    events: Vec<EventView>,
    /// For `before`, to see what happened earlier; null when nothing did.
    #[schema(required)]
    next_before: Option<Uuid>,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[schema(as = ActivityEvent)]
pub(crate) struct EventView {
    id: Uuid,
    #[serde(serialize_with = "time")]
    at: DateTime<Utc>,
    #[schema(schema_with = words::audit_kind)]
    kind: &'static str,
    /// Where it was done from; null where that is not known.
    #[schema(required, example = "203.0.113.7")]
    ip: Option<String>,
    /// As the client said; null when it said nothing.
    #[schema(required)]
    user_agent: Option<String>,
    /// The request, for the log.
    #[schema(required)]
    request_id: Option<String>,
    /// The fields it is about, never what they held.
    fields: Vec<String>,
}

impl ActivityView {
    /// Of up to one event more than are shown, which tells that there are more.
    pub(crate) fn of(mut events: Vec<AuditEvent>, shown: usize) -> Self {
        let more = events.len() > shown;
        events.truncate(shown);
        let last = events.last().map(|event| event.id).filter(|_| more);
        Self {
            events: events.into_iter().map(EventView::from).collect(),
            next_before: last.map(AuditEventId::as_uuid),
        }
    }
}

impl From<AuditEvent> for EventView {
    fn from(event: AuditEvent) -> Self {
        Self {
            id: event.id.as_uuid(),
            at: event.at,
            kind: event.kind.as_str(),
            ip: event.origin.ip.map(|ip| ip.to_string()),
            user_agent: event.origin.user_agent,
            request_id: event.origin.request_id,
            fields: event.fields,
        }
    }
}
