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

    /// Checks the fields and applies them.
    pub async fn run(&self, caller: Caller, patch: &AccountPatch) -> Result<User, ChangeError> {
        let changes = patch.parse()?;
        self.users.apply(caller, |user, now| user.apply_account(changes.clone(), now)).await
    }
}
