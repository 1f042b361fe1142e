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
