//! A user changes their profile.

use domain::user::ProfilePatch;
use domain::user::User;

use super::user_change::UserChange;
use crate::{Caller, ChangeError, Ports};

/// Changes the profile; anything sent moves the onboarding past its start.
#[derive(Clone)]
pub struct UpdateProfile {
    users: UserChange,
}

impl UpdateProfile {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { users: UserChange::new(ports) }
    }

    /// Checks the fields and applies them.
    pub async fn run(&self, caller: Caller, patch: &ProfilePatch) -> Result<User, ChangeError> {
        let changes = patch.parse()?;
        self.users
            .apply(caller, |user, _| {
                user.apply_profile(changes.clone());
                Ok(())
            })
            .await
    }
}
