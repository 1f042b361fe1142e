//! Someone logs out.

use std::sync::Arc;

use domain::Raw;
use domain::audit::AuditKind;
use domain::value::RequestOrigin;

use super::refresh_session::parse_refresh_token;
use crate::port::{Clock, RefreshTokens, SessionStore};
use crate::use_case::auditor::Auditor;
use crate::{Caller, ChangeError, Ports};

/// Ends a session at once. A valid access token or a refresh token is enough alone.
#[derive(Clone)]
pub struct LogOut {
    sessions: Arc<dyn SessionStore>,
    refresh_tokens: Arc<dyn RefreshTokens>,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl LogOut {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            sessions: Arc::clone(&ports.sessions),
            refresh_tokens: Arc::clone(&ports.refresh_tokens),
            auditor: Auditor::new(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Ends the caller's session and the refresh token's; unauthenticated when neither was alive.
    pub async fn run(
        &self,
        caller: Option<Caller>,
        refresh_token: &Raw,
        origin: &RequestOrigin,
    ) -> Result<(), ChangeError> {
        let now = self.clock.now();
        let mut ended = false;
        if let Some(caller) = caller {
            let owner = caller.user_id();
            let event = self.auditor.event(owner, AuditKind::LoggedOut, origin);
            ended |= self.sessions.revoke(owner, caller.session_id(), now, &event).await?;
        }
        let token = match refresh_token {
            Raw::Absent | Raw::Null => None,
            sent => match parse_refresh_token(sent) {
                Ok(token) => Some(token),
                // The access token is judged alone.
                Err(_) if caller.is_some() => None,
                Err(faults) => return Err(faults.into()),
            },
        };
        if let Some(token) = token
            && let Some(found) = self.sessions.find(&self.refresh_tokens.hash(&token)).await?
        {
            let session = found.token.session;
            // The caller's own session may just have been ended above.
            let event = self.auditor.event(session.user_id, AuditKind::LoggedOut, origin);
            ended |= self.sessions.revoke(session.user_id, session.id, now, &event).await?;
        }
        if ended { Ok(()) } else { Err(ChangeError::Unauthenticated) }
    }
}

#[cfg(test)]
mod tests {
    use domain::session::{Session, StoredRefreshToken};
    use domain::value::SessionId;

    use super::*;
    use crate::port::RefreshCandidate;
    use crate::use_case::fixture::{
        Mocks, at, away, caller, hash_of, nth_id, origin, session, tells, text, user, user_id,
        words,
    };

    /// Another login of the same user, whose refresh token is `theirs`.
    fn other_session() -> Session {
        Session { id: SessionId::new(nth_id(99)), ..session() }
    }

    fn finds(mocks: &mut Mocks, session: Option<Session>) {
        mocks.hash_tokens();
        let candidate = session.map(|session| RefreshCandidate {
            user: user(),
            token: StoredRefreshToken { session, replaced_at: None, sealed_child: None },
        });
        mocks
            .sessions
            .expect_find()
            .withf(|hash| *hash == hash_of("theirs"))
            .times(1)
            .return_once(|_| Ok(candidate));
    }

    fn ends(mocks: &mut Mocks, session: &Session, was_alive: bool) {
        let expected = (session.user_id, session.id, at(0));
        mocks
            .sessions
            .expect_revoke()
            .withf(move |owner, id, now, event| {
                (*owner, *id, *now) == expected
                    && tells(event, Some(user_id()), AuditKind::LoggedOut, &[])
            })
            .times(1)
            .return_once(move |_, _, _, _| Ok(was_alive));
    }

    async fn log_out(mocks: Mocks, caller: Option<Caller>, token: &Raw) -> Result<(), ChangeError> {
        LogOut::new(&mocks.ports()).run(caller, token, &origin()).await
    }

    #[tokio::test]
    async fn an_access_token_ends_its_session() {
        for absent in [Raw::Absent, Raw::Null] {
            let mut mocks = Mocks::default();
            ends(&mut mocks, &session(), true);
            log_out(mocks, Some(caller()), &absent).await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_refresh_token_ends_its_session() {
        let mut mocks = Mocks::default();
        finds(&mut mocks, Some(session()));
        ends(&mut mocks, &session(), true);
        log_out(mocks, None, &text("theirs")).await.unwrap();
    }

    #[tokio::test]
    async fn both_end_both_sessions() {
        let mut mocks = Mocks::default();
        finds(&mut mocks, Some(other_session()));
        ends(&mut mocks, &session(), true);
        ends(&mut mocks, &other_session(), true);
        log_out(mocks, Some(caller()), &text("theirs")).await.unwrap();
    }

    #[tokio::test]
    async fn both_of_one_session_end_it_once() {
        let mut mocks = Mocks::default();
        finds(&mut mocks, Some(session()));
        let mut alive = true;
        mocks
            .sessions
            .expect_revoke()
            .times(2)
            .returning(move |_, _, _, _| Ok(std::mem::take(&mut alive)));
        log_out(mocks, Some(caller()), &text("theirs")).await.unwrap();
    }

    #[tokio::test]
    async fn neither_is_nobody() {
        let outcome = log_out(Mocks::default(), None, &Raw::Absent).await;
        assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
    }

    #[tokio::test]
    async fn an_unknown_refresh_token_alone_is_nobody() {
        let mut mocks = Mocks::default();
        finds(&mut mocks, None);
        let outcome = log_out(mocks, None, &text("theirs")).await;
        assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_session_that_is_over_cannot_be_ended_again() {
        let mut mocks = Mocks::default();
        ends(&mut mocks, &session(), false);
        let outcome = log_out(mocks, Some(caller()), &Raw::Absent).await;
        assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_caller_is_logged_out_even_with_a_refresh_token_that_is_no_string() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_revoke().times(1).return_once(|_, _, _, _| Ok(true));
        assert!(log_out(mocks, Some(caller()), &Raw::Number(1.0)).await.is_ok());
        let mut mocks = Mocks::default();
        mocks.sessions.expect_revoke().times(1).return_once(|_, _, _, _| Ok(false));
        let outcome = log_out(mocks, Some(caller()), &Raw::Number(1.0)).await;
        assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
        let outcome = log_out(Mocks::default(), None, &Raw::Number(1.0)).await;
        let Err(ChangeError::Invalid(faults)) = outcome else { panic!("taken") };
        assert_eq!(words(&faults), [("refresh_token", "wrong_type")]);
    }

    #[tokio::test]
    async fn nobody_is_told_that_they_are_out_when_the_store_is_away() {
        let mut mocks = Mocks::default();
        mocks.sessions.expect_revoke().return_once(|_, _, _, _| Err(away()));
        let outcome = log_out(mocks, Some(caller()), &Raw::Absent).await;
        assert!(matches!(outcome, Err(ChangeError::Failed(_))));
    }
}
