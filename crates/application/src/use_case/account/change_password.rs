//! A user changes their password.

use std::sync::Arc;

use domain::account::PasswordFields;
use domain::user::User;
use domain::value::NewPassword;
use domain::{Fault, FaultCode, Faults};

use crate::port::{
    Clock, PasswordChange, PasswordCheck, PasswordHasher, PasswordStrength, UserStore,
};
use crate::{Caller, ChangeError, Failure, Ports};

const CURRENT: &str = "current_password";
const NEW: &str = "new_password";

/// Changes the caller's password, and ends all their other sessions.
#[derive(Clone)]
pub struct ChangePassword {
    users: Arc<dyn UserStore>,
    hasher: Arc<dyn PasswordHasher>,
    strength: Arc<dyn PasswordStrength>,
    clock: Arc<dyn Clock>,
}

impl ChangePassword {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self {
            users: Arc::clone(&ports.users),
            hasher: Arc::clone(&ports.hasher),
            strength: Arc::clone(&ports.strength),
            clock: Arc::clone(&ports.clock),
        }
    }

    /// Checks the current password, and that the new one is not guessable; all that is wrong
    /// is told at once.
    pub async fn run(&self, caller: Caller, fields: &PasswordFields) -> Result<(), ChangeError> {
        let credentials = self
            .users
            .load_credentials(caller, self.clock.now())
            .await?
            .ok_or(ChangeError::Unauthenticated)?;
        let request = fields.parse()?;
        let hash = credentials.password_hash.clone();
        let check =
            self.hasher.verify(&request.current, hash.clone()).await.map_err(Failure::from)?;
        let mut faults = self.judge(&request.new, &credentials.user).await;
        let (Some(from), true) = (hash, check != PasswordCheck::Wrong) else {
            faults.add(CURRENT, wrong_password());
            return Err(faults.into());
        };
        faults.into_result(())?;
        let change = PasswordChange {
            owner: caller.user_id(),
            from,
            to: self.hasher.hash(&request.new).await.map_err(Failure::from)?,
            end_all_but: Some(caller.session_id()),
            at: self.clock.now(),
        };
        // Changed meanwhile: the current password is the current one no more.
        let changed = self.users.change_password(&change).await?;
        if changed { Ok(()) } else { Err(Faults::of(CURRENT, wrong_password()).into()) }
    }

    async fn judge(&self, password: &NewPassword, user: &User) -> Faults {
        let mut about_owner = vec![user.email.as_str().to_owned()];
        about_owner.extend(user.name.iter().map(|name| name.as_str().to_owned()));
        let mut faults = Faults::none();
        if self.strength.is_guessable(password, about_owner).await {
            faults.add(NEW, Fault::new(FaultCode::Guessable, "is too easy to guess"));
        }
        faults
    }
}

fn wrong_password() -> Fault {
    Fault::new(FaultCode::WrongPassword, "is not the current password")
}

#[cfg(test)]
mod tests {
    use domain::Raw;

    use super::*;
    use crate::HashError;
    use crate::port::{Credentials, PasswordHash};
    use crate::use_case::fixture::{Mocks, at, caller, text, user, user_id};

    fn fields() -> PasswordFields {
        PasswordFields {
            current_password: text("the old password"),
            new_password: text("a new password"),
        }
    }

    fn mocks(check: PasswordCheck, guessable: bool) -> Mocks {
        let mut mocks = Mocks::default();
        mocks.users.expect_load_credentials().return_once(|_, _| {
            let password_hash = Some(PasswordHash::new("old"));
            Ok(Some(Credentials { user: user(), password_hash }))
        });
        mocks.hasher.expect_verify().times(1).return_once(move |_, _| Ok(check));
        mocks.strength.expect_is_guessable().return_once(move |_, _| guessable);
        mocks
    }

    async fn run(mocks: Mocks) -> Result<(), ChangeError> {
        ChangePassword::new(&mocks.ports()).run(caller(), &fields()).await
    }

    fn pointers(outcome: Result<(), ChangeError>) -> Vec<String> {
        let Err(ChangeError::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
        faults.iter().map(|(field, _)| field.to_owned()).collect()
    }

    #[tokio::test]
    async fn the_hash_that_was_verified_is_replaced_and_other_sessions_end() {
        let mut mocks = mocks(PasswordCheck::RightButOutdated, false);
        mocks.hasher.expect_hash().return_once(|_| Ok(PasswordHash::new("new")));
        let expected = PasswordChange {
            owner: user_id(),
            from: PasswordHash::new("old"),
            to: PasswordHash::new("new"),
            end_all_but: Some(caller().session_id()),
            at: at(0),
        };
        mocks
            .users
            .expect_change_password()
            .withf(move |change| *change == expected)
            .times(1)
            .return_once(|_| Ok(true));
        run(mocks).await.unwrap();
    }

    #[tokio::test]
    async fn a_wrong_password_and_a_guessable_one_are_told_at_once_and_nothing_is_hashed() {
        let outcome = run(mocks(PasswordCheck::Wrong, true)).await;
        assert_eq!(pointers(outcome), [NEW, CURRENT]);
        assert_eq!(pointers(run(mocks(PasswordCheck::Wrong, false)).await), [CURRENT]);
        assert_eq!(pointers(run(mocks(PasswordCheck::Right, true)).await), [NEW]);
    }

    #[tokio::test]
    async fn a_password_that_was_changed_meanwhile_is_wrong() {
        let mut mocks = mocks(PasswordCheck::Right, false);
        mocks.hasher.expect_hash().return_once(|_| Ok(PasswordHash::new("new")));
        mocks.users.expect_change_password().return_once(|_| Ok(false));
        assert_eq!(pointers(run(mocks).await), [CURRENT]);
    }

    #[tokio::test]
    async fn a_user_without_a_password_costs_the_same_work_and_has_none_to_change() {
        let mut mocks = Mocks::default();
        mocks
            .users
            .expect_load_credentials()
            .return_once(|_, _| Ok(Some(Credentials { user: user(), password_hash: None })));
        mocks
            .hasher
            .expect_verify()
            .withf(|_, hash| hash.is_none())
            .times(1)
            .return_once(|_, _| Ok(PasswordCheck::Wrong));
        mocks.strength.expect_is_guessable().return_once(|_, _| false);
        assert_eq!(pointers(run(mocks).await), [CURRENT]);
    }

    #[tokio::test]
    async fn whoever_is_gone_is_told_before_anything_else() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load_credentials().return_once(|_, _| Ok(None));
        let fields = PasswordFields { current_password: Raw::Null, new_password: Raw::Null };
        let outcome = ChangePassword::new(&mocks.ports()).run(caller(), &fields).await;
        assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
    }

    #[tokio::test]
    async fn too_many_at_once_are_asked_to_come_back() {
        let mut mocks = Mocks::default();
        mocks
            .users
            .expect_load_credentials()
            .return_once(|_, _| Ok(Some(Credentials { user: user(), password_hash: None })));
        mocks.hasher.expect_verify().return_once(|_, _| Err(HashError::Busy));
        let outcome = run(mocks).await;
        assert!(matches!(outcome, Err(ChangeError::Failed(Failure::Unavailable(_)))));
    }
}
