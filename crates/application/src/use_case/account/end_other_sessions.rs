//! A user logs all their other devices out.

use std::sync::Arc;

use domain::session::Session;

use super::list_sessions::ListSessions;
use crate::port::{Clock, SessionStore};
use crate::{CallError, Caller, Ports};

/// Ends every session of the caller but the present one.
#[derive(Clone)]
pub struct EndOtherSessions {
    list: ListSessions,
    sessions: Arc<dyn SessionStore>,
    clock: Arc<dyn Clock>,
}

impl EndOtherSessions {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            list: ListSessions::new(ports),
            sessions: Arc::clone(&ports.sessions),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// The one session that is left.
    pub async fn run(&self, caller: Caller) -> Result<Vec<Session>, CallError> {
        let mut sessions = self.list.run(caller).await?;
        let (owner, present) = (caller.user_id(), caller.session_id());
        self.sessions.revoke_others(owner, present, self.clock.now()).await?;
        sessions.retain(|session| session.id == present);
        Ok(sessions)
    }
}

#[cfg(test)]
mod tests {
    use domain::value::SessionId;
    use mockall::predicate::eq;

    use super::*;
    use crate::use_case::fixture::{Mocks, at, caller, nth_id, session, user_id};

    #[tokio::test]
    async fn all_but_the_present_one_are_ended() {
        let mut mocks = Mocks::default();
        let other = Session { id: SessionId::new(nth_id(99)), ..session() };
        mocks.sessions.expect_list().return_once(|_, _| Ok(Some(vec![other, session()])));
        mocks
            .sessions
            .expect_revoke_others()
            .with(eq(user_id()), eq(caller().session_id()), eq(at(0)))
            .times(1)
            .return_once(|_, _, _| Ok(1));
        let left = EndOtherSessions::new(&mocks.ports()).run(caller()).await.unwrap();
        assert_eq!(left, [session()]);
    }

    #[tokio::test]
    async fn whoever_is_gone_ends_nothing() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_list().return_once(|_, _| Ok(None));
        let outcome = EndOtherSessions::new(&mocks.ports()).run(caller()).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
