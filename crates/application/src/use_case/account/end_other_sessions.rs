//! A user logs all their other devices out.

use std::sync::Arc;

use domain::audit::AuditKind;
use domain::session::Session;
use domain::value::RequestOrigin;

use super::list_sessions::ListSessions;
use crate::port::{Clock, SessionStore};
use crate::use_case::auditor::Auditor;
use crate::{CallError, Caller, Ports};

/// Ends every session of the caller but the present one.
#[derive(Clone)]
pub struct EndOtherSessions {
    list: ListSessions,
    sessions: Arc<dyn SessionStore>,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl EndOtherSessions {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            list: ListSessions::new(ports),
            sessions: Arc::clone(&ports.sessions),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// The one session that is left.
    pub async fn run(
        &self,
        caller: Caller,
        origin: &RequestOrigin,
    ) -> Result<Vec<Session>, CallError> {
        let mut sessions = self.list.run(caller).await?;
        let (owner, present) = (caller.user_id(), caller.session_id());
        let event = self.auditor.event(owner, AuditKind::OtherSessionsEnded, origin);
        self.sessions.revoke_others(owner, present, self.clock.now(), &event).await?;
        sessions.retain(|session| session.id == present);
        Ok(sessions)
    }
}

#[cfg(test)]
mod tests {
    use domain::value::SessionId;

    use super::*;
    use crate::use_case::fixture::{Mocks, at, caller, nth_id, origin, session, tells, user_id};

    #[tokio::test]
    async fn all_but_the_present_one_are_ended() {
        let mut mocks = Mocks::default();
        let other = Session { id: SessionId::new(nth_id(99)), ..session() };
        mocks.sessions.expect_list().return_once(|_, _| Ok(Some(vec![other, session()])));
        mocks
            .sessions
            .expect_revoke_others()
            .withf(|owner, kept, now, event| {
                (*owner, *kept, *now) == (user_id(), caller().session_id(), at(0))
                    && tells(event, Some(user_id()), AuditKind::OtherSessionsEnded, &[])
            })
            .times(1)
            .return_once(|_, _, _, _| Ok(1));
        let left = EndOtherSessions::new(&mocks.ports()).run(caller(), &origin()).await.unwrap();
        assert_eq!(left, [session()]);
    }

    #[tokio::test]
    async fn whoever_is_gone_ends_nothing() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_list().return_once(|_, _| Ok(None));
        let outcome = EndOtherSessions::new(&mocks.ports()).run(caller(), &origin()).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
