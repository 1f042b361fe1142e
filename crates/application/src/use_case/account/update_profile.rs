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

    /// Loads the user, for a caller who is nobody any more is told nothing else; then checks
    /// the fields and applies them.
    pub async fn run(&self, caller: Caller, patch: &ProfilePatch) -> Result<User, ChangeError> {
        self.users
            .apply(caller, |user, _| {
                user.apply_profile(patch.parse()?);
                Ok(())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use domain::onboarding::Step;

    use super::*;
    use crate::use_case::fixture::{Mocks, caller, stored_user, text, user, words};

    #[tokio::test]
    async fn anything_sent_moves_the_onboarding_past_its_start() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user()))));
        mocks.users.expect_update().times(1).return_once(|_, _| Ok(true));
        let patch = ProfilePatch { industry: text("Bakery"), ..ProfilePatch::default() };
        let changed = UpdateProfile::new(&mocks.ports()).run(caller(), &patch).await.unwrap();
        assert_eq!(changed.organization.industry.unwrap().as_str(), "Bakery");
        assert_eq!(changed.onboarding.step(), Step::Profile);
    }

    #[tokio::test]
    async fn nothing_sent_changes_nothing() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user()))));
        let patch = ProfilePatch::default();
        let same = UpdateProfile::new(&mocks.ports()).run(caller(), &patch).await.unwrap();
        assert_eq!(same, user());
    }

    #[tokio::test]
    async fn all_faults_are_told_and_nothing_is_stored() {
        let mut mocks = Mocks::default();
        mocks.users.expect_load().return_once(|_, _| Ok(Some(stored_user(user()))));
        let patch = ProfilePatch { name: text(" "), locale: text("xx"), ..ProfilePatch::default() };
        let outcome = UpdateProfile::new(&mocks.ports()).run(caller(), &patch).await;
        let Err(ChangeError::Invalid(faults)) = outcome else { panic!("taken") };
        assert_eq!(words(&faults), [("name", "too_short"), ("locale", "unknown_value")]);
    }
}
