//! An operator makes an account for somebody.

use std::sync::Arc;

use domain::account::SignUpFields;
use domain::audit::AuditKind;
use domain::user::User;
use domain::value::{RequestOrigin, UserId};

use crate::port::{Clock, Ids, PasswordHasher, UserDirectory};
use crate::use_case::auditor::Auditor;
use crate::use_case::password_rules::PasswordRules;
use crate::{Failure, OperatorError, OperatorPorts};

/// Adds a user, under the same rules as a sign-up. They log in when they like.
#[derive(Clone)]
pub struct CreateUser {
    directory: Arc<dyn UserDirectory>,
    hasher: Arc<dyn PasswordHasher>,
    rules: PasswordRules,
    auditor: Auditor,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
}

impl CreateUser {
    /// Wires it to the ports it needs.
    pub fn new(ports: &OperatorPorts) -> Self {
        Self {
            directory: Arc::clone(&ports.directory),
            hasher: Arc::clone(&ports.hasher),
            rules: PasswordRules::new(&ports.strength),
            auditor: Auditor::of_operator(ports),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
        }
    }

    /// Checks the fields and the password's strength, then stores the user.
    pub async fn run(&self, fields: &SignUpFields) -> Result<User, OperatorError> {
        let request = self.rules.sign_up(fields).await?;
        let hash = self.hasher.hash(&request.password).await.map_err(Failure::from)?;
        let user = request.into_user(UserId::new(self.ids.next()), self.clock.now());
        let origin = RequestOrigin::default();
        let event = self.auditor.event(user.id, AuditKind::CreatedByOperator, &origin);
        self.directory.add(&user, &hash, &event).await?;
        Ok(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::PasswordHash;
    use crate::use_case::fixture::{OperatorMocks, at, tells_of_operator, text, user_id, words};
    use crate::{StoreError, Unique};

    fn fields(password: &str) -> SignUpFields {
        SignUpFields {
            email: text(" Ada@Example.com"),
            password: text(password),
            name: text("Ada"),
            locale: text("fr"),
            ..SignUpFields::default()
        }
    }

    fn judging(guessable: bool) -> OperatorMocks {
        let mut mocks = OperatorMocks::default();
        mocks
            .strength
            .expect_is_guessable()
            .withf(|_, about| *about == [" Ada@Example.com", "Ada"])
            .return_once(move |_, _| guessable);
        mocks
    }

    async fn create(mocks: OperatorMocks, password: &str) -> Result<User, OperatorError> {
        CreateUser::new(&mocks.ports()).run(&fields(password)).await
    }

    fn hashing() -> OperatorMocks {
        let mut mocks = judging(false);
        mocks.hasher.expect_hash().times(1).return_once(|_| Ok(PasswordHash::new("phc")));
        mocks
    }

    #[tokio::test]
    async fn a_user_is_added_with_what_was_asked_for_and_written_down() {
        let mut mocks = hashing();
        mocks
            .directory
            .expect_add()
            .withf(|user, hash, event| {
                (user.id, user.created_at, hash.as_str()) == (user_id(), at(0), "phc")
                    && tells_of_operator(event, AuditKind::CreatedByOperator)
            })
            .times(1)
            .return_once(|_, _, _| Ok(()));
        let user = create(mocks, "correct horse").await.unwrap();
        assert_eq!(user.email.as_str(), "ada@example.com");
        assert_eq!((user.locale.as_str(), user.name.unwrap().as_str()), ("fr", "Ada"));
    }

    #[tokio::test]
    async fn the_rules_are_those_of_a_sign_up() {
        let Err(OperatorError::Invalid(faults)) = create(judging(true), "12345678").await else {
            panic!("a guessable password was taken")
        };
        assert_eq!(words(&faults), [("password", "guessable")]);
        let short = create(OperatorMocks::default(), "short").await;
        assert!(matches!(short, Err(OperatorError::Invalid(_))));
    }

    #[tokio::test]
    async fn an_email_that_somebody_has_is_taken() {
        let mut mocks = hashing();
        let taken = Err(StoreError::Taken(Unique::Email));
        mocks.directory.expect_add().return_once(|_, _, _| taken);
        let created = create(mocks, "correct horse").await;
        assert!(matches!(created, Err(OperatorError::Taken(Unique::Email))));
    }
}
