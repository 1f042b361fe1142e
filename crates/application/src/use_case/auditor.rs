//! Writing down what happens.

use std::sync::Arc;

use domain::audit::{AuditEvent, AuditKind};
use domain::value::{AssistantId, AuditEventId, RequestOrigin, UserId};

use crate::port::{AuditLog, Clock, Ids};
use crate::{OperatorPorts, Ports, StoreError};

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

    /// For what an operator does.
    pub(super) fn of_operator(ports: &OperatorPorts) -> Self {
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
        self.note_event(&self.event(owner, kind, origin)).await;
    }

    /// Writes down that this assistant was let go of: its id is known from nowhere else then.
    pub(super) async fn note_forgotten(
        &self,
        owner: UserId,
        assistant: AssistantId,
        origin: &RequestOrigin,
    ) {
        let event = self.event(owner, AuditKind::AssistantForgotten, origin);
        self.note_event(&AuditEvent { fields: vec![assistant.to_string()], ..event }).await;
    }

    async fn note_event(&self, event: &AuditEvent) {
        if let Err(error) = self.log.record(event).await {
            let (user, kind) = (event.user_id, event.kind.as_str());
            tracing::warn!(
                user = user.map(tracing::field::display),
                kind,
                %error,
                "an event could not be written down"
            );
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

    #[tokio::test]
    async fn what_was_let_go_of_is_written_down_with_its_id() {
        let id = nth_id(7).to_string();
        let assistant = AssistantId::parse(&id).unwrap();
        let mut mocks = Mocks::default();
        mocks.expect_recorded_about(Some(user_id()), AuditKind::AssistantForgotten, vec![id]);
        let auditor = Auditor::new(&mocks.ports());
        auditor.note_forgotten(user_id(), assistant, &origin()).await;
    }
}
