//! A user completes the onboarding.

use domain::user::User;

use super::user_change::UserChange;
use crate::{Caller, ChangeError, Ports};

/// Completes the onboarding; again changes nothing.
#[derive(Clone)]
pub struct CompleteOnboarding {
    users: UserChange,
}

impl CompleteOnboarding {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { users: UserChange::new(ports) }
    }

    /// Completes it.
    pub async fn run(&self, caller: Caller) -> Result<User, ChangeError> {
        self.users
            .apply(caller, |user, now| {
                user.onboarding.complete(now);
                Ok(())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use domain::onboarding::Step;

    use super::*;
    use crate::use_case::fixture::{Mocks, at, caller, stored_user, user};

    #[tokio::test]
    async fn completing_is_the_last_step_with_its_time() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user()))));
        mocks.users.expect_update().times(1).return_once(|_, _| Ok(true));
        let user = CompleteOnboarding::new(&mocks.ports()).run(caller()).await.unwrap();
        assert_eq!(user.onboarding.step(), Step::Done);
        assert_eq!(user.onboarding.completed_at(), Some(at(0)));
    }

    #[tokio::test]
    async fn completing_again_keeps_the_first_time_and_stores_nothing() {
        let mut mocks = Mocks::default();
        let mut done = user();
        done.onboarding.complete(at(-9));
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(done))));
        let user = CompleteOnboarding::new(&mocks.ports()).run(caller()).await.unwrap();
        assert_eq!(user.onboarding.completed_at(), Some(at(-9)));
    }

    #[tokio::test]
    async fn who_is_gone_completes_nothing() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(None));
        let outcome = CompleteOnboarding::new(&mocks.ports()).run(caller()).await;
        assert!(matches!(outcome, Err(ChangeError::Unauthenticated)));
    }
}
