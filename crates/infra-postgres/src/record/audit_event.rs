//! Events.

use application::StoreError;
use domain::audit::{AuditEvent, AuditKind};
use domain::value::{AuditEventId, RequestOrigin, UserId};

use super::{list, words};
use crate::clock::cut;
use crate::entity::audit_event::Model;
use crate::failure::bad_row;

const TABLE: &str = "audit_events";

/// An event's row.
pub(crate) fn row_of(event: &AuditEvent) -> Model {
    let origin = &event.origin;
    Model {
        ip: origin.ip.map(|ip| ip.to_string()),
        user_agent: origin.user_agent.clone(),
        request_id: origin.request_id.clone(),
        fields: list(&event.fields),
        ..scrubbed_row_of(event)
    }
}

/// All that is kept of an event whose user is gone: that it happened, and when.
pub(crate) fn scrubbed_row_of(event: &AuditEvent) -> Model {
    Model {
        id: event.id.as_uuid(),
        user_id: event.user_id.map(UserId::as_uuid),
        kind: event.kind.as_str().to_owned(),
        at: cut(event.at),
        ip: None,
        user_agent: None,
        request_id: None,
        fields: list::<&str>(&[]),
    }
}

/// An event.
pub(crate) fn event(row: Model) -> Result<AuditEvent, StoreError> {
    let ip = row.ip.map(|ip| ip.parse().map_err(|_| bad_row(TABLE, "ip"))).transpose()?;
    Ok(AuditEvent {
        id: AuditEventId::new(row.id),
        user_id: row.user_id.map(UserId::new),
        kind: AuditKind::parse(&row.kind).ok_or_else(|| bad_row(TABLE, "kind"))?,
        at: row.at,
        origin: RequestOrigin { ip, user_agent: row.user_agent, request_id: row.request_id },
        fields: words(&row.fields).ok_or_else(|| bad_row(TABLE, "fields"))?,
    })
}
