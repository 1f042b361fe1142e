//! What happens.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};

use domain::audit::{AuditEvent, AuditKind};
use domain::value::{AuditEventId, RequestOrigin, UserId};

use super::time;

/// What happened to a user at [`time()`], from [`origin()`]. Each has an id that no other has,
/// and that is higher than those before.
pub fn event(owner: UserId, kind: AuditKind) -> AuditEvent {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.to_be_bytes());
    let id = uuid::Builder::from_unix_timestamp_millis(1_767_323_045_678, &random).into_uuid();
    AuditEvent {
        id: AuditEventId::new(id),
        user_id: Some(owner),
        kind,
        at: time(),
        origin: origin(),
        fields: Vec::new(),
    }
}

/// Where a request came from, with everything that is optional.
pub fn origin() -> RequestOrigin {
    RequestOrigin {
        ip: Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7))),
        user_agent: Some("Browser/1.0".to_owned()),
        request_id: Some("request-1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::user_id;

    #[test]
    fn no_two_events_are_one_and_later_ones_sort_after_earlier_ones() {
        let events = (0..300).map(|_| event(user_id("ada"), AuditKind::LoggedIn).id);
        assert!(events.collect::<Vec<_>>().is_sorted_by(|before, after| before < after));
    }
}
