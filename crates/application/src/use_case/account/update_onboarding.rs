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

    /// Checks the fields and applies them.
    pub async fn run(&self, caller: Caller, patch: &OnboardingPatch) -> Result<User, ChangeError> {
        let changes = patch.parse()?;
        self.users
            .apply(caller, |user, _| {
                user.onboarding.apply(changes);
                Ok(())
            })
            .await
    }
}
