//! An operator gives somebody another password.

use std::sync::Arc;

use domain::account::UserHandle;
use domain::audit::AuditKind;
use domain::user::User;
use domain::value::{NewPassword, RequestOrigin};
use domain::{Faults, Raw};

use super::find_user::FindUser;
use crate::port::{Clock, PasswordHasher, UserDirectory};
use crate::use_case::auditor::Auditor;
use crate::use_case::password_rules::PasswordRules;
use crate::{Failure, OperatorError, OperatorPorts};

const PASSWORD: &str = "password";

/// Replaces a user's password, whatever it was, and ends all their sessions.
#[derive(Clone)]
pub struct SetPassword {
    find: FindUser,
    directory: Arc<dyn UserDirectory>,
    hasher: Arc<dyn PasswordHasher>,
    rules: PasswordRules,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
}

impl SetPassword {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self {
            find: FindUser::new(ports),
            directory: Arc::clone(&ports.directory),
            hasher: Arc::clone(&ports.hasher),
            rules: PasswordRules::new(&ports.strength),
            auditor: Auditor::of_operator(ports),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Checks that the password is none that is easy to guess. Answers whose it is.
    pub async fn run(&self, who: &UserHandle, password: &Raw) -> Result<User, OperatorError> {
        let user = self.find.run(who).await?.user;
        let password =
            NewPassword::parse_raw(password).map_err(|fault| Faults::of(PASSWORD, fault))?;
        self.rules.of_user(PASSWORD, &password, &user).await.into_result(())?;
        let hash = self.hasher.hash(&password).await.map_err(Failure::from)?;
        let origin = RequestOrigin::default();
        let event = self.auditor.event(user.id, AuditKind::PasswordSetByOperator, &origin);
        let is_set = self.directory.set_password(user.id, &hash, self.clock.now(), &event).await?;
        if is_set { Ok(user) } else { Err(OperatorError::Unknown) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::PasswordHash;
    use crate::use_case::fixture::{
        OperatorMocks, at, by_id, listed, tells_of_operator, text, user, user_id, words,
    };

    /// The user is there, and the password guessable or not.
    fn judging(guessable: bool) -> OperatorMocks {
        let mut mocks = OperatorMocks::default();
        mocks.finds(Some(listed(None)));
        mocks
            .strength
            .expect_is_guessable()
            .withf(|_, about| *about == ["ada@example.com", "Ada"])
            .return_once(move |_, _| guessable);
        mocks
    }

    async fn set(mocks: OperatorMocks, password: &str) -> Result<User, OperatorError> {
        SetPassword::new(&mocks.ports()).run(&by_id(), &text(password)).await
    }

    fn storing(is_there: bool) -> OperatorMocks {
        let mut mocks = judging(false);
        mocks.hasher.expect_hash().times(1).return_once(|_| Ok(PasswordHash::new("phc")));
        mocks
            .directory
            .expect_set_password()
            .withf(|owner, hash, now, event| {
                (*owner, hash.as_str(), *now) == (user_id(), "phc", at(0))
                    && tells_of_operator(event, AuditKind::PasswordSetByOperator)
            })
            .times(1)
            .return_once(move |_, _, _, _| Ok(is_there));
        mocks
    }

    #[tokio::test]
    async fn it_is_hashed_stored_and_written_down() {
        assert_eq!(set(storing(true), "correct horse").await.unwrap(), user());
    }

    #[tokio::test]
    async fn who_is_gone_or_never_was_has_none() {
        let outcome = set(storing(false), "correct horse").await;
        assert!(matches!(outcome, Err(OperatorError::Unknown)));
        let mut mocks = OperatorMocks::default();
        mocks.finds(None);
        assert!(matches!(set(mocks, "correct horse").await, Err(OperatorError::Unknown)));
    }

    #[tokio::test]
    async fn the_rules_are_those_of_a_sign_up() {
        let Err(OperatorError::Invalid(faults)) = set(judging(true), "12345678").await else {
            panic!("a guessable password was taken")
        };
        assert_eq!(words(&faults), [("password", "guessable")]);
        let mut mocks = OperatorMocks::default();
        mocks.finds(Some(listed(None)));
        assert!(matches!(set(mocks, "short").await, Err(OperatorError::Invalid(_))));
    }
}
