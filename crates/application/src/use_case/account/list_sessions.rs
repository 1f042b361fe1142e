//! A user looks at where they are logged in.

use std::sync::Arc;

use domain::session::Session;

use crate::port::{Clock, SessionStore};
use crate::{CallError, Caller, Ports};

/// The caller's sessions that are alive, latest used first.
#[derive(Clone)]
pub struct ListSessions {
    sessions: Arc<dyn SessionStore>,
    clock: Arc<dyn Clock>,
}

impl ListSessions {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { sessions: Arc::clone(&ports.sessions), clock: Arc::clone(&ports.clock) }
    }

    /// Loads them.
    pub async fn run(&self, caller: Caller) -> Result<Vec<Session>, CallError> {
        let sessions = self.sessions.list(caller, self.clock.now()).await?;
        sessions.ok_or(CallError::Unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, caller, session};

    #[tokio::test]
    async fn the_sessions_are_those_of_the_store() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_list().return_once(|_, _| Ok(Some(vec![session()])));
        let listed = ListSessions::new(&mocks.ports()).run(caller()).await.unwrap();
        assert_eq!(listed, [session()]);
    }

    #[tokio::test]
    async fn whoever_is_gone_is_told_nothing() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_list().return_once(|_, _| Ok(None));
        let outcome = ListSessions::new(&mocks.ports()).run(caller()).await;
        assert!(matches!(outcome, Err(CallError::Unauthenticated)));
    }
}
