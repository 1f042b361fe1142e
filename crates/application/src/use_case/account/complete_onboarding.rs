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
