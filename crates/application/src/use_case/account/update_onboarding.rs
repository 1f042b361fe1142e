//! A user moves on in the onboarding.

use domain::onboarding::OnboardingPatch;
use domain::user::User;

use super::user_change::UserChange;
use crate::{Caller, ChangeError, Ports};

/// Changes how far the onboarding is; it never moves back.
#[derive(Clone)]
pub struct UpdateOnboarding {
    users: UserChange,
}

impl UpdateOnboarding {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { users: UserChange::new(ports) }
    }

    /// Loads the user, for a caller who is nobody any more is told nothing else; then checks
    /// the fields and applies them.
    pub async fn run(&self, caller: Caller, patch: &OnboardingPatch) -> Result<User, ChangeError> {
        self.users
            .apply(caller, |user, _| {
                user.onboarding.apply(patch.parse()?);
                Ok(())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use domain::Raw;
    use domain::onboarding::Step;

    use super::*;
    use crate::use_case::fixture::{Mocks, caller, stored_user, user, words};

    fn step(number: f64) -> OnboardingPatch {
        OnboardingPatch { onboarding_step: Raw::Number(number), ..OnboardingPatch::default() }
    }

    fn at_persona() -> Mocks {
        let mut mocks = Mocks::default();
        let mut user = user();
        user.onboarding.advance_to(Step::Persona);
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user))));
        mocks
    }

    #[tokio::test]
    async fn a_higher_step_is_moved_to() {
        let mut mocks = at_persona();
        mocks.users.expect_update().times(1).return_once(|_, _| Ok(true));
        let user = UpdateOnboarding::new(&mocks.ports()).run(caller(), &step(5.0)).await.unwrap();
        assert_eq!(user.onboarding.step(), Step::Telephony);
    }

    #[tokio::test]
    async fn a_lower_step_is_ignored_and_not_stored() {
        let ports = at_persona().ports();
        let user = UpdateOnboarding::new(&ports).run(caller(), &step(1.0)).await.unwrap();
        assert_eq!(user.onboarding.step(), Step::Persona);
    }

    #[tokio::test]
    async fn the_last_step_is_reached_by_completing_only() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user()))));
        let ports = mocks.ports();
        let outcome = UpdateOnboarding::new(&ports).run(caller(), &step(9.0)).await;
        let Err(ChangeError::Invalid(faults)) = outcome else { panic!("taken") };
        assert_eq!(words(&faults), [("onboarding_step", "out_of_range")]);
    }
}
