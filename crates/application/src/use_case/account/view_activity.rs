//! A user looks at what happened to their account.

use std::sync::Arc;

use domain::audit::AuditEvent;
use domain::value::AuditEventId;

use crate::port::{AuditLog, Clock};
use crate::{CallError, Caller, Ports};

/// The caller's events, latest first.
#[derive(Clone)]
pub struct ViewActivity {
    log: Arc<dyn AuditLog>,
    clock: Arc<dyn Clock>,
}

impl ViewActivity {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { log: Arc::clone(&ports.audit), clock: Arc::clone(&ports.clock) }
    }

    /// At most so many of those before that one.
    pub async fn run(
        &self,
        caller: Caller,
        before: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Vec<AuditEvent>, CallError> {
        let events = self.log.list(caller, self.clock.now(), before, limit).await?;
        events.ok_or(CallError::Unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use domain::audit::AuditKind;

    use super::*;
    use crate::use_case::auditor::Auditor;
    use crate::use_case::fixture::{Mocks, at, caller, nth_id, origin, user_id};

    async fn view(found: Option<Vec<AuditEvent>>) -> Result<Vec<AuditEvent>, CallError> {
        let before = Some(AuditEventId::new(nth_id(9)));
        let mut mocks = Mocks::default();
        mocks
            .audit
            .expect_list()
            .withf(move |who, now, last, limit| {
                (*who, *now, *last, *limit) == (caller(), at(0), before, 50)
            })
            .times(1)
            .return_once(|_, _, _, _| Ok(found));
        ViewActivity::new(&mocks.ports()).run(caller(), before, 50).await
    }

    #[tokio::test]
    async fn the_events_are_those_of_the_log() {
        let auditor = Auditor::new(&Mocks::default().ports());
        let event = auditor.event(user_id(), AuditKind::LoggedIn, &origin());
        assert_eq!(view(Some(vec![event.clone()])).await.unwrap(), [event]);
    }

    #[tokio::test]
    async fn who_is_gone_is_nobody() {
        assert!(matches!(view(None).await, Err(CallError::Unauthenticated)));
    }
}
