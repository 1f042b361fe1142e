//! A user logs one of their devices out.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::session::Session;
use domain::value::{RequestOrigin, SessionId};

use super::list_sessions::ListSessions;
use crate::port::{Clock, SessionStore};
use crate::use_case::auditor::Auditor;
use crate::{CallError, Caller, Ports};

/// Ends one of the caller's sessions, the present one too.
#[derive(Clone)]
pub struct EndSession {
    list: ListSessions,
    sessions: Arc<dyn SessionStore>,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl EndSession {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            list: ListSessions::new(ports),
            sessions: Arc::clone(&ports.sessions),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// The sessions that are left; `None` when the caller has no such session.
    pub async fn run(
        &self,
        caller: Caller,
        id: SessionId,
        origin: &RequestOrigin,
    ) -> Result<Option<Vec<Session>>, CallError> {
        let mut sessions = self.list.run(caller).await?;
        if !sessions.iter().any(|session| session.id == id) {
            return Ok(None);
        }
        // That somebody else has ended it meanwhile is as good.
        let owner = caller.user_id();
        let event = self.auditor.event(owner, AuditKind::SessionEnded, origin);
        self.sessions.revoke(owner, id, self.clock.now(), &event).await?;
        sessions.retain(|session| session.id != id);
        Ok(Some(sessions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, at, caller, nth_id, origin, session, tells, user_id};

    fn other() -> Session {
        Session { id: SessionId::new(nth_id(99)), ..session() }
    }

    async fn end(mocks: Mocks, id: SessionId) -> Option<Vec<Session>> {
        EndSession::new(&mocks.ports()).run(caller(), id, &origin()).await.unwrap()
    }

    #[tokio::test]
    async fn one_of_the_own_sessions_is_ended_and_the_others_are_answered() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_list().return_once(|_, _| Ok(Some(vec![session(), other()])));
        mocks
            .sessions
            .expect_revoke()
            .withf(|owner, id, now, event| {
                (*owner, *id, *now) == (user_id(), other().id, at(0))
                    && tells(event, Some(user_id()), AuditKind::SessionEnded, &[])
            })
            .times(1)
            .return_once(|_, _, _, _| Ok(true));
        let left = end(mocks, other().id).await;
        assert_eq!(left, Some(vec![session()]));
    }

    #[tokio::test]
    async fn a_session_that_is_not_among_the_own_ones_is_left_alone() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_list().return_once(|_, _| Ok(Some(vec![session()])));
        let left = end(mocks, other().id).await;
        assert_eq!(left, None);
    }
}
