//! A user looks at themselves.

use std::sync::Arc;

use domain::user::User;

use crate::port::{Clock, UserStore};
use crate::{CallError, Caller, Ports};

/// The caller's account, profile and onboarding.
#[derive(Clone)]
pub struct ViewUser {
    users: Arc<dyn UserStore>,
    clock: Arc<dyn Clock>,
}

impl ViewUser {
    pub(in crate::use_case) fn new(ports: &Ports) -> Self {
        Self { users: Arc::clone(&ports.users), clock: Arc::clone(&ports.clock) }
    }

    /// Loads the user.
    pub async fn run(&self, caller: Caller) -> Result<User, CallError> {
        let stored = self.users.load(caller, self.clock.now()).await?;
        stored.map(|stored| stored.user).ok_or(CallError::Unauthenticated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::use_case::fixture::{Mocks, at, away, caller, stored_user, user};

    async fn view(
        answer: Result<Option<crate::port::StoredUser>, crate::StoreError>,
    ) -> Result<User, CallError> {
        let mut mocks = Mocks::default();
        mocks
            .users
            .expect_load()
            .withf(|who, now| (*who, *now) == (caller(), at(0)))
            .times(1)
            .return_once(|_, _| answer);
        ViewUser::new(&mocks.ports()).run(caller()).await
    }

    #[tokio::test]
    async fn the_caller_sees_themselves() {
        assert_eq!(view(Ok(Some(stored_user(user())))).await.unwrap(), user());
    }

    #[tokio::test]
    async fn who_is_gone_is_nobody() {
        assert!(matches!(view(Ok(None)).await, Err(CallError::Unauthenticated)));
    }

    #[tokio::test]
    async fn a_store_that_is_away_makes_nobody_of_no_one() {
        assert!(matches!(view(Err(away())).await, Err(CallError::Failed(_))));
    }
}
