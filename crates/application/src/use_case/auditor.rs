//! Writing down what happens.

use std::sync::Arc;

use domain::audit::{AuditEvent, AuditKind};
use domain::value::{AuditEventId, RequestOrigin, UserId};

use crate::port::{AuditLog, Clock, Ids};
use crate::{Ports, StoreError};

/// Makes events for stores to write with a change, and writes those that come with none.
#[derive(Clone)]
pub(super) struct Auditor {
    log: Arc<dyn AuditLog>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl Auditor {
    pub(super) fn new(ports: &Ports) -> Self {
        Self {
            log: Arc::clone(&ports.audit),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// An event of now, about no field.
    pub(super) fn event(
        &self,
        whose: impl Into<Option<UserId>>,
        kind: AuditKind,
        origin: &RequestOrigin,
    ) -> AuditEvent {
        AuditEvent {
            id: AuditEventId::new(self.ids.next()),
            user_id: whose.into(),
            kind,
            at: self.clock.now(),
            origin: origin.clone(),
            fields: Vec::new(),
        }
    }

    /// Writes down what must not happen unseen: a password that was tried.
    pub(super) async fn record(
        &self,
        whose: impl Into<Option<UserId>>,
        kind: AuditKind,
        origin: &RequestOrigin,
    ) -> Result<(), StoreError> {
        let event = self.event(whose, kind, origin);
        self.log.record(&event).await
    }

    /// Writes down what has happened elsewhere: that it cannot be written does not undo it.
    pub(super) async fn note(&self, owner: UserId, kind: AuditKind, origin: &RequestOrigin) {
        if let Err(error) = self.record(owner, kind, origin).await {
            tracing::warn!(user = %owner, kind = kind.as_str(), %error, "an event could not be written down");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, at, away, nth_id, origin, user_id};

    #[test]
    fn an_event_is_of_now_and_about_no_field() {
        let auditor = Auditor::new(&Mocks::default().ports());
        let expected = AuditEvent {
            id: AuditEventId::new(nth_id(1)),
            user_id: Some(user_id()),
            kind: AuditKind::LoggedIn,
            at: at(0),
            origin: origin(),
            fields: Vec::new(),
        };
        assert_eq!(auditor.event(user_id(), AuditKind::LoggedIn, &origin()), expected);
    }

    #[tokio::test]
    async fn what_cannot_be_written_down_is_told_unless_it_has_happened_already() {
        let mut mocks = Mocks::default();
        mocks.audit.expect_record().times(2).returning(|_| Err(away()));
        let auditor = Auditor::new(&mocks.ports());
        assert!(auditor.record(None, AuditKind::LoginFailed, &origin()).await.is_err());
        auditor.note(user_id(), AuditKind::AssistantSynced, &origin()).await;
    }
}
