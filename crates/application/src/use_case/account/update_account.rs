//! A user changes their account.

use domain::user::AccountPatch;
use domain::user::User;

use super::user_change::UserChange;
use crate::{Caller, ChangeError, Ports};

/// Changes name, phone, locale, image, or completes the onboarding.
#[derive(Clone)]
pub struct UpdateAccount {
    users: UserChange,
}

impl UpdateAccount {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { users: UserChange::new(ports) }
    }

    /// Loads the user, for a caller who is nobody any more is told nothing else; then checks
    /// the fields and applies them.
    pub async fn run(&self, caller: Caller, patch: &AccountPatch) -> Result<User, ChangeError> {
        self.users.apply(caller, |user, now| user.apply_account(patch.parse()?, now)).await
    }
}

#[cfg(test)]
mod tests {
    use domain::Raw;

    use super::*;
    use crate::use_case::fixture::{Mocks, at, caller, stored_user, text, user, words};

    #[tokio::test]
    async fn the_fields_that_were_sent_are_changed() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user()))));
        mocks.users.expect_update().times(1).return_once(|_, _| Ok(true));
        let patch = AccountPatch {
            phone: text("+33612345678"),
            name: Raw::Null,
            onboarding_completed: Raw::Flag(true),
            ..AccountPatch::default()
        };
        let changed = UpdateAccount::new(&mocks.ports()).run(caller(), &patch).await.unwrap();
        assert_eq!(changed.phone.unwrap().as_str(), "+33612345678");
        assert_eq!(changed.name, None);
        assert_eq!(changed.onboarding.completed_at(), Some(at(0)));
        assert_eq!(changed.locale, user().locale);
    }

    #[tokio::test]
    async fn all_faults_are_told_and_nothing_is_stored() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user()))));
        let patch = AccountPatch {
            phone: text("12"),
            image: text("javascript:alert(1)"),
            ..AccountPatch::default()
        };
        let outcome = UpdateAccount::new(&mocks.ports()).run(caller(), &patch).await;
        let Err(ChangeError::Invalid(faults)) = outcome else { panic!("taken") };
        assert_eq!(words(&faults), [("phone", "invalid_format"), ("image", "invalid_format")]);
    }

    #[tokio::test]
    async fn a_completed_onboarding_is_not_taken_back() {
        let mut mocks = Mocks::default();
        let mut done = user();
        done.onboarding.complete(at(-9));
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(done))));
        let patch =
            AccountPatch { onboarding_completed: Raw::Flag(false), ..AccountPatch::default() };
        let outcome = UpdateAccount::new(&mocks.ports()).run(caller(), &patch).await;
        let Err(ChangeError::Invalid(faults)) = outcome else { panic!("taken") };
        assert_eq!(words(&faults), [("onboarding_completed", "irreversible")]);
    }
}
